// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "physics/scale_invariant.hpp"

#include <thermosgd/observables/temperature/update_law.hpp>
#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace observables_temperature_update_law_test {

using namespace thermosgd;
using enum optimiser_kind;

namespace {

constexpr std::size_t d = 64;

/// ηλ = 4e-3, so that norms forget in 125 steps; memories of five steps, twenty for Lion's β₂.
std::vector<hyper_parameters> optimisers() {
    return {{.learning_rate = 0.1, .weight_decay = 0.04},
            {.learning_rate = 0.1,
             .weight_decay = 0.04,
             .momentum_coefficient = 0.8,
             .decay = decay_kind::decoupled},
            {.learning_rate = 0.1,
             .weight_decay = 0.04,
             .momentum_coefficient = 0.8,
             .optimiser = nesterov,
             .decay = decay_kind::decoupled},
            {.learning_rate = 0.01,
             .weight_decay = 0.4,
             .momentum_coefficient = 0.8,
             .beta2 = 0.99,
             .optimiser = adamw},
            {.learning_rate = 0.01,
             .weight_decay = 0.4,
             .momentum_coefficient = 0.8,
             .beta2 = 0.9,
             .optimiser = lion},
            {.learning_rate = 0.01,
             .weight_decay = 0.4,
             .momentum_coefficient = 0.8,
             .optimiser = muon}};
}

struct run {
    layout where;
    thermometer thermo;
    update_tracker updates;

    run() : where(one_group()), thermo(where), updates(where, {.buckets = 32, .window = 100}) {}

    static layout one_group() {
        layout l;
        l.add("w", {d}, {.scale_invariant = true});
        return l;
    }

    /// \param told  what the thermometer hears, `noise.p` what is done
    run& go(test::scale_invariant_noise& noise, const hyper_parameters& told, int steps) {
        for (int step = 0; step <= steps; ++step) {
            thermo.observe(static_cast<std::uint64_t>(step), noise.theta(), test::told(told),
                           updates);
            noise.step();
        }
        return *this;
    }
};

/// The law of each optimiser in `runs` runs: of its intervals of 95 % between `least` and `most`
/// hold 1, and they are as wide as the runs scatter.
void check_coverage(int runs, int least, int most) {
    for (const hyper_parameters& p : optimisers()) {
        int covered = 0, closed = 0, tied = 0;
        moments value, error, closed_value, closed_error, own;
        for (int seed = 1; seed <= runs; ++seed) {
            test::scale_invariant_noise noise(d, p, static_cast<std::uint64_t>(seed));
            for (int step = 0; step < 1500; ++step) {
                noise.step();
            }
            run r;
            r.go(noise, p, 16'000);
            const update_law law = measure_update_law(r.updates, 0);
            covered += law.law.interval().contains(1) ? 1 : 0;
            tied += law.beside_history.interval().contains(0) ? 1 : 0;
            value.push(law.law.value);
            error.push(law.law.error);
            own.push(law.beside_history.value);
            const estimate& known = r.thermo.report().groups[0].weight_decay_law;
            if (p.optimiser != muon) {
                closed += known.interval().contains(1) ? 1 : 0;
                closed_value.push(known.value);
                closed_error.push(known.error);
                CHECK_THAT(law.inefficiency.value,
                           WithinRel(law.white_inefficiency,
                                     6 * law.inefficiency.error / law.white_inefficiency + 0.03));
            } else {
                CHECK(std::isnan(known.value));
            }
        }
        CAPTURE(to_string(p.optimiser), p.momentum(), covered, closed, tied, value.mean, error.mean,
                closed_value.mean, closed_error.mean);
        const double scatter = std::sqrt(value.variance());
        CHECK((covered >= least && covered <= most));
        CHECK((tied >= least && tied <= most));
        CHECK_THAT(value.mean, WithinAbs(1, 6 * scatter / std::sqrt(runs) + 0.003));
        CHECK_THAT(error.mean, WithinRel(scatter, 0.4));
        CHECK(error.mean < 0.03);
        if (p.optimiser != muon) {
            // Closed forms are of Gaussian gradients and a constant v: within 1 % at d = 64.
            CHECK_THAT(closed_value.mean, WithinAbs(1, 0.015));
            CHECK(closed_error.mean < 0.03);
        }
    }
}

}  // namespace

TEST_CASE("the law holds for six optimisers within its own error bar", "[coverage]") {
    // Of 60 intervals of 95 % fewer than 46 have a chance below 1e-6; all 60 may hold.
    check_coverage(60, 46, 60);
}

TEST_CASE("the law of six optimisers covers in 500 runs as its intervals promise", "[long]") {
    // Beyond these bounds less than once in a million if the true coverage is 92 or 97 %. Found: 94.8,
    // 95.4, 95.8, 97.4 and 97.8 % for SGD, heavy ball, Nesterov, AdamW and Muon; Lion, whose second
    // memory is as long as a tenth of the window, 99.6 %: its errors are too large.
    check_coverage(500, 425, 499);
}

TEST_CASE("a loss that feels the norm is told from one that does not") {
    hyper_parameters p{.learning_rate = 0.1,
                       .weight_decay = 0.04,
                       .momentum_coefficient = 0.8,
                       .decay = decay_kind::decoupled};
    test::scale_invariant_noise noise(d, p, 3);
    noise.pull = 0.02;
    for (int step = 0; step < 1500; ++step) {
        noise.step();
    }
    run r;
    const update_law law = (r.go(noise, p, 16'000), measure_update_law(r.updates, 0));
    // The loss takes η·pull/(1 − μ) = 0.01 of the weights per step beside 4e-3: the law would be 14/4
    // without what of the pull is within the window.
    CAPTURE(law.law, law.beside_history);
    CHECK(law.law.value > 1 + 6 * law.law.error);
    CHECK(law.law.value < 3.5);
    CHECK(law.p_value < 1e-6);
    CHECK(law.beside_history.value > 0);
}

TEST_CASE("decay that is declared and does not act, or acts otherwise, is found") {
    const hyper_parameters told{.learning_rate = 0.01,
                                .weight_decay = 0.4,
                                .momentum_coefficient = 0.8,
                                .beta2 = 0.99,
                                .optimiser = adamw};
    hyper_parameters done = told;
    done.weight_decay = 0.2;
    test::scale_invariant_noise half(d, done, 4);
    for (int step = 0; step < 3000; ++step) {
        half.step();
    }
    run r;
    const update_law law = (r.go(half, told, 60'000), measure_update_law(r.updates, 0));
    CAPTURE(law.law);
    CHECK(law.law.value < 1 - 6 * law.law.error);
    // ½, and what the decay that is missing adds to the memory of updates.
    CHECK(law.law.value > 0.5);
    CHECK(law.law.value < 0.9);
}

TEST_CASE("before there is a window, and without positions, nothing is claimed") {
    run r;
    const update_law none = measure_update_law(r.updates, 0);
    CHECK(std::isnan(none.law.value));
    CHECK(none.law.verdict == reliability::unknown);
    const hyper_parameters p = optimisers()[1];
    test::scale_invariant_noise noise(d, p, 5);
    r.go(noise, p, 60);
    const update_law soon = measure_update_law(r.updates, 0);
    CHECK_FALSE(is_finite(soon.inefficiency.value));
    CHECK(soon.p_value != soon.p_value);
    CHECK_THAT(soon.white_inefficiency, WithinRel((1 + 0.8 * 0.996) / (1 - 0.8 * 0.996), 1e-12));
}

}  // namespace observables_temperature_update_law_test
