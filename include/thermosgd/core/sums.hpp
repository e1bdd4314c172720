// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The ten numbers that one step leaves behind, and the loop that adds them up over one block.

#include <thermosgd/core/scalar.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace thermosgd {

/// What the pass over memory takes: everything of `sums`, or only what is wanted every step.
enum class sums_level {
    kinetic,  ///< d, Σv, Σv², n_zero, n_nonfinite (and Σm v² where masses differ)
    all       ///< also Σv³, Σv⁴, Σx·v, Σx²
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
    std::uint64_t n_nonfinite = 0;  ///< number of entries that are NaN or infinite

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
        n_nonfinite += other.n_nonfinite;
        return *this;
    }

    [[nodiscard]] friend constexpr bool operator==(const sums&, const sums&) = default;
};

namespace detail {

/// Independent accumulators per sum: fixed, so that the bits do not depend on the block's caller.
inline constexpr std::size_t lanes = 8;

/// The longest range that one call of sum_block adds up [scalars].
inline constexpr std::size_t block_size = 4096;

using lane_sums = std::array<double, lanes>;

/// Adds the lanes in a fixed tree.
[[nodiscard]] constexpr double reduce(const lane_sums& s) noexcept {
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/// How sum_block gets at a displacement: from two positions, storing the new one.
///
/// Widening before the subtraction makes it exact for float unless the exponents differ by more
/// than 29 bits, and never worse than subtracting floats.
template <real_scalar T>
struct position_step {
    const T* after;
    T* before;
    [[nodiscard]] double v(std::size_t i) const noexcept {
        return static_cast<double>(after[i]) - static_cast<double>(before[i]);
    }
    [[nodiscard]] double x(std::size_t i) const noexcept { return static_cast<double>(before[i]); }
    [[nodiscard]] bool finite(std::size_t i) const noexcept {
        return is_finite(after[i]) && is_finite(before[i]);
    }
    void store(std::size_t i) const noexcept { before[i] = after[i]; }
    static constexpr bool has_x = true;
};

/// How sum_block gets at a displacement that is given, with the positions before it or without.
template <real_scalar T, bool WithPositions>
struct displacement_step {
    const T* displacement;
    const T* before;
    [[nodiscard]] double v(std::size_t i) const noexcept {
        return static_cast<double>(displacement[i]);
    }
    [[nodiscard]] double x(std::size_t i) const noexcept {
        return WithPositions ? static_cast<double>(before[i]) : 0.0;
    }
    [[nodiscard]] bool finite(std::size_t i) const noexcept {
        return is_finite(displacement[i]) && (!WithPositions || is_finite(before[i]));
    }
    static constexpr void store(std::size_t /*i*/) noexcept {}
    static constexpr bool has_x = WithPositions;
};

/// Adds up `count` ≤ block_size scalars; `mass` points at one mass per scalar, or is not read.
template <sums_level Level, bool WithMass, class Step>
[[nodiscard]] inline sums sum_block(const Step& step, const double* mass, std::size_t count) {
    constexpr bool all = Level == sums_level::all;
    constexpr bool with_x = all && Step::has_x;
    lane_sums v1{}, v2{}, v3{}, v4{}, mv2{}, xv{}, x2{};
    std::array<std::uint64_t, lanes> zero{}, bad{};
    const auto add = [&](std::size_t i, std::size_t lane) {
        const double v = step.v(i);
        const double vv = v * v;
        v1[lane] += v;
        v2[lane] += vv;
        zero[lane] += static_cast<std::uint64_t>(v == 0.0);
        bad[lane] += static_cast<std::uint64_t>(!step.finite(i));
        if constexpr (all) {
            v3[lane] += vv * v;
            v4[lane] += vv * vv;
        }
        if constexpr (with_x) {
            const double x = step.x(i);
            xv[lane] += x * v;
            x2[lane] += x * x;
        }
        if constexpr (WithMass) {
            mv2[lane] += mass[i] * vv;
        }
        step.store(i);
    };
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            add(i + lane, lane);
        }
    }
    for (std::size_t lane = 0; i + lane < count; ++lane) {
        add(i + lane, lane);
    }

    constexpr double not_taken = std::numeric_limits<double>::quiet_NaN();
    sums s;
    s.d = count;
    s.v = reduce(v1);
    s.v2 = reduce(v2);
    s.v3 = all ? reduce(v3) : not_taken;
    s.v4 = all ? reduce(v4) : not_taken;
    s.mv2 = WithMass ? reduce(mv2) : s.v2;
    s.xv = with_x ? reduce(xv) : not_taken;
    s.x2 = with_x ? reduce(x2) : not_taken;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        s.n_zero += zero[lane];
        s.n_nonfinite += bad[lane];
    }
    return s;
}

}  // namespace detail

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

}  // namespace thermosgd
