// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/numeric/log_gamma.hpp>

#include <cmath>
#include <numbers>

#include "catch_shim.hpp"

namespace numeric_log_gamma_test {

using thermosgd::detail::log_gamma;
using thermosgd::detail::log_gamma_half_step;
using thermosgd::detail::stirling_correction;

TEST_CASE("ln Gamma at integers, halves and large arguments") {
    double factorial = 1;
    for (int n = 1; n < 25; ++n) {
        CHECK_THAT(log_gamma(n), WithinAbs(std::log(factorial), 1e-14 * (1 + std::log(factorial))));
        factorial *= n;
    }
    CHECK_THAT(log_gamma(0.5), WithinRel(0.5 * std::log(std::numbers::pi), 1e-14));
    for (const double z : {1e-5, 0.3, 3.7, 11.999, 12.001, 1e3, 1e8}) {
        CHECK_THAT(log_gamma(z), WithinRel(std::lgamma(z), 1e-14));
        CHECK_THAT(log_gamma(z + 1) - log_gamma(z), WithinAbs(std::log(z), 1e-14 * (1 + z * 30)));
    }
}

TEST_CASE("the correction to Stirling's formula falls as 1/(12 z)") {
    for (const double z : {12.0, 50.0, 1e4}) {
        const double stirling = (z - 0.5) * std::log(z) - z + 0.5 * std::log(2 * std::numbers::pi);
        CHECK_THAT(stirling_correction(z), WithinAbs(std::lgamma(z) - stirling, 2e-15 * z * 12));
        CHECK_THAT(stirling_correction(z) * 12 * z, WithinAbs(1, 0.04 / (z * z)));
        CHECK(stirling_correction(z) * 12 * z < 1);
    }
}

TEST_CASE("the step of ln Gamma by one half is that of its values, to more digits at large z") {
    for (const double z : {1e-3, 0.5, 1.0, 3.7, 19.99, 20.01, 150.0}) {
        CHECK_THAT(log_gamma_half_step(z),
                   WithinAbs(std::lgamma(z + 0.5) - std::lgamma(z), 2e-15 * (10 + 5 * z)));
    }
    // ln Γ(1) − ln Γ(1/2), and ½ ln z − 1/(8z) + 1/(192z³) far out.
    CHECK_THAT(log_gamma_half_step(0.5), WithinRel(-0.5 * std::log(std::numbers::pi), 1e-14));
    CHECK_THAT(log_gamma_half_step(1e8), WithinRel(0.5 * std::log(1e8) - 0.125e-8, 1e-15));
}

}  // namespace numeric_log_gamma_test
