// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/entropy.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace diagnostics_entropy_test {

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

TEST_CASE("one parameter: bins that few samples fill do not lower its entropy") {
    layout where;
    where.add("a", {1});
    test::random_stream random(9);
    constexpr int runs = 400, steps = 2000;
    moments values;
    for (int run = 0; run < runs; ++run) {
        velocity_map map(where);
        velocity_histogram histogram(where);
        for (std::uint64_t step = 1; step <= 20'000; ++step) {
            map.add(0, 0, std::vector{random.normal()}, nullptr);
            map.close_step(step);
        }
        histogram.standardise(map);
        for (int step = 0; step < steps; ++step) {
            histogram.add(0, 0, std::vector{random.normal()});
        }
        values.push(detail::histogram_entropy_per_parameter(histogram, map, 0, steps, 1).value);
    }
    const double exact = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e);
    CAPTURE(values.mean, exact);
    // √(½/2,000) = 0.016 each, 0.0008 of the mean of 400: six of these and the width of a bin.
    CHECK_THAT(values.mean, WithinAbs(exact, 0.0095));
}

TEST_CASE("without a segment there are no readings of entropy") {
    layout where;
    where.add("a", {5});
    std::vector<reading> all;
    report r;
    r.groups.resize(1);
    detail::add_entropy_readings(r, {0}, diagnostics_recorder(where), all);
    CHECK(all.empty());
}

}  // namespace diagnostics_entropy_test
