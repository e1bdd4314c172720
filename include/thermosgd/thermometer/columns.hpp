// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which scalar stands in which column of the batch store.

#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/sums_pass.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace thermosgd::detail {

/// The scalars that the store keeps of each entity: all groups together, a group, or a filter.
enum class column : std::size_t { mv2, v2, v, xv, x2, v3, v4 };
inline constexpr std::size_t columns_per_entity = 7;

/// The column of the loss; those of entity e follow from 1 + e · columns_per_entity on.
inline constexpr std::size_t loss_column = 0;

/// Entity 0 is everything, then come the groups, then the filters, in layout order.
[[nodiscard]] inline std::size_t entities(const layout& where) noexcept {
    return 1 + where.groups().size() + where.filters();
}

[[nodiscard]] constexpr std::size_t column_of(std::size_t entity, column c) noexcept {
    return 1 + entity * columns_per_entity + static_cast<std::size_t>(c);
}

/// Calls `f(entity, sums)` for everything, every group and every filter of the last pass.
template <class F>
void for_each_entity(const sums_pass& pass, F&& f) {
    std::size_t entity = 0;
    f(entity++, pairwise_sum(pass.groups()));
    for (const sums& s : pass.groups()) {
        f(entity++, s);
    }
    for (const sums& s : pass.filters()) {
        f(entity++, s);
    }
}

/// Writes the sums of one entity into its columns, or NaN if any of its scalars was not finite.
inline void write_columns(std::size_t entity, const sums& s, std::span<double> row) {
    constexpr double left_out = std::numeric_limits<double>::quiet_NaN();
    const auto put = [&](column c, double value) {
        row[column_of(entity, c)] = s.n_nonfinite == 0 ? value : left_out;
    };
    put(column::mv2, s.mv2);
    put(column::v2, s.v2);
    put(column::v, s.v);
    put(column::xv, s.xv);
    put(column::x2, s.x2);
    put(column::v3, s.v3);
    put(column::v4, s.v4);
}

}  // namespace thermosgd::detail
