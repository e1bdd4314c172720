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

namespace thermosgd::detail {

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

/// Adds rows in the compiler's own vectors of so many bytes: loops over lanes stay scalar at -O2.
/// Lanes do not mix, so that the bits do not depend on the width.
template <std::size_t Bytes>
[[gnu::always_inline]] inline void add_rows(sign_rows& r) noexcept {
    typedef double lanes __attribute__((vector_size(Bytes)));
    typedef std::uint64_t bits __attribute__((vector_size(Bytes)));
    constexpr std::size_t step = Bytes / sizeof(double);
    constexpr std::size_t vectors = sign_lanes / step;
    bits sign[vectors];
    lanes square[vectors];
    std::memcpy(sign, r.words.data(), sizeof sign);
    std::memcpy(square, r.squares.data(), sizeof square);
    // A broadcast in a template crashes g++ 12.
    constexpr std::array<std::uint64_t, step> masks = [] {
        std::array<std::uint64_t, step> all{};
        all.fill(sign_mask);
        return all;
    }();
    bits mask;
    std::memcpy(&mask, masks.data(), sizeof mask);
    const double* from = r.from;
    std::size_t place = r.place;
    for (std::size_t row = 0; row < r.rows; ++row, place += sign_lanes, from += sign_lanes) {
        double* to = r.out + (place & (r.buckets - 1));
#if !defined(__clang__)
#pragma GCC unroll 4
#endif
        for (std::size_t i = 0; i < vectors; ++i) {
            lanes x, sum;
            std::memcpy(&x, from + step * i, sizeof x);
            std::memcpy(&sum, to + step * i, sizeof sum);
            square[i] += x * x;
            sum += (lanes)((bits)x ^ (sign[i] & mask));
            sign[i] += sign[i];
            std::memcpy(to + step * i, &sum, sizeof sum);
        }
    }
    std::memcpy(r.squares.data(), square, sizeof square);
}

#if THERMOSGD_DISPATCH
[[gnu::target("avx2")]] inline void add_rows_avx2(sign_rows& r) noexcept {
    add_rows<32>(r);
}
#endif
inline void add_rows_portable(sign_rows& r) noexcept {
    add_rows<16>(r);
}

/// Adds `sign(i)·v[i − first]` to `out[i mod buckets]` for the scalars i from `first` on.
/// \param buckets  a power of two, at least sign_lanes      \return Σ v²
inline double add_signed(std::uint64_t seed, std::size_t first, std::span<const double> v,
                         double* out, std::size_t buckets) noexcept {
    auto* rows = add_rows_portable;
#if THERMOSGD_DISPATCH
    if (can_run(simd::avx2)) {
        rows = add_rows_avx2;
    }
#endif
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
        r.rows = std::min(64 - shift, (end - i) / sign_lanes);
        r.place = i;
        rows(r);
        i += r.rows * sign_lanes;
    }
    while (i < end) {
        add_one();
    }
    const auto& q = r.squares;
    return ((q[0] + q[4]) + (q[1] + q[5])) + ((q[2] + q[6]) + (q[3] + q[7]));
}

}  // namespace thermosgd::detail
