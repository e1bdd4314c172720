// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The factor on all masses: a number, or what the learning rate of each segment makes of it.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>

namespace THERMOSGD_NAMESPACE {

namespace mass {

/// The type of mass::of_learning_rate.
struct of_learning_rate_t {};

/// The mass that makes kinetic energies a loss, m = Δt²/(2η), with the η of each segment.
inline constexpr of_learning_rate_t of_learning_rate{};

/// The type of of_preconditioner.
struct of_preconditioner_t {};

/// The same under Adam: m_k = Δt²(√v̂_k + ε)/(2η), with the preconditioner that each step tells in
/// step_info::preconditioner.
inline constexpr of_preconditioner_t of_preconditioner{};

}  // namespace mass

/// The factor on the masses of all groups.
///
/// A number holds for the whole run. A number made from a learning rate is wrong by the ratio of
/// the rates as soon as that drops, so mass::of_learning_rate is made from the rate of each
/// segment.
class mass_rule {
public:
    /// \param factor  m, > 0 where a thermometer is given it [loss·time²/theta²] \cost O(1)
    // NOLINTNEXTLINE(google-explicit-constructor): a number is meant to be given as it is
    constexpr mass_rule(double factor) noexcept : factor_(factor) {}

    /// m = Δt²/(2η) of each segment. \cost O(1)
    // NOLINTNEXTLINE(google-explicit-constructor): as above
    constexpr mass_rule(mass::of_learning_rate_t) noexcept : follows_(true) {}

    /// m_k = Δt²(√v̂_k + ε)/(2η) of each segment and step. \cost O(1)
    // NOLINTNEXTLINE(google-explicit-constructor): as above
    constexpr mass_rule(mass::of_preconditioner_t) noexcept
        : follows_(true), preconditioned_(true) {}

    /// Whether single scalars have a factor of their own at each step. \cost O(1)
    [[nodiscard]] constexpr bool follows_preconditioner() const noexcept { return preconditioned_; }

    /// Whether it is made from the learning rate. \cost O(1)
    [[nodiscard]] constexpr bool follows_learning_rate() const noexcept { return follows_; }

    /// m of a segment.
    /// \f[ m = \frac{\Delta t^2}{2\eta} \f]
    /// \param learning_rate  η of the segment [theta²/loss]      \param timestep  Δt [time]
    /// \return the number, or what η makes of it; NaN where it needs η and η is not known, or is
    ///         not a positive number [loss·time²/theta²]
    /// \cost O(1)      \see Fioresi et al. 2021, equation 5, with Δt = 1
    [[nodiscard]] double of(double learning_rate, double timestep) const {
        if (!follows_) {
            return factor_;
        }
        return is_finite(learning_rate) && learning_rate > 0
                   ? mass_from_learning_rate(learning_rate, timestep)
                   : not_available;
    }

    /// True for the same rule. \cost O(1)
    [[nodiscard]] friend constexpr bool operator==(const mass_rule&, const mass_rule&) = default;

private:
    double factor_ = 1.0;
    bool follows_ = false;
    bool preconditioned_ = false;
};

}  // namespace THERMOSGD_NAMESPACE
