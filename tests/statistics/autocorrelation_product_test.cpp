// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/statistics/autocorrelation_product.hpp>

#include <cstddef>
#include <span>
#include <vector>

#include "catch_shim.hpp"

namespace statistics_autocorrelation_product_test {

TEST_CASE("the scalar product is exact for whole numbers, of any length") {
    for (std::size_t n = 0; n < 40; ++n) {
        std::vector<double> x(n), y(n);
        double expected = 0;
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = static_cast<double>(1 + i * i);
            y[i] = static_cast<double>(2 * i) - 7;
            expected += x[i] * y[i];
        }
        CAPTURE(n);
        CHECK(thermosgd::detail::scalar_product(x, y) == expected);
    }
}

}  // namespace statistics_autocorrelation_product_test
