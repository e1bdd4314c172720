// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/entropy_of_positions.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace diagnostics_entropy_of_positions_test {

using namespace thermosgd;

namespace {

constexpr double eta = 0.1;
constexpr std::uint64_t steps = 60'000;

struct settings {
    double h = 1;
    double mu = 0;
    double lambda = 0;
    double later_noise = 1;  ///< of the second half, over that of the first
    double unit = 1;         ///< of theta: all numbers are larger by its inverse
};

/// SGD on ½hx² in four and in forty coordinates; its noise is part of no hyper-parameter.
struct quadratic_run {
    layout where = [] {
        layout l;
        l.add("few", {2, 2}, {.filter_axis = 0});
        l.add("many", {4, 10}, {.filter_axis = 0});
        return l;
    }();
    thermometer t{where};
    diagnostics_recorder recorder{where};
    settings set;

    explicit quadratic_run(const settings& given) : set(given) {
        test::random_stream random(21);
        std::vector<double> x(where.size(), 0.0), m(x), shown(x);
        t.observe(0, shown, {}, recorder);
        for (std::uint64_t step = 1; step <= steps; ++step) {
            const double noise = step > steps / 2 ? set.later_noise : 1.0;
            double loss = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                loss += 0.5 * set.h * x[i] * x[i];
                m[i] = set.mu * m[i] + (set.h + set.lambda) * x[i] + noise * random.normal();
                x[i] -= eta * m[i];
                shown[i] = x[i] / set.unit;
            }
            // θ² over the loss is the unit of η, loss over θ² that of λ.
            t.observe(step, shown,
                      {.loss = loss,
                       .learning_rate = eta / (set.unit * set.unit),
                       .weight_decay = set.lambda * set.unit * set.unit,
                       .momentum_coefficient = set.mu},
                      recorder);
        }
    }
    /// Variance of a position in units of x: ηs²(1 + μ)/(h(1 − μ)(2(1 + μ) − ηh)).
    [[nodiscard]] double variance(double noise = 1) const {
        const double h = set.h + set.lambda;
        return eta * noise * noise * (1 + set.mu) /
               (h * (1 - set.mu) * (2 * (1 + set.mu) - eta * h));
    }
    [[nodiscard]] double temperature(double noise = 1) const {
        return (set.h + set.lambda) * variance(noise);
    }
    [[nodiscard]] double entropy(double noise = 1) const {
        return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * variance(noise) /
                              (set.unit * set.unit));
    }
    [[nodiscard]] std::vector<reading> readings() const {
        std::vector<reading> all;
        detail::add_position_entropy_readings(t, t.report(), {0, 1}, recorder, all);
        detail::add_heat_readings(t, t.report(), {0, 1}, all);
        return all;
    }
};

const reading& find(const std::vector<reading>& all, const std::string& key,
                    const std::string& group) {
    for (const reading& r : all) {
        if (r.key == key && r.group == group) {
            return r;
        }
    }
    FAIL("no reading of " << key << " for " << group);
    return all.front();
}

/// Within six of its own errors, which are below a bound: false alarms below 1e-6 together.
void check_near(const estimate& e, double exact, double widest, double bias = 0) {
    INFO(e.value << " ± " << e.error << ", exact " << exact);
    CHECK(std::fabs(e.value - exact) < 6 * e.error + bias);
    CHECK(e.error < widest);
    CHECK(e.error > 0);
}

position_stationarity verdict(position_verdict v) {
    position_stationarity p;
    p.verdict = v;
    p.ratio.value = 0.3;
    p.horizon = 64;
    return p;
}

}  // namespace

TEST_CASE("entropies of positions of a quadratic are ½ ln(2πe σ²), and nothing changes in time") {
    for (const double mu : {0.0, 0.8}) {
        CAPTURE(mu);
        const quadratic_run run({.mu = mu});
        const std::vector<reading> all = run.readings();
        for (const char* group : {"few", "many"}) {
            CAPTURE(group);
            check_near(find(all, "entropy.position.gaussian", group).value, run.entropy(), 0.05);
            // Four dimensions: its bias at a few hundred samples is −0.02 per coordinate.
            check_near(find(all, "entropy.position.nearest_neighbour", group).value, run.entropy(),
                       0.06, 0.03);
            const double d = group[0] == 'f' ? 4 : 40;
            check_near(find(all, "free_energy.ts_change", group).value, 0,
                       0.15 * d * run.temperature());
        }
        check_near(find(all, "free_energy.change", "2 groups").value, 0,
                   0.2 * 44 * run.temperature());
    }
}

TEST_CASE("when the noise doubles U, T S and F change as those of oscillators do") {
    for (const settings& set : {settings{.later_noise = 2}, settings{.mu = 0.5, .later_noise = 2},
                                settings{.lambda = 0.5, .later_noise = 2}}) {
        CAPTURE(set.mu, set.lambda);
        const quadratic_run run(set);
        const report r = run.t.report();
        const std::size_t batches = run.t.batches().batches();
        const auto part = [&](std::size_t first, std::size_t last) {
            return stretch_of(run.t.batches(), run.recorder.trajectory().samples(0), first, last);
        };
        // Batches are equally long: the noise doubles where 30,000 of some 60,000 ticks are over.
        const std::size_t half =
            static_cast<std::size_t>(steps / 2 / run.t.batches().ticks_per_batch());
        const stretch early = part(half / 8, half), late = part(half + half / 8, batches);
        const position_stationarity sampled = verdict(position_verdict::sampled);
        free_energy f[2];
        for (const bool later : {false, true}) {
            const double noise = later ? 2 : 1;
            const stretch& here = later ? late : early;
            f[later] = potential_energy(run.t, r, here);
            check_near(f[later].value, 0.5 * 44 * run.temperature(noise),
                       0.05 * 44 * run.temperature(noise));
            for (const std::size_t g : {0U, 1U}) {
                const free_energy ts =
                    entropic_free_energy(run.t, r, run.recorder, g, here, sampled);
                const double d = g == 0 ? 4 : 40;
                CHECK_THAT(ts.temperature, WithinRel(run.temperature(noise), 0.06));
                CHECK(ts.dimensions == static_cast<std::size_t>(d));
                check_near(ts.value, -d * run.temperature(noise) * run.entropy(noise),
                           0.2 * d * run.temperature(noise));
                add_free_energy(f[later], ts);
            }
        }
        const free_energy_difference change = estimate_free_energy_difference(f[1], f[0]);
        const auto exact = [&](double noise) {
            return 44 * run.temperature(noise) * (0.5 - run.entropy(noise));
        };
        check_near(change.value, exact(2) - exact(1), 0.25 * 44 * run.temperature(2));
        CHECK_THAT(change.per_unit,
                   WithinRel(44 * (run.temperature(2) - run.temperature(1)), 0.05));
    }
}

TEST_CASE("in other units of theta the entropy moves by a logarithm and energies stay") {
    const quadratic_run one({}), other({.unit = 1e3});
    const std::vector<reading> a = one.readings(), b = other.readings();
    for (const char* group : {"few", "many"}) {
        CHECK_THAT(find(a, "entropy.position.gaussian", group).value.value -
                       find(b, "entropy.position.gaussian", group).value.value,
                   WithinAbs(std::log(1e3), 1e-9));
        CHECK_THAT(find(a, "heat.segment", group).value.value,
                   WithinRel(find(b, "heat.segment", group).value.value, 1e-9));
    }
}

TEST_CASE("where positions were not sampled no entropy of them is given, and it is said why") {
    const quadratic_run run({.h = 1e-6});
    const std::vector<reading> all = run.readings();
    for (const char* what : {"entropy.position.gaussian", "entropy.position.nearest_neighbour",
                             "free_energy.ts_change"}) {
        const reading& r = find(all, what, "many");
        CAPTURE(r.remark);
        CHECK(std::isnan(r.value.value));
        CHECK_THAT(r.remark, ContainsSubstring("positions not sampled, wandering: R = "));
    }
    const reading& f = find(all, "free_energy.change", "2 groups");
    CHECK(std::isnan(f.value.value));
    CHECK(f.remark == "positions of a group above were not sampled");
    CHECK(to_text(verdict(position_verdict::sampled)) ==
          "positions sampled: R = 0.3 over 64 steps");
    CHECK_THAT(to_text(position_stationarity{}),
               ContainsSubstring("unknown whether positions were sampled: no displacement"));
}

TEST_CASE(
    "heat of plain SGD is the sum of |Δθ|²/η, and hot groups give off more than their share") {
    const quadratic_run run({});
    const std::vector<reading> all = run.readings();
    // γ·2⟨K⟩ Δt = |Δθ|²/η per step; ⟨v²⟩ = 2η²/(2 − ηh).
    const double heat = 2 * eta / (2 - eta) * static_cast<double>(steps);
    check_near(find(all, "heat.segment", "many").value, 40 * heat, 0.01 * 40 * heat);
    check_near(find(all, "heat.entropy_rate", "few").value, 2, 0.05);

    // One group at twice the temperature of the other: 2·T_g/T over all.
    layout where;
    where.add("cold", {3, 10}, {.filter_axis = 0});
    where.add("hot", {10});
    thermometer t(where);
    test::random_stream random(2);
    std::vector<double> x(where.size());
    for (std::uint64_t step = 0; step < 5000; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += random.normal() * (i < 30 ? 1.0 : std::sqrt(2.0));
        }
        t.observe(step, x, {.learning_rate = eta});
    }
    std::vector<reading> unequal;
    detail::add_heat_readings(t, t.report(), {0, 1}, unequal);
    check_near(find(unequal, "heat.entropy_rate", "cold").value, 2 / 1.25, 0.02);
    check_near(find(unequal, "heat.entropy_rate", "hot").value, 4 / 1.25, 0.05);
}

TEST_CASE("heat is not given with momentum, nor anything without loss, rate or run") {
    const quadratic_run run({.mu = 0.5});
    std::vector<reading> all;
    detail::add_heat_readings(run.t, run.t.report(), {0, 1}, all);
    REQUIRE(all.size() == 1);
    CHECK(std::isnan(all[0].value.value));
    CHECK(all[0].remark == "friction is known for plain SGD alone");
    all.clear();

    layout where;
    where.add("a", {2});
    const thermometer unused(where);
    detail::add_position_entropy_readings(unused, unused.report(), {0}, diagnostics_recorder(where),
                                          all);
    CHECK(all.empty());

    thermometer t(where);
    diagnostics_recorder recorder(where);
    test::random_stream random(2);
    std::vector<double> x(2);
    for (std::uint64_t step = 0; step < 3000; ++step) {
        x = {random.normal(), random.normal()};
        t.observe(step, x, {}, recorder);
    }
    detail::add_position_entropy_readings(t, t.report(), {0}, recorder, all);
    REQUIRE(all.size() == 2);  // no T S, no F
    CHECK(all[0].value.error > 0);
    thermometer with_rate(where);
    diagnostics_recorder second(where);
    for (std::uint64_t step = 0; step < 3000; ++step) {
        x = {random.normal(), random.normal()};
        with_rate.observe(step, x, {.learning_rate = eta}, second);
    }
    detail::add_position_entropy_readings(with_rate, with_rate.report(), {0}, second, all);
    CHECK(all.back().remark == "no loss was shown");
    CHECK(std::isnan(all.back().value.value));
}

TEST_CASE("directions that are not orthogonal do not lower the entropy of what is projected") {
    constexpr std::size_t d = 60, k = 8, samples = 20'000;
    const projection directions(k, d);
    test::random_stream random(77);
    std::vector<double> rows, x(d);
    for (std::size_t t = 0; t < samples; ++t) {
        for (double& one : x) {
            one = random.normal();
        }
        std::vector<double> projected(k);
        directions.add(0, x, projected);
        rows.insert(rows.end(), projected.begin(), projected.end());
    }
    const differential_entropy s = gaussian_entropy_of_samples(rows, k, 1.0);
    const double exact = 0.5 * k * std::log(2 * std::numbers::pi * std::numbers::e);
    // 28 overlaps of variance 1/60 each take 0.23 in the mean.
    CHECK(s.entropy.value < exact - 6 * s.entropy.error);
    check_near(detail::on_orthogonal(s, directions.log_volume()).entropy, exact, 0.015);
}

}  // namespace diagnostics_entropy_of_positions_test
