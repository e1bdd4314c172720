// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/observables/temperature/stationarity.hpp>

#include <cmath>

namespace observables_temperature_stationarity_test {

using namespace thermosgd;

TEST_CASE("R is 1 for a random walk, n for a drift, small for a confined walk", "[stochastic]") {
    // |x_T − x_0|² of a walk of 10,000 independent parameters: R = 1 ± √(2/10,000); 5 sigma each
    // side is a false-failure probability of 6e-7. Seed 3.
    test::random_stream random(3);
    double walk = 0.0, walk_steps = 0.0, confined = 0.0, confined_steps = 0.0;
    const int n = 200;
    for (int k = 0; k < 10'000; ++k) {
        double x = 0.0, y = 0.0;
        for (int t = 0; t < n; ++t) {
            const double step = random.normal();
            x += step;
            walk_steps += step * step;
            const double move = -0.5 * y + random.normal();
            y += move;
            confined_steps += move * move;
        }
        walk += x * x;
        confined += y * y;
    }
    CHECK_THAT(position_variance_ratio(walk, walk_steps), WithinAbs(1.0, 5.0 * std::sqrt(2e-4)));
    // y has variance 4/3, its steps 4/3 as well: R = 1/n.
    CHECK_THAT(position_variance_ratio(confined, confined_steps), WithinRel(1.0 / n, 0.1));
    CHECK(position_variance_ratio(100.0 * 100.0, 100.0) == 100.0);
    CHECK(std::isnan(position_variance_ratio(0.0, 0.0)));
    CHECK(std::isnan(norm_drift_residual(0.0, 0.0)));
    CHECK(norm_drift_residual(-2.0, 4.0) == -0.5);
}

}  // namespace observables_temperature_stationarity_test
