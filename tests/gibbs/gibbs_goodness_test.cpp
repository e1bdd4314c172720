// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/gibbs_goodness.hpp>

#include <thermosgd/gibbs/moving_box.hpp>
#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "catch_shim.hpp"
#include "observables/trap_series.hpp"
#include "random.hpp"

namespace gibbs_gibbs_goodness_test {

using namespace thermosgd;
using gibbs::quadratic_energy;
using gibbs::rotating_trap;

namespace {

template <class F>
auto assessed(const F& family, const std::vector<moments_of<F>>& series,
              test::random_stream& random, const gibbs_goodness_options& options = {}) {
    return test_gibbs_fit(family, std::span<const moments_of<F>>(series), random, options);
}

/// N energies of six oscillators; their distance to the mean times `width`.
std::vector<std::array<double, 1>> energies(std::size_t count, double width,
                                            test::random_stream& random) {
    const quadratic_energy family{6, 0};
    std::vector<std::array<double, 1>> series(count);
    for (auto& j : series) {
        j = {6 / 1.4 + width * (family.sample_moment({1.4}, random)[0] - 6 / 1.4)};
    }
    return series;
}

const quadratic_energy six{6, 0};

}  // namespace

TEST_CASE("Gibbs states pass at the rate asked for, tables of Kolmogorov would never reject") {
    test::random_stream random(40);
    constexpr int trials = 200;
    int distance = 0, covariance = 0, table = 0, either = 0;
    moments ratio;
    for (int trial = 0; trial < trials; ++trial) {
        const auto result =
            assessed(six, energies(200, 1, random), random, {.replicates = 59, .inefficiency = 1});
        REQUIRE(result.samples == 200);
        distance += result.p_value <= 0.05 ? 1 : 0;
        covariance += result.covariance_p_value <= 0.05 ? 1 : 0;
        either += result.combined_p_value() <= 0.05 ? 1 : 0;
        table += result.distance > 1.358 ? 1 : 0;
        ratio.push(result.variance_ratio[0]);
    }
    CAPTURE(distance, covariance, either, table, ratio.mean);
    // Binomial with p = 0.05: outside 0 to 29 with a probability below 1e-6 (0 itself 4e-5).
    CHECK(distance > 0);
    CHECK(distance < 30);
    CHECK(covariance > 0);
    CHECK(covariance < 30);
    CHECK(either < 30);
    CHECK(table <= 2);
    CHECK_THAT(ratio.mean, WithinAbs(1, 5.5 * std::sqrt(ratio.variance() / trials)));
}

TEST_CASE("energies with half the variance are told from a Gibbs state by both tests") {
    test::random_stream random(41);
    for (int trial = 0; trial < 10; ++trial) {
        const auto result =
            assessed(six, energies(200, std::sqrt(0.5), random), random, {.inefficiency = 1});
        CHECK(result.status == gibbs_status::fitted);
        CHECK(result.replicates == 199);
        CHECK(result.p_value < 0.05);
        CHECK(result.covariance_p_value < 0.05);
        CHECK(result.combined_p_value() < 0.05);
        CHECK_THAT(result.variance_ratio[0], WithinAbs(0.5, 0.3));
    }
}

TEST_CASE(
    "a correlated series of a rotating trap passes, with another trap's frequency it does not") {
    test::random_stream random(42);
    const rotating_trap trap{1.3, 1.7, 4}, softer{0.9, 1.7, 4};
    test::trap_particles particles(trap, rotating_trap::parameter(0.8, 0.3), 0.3, 1.0, 43);
    const auto series = particles.series(20'000);
    const auto good = assessed(trap, series, random, {.replicates = 99});
    CAPTURE(good.samples, good.p_value, good.covariance_p_value, good.variance_ratio[0]);
    CHECK(good.samples > 200);
    CHECK(good.samples < 15'000);
    CHECK(good.p_value > 0.01);
    CHECK(good.covariance_p_value > 0.01);
    const auto bad = assessed(softer, series, random, {.replicates = 99});
    CAPTURE(bad.p_value, bad.covariance_p_value);
    CHECK((bad.status == gibbs_status::no_gibbs_state || bad.combined_p_value() < 0.025));
    // Taken for independent the rows are too many for their scatter.
    const auto naive = assessed(trap, series, random,
                                {.replicates = 19, .most_samples = 10'000, .inefficiency = 1});
    CHECK(naive.samples == 10'000);
}

TEST_CASE("momenta with one hot direction are no ideal gas, by their covariance with the motion") {
    test::random_stream random(44);
    const gibbs::moving_box<1> gas{50, 1, 1};
    std::vector<std::array<double, 2>> alike, unequal;
    std::vector<double> momenta(50);
    for (int t = 0; t < 1500; ++t) {
        gas.sample_momenta({1, -0.3}, momenta, random);
        alike.push_back(gas.moment(momenta));
        for (int i = 0; i < 5; ++i) {
            momenta[static_cast<std::size_t>(i)] *= 3;
        }
        unequal.push_back(gas.moment(momenta));
    }
    const auto good = assessed(gas, alike, random), bad = assessed(gas, unequal, random);
    CHECK(good.combined_p_value() > 0.01);
    CHECK_THAT(bad.combined_p_value(), WithinAbs(0.01, 1e-12));
    CHECK(bad.variance_ratio[0] > 2);
}

TEST_CASE("too few rows, none, and means that no state has leave the p-values open") {
    test::random_stream random(45);
    const auto few = assessed(six, energies(19, 1, random), random, {.inefficiency = 1});
    CHECK(few.status == gibbs_status::fitted);
    CHECK(std::isnan(few.p_value));
    CHECK(std::isnan(few.combined_p_value()));
    CHECK(assessed(six, {}, random).status == gibbs_status::no_data);
    CHECK(assessed(six, {{-1.0}, {0.5}}, random).status == gibbs_status::no_gibbs_state);
    const auto series = energies(100, 1, random);
    CHECK_THROWS_AS(assessed(six, series, random, {.replicates = 18}), std::invalid_argument);
    CHECK_THROWS_AS(assessed(six, series, random, {.most_samples = 19}), std::invalid_argument);
    CHECK_THROWS_AS(assessed(six, series, random, {.inefficiency = -1}), std::invalid_argument);
}

}  // namespace gibbs_gibbs_goodness_test
