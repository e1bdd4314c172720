// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/diffusion.hpp>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace diagnostics_diffusion_test {

using namespace thermosgd;

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
}

TEST_CASE("without a segment there are no readings of motion") {
    layout where;
    where.add("a", {5});
    std::vector<reading> all;
    report r;
    r.groups.resize(1);
    detail::add_motion_readings(r, {0}, diagnostics_recorder(where), all);
    CHECK(all.empty());
}

}  // namespace diagnostics_diffusion_test
