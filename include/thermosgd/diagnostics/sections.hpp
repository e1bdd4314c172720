// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which observables beyond the temperature are asked for: a set of the sections of diagnose().

#include <thermosgd/core/error.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace thermosgd {

/// A part of diagnose(), in the order in which the parts come.
enum class section : unsigned {
    equipartition,  ///< T between and within groups
    distribution,   ///< of velocities and kinetic energies; tails
    diffusion,      ///< MSD(n), R(n), exponent, autocorrelation of velocities
    currents,       ///< irreversibility on projections
    entropy,        ///< of velocities and positions; free energy
    gradient,       ///< temperatures of gradient and virial; noise scale
    ranking,        ///< hot and cold filters
    gibbs           ///< Gibbs states of one-parameter groups, fitted and tested
};

/// The names of the sections, in order.
inline constexpr std::array<std::string_view, 8> section_names{
    "equipartition", "distribution", "diffusion", "currents",
    "entropy",       "gradient",     "ranking",   "gibbs"};

/// A set of sections.
///
/// \code
/// thermosgd::sections wanted{thermosgd::section::diffusion, thermosgd::section::entropy};
/// wanted = thermosgd::sections::of("diffusion,entropy");    // the same
/// \endcode
class sections {
public:
    /// No section. \cost O(1)
    constexpr sections() noexcept = default;

    /// These sections. \cost O(size)
    constexpr sections(std::initializer_list<section> some) noexcept {
        for (const section s : some) {
            bits_ |= bit(s);
        }
    }

    /// Every section. \cost O(1)
    [[nodiscard]] static constexpr sections all() noexcept {
        sections result;
        result.bits_ = (1U << section_names.size()) - 1;
        return result;
    }

    /// Reads "all", "none", or names between commas, in any order.
    /// \throws std::invalid_argument that names what was found and lists what may be there
    /// \cost O(size of the text)
    [[nodiscard]] static sections of(std::string_view text) {
        sections result;
        if (text == "all" || text == "none") {
            return text == "all" ? all() : result;
        }
        for (bool more = true; more;) {
            const std::size_t comma = text.find(',');
            const std::string_view name = text.substr(0, comma);
            std::size_t i = 0;
            while (i < section_names.size() && section_names[i] != name) {
                ++i;
            }
            if (i == section_names.size()) {
                std::string message = "'";
                message.append(name).append("', expected all, none or a comma list of ");
                for (const std::string_view known : section_names) {
                    message.append(known == section_names.front() ? "" : ", ").append(known);
                }
                THERMOSGD_THROW(std::invalid_argument(message));
            }
            result.bits_ |= 1U << i;
            more = comma != std::string_view::npos;
            text.remove_prefix(more ? comma + 1 : text.size());
        }
        return result;
    }

    /// Whether a section is in the set. \cost O(1)
    [[nodiscard]] constexpr bool has(section s) const noexcept { return (bits_ & bit(s)) != 0; }

    /// Whether any of some sections is in the set. \cost O(1)
    [[nodiscard]] constexpr bool has_any(sections some) const noexcept {
        return (bits_ & some.bits_) != 0;
    }

    /// Whether the set is empty. \cost O(1)
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

    /// Whether a diagnostics_recorder is needed: all but gradient and ranking take something from
    /// it. \cost O(1)
    [[nodiscard]] constexpr bool need_recorder() const noexcept {
        return has_any({section::equipartition, section::distribution, section::diffusion,
                        section::currents, section::entropy, section::gibbs});
    }

    /// Equal for equal sets. \cost O(1)
    [[nodiscard]] friend constexpr bool operator==(sections, sections) noexcept = default;

private:
    [[nodiscard]] static constexpr unsigned bit(section s) noexcept {
        return 1U << static_cast<unsigned>(s);
    }

    unsigned bits_ = 0;
};

/// The set as text that sections::of() reads: "all", "none", or the names in order.
/// \cost O(size of the text)
[[nodiscard]] inline std::string to_string(sections some) {
    if (some.empty() || some == sections::all()) {
        return some.empty() ? "none" : "all";
    }
    std::string text;
    for (std::size_t i = 0; i < section_names.size(); ++i) {
        if (some.has(static_cast<section>(i))) {
            text.append(text.empty() ? "" : ",").append(section_names[i]);
        }
    }
    return text;
}

}  // namespace thermosgd
