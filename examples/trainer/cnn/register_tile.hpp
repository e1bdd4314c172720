// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The micro-kernel of every convolution and linear layer: a tile of products held in registers.

#include <algorithm>
#include <cstddef>

#include "simd.hpp"

namespace cnn {

/// The extent of a register tile: `rows` left factors times `columns` right factors [1].
struct tile_shape {
    std::size_t rows;
    std::size_t columns;
};

/// The tile that covers a rows × columns problem in the fewest estimated cycles.
///
/// One step of a tile costs the greatest of its products, its loads (both two per cycle), and the
/// latency of a chain of fused multiply-adds (eight must be under way). Beside the sums, two steps'
/// right factors and two left ones need registers: neighbouring taps of a convolution share their
/// right factors, and the compiler keeps what it can use again, if need be in the place of a sum.
///
/// \param right_shared  whether one step's right factors are among the next one's
consteval tile_shape best_tile(std::size_t rows, std::size_t columns, bool right_shared = true) {
    constexpr std::size_t under_way = 8;
    const auto fits = [=](std::size_t r, std::size_t c) {
        return right_shared ? r * c + 2 * c + 2 <= vector_registers : r * c + 3 <= vector_registers;
    };
    const auto cost = [](std::size_t r, std::size_t c) {
        return r * c == 0 ? 0 : std::max({r * c, r + c, under_way});
    };
    tile_shape best{1, 1};
    std::size_t best_cost = static_cast<std::size_t>(-1);
    for (std::size_t r = 1; r <= rows; ++r) {
        for (std::size_t c = 1; c <= columns && fits(r, c); ++c) {
            const std::size_t total =
                (rows / r) * ((columns / c) * cost(r, c) + cost(r, columns % c)) +
                (columns / c) * cost(rows % r, c) + cost(rows % r, columns % c);
            if (total < best_cost) {
                best = {r, c};
                best_cost = total;
            }
        }
    }
    return best;
}

/// A Rows × Columns array of native vectors that stays in registers while products are added to it.
///
/// All loops have constant bounds and are unrolled, so that the array never lies in memory.
template <class T, std::size_t Rows, std::size_t Columns>
class register_tile {
public:
    /// All sums zero.
    register_tile() = default;

    /// sum[r][c] = start[r] in all lanes.
    [[gnu::always_inline]] explicit register_tile(const T* start) {
#pragma GCC unroll 32
        for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 32
            for (std::size_t c = 0; c < Columns; ++c) {
                sum_[r][c] = broadcast(start[r]);
            }
        }
    }

    /// sum[r][c] += left[r · left_stride] · (the vector at right + c · right_stride).
    [[gnu::always_inline]] void add_scalars_times_vectors(const T* left, std::size_t left_stride,
                                                          const T* right,
                                                          std::size_t right_stride) {
        add_products([=](std::size_t r) { return broadcast(left[r * left_stride]); }, right,
                     right_stride);
    }

    /// sum[r][c] += (the vector at left + r · left_stride) · (the one at right + c · right_stride).
    [[gnu::always_inline]] void add_vectors_times_vectors(const T* left, std::size_t left_stride,
                                                          const T* right,
                                                          std::size_t right_stride) {
        add_products([=](std::size_t r) { return load(left + r * left_stride); }, right,
                     right_stride);
    }

    /// sum[r][c] += left[r · left_stride] · (the vector at right + c · width), for c in [begin, end)
    /// only; both are constants for the compiler wherever it matters.
    [[gnu::always_inline]] void add_products_within(std::size_t begin, std::size_t end,
                                                    const T* left, std::size_t left_stride,
                                                    const T* right) {
        vector_of<T> kept[Rows];
#pragma GCC unroll 32
        for (std::size_t r = 0; r < Rows; ++r) {
            kept[r] = broadcast(left[r * left_stride]);
        }
#pragma GCC unroll 32
        for (std::size_t c = 0; c < Columns; ++c) {
            if (begin <= c && c < end) {
                const vector_of<T> factor = load(right + (c - begin) * width<T>);
#pragma GCC unroll 32
                for (std::size_t r = 0; r < Rows; ++r) {
                    sum_[r][c] += kept[r] * factor;
                }
            }
        }
    }

    /// Takes over the vectors at source + r · row_stride + c · column_stride.
    [[gnu::always_inline]] void read(const T* source, std::size_t row_stride,
                                     std::size_t column_stride) {
#pragma GCC unroll 32
        for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 32
            for (std::size_t c = 0; c < Columns; ++c) {
                sum_[r][c] = load(source + r * row_stride + c * column_stride);
            }
        }
    }

    /// Adds the vectors at source + r · row_stride + c · column_stride.
    [[gnu::always_inline]] void add(const T* source, std::size_t row_stride,
                                    std::size_t column_stride) {
#pragma GCC unroll 32
        for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 32
            for (std::size_t c = 0; c < Columns; ++c) {
                sum_[r][c] += load(source + r * row_stride + c * column_stride);
            }
        }
    }

    /// Writes the sums to target + r · row_stride + c · column_stride.
    [[gnu::always_inline]] void write(T* target, std::size_t row_stride,
                                      std::size_t column_stride) const {
#pragma GCC unroll 32
        for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 32
            for (std::size_t c = 0; c < Columns; ++c) {
                store(target + r * row_stride + c * column_stride, sum_[r][c]);
            }
        }
    }

private:
    /// The factors of the shorter side are kept in registers.
    template <class Left>
    [[gnu::always_inline]] void add_products(Left left, const T* right, std::size_t right_stride) {
        if constexpr (Rows <= Columns) {
            vector_of<T> kept[Rows];
#pragma GCC unroll 32
            for (std::size_t r = 0; r < Rows; ++r) {
                kept[r] = left(r);
            }
#pragma GCC unroll 32
            for (std::size_t c = 0; c < Columns; ++c) {
                const vector_of<T> factor = load(right + c * right_stride);
#pragma GCC unroll 32
                for (std::size_t r = 0; r < Rows; ++r) {
                    sum_[r][c] += kept[r] * factor;
                }
            }
        } else {
            vector_of<T> kept[Columns];
#pragma GCC unroll 32
            for (std::size_t c = 0; c < Columns; ++c) {
                kept[c] = load(right + c * right_stride);
            }
#pragma GCC unroll 32
            for (std::size_t r = 0; r < Rows; ++r) {
                const vector_of<T> factor = left(r);
#pragma GCC unroll 32
                for (std::size_t c = 0; c < Columns; ++c) {
                    sum_[r][c] += factor * kept[c];
                }
            }
        }
    }

    vector_of<T> sum_[Rows][Columns] = {};
};

}  // namespace cnn
