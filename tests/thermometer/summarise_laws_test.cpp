// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The laws of a report, on noise for which they are exact and in trainers that forgot their decay.

#include <thermosgd/report/remarks.hpp>
#include <thermosgd/report/text.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "physics/scale_invariant.hpp"
#include "random.hpp"

namespace thermometer_summarise_laws_test {

using namespace thermosgd;
using enum optimiser_kind;

namespace {

constexpr hyper_parameters adamw_fast{.learning_rate = 0.01,
                                      .weight_decay = 0.4,
                                      .momentum_coefficient = 0.8,
                                      .beta2 = 0.99,
                                      .optimiser = adamw};

/// Pure noise on a scale-invariant group, as its trainer declares it.
/// \param acts  the optimiser that runs
report run_of(const hyper_parameters& acts, const hyper_parameters& declared, std::uint64_t steps,
              std::uint64_t seed, std::uint64_t settle = 3000) {
    layout where;
    where.add("w", {64}, {.scale_invariant = true});
    test::scale_invariant_noise w(64, acts, seed);
    for (std::uint64_t s = 0; s < settle; ++s) {
        w.step();
    }
    thermometer t(where);
    for (std::uint64_t s = 0; s <= steps; ++s) {
        t.observe(s, w.theta(),
                  {.learning_rate = declared.learning_rate,
                   .weight_decay = declared.weight_decay,
                   .momentum_coefficient = declared.momentum_coefficient,
                   .optimiser = declared.optimiser,
                   .decay = declared.decay,
                   .beta2 = declared.beta2});
        w.step();
    }
    return t.report();
}

bool accuses(const report& r) {
    const std::vector<std::string> all = remarks(r);
    return std::any_of(all.begin(), all.end(), [](const std::string& text) {
        return text.starts_with("decay seems not to act in \"w\"");
    });
}

}  // namespace

TEST_CASE("AdamW's law holds for pure noise, and its updates are as large as noise makes them") {
    const group_report g = run_of(adamw_fast, adamw_fast, 40'000, 1).groups[0];
    REQUIRE(is_finite(g.weight_decay_law.error));
    // Six errors: below 1e-6 also with the t of 30 degrees of freedom.
    CHECK(std::fabs(g.weight_decay_law.value - 1) < 6 * g.weight_decay_law.error + 0.01);
    CHECK(g.weight_decay_law.error < 0.05);
    CHECK(std::fabs(g.update_excess.value - 1) < 6 * g.update_excess.error + 0.01);
    CHECK_THAT(g.update_inefficiency, WithinRel(1.8 / 0.2, 0.05));
    // Taken for SGD with the same numbers, it misses by far.
    hyper_parameters mistaken = adamw_fast;
    mistaken.optimiser = sgd;
    const group_report wrong = run_of(adamw_fast, mistaken, 40'000, 1).groups[0];
    CHECK(std::fabs(wrong.weight_decay_law.value - 1) > 0.5);
}

TEST_CASE("Adam with decay in the gradient has an excess and no law") {
    hyper_parameters p = adamw_fast;
    p.optimiser = adam;
    const report r = run_of(p, p, 5000, 2);
    CHECK_FALSE(is_finite(r.groups[0].weight_decay_law.value));
    CHECK_FALSE(is_finite(r.groups[0].acting_decay.value));
    CHECK_FALSE(accuses(r));
    CHECK(std::fabs(r.groups[0].update_excess.value - 1) <
          6 * r.groups[0].update_excess.error + 0.05);
    CHECK_THAT(to_text(r), ContainsSubstring("no law"));
}

TEST_CASE("a signal shows in the excess, up to what β₁ allows") {
    layout where;
    where.add("w", {64});
    const auto excess_of = [&](double signal) {
        thermometer t(where);
        test::random_stream random(3);
        std::vector<double> x(64), m(64), v(64);
        for (std::uint64_t s = 0; s <= 4000; ++s) {
            t.observe(s, x,
                      {.learning_rate = 0.01,
                       .weight_decay = 0.1,
                       .momentum_coefficient = 0.9,
                       .optimiser = adamw,
                       .beta2 = 0.99});
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double g = signal + random.normal();
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.99 * v[i] + 0.01 * g * g;
                // Decay without motion of its own: the weights stay where updates put them.
                x[i] -= 0.01 * m[i] / std::sqrt(v[i]);
            }
        }
        return t.report().groups[0].update_excess.value;
    };
    const double noise = excess_of(0.0), both = excess_of(0.5), signal = excess_of(100.0);
    CHECK_THAT(noise, WithinRel(1.0, 0.1));
    CHECK((both > 2 && both < 10));
    CHECK_THAT(signal, WithinRel(19.0, 0.05));
}

TEST_CASE("decay that acts is read as such, in equilibrium and far from it") {
    for (const hyper_parameters& p :
         {hyper_parameters{
              .learning_rate = 0.05, .weight_decay = 0.016, .momentum_coefficient = 0.8},
          hyper_parameters{.learning_rate = 0.05,
                           .weight_decay = 0.016,
                           .momentum_coefficient = 0.8,
                           .decay = decay_kind::decoupled},
          hyper_parameters{.learning_rate = 0.05,
                           .weight_decay = 0.016,
                           .momentum_coefficient = 0.8,
                           .optimiser = nesterov},
          adamw_fast}) {
        CAPTURE(to_string(p.optimiser));
        const report early = run_of(p, p, 1000, 4, 0), late = run_of(p, p, 20'000, 5);
        for (const report* r : {&early, &late}) {
            CHECK_THAT(r->groups[0].acting_decay.value, WithinAbs(1, 0.25));
            CHECK_FALSE(accuses(*r));
        }
    }
}

TEST_CASE("decay that is declared and never acts leaves the law far from 1, and is accused") {
    for (hyper_parameters p :
         {hyper_parameters{
              .learning_rate = 0.05, .weight_decay = 0.016, .momentum_coefficient = 0.0},
          hyper_parameters{
              .learning_rate = 0.05, .weight_decay = 0.016, .momentum_coefficient = 0.8},
          hyper_parameters{.learning_rate = 0.05,
                           .weight_decay = 0.016,
                           .momentum_coefficient = 0.8,
                           .optimiser = nesterov},
          adamw_fast}) {
        CAPTURE(to_string(p.optimiser), p.momentum());
        hyper_parameters forgot = p;
        forgot.weight_decay = 0;
        for (const std::uint64_t steps : {5000U, 20'000U}) {
            const report r = run_of(forgot, p, steps, 6);
            const group_report& g = r.groups[0];
            CHECK_THAT(g.acting_decay.value, WithinAbs(0, 0.1));
            CHECK(std::fabs(g.weight_decay_law.value - 1) > 0.2);
            CHECK(accuses(r));
            CHECK_THAT(to_text(r), ContainsSubstring("of lambda"));
        }
    }
}

TEST_CASE("a driven segment has neither law nor accusation") {
    layout where;
    where.add("w", {64}, {.scale_invariant = true});
    hyper_parameters forgot = adamw_fast;
    forgot.weight_decay = 0;
    test::scale_invariant_noise w(64, forgot, 7);
    thermometer t(where);
    for (std::uint64_t s = 0; s <= 3000; ++s) {
        w.p.learning_rate = 0.01 * (1 - static_cast<double>(s) / 4000);
        t.observe(s, w.theta(),
                  {.learning_rate = w.p.learning_rate,
                   .weight_decay = 0.4,
                   .momentum_coefficient = 0.8,
                   .optimiser = adamw,
                   .beta2 = 0.99});
        w.step();
    }
    const report r = t.report();
    CHECK(r.driven);
    CHECK_FALSE(is_finite(r.groups[0].weight_decay_law.value));
    CHECK_FALSE(is_finite(r.groups[0].acting_decay.value));
    CHECK_FALSE(is_finite(r.groups[0].update_excess.value));
    CHECK_FALSE(accuses(r));
}

}  // namespace thermometer_summarise_laws_test
