// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which scalar stands in which column of the batch store.

#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/core/sums_pass.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// The scalars that the store keeps of each part: all groups together, a group, or a filter.
enum class column : std::size_t { mv2, v2, v, xv, x2, v3, v4 };
inline constexpr std::size_t columns_per_part = 7;

/// Of these, the first ones are taken at every observation.
inline constexpr std::size_t kinetic_columns_per_part = 3;

/// The column of the loss.
inline constexpr std::size_t loss_column = 0;

/// Part 0 is everything, then come the groups, then the filters, in layout order.
[[nodiscard]] inline std::size_t parts(const layout& layout) noexcept {
    return 1 + layout.groups().size() + layout.filters();
}

/// Where the scalars of a part stand in a row: the loss, then what is taken at every
/// observation, part by part, then the others; a row of kinetic sums begins a full one.
struct column_map {
    std::size_t parts = 0;

    /// The number of columns of a full row. \cost O(1)
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return 1 + parts * columns_per_part;
    }

    /// The number of columns of a row of kinetic sums. \cost O(1)
    [[nodiscard]] constexpr std::size_t kinetic_size() const noexcept {
        return 1 + parts * kinetic_columns_per_part;
    }

    /// The column of scalar `c` of a part. \pre part < parts \cost O(1)
    [[nodiscard]] constexpr std::size_t operator()(std::size_t part, column c) const noexcept {
        constexpr std::size_t kinetic = kinetic_columns_per_part;
        const auto k = static_cast<std::size_t>(c);
        return k < kinetic ? 1 + part * kinetic + k
                           : kinetic_size() + part * (columns_per_part - kinetic) + (k - kinetic);
    }
};

/// Calls `f(part, sums)` for everything, every group and every filter of the last pass.
template <class F>
void for_each_part(const sums_pass& pass, F&& f) {
    std::size_t part = 0;
    f(part++, pairwise_sum(pass.groups()));
    for (const sums& s : pass.groups()) {
        f(part++, s);
    }
    for (const sums& s : pass.filters()) {
        f(part++, s);
    }
}

/// Writes the sums of one part into its columns, or NaN if any of its scalars was not finite.
/// \param row  a full row, or one of kinetic sums
inline void write_columns(const column_map& columns, std::size_t part, const sums& s,
                          std::span<double> row) {
    constexpr double left_out = not_available;
    const bool finite = s.n_nonfinite == 0;
    double* kinetic = row.data() + columns(part, column::mv2);
    kinetic[0] = finite ? s.mv2 : left_out;
    kinetic[1] = finite ? s.v2 : left_out;
    kinetic[2] = finite ? s.v : left_out;
    if (row.size() == columns.size()) {
        double* others = row.data() + columns(part, column::xv);
        others[0] = finite ? s.xv : left_out;
        others[1] = finite ? s.x2 : left_out;
        others[2] = finite ? s.v3 : left_out;
        others[3] = finite ? s.v4 : left_out;
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
