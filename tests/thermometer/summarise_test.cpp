// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/thermometer/summarise.hpp>

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace thermometer_summarise_test {

using namespace thermosgd;

namespace {

constexpr detail::unit_system plain{temperature_convention::paper, 1.0, 1.0, 1.0};

/// A segment in which every parameter of two groups moves by its own constant amount.
struct constant_motion {
    layout where;
    detail::segment s;
    constant_motion() {
        where.add("a", {2, 1}, {.filter_axis = 0});
        where.add("b", {2});
        s.begin(where, 512, 0);
        sums_pass pass(where);
        serial_executor serial;
        std::vector<double> row;
        for (std::uint64_t step = 1; step <= 600; ++step) {
            pass.displacements(std::vector<double>{1, 2, 3, 0}, std::vector<double>{1, 1, 1, 1},
                               sums_level::all, serial);
            s.append(pass, sums_level::all, step, 0.5, row);
        }
    }
};

}  // namespace

TEST_CASE("averages of a constant motion are exact, for all groups, each group and each filter") {
    constant_motion motion;
    motion.s.parameters = {.learning_rate = 0.5, .weight_decay = 0.5};
    const report r = detail::summarise(motion.where, motion.s, plain);
    REQUIRE((r.groups.size() == 2 && r.filters.size() == 2));
    CHECK(r.total.temperature.value == 0.5 * 14.0 / 4.0);
    CHECK(r.groups[0].temperature.value == 0.5 * 5.0 / 2.0);
    CHECK(r.groups[1].temperature.value == 0.5 * 9.0 / 2.0);
    CHECK((r.filters[0].name == "a[0]" && r.filters[0].temperature.value == 0.5));
    CHECK((r.filters[1].filter == 1 && r.filters[1].temperature.value == 2.0));
    CHECK(r.groups[0].mean_square_position.value == 1.0);
    CHECK(r.groups[1].zero_velocities == 0.5);
    CHECK(r.loss.value == 0.5);
    CHECK(r.observed_steps == 600);
    // V = 5, X = 3: V/(−2X), and (V + 2ηλX + (ηλ)²|θ|²)/((1 − a²)|θ|²) with |θ|² = 2.
    CHECK_THAT(r.groups[0].norm_balance.value, WithinRel(5.0 / -6.0, 1e-12));
    CHECK_THAT(r.groups[0].weight_decay_law.value,
               WithinRel((5 + 0.5 * 3 + 0.0625 * 2) / (0.4375 * 2), 1e-12));
    CHECK((r.groups[0].parameters.learning_rate == 0.5 &&
           r.groups[0].parameters.weight_decay == 0.5));
    CHECK((r.total.parameters.learning_rate == 0.5 && r.total.parameters.weight_decay == 0.5));
}

TEST_CASE("the law of a group is that of its own η and λ") {
    constant_motion motion;
    motion.s.parameters = {.learning_rate = 0.5, .weight_decay = 2.0};
    layout own;
    own.add("a", {2, 1}, {.filter_axis = 0, .learning_rate_scale = 0.1, .weight_decay_scale = 4.0});
    own.add("b", {2}, {.weight_decay_scale = 0.0});
    const report r = detail::summarise(own, motion.s, plain);
    CHECK_THAT(r.groups[0].parameters.learning_rate, WithinRel(0.05, 1e-15));
    CHECK(r.groups[0].parameters.weight_decay == 8.0);
    CHECK_THAT(r.groups[0].weight_decay_law.value,
               WithinRel((5 + 0.8 * 3 + 0.16 * 2) / (0.64 * 2), 1e-12));
    // V = X = 1 of the first filter, |θ|² = 1.
    CHECK_THAT(r.filters[0].weight_decay_law.value, WithinRel(1.4 * 1.4 / 0.64, 1e-12));
    CHECK(r.groups[1].parameters.learning_rate == 0.5);
    CHECK(r.groups[1].parameters.weight_decay == 0.0);
    CHECK(std::isnan(r.groups[1].weight_decay_law.value));
    // Groups that differ have no η and λ in common, and no law.
    CHECK(std::isnan(r.total.parameters.learning_rate));
    CHECK(std::isnan(r.total.parameters.weight_decay));
    CHECK(std::isnan(r.total.weight_decay_law.value));
    layout alike;
    alike.add("a", {2, 1}, {.filter_axis = 0, .learning_rate_scale = 0.1});
    alike.add("b", {2}, {.learning_rate_scale = 0.1});
    CHECK_THAT(detail::summarise(alike, motion.s, plain).total.parameters.learning_rate,
               WithinRel(0.05, 1e-15));
}

TEST_CASE("another optimiser has no law of SGD and no mass made from its learning rate") {
    constant_motion motion;
    motion.s.parameters = {
        .learning_rate = 0.5, .weight_decay = 2.0, .optimiser = optimiser_kind::other};
    const report r = detail::summarise(motion.where, motion.s, plain);
    CHECK(std::isnan(r.groups[0].weight_decay_law.value));
    CHECK(std::isnan(r.total.weight_decay_law.value));
    // The balance of the norm holds for any optimiser.
    CHECK_THAT(r.groups[0].norm_balance.value, WithinRel(5.0 / -6.0, 1e-12));
    CHECK(r.groups[0].parameters.learning_rate == 0.5);
    CHECK(std::isnan(r.sgd_learning_rate(r.groups[0])));
    motion.s.parameters.optimiser = optimiser_kind::sgd;
    const report sgd = detail::summarise(motion.where, motion.s, plain);
    CHECK(sgd.sgd_learning_rate(sgd.groups[0]) == 0.5);
}

TEST_CASE("a temperature is at best rough while the norm that it follows has no known error bar") {
    // Fast noise in K, and a norm that wanders through the window once.
    for (const bool slow : {false, true}) {
        layout where;
        where.add("a", {4});
        detail::segment s;
        s.begin(where, 512, 0);
        sums_pass pass(where);
        serial_executor serial;
        test::random_stream random(4);
        std::vector<double> row;
        for (int step = 0; step < 4000; ++step) {
            const double norm = 1.0 + (slow ? std::sin(step / 640.0) : 0.1 * random.normal());
            const std::vector<double> v{random.normal(), random.normal(), random.normal(), 1.0};
            pass.displacements(v, std::vector<double>(4, norm), sums_level::all, serial);
            s.append(pass, sums_level::all, static_cast<std::uint64_t>(step) + 1, 0.5, row);
        }
        const group_report g = detail::summarise(where, s, plain).groups[0];
        CAPTURE(slow);
        CHECK(g.mean_square_position.verdict ==
              (slow ? reliability::unknown : reliability::reliable));
        const reliability expected = slow ? reliability::rough : reliability::reliable;
        CHECK(g.mean_square_velocity.verdict == expected);
        CHECK(g.temperature.verdict == expected);
    }
}

TEST_CASE("laws wait for the parameters that they need") {
    constant_motion motion;
    const report r = detail::summarise(motion.where, motion.s, plain);
    CHECK(std::isnan(r.groups[0].weight_decay_law.value));
    CHECK_FALSE(std::isnan(r.groups[0].norm_balance.value));
    motion.s.parameters = {.learning_rate = 0.5, .weight_decay = 0.0};
    CHECK(std::isnan(
        detail::summarise(motion.where, motion.s, plain).groups[0].weight_decay_law.value));
}

TEST_CASE("the window gives drift, R and a variance without the mean motion") {
    constant_motion motion;
    report r = detail::summarise(motion.where, motion.s, plain);
    detail::window_snapshots<double> kept;
    kept.older_origin.take(std::vector<double>{0, 0, 0, 0}, 100);
    kept.last.take(std::vector<double>{500, 1000, 1500, 0}, 600);
    detail::add_windows(motion.where, kept, plain, r);
    CHECK(r.window_step == 100);
    CHECK_THAT(r.groups[0].position_ratio, WithinRel(500.0, 1e-12));
    CHECK_THAT(r.groups[0].norm_drift, WithinRel(500.0, 1e-12));
    CHECK_THAT(r.groups[0].velocity_variance.value, WithinAbs(0.0, 1e-12));
    CHECK_THAT(r.filters[1].position_ratio, WithinRel(500.0, 1e-12));
    CHECK_THAT(r.total.position_ratio, WithinRel(500.0, 1e-12));
}

}  // namespace thermometer_summarise_test
