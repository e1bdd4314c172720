// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Eigen's dense types with storage as parameter buffers.

#include <thermosgd/core/owning_buffer.hpp>
#include <thermosgd/core/strided.hpp>

#include <Eigen/Core>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

template <>
struct storage_format<Eigen::bfloat16> {
    using type = bfloat16;  ///< the same format
};

template <>
struct storage_format<Eigen::half> {
    using type = float16;  ///< the same format
};

namespace detail {

// Deduced, since VectorBlock and classes of users inherit DenseBase of another type than their own.
template <class Derived>
void accept_eigen_dense(const Eigen::DenseBase<Derived>&);

template <class View>
inline constexpr bool is_eigen_unary_view = false;

template <class Op, class Nested>
inline constexpr bool is_eigen_unary_view<Eigen::CwiseUnaryView<Op, Nested>> = true;

}  // namespace detail

/// An Eigen dense type of float, double, Eigen::bfloat16 or Eigen::half whose scalars lie in memory
/// at two strides.
///
/// Matrix, Array, Map, Ref, Block (row, col, head, tail, segment, …), Transpose, Diagonal, array()
/// and matrix() of those, of any storage order and of fixed or dynamic size. Not: sums, products,
/// reverse() and other expressions, which have no storage to be seen again at the next step (call
/// `.eval()`), nor the real or imaginary part of a complex matrix.
template <class E>
concept eigen_storage = requires(const E& e) {
    typename E::Scalar;
    detail::accept_eigen_dense(e);
    requires real_scalar<typename E::Scalar>;
    requires(static_cast<int>(E::Flags) & static_cast<int>(Eigen::DirectAccessBit)) != 0;
    requires !detail::is_eigen_unary_view<E>;
    { e.data() } -> std::convertible_to<const typename E::Scalar*>;
};

/// Runs of an Eigen type with storage: one per outer index (a column if column-major), and a single
/// one for vectors and for matrices without gaps.
///
/// A transpose has the runs of what it transposes and the other storage order.
/// \cost for_each_run: one call per run; size, order: O(1); no allocation
template <eigen_storage E>
struct buffer_traits<E> {
    /// float, double, or a type of 16 bits
    using value_type = std::remove_cv_t<typename E::Scalar>;

    /// The runs lie in the memory of the expression.
    static constexpr bool lends_memory = true;

    /// The number of coefficients [1].
    [[nodiscard]] static std::size_t size(const E& e) noexcept {
        return static_cast<std::size_t>(e.size());
    }

    /// flat for one row or one column, else the storage order of `E`.
    [[nodiscard]] static storage_order order(const E& e) noexcept {
        if (e.rows() == 1 || e.cols() == 1) {
            return storage_order::flat;
        }
        return E::IsRowMajor ? storage_order::row_major : storage_order::column_major;
    }

    /// Calls `f(strided_run<const value_type>)` in storage order; not at all if `e` is empty.
    template <class F>
    static void for_each_run(const E& e, F&& f) {
        if (e.size() == 0) {
            return;
        }
        const value_type* const first = e.data();
        // The outer axis comes first, whichever of rows and columns it is.
        for_each_strided_run(first, std::array{e.outerSize(), e.innerSize()},
                             std::array{e.outerStride(), e.innerStride()}, storage_order::row_major,
                             f);
    }
};

/// The matrix or array that holds a copy of a Map, Ref, Block or another view.
template <eigen_storage E>
    requires(!std::derived_from<E, typename E::PlainObject>)
struct owning_buffer<E> {
    using type = typename E::PlainObject;  ///< the owner
};

}  // namespace THERMOSGD_NAMESPACE
