// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Equilibrium is said where it holds, and not where something moves: stationary series, relaxing
/// variances, jumps, drifts and walks. Seeds are fixed.

#include <thermosgd/observables/temperature/equilibrium.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

#include "catch_shim.hpp"
#include "random.hpp"

namespace observables_temperature_equilibrium_test {

using namespace thermosgd;

namespace {

constexpr std::size_t ticks = 8000;
/// Of χ² of eight degrees of freedom over 8, whose variance is 1/4.
const double relative_error = 0.5 / std::sqrt(double(ticks));

/// What came of many series of a kind.
struct tally {
    int series = 0, shown = 0, drifting = 0, covered = 0, held = 0;

    void print(const std::string& what) const {
        std::printf(
            "%-34s equilibrium %5.1f %%, of these covered %5.1f %%, bound holds %5.1f %%; "
            "drifting %5.1f %%\n",
            what.c_str(), 100.0 * shown / series, shown > 0 ? 100.0 * covered / shown : 0,
            shown > 0 ? 100.0 * held / shown : 0, 100.0 * drifting / series);
    }

    tally& operator+=(const tally& more) {
        series += more.series;
        shown += more.shown;
        drifting += more.drifting;
        covered += more.covered;
        held += more.held;
        return *this;
    }
};

/// Kinetic energies of eight parameters whose variance is level(t), 0 ≤ t < 1; `truth` is the
/// equilibrium value.
template <class Level>
tally judge(int series, std::uint64_t seed, double truth, Level&& level) {
    tally sum;
    for (int s = 0; s < series; ++s) {
        test::random_stream random(seed + static_cast<std::uint64_t>(s));
        batch_store store(1);
        for (std::size_t t = 0; t < ticks; ++t) {
            double square = 0;
            for (int i = 0; i < 8; ++i) {
                const double z = random.normal();
                square += z * z / 8;
            }
            store.append(std::array{square * level(double(t) / ticks)});
        }
        const equilibrium_test e = test_equilibrium(store, 0);
        ++sum.series;
        sum.drifting += e.verdict == equilibrium_verdict::drifting ? 1 : 0;
        if (e.verdict != equilibrium_verdict::equilibrium) {
            CHECK((e.doubt == equilibrium_doubt::none) ==
                  (e.verdict == equilibrium_verdict::drifting));
            continue;
        }
        ++sum.shown;
        estimate mean = mean_estimate(store, 0, e.first_batch);
        mean.error = std::hypot(mean.error, e.kinetic_energy.left());
        sum.covered += mean.interval().contains(truth) ? 1 : 0;
        const double begin = double(store.ticks_before(e.first_batch)) / ticks;
        const double middle = 0.5 * (begin + 1);
        double early = 0, late = 0;
        constexpr int points = 400;
        for (int i = 0; i < points; ++i) {
            const double t = (i + 0.5) / points;
            early += level(begin + t * (middle - begin)) / points;
            late += level(middle + t * (1 - middle)) / points;
        }
        sum.held += std::fabs(late - early) <= e.kinetic_energy.bound ? 1 : 0;
    }
    return sum;
}

}  // namespace

TEST_CASE("a stationary series is recognised, and its interval covers the truth", "[coverage]") {
    const tally flat = judge(600, 1000, 1.0, [](double) { return 1.0; });
    flat.print("stationary");
    // The relative error is 0.56 %.
    CHECK(relative_error < 0.006);
    CHECK(flat.shown > 0.90 * flat.series);
    CHECK(flat.drifting < 0.025 * flat.series);
    CHECK(flat.covered > 0.93 * flat.shown);
    CHECK(flat.held == flat.shown);
}

TEST_CASE("among series called equilibrium, intervals and bounds hold what they say",
          "[coverage]") {
    tally all = judge(200, 2000, 1.0, [](double) { return 1.0; });
    for (const double amplitude : {0.05, 0.2, 1.0}) {
        for (const double time : {0.05, 0.1}) {
            const tally t = judge(60, 10'000, 1.0,
                                  [&](double x) { return 1 + amplitude * std::exp(-x / time); });
            t.print("relaxing " + std::to_string(amplitude) + " in " + std::to_string(time));
            all += t;
        }
    }
    for (const double time : {0.25, 0.5, 1.0, 2.0, 4.0}) {
        const tally t = judge(60, 20'000, 1.0, [&](double x) { return 1 + std::exp(-x / time); });
        t.print("relaxing 1 in " + std::to_string(time));
        // The last changes by 16 % within the window, 3.4 errors between the halves.
        CHECK(t.shown < (time < 3 ? 0.05 : 0.15) * t.series);
        all += t;
    }
    for (const double jump : {8.0, 16.0, 32.0, 64.0}) {
        for (const double place : {0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9}) {
            const double up = jump * relative_error;
            // What lies behind a jump in the first half is the stationary part.
            const tally t = judge(40, 30'000, place <= 0.5 ? 1 + up : 1.0,
                                  [&](double x) { return x < place ? 1.0 : 1 + up; });
            t.print("jump of " + std::to_string(jump) + " at " + std::to_string(place));
            if (jump > 10 && place >= 0.4 && place <= 0.75) {
                CHECK(t.shown < 0.1 * t.series);
            }
            all += t;
        }
    }
    for (const double drift : {8.0, 16.0, 32.0, 64.0}) {
        const tally t = judge(60, 40'000, 1.0,
                              [&](double x) { return 1 + drift * relative_error * (x - 0.5); });
        t.print("drift of " + std::to_string(drift));
        CHECK(t.shown < (drift < 10 ? 0.6 : 0.15) * t.series);
        all += t;
    }
    all.print("all");
    CHECK(all.covered >= 0.93 * all.shown);
    CHECK(all.held >= 0.95 * all.shown);
}

TEST_CASE("a random walk is not an equilibrium") {
    int shown = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        test::random_stream random(seed);
        batch_store store(1);
        double level = 0;
        for (std::size_t t = 0; t < ticks; ++t) {
            level += 0.5 * random.normal() / std::sqrt(double(ticks));
            const double z = random.normal();
            store.append(std::array{std::exp(level) * (1 + 0.35 * z)});
        }
        shown += test_equilibrium(store, 0).verdict == equilibrium_verdict::equilibrium ? 1 : 0;
    }
    CHECK(shown < 3);
}

TEST_CASE("what is known beside the series can take the verdict away") {
    test::random_stream random(5);
    batch_store store(1);
    for (std::size_t t = 0; t < ticks; ++t) {
        store.append(std::array{1 + 0.3 * random.normal()});
    }
    const auto known = [](double value, double error) {
        return estimate{value, error, 1000, 1, 50, reliability::reliable};
    };
    const auto doubt = [&](const equilibrium_knowledge& k) {
        const equilibrium_test e = test_equilibrium(store, 0, no_column, no_column, k);
        CHECK((e.verdict == equilibrium_verdict::equilibrium) ==
              (e.doubt == equilibrium_doubt::none));
        return e;
    };
    CHECK(doubt({}).doubt == equilibrium_doubt::none);
    CHECK(doubt({.window_steps = 8000, .relaxation_steps = 2600}).doubt == equilibrium_doubt::none);
    const equilibrium_test scheduled =
        doubt({.window_steps = 8000, .relaxation_steps = 2600, .driven = true});
    CHECK(scheduled.doubt == equilibrium_doubt::schedule);
    CHECK(scheduled.verdict == equilibrium_verdict::not_shown);
    CHECK_FALSE(is_finite(scheduled.more_steps));
    const equilibrium_test brief = doubt({.window_steps = 3000, .relaxation_steps = 12'500});
    CHECK(brief.doubt == equilibrium_doubt::window);
    CHECK_THAT(brief.windows, WithinRel(0.24, 1e-12));
    CHECK_THAT(brief.more_steps, WithinRel(34'500, 1e-12));

    CHECK(doubt({.law_must_hold = true, .law = known(0.125, 0.01)}).doubt ==
          equilibrium_doubt::law);
    CHECK(doubt({.law_must_hold = true, .law = known(1.02, 0.01)}).doubt ==
          equilibrium_doubt::none);
    CHECK(doubt({.law_must_hold = false, .law = known(0.125, 0.01)}).doubt ==
          equilibrium_doubt::none);
    // An ε of batch norm changes the law, and what the norm gains still balances what it loses.
    CHECK(doubt({.law_must_hold = true, .law = known(0.49, 0.01), .balance = known(1.001, 0.01)})
              .doubt == equilibrium_doubt::none);
    CHECK(doubt({.law_must_hold = true, .law = known(0.49, 0.01), .balance = known(1.3, 0.01)})
              .doubt == equilibrium_doubt::law);
    // An error as large as the law says nothing for it.
    CHECK(doubt({.law_must_hold = true, .law = known(1.0, 0.3)}).doubt == equilibrium_doubt::law);
}

TEST_CASE("the norm must be bounded too, and small moves of it do not matter") {
    const auto with_norm = [](double slope, std::uint64_t seed) {
        test::random_stream random(seed);
        batch_store store(3);
        for (std::size_t t = 0; t < ticks; ++t) {
            store.append(std::array{1 + 0.3 * random.normal(),
                                    1 + slope * double(t) / ticks + 0.01 * random.normal(),
                                    0.1 + 0.01 * random.normal()});
        }
        return test_equilibrium(store, 0, 1, 2);
    };
    CHECK(with_norm(0.0, 1).verdict == equilibrium_verdict::equilibrium);
    CHECK(with_norm(0.01, 2).verdict == equilibrium_verdict::equilibrium);
    const equilibrium_test moves = with_norm(0.1, 3);
    CHECK(moves.verdict == equilibrium_verdict::drifting);
    CHECK(moves.moving == equilibrium_series::squared_norm);
    CHECK(moves.squared_norm.change > 0.02);
    CHECK(moves.doubt == equilibrium_doubt::none);
    CHECK(std::isnan(moves.more_steps));
}

TEST_CASE("a loss that falls by more than 5 % is a drift of the whole") {
    const auto falling = [](double share) {
        test::random_stream random(4);
        batch_store store(3);
        for (std::size_t t = 0; t < ticks; ++t) {
            store.append(std::array{1 + 0.3 * random.normal(), 1 + 0.01 * random.normal(),
                                    (1 - share * double(t) / ticks) * (1 + 0.1 * random.normal())});
        }
        return test_equilibrium(store, 0, 1, 2);
    };
    CHECK(falling(0.05).verdict == equilibrium_verdict::equilibrium);
    const equilibrium_test e = falling(0.5);
    CHECK(e.verdict == equilibrium_verdict::drifting);
    CHECK(e.moving == equilibrium_series::loss);
    CHECK(e.loss.change < 0);
}

TEST_CASE("a start that is sought to the end was not found") {
    // Relaxing over half of the window: the search ends at its limit.
    const tally slow = judge(20, 1, 1.0, [](double x) { return 1 + std::exp(-x / 0.25); });
    CHECK(slow.shown == 0);
    test::random_stream random(6);
    batch_store store(1);
    for (std::size_t t = 0; t < ticks; ++t) {
        store.append(std::array{(t < ticks / 2 ? 1.0 : 2.0) + 0.3 * random.normal()});
    }
    const equilibrium_test e =
        test_equilibrium(store, 0, no_column, no_column, {.window_steps = 4000});
    CHECK(e.burn_in_at_limit);
    CHECK(e.verdict == equilibrium_verdict::not_shown);
    CHECK(e.doubt == equilibrium_doubt::burn_in);
    CHECK(e.more_steps == 8000);
}

TEST_CASE("a run too short to tell is not shown, never an equilibrium") {
    batch_store store(3);
    CHECK(test_equilibrium(store, 0, 1, 2).verdict == equilibrium_verdict::not_shown);
    CHECK(test_equilibrium(store, 0, 1, 2).doubt == equilibrium_doubt::noise);
    store.append(std::array{1.0, 2.0, 3.0});
    CHECK(test_equilibrium(store, 0, 1, 2).verdict == equilibrium_verdict::not_shown);
    test::random_stream random(7);
    for (int t = 0; t < 40; ++t) {
        store.append(std::array{random.normal(), 2.0, 3.0});
    }
    CHECK(test_equilibrium(store, 0, 1, 2).verdict == equilibrium_verdict::not_shown);
    CHECK_THROWS_AS(test_equilibrium(store, 3), std::invalid_argument);
    CHECK(equilibrium_test{}.verdict == equilibrium_verdict::not_shown);
}

TEST_CASE("verdicts and doubts have names") {
    CHECK(to_string(equilibrium_verdict::equilibrium) == "equilibrium");
    CHECK(to_string(equilibrium_verdict::drifting) == "drifting");
    CHECK(to_string(equilibrium_verdict::not_shown) == "not shown");
    CHECK(to_string(equilibrium_doubt::none) == "none");
    CHECK(to_string(equilibrium_doubt::burn_in) == "burn_in");
    CHECK(to_string(equilibrium_doubt::window) == "window");
    CHECK(to_string(equilibrium_doubt::noise) == "noise");
    CHECK(to_string(equilibrium_doubt::change) == "change");
    CHECK(to_string(equilibrium_doubt::bound) == "bound");
    CHECK(to_string(equilibrium_doubt::law) == "law");
    CHECK(to_string(equilibrium_doubt::schedule) == "schedule");
}

}  // namespace observables_temperature_equilibrium_test
