// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/numeric/small_matrix.hpp>

#include <array>
#include <cmath>
#include <cstddef>

#include "catch_shim.hpp"

namespace numeric_small_matrix_test {

using namespace thermosgd::detail;
using thermosgd::moment_matrix;

namespace {

const moment_matrix<3> a{{{1.0, 0.6, 0.2}, {0.6, 1.0, -0.3}, {0.2, -0.3, 0.5}}};

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
    for (const moment_matrix<2>& m :
         {moment_matrix<2>{{{1, 2}, {2, 1}}}, moment_matrix<2>{{{0, 0}, {0, 1}}},
          moment_matrix<2>{{{-1, 0}, {0, -1}}}, moment_matrix<2>{{{1, 1}, {1, 1}}}}) {
        CHECK(std::isnan(log_det_positive(m)));
        CHECK(std::isnan(inverse_positive(m)[0][0] + inverse_positive(m)[1][1]));
    }
}

}  // namespace numeric_small_matrix_test
