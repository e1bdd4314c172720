// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Gibbs states of simulated systems as a trainer would see them: displacements of a flat buffer at
// every step, summed or projected, made into moments, fitted and tested.
#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/gibbs/gibbs_fit.hpp>
#include <thermosgd/gibbs/gibbs_goodness.hpp>
#include <thermosgd/gibbs/gibbs_moments.hpp>
#include <thermosgd/gibbs/moving_box.hpp>
#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>
#include <thermosgd/gibbs/two_temperatures.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch_shim.hpp"
#include "observables/trap_series.hpp"
#include "random.hpp"

namespace physics_gibbs_states_test {

using namespace thermosgd;

namespace {

constexpr std::size_t size = 40;
constexpr double particle_mass = 1.7, timestep = 0.5;

/// The displacements of `size` scalars whose momenta relax to a moving Maxwell law; each is
/// shown to `look` as one step.
template <class Look>
void gas_in_a_bath(double beta, double drift, std::size_t steps, std::uint64_t seed, Look&& look) {
    test::random_stream random(seed);
    const double kept = std::exp(-0.4), width = std::sqrt(particle_mass / beta);
    std::vector<double> relative(size), displacement(size);
    for (double& p : relative) {
        p = width * random.normal();
    }
    for (std::size_t t = 0; t < steps; ++t) {
        for (std::size_t i = 0; i < size; ++i) {
            relative[i] = kept * relative[i] + std::sqrt(1 - kept * kept) * width * random.normal();
            displacement[i] = (relative[i] / particle_mass + drift) * timestep;
        }
        look(displacement);
    }
}

/// Kinetic energies under a weak bath and a strong rescaling towards ⟨K⟩ (Berendsen's thermostat).
std::vector<double> rescaled_energies(double beta, std::size_t steps, std::uint64_t seed) {
    test::random_stream random(seed);
    const double kept = std::exp(-0.2), width = std::sqrt(particle_mass / beta);
    const double target = 0.5 * size / beta;
    std::vector<double> p(size), series;
    for (double& x : p) {
        x = width * random.normal();
    }
    for (std::size_t t = 0; t < steps; ++t) {
        double energy = 0;
        for (double& x : p) {
            x = kept * x + std::sqrt(1 - kept * kept) * width * random.normal();
            energy += 0.5 * x * x / particle_mass;
        }
        const double factor = 1 + 0.3 * (target / energy - 1);
        for (double& x : p) {
            x *= std::sqrt(factor);
        }
        series.push_back(energy * factor);
    }
    return series;
}

template <class T>
std::span<const T> view(const std::vector<T>& series) {
    return series;
}

// Eight comparisons in all with a false-failure probability of 1e-6.
double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6 / 8, e.nu);
}

}  // namespace

TEST_CASE("temperature and drift of a gas from the sums of its displacements") {
    const gibbs::moving_box<1> box{size, particle_mass, 1};
    const double beta = 0.6, drift = 0.35;
    std::vector<std::array<double, 2>> series;
    gas_in_a_bath(beta, drift, 6000, 70, [&](const std::vector<double>& displacement) {
        series.push_back(kinetic_moment(displacement_sums(displacement), particle_mass, timestep));
    });
    const auto fit = fit_gibbs(box, view(series));
    const estimate velocity =
        fit.derived([](const auto& b) { return gibbs::moving_box<1>::velocity(b)[0]; });
    const estimate temperature = fit.derived([](const auto& b) { return 1 / b[0]; });
    CAPTURE(fit.b[0], velocity, temperature, fit.g);
    CHECK_THAT(fit.b[0].value, WithinAbs(beta, reach(fit.b[0])));
    CHECK_THAT(velocity.value, WithinAbs(drift, reach(velocity)));
    CHECK_THAT(temperature.value, WithinAbs(1 / beta, reach(temperature)));
    CHECK(fit.b[0].error < 0.01 * beta);
    CHECK(fit.b[0].verdict == reliability::reliable);
    // P decorrelates as e^{−0.4 t}: g = coth 0.2.
    CHECK_THAT(fit.g, WithinRel(1 / std::tanh(0.2), 0.35));

    test::random_stream random(71);
    const auto good = test_gibbs_fit(box, view(series), random);
    CAPTURE(good.samples, good.p_value, good.covariance_p_value);
    CHECK(good.combined_p_value() > 0.01);
    // Who overlooks the drift sees a gas that is too hot.
    std::vector<std::array<double, 1>> energies;
    for (const auto& j : series) {
        energies.push_back({j[0]});
    }
    const auto at_rest = gibbs::quadratic_energy::kinetic(size, particle_mass);
    const auto hot = fit_gibbs(at_rest, view(energies));
    CHECK(1 / hot.b[0].value > 1 / beta + 10 * temperature.error);
}

TEST_CASE("angular velocity and temperature of a rotating trap from projections of displacements") {
    const gibbs::rotating_trap trap{1.3, particle_mass, 20};
    const auto b = gibbs::rotating_trap::parameter(0.8, 0.6);
    constexpr double h = 0.05;
    test::trap_particles particles(trap, b, h, 1.5, 72);
    std::vector<std::array<double, 2>> series;
    std::vector<double> x(40), v(40);
    for (int t = 0; t < 40'000; ++t) {
        for (std::size_t i = 0; i < 20; ++i) {
            x[2 * i] = particles.particles()[i][0];
            x[2 * i + 1] = particles.particles()[i][1];
        }
        particles.step();
        std::array<double, 2> j{};
        for (std::size_t i = 0; i < 20; ++i) {
            v[2 * i] = particles.particles()[i][0] - x[2 * i];
            v[2 * i + 1] = particles.particles()[i][1] - x[2 * i + 1];
            const auto one = motion_in_plane(x, v, 2 * i, 2 * i + 1, particle_mass, h)
                                 .trap_moment(particle_mass * 1.3 * 1.3);
            j[0] += one[0];
            j[1] += one[1];
        }
        series.push_back(j);
    }
    const auto fit = fit_gibbs(trap, view(series));
    const estimate omega = fit.derived(&gibbs::rotating_trap::angular_velocity);
    CAPTURE(fit.b[0], omega, fit.g, fit.n_eff);
    // Velocities over a step of ωh = 0.065 are too small by (ωh)²/24: 2e-4.
    CHECK_THAT(fit.b[0].value, WithinAbs(0.8, reach(fit.b[0]) + 1e-3));
    CHECK_THAT(omega.value, WithinAbs(0.6, reach(omega) + 1e-3));
    CHECK(fit.b[0].error < 0.05);
    CHECK(omega.error < 0.05);
    CHECK(fit.b[0].verdict != reliability::unknown);

    test::random_stream random(73);
    const auto good = test_gibbs_fit(trap, view(series), random, {.replicates = 99});
    CAPTURE(good.samples, good.p_value, good.covariance_p_value);
    CHECK(good.samples >= 100);
    CHECK(good.combined_p_value() > 0.02);
}

TEST_CASE("Berendsen's thermostat has the right temperature and is no Gibbs state") {
    const auto family = gibbs::quadratic_energy::kinetic(size, particle_mass);
    const std::vector<double> warm = rescaled_energies(1.0, 8000, 74),
                              cold = rescaled_energies(1.2, 8000, 75);
    std::vector<std::array<double, 1>> series;
    for (const double e : warm) {
        series.push_back({e});
    }
    const auto fit = fit_gibbs(family, view(series));
    CAPTURE(fit.b[0]);
    CHECK_THAT(fit.b[0].value, WithinAbs(1.0, 0.02));
    test::random_stream random(76);
    const auto bad = test_gibbs_fit(family, view(series), random);
    CAPTURE(bad.variance_ratio[0], bad.p_value, bad.covariance_p_value);
    CHECK(bad.variance_ratio[0] < 0.8);
    CHECK_THAT(bad.combined_p_value(), WithinAbs(0.01, 1e-12));
    // Without a model of the energy: two runs, and the same two with a bath that is canonical.
    CHECK(compare_two_temperatures(warm, 1.0, cold, 1.2).p_value < 1e-6);
    std::array<std::vector<double>, 2> canonical;
    for (std::size_t run = 0; run < 2; ++run) {
        gas_in_a_bath(run == 0 ? 1.0 : 1.2, 0, 8000, 77 + run, [&](const std::vector<double>& v) {
            canonical[run].push_back(
                kinetic_moment(displacement_sums(v), particle_mass, timestep)[0]);
        });
    }
    const auto honest = compare_two_temperatures(canonical[0], 1.0, canonical[1], 1.2);
    CAPTURE(honest.slope, honest.expected);
    CHECK_THAT(honest.slope.value, WithinAbs(0.2, reach(honest.slope)));
    CHECK(honest.p_value > 1e-6);
}

}  // namespace physics_gibbs_states_test
