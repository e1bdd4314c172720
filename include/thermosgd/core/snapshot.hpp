// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The snapshot, the simplest linear image of x: the identity, kept from one time.

#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// A copy of all parameters at one step, numbered through.
///
/// \cost one scalar per parameter
template <real_scalar T>
struct snapshot {
    std::vector<T> x;        ///< the parameters in layout order [theta]; empty: none taken yet
    std::uint64_t step = 0;  ///< the step after which they were taken [1]

    /// Takes a copy of `p` after step `at`. \cost one read, one write; allocates the first time
    template <parameter_argument P>
    void take(const P& p, std::uint64_t at) {
        x.resize(parameter_count(p));
        detail::for_each_block(p, [&](std::size_t first, std::size_t count, const auto* block) {
            for (std::size_t i = 0; i < count; ++i) {
                x[first + i] = static_cast<T>(block[i]);
            }
        });
        step = at;
    }

    /// Whether a copy has been taken. \cost O(1)
    [[nodiscard]] bool taken() const noexcept { return !x.empty(); }

    /// Reads or writes the copy and its step.
    template <class Archive>
    void archive(Archive& ar) {
        ar(x, step);
    }
};

/// What two positions of the same parameters have to do with each other, summed over a group.
struct position_pair_sums {
    double squared_distance = 0.0;  ///< |x_T − x_0|² [theta²]
    double norm_change = 0.0;       ///< |x_T|² − |x_0|² = Σ(x_T − x_0)(x_T + x_0) [theta²]
};

/// Compares filter `filter` of `g` (or the whole group) in two positions.
///
/// Differences are taken first, in double, so that a small drift of large parameters keeps its
/// digits.
/// \param g       the group      \param filter  number of the filter, or no_filters for all of it
/// \param before  parameters at x_0, numbered through      \param now  parameters at x_T
/// \return the two sums      \throws layout_error where a span ends before the group does
/// \cost O(d of the group)
template <real_scalar T>
[[nodiscard]] position_pair_sums compare_positions(const group& g, std::size_t filter,
                                                   std::span<const T> before,
                                                   std::span<const T> now) {
    if (before.size() < g.offset + g.size || now.size() < g.offset + g.size) {
        THERMOSGD_THROW(layout_error(
            "compare_positions: positions of " + std::to_string(before.size()) + " and " +
            std::to_string(now.size()) + " scalars, expected at least " +
            std::to_string(g.offset + g.size) + ", where group \"" + g.name + "\" ends"));
    }
    const bool whole = filter == no_filters || g.filters() == 0;
    const std::size_t chunk = whole ? g.size : g.filter_chunk();
    const std::size_t pitch = whole ? g.size : chunk * g.filters();
    position_pair_sums sums;
    for (std::size_t begin = whole ? 0 : filter * chunk; begin < g.size; begin += pitch) {
        position_pair_sums part;
        for (std::size_t i = g.offset + begin; i < g.offset + begin + chunk; ++i) {
            const double a = static_cast<double>(before[i]);
            const double b = static_cast<double>(now[i]);
            part.squared_distance += (b - a) * (b - a);
            part.norm_change += (b - a) * (b + a);
        }
        sums.squared_distance += part.squared_distance;
        sums.norm_change += part.norm_change;
    }
    return sums;
}

}  // namespace THERMOSGD_NAMESPACE
