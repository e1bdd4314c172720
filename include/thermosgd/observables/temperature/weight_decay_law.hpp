// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The one law without a free parameter: what weight decay takes from the norm is what updates
/// bring, for any optimiser, where the loss does not feel the norm.

#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/update_noise.hpp>

#include <cmath>

namespace THERMOSGD_NAMESPACE {

/// Sums over a group that the law is made of, averaged over steps; θ before the step.
struct update_moments {
    double displacement = not_available;           ///< ⟨|Δθ|²⟩ [theta²]
    double position_displacement = not_available;  ///< ⟨θ·Δθ⟩ [theta²]
    double position = not_available;               ///< ⟨|θ|²⟩ [theta²]

    /// What the optimiser adds to the square, decoupled decay taken out of the displacement:
    /// \f[ \eta^2\langle|u|^2\rangle = \langle|\Delta\theta + \eta\lambda\theta|^2\rangle \f]
    /// \param decay  ηλ [1] \return [theta²] \cost O(1), noexcept
    [[nodiscard]] constexpr double squared_update(double decay) const noexcept {
        return displacement + 2 * decay * position_displacement + decay * decay * position;
    }

    /// \f[ \eta\langle\theta\cdot u\rangle = -\langle\theta\cdot\Delta\theta\rangle -
    ///     \eta\lambda\langle|\theta|^2\rangle \f]
    /// \param decay  ηλ [1] \return [theta²] \cost O(1), noexcept
    [[nodiscard]] constexpr double position_update(double decay) const noexcept {
        return -position_displacement - decay * position;
    }
};

/// What updates bring to the norm over what decay takes from it.
/// \f[ \frac{\eta^2\langle|u|^2\rangle\, g_u}{(1 - a^2)\langle|\theta|^2\rangle} = 1 \f]
/// for θ′ = aθ − ηu. That (1 − a²)⟨|θ|²⟩ = η²⟨|u|²⟩ − 2aη⟨θ·u⟩ holds in any stationary state; it
/// becomes the law where updates know the weights through their own history only, θ = −ηΣ a^{k−1}
/// u_{t−k}. With decay in the gradient of a momentum u holds it, and to first order in ηλ the
/// ratio is
/// \f$ (1-\mu)\, g_u \langle|\Delta\theta|^2\rangle / (2\eta\lambda\langle|\theta|^2\rangle) \f$,
/// that of weight_decay_ratio() for heavy ball. Above 1 while the norm grows, below 1 where the
/// loss pulls on it.
/// \param m    measured sums
/// \param p    η, λ and where λ acts
/// \param g_u  the inefficiency of updates: noise_update_inefficiency(), or measured by an
///             update_tracker [1]
/// \return the ratio [1]; NaN where a is not known, or λ = 0
/// \cost O(1)
/// \see Kosson, Messmer and Jaggi 2023, arXiv 2305.17212; Defazio 2025, arXiv 2506.02285
[[nodiscard]] inline double weight_decay_law(const update_moments& m, const hyper_parameters& p,
                                             double g_u) {
    const double a = p.decay_factor();
    if (!is_finite(a) || !(a < 1) || !(a > 0) || !(m.position > 0)) {
        return not_available;
    }
    if (p.separable()) {
        return m.squared_update(1 - a) * g_u / ((1 - a * a) * m.position);
    }
    return g_u * m.displacement / (2 * (1 - a) * m.position);
}

/// The share of a declared decay that acts, from what is left of what updates bring once the norm
/// has gained what it gains.
/// \f[ \frac{\lambda_{\text{acting}}}{\lambda} =
///     \frac{\eta^2\langle|u|^2\rangle g_u - \langle\Delta|\theta|^2\rangle}
///          {(1 - a^2)\langle|\theta|^2\rangle}, \qquad
///     \langle\Delta|\theta|^2\rangle = 2\langle\theta\cdot\Delta\theta\rangle +
///                                      \langle|\Delta\theta|^2\rangle \f]
/// the law less what the norm gains: 1 in equilibrium and on the way there, 0 where a trainer
/// forgot the decay that it declares. To first order in ηλ for decay within the gradient.
/// \param m, p, g_u  as for weight_decay_law()
/// \return [1]; NaN where the law is      \cost O(1)
[[nodiscard]] inline double acting_decay_share(const update_moments& m, const hyper_parameters& p,
                                               double g_u) {
    const double a = p.decay_factor(), lost = p.decoupled() ? 1 - a * a : 2 * (1 - a);
    const double gained = 2 * m.position_displacement + m.displacement;
    return weight_decay_law(m, p, g_u) - gained / (lost * m.position);
}

/// The g_u that belongs into weight_decay_law() where gradients are white.
/// \param p  kind, coefficients, η, λ
/// \return noise_update_inefficiency(), at a = 1 where decay is within the gradient: u then holds
///         it
/// \cost as noise_update_inefficiency()
[[nodiscard]] inline double white_update_inefficiency(const hyper_parameters& p) {
    const double a = p.decay_factor();
    return noise_update_inefficiency(p, p.separable() && is_finite(a) ? a : 1.0);
}

/// ⟨θ·u⟩ that updates of this correlation make by themselves.
/// \f[ \eta\langle\theta\cdot u\rangle = -\sum_{k\ge1} a^{k-1}\,\eta^2\langle u_t\cdot
///     u_{t-k}\rangle = -\eta^2\langle|u|^2\rangle\,\frac{g_u - 1}{2a} \f]
/// \param squared_update  η²⟨|u|²⟩ [theta²]   \param g_u  [1]   \param a  what decay leaves [1]
/// \return [theta²]; 0 for white updates   \cost O(1), noexcept
[[nodiscard]] constexpr double predicted_position_update(double squared_update, double g_u,
                                                         double a) noexcept {
    return -squared_update * (g_u - 1) / (2 * a);
}

/// The angle by which weights turn per step in this equilibrium.
/// \f[ \sqrt{\frac{1 - a^2}{g_u}} \approx \sqrt{2\eta\lambda\,\frac{1-\beta_1}{1+\beta_1}} \f]
/// \param a, g_u  as above   \return [rad]   \cost O(1)
/// \see Kosson, Messmer and Jaggi 2023, table 1
[[nodiscard]] inline double angular_step(double a, double g_u) {
    return std::sqrt((1 - a * a) / g_u);
}

/// One step of the squared norm by the law, whatever η and λ do: in equilibrium it rests.
/// \f[ N' = a^2 N + \eta^2|u|^2 g_u \f]
/// \param norm, squared_update  N and η²|u|² [theta²]   \param a, g_u  of the step [1]
/// \return N′ [theta²]   \cost O(1), noexcept
[[nodiscard]] constexpr double next_squared_norm(double norm, double squared_update, double a,
                                                 double g_u) noexcept {
    return a * a * norm + squared_update * g_u;
}

}  // namespace THERMOSGD_NAMESPACE
