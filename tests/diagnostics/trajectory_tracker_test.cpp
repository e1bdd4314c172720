// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/diagnostics/trajectory_tracker.hpp>
#include <thermosgd/trackers/tracker.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace diagnostics_trajectory_tracker_test {

using namespace thermosgd;

static_assert(tracker<trajectory_tracker>);

namespace {

/// Student's t for a two-sided probability of 1e-6 shared by `comparisons`.
double reach(const estimate& e, double comparisons) {
    return e.error * student_t_critical(0.5e-6 / comparisons, e.nu);
}

/// Plain SGD, η = 0.1: 600 modes with h = 1 and white noise, then two with h = 1, 3 and correlated
/// noise, from 0.
struct two_groups {
    static constexpr std::size_t wide = 600;
    layout where;
    std::vector<double> x = std::vector<double>(wide + 2), v = x;
    test::random_stream random;

    explicit two_groups(std::uint64_t seed) : random(seed) {
        where.add("wide", {wide});
        where.skip(3);
        where.add("pair", {2});
    }

    void step() {
        for (std::size_t i = 0; i < wide; ++i) {
            v[i] = -0.1 * (x[i] + random.normal());
        }
        const double a = random.normal(), b = 0.5 * a + std::sqrt(0.75) * random.normal();
        v[wide] = -0.1 * (x[wide] + a);
        v[wide + 1] = -0.1 * (3 * x[wide + 1] + b);
        for (std::size_t i = 0; i < v.size(); ++i) {
            x[i] += v[i];
        }
    }

    /// Shows the step in two pieces of the wide group and one of the pair.
    void show(trajectory_tracker& tracker, std::uint64_t step) const {
        const std::span<const double> all(v);
        tracker.add(0, 0, all.first(250));
        tracker.add(0, 250, all.subspan(250, wide - 250));
        tracker.add(1, 0, all.subspan(wide));
        tracker.close_step(step);
    }
};

constexpr trajectory_options narrow{.buckets = 256,
                                    .levels = 14,
                                    .velocity_width = 64,
                                    .velocity_levels = 2,
                                    .projections = 4,
                                    .spectrum_segment = 64};

}  // namespace

TEST_CASE("what is seen of a quadratic is what is known of it", "[stochastic]") {
    // Seed 2, 30,000 steps after burn-in; every comparison within Student's t for 1e-6/60.
    two_groups sgd(2);
    trajectory_tracker tracker(sgd.where, narrow);
    for (int t = 0; t < 200; ++t) {
        sgd.step();
    }
    for (std::uint64_t t = 0; t < 30'000; ++t) {
        sgd.step();
        sgd.show(tracker, t + 7);
    }
    REQUIRE(tracker.groups() == 2);

    // σ² = η/(2 − η) = 0.0526316, MSD(n) = 2dσ²(1 − 0.9^n).
    const double sigma2 = 0.1 / 1.9, d = two_groups::wide;
    for (const diffusion_point& p : tracker.diffusion(0)) {
        const double n = static_cast<double>(p.lag);
        const double truth = 2 * d * sigma2 * (1 - std::pow(0.9, n));
        CAPTURE(p.lag, p.msd.value, p.msd.error, truth);
        if (p.msd.verdict != reliability::unknown) {
            CHECK(std::fabs(p.msd.value - truth) < reach(p.msd, 60));
        }
        CHECK(p.msd.error < 0.12 * truth);
    }
    for (const std::size_t g : {0U, 1U}) {
        CHECK(tracker.positions(g).verdict == position_verdict::sampled);
        CHECK(tracker.positions(g).horizon == 8192);
    }

    // ρ_v(k) = −0.05 · 0.9^(k − 1). One error bar in a hundred is unknown by chance.
    int unknown = 0;
    const auto velocities = tracker.velocities(0);
    REQUIRE(velocities.size() == 23);
    for (std::size_t k = 1; k < 16; ++k) {
        const estimate& e = velocities[k - 1].correlation;
        unknown += e.verdict == reliability::unknown ? 1 : 0;
        CHECK((e.verdict == reliability::unknown ||
               std::fabs(e.value + 0.05 * std::pow(0.9, k - 1)) < reach(e, 60)));
        CHECK(e.error < 0.03);
    }
    CHECK_FALSE(at_edge_of_stability(velocities));

    // White noise and one curvature in every direction: no currents. Four directions that are
    // orthogonal only to 1/√k leave none either.
    const probability_current none = tracker.current(0);
    CHECK(none.verdict == current_verdict::measured);
    CHECK(none.dimension == 4);
    CHECK(none.p_value > 1e-2);
    for (const estimate& l : none.circulation) {
        CHECK(std::fabs(l.value) < reach(l, 60));
    }
    const probability_current some = tracker.current(1);
    CHECK(some.verdict == current_verdict::measured);
    REQUIRE(some.circulation.size() == 1);
    CHECK(std::fabs(some.circulation[0].value + 0.00135135) < reach(some.circulation[0], 60));
    CHECK(some.circulation[0].error < 0.1 * 0.00135);
    CHECK(std::fabs(some.entropy_production.value - 0.0360360) <
          reach(some.entropy_production, 60));
    CHECK(some.entropy_production.error < 0.15 * 0.036);
    CHECK(some.p_value == 1.0 / 400);

    // Projections have unit length: four times the spectrum of one mode, 2η²/|1 − 0.9e^{−iω}|².
    const auto spectrum = tracker.spectrum(0);
    REQUIRE(spectrum.size() == 33);
    for (std::size_t j = 4; j < 32; ++j) {
        const double cosine = std::cos(2 * std::numbers::pi * spectrum[j].frequency);
        const double truth = 4 * 0.02 / (1.81 - 1.8 * cosine);
        CAPTURE(j, spectrum[j].density.value, truth);
        // The steps of Hann's window smooth by some per cent at the steep end; directions overlap.
        CHECK_THAT(spectrum[j].density.value,
                   WithinAbs(truth, 6 * spectrum[j].density.error + 0.05 * truth));
    }

    // ρ_K = ρ_v² for modes of one kind, 0.0025 · 0.81^(k − 1): next to white.
    const auto kinetic = tracker.kinetic_correlations(0);
    for (std::size_t k = 1; k < 16; ++k) {
        const estimate& e = kinetic[k - 1].correlation;
        unknown += e.verdict == reliability::unknown ? 1 : 0;
        CHECK((e.verdict == reliability::unknown ||
               std::fabs(e.value - 0.0025 * std::pow(0.81, k - 1)) < reach(e, 60)));
        CHECK(e.error < 0.02);
    }
    CHECK(unknown <= 3);
    // One-sided and white: 2 Var(Σv²) = 4 d τ² with τ = 2η²/(2 − η).
    double power = 0.0;
    const auto white = tracker.kinetic_spectrum(0);
    for (std::size_t j = 3; j < 32; ++j) {
        power += white[j].density.value / 29;
    }
    // 940 segments of 29 bins: 0.9 %, 6 sigma.
    CHECK_THAT(power, WithinRel(4 * d * std::pow(0.02 / 1.9, 2), 0.06));
    CHECK(tracker.left_out(0) == 0);
    CHECK(tracker.state_bytes() > 100'000);
    CHECK(tracker.state_bytes() < 4'000'000);
    CHECK(trajectory_tracker::bytes_per_parameter() == 8);
}

TEST_CASE("a step that is not finite is left out of its group only") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    two_groups sgd(2);
    trajectory_tracker tracker(sgd.where, narrow), clean(sgd.where, narrow);
    for (std::uint64_t t = 0; t < 100; ++t) {
        sgd.step();
        sgd.show(clean, t);
        const double kept = sgd.v[300];
        if (t == 50 || t == 51) {
            sgd.v[300] = t == 50 ? nan : std::numeric_limits<double>::infinity();
        }
        sgd.show(tracker, t);
        sgd.v[300] = kept;
    }
    CHECK(tracker.left_out(0) == 2);
    CHECK(tracker.left_out(1) == 0);
    CHECK(tracker.diffusion(0)[0].displacements == 98);
    // 50 steps before, 48 behind: windows of 32 steps.
    CHECK(tracker.diffusion(0)[5].displacements == 2);
    CHECK(clean.diffusion(0)[5].displacements == 3);
    for (const diffusion_point& p : tracker.diffusion(0)) {
        CHECK(std::isfinite(p.msd.value));
    }
    for (std::size_t l = 0; l < 6; ++l) {
        CHECK(tracker.diffusion(1)[l].msd.value == clean.diffusion(1)[l].msd.value);
    }
    CHECK(tracker.velocities(1)[0].correlation.value == clean.velocities(1)[0].correlation.value);
}

TEST_CASE("the library's loop over a layout shows the same, skipped scalars left out") {
    two_groups sgd(5);
    trajectory_tracker by_hand(sgd.where, narrow), by_loop(sgd.where, narrow);
    std::vector<double> all(sgd.where.size(), 1e9);
    for (std::uint64_t t = 0; t < 40; ++t) {
        sgd.step();
        sgd.show(by_hand, t);
        std::copy_n(sgd.v.begin(), two_groups::wide, all.begin());
        std::copy_n(sgd.v.end() - 2, 2, all.end() - 2);
        track_displacement(sgd.where, all, {}, t, by_loop);
    }
    for (const std::size_t g : {0U, 1U}) {
        const auto a = by_hand.diffusion(g), b = by_loop.diffusion(g);
        REQUIRE(a.size() == 6);
        REQUIRE(b.size() == 6);
        for (std::size_t l = 0; l < 6; ++l) {
            CHECK_THAT(a[l].msd.value, WithinRel(b[l].msd.value, 1e-13));
        }
    }
}

TEST_CASE("a missed step is a gap, a restart forgets") {
    two_groups sgd(3);
    trajectory_tracker tracker(sgd.where, narrow);
    for (std::uint64_t t = 0; t < 64; ++t) {
        sgd.step();
        // Steps in pairs (t, t + 1) with a gap behind each.
        sgd.show(tracker, t / 2 * 10 + t % 2);
    }
    const auto curve = tracker.diffusion(0);
    REQUIRE(curve.size() == 2);
    CHECK(curve[0].displacements == 64);
    CHECK(curve[1].displacements == 32);
    CHECK(tracker.velocities(0).size() == 1);
    CHECK(tracker.positions(0).verdict == position_verdict::unknown);
    CHECK(tracker.current(0).verdict == current_verdict::too_few_batches);
    tracker.restart(1000);
    CHECK(tracker.diffusion(0).empty());
    CHECK(tracker.velocities(0).empty());
    for (std::uint64_t t = 1001; t < 1005; ++t) {
        sgd.step();
        sgd.show(tracker, t);
    }
    REQUIRE(tracker.diffusion(0).size() == 3);
    CHECK(tracker.diffusion(0)[2].displacements == 1);
}

TEST_CASE("no groups, empty groups, one parameter, nothing moving, measurements left out") {
    trajectory_tracker().close_step(1);
    CHECK(trajectory_tracker().groups() == 0);
    layout where;
    where.add("empty", {0});
    where.add("one", {1});
    trajectory_tracker all(where);
    trajectory_tracker few(where, {.velocity_width = 0, .projections = 0, .kinetic_levels = 0});
    for (std::uint64_t t = 0; t < 100; ++t) {
        for (trajectory_tracker* tracker : {&all, &few}) {
            tracker->add(0, 0, {});
            tracker->add(1, 0, std::array{0.0});
            tracker->close_step(t);
        }
    }
    for (const std::size_t g : {0U, 1U}) {
        CHECK(all.diffusion(g)[0].msd.value == 0.0);
        CHECK(std::isnan(all.diffusion(g)[3].ratio.value));
        CHECK(all.positions(g).verdict == position_verdict::unknown);
        CHECK(std::isnan(all.velocities(g)[0].correlation.value));
        CHECK_FALSE(at_edge_of_stability(all.velocities(g)));
        CHECK(all.current(g).verdict != current_verdict::measured);
        CHECK(few.velocities(g).empty());
        CHECK(few.spectrum(g).empty());
        CHECK(few.kinetic_correlations(g).empty());
        CHECK(std::isnan(all.kinetic_correlations(g)[0].correlation.value));
        CHECK(few.current(g).circulation.empty());
        CHECK(few.diffusion(g)[0].displacements == 100);
    }
    CHECK_THROWS_AS(trajectory_tracker(where, {.buckets = 8}), std::invalid_argument);
    CHECK_THROWS_AS(trajectory_tracker(where, {.levels = 0}), std::invalid_argument);
    CHECK_THROWS_AS(trajectory_tracker(where, {.velocity_width = 100}), std::invalid_argument);
    CHECK_THROWS_AS(trajectory_tracker(where, {.velocity_levels = 0}), std::invalid_argument);
    CHECK_THROWS_AS(trajectory_tracker(where, {.projections = 17}), std::invalid_argument);
    CHECK_THROWS_AS(trajectory_tracker(where, {.spectrum_segment = 7}), std::invalid_argument);
}

TEST_CASE("the positions kept are those on the axes of a small group, from the last start on") {
    two_groups sgd(6);
    trajectory_tracker tracker(sgd.where, narrow);
    std::vector<std::array<double, 2>> before;
    const std::size_t first = two_groups::wide;
    for (std::uint64_t t = 0; t < 3000; ++t) {
        before.push_back({sgd.x[first], sgd.x[first + 1]});
        sgd.step();
        sgd.show(tracker, t);
    }
    const thinned_samples& pair = tracker.samples(1);
    REQUIRE(pair.seen() == 3000);
    REQUIRE(pair.width() == 2);
    REQUIRE(pair.size() == 750);
    for (std::size_t i = 0; i < pair.size(); ++i) {
        CHECK_THAT(pair.rows()[2 * i], WithinAbs(before[4 * i][0], 1e-12));
        CHECK_THAT(pair.rows()[2 * i + 1], WithinAbs(before[4 * i][1], 1e-12));
    }
    CHECK(tracker.samples(0).width() == narrow.projections);
    sgd.show(tracker, 3005);  // a gap: positions count from here
    CHECK(pair.seen() == 1);
    CHECK(pair.rows()[0] == 0.0);
}

TEST_CASE("a tracker read back goes on bit for bit") {
    two_groups sgd(4);
    trajectory_tracker a(sgd.where, narrow), b(sgd.where, narrow);
    for (std::uint64_t t = 0; t < 333; ++t) {
        sgd.step();
        sgd.show(a, t);
    }
    test::memory_writer writer;
    a.archive(writer);
    test::memory_reader reader(writer.words);
    b.archive(reader);
    REQUIRE(reader.at_end());
    for (std::uint64_t t = 333; t < 700; ++t) {
        sgd.step();
        sgd.show(a, t);
        sgd.show(b, t);
    }
    test::memory_writer first, second;
    a.archive(first);
    b.archive(second);
    CHECK(first.words == second.words);
}

}  // namespace diagnostics_trajectory_tracker_test
