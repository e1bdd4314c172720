// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// SGD on a quadratic loss against its exact stationary state, through the whole thermometer.
///
/// L = ½ Σ h_k x_k², gradient noise of covariance C, η the rate, μ heavy-ball momentum, λ decay.
/// All closed forms follow from the discrete Lyapunov equation (Liu, Ziyin & Ueda 2021):
///   σ² = ηs²(1+μ)/(h(1−μ)(2(1+μ)−ηh)),   ⟨v²⟩ = 2η²s²/((1−μ)(2(1+μ)−ηh)).
/// Tolerances are Student t quantiles of the library's own error bars, for 1e-6 divided by the 60
/// comparisons at most in this file: the file fails falsely with probability below 1e-6.

#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace physics_sgd_quadratic_test {

using namespace thermosgd;

namespace {

constexpr double false_failure = 1e-6 / 60.0;

void check_value(const estimate& measured, double exact) {
    const double tolerance = measured.error * student_t_critical(0.5 * false_failure, measured.nu);
    INFO("exact " << exact << ", measured " << measured << ", nu " << measured.nu);
    CHECK(measured.verdict != reliability::unknown);
    CHECK_THAT(measured.value, WithinAbs(exact, tolerance));
    CHECK(measured.error < 0.05 * std::fabs(exact));
}

struct mode {
    double h;   // curvature
    double s2;  // variance of the gradient noise
};

struct rule {
    double eta, beta, lambda;
};

/// Independent copies of each mode, one group per mode, watched by one thermometer.
struct quadratic_run {
    static constexpr std::size_t copies = 16;
    thermometer thermo;
    std::vector<batch_store> x;  // per mode: the positions of its copies

    quadratic_run(const std::vector<mode>& modes, rule r, std::uint64_t seed, std::uint64_t steps)
        : thermo(make_layout(modes.size())), x(modes.size(), batch_store(copies)) {
        test::random_stream random(seed);
        std::vector<double> theta(modes.size() * copies), buffer(theta.size());
        std::vector<double> row(copies);
        for (std::uint64_t step = 0; step < steps; ++step) {
            for (std::size_t k = 0; k < theta.size(); ++k) {
                const mode& m = modes[k / copies];
                const double g = (m.h + r.lambda) * theta[k] + std::sqrt(m.s2) * random.normal();
                buffer[k] = r.beta * buffer[k] + g;
                theta[k] -= r.eta * buffer[k];
            }
            thermo.observe(
                step, theta,
                {.learning_rate = r.eta, .weight_decay = r.lambda, .momentum_coefficient = r.beta});
            for (std::size_t i = 0; i < modes.size(); ++i) {
                for (std::size_t c = 0; c < copies; ++c) {
                    row[c] = theta[i * copies + c];
                }
                x[i].append(row);
            }
        }
    }

    static layout make_layout(std::size_t modes) {
        layout where;
        for (std::size_t i = 0; i < modes; ++i) {
            where.add("mode " + std::to_string(i), {copies});
        }
        return where;
    }
};

double exact_sigma2(mode m, rule r) {
    const double h = m.h + r.lambda;
    return r.eta * m.s2 * (1 + r.beta) / (h * (1 - r.beta) * (2 * (1 + r.beta) - r.eta * h));
}

double exact_v2(mode m, rule r) {
    const double h = m.h + r.lambda;
    return 2 * r.eta * r.eta * m.s2 / ((1 - r.beta) * (2 * (1 + r.beta) - r.eta * h));
}

void check_modes(const quadratic_run& run, const std::vector<mode>& modes, rule r) {
    const report measured = run.thermo.report();
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const group_report& g = measured.groups[i];
        CAPTURE(g.name, r.eta, r.beta, r.lambda);
        CHECK(run.thermo.batches().batches() >= 200);
        check_value(g.mean_square_velocity, exact_v2(modes[i], r));
        check_value(g.temperature, 0.5 * exact_v2(modes[i], r));
        check_value(g.mean_square_position, exact_sigma2(modes[i], r));
        check_value(g.velocity_variance, exact_v2(modes[i], r));
        check_value(g.norm_balance, 1.0);
        CHECK(g.equilibrium.verdict != equilibrium_verdict::drifting);
        CHECK(g.position_stationary());
    }
}

}  // namespace

TEST_CASE("isotropic noise: kinetic equipartition, positions like 1/h", "[stochastic]") {
    const std::vector<mode> modes{{0.1, 1.0}, {1.0, 1.0}, {3.0, 1.0}};
    const rule r{0.1, 0.0, 0.0};
    const quadratic_run run(modes, r, 51, 100'000);
    check_modes(run, modes, r);
    // The table's own digits.
    CHECK_THAT(exact_v2(modes[0], r), WithinRel(0.0100503, 1e-5));
    CHECK_THAT(exact_v2(modes[2], r), WithinRel(0.0117647, 1e-5));
    CHECK_THAT(exact_sigma2(modes[0], r), WithinRel(0.502513, 1e-5));
}

TEST_CASE("noise proportional to curvature: flat positions, temperatures like h", "[stochastic]") {
    const std::vector<mode> modes{{0.1, 0.1}, {1.0, 1.0}, {3.0, 3.0}};
    const rule r{0.1, 0.0, 0.0};
    const quadratic_run run(modes, r, 52, 100'000);
    check_modes(run, modes, r);
    CHECK_THAT(exact_v2(modes[0], r), WithinRel(0.00100503, 1e-5));
    CHECK_THAT(exact_v2(modes[2], r), WithinRel(0.0352941, 1e-5));
    CHECK_THAT(exact_sigma2(modes[2], r), WithinRel(0.0588235, 1e-5));
}

TEST_CASE("heavy ball, with and without weight decay", "[stochastic]") {
    const std::vector<mode> modes{{1.0, 1.0}};
    for (const double lambda : {0.0, 0.05}) {
        const rule r{0.1, 0.9, lambda};
        const quadratic_run run(modes, r, 53, 100'000);
        check_modes(run, modes, r);
    }
    CHECK_THAT(exact_sigma2({1.0, 1.0}, {0.1, 0.9, 0.0}), WithinRel(0.513514, 1e-5));
    CHECK_THAT(exact_v2({1.0, 1.0}, {0.1, 0.9, 0.05}), WithinRel(0.0541272, 1e-5));
}

TEST_CASE("correlation times of position and of kinetic energy", "[stochastic]") {
    // g of one series scatters by √(2/ν); a mean over n independent series by 1/√n of that. Five
    // sigma on each side of four comparisons: below 2.4e-6 if the mean were exactly Gaussian.
    struct exact {
        double beta, g_x, g_k;
    };
    const std::vector<mode> alike(16, mode{1.0, 1.0});
    for (const exact e : {exact{0.0, 19.0, 1.026316}, exact{0.9, 1.947368, 9.527027}}) {
        CAPTURE(e.beta);
        const quadratic_run run(alike, {0.1, e.beta, 0.0}, 54, 100'000);
        const auto check_g = [](const std::vector<estimate>& series, double g_exact) {
            // One in eight is rough by chance, with the largest g of all block lengths.
            double n = 0.0, g = 0.0, nu = 0.0;
            for (const estimate& one : series) {
                if (one.verdict == reliability::reliable) {
                    n += 1;
                    g += one.g;
                    nu += one.nu;
                }
            }
            CHECK(n > 0.7 * static_cast<double>(series.size()));
            g /= n;
            nu /= n;
            INFO("mean g " << g << " of " << n << " series, nu " << nu);
            CHECK_THAT(g, WithinRel(g_exact, 5.0 * std::sqrt(2.0 / (nu * n))));
        };
        std::vector<estimate> positions, energies;
        for (const batch_store& x : run.x) {
            for (std::size_t c = 0; c < quadratic_run::copies; ++c) {
                positions.push_back(mean_estimate(x, c));
            }
        }
        // K of a group of copies has the g of each copy.
        const detail::column_map columns{detail::parts(run.thermo.layout())};
        for (std::size_t g = 0; g < run.thermo.layout().groups().size(); ++g) {
            energies.push_back(
                mean_estimate(run.thermo.batches(), columns(1 + g, detail::column::mv2)));
        }
        check_g(positions, e.g_x);
        check_g(energies, e.g_k);
    }
}

TEST_CASE("noise that does not commute with the curvature", "[stochastic]") {
    // H = diag(1, 3), C = [[1, ½], [½, 1]], η = 0.1: Σ_ij = ηC_ij/(h_i + h_j − ηh_ih_j) and
    // ⟨vvᵀ⟩ = η(HΣ + ΣH).
    const double eta = 0.1;
    const std::array<double, 2> h{1.0, 3.0};
    test::random_stream random(55);
    std::array<double, 2> x{};
    batch_store store(6);
    for (int t = -1000; t < 400'000; ++t) {
        const double a = random.normal();
        const std::array<double, 2> noise{a, 0.5 * a + std::sqrt(0.75) * random.normal()};
        const std::array<double, 2> before = x;
        for (std::size_t k = 0; k < 2; ++k) {
            x[k] -= eta * (h[k] * x[k] + noise[k]);
        }
        if (t >= 0) {
            const double v0 = x[0] - before[0];
            const double v1 = x[1] - before[1];
            store.append(
                std::array{x[0] * x[0], x[0] * x[1], x[1] * x[1], v0 * v0, v0 * v1, v1 * v1});
        }
    }
    const std::array<double, 6> exact{0.0526316, 0.0135135,  0.0196078,
                                      0.0105263, 0.00540541, 0.0117647};
    for (std::size_t c = 0; c < 6; ++c) {
        CAPTURE(c);
        check_value(mean_estimate(store, c), exact[c]);
    }
}

}  // namespace physics_sgd_quadratic_test
