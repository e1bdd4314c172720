// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which observables beyond the temperature are asked for: a set of topics.

#include <thermosgd/core/error.hpp>
#include <thermosgd/report/nearest_name.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace THERMOSGD_NAMESPACE {

/// A part of diagnose(), in the order in which the parts come.
enum class topic : unsigned {
    equipartition,  ///< T between and within groups
    distribution,   ///< of velocities and kinetic energies; tails
    diffusion,      ///< MSD(n), R(n), exponent, autocorrelation of velocities
    currents,       ///< irreversibility on projections
    entropy,        ///< of velocities and positions; free energy
    gradient,       ///< temperatures of gradient and virial; noise scale
    ranking,        ///< hot and cold filters
    gibbs           ///< Gibbs states of one-parameter groups, fitted and tested
};

/// The names of the topics, in order.
inline constexpr std::array<std::string_view, 8> topic_names{
    "equipartition", "distribution", "diffusion", "currents",
    "entropy",       "gradient",     "ranking",   "gibbs"};

/// A set of topics.
///
/// \code
/// thermosgd::topics wanted{thermosgd::topic::diffusion, thermosgd::topic::entropy};
/// wanted = thermosgd::topics::of("diffusion,entropy");    // the same
/// \endcode
class topics {
public:
    /// No topic. \cost O(1)
    constexpr topics() noexcept = default;

    /// These topics. \cost O(size)
    constexpr topics(std::initializer_list<topic> some) noexcept {
        for (const topic s : some) {
            bits_ |= bit(s);
        }
    }

    /// Every topic. \cost O(1)
    [[nodiscard]] static constexpr topics all() noexcept {
        topics result;
        result.bits_ = (1U << topic_names.size()) - 1;
        return result;
    }

    /// Reads "all", "none", or names between commas, in any order.
    /// \throws std::invalid_argument that names what was found, lists what may be there, and says
    ///         which is nearest
    /// \cost O(size of the text)
    [[nodiscard]] static topics of(std::string_view text) {
        topics result;
        if (text == "all" || text == "none") {
            return text == "all" ? all() : result;
        }
        for (bool more = true; more;) {
            const std::size_t comma = text.find(',');
            const std::string_view name = text.substr(0, comma);
            std::size_t i = 0;
            while (i < topic_names.size() && topic_names[i] != name) {
                ++i;
            }
            if (i == topic_names.size()) {
                std::string message = "'";
                message.append(name).append("', expected all, none or a comma list of ");
                for (const std::string_view known : topic_names) {
                    message.append(known == topic_names.front() ? "" : ", ").append(known);
                }
                message.append("; nearest: ").append(nearest_name(name, topic_names));
                THERMOSGD_THROW(std::invalid_argument(message));
            }
            result.bits_ |= 1U << i;
            more = comma != std::string_view::npos;
            text.remove_prefix(more ? comma + 1 : text.size());
        }
        return result;
    }

    /// Whether a topic is in the set. \cost O(1)
    [[nodiscard]] constexpr bool has(topic s) const noexcept { return (bits_ & bit(s)) != 0; }

    /// Whether any of some topics is in the set. \cost O(1)
    [[nodiscard]] constexpr bool has_any(topics some) const noexcept {
        return (bits_ & some.bits_) != 0;
    }

    /// Whether the set is empty. \cost O(1)
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

    /// The topics of both sets. \cost O(1)
    [[nodiscard]] friend constexpr topics operator|(topics a, topics b) noexcept {
        topics result;
        result.bits_ = a.bits_ | b.bits_;
        return result;
    }

    /// The topics of the first set that the second lacks. \cost O(1)
    [[nodiscard]] friend constexpr topics operator-(topics a, topics b) noexcept {
        topics result;
        result.bits_ = a.bits_ & ~b.bits_;
        return result;
    }

    /// The topics that need no diagnostics_recorder. \cost O(1)
    [[nodiscard]] static constexpr topics without_recorder() noexcept {
        return {topic::gradient, topic::ranking};
    }

    /// Whether a diagnostics_recorder is needed: all but gradient and ranking take something from
    /// it. \cost O(1)
    [[nodiscard]] constexpr bool need_recorder() const noexcept {
        return !(*this - without_recorder()).empty();
    }

    /// Equal for equal sets. \cost O(1)
    [[nodiscard]] friend constexpr bool operator==(topics, topics) noexcept = default;

private:
    [[nodiscard]] static constexpr unsigned bit(topic s) noexcept {
        return 1U << static_cast<unsigned>(s);
    }

    unsigned bits_ = 0;
};

/// The set as text that topics::of() reads: "all", "none", or the names in order.
/// \cost O(size of the text)
[[nodiscard]] inline std::string to_string(topics some) {
    if (some.empty() || some == topics::all()) {
        return some.empty() ? "none" : "all";
    }
    std::string text;
    for (std::size_t i = 0; i < topic_names.size(); ++i) {
        if (some.has(static_cast<topic>(i))) {
            text.append(text.empty() ? "" : ",").append(topic_names[i]);
        }
    }
    return text;
}

}  // namespace THERMOSGD_NAMESPACE
