// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The table of updates on noise for which every number in it is known.

#include <mnist/update_rows.hpp>

#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "physics/scale_invariant.hpp"

namespace examples_mnist_update_rows_test {

using namespace thermosgd;

namespace {

constexpr hyper_parameters adamw{.learning_rate = 0.01,
                                 .weight_decay = 0.4,
                                 .momentum_coefficient = 0.8,
                                 .beta2 = 0.99,
                                 .optimiser = optimiser_kind::adamw};

struct measured {
    std::vector<mnist::update_row> rows;
    report of_run;
};

/// Pure noise under AdamW, η constant or falling as a cosine.
measured run_of(std::uint64_t steps, bool cosine, std::uint64_t seed) {
    layout where;
    where.add("w", {64}, {.scale_invariant = true});
    test::scale_invariant_noise w(64, adamw, seed);
    for (int s = 0; s < 3000; ++s) {
        w.step();
    }
    thermometer t(where);
    update_tracker updates(where, {.buckets = 32, .window = 60});
    for (std::uint64_t s = 0; s <= steps; ++s) {
        t.observe(s, w.theta(),
                  {.learning_rate = w.p.learning_rate,
                   .weight_decay = adamw.weight_decay,
                   .momentum_coefficient = 0.8,
                   .optimiser = optimiser_kind::adamw,
                   .beta2 = 0.99},
                  updates);
        if (cosine) {
            const double done = static_cast<double>(s) / static_cast<double>(steps + 1);
            w.p.learning_rate = 0.005 * (1 + std::cos(std::numbers::pi * done));
        }
        w.step();
    }
    const report r = t.report();
    return {mnist::update_rows(updates, r, {0}), r};
}

/// Six errors and what windows and rounding leave out: fails by chance less than once in 1e6.
bool agrees(const estimate& e, double value, double slack) {
    return std::fabs(e.value - value) < 6 * e.error + slack;
}

}  // namespace

TEST_CASE("in equilibrium the law, the angle, the excess and the norm are what they must be") {
    const measured run = run_of(30'000, false, 1);
    REQUIRE(run.rows.size() == 1);
    const mnist::update_row& row = run.rows[0];
    CHECK(row.name == "w");
    CHECK(row.scale_invariant);
    CHECK(agrees(row.law.inefficiency, row.law.white_inefficiency, 0.2));
    CHECK(agrees(row.law.law, 1.0, 0.02));
    CHECK(agrees(row.law.beside_history, 0.0, 0.2));
    CHECK(agrees(row.law.angle, row.expected_angle, 0.02 * row.expected_angle));
    CHECK(agrees(row.excess, 1.0, 0.02));
    CHECK(agrees(row.predicted_norm, 1.0, 0.05));
    CHECK(row.predicted_norm.error < 0.3);
    const std::string text = mnist::update_table(run.rows);
    CHECK(text.starts_with("updates of"));
    CHECK_THAT(text, ContainsSubstring("\nw "));
    CHECK_THAT(text, ContainsSubstring("norm/predicted: "));
}

TEST_CASE("under a cosine there is no law, and the prediction of the norm and the excess hold") {
    const measured run = run_of(10'000, true, 2);
    CHECK(run.of_run.driven);
    const mnist::update_row& row = run.rows.at(0);
    CHECK_FALSE(is_finite(row.law.law.value));
    CHECK_FALSE(is_finite(row.expected_angle));
    CHECK(agrees(row.excess, 1.0, 0.05));
    CHECK(agrees(row.predicted_norm, 1.0, 0.05));
    CHECK(row.predicted_norm.error < 0.3);
}

TEST_CASE("nothing known is no table") {
    CHECK(mnist::update_table(run_of(20, false, 4).rows).empty());
    CHECK(mnist::update_table({}).empty());
}

}  // namespace examples_mnist_update_rows_test
