// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "diagnostics/quadratic_run.hpp"

#include <thermosgd/diagnostics/curves.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace diagnostics_curves_test {

using namespace thermosgd;
using namespace test;

TEST_CASE("on a quadratic the curves of motion are those of the closed form") {
    const quadratic_run run(30'000);
    std::size_t known = 0;
    for (const curve_point& p : run.at("position_ratio").points) {
        if (p.y.verdict != reliability::unknown) {
            const double truth = (1 - std::pow(a, p.x)) / (p.x * (1 - a));
            check_near(run.at("position_ratio"), p, truth, 0.01 * truth);
            ++known;
        }
    }
    CHECK(known >= 7);
    for (const curve_point& p : run.at("mean_square_displacement").points) {
        if (p.y.verdict != reliability::unknown) {
            const double truth = 2 * dimensions * variance * (1 - std::pow(a, p.x));
            check_near(run.at("mean_square_displacement"), p, truth, 0.01 * truth);
        }
    }
    const curve& rho = run.at("velocity_autocorrelation");
    REQUIRE(rho.points.size() > 20);
    for (std::size_t i = 0; i < 20; ++i) {
        const double truth = -0.5 * eta * h * std::pow(a, rho.points[i].x - 1);
        check_near(rho, rho.points[i], truth, 1e-3);
    }
    // Gaussian velocities: ρ_K = ρ_v², here 6e-4 at most.
    for (std::size_t i = 0; i < 20; ++i) {
        check_near(run.at("kinetic_autocorrelation"), run.at("kinetic_autocorrelation").points[i],
                   0.0, 1e-3);
    }
    // AR(1): P(f) ∝ 1/|1 − a e^{−iω}|². Hann's window blurs it where it is steep.
    const curve& spectrum = run.at("position_spectrum");
    CHECK(spectrum.points.size() == 128);
    const auto shape = [](double f) {
        return 1 / (1 + a * a - 2 * a * std::cos(2 * std::numbers::pi * f));
    };
    const curve_point& middle = spectrum.points[64];
    for (std::size_t i = 8; i + 1 < spectrum.points.size(); i += 12) {
        const curve_point& p = spectrum.points[i];
        const double truth = middle.y.value * shape(p.x) / shape(middle.x);
        check_near(spectrum, p, truth, truth * (0.05 + 6 * middle.y.error / middle.y.value));
    }
}

TEST_CASE("no run, a short run and no recorder give no curves rather than points without sense") {
    for (const std::uint64_t steps : {0U, 1U, 2U, 300U}) {
        const quadratic_run run(steps);
        CAPTURE(steps);
        CHECK((steps > 2 || run.curves.size() <= 8));
        for (const curve& c : run.curves) {
            CHECK(!c.points.empty());
            for (const curve_point& p : c.points) {
                CAPTURE(c.key, p.x);
                CHECK(std::isfinite(p.x));
                CHECK(std::isfinite(p.y.value));
            }
        }
    }
    const quadratic_run run(600);
    CHECK(diagnostic_curves(run.t, diagnostics_recorder(), {0}).size() == 4);  // of filters
    CHECK(diagnostic_curves(run.t, run.recorder, {0}, {}).empty());
}

}  // namespace diagnostics_curves_test
