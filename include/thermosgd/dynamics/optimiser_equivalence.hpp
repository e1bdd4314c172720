// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Optimisers as dynamics: learning rate and momentum coefficient (η, μ) on one side,
/// step, friction and mass (h, γ, m) on the other, for every scheme.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/constexpr_math.hpp>
#include <thermosgd/dynamics/splitting_scheme.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

/// SGD with momentum in the form v ← μv − η∇V(x), x ← x + v; gradient descent with μ = 0.
struct heavy_ball {
    double learning_rate = 0.0;         ///< η [theta²/loss]
    double momentum_coefficient = 0.0;  ///< μ [1]

    /// Curvatures below it are stable: 2(1 + μ)/η [loss/theta²]. \cost O(1)
    [[nodiscard]] constexpr double largest_curvature() const noexcept {
        return 2.0 * (1.0 + momentum_coefficient) / learning_rate;
    }
};

/// The dynamics q″ = −∇V/m − γq′ in steps of h.
struct contact_parameters {
    double timestep = 0.0;  ///< h [time]
    double friction = 0.0;  ///< γ [1/time]; infinite for momenta set to zero
    double mass = 1.0;      ///< m [loss·time²/theta²]
};

namespace schemes {

/// F·K·D: friction, kick, drift over the whole step each. First order only, and what optimisers
/// call classical momentum; it has an equivalent optimiser, and steppers do not take it.
struct classical_momentum {
    static constexpr std::array<partial_flow, 3> sequence{{{friction, 1}, {kick, 1}, {drift, 1}}};
};

}  // namespace schemes

namespace detail {

template <class Scheme>
[[nodiscard]] constexpr const auto& sequence_of() {
    if constexpr (requires { Scheme::sequence; }) {
        return Scheme::sequence;
    } else {
        return Scheme::splitting.flows;
    }
}

/// A point that walks through the flows of a scheme with h = m = 1 and γ = x, under a force that is
/// −1 at gradient number 1 and 0 elsewhere.
class scheme_walk {
public:
    constexpr scheme_walk(double q, double p, double x) : q_(q), p_(p), x_(x) {}

    constexpr void take(const partial_flow& flow_part) {
        const double fraction = flow_part.fraction, x = x_ * fraction;
        const bool fused =
            flow_part.what == flow::kick_friction || flow_part.what == flow::drift_friction;
        const double mean = fused ? fraction * constexpr_mean_decay(x) : fraction;
        const double decay = decay_of(flow_part);
        switch (flow_part.what) {
        case flow::kick:
        case flow::kick_friction:
            gradients_ += at_gradient_ ? 0 : 1;
            at_gradient_ = true;
            p_ = decay * p_ - (gradients_ == 2 ? mean : 0.0);
            break;
        case flow::drift:
        case flow::drift_friction:
            at_gradient_ = false;
            q_ += mean * p_;
            p_ *= decay;
            break;
        default: p_ *= decay; break;
        }
        decayed_ *= decay;
    }

    /// What a flow multiplies p by.
    [[nodiscard]] constexpr double decay_of(const partial_flow& flow_part) const {
        const double x = x_ * flow_part.fraction;
        switch (flow_part.what) {
        case flow::kick:
        case flow::drift: return 1.0;
        case flow::friction_explicit: return 1.0 - x;
        case flow::friction_implicit: return 1.0 / (1.0 + x);
        default: return constexpr_exp(-x);
        }
    }

    [[nodiscard]] constexpr double q() const { return q_; }
    [[nodiscard]] constexpr int gradients() const { return gradients_; }
    [[nodiscard]] constexpr double decayed() const { return decayed_; }

private:
    double q_, p_, x_;
    double decayed_ = 1.0;
    int gradients_ = 0;
    bool at_gradient_ = false;
};

/// η and μ of a scheme for h = m = 1 and γ = x: where gradient 1 takes the next one, from rest.
template <class Scheme>
[[nodiscard]] constexpr heavy_ball unit_heavy_ball(double x) {
    scheme_walk once(0.0, 1.0, x), walk(0.0, 0.0, x);
    for (const partial_flow& flow_part : sequence_of<Scheme>()) {
        once.take(flow_part);
    }
    while (true) {
        for (const partial_flow& flow_part : sequence_of<Scheme>()) {
            walk.take(flow_part);
            if (walk.gradients() == 3) {
                return {-walk.q(), once.decayed()};
            }
        }
    }
}

/// Throws unless good; in a constant expression it does not compile instead.
constexpr void check_equivalence(bool good, const char* function, const char* argument,
                                 double value, const char* expected) {
    if (!good) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": " + argument + " = " +
                                              number_text(value) + ", expected " + expected));
    }
}

constexpr void check_positive_entry(const char* function, const char* argument, double value) {
    check_equivalence(value > 0.0 && value < detail::infinity, function, argument, value, "> 0");
}

/// γh for a momentum coefficient.
template <class Scheme>
[[nodiscard]] constexpr double friction_of_coefficient(double mu) {
    if constexpr (std::is_same_v<Scheme, schemes::variational>) {
        check_equivalence(mu > -1.0 && mu <= 1.0, "contact_parameters_of", "momentum_coefficient",
                          mu, "above -1 and at most 1");
        return 2.0 * (1.0 - mu) / (1.0 + mu);
    } else {
        check_equivalence(mu >= 0.0 && mu <= 1.0, "contact_parameters_of", "momentum_coefficient",
                          mu, "within [0, 1]: friction keeps the sign of momenta");
        return mu == 0.0 ? detail::infinity : mu == 1.0 ? 0.0 : -constexpr_log(mu);
    }
}

/// η for h = m = 1. \throws std::invalid_argument if it is 0
template <class Scheme>
[[nodiscard]] constexpr double unit_rate(double mu) {
    const double rate = unit_heavy_ball<Scheme>(friction_of_coefficient<Scheme>(mu)).learning_rate;
    check_equivalence(rate > 0.0, "contact_parameters_of", "momentum_coefficient", mu,
                      "> 0 for this scheme, whose step vanishes under infinite friction");
    return rate;
}

}  // namespace detail

/// The optimiser that a scheme is at the points where it takes its gradients, exactly.
///
/// μ is the factor of p over one step, η the step that a gradient makes:
/// DKFKD, FKDKF, KDFDK, FDKDF: η = (h²/m)(1 + μ)/2; DFKFD, KFDFK: (h²/m)√μ; D(KF)D, K(DF)K:
/// (h²/m)(1 − μ)/γh; all with μ = e^{−γh}; variational: (h²/m)/(1 + γh/2), μ = (1 − γh/2)/(1 +
/// γh/2); classical momentum: h²/m; kdk and dkd: h²/m and μ = 1. Found by following the flows, so
/// that it holds for schemes of your own. It holds for gradients of minibatches too.
/// \param parameters  h > 0, m > 0, γ (infinite where momenta are set to zero each step)
/// \return η [theta²/loss] and μ [1], each to rounding
/// \throws std::invalid_argument, or does not compile in a constant expression      \cost O(1)
template <class Scheme>
[[nodiscard]] constexpr heavy_ball heavy_ball_of(Scheme /*scheme*/,
                                                 const contact_parameters& parameters) {
    const auto [h, friction, m] = parameters;
    detail::check_positive_entry("heavy_ball_of", "timestep", h);
    detail::check_positive_entry("heavy_ball_of", "mass", m);
    detail::check_equivalence(friction == friction, "heavy_ball_of", "friction", friction,
                              "a number");
    const heavy_ball unit = detail::unit_heavy_ball<Scheme>(friction * h);
    return {h * h / m * unit.learning_rate, unit.momentum_coefficient};
}

/// The dynamics that an optimiser is, for a mass: the inverse of heavy_ball_of().
///
/// μ = 0, gradient descent, is γ = ∞: η = h²/(2m), each step a velocity Verlet step from rest
/// (Fioresi et al. 2021, equation 5). It is not the overdamped limit η = h/(mγ), to which only
/// D(KF)D and K(DF)K converge.
/// \param mass  m, > 0 [loss·time²/theta²]       \return h and γ, to rounding
/// \throws std::invalid_argument for η ≤ 0, or μ that the scheme has for no friction
/// \cost O(1)
template <class Scheme>
[[nodiscard]] constexpr contact_parameters contact_parameters_of(Scheme /*scheme*/,
                                                                 const heavy_ball& optimiser,
                                                                 double mass = 1.0) {
    detail::check_positive_entry("contact_parameters_of", "learning_rate", optimiser.learning_rate);
    detail::check_positive_entry("contact_parameters_of", "mass", mass);
    const double rate = detail::unit_rate<Scheme>(optimiser.momentum_coefficient);
    const double h = detail::constexpr_sqrt(optimiser.learning_rate * mass / rate);
    return {h, detail::friction_of_coefficient<Scheme>(optimiser.momentum_coefficient) / h, mass};
}

/// The same for a step instead of a mass.
/// \param timestep  h, > 0 [time]      \return γ and m, to rounding
/// \throws std::invalid_argument as contact_parameters_of()      \cost O(1)
template <class Scheme>
[[nodiscard]] constexpr contact_parameters contact_parameters_at_step(Scheme /*scheme*/,
                                                                      const heavy_ball& optimiser,
                                                                      double timestep) {
    detail::check_positive_entry("contact_parameters_of", "learning_rate", optimiser.learning_rate);
    detail::check_positive_entry("contact_parameters_of", "timestep", timestep);
    return {timestep,
            detail::friction_of_coefficient<Scheme>(optimiser.momentum_coefficient) / timestep,
            timestep * timestep * detail::unit_rate<Scheme>(optimiser.momentum_coefficient) /
                optimiser.learning_rate};
}

/// Where a scheme takes the gradient of its next step: at q + a p; a = 0 for schemes that begin
/// with a kick or with friction and a kick.
///
/// These are the parameters x of the optimiser, and with a > 0 a scheme that begins with p = 0
/// begins it with v = 0.
/// \return a [theta per momentum]      \cost O(1)
template <class Scheme>
[[nodiscard]] constexpr double gradient_lead(Scheme /*scheme*/,
                                             const contact_parameters& parameters) {
    detail::scheme_walk walk(0.0, 1.0, parameters.friction * parameters.timestep);
    for (const partial_flow& flow_part : detail::sequence_of<Scheme>()) {
        if (flow_part.what == flow::kick || flow_part.what == flow::kick_friction) {
            break;
        }
        walk.take(flow_part);
    }
    return parameters.timestep / parameters.mass * walk.q();
}

}  // namespace THERMOSGD_NAMESPACE
