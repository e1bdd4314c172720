// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How an optimiser makes a step from gradients, and the numbers that it takes: what decides which
/// laws are expected to hold.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/scalar.hpp>

#include <string_view>

namespace THERMOSGD_NAMESPACE {

/// How an update u is made from gradients g, in θ′ = θ − ηu.
enum class optimiser_kind {
    sgd,       ///< SGD and heavy ball: m ← μm + g, u = m
    nesterov,  ///< m ← μm + g, u = g + μm
    adam,      ///< m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², u = m̂/(√v̂ + ε); decay within g
    adamw,     ///< the same, with decoupled decay
    lion,      ///< u = sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g; decoupled decay
    muon,      ///< u = m = μm + g with its singular values made 1; decoupled decay
    other      ///< anything else: nothing is known of its updates
};

/// The name of a kind of optimiser. \cost O(1)
[[nodiscard]] constexpr std::string_view to_string(optimiser_kind kind) noexcept {
    switch (kind) {
    case optimiser_kind::sgd: return "sgd";
    case optimiser_kind::nesterov: return "nesterov";
    case optimiser_kind::adam: return "adam";
    case optimiser_kind::adamw: return "adamw";
    case optimiser_kind::lion: return "lion";
    case optimiser_kind::muon: return "muon";
    case optimiser_kind::other: break;
    }
    return "other";
}

/// Where weight decay acts.
enum class decay_kind {
    of_optimiser,  ///< decoupled for AdamW, Lion and Muon, coupled for SGD, Nesterov and Adam, and
                   ///< not known for another optimiser
    coupled,       ///< within the gradient: g = ∇L + λθ
    decoupled      ///< beside the update: θ′ = (1 − ηλ)θ − ηu
};

/// The numbers of an optimiser; what is not given is NaN.
struct hyper_parameters {
    double learning_rate = not_available;  ///< η [theta²/loss], or [theta] where u is a number
    double weight_decay = not_available;   ///< λ; ηλ is a number [1/η]
    double momentum_coefficient =
        not_available;             ///< μ, or β₁ of Adam and Lion [1]; NaN counts as 0
    double beta2 = not_available;  ///< β₂ of Adam and Lion [1]
    optimiser_kind optimiser = optimiser_kind::sgd;  ///< how the update is made
    decay_kind decay = decay_kind::of_optimiser;     ///< where λ acts

    /// Whether decay is known to be decoupled. \cost O(1)
    [[nodiscard]] constexpr bool decoupled() const noexcept {
        return decay == decay_kind::decoupled ||
               (decay == decay_kind::of_optimiser &&
                (optimiser == optimiser_kind::adamw || optimiser == optimiser_kind::lion ||
                 optimiser == optimiser_kind::muon));
    }

    /// Whether decay is known to be coupled. \cost O(1)
    [[nodiscard]] constexpr bool coupled() const noexcept {
        return !decoupled() && (decay == decay_kind::coupled || optimiser != optimiser_kind::other);
    }

    /// Whether a step is (1 − ηλ)θ − ηu with an update that holds no decay, to all orders:
    /// decoupled decay, and plain SGD, where both are one. \cost O(1)
    [[nodiscard]] constexpr bool separable() const noexcept {
        return decoupled() || (optimiser == optimiser_kind::sgd && !(momentum_coefficient > 0));
    }

    /// Whether energies in units of the loss follow from m = Δt²/(2η): SGD and its momenta.
    [[nodiscard]] constexpr bool updates_are_gradients() const noexcept {
        return optimiser == optimiser_kind::sgd || optimiser == optimiser_kind::nesterov;
    }

    /// The share of the weights that decay takes per step, exact however small it is.
    /// \f[ \eta\lambda \;(\text{decoupled}), \qquad
    ///     \eta\lambda/(1-\mu) \;(\text{coupled, SGD and Nesterov, to first order}) \f]
    /// \return 1 − a [1]; NaN where η or λ is not known, where coupled decay goes through a
    ///         preconditioner (Adam), or where decay of another optimiser is not known
    /// \cost O(1)
    [[nodiscard]] double decay_share() const noexcept {
        const double taken = learning_rate * weight_decay;
        if (!is_finite(taken)) {
            return not_available;
        }
        if (decoupled()) {
            return taken;
        }
        return coupled() && updates_are_gradients() && momentum() < 1 ? taken / (1 - momentum())
                                                                      : not_available;
    }

    /// What one step leaves of weights by decay alone, a = 1 − decay_share() [1]. \cost O(1)
    [[nodiscard]] double decay_factor() const noexcept { return 1 - decay_share(); }

    /// μ or β₁, 0 where it is not given. \cost O(1)
    [[nodiscard]] double momentum() const noexcept {
        return is_finite(momentum_coefficient) ? momentum_coefficient : 0.0;
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(learning_rate, weight_decay, momentum_coefficient, beta2, optimiser, decay);
        detail::require_stored("hyper_parameters", optimiser <= optimiser_kind::other &&
                                                       decay <= decay_kind::decoupled);
    }
};

namespace detail {

/// Whether two numbers are the same, or both not given. An infinite one is given.
[[nodiscard]] inline bool same(const double& a, const double& b) noexcept {
    return is_nan(a) || is_nan(b) ? is_nan(a) && is_nan(b) : a == b;
}

/// Whether two steps were made with the same numbers, in the same way.
[[nodiscard]] inline bool same(const hyper_parameters& a, const hyper_parameters& b) noexcept {
    return same(a.learning_rate, b.learning_rate) && same(a.weight_decay, b.weight_decay) &&
           same(a.momentum_coefficient, b.momentum_coefficient) && same(a.beta2, b.beta2) &&
           a.optimiser == b.optimiser && a.decay == b.decay;
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
