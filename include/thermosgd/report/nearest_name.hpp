// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The known name that a mistyped one is nearest to, for messages.

#include <thermosgd/core/namespace.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Levenshtein's distance: insertions, deletions and replacements of bytes from one to the other.
/// \param a  any text      \param b  any text
/// \return 0 for equal texts, at most the length of the longer
/// \cost O(|a| |b|), allocates O(|b|)
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = (std::min)({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row[b.size()];
}

/// The name at the least edit_distance(); the first of several.
/// \param name   what was given      \param known  what there is
/// \return one of `known`; empty where there is none      \cost that of edit_distance, each
[[nodiscard]] inline std::string_view nearest_name(std::string_view name,
                                                   std::span<const std::string_view> known) {
    std::string_view nearest;
    std::size_t least = (std::numeric_limits<std::size_t>::max)();
    for (const std::string_view one : known) {
        const std::size_t distance = edit_distance(name, one);
        if (distance < least) {
            least = distance;
            nearest = one;
        }
    }
    return nearest;
}

}  // namespace THERMOSGD_NAMESPACE
