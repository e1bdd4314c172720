// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/adapt/eigen.hpp>

#include <complex>
#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "catch_shim.hpp"
#include "core/walked.hpp"

namespace adapt_eigen_test {

namespace {

using Eigen::all;
using Eigen::Dynamic;
using Eigen::Map;
using Eigen::MatrixXd;
using Eigen::Ref;
using Eigen::VectorXd;
using thermosgd::order_of;
using thermosgd::parameter_count;
using thermosgd::storage_order;

using row_matrix = Eigen::Matrix<double, Dynamic, Dynamic, Eigen::RowMajor>;
using any_stride = Eigen::Stride<Dynamic, Dynamic>;
using strided_map = Map<const MatrixXd, Eigen::Unaligned, any_stride>;
using strided_row_map = Map<const row_matrix, Eigen::Unaligned, any_stride>;

template <class E, class Scalar = double>
constexpr bool accepted =
    thermosgd::adapted_buffer<E> && std::same_as<thermosgd::parameter_value_t<E>, Scalar> &&
    std::same_as<thermosgd::parameter_value_t<const E&>, Scalar>;
template <class E>
constexpr bool rejected = !thermosgd::parameters<E>;

/// What Eigen's manual shows: a class that inherits a matrix.
struct bias : VectorXd {
    using VectorXd::VectorXd;
};

/// The type of an expression in a mutable matrix m, a constant one c and a vector v.
#define TYPE_OF(expression)                                                                        \
    std::remove_cvref_t<decltype([](MatrixXd& m, const MatrixXd& c,                                \
                                    VectorXd& v) -> decltype(auto) {                               \
        (void)m, (void)c, (void)v;                                                                 \
        return expression;                                                                         \
    }(std::declval<MatrixXd&>(), std::declval<const MatrixXd&>(), std::declval<VectorXd&>()))>

// Owners of every size, order and scalar.
static_assert(accepted<MatrixXd>);
static_assert(accepted<Eigen::MatrixXf, float>);
static_assert(accepted<VectorXd>);
static_assert(accepted<Eigen::RowVectorXd>);
static_assert(accepted<Eigen::Matrix3d>);
static_assert(accepted<Eigen::Vector4f, float>);
static_assert(accepted<Eigen::Matrix<double, 3, Dynamic, Eigen::RowMajor>>);
static_assert(accepted<Eigen::Matrix<double, Dynamic, Dynamic, Eigen::ColMajor, 4, 4>>);
static_assert(accepted<row_matrix>);
static_assert(accepted<Eigen::ArrayXXd>);
static_assert(accepted<Eigen::ArrayXf, float>);
static_assert(accepted<bias>);
// Of 16 bits, read as ours.
static_assert(accepted<Eigen::Matrix<Eigen::bfloat16, Dynamic, 1>, thermosgd::bfloat16>);
static_assert(
    accepted<Map<const Eigen::Matrix<Eigen::half, Dynamic, Dynamic>>, thermosgd::float16>);
// Maps and references.
static_assert(accepted<Map<MatrixXd>>);
static_assert(accepted<Map<const VectorXd>>);
static_assert(accepted<Map<VectorXd, Eigen::Unaligned, Eigen::InnerStride<3>>>);
static_assert(accepted<Map<const MatrixXd, Eigen::Aligned16, Eigen::OuterStride<>>>);
static_assert(accepted<strided_row_map>);
static_assert(accepted<Ref<MatrixXd>>);
static_assert(accepted<Ref<const VectorXd>>);
static_assert(accepted<Ref<const MatrixXd, 0, any_stride>>);
// Views with storage.
static_assert(accepted<TYPE_OF(m.block(0, 0, 1, 1))>);
static_assert(accepted<TYPE_OF(c.block(0, 0, 1, 1))>);
static_assert(accepted<TYPE_OF((m.block<2, 2>(0, 0)))>);
static_assert(accepted<TYPE_OF(m.topRows(1).rightCols(1))>);
static_assert(accepted<TYPE_OF(m.row(0))>);
static_assert(accepted<TYPE_OF(c.col(0))>);
static_assert(accepted<TYPE_OF(m.row(0).transpose())>);
static_assert(accepted<TYPE_OF(v.head(1))>);
static_assert(accepted<TYPE_OF(v.tail<2>())>);
static_assert(accepted<TYPE_OF(v.segment(1, 1))>);
static_assert(accepted<TYPE_OF(m.transpose())>);
static_assert(accepted<TYPE_OF(c.transpose())>);
static_assert(accepted<TYPE_OF(m.transpose().block(0, 0, 1, 1))>);
static_assert(accepted<TYPE_OF(m.adjoint())>);
static_assert(accepted<TYPE_OF(m.diagonal())>);
static_assert(accepted<TYPE_OF(m.array())>);
static_assert(accepted<TYPE_OF(c.array().matrix())>);
static_assert(accepted<TYPE_OF(m.reshaped())>);
static_assert(accepted<TYPE_OF(m(all, 0))>);
// Evaluated expressions.
static_assert(accepted<TYPE_OF((m + c).eval())>);
static_assert(accepted<TYPE_OF((m * c).eval())>);
static_assert(accepted<TYPE_OF(m.colwise().reverse().eval())>);
// Ranges of them.
static_assert(thermosgd::parameters<std::vector<MatrixXd>>);
static_assert(thermosgd::parameters<std::map<std::string, VectorXd>>);
static_assert(thermosgd::parameters<std::vector<std::pair<std::string, row_matrix>>>);

// Expressions have no storage.
static_assert(rejected<TYPE_OF(m + c)>);
static_assert(rejected<TYPE_OF(v + v)>);
static_assert(rejected<TYPE_OF(2.0 * m)>);
static_assert(rejected<TYPE_OF(-v)>);
static_assert(rejected<TYPE_OF(m* c)>);
static_assert(rejected<TYPE_OF(m* v)>);
static_assert(rejected<TYPE_OF((m + c).transpose())>);
static_assert(rejected<TYPE_OF((m + c).row(0))>);
static_assert(rejected<TYPE_OF((m * c).diagonal())>);
static_assert(rejected<TYPE_OF(v.reverse())>);
static_assert(rejected<TYPE_OF(m.rowwise().sum())>);
static_assert(rejected<TYPE_OF(m.cwiseAbs())>);
static_assert(rejected<TYPE_OF(m.array().exp())>);
static_assert(rejected<TYPE_OF(m.replicate(2, 2))>);
static_assert(rejected<TYPE_OF(m.cast<float>())>);
static_assert(rejected<TYPE_OF(m.inverse())>);
static_assert(rejected<TYPE_OF(m.triangularView<Eigen::Lower>())>);
static_assert(rejected<TYPE_OF(v.asDiagonal())>);
static_assert(rejected<TYPE_OF(m.sum())>);
static_assert(rejected<decltype(MatrixXd::Zero(2, 2))>);
static_assert(rejected<decltype(VectorXd::Random(2))>);
static_assert(rejected<decltype(VectorXd::LinSpaced(2, 0.0, 1.0))>);
static_assert(rejected<std::vector<TYPE_OF(m + c)>>);
// Neither float nor double.
static_assert(rejected<Eigen::MatrixXi>);
static_assert(rejected<Eigen::VectorXi>);
static_assert(rejected<Map<const Eigen::ArrayXXi>>);
static_assert(rejected<Eigen::Matrix<long double, 2, 2>>);
static_assert(rejected<Eigen::MatrixXcd>);
static_assert(rejected<decltype(std::declval<Eigen::MatrixXcd&>().real())>);
static_assert(rejected<Eigen::Matrix<bool, Dynamic, 1>>);

/// 0, 1, 2, …
std::vector<double> counting(std::size_t size) {
    std::vector<double> v(size);
    std::iota(v.begin(), v.end(), 0.0);
    return v;
}

/// The scalars of `e` where they lie, in the logical order that order_of() names.
template <class E>
std::vector<const typename E::Scalar*> logical(const E& e) {
    std::vector<const typename E::Scalar*> addresses;
    const bool by_columns = order_of(e) == storage_order::column_major;
    const Eigen::Index outer = by_columns ? e.cols() : e.rows();
    const Eigen::Index inner = by_columns ? e.rows() : e.cols();
    for (Eigen::Index i = 0; i < outer; ++i) {
        for (Eigen::Index j = 0; j < inner; ++j) {
            addresses.push_back(by_columns ? &e.coeffRef(j, i) : &e.coeffRef(i, j));
        }
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
    CHECK(parameter_count(e) == static_cast<std::size_t>(e.size()));
}

constexpr auto flat = storage_order::flat;
constexpr auto rows = storage_order::row_major;
constexpr auto columns = storage_order::column_major;

}  // namespace

TEST_CASE("an Eigen matrix is one run over its storage, in its own order") {
    const auto plain = counting(12);
    const Map<const MatrixXd> by_columns(plain.data(), 3, 4);
    const Map<const row_matrix> by_rows(plain.data(), 3, 4);
    check_walk(by_columns, columns, 1);
    check_walk(by_rows, rows, 1);
    CHECK(walk(by_columns).scalars == plain);
    CHECK(walk(by_rows).scalars == plain);
    CHECK(walk(by_columns).addresses == walk(plain).addresses);

    check_walk(MatrixXd(by_columns), columns, 1);
    check_walk(row_matrix(by_rows), rows, 1);
    check_walk(Eigen::Matrix<float, 2, 3>::Ones().eval(), columns, 1);
    check_walk(Eigen::ArrayXXf::Ones(5, 2).eval(), columns, 1);
    check_walk(by_rows.array(), rows, 1);
}

TEST_CASE("an Eigen vector is one run without an order, whatever its stride") {
    const auto plain = counting(12);
    const Map<const VectorXd> v(plain.data(), 12);
    check_walk(v, flat, 1);
    check_walk(v.head(5), flat, 1);
    check_walk(v.tail<3>(), flat, 1);
    check_walk(v.segment(2, 4).transpose(), flat, 1);
    check_walk(Map<const VectorXd, 0, Eigen::InnerStride<3>>(plain.data(), 4), flat, 1);
    check_walk(Map<const Eigen::RowVectorXd, 0, Eigen::InnerStride<>>(plain.data(), 6,
                                                                      Eigen::InnerStride<>(2)),
               flat, 1);
    const Map<const MatrixXd, 0, any_stride> with_outer(plain.data(), 4, 1, any_stride(99, 3));
    check_walk(with_outer, flat, 1);
    CHECK(walk(with_outer).scalars == std::vector<double>{0, 3, 6, 9});
}

TEST_CASE("rows, columns and diagonals of an Eigen matrix are one run each") {
    const auto plain = counting(12);
    const Map<const MatrixXd> m(plain.data(), 3, 4);
    const Map<const row_matrix> r(plain.data(), 3, 4);
    check_walk(m.row(1), flat, 1);
    CHECK(walk(m.row(1)).scalars == std::vector<double>{1, 4, 7, 10});
    check_walk(m.col(1), flat, 1);
    CHECK(walk(m.col(1)).scalars == std::vector<double>{3, 4, 5});
    check_walk(r.row(1), flat, 1);
    CHECK(walk(r.row(1)).scalars == std::vector<double>{4, 5, 6, 7});
    check_walk(r.col(1), flat, 1);
    CHECK(walk(r.col(1)).scalars == std::vector<double>{1, 5, 9});
    check_walk(r.col(1).transpose(), flat, 1);
    CHECK(walk(m.diagonal()).scalars == std::vector<double>{0, 4, 8});
    CHECK(walk(m.diagonal(1)).scalars == std::vector<double>{3, 7, 11});
    CHECK(walk(m.diagonal()).runs == 1);
}

TEST_CASE("a block is one run per column or row, and one run where nothing is left out") {
    const auto plain = counting(20);
    const Map<const MatrixXd> m(plain.data(), 4, 5);
    const Map<const row_matrix> r(plain.data(), 4, 5);
    check_walk(m.block(1, 1, 2, 3), columns, 3);
    CHECK(walk(m.block(1, 1, 2, 3)).scalars == std::vector<double>{5, 6, 9, 10, 13, 14});
    check_walk(r.block(1, 1, 2, 3), rows, 2);
    CHECK(walk(r.block(1, 1, 2, 3)).scalars == std::vector<double>{6, 7, 8, 11, 12, 13});
    check_walk(m.block<2, 3>(1, 1), columns, 3);
    check_walk(m.middleCols(1, 3), columns, 1);
    check_walk(r.middleRows(1, 3), rows, 1);
    check_walk(m.topRows(2), columns, 5);
    check_walk(r.leftCols(2), rows, 4);
    check_walk(m.block(1, 0, 1, 5), flat, 1);
    check_walk(r.block(0, 1, 4, 1), flat, 1);
    check_walk(m.topRows(3).bottomRows(2).leftCols(2), columns, 2);
}

TEST_CASE("every second column of an Eigen matrix is walked by its two strides") {
    const auto plain = counting(24);
    // Column-major 4 × 6: columns 0, 2, 4.
    const strided_map second(plain.data(), 4, 3, any_stride(8, 1));
    check_walk(second, columns, 3);
    CHECK(walk(second).scalars == std::vector<double>{0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19});
    // Row-major 4 × 6: the same columns are regular in memory.
    const strided_row_map regular(plain.data(), 4, 3, any_stride(6, 2));
    check_walk(regular, rows, 1);
    CHECK(walk(regular).scalars == std::vector<double>{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22});
    // Row-major 4 × 5, columns 0, 2, 4: they are not.
    const strided_row_map irregular(plain.data(), 4, 3, any_stride(5, 2));
    check_walk(irregular, rows, 4);
    check_walk(
        Map<const MatrixXd, 0, Eigen::OuterStride<>>(plain.data(), 3, 4, Eigen::OuterStride<>(5)),
        columns, 4);
    check_walk(Map<const MatrixXd, 0, Eigen::OuterStride<3>>(plain.data(), 3, 4), columns, 1);
}

TEST_CASE("negative strides of an Eigen map are walked backwards") {
    const auto plain = counting(12);
    const strided_map reversed(plain.data() + 11, 3, 4, any_stride(-3, -1));
    check_walk(reversed, columns, 1);
    CHECK(walk(reversed).scalars == std::vector<double>(plain.rbegin(), plain.rend()));
    const strided_map upside_down(plain.data() + 2, 3, 4, any_stride(3, -1));
    check_walk(upside_down, columns, 4);
    CHECK(walk(upside_down).scalars == std::vector<double>{2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9});
    const Map<const VectorXd, 0, Eigen::InnerStride<>> backwards(plain.data() + 11, 6,
                                                                 Eigen::InnerStride<>(-2));
    check_walk(backwards, flat, 1);
    CHECK(walk(backwards).scalars == std::vector<double>{11, 9, 7, 5, 3, 1});
}

TEST_CASE("a transpose has the runs of the original and the other order") {
    const auto plain = counting(20);
    const Map<const row_matrix> r(plain.data(), 4, 5);
    const Map<const MatrixXd> m(plain.data(), 4, 5);
    check_walk(r.transpose(), columns, 1);
    check_walk(m.transpose(), rows, 1);
    CHECK(walk(r.transpose()).addresses == walk(r).addresses);
    check_walk(m.block(1, 1, 2, 3).transpose(), rows, 3);
    check_walk(m.transpose().block(1, 1, 3, 2), rows, 3);
    check_walk(r.transpose().transpose(), rows, 1);
    // The same bytes as a transposed map: no copy, the same sequence.
    const Map<const MatrixXd> transposed(plain.data(), 5, 4);
    CHECK(walk(transposed).addresses == walk(r.transpose()).addresses);
    CHECK(order_of(transposed) == order_of(r.transpose()));
}

TEST_CASE("a Ref sees the caller's memory where it can") {
    auto plain = counting(20);
    Map<MatrixXd> m(plain.data(), 4, 5);
    const auto through = [&](const Ref<const MatrixXd>& ref) { return walk(ref); };
    CHECK(through(m).addresses == walk(m).addresses);
    CHECK(through(m).runs == 1);
    CHECK(through(m.topRows(2)).addresses == walk(m.topRows(2)).addresses);
    CHECK(through(m.topRows(2)).runs == 5);
    const Ref<MatrixXd> ref(m);
    check_walk(ref.middleRows(1, 2), columns, 5);
}

TEST_CASE("a reshaped matrix is one run") {
    const auto plain = counting(12);
    const Map<const MatrixXd> m(plain.data(), 3, 4);
    CHECK(walk(m.reshaped(6, 2)).addresses == walk(plain).addresses);
    CHECK(walk(m.reshaped(6, 2)).runs == 1);
    CHECK(order_of(m.reshaped(6, 2)) == columns);
}

TEST_CASE("an empty Eigen object has no runs") {
    check_walk(MatrixXd(), columns, 0);
    check_walk(MatrixXd(0, 5), columns, 0);
    check_walk(row_matrix(5, 0), rows, 0);
    check_walk(VectorXd(), flat, 0);
    const MatrixXd m = MatrixXd::Ones(3, 3);
    check_walk(m.block(1, 1, 0, 2), columns, 0);
    check_walk(m.leftCols(0), columns, 0);
}

TEST_CASE("a matrix of one scalar is one flat run") {
    check_walk(MatrixXd::Ones(1, 1).eval(), flat, 1);
    check_walk(Eigen::Matrix<float, 1, 1>::Ones().eval(), flat, 1);
}

TEST_CASE("an Eigen matrix may be reallocated between calls") {
    MatrixXd m = MatrixXd::Random(2, 3);
    check_walk(m, columns, 1);
    const MatrixXd wide = MatrixXd::Random(40, 30);
    m = wide;
    check_walk(m, columns, 1);
    CHECK(walk(m).addresses.front() == m.data());
    CHECK(walk(m).scalars == walk(wide).scalars);
}

TEST_CASE("Eigen objects form ranges, with names or without") {
    const auto plain = counting(6);
    const std::vector<MatrixXd> layers{Map<const MatrixXd>(plain.data(), 2, 2),
                                       Map<const MatrixXd>(plain.data() + 4, 1, 2)};
    CHECK(walk(layers).scalars == plain);
    CHECK(walk(layers).runs == 2);
    CHECK(parameter_count(layers) == 6);
    CHECK(order_of(layers) == columns);

    const std::map<std::string, row_matrix> named{{"b", row_matrix::Constant(1, 2, 3.0)},
                                                  {"a", row_matrix::Constant(2, 2, 1.0)}};
    CHECK(walk(named).scalars == std::vector<double>{1, 1, 1, 1, 3, 3});
    CHECK(order_of(named) == rows);

    const Map<const MatrixXd> m(plain.data(), 2, 3);
    CHECK(walk(m.rowwise()).scalars == std::vector<double>{0, 2, 4, 1, 3, 5});
    CHECK(walk(m.rowwise()).runs == 2);
}

TEST_CASE("matrices of 16 bits are walked as the numbers that they hold") {
    Eigen::Matrix<Eigen::bfloat16, 2, 3> brain;
    Eigen::Matrix<Eigen::half, 2, 3> ieee;
    for (int i = 0; i < 6; ++i) {
        brain(i % 2, i / 2) = Eigen::bfloat16(0.5F * static_cast<float>(i) - 1.0F);
        ieee(i % 2, i / 2) = Eigen::half(0.5F * static_cast<float>(i) - 1.0F);
    }
    int seen = 0;
    const auto check = [&](auto run) {
        for (std::size_t i = 0; i < run.size; ++i) {
            CHECK(static_cast<float>(run[i]) == 0.5F * static_cast<float>(i) - 1.0F);
            ++seen;
        }
    };
    thermosgd::for_each_run(brain, check);
    thermosgd::for_each_run(ieee, check);
    CHECK(seen == 12);
    const auto row = brain.row(1);
    std::vector<float> numbers;
    thermosgd::for_each_run(row, [&](thermosgd::strided_run<const thermosgd::bfloat16> run) {
        for (std::size_t i = 0; i < run.size; ++i) {
            numbers.push_back(run[i]);
        }
    });
    CHECK(numbers == std::vector<float>{-0.5F, 0.5F, 1.5F});
}

}  // namespace adapt_eigen_test
