// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of what runs say of each other: agreement, p-values and their correction.

#include <thermosgd/statistics/replicas.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace statistics_replicas_test {

using namespace thermosgd;

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
    estimate mean;
    mean.value = 1.01;
    mean.error = 0.1;
    mean.nu = std::numeric_limits<double>::infinity();
    mean.verdict = reliability::rough;
    CHECK(p_value_against(mean, 1.0) > 0.5);
    CHECK(p_value_against(mean, 3.0) < 1e-6);
    CHECK_THAT(p_value_against(mean, 1.01 + 1.959964 * mean.error), WithinRel(0.05, 1e-5));
    mean.nu = 2;
    CHECK_THAT(p_value_against(mean, 1.01 - 4.302652729911275 * mean.error), WithinRel(0.05, 1e-9));
    mean.verdict = reliability::unknown;
    CHECK(p_value_against(mean, 3.0) == 1);
}

namespace {

/// Standard deviations that a normal mean exceeds, either way, with probability 1e-6.
constexpr double sigmas = 4.8917;

}  // namespace

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
