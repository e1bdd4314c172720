// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/trackers/gradient_tracker.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace trackers_gradient_tracker_test {

using namespace thermosgd;
using column = gradient_meter::column;

namespace {

layout two_groups() {
    layout where;
    where.add("a", {2});
    where.skip(1);
    where.add("b", {2});
    return where;
}

const std::vector<double> theta{1.0, 2.0, 100.0, -3.0, 4.0};
const std::vector<double> gradient{0.5, -1.0, 100.0, 2.0, 0.25};

}  // namespace

TEST_CASE("a step leaves |v|², θ·g and |g|² of every group, weight decay included") {
    const layout where = two_groups();
    serial_executor serial;
    sums_pass followed(where);
    followed.displacements(std::vector<double>{1.0, 1.0, 9.0, 2.0, 0.0}, {}, sums_level::kinetic,
                           serial);
    for (const double lambda : {0.0, 0.5}) {
        gradient_meter meter(where, lambda);
        meter.observe(gradient, std::span<const double>(theta), followed);
        const auto mean = [&](std::size_t g, column c) {
            return meter.batches().total(gradient_meter::of(g, c)).mean;
        };
        CHECK(mean(0, column::v2) == 2.0);
        CHECK(mean(1, column::v2) == 4.0);
        CHECK_THAT(mean(0, column::theta_g), WithinRel(0.5 - 2.0 + lambda * 5.0, 1e-14));
        CHECK_THAT(mean(1, column::theta_g), WithinRel(-6.0 + 1.0 + lambda * 25.0, 1e-14));
        const auto square = [](double x) { return x * x; };
        CHECK_THAT(mean(0, column::g2),
                   WithinRel(square(0.5 + lambda) + square(-1.0 + 2.0 * lambda), 1e-14));
        CHECK_THAT(mean(1, column::g2),
                   WithinRel(square(2.0 - 3.0 * lambda) + square(0.25 + 4.0 * lambda), 1e-14));
        meter.restart();
        CHECK(meter.batches().ticks() == 0);
    }
}

TEST_CASE("a step with NaN is left out of its group, and wrong sizes are refused") {
    const layout where = two_groups();
    serial_executor serial;
    sums_pass followed(where);
    followed.displacements(std::vector<double>(5, 1.0), {}, sums_level::kinetic, serial);
    gradient_meter meter(where);
    std::vector<double> bad = gradient;
    bad[1] = std::numeric_limits<double>::quiet_NaN();
    meter.observe(bad, std::span<const double>(theta), followed);
    CHECK(meter.batches().ticks() == 1);
    CHECK(meter.batches().total(gradient_meter::of(0, column::g2)).count == 0);
    CHECK(meter.batches().total(gradient_meter::of(1, column::g2)).count == 1);
    CHECK_THROWS_AS(meter.observe(std::vector<double>(4), std::span<const double>(theta), followed),
                    layout_error);
    CHECK_THROWS_AS(meter.observe(gradient, std::span<const double>(theta).first(4), followed),
                    layout_error);
    CHECK(gradient_meter().batches().columns() == 0);
}

}  // namespace trackers_gradient_tracker_test
