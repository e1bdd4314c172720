// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Long and stiff runs: energy without drift, decay of H, first and second law, friction times step
/// far above one.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace physics_contact_long_runs_test {

using namespace thermosgd;

namespace {

using state = contact_state<std::vector<double>>;

struct harmonic {
    double operator()(const std::vector<double>& q, std::vector<double>& g) const {
        g[0] = q[0];
        return q[0] * q[0] / 2.0;
    }
};

struct quartic {
    double operator()(const std::vector<double>& q, std::vector<double>& g) const {
        g[0] = q[0] * q[0] * q[0];
        return q[0] * g[0] / 4.0;
    }
};

struct pendulum {
    double operator()(const std::vector<double>& q, std::vector<double>& g) const {
        g[0] = std::sin(q[0]);
        return -std::cos(q[0]);
    }
};

template <class V>
double energy(const V& potential, const state& x) {
    std::vector<double> g(x.q.size());
    double k = 0.0;
    for (const double p : x.p) {
        k += p * p / 2.0;
    }
    return k + potential(x.q, g);
}

/// The largest |E - E₀| of a run, and the mean over its last tenth less that over its first.
struct drift {
    double worst, slope;
};

template <class Scheme, class V>
drift energy_drift(const V& potential, double q0, composition order, double timestep,
                   std::uint64_t steps) {
    state x{.q = {q0}, .p = {0.0}};
    contact_splitting stepper(contact_hamiltonian(potential), Scheme{},
                              {.timestep = timestep, .order = order, .restore_on_failure = false});
    const double start = energy(potential, x);
    double worst = 0.0, first = 0.0, last = 0.0;
    for (std::uint64_t k = 0; k < steps; ++k) {
        stepper.step(x);
        const double change = energy(potential, x) - start;
        worst = std::fmax(worst, std::fabs(change));
        first += k < steps / 10 ? change : 0.0;
        last += k >= steps - steps / 10 ? change : 0.0;
    }
    return {worst, (last - first) / static_cast<double>(steps / 10)};
}

/// Without friction D(KF)D is leapfrog and K(DF)K velocity Verlet.
using leapfrog = schemes::d_kf_d;
using verlet = schemes::k_df_k;

/// The largest |H e^{γt}/H₀ - 1| of a contact run, for t in [from, to].
template <class V>
double decay_error(const V& potential, composition order, double timestep, double from, double to) {
    constexpr double gamma = 0.1;
    state x{.q = {1.0}, .p = {0.0}};
    contact_splitting stepper(contact_hamiltonian(potential, {.friction = gamma}),
                              {.timestep = timestep, .order = order});
    const double start = energy(potential, x);
    double worst = 0.0;
    while (x.t < to) {
        stepper.step(x);
        const double h = energy(potential, x) + gamma * x.s;
        worst =
            x.t < from ? worst : std::fmax(worst, std::fabs(h * std::exp(gamma * x.t) / start - 1));
    }
    return worst;
}

}  // namespace

TEST_CASE("energy without friction stays for 1e6 steps, as close as published") {
    constexpr std::uint64_t million = 1'000'000;
    const composition second = composition::none();
    const drift dkd = energy_drift<leapfrog>(quartic{}, 1.0, second, 0.1, million);
    CHECK_THAT(dkd.worst, WithinRel(9.97e-4, 0.01));
    CHECK(std::fabs(dkd.slope) < 6e-8);
    const drift kdk = energy_drift<verlet>(quartic{}, 1.0, second, 0.1, million);
    CHECK_THAT(kdk.worst, WithinRel(8.34e-4, 0.01));
    CHECK(std::fabs(kdk.slope) < 6e-8);
    const drift su4 = energy_drift<leapfrog>(quartic{}, 1.0, composition::suzuki4(), 0.1, million);
    CHECK_THAT(su4.worst, WithinRel(8.9e-7, 0.02));
    CHECK(std::fabs(su4.slope) < 6e-11);
}

TEST_CASE("energy errors of all compositions, halving steps and other potentials", "[long]") {
    constexpr std::uint64_t million = 1'000'000;
    struct row {
        composition order;
        double coarse, fine, slope;
    };
    for (const row& r : {row{composition::yoshida4(), 1.58e-5, 9.8e-7, 2e-9},
                         row{composition::yoshida6(), 2.8e-8, 4.4e-10, 1e-11},
                         row{composition::kahan_li6(), 3.2e-9, 5.0e-11, 1e-11}}) {
        INFO(r.order.name());
        const drift coarse = energy_drift<leapfrog>(quartic{}, 1.0, r.order, 0.1, million);
        CHECK_THAT(coarse.worst, WithinRel(r.coarse, 0.02));
        CHECK(std::fabs(coarse.slope) < r.slope);
        const drift fine = energy_drift<leapfrog>(quartic{}, 1.0, r.order, 0.05, million / 10);
        CHECK_THAT(fine.worst, WithinRel(r.fine, 0.02));
    }
    const composition second = composition::none();
    const auto worst = [&]<class Scheme, class V>(Scheme, V potential, double q0, composition order,
                                                  double h) {
        return energy_drift<Scheme>(potential, q0, order, h, million).worst;
    };
    CHECK_THAT(worst(leapfrog{}, quartic{}, 1.0, second, 0.05), WithinRel(2.48e-4, 0.01));
    CHECK_THAT(worst(verlet{}, quartic{}, 1.0, second, 0.05), WithinRel(2.08e-4, 0.01));
    CHECK_THAT(worst(leapfrog{}, pendulum{}, 2.0, second, 0.1), WithinRel(1.87e-3, 0.01));
    CHECK_THAT(worst(verlet{}, pendulum{}, 2.0, second, 0.1), WithinRel(2.71e-3, 0.01));
    CHECK_THAT(worst(leapfrog{}, pendulum{}, 2.0, composition::kahan_li6(), 0.1),
               WithinRel(5.0e-10, 0.02));
}

TEST_CASE("H of the contact field decays as e^{-γt} within published errors that do not grow") {
    struct row {
        composition order;
        double harmonic_coarse, harmonic_fine, quartic_coarse, quartic_fine;
    };
    for (const row& r : {row{composition::none(), 2.5e-3, 6.2e-4, 4.0e-3, 1.0e-3},
                         row{composition::suzuki4(), 7.2e-7, 4.5e-8, 3.5e-6, 2.2e-7},
                         row{composition::kahan_li6(), 4.7e-10, 7.8e-12, 1.3e-8, 2.0e-10}}) {
        INFO(r.order.order());
        CHECK_THAT(decay_error(harmonic{}, r.order, 0.1, 0, 100),
                   WithinRel(r.harmonic_coarse, 0.05));
        CHECK_THAT(decay_error(harmonic{}, r.order, 0.05, 0, 100),
                   WithinRel(r.harmonic_fine, 0.05));
        CHECK_THAT(decay_error(quartic{}, r.order, 0.1, 0, 100), WithinRel(r.quartic_coarse, 0.05));
        CHECK_THAT(decay_error(quartic{}, r.order, 0.05, 0, 100), WithinRel(r.quartic_fine, 0.05));
        CHECK(decay_error(harmonic{}, r.order, 0.1, 90, 100) < 1.05 * r.harmonic_coarse);
    }
}

TEST_CASE("the evolution field keeps H at any friction, and S never falls") {
    for (const double gamma : {0.1, 2.0, 20.0, 200.0}) {
        INFO("gamma " << gamma);
        state x{.q = {1.0}, .p = {0.0}};
        contact_splitting stepper(
            contact_hamiltonian<field::evolution>(harmonic{}, {.friction = gamma}),
            {.timestep = 0.1});
        double worst = 0.0, s = x.s;
        bool falls = false;
        for (int k = 0; k < 1000; ++k) {
            stepper.step(x);
            worst = std::fmax(worst, std::fabs(energy(harmonic{}, x) + gamma * x.s - 0.5));
            falls = falls || x.s < s;
            s = x.s;
        }
        CHECK_THAT(worst, WithinRel(1.25e-3, 0.01));
        CHECK_FALSE(falls);
    }
}

TEST_CASE("the evolution field keeps H under a nonlinear U to the order of its scheme") {
    const quadratic_dissipation u{0.1, 0.2};
    const auto worst = [&](double timestep) {
        state x{.q = {1.0}, .p = {0.0}, .s = 0.5};
        contact_splitting stepper(
            contact_hamiltonian<field::evolution>(harmonic{}, uniform_mass{}, u),
            {.timestep = timestep});
        double error = 0.0, s = x.s;
        while (x.t < 10.0) {
            stepper.step(x);
            error = std::fmax(error, std::fabs(energy(harmonic{}, x) + u.value(x.s) - 0.575));
            CHECK(x.s >= s);
            s = x.s;
        }
        return error;
    };
    CHECK_THAT(std::log2(worst(0.1) / worst(0.05)), WithinAbs(2.0, 0.1));
}

TEST_CASE("friction far above the step leaves fused words accurate and the others stable") {
    constexpr double gamma = 1000.0;
    const auto shifted = [](const std::vector<double>& q, std::vector<double>& g) {
        g[0] = q[0];
        return q[0] * q[0] / 2.0 + 3.0;
    };
    const auto h = contact_hamiltonian(shifted, {.friction = gamma});
    const auto run = [&]<class Scheme>(Scheme scheme, double p0) {
        state x{.q = {1.0}, .p = {p0}};
        contact_splitting stepper(h, scheme, {.timestep = 0.1});
        stepper.advance(x, 200);
        return x;
    };
    // The exact q at t = 20, the error of q there, and γS.
    const double exact = std::exp((-gamma + std::sqrt(gamma * gamma - 4.0)) * 10.0);
    const auto check = [&](auto scheme, double error, double width, double gamma_s,
                           double width_s) {
        INFO(decltype(scheme)::splitting.name);
        const state x = run(scheme, 0.0);
        CHECK_THAT(x.q[0] - 0.980200, WithinAbs(error, width));
        CHECK_THAT(gamma * x.s, WithinAbs(gamma_s, width_s));
    };
    CHECK_THAT(exact, WithinAbs(0.9802, 1e-4));
    check(schemes::dkfkd{}, -0.612, 6e-4, -153.4, 0.06);
    check(schemes::kdfdk{}, -0.612, 6e-4, -153.4, 0.06);
    check(schemes::fkdkf{}, -0.613, 6e-4, 0.0, 1e-4);
    check(schemes::d_kf_d{}, 5e-5, 6e-6, -3.4805, 6e-5);
    check(schemes::k_df_k{}, 5e-5, 6e-6, -174.0, 0.06);
    check(schemes::variational{}, -2.5e-3, 6e-5, -3.4768, 6e-5);
    // A start with momentum has p/γ to go: only K(DF)K lets friction act before half a drift.
    const double moved = std::exp((-gamma + std::sqrt(gamma * gamma - 4.0)) * 10.0) + 0.00098;
    const auto second = [&](auto scheme, double error, double width) {
        INFO(decltype(scheme)::splitting.name);
        CHECK_THAT(run(scheme, 1.0).q[0] - moved, WithinAbs(error, width));
    };
    second(schemes::dkfkd{}, -0.595, 2e-3);
    second(schemes::kdfdk{}, -0.595, 2e-3);
    second(schemes::fkdkf{}, -0.614, 2e-3);
    second(schemes::d_kf_d{}, 0.048, 1e-3);
    second(schemes::k_df_k{}, 5e-5, 2e-5);
    second(schemes::variational{}, -2.45, 2e-2);
}

}  // namespace physics_contact_long_runs_test
