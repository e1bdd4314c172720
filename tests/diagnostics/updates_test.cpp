// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "physics/scale_invariant.hpp"

#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/updates.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace diagnostics_updates_test {

using namespace thermosgd;

namespace {

/// AdamW on pure noise, at constant η or one that falls to zero.
struct noise_run {
    layout l;
    thermometer thermo;
    update_tracker tracker;

    explicit noise_run(bool falls, int steps = 8000)
        : l(one_group()), thermo(l), tracker(l, {.buckets = 32, .window = 100}) {
        hyper_parameters p{.learning_rate = 0.01,
                           .weight_decay = 0.4,
                           .momentum_coefficient = 0.8,
                           .beta2 = 0.99,
                           .optimiser = optimiser_kind::adamw};
        test::scale_invariant_noise noise(128, p, 4);
        noise.set_squared_norm(2);
        for (int t = 0; t <= steps; ++t) {
            const step_info info{.learning_rate = noise.p.learning_rate,
                                 .weight_decay = p.weight_decay,
                                 .momentum_coefficient = p.momentum_coefficient,
                                 .optimiser = p.optimiser,
                                 .beta2 = p.beta2};
            thermo.observe(static_cast<std::uint64_t>(t), noise.theta(), info, tracker);
            if (falls) {
                noise.p.learning_rate = p.learning_rate * (1 - 0.9 * t / steps);
            }
            noise.step();
        }
    }

    static layout one_group() {
        layout l;
        l.add("w", {128}, {.scale_invariant = true});
        return l;
    }
};

const reading& find(std::span<const reading> all, std::string_view key) {
    for (const reading& r : all) {
        if (r.key == key) {
            return r;
        }
    }
    throw error(std::string(key) + " is missing");
}

}  // namespace

TEST_CASE("readings of updates at rest: memory, law, angle and norm are those of AdamW") {
    const noise_run run(false);
    const std::vector<reading> all = update_readings(run.thermo.report(), run.tracker);
    // (1 + μa)/(1 − μa) with μ = 0.8, a = 0.996; five standard errors each, false below 1e-6.
    const double g_u = (1 + 0.8 * 0.996) / (1 - 0.8 * 0.996);
    CHECK_THAT(find(all, "update.inefficiency.white").value.value, WithinRel(g_u, 1e-12));
    for (const auto& [key, expected] :
         {std::pair{"update.inefficiency", g_u}, std::pair{"update.law", 1.0},
          std::pair{"update.position.beside_history", 0.0}, std::pair{"update.excess", 1.0},
          std::pair{"update.angle", angular_step(0.996, g_u)}}) {
        CAPTURE(key);
        const estimate& e = find(all, key).value;
        CHECK(e.error > 0);
        CHECK_THAT(e.value, WithinAbs(expected, 5 * e.error + 0.03 * expected));
    }
    CHECK(find(all, "norm.lag").value.value == 0);
    CHECK_THAT(find(all, "norm.prediction").remark, ContainsSubstring("follows within"));
    CHECK(find(all, "norm.prediction").value.error > 0);
    CHECK_THAT(find(all, "update.angle.expected").value.value,
               WithinRel(angular_step(0.996, g_u), 1e-12));
    CHECK_THAT(find(all, "update.position.beside_history").remark,
               ContainsSubstring("standard errors, p "));
    CHECK_THAT(find(all, "update.position").value.value -
                   find(all, "update.position.own_history").value.value,
               WithinAbs(find(all, "update.position.beside_history").value.value, 0.05));
}

TEST_CASE("in a driven segment the law and the angle are left out, the norm is not") {
    const noise_run run(true);
    const std::vector<reading> all = update_readings(run.thermo.report(), run.tracker);
    for (const char* key : {"update.law", "update.angle", "update.excess"}) {
        CAPTURE(key);
        CHECK_FALSE(is_finite(find(all, key).value.value));
    }
    CHECK_THAT(find(all, "update.law").remark, ContainsSubstring("norm.prediction"));
    CHECK_THAT(find(all, "norm.prediction").remark, ContainsSubstring("follows"));
}

TEST_CASE("readings and curves reach all that the catalogue has of updates, as it says") {
    const noise_run run(true);
    std::set<std::string_view> seen;
    for (const reading& r : update_readings(run.thermo.report(), run.tracker)) {
        const observable_info& known = observable_of(r.key);
        CHECK((known.label == r.label && known.unit == r.unit && known.topic == "updates"));
        seen.insert(known.key);
    }
    const std::vector<curve> curves = update_curves(run.thermo, run.tracker);
    for (const curve& c : curves) {
        const observable_info& known = observable_of(c.key);
        CHECK((known.label == c.label && known.unit == c.y.unit && known.topic == "updates"));
        CHECK(c.x.unit == "step");
        seen.insert(known.key);
    }
    for (const observable_info& entry : catalogue) {
        CAPTURE(entry.key);
        CHECK((entry.topic != "updates" || seen.contains(entry.key)));
    }
    const curve &measured = *find_curve(curves, "squared_norm", "w"),
                &predicted = *find_curve(curves, "squared_norm_predicted", "w");
    REQUIRE(measured.points.size() == predicted.points.size());
    CHECK(measured.points.size() > 500);
    CHECK(predicted.points.back().y.error > 0);
    // η falls to a tenth, and the norm with it.
    CHECK(measured.points.back().y.value < 0.6 * measured.points[100].y.value);
}

TEST_CASE("a verdict in words names deviation, lag and step") {
    norm_prediction p;
    CHECK_THAT(detail::norm_text(p), ContainsSubstring("not known"));
    p.deviation = -0.41;
    p.deviation_step = 90;
    p.lag = -150;
    p.deviation_after_lag = 0.03;
    p.verdict = norm_verdict::departs;
    CHECK(detail::norm_text(p) == "departs: 41 % too small at step 90");
    p.verdict = norm_verdict::lags;
    CHECK(detail::norm_text(p) == "leads by 150 steps, then within 3 %");
    p.verdict = norm_verdict::follows;
    CHECK(detail::norm_text(p) == "follows within 41 %");
}

TEST_CASE("a tracker of another layout has no readings, and only T as a curve") {
    const noise_run run(false, 600);
    const update_tracker none;
    CHECK(update_readings(run.thermo.report(), none).empty());
    for (const curve& c : update_curves(run.thermo, none)) {
        CHECK(c.key == "temperature");
    }
}

}  // namespace diagnostics_updates_test
