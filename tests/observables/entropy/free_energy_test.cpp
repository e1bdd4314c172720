// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/entropy/entropy_gaussian.hpp>
#include <thermosgd/observables/entropy/free_energy.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace observables_entropy_free_energy_test {

using namespace thermosgd;

namespace {

constexpr std::size_t modes = 4;

/// F of d oscillators of stiffness h at temperature T: U = dT/2, S = (d/2) ln(2πe T/h).
double oscillators(double h, double t, double d = modes) {
    return 0.5 * d * t - t * 0.5 * d * std::log(2 * std::numbers::pi * std::numbers::e * t / h);
}

/// Where the columns of a run stand: L, Σmv², four x, four x².
constexpr std::array<std::size_t, modes> first{2, 3, 4, 5};
constexpr std::array<std::size_t, modes> second{6, 7, 8, 9};
const free_energy_columns columns{0, 1, first, second};

/// Plain SGD on ½h|x|², its noise chosen for the temperature T = ηs²/(2 − ηh).
batch_store run_at(double h, double t, std::uint64_t seed, double unit = 1) {
    const double eta = 0.1;
    const double s = std::sqrt(t * (2 - eta * h) / eta);
    const double mass = mass_from_learning_rate(eta);
    test::random_stream random(seed);
    std::array<double, modes> x{};
    batch_store store(2 + 2 * modes);
    for (int step = -500; step < 100'000; ++step) {
        std::array<double, 2 + 2 * modes> row{};
        for (std::size_t k = 0; k < modes; ++k) {
            row[0] += 0.5 * h * x[k] * x[k];
            row[first[k]] = unit * x[k];
            row[second[k]] = unit * x[k] * unit * x[k];
            const double v = -eta * (h * x[k] + s * random.normal());
            row[1] += mass * v * v;
            x[k] += v;
        }
        if (step >= 0) {
            store.append(row);
        }
    }
    return store;
}

void check_value(const estimate& measured, double exact, double widest) {
    // Four comparisons share 1e-6.
    INFO("exact " << exact << ", measured " << measured);
    CHECK(measured.verdict != reliability::unknown);
    CHECK(measured.error < widest);
    CHECK_THAT(measured.value,
               WithinAbs(exact, measured.error * student_t_critical(0.5e-6 / 4, measured.nu)));
}

differential_entropy known_entropy(double value, std::size_t d) {
    differential_entropy s;
    s.entropy = {value, 0.01, 300, 1, 60, reliability::reliable};
    s.dimensions = d;
    s.status = entropy_status::available;
    return s;
}

}  // namespace

TEST_CASE("oscillators of two stiffnesses at one temperature: (d/2) T ln(h_b/h_a)",
          "[stochastic]") {
    const double t = 0.2;
    const batch_store soft = run_at(1, t, 171);
    const batch_store stiff = run_at(3, t, 172);
    const free_energy a = gaussian_free_energy(soft, columns, modes, true);
    const free_energy b = gaussian_free_energy(stiff, columns, modes, true);
    check_value(a.value, oscillators(1, t), 0.01);
    check_value(b.value, oscillators(3, t), 0.01);
    CHECK_THAT(a.temperature, WithinRel(t, 0.02));
    const free_energy_difference difference = estimate_free_energy_difference(b, a);
    check_value(difference.value, 0.5 * modes * t * std::log(3), 0.01);
    CHECK_THAT(difference.value.error, WithinRel(std::hypot(a.value.error, b.value.error), 1e-12));
    // Equal temperatures but for their errors: hardly any unit in it.
    CHECK(std::fabs(difference.per_unit) < 0.02);
}

TEST_CASE("at two temperatures the unit of x is in the difference, and known", "[stochastic]") {
    const batch_store cold = run_at(1, 0.1, 173);
    const batch_store hot = run_at(1, 0.3, 174);
    const free_energy_difference in_one =
        estimate_free_energy_difference(gaussian_free_energy(hot, columns, modes, true),
                                        gaussian_free_energy(cold, columns, modes, true));
    check_value(in_one.value, oscillators(1, 0.3) - oscillators(1, 0.1), 0.02);
    CHECK_THAT(in_one.per_unit, WithinRel(0.8, 0.03));
    // The same runs with x in units a thousand times smaller.
    const free_energy_difference in_other = estimate_free_energy_difference(
        gaussian_free_energy(run_at(1, 0.3, 174, 1000), columns, modes, true),
        gaussian_free_energy(run_at(1, 0.1, 173, 1000), columns, modes, true));
    CHECK_THAT(in_other.value.value,
               WithinAbs(in_one.value.value - std::log(1000) * in_one.per_unit, 1e-3));
}

TEST_CASE("parts make a whole, their errors at worst add up") {
    const estimate u{2, 0.03, 500, 3, 40, reliability::reliable};
    const estimate t{0.5, 0.02, 80, 5, 20, reliability::rough};
    const free_energy f = estimate_free_energy(u, t, known_entropy(-3, 6));
    CHECK_THAT(f.value.value, WithinRel(3.5, 1e-15));
    CHECK_THAT(f.value.error, WithinRel(0.03 + 0.5 * 0.01 + 3 * 0.02, 1e-14));
    CHECK(f.value.verdict == reliability::rough);
    CHECK(f.value.n_eff == 80);
    CHECK(f.value.nu == 20);
    CHECK(f.dimensions == 6);
    // k_B counts with T, S is in units of it.
    const estimate t_in_kelvin{0.25, 0.01, 80, 5, 20, reliability::rough};
    CHECK_THAT(estimate_free_energy(u, t_in_kelvin, known_entropy(-3, 6), 2).value.value,
               WithinRel(3.5, 1e-15));
    // The jackknife, which knows what the parts share, is within the bound.
    const batch_store store = run_at(1, 0.2, 175);
    std::array<double, modes> variances{};
    for (std::size_t k = 0; k < modes; ++k) {
        const double mean = store.total(first[k]).mean;
        variances[k] = store.total(second[k]).mean - mean * mean;
    }
    estimate temperature = mean_estimate(store, 1);
    temperature.value /= modes;
    temperature.error /= modes;
    const differential_entropy s = gaussian_entropy(variances, 100'000 / 9.5);
    const free_energy parts = estimate_free_energy(mean_estimate(store, 0), temperature, s);
    const free_energy whole = gaussian_free_energy(store, columns, modes, true);
    CHECK_THAT(parts.value.value, WithinAbs(whole.value.value, 1e-3));
    CHECK(whole.value.error < parts.value.error);
}

TEST_CASE("positions that wander, do not vary or were not seen have no free energy") {
    const batch_store store = run_at(1, 0.2, 176);
    const free_energy good = gaussian_free_energy(store, columns, modes, true);
    const free_energy wandering = gaussian_free_energy(store, columns, modes, false);
    CHECK(wandering.status == entropy_status::wandering);
    CHECK(std::isnan(wandering.value.value));
    CHECK(estimate_free_energy_difference(wandering, good).status == entropy_status::wandering);
    CHECK(estimate_free_energy_difference(good, wandering).status == entropy_status::wandering);
    CHECK(std::isnan(estimate_free_energy_difference(good, wandering).value.value));
    CHECK(std::isnan(
        estimate_free_energy({}, {}, of_positions(known_entropy(1, 1), 1.0)).value.value));

    batch_store still(4);
    for (int i = 0; i < 1000; ++i) {
        still.append(std::array{1.0, 1.0, 0.5, 0.25});
    }
    const std::array<std::size_t, 1> x{2}, x2{3};
    const free_energy frozen = gaussian_free_energy(still, {0, 1, x, x2}, 1, true);
    CHECK(frozen.status == entropy_status::degenerate);
    CHECK(std::isnan(frozen.value.value));

    CHECK(gaussian_free_energy(batch_store(4), {0, 1, x, x2}, 1, true).status ==
          entropy_status::too_few_samples);
    CHECK(gaussian_free_energy(still, {0, 1, {}, {}}, 1, true).status ==
          entropy_status::too_few_samples);
    CHECK_THROWS_AS(gaussian_free_energy(still, {0, 1, x, {}}, 1, true), layout_error);
    CHECK_THROWS_AS(gaussian_free_energy(still, {0, 1, x, x2}, 0, true), std::invalid_argument);
    CHECK_THROWS_AS(gaussian_free_energy(still, {0, 9, x, x2}, 1, true), std::invalid_argument);
    free_energy other = good;
    other.method = entropy_method::histogram;
    CHECK_THROWS_AS(estimate_free_energy_difference(good, other), std::invalid_argument);
}

}  // namespace observables_entropy_free_energy_test
