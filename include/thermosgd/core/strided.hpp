// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Runs of an array that is given by extents and strides; what adapters of array libraries share.

#include <thermosgd/core/buffer.hpp>

#include <cstddef>

namespace THERMOSGD_NAMESPACE {

/// The order in which memory walks the axes of an array.
///
/// `flat` when at most one extent differs from 1 (such axes are not walked, so their strides do not
/// matter) or the array is empty; `column_major` when |stride| grows strictly from the first
/// walked axis to the last; `row_major` otherwise, permuted axes included.
///
/// \param extents indexable, with size() [1]   \param strides as many, of either sign [scalars]
/// \return the order to pass to for_each_strided_run
/// \cost O(rank), no allocation, noexcept
template <class Extents, class Strides>
[[nodiscard]] constexpr storage_order order_of_strides(const Extents& extents,
                                                       const Strides& strides) noexcept {
    std::size_t walked = 0;
    std::ptrdiff_t previous = 0;
    bool growing = true;
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(extents.size()); ++axis) {
        if (extents[axis] == 0) {
            return storage_order::flat;
        }
        if (extents[axis] != 1) {
            const auto stride = static_cast<std::ptrdiff_t>(strides[axis]);
            const std::ptrdiff_t distance = stride < 0 ? -stride : stride;
            growing = growing && (walked == 0 || distance > previous);
            previous = distance;
            ++walked;
        }
    }
    if (walked <= 1) {
        return storage_order::flat;
    }
    return growing ? storage_order::column_major : storage_order::row_major;
}

/// Calls `f(run<T>)` for every run of the array whose element (0, …, 0) is at `first`, the slowest
/// axis of `order` first.
///
/// Axes whose strides are regular (stride = extent · stride of the next faster axis) are merged, so
/// that an array without gaps is one run; otherwise there are as many runs as the product of the
/// extents that could not be merged. An empty array has none, an array of rank 0 one run of 1.
///
/// \param extents indexable, with size() [1]   \param strides as many, of either sign [scalars]
/// \param order the axis walked fastest: the first for column_major, else the last
/// \cost one call per run; no allocation
template <real_scalar T, class Extents, class Strides, class F>
constexpr void for_each_strided_run(T* first, const Extents& extents, const Strides& strides,
                                    storage_order order, F&& f) {
    const auto rank = static_cast<std::size_t>(extents.size());
    const auto axis = [&](std::size_t slowness) {
        return order == storage_order::column_major ? rank - 1 - slowness : slowness;
    };
    const auto extent = [&](std::size_t slowness) {
        return static_cast<std::size_t>(extents[axis(slowness)]);
    };
    const auto stride = [&](std::size_t slowness) {
        return static_cast<std::ptrdiff_t>(strides[axis(slowness)]);
    };
    for (std::size_t k = 0; k < rank; ++k) {
        if (extent(k) == 0) {
            return;
        }
    }

    strided_run<T> inner{first, 1, 1};
    std::size_t outer = rank;
    for (; outer > 0; --outer) {
        const std::size_t count = extent(outer - 1);
        const std::ptrdiff_t step = stride(outer - 1);
        if (count == 1) {
            continue;  // libraries differ in the stride they give such an axis
        }
        if (inner.size == 1) {
            inner.stride = step;
        } else if (step != inner.stride * static_cast<std::ptrdiff_t>(inner.size)) {
            break;
        }
        inner.size *= count;
    }

    const auto walk = [&](const auto& self, std::size_t slowness, T* data) -> void {
        if (slowness == outer) {
            f(strided_run<T>{data, inner.size, inner.stride});
            return;
        }
        for (std::size_t i = 0; i < extent(slowness); ++i) {
            self(self, slowness + 1, data + static_cast<std::ptrdiff_t>(i) * stride(slowness));
        }
    };
    walk(walk, 0, first);
}

}  // namespace THERMOSGD_NAMESPACE
