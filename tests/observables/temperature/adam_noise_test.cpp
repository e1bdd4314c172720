// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The size of an update of Adam under noise, beside sums of every term.

#include <thermosgd/observables/temperature/update_noise.hpp>

#include <cmath>
#include <numbers>

#include "catch_shim.hpp"

namespace observables_temperature_adam_noise_test {

using namespace thermosgd;

TEST_CASE("the dilogarithm has its closed forms") {
    const double pi2 = std::numbers::pi * std::numbers::pi;
    CHECK(detail::log_integral_of_sum(0) == 0);
    CHECK_THAT(detail::log_integral_of_sum(1), WithinRel(pi2 / 12, 1e-15));
    // -Li2(-y) - Li2(-1/y) = pi^2/6 + ln^2(y)/2, and small y.
    CHECK_THAT(detail::log_integral_of_sum(7) + detail::log_integral_of_sum(1.0 / 7),
               WithinRel(pi2 / 6 + std::log(7.0) * std::log(7.0) / 2, 1e-14));
    CHECK_THAT(detail::log_integral_of_sum(1e-8), WithinRel(1e-8, 1e-8));
    // Golden ratio: -Li2(-1/phi) = pi^2/15 - ln^2(phi)/2.
    const double phi = std::numbers::phi;
    CHECK_THAT(detail::log_integral_of_sum(1 / phi),
               WithinRel(pi2 / 15 - std::log(phi) * std::log(phi) / 2, 1e-14));
}

TEST_CASE("slowly falling terms add up to what they do one by one") {
    for (const double beta : {0.95, 0.98, 0.999}) {
        for (const double y : {1e-6, 0.1, 1.0, 3.0, 1e3, 1e9}) {
            CAPTURE(beta, y);
            double sum = 0;
            for (double term = y; term > 1e-20; term *= beta) {
                sum += std::log1p(term);
            }
            CHECK_THAT(detail::sum_of_logs(y, beta), WithinRel(sum, 1e-8));
        }
    }
    CHECK_THAT(detail::sum_of_logs(2.0, 0.5),
               WithinRel(detail::sum_of_logs(1.0, 0.5) + std::log(3.0), 1e-14));
}

TEST_CASE("the mean square of an update is that of the sums with every term") {
    // By 41,000 terms at each of 160 points, 2026.
    CHECK_THAT(adam_noise_mean_square_update(0.9, 0.999), WithinRel(0.05257954057246, 1e-11));
    CHECK_THAT(adam_noise_mean_square_update(0.9, 0.95), WithinRel(0.05110193806165, 1e-11));
    CHECK_THAT(adam_noise_mean_square_update(0.9, 0.94), WithinRel(0.05098791275849, 1e-11));
    CHECK_THAT(adam_noise_mean_square_update(0.5, 0.5), WithinRel(0.2874105331723, 1e-11));
    CHECK_THAT(adam_noise_mean_square_update(0.0, 0.9), WithinRel(0.921040302747, 1e-11));
    CHECK_THAT(adam_noise_mean_square_update(0.99, 0.9999), WithinRel(0.005024628181079, 1e-11));
}

}  // namespace observables_temperature_adam_noise_test
