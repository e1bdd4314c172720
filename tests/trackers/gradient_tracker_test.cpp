// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/gradient_tracker.hpp>
#include <thermosgd/trackers/tracker.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace trackers_gradient_tracker_test {

using namespace thermosgd;
using column = gradient_tracker::column;

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

/// Shows the displacement (1, 1 | 2, 0) from theta.
void show_displacement(gradient_tracker& gradients, const layout& where) {
    const std::vector<double> v{1.0, 1.0, 9.0, 2.0, 0.0};
    track_displacement(where, v, std::span<const double>(theta), 1, gradients);
}

template <class T>
void show(gradient_tracker& gradients, const layout& where, const std::vector<T>& of) {
    gradients.set_gradient(of);
    show_displacement(gradients, where);
}

}  // namespace

TEST_CASE("a step leaves |v|², θ·g and |g|² of every group, weight decay included") {
    const layout where = two_groups();
    for (const double lambda : {0.0, 0.5}) {
        gradient_tracker gradients(where, lambda);
        show(gradients, where, gradient);
        const auto mean = [&](std::size_t g, column c) {
            return gradients.batches().total(gradient_tracker::of(g, c)).mean;
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
        gradients.restart(1);
        CHECK(gradients.batches().ticks() == 0);
    }
}

TEST_CASE("gradients in float and in double count the same") {
    const layout where = two_groups();
    gradient_tracker narrow(where), wide(where);
    const std::vector<float> as_float(gradient.begin(), gradient.end());
    show(narrow, where, as_float);
    show(wide, where, gradient);
    for (std::size_t c = 0; c < 6; ++c) {
        CHECK(narrow.batches().total(c).mean == wide.batches().total(c).mean);
    }
}

TEST_CASE("a step with NaN or without a gradient is left out, and wrong sizes are refused") {
    const layout where = two_groups();
    gradient_tracker gradients(where);
    std::vector<double> bad = gradient;
    bad[1] = std::numeric_limits<double>::quiet_NaN();
    show(gradients, where, bad);
    CHECK(gradients.batches().ticks() == 1);
    const auto counted = [&](std::size_t g, column c) {
        return gradients.batches().total(gradient_tracker::of(g, c)).count;
    };
    CHECK(counted(0, column::g2) == 0);
    CHECK(counted(1, column::g2) == 1);
    // The view counts for one step: the next has no gradient.
    show_displacement(gradients, where);
    CHECK(gradients.batches().ticks() == 2);
    CHECK((counted(1, column::g2) == 1 && counted(1, column::v2) == 1));
    CHECK_THROWS_AS(gradients.set_gradient(std::vector<double>(4)), layout_error);
    gradient_tracker nothing;
    CHECK_THROWS_AS(show_displacement(nothing, where), layout_error);
    CHECK(nothing.batches().columns() == 0);
}

TEST_CASE("without positions there is no θ·g, and |g|² where there is no weight decay") {
    const layout where = two_groups();
    for (const double lambda : {0.0, 0.5}) {
        gradient_tracker gradients(where, lambda);
        gradients.set_gradient(gradient);
        gradients.add(0, 0, std::vector<double>{1.0, 1.0}, nullptr);
        gradients.close_step(1);
        const auto counted = [&](column c) {
            return gradients.batches().total(gradient_tracker::of(0, c)).count;
        };
        CHECK(counted(column::v2) == 1);
        CHECK(counted(column::theta_g) == 0);
        CHECK(counted(column::g2) == (lambda == 0.0 ? 1 : 0));
    }
}

TEST_CASE("a new segment begins again, with the gradient that was set for its first step") {
    const layout where = two_groups();
    thermometer t(where);
    gradient_tracker gradients(where);
    std::vector<double> x = theta;
    std::vector<double> g(x.size(), 1.0);
    for (std::uint64_t step = 0; step <= 20; ++step) {
        // The learning rate falls after step 10, and gradients are twice as large from then on.
        const double eta = step <= 10 ? 0.1 : 0.01;
        std::fill(g.begin(), g.end(), step <= 10 ? 1.0 : 2.0);
        for (double& one : x) {
            one -= eta * g[0];
        }
        gradients.set_gradient(g);
        t.observe(step, x, {.learning_rate = eta}, gradients);
    }
    CHECK(gradients.batches().ticks() == 10);
    const moments g2 = gradients.batches().total(gradient_tracker::of(0, column::g2));
    CHECK((g2.count == 10 && g2.mean == 8.0));
    CHECK_THAT(gradients.batches().total(gradient_tracker::of(0, column::v2)).mean,
               WithinRel(2 * 0.02 * 0.02, 1e-9));
}

}  // namespace trackers_gradient_tracker_test
