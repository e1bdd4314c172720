// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "physics/scale_invariant.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace thermometer_summarise_laws_test {

using namespace thermosgd;
using enum optimiser_kind;

namespace {

constexpr std::size_t d = 64;

report report_of(test::scale_invariant_noise& noise, const step_info& told, int steps = 12'000,
                 std::uint64_t every = 1) {
    layout where;
    where.add("w", {d}, {.scale_invariant = true});
    thermometer t(where, {.schedule = schedule::every(every)});
    for (int step = 0; step < 3000; ++step) {
        noise.step();
    }
    for (int step = 0; step <= steps; ++step) {
        t.observe(static_cast<std::uint64_t>(step), noise.theta(), told);
        noise.step();
    }
    return t.report();
}

}  // namespace

TEST_CASE("updates of pure noise have excess 1 under Adam, those of a constant gradient 19") {
    const hyper_parameters p{.learning_rate = 0.01,
                             .weight_decay = 0.2,
                             .momentum_coefficient = 0.9,
                             .beta2 = 0.999,
                             .optimiser = adamw};
    test::scale_invariant_noise noise(d, p, 1);
    const report r = report_of(noise, test::told(p), 250'000);
    const estimate& excess = r.groups[0].update_excess;
    CAPTURE(excess);
    // Five of its own errors: a chance of 1e-6.
    CHECK_THAT(excess.value, WithinAbs(1, 0.02));
    CHECK(5 * excess.error < 0.02);

    // Δθ = −η of every parameter: m̂/√v̂ = 1.
    layout where;
    where.add("w", {d});
    thermometer t(where);
    for (std::uint64_t step = 1; step <= 400; ++step) {
        t.observe_displacement(step, std::vector<double>(d, -0.01), {}, test::told(p));
    }
    CHECK_THAT(t.report().groups[0].update_excess.value, WithinRel(19.0, 0.02));
}

TEST_CASE("groups put together have in common what they share") {
    layout where;
    where.add("a", {2});
    where.add("b", {2});
    std::array<hyper_parameters, 2> p{};
    p[0] = p[1] = {.learning_rate = 0.1, .weight_decay = 0.2, .optimiser = adamw};
    step_info told{.of_groups = p};
    CHECK(detail::same(detail::common_parameters(where, told), p[0]));
    p[1].weight_decay = 0;
    const hyper_parameters all = detail::common_parameters(where, told);
    CHECK((all.learning_rate == 0.1 && std::isnan(all.weight_decay) && all.optimiser == adamw));
    p[1].optimiser = lion;
    CHECK(detail::common_parameters(where, told).optimiser == other);
    CHECK(detail::same(detail::common_parameters(layout{}, {.learning_rate = 3}),
                       {.learning_rate = 3}));
}

TEST_CASE("the law needs every tenth step only, and knows which steps decay comes with") {
    const hyper_parameters p{.learning_rate = 0.1,
                             .weight_decay = 0.04,
                             .momentum_coefficient = 0.8,
                             .decay = decay_kind::decoupled};
    for (const std::uint64_t every : {1U, 5U}) {
        test::scale_invariant_noise noise(d, p, 2);
        const estimate law =
            report_of(noise, test::told(p), 60'000, every).groups[0].weight_decay_law;
        CAPTURE(every, law);
        CHECK(std::fabs(law.value - 1) < law.error * student_t_critical(0.25e-6, law.nu) + 1e-3);
        CHECK(law.error < 0.01);
    }
    // The same run told to be coupled: decay acts 1/(1 − μ) = 5 times as strong, and the law misses.
    hyper_parameters wrong = p;
    wrong.decay = decay_kind::coupled;
    test::scale_invariant_noise noise(d, p, 2);
    const estimate law = report_of(noise, test::told(wrong)).groups[0].weight_decay_law;
    CHECK_THAT(law.value, WithinAbs(0.2, 0.03));
}

TEST_CASE("without the numbers a law needs there is none") {
    const auto law_of = [](const step_info& told) {
        test::scale_invariant_noise noise(d, {.learning_rate = 0.1, .weight_decay = 0.04}, 3);
        return report_of(noise, told, 600).groups[0].weight_decay_law.value;
    };
    CHECK(is_finite(law_of({.learning_rate = 0.1, .weight_decay = 0.04})));
    CHECK(std::isnan(law_of({.learning_rate = 0.1, .weight_decay = 0.0})));
    CHECK(std::isnan(law_of({.learning_rate = 0.1})));
    CHECK(std::isnan(law_of({.learning_rate = 0.1, .weight_decay = 0.04, .optimiser = adam})));
    CHECK(std::isnan(law_of({.learning_rate = 0.1, .weight_decay = 0.04, .optimiser = muon})));
    CHECK(std::isnan(law_of({.learning_rate = 0.1, .weight_decay = 0.04, .optimiser = other})));
}

}  // namespace thermometer_summarise_laws_test
