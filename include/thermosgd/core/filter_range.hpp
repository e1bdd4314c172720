// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Where the scalars of one filter lie in the layout.

#include <thermosgd/core/layout.hpp>

#include <algorithm>
#include <cstddef>

namespace THERMOSGD_NAMESPACE::detail {

/// A range of the scalars of one filter, numbered through within the filter; a group without
/// filters is one filter.
///
/// A filter is made of chunks of neighbours, one in every `filters` · `chunk` scalars of its group:
/// a single chunk where filters are the first axis, many where they are another.
struct filter_range {
    std::size_t offset;     ///< of the group in the layout
    std::size_t filters;    ///< of the group, at least 1
    std::size_t chunk;      ///< scalars of one filter next to each other
    std::size_t filter;     ///< number of the filter
    bool contiguous;        ///< whether the filter is a single chunk
    std::size_t begin = 0;  ///< first scalar of the range within the filter
    std::size_t count = 0;  ///< number of scalars of the range

    /// The empty range of filter number `f` of `g`. \cost O(1)
    filter_range(const group& g, std::size_t f)
        : offset(g.offset),
          filters(std::max<std::size_t>(g.filters(), 1)),
          chunk(g.filters() == 0 ? g.size : g.filter_chunk()),
          filter(f),
          contiguous(chunk * filters == g.size) {}

    /// The place in the layout of scalar number `i` of the filter. \cost O(1)
    [[nodiscard]] std::size_t place(std::size_t i) const noexcept {
        return contiguous ? offset + filter * chunk + i
                          : offset + (i / chunk * filters + filter) * chunk + i % chunk;
    }

    /// Calls `f(i, place, n)` for stretches of neighbours: scalars i … i + n − 1 of the range lie
    /// at `place` and following in the layout. \cost O(count / chunk) calls
    template <class F>
    void for_each_chunk(const F& f) const {
        for (std::size_t i = 0; i < count;) {
            const std::size_t n = (std::min)(count - i, chunk - (begin + i) % chunk);
            f(i, place(begin + i), n);
            i += n;
        }
    }
};

}  // namespace THERMOSGD_NAMESPACE::detail
