// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/adapt/xtensor.hpp>

#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>
#include <xtensor/misc/xmanipulation.hpp>
#include <xtensor/views/xdynamic_view.hpp>
#include <xtensor/views/xindex_view.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xbuilder.hpp>
#include <xtensor/xdynamic_view.hpp>
#include <xtensor/xfixed.hpp>
#include <xtensor/xindex_view.hpp>
#include <xtensor/xmanipulation.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <complex>
#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "catch_shim.hpp"
#include "core/walked.hpp"

namespace adapt_xtensor_test {

namespace {

using namespace xt::placeholders;
using thermosgd::order_of;
using thermosgd::parameter_count;
using thermosgd::storage_order;
using xt::layout_type;

using row_array = xt::xarray<double>;
using column_array = xt::xarray<double, layout_type::column_major>;
using dynamic_array = xt::xarray<double, layout_type::dynamic>;
using matrix = xt::xtensor<double, 2>;
using column_matrix = xt::xtensor<double, 2, layout_type::column_major>;

template <class E, class Scalar = double>
constexpr bool accepted =
    thermosgd::adapted_buffer<E> && std::same_as<thermosgd::parameter_value_t<E>, Scalar> &&
    std::same_as<thermosgd::parameter_value_t<const E&>, Scalar>;
template <class E>
constexpr bool rejected = !thermosgd::parameters<E>;

/// The type of an expression in a mutable array a, a constant one c and a matrix m.
#define TYPE_OF(expression)                                                                        \
    std::remove_cvref_t<decltype([](row_array& a, const row_array& c,                              \
                                    column_matrix& m) -> decltype(auto) {                          \
        (void)a, (void)c, (void)m;                                                                 \
        return expression;                                                                         \
    }(std::declval<row_array&>(), std::declval<const row_array&>(),                                \
                                                      std::declval<column_matrix&>()))>

// Owners.
static_assert(accepted<row_array>);
static_assert(accepted<column_array>);
static_assert(accepted<dynamic_array>);
static_assert(accepted<xt::xarray<float>, float>);
static_assert(accepted<matrix>);
static_assert(accepted<column_matrix>);
static_assert(accepted<xt::xtensor<float, 4, layout_type::dynamic>, float>);
static_assert(accepted<xt::xtensor_fixed<double, xt::xshape<2, 3>>>);
static_assert(
    accepted<xt::xtensor_fixed<float, xt::xshape<2, 3>, layout_type::column_major>, float>);
// Memory of others.
static_assert(accepted<decltype(xt::adapt(std::declval<std::vector<double>&>()))>);
static_assert(accepted<decltype(xt::adapt(std::declval<const std::vector<float>&>(),
                                          std::vector<std::size_t>{2, 2})),
                       float>);
static_assert(accepted<decltype(xt::adapt(std::declval<const double*>(), 6, xt::no_ownership(),
                                          std::vector<std::size_t>{2, 3}))>);
// Strided views.
static_assert(accepted<TYPE_OF(xt::view(a, 0))>);
static_assert(accepted<TYPE_OF(xt::view(c, xt::all(), 1))>);
static_assert(accepted<TYPE_OF(xt::view(m, xt::range(0, 4, 2), xt::all()))>);
static_assert(accepted<TYPE_OF(xt::view(a, xt::range(_, _, -1)))>);
static_assert(accepted<TYPE_OF(xt::view(a, xt::newaxis(), xt::all()))>);
static_assert(accepted<TYPE_OF(xt::view(xt::view(a, 0), 1))>);
static_assert(accepted<TYPE_OF(xt::strided_view(c, {xt::all(), 1}))>);
static_assert(accepted<TYPE_OF(xt::row(m, 0))>);
static_assert(accepted<TYPE_OF(xt::col(m, 0))>);
static_assert(accepted<TYPE_OF(xt::transpose(a))>);
static_assert(accepted<TYPE_OF(xt::flip(c, 0))>);
static_assert(accepted<TYPE_OF(xt::ravel(a))>);
// Its iterators are pointers where what it reshapes is row-major.
static_assert(thermosgd::buffer<TYPE_OF(xt::reshape_view(a, {2, 2}))>);
// Evaluated expressions.
static_assert(accepted<TYPE_OF(xt::eval(a + c))>);
static_assert(accepted<TYPE_OF(xt::eval(a))>);
// Ranges of them.
static_assert(thermosgd::parameters<std::vector<row_array>>);
static_assert(thermosgd::parameters<std::map<std::string, matrix>>);

// Expressions have no storage.
static_assert(rejected<TYPE_OF(a + c)>);
static_assert(rejected<TYPE_OF(2.0 * m)>);
static_assert(rejected<TYPE_OF(-a)>);
static_assert(rejected<TYPE_OF(xt::exp(a))>);
static_assert(rejected<TYPE_OF(xt::sum(a, {0}))>);
static_assert(rejected<TYPE_OF(xt::broadcast(a, {4, 4}))>);
static_assert(rejected<TYPE_OF(xt::view(a + c, 0))>);
static_assert(rejected<TYPE_OF(xt::strided_view(a + c, {xt::all(), 1}))>);
static_assert(rejected<TYPE_OF(xt::transpose(a + c))>);
static_assert(rejected<TYPE_OF(xt::cast<float>(a))>);
static_assert(rejected<decltype(xt::zeros<double>({2, 2}))>);
static_assert(rejected<decltype(xt::arange<double>(4))>);
static_assert(rejected<std::vector<TYPE_OF(a + c)>>);
// Nor have views that pick indices a stride.
static_assert(rejected<TYPE_OF(xt::view(a, xt::keep(0, 2)))>);
static_assert(rejected<TYPE_OF(xt::view(a, xt::drop(1)))>);
static_assert(rejected<TYPE_OF(xt::dynamic_view(a, {xt::keep(0, 2)}))>);
static_assert(rejected<TYPE_OF(xt::reshape_view(a + c, {2, 2}))>);
static_assert(rejected<TYPE_OF(xt::reshape_view(m, {2, 2}))>);
static_assert(rejected<TYPE_OF(xt::filter(a, a > 0.0))>);
// Neither float nor double.
static_assert(rejected<xt::xarray<int>>);
static_assert(rejected<xt::xarray<int, layout_type::column_major>>);
static_assert(rejected<xt::xtensor<bool, 2>>);
static_assert(rejected<xt::xarray<long double>>);
static_assert(rejected<xt::xarray<std::complex<double>>>);
static_assert(rejected<xt::xarray<std::string>>);

/// 0, 1, 2, …
std::vector<double> counting(std::size_t size) {
    std::vector<double> v(size);
    std::iota(v.begin(), v.end(), 0.0);
    return v;
}

/// The scalars of `e` where they lie, in the logical order that order_of() names, by xtensor's own
/// iterators.
template <class E>
std::vector<const typename E::value_type*> logical(const E& e) {
    std::vector<const typename E::value_type*> addresses;
    const auto append = [&](auto first, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i, ++first) {
            addresses.push_back(&*first);
        }
    };
    if (order_of(e) == storage_order::column_major) {
        append(e.template begin<layout_type::column_major>(), e.size());
    } else {
        append(e.template begin<layout_type::row_major>(), e.size());
    }
    return addresses;
}

/// Every scalar of `e` is seen once, in its order and where it lies, in `runs` runs.
template <class E>
void check_walk(const E& e, storage_order order, std::size_t runs) {
    const auto seen = walk(e);
    CHECK(order_of(e) == order);
    CHECK(seen.addresses == logical(e));
    CHECK(seen.runs == runs);
    CHECK(parameter_count(e) == e.size());
}

/// An array of this shape over 0, 1, 2, … in its own layout.
template <class E>
E counted(const typename E::shape_type& shape) {
    E e(shape);
    std::iota(e.storage().begin(), e.storage().end(), typename E::value_type(0));
    return e;
}

constexpr auto flat = storage_order::flat;
constexpr auto rows = storage_order::row_major;
constexpr auto columns = storage_order::column_major;

}  // namespace

TEST_CASE("an xtensor container is one run over its storage, in its own order") {
    const auto plain = counting(24);
    check_walk(counted<row_array>({2, 3, 4}), rows, 1);
    check_walk(counted<column_array>({2, 3, 4}), columns, 1);
    check_walk(counted<matrix>({4, 6}), rows, 1);
    check_walk(counted<column_matrix>({4, 6}), columns, 1);
    CHECK(walk(counted<row_array>({2, 3, 4})).scalars == plain);
    CHECK(walk(counted<column_array>({2, 3, 4})).scalars == plain);
    CHECK(walk(counted<column_matrix>({4, 6})).scalars == plain);

    const xt::xtensor_fixed<float, xt::xshape<2, 3>> fixed{{1, 2, 3}, {4, 5, 6}};
    check_walk(fixed, rows, 1);
    CHECK(walk(fixed).scalars == std::vector<float>{1, 2, 3, 4, 5, 6});

    dynamic_array dynamic(std::vector<std::size_t>{3, 2}, layout_type::column_major);
    check_walk(dynamic, columns, 1);
    dynamic.resize({3, 2}, layout_type::row_major);
    check_walk(dynamic, rows, 1);
    const dynamic_array padded(std::vector<std::size_t>{2, 3}, std::vector<std::ptrdiff_t>{3, 1});
    check_walk(padded, rows, 1);
}

TEST_CASE("a vector, a scalar and extents of 1 are one flat run") {
    check_walk(counted<row_array>({5}), flat, 1);
    check_walk(counted<xt::xtensor<float, 1>>({5}), flat, 1);
    check_walk(counted<row_array>({1, 5}), flat, 1);
    check_walk(counted<column_array>({1, 5, 1}), flat, 1);
    check_walk(counted<row_array>({1, 1}), flat, 1);
    check_walk(row_array(3.5), flat, 1);
    CHECK(walk(row_array(3.5)).scalars == std::vector<double>{3.5});
    // xtensor gives an axis of extent 1 the stride 0.
    const auto thin = counted<row_array>({3, 1, 2});
    CHECK(thin.strides()[1] == 0);
    check_walk(thin, rows, 1);
    check_walk(counted<column_array>({3, 1, 2}), columns, 1);
    check_walk(xt::view(thin, xt::all(), xt::all(), xt::range(0, 1)), flat, 1);
}

TEST_CASE("memory of others is walked where it lies") {
    auto plain = counting(24);
    const auto shape = std::vector<std::size_t>{4, 6};
    const auto adapted = xt::adapt(plain, shape);
    check_walk(adapted, rows, 1);
    CHECK(walk(adapted).addresses == walk(plain).addresses);
    const auto by_columns = xt::adapt<layout_type::column_major>(plain, shape);
    check_walk(by_columns, columns, 1);
    CHECK(walk(by_columns).addresses == walk(plain).addresses);
    const double* const pointer = plain.data();
    const auto raw = xt::adapt(pointer, plain.size(), xt::no_ownership(), shape);
    CHECK(walk(raw).addresses == walk(plain).addresses);
    // A row-major 4 × 6 of which every second column belongs to the array.
    const auto second =
        xt::adapt(plain, std::vector<std::size_t>{4, 3}, std::vector<std::ptrdiff_t>{6, 2});
    check_walk(second, rows, 1);
    CHECK(walk(second).scalars == std::vector<double>{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22});
}

TEST_CASE("rows and columns of an xtensor matrix are one run each") {
    const auto r = counted<matrix>({3, 4});
    const auto m = counted<column_matrix>({3, 4});
    check_walk(xt::row(r, 1), flat, 1);
    CHECK(walk(xt::row(r, 1)).scalars == std::vector<double>{4, 5, 6, 7});
    check_walk(xt::col(r, 1), flat, 1);
    CHECK(walk(xt::col(r, 1)).scalars == std::vector<double>{1, 5, 9});
    check_walk(xt::view(m, 1), flat, 1);
    CHECK(walk(xt::view(m, 1)).scalars == std::vector<double>{1, 4, 7, 10});
    check_walk(xt::view(m, xt::all(), 1), flat, 1);
    CHECK(walk(xt::view(m, xt::all(), 1)).scalars == std::vector<double>{3, 4, 5});
}

TEST_CASE("a view is one run per index of the axes that memory does not join") {
    const auto a = counted<row_array>({3, 4, 5});
    check_walk(xt::view(a, 1), rows, 1);
    check_walk(xt::view(a, xt::range(1, 3)), rows, 1);
    check_walk(xt::view(a, xt::all(), xt::range(1, 3)), rows, 3);
    check_walk(xt::view(a, xt::all(), 2), rows, 3);
    check_walk(xt::view(a, xt::all(), xt::all(), 2), rows, 1);
    check_walk(xt::view(a, xt::all(), xt::all(), xt::range(1, 3)), rows, 12);
    check_walk(xt::view(a, xt::all(), xt::range(0, 2), xt::range(1, 3)), rows, 6);
    check_walk(xt::view(a, xt::newaxis(), 1, xt::all(), xt::range(0, 2)), rows, 4);
    check_walk(xt::strided_view(a, {xt::ellipsis(), 2}), rows, 1);
    check_walk(xt::strided_view(a, {1, xt::range(1, 3), xt::all()}), rows, 1);
    check_walk(xt::view(xt::view(a, xt::range(1, 3)), xt::all(), 1, xt::range(2, 5)), rows, 2);
    const auto c = counted<column_array>({3, 4, 5});
    check_walk(xt::view(c, xt::all(), xt::all(), 2), columns, 1);
    check_walk(xt::view(c, xt::all(), xt::range(1, 3)), columns, 5);
    check_walk(xt::view(c, xt::range(1, 3)), columns, 20);
}

TEST_CASE("every second column of an xtensor matrix is walked by its strides") {
    const auto even = counted<matrix>({4, 6});
    const auto joined = xt::view(even, xt::all(), xt::range(0, 6, 2));
    check_walk(joined, rows, 1);
    CHECK(walk(joined).scalars == std::vector<double>{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22});
    check_walk(xt::view(even, xt::all(), xt::range(1, 6, 2)), rows, 1);
    check_walk(xt::view(counted<matrix>({4, 5}), xt::all(), xt::range(0, 5, 2)), rows, 4);
    check_walk(xt::view(counted<column_matrix>({4, 6}), xt::all(), xt::range(0, 6, 2)), columns, 3);
    check_walk(xt::view(even, xt::range(0, 4, 2), xt::range(0, 6, 3)), rows, 2);
}

TEST_CASE("reversed views are walked backwards") {
    const auto a = counted<matrix>({3, 4});
    const auto both = xt::view(a, xt::range(_, _, -1), xt::range(_, _, -1));
    check_walk(both, rows, 1);
    const auto plain = counting(12);
    CHECK(walk(both).scalars == std::vector<double>(plain.rbegin(), plain.rend()));
    check_walk(xt::view(a, xt::all(), xt::range(_, _, -1)), rows, 3);
    check_walk(xt::view(a, xt::range(_, _, -1), xt::all()), rows, 3);
    check_walk(xt::view(a, xt::all(), xt::range(3, 0, -2)), rows, 3);
    check_walk(xt::flip(a, 0), rows, 3);
    check_walk(xt::flip(counted<column_matrix>({3, 4}), 1), columns, 4);
    check_walk(xt::strided_view(a, {1, xt::range(_, _, -1)}), flat, 1);
    CHECK(walk(xt::strided_view(a, {1, xt::range(_, _, -1)})).scalars ==
          std::vector<double>{7, 6, 5, 4});
}

TEST_CASE("a transpose has the runs of the original and the other order") {
    const auto a = counted<row_array>({2, 3, 4});
    check_walk(xt::transpose(a), columns, 1);
    CHECK(walk(xt::transpose(a)).addresses == walk(a).addresses);
    check_walk(xt::transpose(counted<column_array>({2, 3, 4})), rows, 1);
    const auto block = xt::view(a, xt::all(), xt::all(), xt::range(1, 3));
    check_walk(xt::transpose(block), columns, 6);
    CHECK(walk(xt::transpose(block)).addresses == walk(block).addresses);
    // Neither order: walked in row-major order.
    check_walk(xt::transpose(a, {1, 0, 2}), rows, 6);
    // The middle axis is already the slowest but one; the last two exchange.
    check_walk(xt::transpose(a, {0, 2, 1}), rows, 8);
}

TEST_CASE("a new axis changes neither the walk nor the order") {
    const auto a = counted<matrix>({3, 4});
    check_walk(xt::view(a, xt::newaxis(), xt::all(), xt::all()), rows, 1);
    check_walk(xt::view(a, xt::all(), xt::newaxis(), xt::range(1, 3)), rows, 3);
    check_walk(xt::expand_dims(a, 1), rows, 1);
}

TEST_CASE("a flattened or reshaped array is one run over the same memory") {
    const auto a = counted<row_array>({2, 3, 4});
    check_walk(xt::ravel(a), flat, 1);
    CHECK(walk(xt::ravel(a)).addresses == walk(a).addresses);
    CHECK(walk(xt::reshape_view(a, {6, 4})).addresses == walk(a).addresses);
    CHECK(walk(xt::reshape_view(a, {6, 4})).runs == 1);
}

TEST_CASE("an empty xtensor array has no runs") {
    check_walk(counted<row_array>({0}), flat, 0);
    check_walk(counted<row_array>({3, 0}), flat, 0);
    check_walk(counted<column_matrix>({0, 3}), flat, 0);
    const auto a = counted<matrix>({3, 4});
    check_walk(xt::view(a, xt::range(1, 1)), flat, 0);
}

TEST_CASE("an xtensor array may be reallocated between calls") {
    auto a = counted<row_array>({2, 3});
    check_walk(a, rows, 1);
    a = counted<row_array>({50, 40});
    check_walk(a, rows, 1);
    CHECK(walk(a).addresses.front() == a.data());
    CHECK(walk(a).scalars == counting(2000));
    a.resize({7});
    check_walk(a, flat, 1);
}

TEST_CASE("xtensor arrays form ranges, with names or without") {
    const std::vector<row_array> layers{counted<row_array>({2, 2}), counted<row_array>({3})};
    CHECK(walk(layers).scalars == std::vector<double>{0, 1, 2, 3, 0, 1, 2});
    CHECK(walk(layers).runs == 2);
    CHECK(parameter_count(layers) == 7);
    CHECK(order_of(layers) == rows);
    const std::map<std::string, column_matrix> named{{"a", counted<column_matrix>({2, 2})}};
    CHECK(order_of(named) == columns);
}

}  // namespace adapt_xtensor_test
