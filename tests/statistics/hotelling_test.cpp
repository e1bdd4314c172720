// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <thermosgd/statistics/hotelling.hpp>

#include "catch_shim.hpp"
#include "random.hpp"

namespace statistics_hotelling_test {

using thermosgd::hotelling_test;
using thermosgd::student_t_tail;
using thermosgd::test_hotelling;

TEST_CASE("one quantity: T² is the square of Student's t") {
    const std::vector<double> rows{1, 4, 2, 5, 3, 0.5};
    double mean = 0, m2 = 0;
    for (const double x : rows) {
        mean += x / 6;
    }
    for (const double x : rows) {
        m2 += (x - mean) * (x - mean);
    }
    const double t = mean / std::sqrt(m2 / 5 / 6);
    const hotelling_test r = test_hotelling(rows, 1);
    CHECK_THAT(r.t_squared, WithinRel(t * t, 1e-13));
    CHECK_THAT(r.f, WithinRel(t * t, 1e-13));
    CHECK(r.nu1 == 1);
    CHECK(r.nu2 == 5);
    CHECK_THAT(r.p_value, WithinRel(2 * student_t_tail(t, 5), 1e-12));
}

TEST_CASE("two quantities by hand, and any invertible change of them") {
    // Four rows around the mean (3, 1) with S = [[4, 2], [2, 4]]·(2/3).
    const std::vector<double> rows{
        3 + 2, 1 + 1, 3 - 2, 1 - 1, 3 + 0, 1 + std::sqrt(3.0), 3 + 0, 1 - std::sqrt(3.0)};
    // S = (1/3)[[8, 4], [4, 8]]; T² = 4·(3, 1)S⁻¹(3, 1) = 4·3·(8·9 − 2·4·3 + 8)/48 = 14.
    const hotelling_test r = test_hotelling(rows, 2);
    CHECK_THAT(r.t_squared, WithinRel(14.0, 1e-12));
    CHECK_THAT(r.f, WithinRel(14.0 * 2 / (2 * 3), 1e-12));
    // Two degrees above: P = (1 + 2F/ν)^(−ν/2) with ν = 2.
    CHECK_THAT(r.p_value, WithinRel(1 / (1 + r.f), 1e-12));
    std::vector<double> changed;
    for (std::size_t b = 0; b < 4; ++b) {
        changed.push_back(1e6 * rows[2 * b]);
        changed.push_back(rows[2 * b] - 3 * rows[2 * b + 1]);
    }
    CHECK_THAT(test_hotelling(changed, 2).t_squared, WithinRel(14.0, 1e-10));
}

TEST_CASE("false alarms come at the rate they are said to") {
    // 20,000 tests of 4 correlated quantities in 30 rows; at 5 % the rate is known to 0.15 %.
    test::random_stream random(1);
    int alarms = 0;
    for (int run = 0; run < 20'000; ++run) {
        std::vector<double> rows;
        for (int b = 0; b < 30; ++b) {
            const double shared = random.normal();
            for (int i = 0; i < 4; ++i) {
                rows.push_back((1 + i) * (shared + 0.3 * random.normal()));
            }
        }
        alarms += test_hotelling(rows, 4).p_value < 0.05 ? 1 : 0;
    }
    CAPTURE(alarms);
    CHECK(alarms > 1000 - 5 * 31);
    CHECK(alarms < 1000 + 5 * 31);
}

TEST_CASE("singular, short and broken data have no test") {
    const std::vector<double> twins{1, 2, 2, 4, 5, 10, -1, -2, 3, 6};
    CHECK(std::isnan(test_hotelling(twins, 2).p_value));
    CHECK(std::isnan(test_hotelling(std::vector<double>(20, 7.0), 2).p_value));
    CHECK(std::isnan(test_hotelling(std::vector<double>(20, 0.0), 1).p_value));
    CHECK(std::isnan(test_hotelling(std::array{1.0, 2.0, 3.0, 5.0}, 2).t_squared));
    CHECK(std::isnan(test_hotelling({}, 3).p_value));
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        CHECK(std::isnan(test_hotelling(std::array{1.0, bad, 3.0, 5.0}, 1).p_value));
    }
    CHECK_THROWS_AS(test_hotelling(twins, 0), std::invalid_argument);
    CHECK_THROWS_AS(test_hotelling(twins, 3), std::invalid_argument);
    // An offset of 1e8 leaves the covariance its digits.
    CHECK_THAT(test_hotelling(std::array{1e8 + 1, 1e8 + 2, 1e8 + 3}, 1).t_squared,
               WithinRel(3 * (1e8 + 2) * (1e8 + 2), 1e-7));
}

}  // namespace statistics_hotelling_test
