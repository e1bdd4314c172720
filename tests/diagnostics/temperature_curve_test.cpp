// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/temperature_curve.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diagnostics_temperature_curve_test {

using namespace thermosgd;

namespace {

constexpr std::size_t d = 50;

/// A thermometer shown steps whose variance is that of a falling η; `phi` correlates them in time.
thermometer shown(std::uint64_t steps, double phi, std::uint64_t seed,
                  thermometer_options options = {}) {
    layout l;
    l.add("w", {d});
    thermometer t(l, options);
    test::random_stream random(seed);
    std::vector<double> x(d), v(d);
    for (std::uint64_t s = 0; s <= steps; ++s) {
        const double eta = 1 - 0.9 * static_cast<double>(s) / static_cast<double>(steps);
        t.observe(s, x, {.learning_rate = eta});
        for (std::size_t i = 0; i < d; ++i) {
            v[i] = phi * v[i] + std::sqrt(1 - phi * phi) * random.normal();
            x[i] += eta * v[i];
        }
    }
    return t;
}

/// What T is halfway through the displacement before step x.
double expected(double x, double steps) {
    const double eta = 1 - 0.9 * (x - 0.5) / steps;
    return 0.5 * eta * eta;
}

}  // namespace

TEST_CASE("T against the step follows a schedule, with error bars that hold") {
    for (const double phi : {0.0, 0.8}) {
        CAPTURE(phi);
        double squares = 0, points = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            constexpr std::uint64_t steps = 10'000;
            const thermometer t = shown(steps, phi, seed, {.mass = 1.0});
            const curve c = temperature_curve(t, 0);
            CHECK((c.points.size() >= 32 && c.points.size() <= 64));
            for (const curve_point& p : c.points) {
                // The mean over a stretch is that of its middle and a ninth of a percent more.
                const double z = (p.y.value - expected(p.x, steps)) / p.y.error;
                squares += z * z;
                ++points;
                CHECK(std::fabs(z) < 12);
            }
        }
        // 1,000 squares of numbers of Student's t with about 9 degrees of freedom, 9/7 on average.
        const double mean = squares / points;
        CAPTURE(mean);
        CHECK((mean > 0.8 && mean < 1.5));
    }
}

TEST_CASE("a few steps have few points, and below four batches there are none") {
    CHECK(temperature_curve(shown(3, 0, 1, {.mass = 1.0}), 0).points.empty());
    const curve few = temperature_curve(shown(12, 0, 1, {.mass = 1.0}), 0);
    CHECK(!few.points.empty());
    for (const curve_point& p : few.points) {
        CHECK(p.y.verdict == reliability::unknown);
    }
}

}  // namespace diagnostics_temperature_curve_test
