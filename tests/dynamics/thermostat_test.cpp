// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "replicas.hpp"

#include <thermosgd/dynamics/thermostat.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace dynamics_thermostat_test {

using namespace thermosgd;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double factor_of(const auto& thermostat, double kinetic, double freedom, double duration) {
    random_stream random(1);
    return thermostat.factor({kinetic, unknown, freedom, duration, 0}, random);
}

}  // namespace

TEST_CASE("the propagator of CSVR gives the kinetic energy of its formula") {
    const double c = std::exp(-0.25);
    const double factor = detail::csvr_factor(10.0, 1.5, 3.0, c, 0.5, 1.7);
    CHECK_THAT(factor, WithinAbs(0.945080252405, 6e-13));
    CHECK_THAT(factor * factor * 10.0, WithinAbs(8.931766834857, 6e-13));
}

TEST_CASE("CSVR of one degree of freedom is the exact Ornstein-Uhlenbeck step, sign included") {
    const double m = 1.7, kt = 0.8, c = 0.3;
    for (const double p : {0.4, -2.0}) {
        for (const double noise : {-3.0, -0.2, 0.0, 1.1}) {
            const double factor =
                detail::csvr_factor(p * p / (2 * m), 0.5 * kt, 1.0, c, noise, 0.0);
            const double width = std::sqrt((1 - c) * m * kt);
            CHECK_THAT(factor * p,
                       WithinAbs(std::sqrt(c) * p + std::copysign(width, p) * noise, 2e-15));
        }
    }
}

TEST_CASE("K under CSVR has the gamma law, and its mean relaxes as exp of -t over tau") {
    // 64 chains of a gas without forces; six comparisons: chance fails one in 1e6.
    constexpr double freedom = 3.0, kt = 1.3, tau = 2.0, h = 1.0, mean = 0.5 * freedom * kt;
    const csvr bath{.temperature = kt, .relaxation = tau};
    test::replicas first, second, third, tail, relaxed, half;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        random_stream random(seed);
        double relaxing = 0, later = 0;
        constexpr int starts = 100;
        for (int k = 0; k < starts; ++k) {
            double energy = 20.0;
            for (int step = 1; step <= 4; ++step) {
                const double f = bath.factor({energy, unknown, freedom, h, 0}, random);
                energy *= f * f;
                later += step == 2 ? energy / starts : 0.0;
            }
            relaxing += energy / starts;
        }
        relaxed.push(relaxing);
        half.push(later);
        double energy = mean, s1 = 0, s2 = 0, s3 = 0, s4 = 0;
        constexpr int steps = 20'000;
        for (int k = 0; k < steps; ++k) {
            const double f = bath.factor({energy, unknown, freedom, h, 0}, random);
            energy *= f * f;
            s1 += energy;
            s2 += energy * energy;
            s3 += energy * energy * energy;
            s4 += energy > 2 * mean ? 1 : 0;
        }
        first.push(s1 / steps);
        second.push(s2 / steps);
        third.push(s3 / steps);
        tail.push(s4 / steps);
    }
    // Γ(3/2, kT): moments kT^n Γ(3/2 + n)/Γ(3/2); P(K > 3kT) = erfc(√3) + 2√(3/π)e⁻³.
    test::check_mean(first, mean, 0.03, 6);
    test::check_mean(second, 3.75 * kt * kt, 0.2, 6);
    test::check_mean(third, 13.125 * kt * kt * kt, 2.0, 6);
    test::check_mean(
        tail, std::erfc(std::sqrt(3.0)) + 2 * std::sqrt(3 / std::numbers::pi) * std::exp(-3.0),
        0.005, 6);
    test::check_mean(half, mean + (20.0 - mean) * std::exp(-1.0), 0.3, 6);
    test::check_mean(relaxed, mean + (20.0 - mean) * std::exp(-2.0), 0.3, 6);
}

TEST_CASE("CSVR over two halves has the law of one whole step") {
    const csvr bath{.temperature = 1.0, .relaxation = 1.0};
    test::replicas halves, whole;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        random_stream random(seed);
        double two = 0, one = 0;
        constexpr int draws = 6000;
        for (int k = 0; k < draws; ++k) {
            double energy = 3.0;
            for (int half = 0; half < 2; ++half) {
                const double f = bath.factor({energy, unknown, 4.0, 0.5, 0}, random);
                energy *= f * f;
            }
            two += energy * energy;
            const double f = bath.factor({3.0, unknown, 4.0, 1.0, 0}, random);
            one += 9.0 * f * f * f * f;
        }
        halves.push(two / draws);
        whole.push(one / draws);
    }
    // ⟨K²⟩ of the same: noncentral χ² with d = 4.
    const double c = std::exp(-1.0), unit = 0.5 * (1 - c), shift = c * 3.0 / unit;
    const double mean = unit * (4 + shift), variance = unit * unit * 2 * (4 + 2 * shift);
    test::check_mean(halves, mean * mean + variance, 0.15, 2);
    test::check_mean(whole, mean * mean + variance, 0.15, 2);
}

TEST_CASE("baths that are given nothing are at kT = 1 with a relaxation of 1") {
    CHECK(berendsen{}.temperature == 1.0);
    CHECK(berendsen{}.relaxation == 1.0);
    CHECK(csvr{}.temperature == 1.0);
    CHECK(velocity_rescale{}.temperature == 1.0);
    CHECK(csvr{}.relaxation == 1.0);
}

TEST_CASE("Berendsen relaxes K exactly, without overshoot, and is friction at T = 0") {
    const berendsen bath{.temperature = 0.5, .relaxation = 2.0};
    const double target = 0.5 * 6 * 0.5;
    for (const double h : {0.1, 2.0, 50.0}) {
        const double f = factor_of(bath, 7.0, 6.0, h);
        CHECK_THAT(f * f * 7.0, WithinRel(target + (7.0 - target) * std::exp(-h / 2.0), 1e-14));
    }
    CHECK_THAT(factor_of(berendsen{.temperature = 0.0, .relaxation = 2.0}, 7.0, 6.0, 0.3),
               WithinRel(std::exp(-0.3 / 4.0), 1e-15));
}

TEST_CASE("velocity rescale sets K, zero temperature sets p, each every n steps") {
    const double f = factor_of(velocity_rescale{.temperature = 0.5}, 7.0, 6.0, 0.1);
    CHECK_THAT(f * f * 7.0, WithinRel(1.5, 1e-15));
    CHECK(factor_of(zero_temperature{}, 7.0, 6.0, 0.1) == 0.0);
    CHECK(velocity_rescale{.temperature = 1.0, .every = 3}.acts_at(6));
    CHECK(!velocity_rescale{.temperature = 1.0, .every = 3}.acts_at(7));
    CHECK(zero_temperature{.every = 4}.acts_at(8));
    CHECK(!zero_temperature{.every = 4}.acts_at(9));
    CHECK(!no_thermostat::acts_at(0));
}

TEST_CASE("constant energy makes up for V, and has no factor where V is too large") {
    random_stream random(1);
    const constant_energy bath{.energy = 3.0};
    const double f = bath.factor({2.0, 0.5, 6.0, 0.1, 0}, random);
    CHECK_THAT(f * f * 2.0, WithinRel(2.5, 1e-15));
    CHECK(std::isnan(bath.factor({2.0, 3.1, 6.0, 0.1, 0}, random)));
    CHECK(bath.factor({2.0, unknown, 6.0, 0.1, 0}, random) == 1.0);
}

TEST_CASE("settings that no bath has are refused by name") {
    CHECK_THROWS_WITH(csvr({.temperature = -1.0}).validate(),
                      ContainsSubstring("csvr: temperature"));
    CHECK_THROWS_WITH(csvr({.relaxation = 0.0}).validate(), ContainsSubstring("csvr: relaxation"));
    CHECK_THROWS_WITH(berendsen({.relaxation = -1.0}).validate(), ContainsSubstring("relaxation"));
    CHECK_THROWS_WITH(velocity_rescale({.temperature = unknown}).validate(),
                      ContainsSubstring("temperature"));
    CHECK_THROWS_WITH(zero_temperature({.every = 0}).validate(), ContainsSubstring("every = 0"));
    CHECK_THROWS_WITH(constant_energy({.energy = unknown}).validate(), ContainsSubstring("energy"));
    CHECK_NOTHROW(csvr{}.validate());
}

}  // namespace dynamics_thermostat_test
