// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/motion_readings.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

using namespace thermosgd;

TEST_CASE("the entropy from histogram and scales is that of the Gaussians they came from") {
    layout where;
    where.add("a", {50});
    velocity_map map(where);
    velocity_histogram histogram(where);
    test::random_stream random(8);
    const auto draw = [&] {
        std::vector<double> v(50);
        for (std::size_t k = 0; k < v.size(); ++k) {
            v[k] = random.normal() * (k < 25 ? 1e-3 : 2e-2);
        }
        return v;
    };
    for (std::uint64_t step = 1; step <= 4000; ++step) {
        map.add(0, 0, draw(), nullptr);
        map.close_step(step);
    }
    histogram.standardise(map);
    for (int step = 0; step < 4000; ++step) {
        histogram.add(0, 0, draw());
    }
    const double exact = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e) +
                         0.5 * (std::log(1e-3) + std::log(2e-2));
    // 2e5 samples: standard error √(1/2)/√2e5 = 0.0016; six of them and the width of a bin.
    CHECK_THAT(detail::histogram_entropy_per_parameter(histogram, map, 0), WithinAbs(exact, 0.012));
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
