// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/gradient/gradient_temperature.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace observables_gradient_gradient_temperature_test {

using namespace thermosgd;

namespace {

constexpr std::size_t d = 32;

/// Means of |Δθ|², |g|², θ·g over a run of heavy ball on ½h|θ|² with noise of variance s².
batch_store heavy_ball(double h, double s2, double eta, double mu, std::uint64_t seed) {
    test::random_stream random(seed);
    std::vector<double> theta(d, 0.0), buffer(d, 0.0);
    batch_store store(3);
    for (int t = -2000; t < 60'000; ++t) {
        std::array<double, 3> row{};
        for (std::size_t k = 0; k < d; ++k) {
            const double g = h * theta[k] + std::sqrt(s2) * random.normal();
            buffer[k] = mu * buffer[k] + g;
            const double v = -eta * buffer[k];
            row[0] += v * v;
            row[1] += g * g;
            row[2] += theta[k] * g;
            theta[k] += v;
        }
        if (t >= 0) {
            store.append(row);
        }
    }
    return store;
}

/// At the t quantile for 1e-6 over the six comparisons of this file.
void check_value(const estimate& measured, double exact) {
    INFO("exact " << exact << ", measured " << measured);
    CHECK(measured.verdict == reliability::reliable);
    CHECK(measured.error < 0.03 * exact);
    CHECK_THAT(measured.value,
               WithinAbs(exact, measured.error * student_t_critical(0.5e-6 / 6, measured.nu)));
}

}  // namespace

TEST_CASE("plain SGD: gradient, kinetic and virial temperature are one", "[stochastic]") {
    const double h = 1, s2 = 2, eta = 0.1;
    const batch_store store = heavy_ball(h, s2, eta, 0, 101);
    // T = hσ² with m = Δt²/(2η) in the physicist's convention, σ² = ηs²/(h(2 − ηh)).
    const double exact = eta * s2 / (2 - eta * h);
    const double timestep = 0.5;
    const temperature_units units{mass_from_learning_rate(eta, timestep), timestep,
                                  temperature_convention::physical};
    const estimate of_gradient = gradient_temperature(mean_estimate(store, 1), eta, d, 0, units);
    check_value(of_gradient, exact);
    const estimate kinetic = equipartition_temperature(
        detail::scaled(mean_estimate(store, 0), 0.5 * units.mass / (timestep * timestep)), d,
        temperature_convention::physical);
    CHECK_THAT(of_gradient.value, WithinRel(kinetic.value, 1e-12));
    check_value(virial_temperature(mean_estimate(store, 2), d), exact);
    // In the paper's convention with m = Δt = 1: ½η²⟨g²⟩.
    CHECK_THAT(gradient_temperature(mean_estimate(store, 1), eta, d).value,
               WithinRel(0.5 * eta * eta * mean_estimate(store, 1).value / d, 1e-14));
    CHECK_THAT(virial_ratio(store.total(0).mean, eta, store.total(2).mean), WithinRel(1.0, 0.02));
}

TEST_CASE("heavy ball: the noise sustains T but for ηh/(2(1 + μ)), the virial is 1 + μ times it",
          "[stochastic]") {
    const double h = 0.2, s2 = 1, eta = 0.1, mu = 0.9;
    const batch_store store = heavy_ball(h, s2, eta, mu, 102);
    const temperature_units units{mass_from_learning_rate(eta), 1,
                                  temperature_convention::physical};
    const double exact = units.mass * 2 * eta * eta * s2 / ((1 - mu) * (2 * (1 + mu) - eta * h));
    const estimate kinetic =
        equipartition_temperature(detail::scaled(mean_estimate(store, 0), 0.5 * units.mass), d,
                                  temperature_convention::physical);
    check_value(kinetic, exact);
    // The variance of the noise is known here: d·s².
    const estimate noise{d * s2, 0, 1000, 1, 100, reliability::reliable};
    CHECK_THAT(gradient_temperature(noise, eta, d, mu, units).value,
               WithinRel(exact * (1 - eta * h / (2 * (1 + mu))), 1e-12));
    check_value(virial_temperature(mean_estimate(store, 2), d), (1 + mu) * exact);
    const estimate ratio = jackknife(store, {0, 2}, [&](std::span<const double> mean) {
        return virial_ratio(mean[0], eta, mean[1]);
    });
    check_value(ratio, 1 / (1 + mu));
    CHECK_THAT((1 + mu) * virial_ratio(3.0, eta, 4.0),
               WithinRel(fluctuation_dissipation_ratio(3.0, eta, 4.0, mu), 1e-15));
}

TEST_CASE("conventions scale, and d = 0 or no data is not a number") {
    const estimate e{6, 0.6, 200, 2, 30, reliability::reliable};
    CHECK(virial_temperature(e, 3).value == 2);
    CHECK(virial_temperature(e, 3, temperature_convention::paper).value == 1);
    CHECK(virial_temperature(e, 3, temperature_convention::physical, 2).value == 1);
    CHECK_THAT(virial_temperature(e, 3).error, WithinRel(0.2, 1e-14));
    CHECK(std::isnan(virial_temperature(e, 0).value));
    CHECK(std::isnan(gradient_temperature(e, 0.1, 0).value));
    CHECK(std::isnan(gradient_temperature(estimate{}, 0.1, 3).value));
    CHECK(gradient_temperature(estimate{}, 0.1, 3).verdict == reliability::unknown);
    CHECK(std::isnan(virial_ratio(0, 0.1, 0)));
    const double bads[]{0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                        std::numeric_limits<double>::infinity()};
    for (const double bad : bads) {
        CHECK_THROWS_AS(gradient_temperature(e, bad, 3), std::invalid_argument);
        CHECK_THROWS_AS(gradient_temperature(e, 0.1, 3, 0, {.mass = bad}), std::invalid_argument);
        CHECK_THROWS_AS(gradient_temperature(e, 0.1, 3, 0, {.timestep = bad}),
                        std::invalid_argument);
        CHECK_THROWS_AS(virial_temperature(e, 3, temperature_convention::paper, bad),
                        std::invalid_argument);
    }
    for (const double bad : {1.0, -0.1, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK_THROWS_AS(gradient_temperature(e, 0.1, 3, bad), std::invalid_argument);
    }
}

}  // namespace observables_gradient_gradient_temperature_test
