// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "observables/quadratic_modes.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/equipartition/equipartition.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace observables_equipartition_equipartition_test {

using namespace thermosgd;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6 / 20, e.nu);
}

/// Three groups of 50 modes with h = 0.1, 1, 3 at η = 0.1, and gradient noise of variance 1 or h.
struct three_groups {
    explicit three_groups(bool noise_follows_curvature) {
        std::vector<double> h, s;
        for (const double curvature : {0.1, 1.0, 3.0}) {
            for (int k = 0; k < 50; ++k) {
                h.push_back(curvature);
                s.push_back(noise_follows_curvature ? std::sqrt(curvature) : 1.0);
            }
        }
        test::quadratic_modes modes(0.1, 0.0, h, s, 21, 500);
        for (int t = 0; t < 20'000; ++t) {
            const std::vector<double>& v = modes.step();
            std::array<double, 3> row{};
            for (std::size_t k = 0; k < 150; ++k) {
                row[k / 50] += v[k] * v[k];
            }
            store.append(row);
        }
        for (std::size_t g = 0; g < 3; ++g) {
            tau[g] = modes.tau(50 * g);
        }
    }
    batch_store store{3};
    std::array<double, 3> tau{};
};

constexpr std::array<group_energy, 3> three{{{0, 50}, {1, 50}, {2, 50}}};

/// Four groups whose energies share a part of their noise: AR(1) with coefficient φ.
batch_store sharing_groups(double phi, std::size_t ticks, std::uint64_t seed,
                           std::array<double, 4> temperature = {1, 1, 1, 1}) {
    test::autoregressive shared(phi, 5 * seed);
    std::vector<test::autoregressive> own;
    for (std::uint64_t g = 1; g < 5; ++g) {
        own.emplace_back(phi, 5 * seed + g);
    }
    batch_store store(4);
    const double unit = 0.1 / std::sqrt(test::autoregressive::variance(phi));
    for (std::size_t t = 0; t < ticks; ++t) {
        std::array<double, 4> row{};
        const double common = shared.next();
        for (std::size_t g = 0; g < 4; ++g) {
            const double d = static_cast<double>(10 * (g + 1));
            row[g] = d * temperature[g] * (1 + unit * (common + 0.5 * own[g].next()));
        }
        store.append(row);
    }
    return store;
}

constexpr std::array<group_energy, 4> four{{{0, 10}, {1, 20}, {2, 30}, {3, 40}}};

}  // namespace

TEST_CASE("isotropic noise has almost equal temperatures, noise like the curvature has not") {
    const three_groups isotropic(false);
    CHECK_THAT(isotropic.tau[0], WithinRel(0.0100503, 1e-5));
    CHECK_THAT(isotropic.tau[1], WithinRel(0.0105263, 1e-5));
    CHECK_THAT(isotropic.tau[2], WithinRel(0.0117647, 1e-5));
    const three_groups like_curvature(true);
    CHECK_THAT(like_curvature.tau[0], WithinRel(0.00100503, 1e-5));
    CHECK_THAT(like_curvature.tau[1], WithinRel(0.0105263, 1e-5));
    CHECK_THAT(like_curvature.tau[2], WithinRel(0.0352941, 1e-5));
    for (const three_groups* run : {&isotropic, &like_curvature}) {
        const group_equipartition all = test_equipartition(run->store, three);
        CHECK(all.hottest == 2);
        CHECK(all.coldest == 0);
        CAPTURE(all.spread, all.extreme_ratio, all.test.f, all.test.p_value);
        // (2 − ηh_min)/(2 − ηh_max) = 1.17 for isotropic noise.
        CHECK(std::fabs(all.extreme_ratio.value - run->tau[2] / run->tau[0]) <
              reach(all.extreme_ratio));
        CHECK(all.extreme_ratio.error < 0.01 * all.extreme_ratio.value);
        CHECK(std::fabs(all.spread.value - detail::variation(run->tau)) < reach(all.spread));
        CHECK(all.spread.error < 0.01);
        CHECK(all.verdict == equipartition_verdict::broken);
        CHECK(all.blocks >= 30);
        const estimate ratio = temperature_ratio(run->store, three[1], three[0]);
        CHECK(std::fabs(ratio.value - run->tau[1] / run->tau[0]) < reach(ratio));
    }
}

TEST_CASE("a ratio knows what groups share, separate error bars do not") {
    const batch_store store = sharing_groups(0.5, 20'000, 22, {1, 1.5, 1, 1});
    const estimate ratio = temperature_ratio(store, four[1], four[0]);
    CAPTURE(ratio);
    CHECK(std::fabs(ratio.value - 1.5) < reach(ratio));
    // Own noise only: 1.5·√2·0.5·0.1·√(3/20,000); the error is known to some 20 %.
    CHECK_THAT(ratio.error, WithinRel(1.5 * std::sqrt(2.0) * 0.05 * std::sqrt(3.0 / 20'000), 0.5));
    const estimate a = mean_estimate(store, 0);
    const estimate b = mean_estimate(store, 1);
    const double separate = std::hypot(a.error / a.value, b.error / b.value) * ratio.value;
    CHECK(separate > 1.8 * ratio.error);
}

TEST_CASE("equal temperatures are called broken at the rate asked for", "[coverage]") {
    // 1,000 runs of N/g = 500: a rate of 5 % is known to 0.7 %. Measured 5 to 6 %.
    for (const double phi : {0.0, 0.9}) {
        const auto ticks = static_cast<std::size_t>(500 * test::autoregressive::g(phi));
        int alarms = 0, tests = 0;
        for (std::uint64_t run = 0; run < 1000; ++run) {
            const group_equipartition all =
                test_equipartition(sharing_groups(phi, ticks, 100 + run), four, 0, 0.05);
            tests += std::isfinite(all.test.p_value) ? 1 : 0;
            alarms += all.verdict == equipartition_verdict::broken ? 1 : 0;
        }
        CAPTURE(phi, tests, alarms);
        CHECK(tests > 900);
        CHECK(alarms > 0.025 * tests);
        CHECK(alarms < 0.085 * tests);
    }
}

TEST_CASE("one group in four that is warmer by 3 % is found, with the size of it") {
    const batch_store store = sharing_groups(0.9, 20'000, 23, {1, 1, 1.03, 1});
    const group_equipartition all = test_equipartition(store, four);
    CHECK(all.verdict == equipartition_verdict::broken);
    CHECK(all.hottest == 2);
    CAPTURE(all.spread);
    CHECK(std::fabs(all.spread.value - 0.03 * std::sqrt(3.0) / 4 / 1.0075) < reach(all.spread));
    CHECK(to_string(all.verdict) == "broken");
}

TEST_CASE("the test is refused where it would not hold") {
    // Long correlations: blocks of two correlation times would be fewer than ten per group.
    const group_equipartition slow = test_equipartition(sharing_groups(0.95, 3000, 24), four);
    CHECK(slow.verdict == equipartition_verdict::too_few);
    CHECK(std::isnan(slow.test.p_value));
    CHECK(slow.spread.value > 0);
    const group_equipartition slower = test_equipartition(sharing_groups(0.999, 3000, 25), four);
    CHECK(slower.verdict == equipartition_verdict::unknown);
    // A group shown twice moves exactly with itself; constants do not move.
    constexpr std::array<group_energy, 2> twins{{{0, 10}, {0, 10}}};
    const batch_store store = sharing_groups(0, 3000, 26);
    CHECK(test_equipartition(store, twins).verdict == equipartition_verdict::singular);
    CHECK(test_equipartition(store, twins).spread.value == 0);
    batch_store constant(2);
    for (int t = 0; t < 1000; ++t) {
        constant.append(std::array{1.0, 0.0});
    }
    constexpr std::array<group_energy, 2> two{{{0, 1}, {1, 1}}};
    CHECK(test_equipartition(constant, two).verdict == equipartition_verdict::singular);
    CHECK(test_equipartition(constant, two).extreme_ratio.verdict == reliability::unknown);
    // No parameters, no data, one sample, nothing finite.
    constexpr std::array<group_energy, 2> empty{{{0, 10}, {1, 0}}};
    const group_equipartition none = test_equipartition(store, empty);
    CHECK(none.verdict == equipartition_verdict::unknown);
    CHECK(std::isnan(temperature_ratio(store, empty[0], empty[1]).error));
    batch_store short_store(2);
    CHECK(test_equipartition(short_store, two).verdict == equipartition_verdict::unknown);
    short_store.append(std::array{1.0, 2.0});
    CHECK(test_equipartition(short_store, two).verdict == equipartition_verdict::unknown);
    batch_store broken(2);
    for (int t = 0; t < 1000; ++t) {
        broken.append(std::array{1.0 + t % 3, not_a_number});
    }
    CHECK(test_equipartition(broken, two).verdict == equipartition_verdict::unknown);
    CHECK(to_string(equipartition_verdict::too_few) == "too few batches");
    CHECK(to_string(equipartition_verdict::singular) == "singular");
    CHECK(to_string(equipartition_verdict::unknown) == "unknown");
    CHECK(to_string(equipartition_verdict::consistent) == "consistent");
}

TEST_CASE("arguments that make no sense are refused") {
    const batch_store store = sharing_groups(0, 300, 27);
    CHECK_THROWS_AS(test_equipartition(store, std::span(four).first(1)), std::invalid_argument);
    constexpr std::array<group_energy, 2> outside{{{0, 10}, {4, 10}}};
    CHECK_THROWS_AS(test_equipartition(store, outside), std::invalid_argument);
    constexpr std::array<group_energy, 2> negative{{{0, 10}, {1, -1}}};
    CHECK_THROWS_AS(test_equipartition(store, negative), std::invalid_argument);
    CHECK_THROWS_AS(test_equipartition(store, four, 0, 1.5), std::invalid_argument);
    CHECK_THROWS_AS(test_equipartition(store, four, store.batches() + 1), std::invalid_argument);
    CHECK_THROWS_AS(temperature_ratio(store, four[0], {9, 1}), std::invalid_argument);
}

TEST_CASE("batches that are many correlation times long may be blocks by themselves") {
    // 2,000 ticks in 62 batches of 32, and six groups of white noise: ten blocks each of one batch.
    test::random_stream random(33);
    batch_store store(6, 64);
    for (int t = 0; t < 1984; ++t) {
        std::array<double, 6> row{};
        for (double& energy : row) {
            energy = 10 + random.normal();
        }
        store.append(row);
    }
    REQUIRE(store.batches() == 62);
    const std::array<group_energy, 6> groups{
        {{0, 10}, {1, 10}, {2, 10}, {3, 10}, {4, 10}, {5, 10}}};
    const group_equipartition result = test_equipartition(store, groups);
    CHECK(result.block == 1);
    CHECK(result.blocks == 62);
    CHECK(result.verdict != equipartition_verdict::too_few);
}

}  // namespace observables_equipartition_equipartition_test
