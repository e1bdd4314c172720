// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The rows of a count sketch with one instruction set: a kernel of foreach_instruction_set.inl.

namespace THERMOSGD_SIMD {

/// Adds rows in the compiler's own vectors: loops over lanes stay scalar at -O2. Lanes do not mix
/// and products are rounded, so that the bits do not depend on the instruction set.
THERMOSGD_UNFUSED_TARGET inline void add_rows(target /*instructions*/, sign_rows& r) noexcept {
    constexpr std::size_t step = THERMOSGD_LANES < 4 ? THERMOSGD_LANES : 4;
    typedef double lanes __attribute__((vector_size(8 * step)));
    typedef std::uint64_t bits __attribute__((vector_size(8 * step)));
    constexpr std::size_t vectors = sign_lanes / step;
    bits sign[vectors];
    lanes square[vectors];
    std::memcpy(sign, r.words.data(), sizeof sign);
    std::memcpy(square, r.squares.data(), sizeof square);
    const bits mask = bits{} + sign_mask;
    const double* from = r.from;
    std::size_t place = r.place;
    for (std::size_t row = 0; row < r.rows; ++row, place += sign_lanes, from += sign_lanes) {
        double* to = r.out + (place & (r.buckets - 1));
        THERMOSGD_UNROLL
        for (std::size_t i = 0; i < vectors; ++i) {
            lanes x, sum;
            std::memcpy(&x, from + step * i, sizeof x);
            std::memcpy(&sum, to + step * i, sizeof sum);
            square[i] += x * x;
            sum += reinterpret_cast<lanes>(reinterpret_cast<bits>(x) ^ (sign[i] & mask));
            sign[i] += sign[i];
            std::memcpy(to + step * i, &sum, sizeof sum);
        }
    }
    std::memcpy(r.squares.data(), square, sizeof square);
}

}  // namespace THERMOSGD_SIMD
