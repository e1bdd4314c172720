// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// xtensor's containers, adaptors and strided views as parameter buffers.

#include <thermosgd/core/owning_buffer.hpp>
#include <thermosgd/core/strided.hpp>

// xtensor 0.26 moved its headers into subfolders.
#if __has_include(<xtensor/core/xexpression.hpp>)
#include <xtensor/core/xexpression.hpp>
#else
#include <xtensor/xexpression.hpp>
#endif

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

/// An xtensor expression of float, double or a type of 16 bits whose scalars lie in memory at fixed
/// strides.
///
/// xarray, xtensor, xtensor_fixed, xt::adapt of memory, xt::view with integers, all() and ranges
/// (negative steps too), strided_view, row, col, transpose and flip of those, in any layout. Not:
/// xfunction, broadcast, keep() and drop() views and other expressions without storage (call
/// `xt::eval()`).
template <class E>
concept xtensor_storage = requires(const E& e) {
    typename E::value_type;
    requires xt::is_xexpression<E>::value;
    requires real_scalar<typename E::value_type>;
    { e.data() } -> std::convertible_to<const typename E::value_type*>;
    { e.data_offset() } -> std::convertible_to<std::size_t>;
    { e.strides()[0] } -> std::convertible_to<std::ptrdiff_t>;
    { e.shape()[0] } -> std::convertible_to<std::size_t>;
};

/// Runs of an xtensor expression with storage: a single one where memory is regular, else one per
/// index of the axes that could not be merged.
///
/// The order is read off the strides, so that a transposed row-major array is column-major with
/// the same runs; with permuted axes that are neither, the runs are walked in row-major order.
/// \cost for_each_run: one call per run; size, order: O(rank); no allocation
template <xtensor_storage E>
struct buffer_traits<E> {
    /// float, double, or a type of 16 bits
    using value_type = std::remove_cv_t<typename E::value_type>;

    /// The runs lie in the memory of the expression.
    static constexpr bool lends_memory = true;

    /// The number of elements [1].
    [[nodiscard]] static std::size_t size(const E& e) noexcept {
        return static_cast<std::size_t>(e.size());
    }

    /// The order of the strides; flat if at most one extent differs from 1.
    [[nodiscard]] static storage_order order(const E& e) noexcept {
        return order_of_strides(e.shape(), e.strides());
    }

    /// Calls `f(strided_run<const value_type>)` in storage order; not at all if `e` is empty.
    template <class F>
    static void for_each_run(const E& e, F&& f) {
        if (e.size() == 0) {
            return;
        }
        const value_type* const first = e.data() + static_cast<std::ptrdiff_t>(e.data_offset());
        for_each_strided_run(first, e.shape(), e.strides(), order(e), f);
    }
};

/// The xarray or xtensor that holds a copy of an adaptor or a view.
template <xtensor_storage E>
    requires requires { typename E::temporary_type; }
struct owning_buffer<E> {
    using type = typename E::temporary_type;  ///< the owner
};

}  // namespace THERMOSGD_NAMESPACE
