// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a trainer tells about the step that it just made: an input of every observation.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/scalar.hpp>

#include <string_view>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

/// A number of samples; takes any kind of number, so that `.batch_size = images.size()` needs no
/// cast in a list of initialisers.
class sample_count {
public:
    /// Not given. \cost O(1)
    constexpr sample_count() = default;

    /// \param count  samples of a minibatch, an integer or not [samples] \cost O(1)
    template <class Number>
        requires std::is_arithmetic_v<Number>
    // NOLINTNEXTLINE(google-explicit-constructor): a number is meant to be given as it is
    constexpr sample_count(Number count) noexcept : count_(static_cast<double>(count)) {}

    /// The number, NaN where it was not given [samples]. \cost O(1)
    // NOLINTNEXTLINE(google-explicit-constructor): as above
    [[nodiscard]] constexpr operator const double&() const noexcept { return count_; }

    /// Reads or writes it.
    template <class Archive>
    void archive(Archive& ar) {
        ar(count_);
    }

private:
    double count_ = not_available;
};

/// How a step is made from gradients: decides which laws are expected to hold.
enum class optimiser_kind {
    sgd,   ///< SGD or heavy ball, weight decay within the gradient: m ← μm + g + λθ, θ ← θ − ηm
    other  ///< anything else, AdamW for example: no law that needs η or λ is read
};

/// The name of a kind of optimiser: "sgd" or "other".
[[nodiscard]] constexpr std::string_view to_string(optimiser_kind kind) noexcept {
    return kind == optimiser_kind::sgd ? "sgd" : "other";
}

/// What a trainer may tell about the step it just made; whatever is left out is "not available".
struct step_info {
    /// The value of whatever is left out.
    static constexpr double not_given = not_available;

    double loss = not_given;                  ///< of the minibatch, before the step [loss]
    double learning_rate = not_given;         ///< η; groups may have scales of it [theta²/loss]
    double weight_decay = not_given;          ///< λ in ∇L + λθ; as η [loss/theta²]
    double momentum_coefficient = not_given;  ///< μ of heavy ball [1]; not given counts as 0
    sample_count batch_size = {};             ///< B [samples]
    optimiser_kind optimiser = optimiser_kind::sgd;  ///< which laws η, λ and μ belong to

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(loss, learning_rate, weight_decay, momentum_coefficient, batch_size, optimiser);
        detail::require_stored("step_info", optimiser <= optimiser_kind::other);
    }
};

}  // namespace THERMOSGD_NAMESPACE
