// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/motion/velocity_autocorrelation.hpp>
#include <thermosgd/trackers/count_sketch.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace observables_motion_velocity_autocorrelation_test {

using namespace thermosgd;

namespace {

/// Student's t for a two-sided probability of 1e-6 shared by `comparisons`.
double reach(const estimate& e, double comparisons) {
    return e.error * student_t_critical(0.5e-6 / comparisons, e.nu);
}

/// ρ_x of heavy ball: ρ_1 = (1 + μ − ηh)/(1 + μ), ρ_k = (1 + μ − ηh)ρ_{k−1} − μρ_{k−2}.
std::vector<double> heavy_ball_positions(double eta_h, double beta, std::size_t count) {
    std::vector<double> rho{1.0, (1 + beta - eta_h) / (1 + beta)};
    while (rho.size() < count) {
        rho.push_back((1 + beta - eta_h) * rho.back() - beta * rho[rho.size() - 2]);
    }
    return rho;
}

}  // namespace

TEST_CASE("from positions: plain SGD is anticorrelated, momentum is not") {
    const auto plain = velocity_autocorrelation_from_positions(heavy_ball_positions(0.1, 0.0, 400));
    CHECK(plain.size() == 399);
    CHECK_THAT(plain[0], WithinRel(1.0, 1e-14));
    double sum = 1.0;
    for (std::size_t k = 1; k < plain.size(); ++k) {
        CHECK_THAT(plain[k], WithinAbs(-0.05 * std::pow(0.9, k - 1), 1e-13));
        sum += 2 * plain[k];
    }
    CHECK_THAT(sum, WithinAbs(0.0, 1e-12));
    const auto heavy = velocity_autocorrelation_from_positions(heavy_ball_positions(0.1, 0.9, 9));
    CHECK_THAT(heavy[1], WithinAbs(0.85, 1e-12));
    CHECK_THAT(heavy[2], WithinAbs(0.63, 1e-12));
    CHECK_THAT(heavy[3], WithinAbs(0.369, 1e-12));
    CHECK_THAT(velocity_autocorrelation_from_positions(heavy_ball_positions(0.01, 0.9, 9))[1],
               WithinAbs(0.895, 1e-12));
    CHECK(velocity_autocorrelation_from_positions({}).empty());
    CHECK(velocity_autocorrelation_from_positions(std::array{1.0}).empty());
    CHECK(velocity_autocorrelation_from_positions(std::array{1.0, 0.5}) == std::vector{1.0});
    CHECK(std::isnan(velocity_autocorrelation_from_positions(std::array{1.0, 1.0, 1.0})[1]));
}

TEST_CASE("measured, whole and through a sketch: 0.85, 0.63, 0.369", "[stochastic]") {
    // 300 modes of equal curvature, heavy ball, η = 0.1, h = 1, μ = 0.9; seed 1.
    const std::size_t d = 300, w = 64;
    test::random_stream random(1);
    std::vector<double> x(d), m(d), v(d), image(w);
    multiple_tau whole({.width = d, .levels = 3, .about_mean = false});
    multiple_tau sketched({.width = w, .levels = 3, .about_mean = false});
    for (int t = -300; t < 8'000; ++t) {
        for (std::size_t i = 0; i < d; ++i) {
            m[i] = 0.9 * m[i] + x[i] + random.normal();
            v[i] = -0.1 * m[i];
            x[i] += v[i];
        }
        if (t >= 0) {
            std::fill(image.begin(), image.end(), 0.0);
            detail::add_signed(1, 0, v, image.data(), w);
            whole.push(v);
            sketched.push(image);
        }
    }
    const auto truth = velocity_autocorrelation_from_positions(heavy_ball_positions(0.1, 0.9, 20));
    const auto exact = velocity_autocorrelation(whole);
    const auto rough = velocity_autocorrelation(sketched, w);
    for (std::size_t k = 1; k < 16; ++k) {
        const estimate& a = exact[k - 1].correlation;
        const estimate& b = rough[k - 1].correlation;
        CAPTURE(k, a.value, a.error, b.value, b.error, truth[k]);
        CHECK(std::fabs(a.value - truth[k]) < reach(a, 30));
        CHECK(std::fabs(b.value - truth[k]) < reach(b, 30));
        CHECK(a.error < 0.01);
        CHECK(b.error > a.error);
        CHECK(b.error < 0.06);
    }
    CHECK_FALSE(at_edge_of_stability(exact));
}

TEST_CASE(
    "the error of the signs adds in squares, and freedom grows as the variance does squared") {
    test::random_stream random(11);
    multiple_tau velocities({.width = 4, .levels = 3, .about_mean = false});
    for (int t = 0; t < 4000; ++t) {
        velocities.push(std::array{random.normal(), random.normal(), random.normal(), 1.0});
    }
    const auto whole = velocity_autocorrelation(velocities);
    const auto sketched = velocity_autocorrelation(velocities, 4);
    REQUIRE(whole.size() == sketched.size());
    // With white noise ⟨(v_t·v_s)²⟩/⟨|v|²⟩² is the same at all lags but the first.
    double of_signs = 0;
    for (std::size_t i = 1; i < whole.size(); ++i) {
        const estimate& a = whole[i].correlation;
        const estimate& b = sketched[i].correlation;
        const double added = std::sqrt(b.error * b.error - a.error * a.error);
        of_signs = i == 1 ? added : of_signs;
        CAPTURE(i);
        CHECK(b.error > 1.5 * a.error);
        CHECK_THAT(added, WithinRel(of_signs, 1e-6));
        CHECK_THAT(b.nu, WithinRel(a.nu * std::pow(b.error / a.error, 4), 1e-12));
    }
}

TEST_CASE("the error of a sketch is the full one where all motion has one direction") {
    // v_t = ξ_t u with a fixed u: |Su|² has the relative error √(2/w), but ρ_v does not care.
    test::random_stream random(2);
    multiple_tau c({.width = 2, .levels = 1, .about_mean = false});
    for (int t = 0; t < 2'000; ++t) {
        const double x = random.normal();
        c.push(std::array{x, 2 * x});
    }
    const auto points = velocity_autocorrelation(c, 128);
    CHECK(points[0].correlation.error > 0.9 * std::sqrt(2.0 / 128));
    CHECK(points[0].correlation.error < 1.1 * std::sqrt(2.0 / 128));
}

TEST_CASE("the edge of stability is seen, and not in noise") {
    multiple_tau oscillation({.levels = 2, .about_mean = false});
    multiple_tau noise({.levels = 2, .about_mean = false});
    test::random_stream random(3);
    for (int t = 0; t < 2'000; ++t) {
        oscillation.push((t % 2 == 0 ? 1.0 : -1.0) * (1 + 0.1 * random.normal()));
        noise.push(random.normal());
    }
    CHECK(at_edge_of_stability(velocity_autocorrelation(oscillation)));
    CHECK_FALSE(at_edge_of_stability(velocity_autocorrelation(noise)));
    // Nothing known: no flag.
    CHECK_FALSE(at_edge_of_stability({}));
    multiple_tau two({.levels = 2, .about_mean = false});
    two.push(1.0);
    CHECK(velocity_autocorrelation(two, 64).empty());
    two.push(-1.0);
    CHECK(velocity_autocorrelation(two, 64)[0].correlation.value == -1.0);
    CHECK_FALSE(at_edge_of_stability(velocity_autocorrelation(two)));
    multiple_tau still({.levels = 2, .about_mean = false});
    for (int t = 0; t < 100; ++t) {
        still.push(0.0);
    }
    CHECK(std::isnan(velocity_autocorrelation(still, 64)[0].correlation.value));
    CHECK_FALSE(at_edge_of_stability(velocity_autocorrelation(still)));
}

}  // namespace observables_motion_velocity_autocorrelation_test
