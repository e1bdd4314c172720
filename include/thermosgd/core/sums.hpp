// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The twelve numbers that one step leaves behind.

#include <thermosgd/core/namespace.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace THERMOSGD_NAMESPACE {

/// What the pass over memory takes: everything of `sums`, or only what is wanted every step.
enum class sums_level {
    kinetic,  ///< d, Σv, Σv², n_zero, n_nonfinite (and Σm v² where masses differ)
    all,      ///< also Σv³, Σv⁴, Σx·v, Σx²
    images    ///< also n_invisible and n_compared, of positions
};

/// Sums over the parameters of one group at one step; v is the displacement per step, x the
/// position *before* the step.
///
/// Thermodynamics is arithmetic on these. A sum that was not taken is NaN: "not available".
/// Sums of disjoint index sets add with `+=`. Units: [v] = theta per step.
struct sums {
    std::uint64_t d = 0;            ///< number of scalars [1]
    double v = 0.0;                 ///< Σ v
    double v2 = 0.0;                ///< Σ v²
    double v3 = 0.0;                ///< Σ v³
    double v4 = 0.0;                ///< Σ v⁴
    double mv2 = 0.0;               ///< Σ m v²
    double xv = 0.0;                ///< Σ x·v
    double x2 = 0.0;                ///< Σ x²
    std::uint64_t n_zero = 0;       ///< number of v that are exactly 0
    std::uint64_t n_invisible = 0;  ///< number of x whose nearest bfloat16 the step does not change
    std::uint64_t n_compared = 0;   ///< of how many; 0 where they were not compared
    std::uint64_t n_nonfinite = 0;  ///< number of entries that are NaN or infinite: of those after
                                    ///< the step; 1 if there were some before it only

    /// Adds the sums of another, disjoint index set. \cost O(1), noexcept
    constexpr sums& operator+=(const sums& other) noexcept {
        d += other.d;
        v += other.v;
        v2 += other.v2;
        v3 += other.v3;
        v4 += other.v4;
        mv2 += other.mv2;
        xv += other.xv;
        x2 += other.x2;
        n_zero += other.n_zero;
        n_invisible += other.n_invisible;
        n_compared += other.n_compared;
        n_nonfinite += other.n_nonfinite;
        return *this;
    }

    [[nodiscard]] friend constexpr bool operator==(const sums&, const sums&) = default;
};

/// The sum of `parts` in a fixed binary tree: halves at the largest power of two below the size.
///
/// Layers are made of their filters and totals of their layers with this, so that adding up the
/// parts of a report gives its whole bit for bit.
/// \return sums{} for no parts \cost O(n) time, error O(log n) roundings, no allocation
[[nodiscard]] inline sums pairwise_sum(std::span<const sums> parts) {
    if (parts.empty()) {
        return {};
    }
    if (parts.size() == 1) {
        return parts.front();
    }
    const std::size_t half = std::bit_floor(parts.size() - 1);
    sums s = pairwise_sum(parts.first(half));
    s += pairwise_sum(parts.subspan(half));
    return s;
}

}  // namespace THERMOSGD_NAMESPACE
