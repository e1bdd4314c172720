// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which part of a plan one of several processes does.

#include <cstddef>
#include <stdexcept>
#include <string>

namespace paper {

/// The part of process `rank` of `ranks` that share a plan; the default is all of it.
struct share {
    std::size_t rank = 0;
    std::size_t ranks = 1;

    /// Whether the run of this number in the plan is in this part: long runs stand together in a
    /// plan, so that dealing them out one by one evens the parts.
    [[nodiscard]] bool has(std::size_t number) const { return number % ranks == rank; }
};

/// Throws std::invalid_argument unless rank < ranks.
inline void check_share(share part) {
    if (part.rank >= part.ranks) {
        throw std::invalid_argument("share: rank = " + std::to_string(part.rank) +
                                    ", expected below ranks = " + std::to_string(part.ranks));
    }
}

}  // namespace paper
