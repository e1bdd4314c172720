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
/// latency of a chain of fused multiply-adds (about ten must be under way). Three registers are left
/// for the factors.
consteval tile_shape best_tile(std::size_t rows, std::size_t columns) {
    constexpr std::size_t budget = vector_registers - 3;
    constexpr std::size_t under_way = 10;
    const auto cost = [](std::size_t r, std::size_t c) {
        return r * c == 0 ? 0 : std::max({r * c, r + c, under_way});
    };
    tile_shape best{1, 1};
    std::size_t best_cost = static_cast<std::size_t>(-1);
    for (std::size_t r = 1; r <= std::min(rows, budget); ++r) {
        for (std::size_t c = 1; c <= columns && r * c <= budget; ++c) {
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
template <class T, std::size_t Rows, std::size_t Columns>
class register_tile {
public:
    /// sum[r][c] = value(r, c) [a vector or a scalar].
    template <class Value>
    [[gnu::always_inline]] void fill(Value&& value) {
        unroll<Rows>([&](auto r) __attribute__((always_inline)) {
            unroll<Columns>([&](auto c)
                                __attribute__((always_inline)) { sum_[r][c] = value(r, c); });
        });
    }

    /// sum[r][c] += left(r) · right(c); the factors of the shorter side are kept in registers.
    template <class Left, class Right>
    [[gnu::always_inline]] void add_products(Left&& left, Right&& right) {
        if constexpr (Rows <= Columns) {
            vector_of<T> kept[Rows];
            unroll<Rows>([&](auto r) __attribute__((always_inline)) { kept[r] = left(r); });
            unroll<Columns>([&](auto c) __attribute__((always_inline)) {
                const vector_of<T> factor = right(c);
                unroll<Rows>(
                    [&](auto r) __attribute__((always_inline)) { sum_[r][c] += kept[r] * factor; });
            });
        } else {
            vector_of<T> kept[Columns];
            unroll<Columns>([&](auto c) __attribute__((always_inline)) { kept[c] = right(c); });
            unroll<Rows>([&](auto r) __attribute__((always_inline)) {
                const vector_of<T> factor = left(r);
                unroll<Columns>(
                    [&](auto c) __attribute__((always_inline)) { sum_[r][c] += factor * kept[c]; });
            });
        }
    }

    /// sum[r][c] += factor · right for one pair (r, c).
    template <std::size_t R, std::size_t C>
    [[gnu::always_inline]] void add_product(constant<R>, constant<C>, const vector_of<T>& left,
                                            const vector_of<T>& right) {
        sum_[R][C] += left * right;
    }

    /// Calls `use(r, c, sum[r][c])` for every pair, r and c as constants.
    template <class Use>
    [[gnu::always_inline]] void for_each(Use&& use) const {
        unroll<Rows>([&](auto r) __attribute__((always_inline)) {
            unroll<Columns>([&](auto c) __attribute__((always_inline)) { use(r, c, sum_[r][c]); });
        });
    }

private:
    vector_of<T> sum_[Rows][Columns];
};

}  // namespace cnn
