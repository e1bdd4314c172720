// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The error bar of an accuracy.

#include <mnist/results.hpp>

#include <cmath>

#include "catch_shim.hpp"

namespace examples_mnist_results_test {

TEST_CASE("the error of a fraction is binomial, and not 0 where all or none were hits") {
    CHECK_THAT(mnist::binomial_error(0.98, 10'000), WithinRel(std::sqrt(0.98 * 0.02 / 1e4), 0.01));
    CHECK_THAT(mnist::binomial_error(0.5, 1'000'000), WithinRel(5e-4, 1e-5));
    // 200 of 200: a quarter of a hit in 201, about 0.35 %.
    CHECK(mnist::binomial_error(1.0, 200) > 0.003);
    CHECK(mnist::binomial_error(1.0, 200) < 0.004);
    CHECK_THAT(mnist::binomial_error(0.0, 200), WithinRel(mnist::binomial_error(1.0, 200), 1e-9));
}

}  // namespace examples_mnist_results_test
