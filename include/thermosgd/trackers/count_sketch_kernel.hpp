// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loop over one block of scalars that adds them to a count sketch with random signs.

#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/numeric/random_bits.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace THERMOSGD_NAMESPACE::detail {

/// Neighbouring scalars that are added side by side, each with the signs of its own word.
inline constexpr std::size_t sign_lanes = 8;

/// Scalars that one word per lane holds the signs of.
inline constexpr std::size_t sign_run = 64 * sign_lanes;

/// The bit that turns a positive double into a negative one.
inline constexpr std::uint64_t sign_mask = std::uint64_t{1} << 63;

/// The random sign of the scalar `index` as a bit to be xored with a double.
[[nodiscard]] constexpr std::uint64_t sign_of(std::uint64_t seed, std::size_t index) noexcept {
    const std::uint64_t word =
        random_bits(seed, index / sign_run * sign_lanes + index % sign_lanes);
    return (word << (index / sign_lanes % 64)) & sign_mask;
}

/// `x` with its sign changed where `sign` says so.
[[nodiscard]] constexpr double flipped(double x, std::uint64_t sign) noexcept {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) ^ sign);
}

/// What add_rows works on.
struct sign_rows {
    const double* from;                           ///< rows of sign_lanes scalars
    std::size_t rows;                             ///< how many, at most 64
    std::array<std::uint64_t, sign_lanes> words;  ///< signs in their top bits, row after row
    double* out;  ///< row r goes to out + ((place + 8r) mod buckets)
    std::size_t place;
    std::size_t buckets;
    std::array<double, sign_lanes> squares;  ///< sums of squares so far
};

#define THERMOSGD_KERNEL <thermosgd/trackers/count_sketch_kernel.inl>
#include <thermosgd/core/foreach_instruction_set.inl>

/// Adds `sign(i)·v[i − first]` to `out[i mod buckets]` for the scalars i from `first` on.
/// \param buckets  a power of two, at least sign_lanes      \return Σ v²
inline double add_signed(std::uint64_t seed, std::size_t first, std::span<const double> v,
                         double* out, std::size_t buckets) noexcept {
    const simd variant = best_simd();
    sign_rows r{nullptr, 0, {}, out, 0, buckets, {}};
    const std::size_t end = first + v.size();
    std::size_t i = first;
    const auto add_one = [&] {
        const double x = v[i - first];
        out[i & (buckets - 1)] += flipped(x, sign_of(seed, i));
        r.squares[i % sign_lanes] += x * x;
        ++i;
    };
    while (i < end && i % sign_lanes != 0) {
        add_one();
    }
    while (i + sign_lanes <= end) {
        const std::size_t shift = i / sign_lanes % 64;
        for (std::size_t l = 0; l < sign_lanes; ++l) {
            r.words[l] = random_bits(seed, i / sign_run * sign_lanes + l) << shift;
        }
        r.from = v.data() + (i - first);
        r.rows = (std::min)(64 - shift, (end - i) / sign_lanes);
        r.place = i;
        with_instruction_set(variant, [&](auto target) { add_rows(target, r); });
        i += r.rows * sign_lanes;
    }
    while (i < end) {
        add_one();
    }
    const auto& q = r.squares;
    return ((q[0] + q[4]) + (q[1] + q[5])) + ((q[2] + q[6]) + (q[3] + q[7]));
}

}  // namespace THERMOSGD_NAMESPACE::detail
