// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/gibbs_fit.hpp>

#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>
#include <thermosgd/gibbs/sphere_rotation.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "catch_shim.hpp"
#include "observables/trap_series.hpp"
#include "random.hpp"

namespace gibbs_gibbs_fit_test {

using namespace thermosgd;
using gibbs::quadratic_energy;
using gibbs::rotating_trap;
using gibbs::sphere_rotation;

namespace {

template <class F>
std::vector<moments_of<F>> draws(const F& family, const moments_of<F>& b, std::size_t count,
                                 test::random_stream& random) {
    std::vector<moments_of<F>> series(count);
    for (auto& j : series) {
        j = family.sample_moment(b, random);
    }
    return series;
}

template <class F>
auto fitted(const F& family, const std::vector<moments_of<F>>& series, double g = 0) {
    return fit_gibbs(family, std::span<const moments_of<F>>(series), {.inefficiency = g});
}

const rotating_trap trap{1.3, 1.7, 1};
const auto state = rotating_trap::parameter(0.8, 0.9);

}  // namespace

TEST_CASE("the fit of an energy is n over its mean, less a share 1/(N n)") {
    test::random_stream random(30);
    const quadratic_energy family{6, 0};
    const auto series = draws(family, {1.4}, 50, random);
    double mean = 0;
    for (const auto& j : series) {
        mean += j[0] / 50;
    }
    const auto fit = fitted(family, series, 1);
    REQUIRE(fit.status == gibbs_status::fitted);
    CHECK(fit.count == 50);
    CHECK_THAT(fit.mean[0], WithinRel(mean, 1e-14));
    CHECK_THAT(fit.maximum_likelihood[0], WithinRel(6 / mean, 1e-14));
    CHECK_THAT(fit.b[0].value, WithinRel(6 / mean * 299 / 300, 1e-11));
    CHECK_THAT(fit.b[0].error, WithinRel(6 / mean / std::sqrt(300), 1e-13));
    CHECK(fit.b[0].verdict == reliability::rough);
    // T = 1/b with σ_T = σ_b/b².
    const estimate temperature = fit.derived([](const auto& b) { return 1 / b[0]; });
    CHECK_THAT(temperature.value, WithinRel(1 / fit.b[0].value, 1e-14));
    CHECK_THAT(temperature.error, WithinRel(fit.b[0].error / std::pow(fit.b[0].value, 2), 1e-5));
}

TEST_CASE("4,000 fits of N = 50, n = 6, b = 1.4: mean 1.40468, variance 6.66e-3, corrected 1.4") {
    test::random_stream random(31);
    const quadratic_energy family{6, 0};
    const double exact_entropy = gibbs_entropy(family, {1.4});
    moments plain, corrected, square, entropy;
    for (int run = 0; run < 4000; ++run) {
        moments mean;
        for (int t = 0; t < 50; ++t) {
            mean.push(family.sample_moment({1.4}, random)[0]);
        }
        const auto b = parameter_of_mean(family, {mean.mean});
        plain.push((*b)[0]);
        square.push(std::pow((*b)[0] - 1.4 * 300 / 299, 2));
        corrected.push((*b)[0] - maximum_likelihood_bias(family, *b)[0] / 50);
        entropy.push(gibbs_entropy(family, *b));
    }
    // Student t for 1e-6 in all.
    const auto reach = [](const moments& m) {
        return student_t_critical(0.5e-6 / 4, 3999) * std::sqrt(m.variance() / 4000);
    };
    CHECK_THAT(plain.mean, WithinAbs(1.4 * 300 / 299, reach(plain)));
    CHECK_THAT(corrected.mean, WithinAbs(1.4, reach(corrected)));
    CHECK(std::fabs(1.4 * 300 / 299 - 1.4) > 0.5 * reach(corrected));
    // Of an inverse gamma law: b²(Nn)²/((Nn − 1)²(Nn − 2)).
    const double variance = 1.4 * 1.4 * 9e4 / (299.0 * 299 * 298);
    CHECK_THAT(variance, WithinAbs(6.62e-3, 1e-5));
    CHECK_THAT(square.mean, WithinAbs(variance, reach(square)));
    // s(b̂) is too small by 1/(2N) on average.
    CHECK_THAT(entropy.mean, WithinAbs(exact_entropy - 0.01, reach(entropy) + 5e-5));
}

TEST_CASE("4,000 fits of a rotating trap: N cov = I^-1 = (0.473, -0.576, 0.800)") {
    test::random_stream random(32);
    const auto inverse = detail::inverse_positive(trap.fisher_metric(state));
    CHECK_THAT(inverse[0][0], WithinAbs(0.473, 5e-4));
    CHECK_THAT(inverse[0][1], WithinAbs(-0.576, 5e-4));
    CHECK_THAT(inverse[1][1], WithinAbs(0.800, 5e-4));
    std::array<moments, 2> corrected;
    moments bb, bm, mm;
    for (int run = 0; run < 4000; ++run) {
        std::array<moments, 2> mean;
        for (int t = 0; t < 200; ++t) {
            const auto j = trap.sample_moment(state, random);
            mean[0].push(j[0]);
            mean[1].push(j[1]);
        }
        const auto b = *parameter_of_mean(trap, {mean[0].mean, mean[1].mean});
        const double spin = 1.69 * mean[1].mean / mean[0].mean;
        REQUIRE(std::fabs(rotating_trap::angular_velocity(b) - spin) < 1e-12);
        REQUIRE(std::fabs(b[0] - 2 * 1.69 / (mean[0].mean * (1.69 - spin * spin))) < 1e-12);
        const auto bias = maximum_likelihood_bias(trap, b);
        const double x = b[0] - bias[0] / 200, y = b[1] - bias[1] / 200;
        corrected[0].push(x);
        corrected[1].push(y);
        bb.push(200 * (x - state[0]) * (x - state[0]));
        bm.push(200 * (x - state[0]) * (y - state[1]));
        mm.push(200 * (y - state[1]) * (y - state[1]));
    }
    const auto reach = [](const moments& m) {
        return student_t_critical(0.5e-6 / 5, 3999) * std::sqrt(m.variance() / 4000);
    };
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK_THAT(corrected[i].mean, WithinAbs(state[i], reach(corrected[i])));
    }
    // To first order in 1/N: one per cent at N = 200.
    CHECK_THAT(bb.mean, WithinAbs(inverse[0][0], reach(bb) + 0.01));
    CHECK_THAT(bm.mean, WithinAbs(inverse[0][1], reach(bm) + 0.01));
    CHECK_THAT(mm.mean, WithinAbs(inverse[1][1], reach(mm) + 0.01));
}

TEST_CASE(
    "errors of correlated series are their scatter over runs, those of independent rows not") {
    for (const double omega : {0.0, 0.9}) {
        const auto b = rotating_trap::parameter(0.8, omega);
        std::array<moments, 2> value, error, measured;
        moments spin, spin_error, blind;
        for (std::uint64_t run = 0; run < 120; ++run) {
            test::trap_particles particles(trap, b, 0.2, 1.0, 100 + run);
            const auto series = particles.series(4000);
            const auto fit = fitted(trap, series);
            REQUIRE(fit.status == gibbs_status::fitted);
            for (std::size_t i = 0; i < 2; ++i) {
                value[i].push(fit.b[i].value);
                error[i].push(fit.b[i].error);
                measured[i].push(fit.measured_error[i]);
            }
            const estimate turning = fit.derived(&rotating_trap::angular_velocity);
            spin.push(turning.value);
            spin_error.push(turning.error);
            blind.push(fitted(trap, series, 1).b[0].error);
        }
        for (std::size_t i = 0; i < 2; ++i) {
            const double scatter = std::sqrt(value[i].variance());
            CAPTURE(omega, i, value[i].mean, scatter, error[i].mean, measured[i].mean, blind.mean);
            // A standard deviation of 120 runs is known to 6.5 %. At rest both actions are equally
            // fast; turning, b answers mostly to the fast one, and N_eff is that of the slow one.
            CHECK(error[i].mean > 0.75 * scatter);
            CHECK(error[i].mean < (omega > 0 ? 3.0 : 1.5) * scatter);
            CHECK_THAT(measured[i].mean, WithinRel(scatter, 0.35));
            CHECK_THAT(value[i].mean, WithinAbs(b[i], 5.5 * scatter / std::sqrt(120)));
        }
        CHECK(blind.mean < 0.5 * std::sqrt(value[0].variance()));
        CHECK_THAT(spin.mean, WithinAbs(omega, 5.5 * std::sqrt(spin.variance() / 120)));
        CHECK(spin_error.mean > 0.75 * std::sqrt(spin.variance()));
    }
}

TEST_CASE("a slow circular action that hides in H and in L sets N_eff all the same") {
    // J₋ persists for 100 steps on average, J₊ is drawn again each time: at these rates L hides it.
    test::random_stream random(33);
    const rotating_trap unit{1, 1, 1};
    const auto turning = rotating_trap::parameter(1, -0.6);
    std::vector<rotating_trap::vector> series;
    auto slow = unit.sample_moment(turning, random);
    for (int t = 0; t < 40'000; ++t) {
        if (random.uniform() < 0.01) {
            slow = unit.sample_moment(turning, random);
        }
        const auto fast = unit.sample_moment(turning, random);
        const double plus = unit.actions(slow)[0], minus = unit.actions(fast)[1];
        series.push_back({plus + minus, plus - minus});
    }
    const auto fit = fitted(unit, series);
    batch_store store(2);
    for (const auto& j : series) {
        store.append(j);
    }
    CAPTURE(fit.g, mean_estimate(store, 0).g, mean_estimate(store, 1).g);
    // g of the slow one is 199; of H and of L it is that times its share of the variance, 0.06.
    CHECK(fit.g > 80);
    CHECK(mean_estimate(store, 0).g < 40);
    CHECK(mean_estimate(store, 1).g < 40);
}

TEST_CASE("where the state is no Gibbs state the measured error says so") {
    // 100 momenta of which one is 30 times hotter: the energy fluctuates as that of few.
    test::random_stream random(34);
    const auto family = quadratic_energy::kinetic(100);
    std::vector<std::array<double, 1>> unequal, equal;
    for (int t = 0; t < 4000; ++t) {
        double energy = 0, alike = 0;
        for (int i = 0; i < 100; ++i) {
            const double p = random.normal();
            alike += 0.5 * p * p;
            energy += 0.5 * p * p * (i == 0 ? 900 : 1);
        }
        unequal.push_back({energy});
        equal.push_back({alike});
    }
    const auto bad = fitted(family, unequal), good = fitted(family, equal);
    CHECK(bad.measured_error[0] > 4 * bad.b[0].error);
    CHECK_THAT(good.measured_error[0], WithinRel(good.b[0].error, 0.25));
    CHECK_THAT(good.b[0].value, WithinAbs(1, 5.5 * good.b[0].error));
    CHECK_THAT(good.entropy.value, WithinAbs(gibbs_entropy(family, {1}), 5.5 * good.entropy.error));
    CHECK(good.entropy.error < 0.2);
}

TEST_CASE("a spin at any temperature, by Newton's method") {
    test::random_stream random(35);
    for (const double b : {-6.0, 0.0, 2.0}) {
        const auto fit = fitted(sphere_rotation{}, draws(sphere_rotation{}, {b}, 5000, random));
        CAPTURE(fit.b[0]);
        CHECK_THAT(fit.b[0].value, WithinAbs(b, 5.5 * fit.b[0].error));
        CHECK(fit.b[0].error < 0.15);
    }
}

TEST_CASE("series without numbers, with some that are none, and with a mean that no state has") {
    const double not_a_number = std::numeric_limits<double>::quiet_NaN();
    const auto empty = fitted(trap, {});
    CHECK(empty.status == gibbs_status::no_data);
    CHECK(std::isnan(empty.b[0].value));
    CHECK(empty.b[0].verdict == reliability::unknown);
    CHECK(std::isnan(empty.derived([](const auto& b) { return b[0]; }).value));
    CHECK(fitted(trap, {{not_a_number, 1}, {1, not_a_number}}).status == gibbs_status::no_data);

    test::random_stream random(36);
    auto series = draws(trap, state, 500, random);
    const auto clean = fitted(trap, series, 1);
    series.insert(series.begin() + 100, {1.0, not_a_number});
    series.push_back({std::numeric_limits<double>::infinity(), 0});
    const auto holes = fitted(trap, series, 1);
    CHECK(holes.count == 500);
    CHECK(holes.b[1].value == clean.b[1].value);

    const auto impossible = fitted(trap, {{1.0, 5.0}, {1.0, 4.0}});
    CHECK(impossible.status == gibbs_status::no_gibbs_state);
    CHECK(std::isnan(impossible.b[0].value));
    CHECK(impossible.mean[1] == 4.5);
    CHECK(to_string(impossible.status) == "no Gibbs state has this mean");
    CHECK_THROWS_AS(fitted(trap, series, -1), std::invalid_argument);
    CHECK_THROWS_AS(fitted(trap, series, not_a_number), std::invalid_argument);
    // Too short for its correlations: a number, and a verdict that its error is not known.
    test::trap_particles particles(trap, state, 0.01, 1.0, 37);
    CHECK(fitted(trap, particles.series(200)).b[0].verdict == reliability::unknown);
}

}  // namespace gibbs_gibbs_fit_test
