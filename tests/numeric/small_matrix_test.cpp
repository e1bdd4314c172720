// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/numeric/small_matrix.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "catch_shim.hpp"
#include "random.hpp"

namespace numeric_small_matrix_test {

using namespace thermosgd::detail;
using thermosgd::small_matrix;

namespace {

const small_matrix<3> a{{{1.0, 0.6, 0.2}, {0.6, 1.0, -0.3}, {0.2, -0.3, 0.5}}};

}  // namespace

TEST_CASE("factor, determinant and inverse of a positive definite matrix") {
    const auto c = cholesky_factor(a);
    const auto inverse = inverse_positive(a);
    const auto one = product(a, inverse);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            double sum = 0;
            for (std::size_t l = 0; l < 3; ++l) {
                sum += c[i][l] * c[j][l];
            }
            CHECK_THAT(sum, WithinAbs(a[i][j], 1e-15));
            CHECK((j <= i || c[i][j] == 0));
            CHECK_THAT(one[i][j], WithinAbs(i == j ? 1 : 0, 1e-14));
            CHECK(inverse[i][j] == inverse[j][i]);
        }
    }
    // By the rule of Sarrus.
    const double det = 0.5 + 2 * 0.6 * -0.3 * 0.2 - 0.04 - 0.09 - 0.5 * 0.36;
    CHECK_THAT(log_det_positive(a), WithinRel(std::log(det), 1e-14));
    const std::array<double, 3> x{1, -2, 0.5};
    CHECK_THAT(product(a, x)[1], WithinAbs(0.6 - 2 - 0.15, 1e-15));
    CHECK_THAT(dot(x, product(inverse, product(a, x))), WithinRel(dot(x, x), 1e-13));
}

TEST_CASE("a matrix that is not positive definite has neither determinant nor inverse") {
    for (const small_matrix<2>& m :
         {small_matrix<2>{{{1, 2}, {2, 1}}}, small_matrix<2>{{{0, 0}, {0, 1}}},
          small_matrix<2>{{{-1, 0}, {0, -1}}}, small_matrix<2>{{{1, 1}, {1, 1}}}}) {
        CHECK(std::isnan(log_det_positive(m)));
        CHECK(std::isnan(inverse_positive(m)[0][0] + inverse_positive(m)[1][1]));
    }
}

TEST_CASE("a factor times its transpose is the matrix, and solving undoes multiplying") {
    for (std::size_t n = 1; n <= 16; ++n) {
        test::random_stream random(n);
        small_matrix<> root(n), x(n);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                root(i, j) = random.normal() + (i == j ? 4.0 : 0.0);
                x(i, j) = random.normal();
            }
        }
        const small_matrix<> square = product(root, transposed(root));
        const small_matrix<> factor = cholesky_factor(square);
        REQUIRE(is_factor(factor));
        const small_matrix<> found = solve(factor, product(square, x));
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                REQUIRE_THAT(found(i, j), WithinAbs(x(i, j), 1e-9));
            }
        }
    }
    small_matrix<2> singular{{{1, 1}, {1, 1 + 1e-12}}};
    CHECK(is_factor(cholesky_factor(singular)));
    CHECK_FALSE(is_factor(cholesky_factor(singular, 1e-10)));
    CHECK_FALSE(is_factor(cholesky_factor(small_matrix<1>{{{-1}}})));
    CHECK_FALSE(is_factor(cholesky_factor(small_matrix<1>{{{0}}})));
    CHECK_FALSE(
        is_factor(cholesky_factor(small_matrix<1>{{{std::numeric_limits<double>::quiet_NaN()}}})));
    // The first of the diagonal spoils the last.
    CHECK_FALSE(is_factor(cholesky_factor(small_matrix<2>{{{-1, 0}, {0, 1}}})));
    CHECK(is_factor(cholesky_factor(small_matrix<>())));
}

TEST_CASE("a matrix of any size gives the values of one of a fixed size") {
    // Unknown to the compiler: clang evaluates x * y + z of constants with one rounding, also where
    // the processor it compiles for has two. With fused operations g++ rounds either type as it
    // likes, so they agree to a few roundings of sums of size one.
    small_matrix<3> c;
    small_matrix<> b(3);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const volatile double unknown = a(i, j);
            c[i][j] = unknown;
            b(i, j) = unknown;
        }
    }
    const auto fixed = product(inverse_positive(c), transposed(cholesky_factor(c)));
    const auto any = product(inverse_positive(b), transposed(cholesky_factor(b)));
    CHECK(b.size() == c.size());
    CHECK_THAT(log_det_positive(b), WithinAbs(log_det_positive(c), 2e-15));
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            CHECK_THAT(fixed[i][j], WithinAbs(any(i, j), 2e-15));
        }
    }
}

}  // namespace numeric_small_matrix_test
