// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of means over replicas: error bars by hand, and coverage whatever makes the scatter.

#include <thermosgd/statistics/replicas.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace statistics_replicas_test {

using namespace thermosgd;

namespace {

/// Points of a quantity whose runs know themselves to `within` and differ by `between`.
std::vector<std::vector<replica>> made_points(test::random_stream& random, std::size_t points,
                                              std::size_t seeds, double within, double between) {
    std::vector<std::vector<replica>> all(points);
    for (auto& point : all) {
        for (std::size_t i = 0; i < seeds; ++i) {
            point.push_back({between * random.normal() + within * random.normal(), within, 200});
        }
    }
    return all;
}

}  // namespace

TEST_CASE("the larger of both errors counts") {
    // Seeds far apart: s² = 1 of n = 3.
    const std::array apart{replica{0, 0.1}, replica{1, 0.1}, replica{2, 0.1}};
    const auto wide = mean_of_replicas(apart);
    CHECK(wide.value == 1);
    CHECK_THAT(wide.error, WithinRel(1 / std::sqrt(3.0), 1e-14));
    CHECK(wide.nu == 2);
    CHECK(wide.n_eff == 3);
    // Seeds that agree by chance better than they know themselves.
    const std::array close{replica{1, 0.3, 10}, replica{1, 0.3, 10}, replica{1, 0.3, 10}};
    const auto known = mean_of_replicas(close);
    CHECK_THAT(known.error, WithinRel(0.3 / std::sqrt(3.0), 1e-14));
    CHECK_THAT(known.nu, WithinRel(30.0, 1e-12));
}

TEST_CASE("one seed borrows the scatter of others, and without any keeps its own error") {
    const std::array one{replica{1, 0.1, 50}};
    CHECK_THAT(mean_of_replicas(one).error, WithinRel(0.1, 1e-14));
    CHECK_THAT(mean_of_replicas(one).nu, WithinRel(50.0, 1e-12));
    const auto wide = mean_of_replicas(one, {0.04, 12});
    CHECK_THAT(wide.error, WithinRel(0.2, 1e-14));
    CHECK(wide.nu == 8);
    CHECK_THAT(mean_of_replicas(one, {0.0004, 12}).error, WithinRel(0.1, 1e-14));
}

TEST_CASE("without error bar or seeds there is no verdict") {
    const std::array none{replica{1, std::nan("")}};
    CHECK(mean_of_replicas(none).verdict == reliability::unknown);
    CHECK(mean_of_replicas(none, {0.01, 4}).verdict == reliability::rough);
    CHECK(std::isnan(mean_of_replicas({}).value));
    CHECK(p_value_against(mean_of_replicas(none), 5) == 1);
}

TEST_CASE("an error that is a lower bound has no more freedom than the scatter") {
    estimate few;  // too few correlation times: no freedom of its own
    few.value = 2;
    few.error = 0.2;
    const replica unsure = logarithm(few);
    CHECK_FALSE(unsure.known);
    CHECK(mean_of_replicas(std::array{unsure}).verdict == reliability::unknown);
    CHECK(p_value_against(mean_of_replicas(std::array{unsure}), 5) == 1);
    const auto three = mean_of_replicas(std::array{unsure, unsure, unsure});
    CHECK(three.verdict == reliability::rough);
    CHECK(three.nu == 2);
    CHECK(mean_of_replicas(std::array{unsure}, {1e-6, 5}).nu <= 5);
    // Where seeds decide it does not matter.
    const std::array apart{replica{0, 0.1, 9, false}, replica{4, 0.1, 9}};
    CHECK(mean_of_replicas(apart).nu == 1);
}

TEST_CASE("intervals cover whatever makes the scatter", "[stochastic]") {
    // 600 times 7 points: coverage known to 0.34 %, more for what points share. Seed 21.
    test::random_stream random(21);
    for (const auto& [within, between] :
         {std::pair{0.1, 0.0}, {0.1, 0.1}, {0.02, 0.3}, {0.1, 0.05}}) {
        int covered = 0, alone = 0;
        for (int run = 0; run < 600; ++run) {
            const auto points = made_points(random, 7, 3, within, between);
            const replica_scatter pooled = pooled_scatter(points);
            for (const auto& point : points) {
                const auto mean = mean_of_replicas(point, pooled);
                covered += mean.interval().contains(0) ? 1 : 0;
                alone += std::fabs(mean.value) < 1.96 * within / std::sqrt(3.0) ? 1 : 0;
            }
        }
        INFO("within " << within << ", between " << between);
        CHECK(covered / 4200.0 > 0.935);
        CHECK(covered / 4200.0 < 0.995);
        // The error bars within runs alone would not do.
        CHECK((alone / 4200.0 > 0.935) == (between == 0.0));
    }
}

TEST_CASE("scatter is pooled by degrees of freedom") {
    const std::vector<std::vector<replica>> points{
        {{0.0, 0.1}, {2.0, 0.1}},              // 2 with ν = 1
        {{1.0, 0.1}, {1.0, 0.1}, {1.0, 0.1}},  // 0 with ν = 2
        {{7.0, 0.1}},                          // nothing
    };
    CHECK_THAT(pooled_scatter(points).variance, WithinRel(2.0 / 3, 1e-14));
    CHECK(pooled_scatter(points).nu == 3);
    CHECK(pooled_scatter({}).nu == 0);
}

TEST_CASE("Holm's correction, by hand") {
    const std::array p{0.04, 0.01, 0.03};
    const std::vector<double> corrected = holm_correction(p);
    CHECK_THAT(corrected[1], WithinRel(0.03, 1e-14));
    CHECK_THAT(corrected[2], WithinRel(0.06, 1e-14));
    CHECK_THAT(corrected[0], WithinRel(0.06, 1e-14));  // not below that of the smaller p
    CHECK(holm_correction(std::array{0.9, 0.8})[0] == 1);
    CHECK(holm_correction({}).empty());
}

TEST_CASE("p against a number is small where the number is far, and only there") {
    const auto mean = mean_of_replicas(std::array{replica{1, 0.1}, replica{1.02, 0.1}});
    CHECK(p_value_against(mean, 1.0) > 0.5);
    CHECK(p_value_against(mean, 3.0) < 1e-6);
    CHECK_THAT(p_value_against(mean, 1.01 + 1.959964 * mean.error), WithinRel(0.05, 1e-5));
}

namespace {

/// Standard deviations that a normal mean exceeds, either way, with probability 1e-6.
constexpr double sigmas = 4.8917;

}  // namespace

TEST_CASE("where normal replicas scatter the intervals cover exactly", "[stochastic]") {
    // 20000 times 4 replicas, error bars far too small. A count outside the bounds by chance:
    // probability 1e-6 for each level. Seed 31.
    test::random_stream random(31);
    constexpr int runs = 20000;
    for (const double level : {0.5, 0.95}) {
        int covered = 0;
        for (int run = 0; run < runs; ++run) {
            std::array<replica, 4> replicas;
            for (replica& one : replicas) {
                one = {2 + random.normal(), 1e-6};
            }
            covered += mean_of_replicas(replicas).interval(level).contains(2) ? 1 : 0;
        }
        INFO("seed 31, level " << level);
        CHECK_THAT(static_cast<double>(covered) / runs,
                   WithinAbs(level, sigmas * std::sqrt(level * (1 - level) / runs)));
    }
}

TEST_CASE("scatter at other points counts with its freedom and no more", "[stochastic]") {
    // As above with two replicas, whose scatter is pooled with that of four other points: ν = 5.
    test::random_stream random(32);
    constexpr int runs = 20000;
    int covered = 0;
    for (int run = 0; run < runs; ++run) {
        const auto others = made_points(random, 4, 2, 0.0, 1.0);
        const std::array here{replica{random.normal(), 1e-6}, replica{random.normal(), 1e-6}};
        const estimate mean = mean_of_replicas(here, pooled_scatter(others));
        REQUIRE(mean.nu == 5);
        covered += mean.interval().contains(0) ? 1 : 0;
    }
    INFO("seed 32");
    CHECK_THAT(static_cast<double>(covered) / runs,
               WithinAbs(0.95, sigmas * std::sqrt(0.95 * 0.05 / runs)));
}

TEST_CASE("chi squared of replicas against their error bars, by hand") {
    // Weighted mean (0·1 + 3·0.25)/1.25 = 0.6; χ² = 0.36 + 2.4²/4 = 1.8; P(χ²_1 > 1.8) = 0.17971.
    const replica_agreement two = test_agreement(std::array{replica{0, 1}, replica{3, 2}});
    CHECK_THAT(two.chi_squared, WithinRel(1.8, 1e-14));
    CHECK(two.nu == 1);
    CHECK_THAT(two.per_nu(), WithinRel(1.8, 1e-14));
    CHECK_THAT(two.p_value, WithinRel(0.1797124949, 1e-9));
    // A common offset changes nothing; runs without an error bar are left out.
    const replica_agreement far = test_agreement(
        std::array{replica{1e8, 1}, replica{1e8 + 3, 2}, replica{7, std::nan("")}, replica{7, 0}});
    CHECK_THAT(far.chi_squared, WithinRel(1.8, 1e-6));
    CHECK(far.nu == 1);
    const replica_agreement one = test_agreement(std::array{replica{5, 1}});
    CHECK(std::isnan(one.per_nu()));
    CHECK(one.p_value == 1);
}

TEST_CASE("replicas that scatter as their error bars say have uniform p-values", "[stochastic]") {
    // Shares of p below 0.01, 0.1 and 0.5 of 20000; each false with probability 1e-6. Seed 33.
    test::random_stream random(33);
    constexpr int runs = 20000;
    std::vector<double> p_values;
    for (int run = 0; run < runs; ++run) {
        std::array<replica, 5> replicas;
        for (std::size_t i = 0; i < replicas.size(); ++i) {
            const double error = 0.1 * static_cast<double>(i + 1);
            replicas[i] = {error * random.normal(), error};
        }
        p_values.push_back(test_agreement(replicas).p_value);
    }
    for (const double level : {0.01, 0.1, 0.5}) {
        const auto below =
            std::count_if(p_values.begin(), p_values.end(), [&](double p) { return p < level; });
        INFO("seed 33, level " << level);
        CHECK_THAT(static_cast<double>(below) / runs,
                   WithinAbs(level, sigmas * std::sqrt(level * (1 - level) / runs)));
    }
}

TEST_CASE("an estimate becomes a replica with its verdict, or its logarithm") {
    estimate e;
    e.value = 4;
    e.error = 0.2;
    e.nu = 30;
    e.verdict = reliability::reliable;
    const replica same = replica_of(e);
    CHECK((same.value == 4 && same.error == 0.2 && same.nu == 30 && same.known));
    const replica log = logarithm(e);
    CHECK_THAT(log.value, WithinRel(std::log(4.0), 1e-15));
    CHECK_THAT(log.error, WithinRel(0.05, 1e-15));
    e.verdict = reliability::unknown;
    CHECK_FALSE(replica_of(e).known);
}

}  // namespace statistics_replicas_test
