// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Groups that have no Gibbs state at all, and why: the full Galilei group, and the translations
/// and rotations of space taken alone.

#include <thermosgd/core/error.hpp>

#include <array>
#include <stdexcept>
#include <string>

namespace thermosgd::gibbs {

/// An element of the Lie algebra of the Galilei group.
struct galilei_parameter {
    double time = 0;                      ///< β, of translations in time [1/loss]
    std::array<double, 3> rotation{};     ///< w [1/(loss·time)]
    std::array<double, 3> translation{};  ///< c, of translations in space [theta/(loss·time)]
    std::array<double, 3> boost{};        ///< a [1/theta]
};

/// The Galilei group of space and time acting on free particles in R³: it has no Gibbs state.
///
/// On the pair (X, P) of the centre of mass of total mass M
/// \f[ \langle J, b\rangle = \beta\frac{|P|^2}{2M} - w\cdot(X \times P) - c\cdot P + a\cdot X \f]
/// and ∫ exp(−⟨J, b⟩) diverges for every b. What has Gibbs states are subgroups together with a box
/// (moving_box) or a trap (rotating_trap), which break the other symmetries.
/// \see Souriau 1969, §17; Marle 2016
struct galilei_group {
    /// Why b has no Gibbs state; never nullptr. \cost O(1), noexcept
    [[nodiscard]] static const char* refusal(const galilei_parameter& b) noexcept {
        const auto zero = [](const std::array<double, 3>& x) {
            return x[0] == 0 && x[1] == 0 && x[2] == 0;
        };
        if (b.time < 0) {
            return "with beta < 0 the weight grows without bound with the momentum";
        }
        if (!(b.time > 0)) {
            return "with beta = 0 the exponent is constant or linear in the momentum and has no "
                   "lower bound";
        }
        if (!zero(b.rotation)) {
            return "the centrifugal force drives the centre of mass outwards, and no trap holds "
                   "it: "
                   "the weight grows as exp(M |w x X + c|^2 / (2 beta))";
        }
        if (!zero(b.boost)) {
            return "the weight exp(-a.X) grows without bound in the direction of -a";
        }
        return "space is infinite: the position of the centre of mass has no normalised state; "
               "take "
               "a periodic box";
    }

    /// ln P does not exist. \throws std::invalid_argument, with the reason, always
    [[noreturn]] static void log_partition(const galilei_parameter& b) {
        THERMOSGD_THROW(std::invalid_argument(
            std::string("galilei_group::log_partition: no Gibbs state: ") + refusal(b)));
#if !defined(__cpp_exceptions)
        __builtin_unreachable();
#endif
    }
};

/// Why translations of space alone, J = P, have no Gibbs state. \cost O(1)
[[nodiscard]] constexpr const char* space_translation_refusal() noexcept {
    return "the momentum takes all values of either sign, so that exp(-b.P) is not integrable; "
           "take "
           "translations in time along (moving_box)";
}

/// Why rotations of space alone, J = L, have no Gibbs state. \cost O(1)
[[nodiscard]] constexpr const char* space_rotation_refusal() noexcept {
    return "the angular momentum takes all values of either sign, so that exp(-w.L) is not "
           "integrable; take translations in time along, in a trap (rotating_trap)";
}

}  // namespace thermosgd::gibbs
