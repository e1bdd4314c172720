// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace observables_temperature_temperature_test {

using namespace thermosgd;

TEST_CASE("the physical temperature is twice the paper's, exactly") {
    const std::vector<double> v{0.1, -0.7, 0.3};
    CHECK(instantaneous_temperature(v, 1.3, temperature_convention::physical) ==
          2.0 * instantaneous_temperature(v, 1.3));
    CHECK(equipartition_temperature(3.0, 4) == 0.75);
    CHECK(equipartition_temperature(3.0, 4, temperature_convention::physical) == 1.5);
    CHECK(equipartition_temperature(3.0, 4, temperature_convention::paper, 0.5) == 1.5);
}

TEST_CASE("no degrees of freedom have no temperature") {
    CHECK(std::isnan(equipartition_temperature(0.0, 0)));
    CHECK(std::isnan(instantaneous_temperature(std::vector<float>{})));
    const estimate none = equipartition_temperature(estimate{}, 0);
    CHECK((std::isnan(none.value) && std::isnan(none.error)));
}

TEST_CASE("masses per group and per parameter reach the temperature") {
    const std::vector<std::vector<double>> v{{1, 1}, {2, 2}};
    const std::array<double, 2> masses{4.0, 1.0};
    CHECK(instantaneous_temperature(v, group_masses{masses}) == 2.0);
    CHECK(instantaneous_temperature(v, std::vector<double>{4, 4, 1, 1}) == 2.0);
}

TEST_CASE("an estimate keeps its error bar, scaled") {
    estimate k;
    k.value = 6.0;
    k.error = 0.3;
    k.n_eff = 500;
    k.nu = 20;
    k.verdict = reliability::reliable;
    const estimate t = equipartition_temperature(k, 3, temperature_convention::physical);
    CHECK((t.value == 4.0 && t.n_eff == 500 && t.nu == 20));
    CHECK_THAT(t.error, WithinRel(0.2, 1e-15));
    CHECK(t.verdict == reliability::reliable);
}

TEST_CASE("the mass from the learning rate makes gradient descent a Newton step from rest") {
    // x(t+Δt) = x + ½ (F/m) Δt² with F = −∇f must be x − η ∇f.
    for (const double dt : {1.0, 0.3}) {
        for (const double eta : {0.01, 0.5}) {
            const double gradient = 0.7;
            const double m = mass_from_learning_rate(eta, dt);
            CHECK_THAT(0.5 * gradient / m * dt * dt, WithinRel(eta * gradient, 1e-15));
        }
    }
    CHECK_THROWS_AS(mass_from_learning_rate(0.0), std::invalid_argument);
    CHECK_THROWS_AS(mass_from_learning_rate(0.1, -1.0), std::invalid_argument);
}

TEST_CASE("Gaussian velocities of variance s² have temperature s²/2 in the paper's convention",
          "[stochastic]") {
    // 4,000 instants of 25 parameters; false failure with probability 1e-6.
    constexpr double s = 0.3;
    test::random_stream random(2021);
    std::vector<double> series;
    std::vector<float> v(25);
    for (int t = 0; t < 4000; ++t) {
        for (float& x : v) {
            x = static_cast<float>(s * random.normal());
        }
        series.push_back(instantaneous_temperature(v));
    }
    const estimate t = mean_of_series(series);
    const double tolerance = t.error * student_t_critical(0.5e-6, t.nu);
    INFO("seed 2021, T " << t.value << ", standard error " << t.error);
    CHECK(t.verdict == reliability::reliable);
    CHECK_THAT(t.value, WithinAbs(0.5 * s * s, tolerance));
    // The bar itself: 25 parameters, 4,000 instants, var(v²/2) = s⁴/2 each; within 40 %.
    CHECK_THAT(t.error, WithinRel(std::sqrt(0.5 * s * s * s * s / (25.0 * 4000.0)), 0.4));
}

}  // namespace observables_temperature_temperature_test
