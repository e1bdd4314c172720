// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/motion_readings.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

namespace diagnostics_motion_readings_test {

using namespace thermosgd;

TEST_CASE("the entropy from histogram and scales is that of the Gaussians they came from") {
    layout where;
    where.add("a", {50});
    test::random_stream random(8);
    const auto draw = [&] {
        std::vector<double> v(50);
        for (std::size_t k = 0; k < v.size(); ++k) {
            v[k] = random.normal() * (k < 25 ? 1e-3 : 2e-2);
        }
        return v;
    };
    const double exact = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e) +
                         0.5 * (std::log(1e-3) + std::log(2e-2));
    constexpr int runs = 100, steps = 1000;
    moments values;
    double error = 0;
    for (int run = 0; run < runs; ++run) {
        velocity_map map(where);
        velocity_histogram histogram(where);
        for (std::uint64_t step = 1; step <= steps; ++step) {
            map.add(0, 0, draw(), nullptr);
            map.close_step(step);
        }
        histogram.standardise(map);
        for (int step = 0; step < steps; ++step) {
            histogram.add(0, 0, draw());
        }
        const estimate s = detail::histogram_entropy_per_parameter(histogram, map, 0, steps, 50);
        values.push(s.value);
        error = s.error;
        CHECK(s.verdict == reliability::reliable);
    }
    // Var(−ln p) = ½ for a Gaussian: √(½/50,000) = 0.00316; a hundred runs know it to 7 %.
    CHECK_THAT(error, WithinRel(std::sqrt(0.5 / 50'000), 0.05));
    CHECK_THAT(std::sqrt(values.variance()), WithinRel(error, 0.4));
    // What is left is the width of a bin and the noise of scales.
    CHECK_THAT(values.mean, WithinAbs(exact, 0.004));
}

TEST_CASE("R of one window scatters by the error it has, which is unknown without a curve") {
    // Random walks of few steps: R = |Δ|²/n⟨v²⟩ of d coordinates scatters by √(2/d).
    constexpr int runs = 200;
    constexpr std::size_t d = 12;
    layout where;
    where.add("a", {d});
    test::random_stream random(4);
    moments ratios;
    double error = 0;
    for (int run = 0; run < runs; ++run) {
        trajectory_tracker tracker(where, {.projections = 0, .spectrum_segment = 0});
        std::vector<double> v(d), x(d);
        double squares = 0;
        for (std::uint64_t step = 1; step <= 640; ++step) {
            for (std::size_t i = 0; i < d; ++i) {
                v[i] = random.normal();
                x[i] += v[i];
                squares += v[i] * v[i];
            }
            tracker.add(0, 0, v);
            tracker.close_step(step);
        }
        group_report here;
        here.position_ratio = std::inner_product(x.begin(), x.end(), x.begin(), 0.0) / squares;
        const reading r = detail::one_window_ratio(here, 640, tracker.diffusion(0));
        REQUIRE(r.remark == "over 640 steps; error from the scatter over 64 steps");
        CHECK(r.value.verdict == reliability::unknown);
        ratios.push(r.value.value);
        error += r.value.error / r.value.value / runs;
    }
    CHECK_THAT(ratios.mean, WithinAbs(1, 0.2));
    CHECK_THAT(std::sqrt(ratios.variance()), WithinRel(std::sqrt(2.0 / d), 0.3));
    CHECK_THAT(error, WithinRel(std::sqrt(2.0 / d), 0.3));

    group_report here;
    here.position_ratio = 0.5;
    const reading bare = detail::one_window_ratio(here, 5, {});
    CHECK(std::isnan(bare.value.error));
    CHECK(bare.remark == "over 5 steps; error unknown");
    CHECK(detail::to_text(position_verdict::wandering) == "positions not sampled, wandering");
    CHECK(detail::to_text(position_verdict::sampled) == "positions sampled");
    CHECK(detail::to_text(position_verdict::unknown) == "unknown whether positions were sampled");
}

TEST_CASE("without a segment there are no readings of motion or entropy") {
    layout where;
    where.add("a", {5});
    std::vector<reading> all;
    report r;
    r.groups.resize(1);
    detail::add_motion_readings(r, {0}, diagnostics_recorder(where), all);
    detail::add_entropy_readings(r, {0}, diagnostics_recorder(where), all);
    CHECK(all.empty());
}

}  // namespace diagnostics_motion_readings_test
