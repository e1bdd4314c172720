// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What holds for every family of Gibbs states, whatever it is a family of.

#include <thermosgd/gibbs/exponential_family.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace test {

/// Q = −∂ln P, I = −∂Q, s = ln P + ⟨Q, b⟩ with ds = −I b db, by central differences
/// over a ten-thousandth of the natural length 1/√I of b.
template <class F>
void check_derivatives(const F& family, const std::array<double, F::dimension>& b,
                       double tolerance = 1e-7) {
    constexpr std::size_t k = F::dimension;
    const auto q = family.mean_heat(b);
    const auto metric = family.fisher_metric(b);
    for (std::size_t i = 0; i < k; ++i) {
        const double step = 1e-4 / std::sqrt(metric[i][i]);
        auto up = b, down = b;
        up[i] += step;
        down[i] -= step;
        const double slope = (family.log_partition(up) - family.log_partition(down)) / (2 * step);
        CAPTURE(i, b[0], slope, q[i]);
        CHECK(std::fabs(slope + q[i]) < tolerance * (std::fabs(q[i]) + std::sqrt(metric[i][i])));
        for (std::size_t j = 0; j < k; ++j) {
            const double change =
                (family.mean_heat(up)[j] - family.mean_heat(down)[j]) / (2 * step);
            CAPTURE(j, change, metric[i][j]);
            CHECK(std::fabs(change + metric[i][j]) <
                  tolerance * std::sqrt(metric[i][i] * metric[j][j]));
            CHECK(metric[i][j] == metric[j][i]);
        }
        const double entropy_slope =
            (thermosgd::gibbs_entropy(family, up) - thermosgd::gibbs_entropy(family, down)) /
            (2 * step);
        double expected = 0, scale = 0;
        for (std::size_t j = 0; j < k; ++j) {
            expected -= metric[i][j] * b[j];
            scale += std::fabs(metric[i][j] * b[j]);
        }
        CHECK(std::fabs(entropy_slope - expected) < 1e-6 * (scale + std::sqrt(metric[i][i])));
    }
}

/// b(Q(b)) = b, by the closed form where there is one and by Newton's method.
template <class F>
void check_inverse(const F& family, const std::array<double, F::dimension>& b) {
    const auto q = family.mean_heat(b);
    const auto back = thermosgd::parameter_of_mean(family, q);
    const auto newton = thermosgd::detail::solve_mean_heat(family, q);
    REQUIRE(back);
    REQUIRE(newton);
    double scale = 0;
    for (const double x : b) {
        scale = std::fmax(scale, std::fabs(x));
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
        CHECK_THAT((*back)[i], WithinAbs(b[i], 1e-12 * scale));
        CHECK_THAT((*newton)[i], WithinAbs(b[i], 1e-10 * scale));
    }
}

/// Draws have mean Q, covariance I, and uniforms() that are uniform and uncorrelated; a state a
/// quarter hotter than the one drawn from is told from it. False-failure probability 1e-6.
template <class F, class Draw>
void check_draws(const F& family, const std::array<double, F::dimension>& b, Draw&& draw,
                 bool independent_uniforms = true) {
    constexpr std::size_t k = F::dimension, n = 40'000;
    const double comparisons = static_cast<double>(k + k * k + 2 * k + k * k);
    const double reach = thermosgd::student_t_critical(0.5e-6 / comparisons, n - 1);
    const auto q = family.mean_heat(b);
    const auto metric = family.fisher_metric(b);
    std::array<thermosgd::moments, k> mean;
    std::array<std::array<thermosgd::moments, k>, k> products, correlation;
    std::array<std::vector<double>, k> uniforms, hotter;
    auto other = b;
    for (double& x : other) {
        x *= 0.8;
    }
    for (std::size_t t = 0; t < n; ++t) {
        const auto j = draw();
        const auto u = family.uniforms(j, b), v = family.uniforms(j, other);
        for (std::size_t i = 0; i < k; ++i) {
            mean[i].push(j[i]);
            uniforms[i].push_back(u[i]);
            hotter[i].push_back(v[i]);
            for (std::size_t l = 0; l < k; ++l) {
                products[i][l].push((j[i] - q[i]) * (j[l] - q[l]));
                correlation[i][l].push(12 * (u[i] - 0.5) * (u[l] - 0.5));
            }
        }
    }
    const auto error = [](const thermosgd::moments& m) {
        return std::sqrt(m.variance() / static_cast<double>(m.count));
    };
    double farthest = 0;
    for (std::size_t i = 0; i < k; ++i) {
        CAPTURE(i, mean[i].mean, q[i], error(mean[i]));
        CHECK(std::fabs(mean[i].mean - q[i]) < reach * error(mean[i]));
        for (std::size_t l = 0; l < k; ++l) {
            CAPTURE(l, products[i][l].mean, metric[i][l]);
            CHECK(std::fabs(products[i][l].mean - metric[i][l]) < reach * error(products[i][l]));
            if (i != l && independent_uniforms) {
                CHECK(std::fabs(correlation[i][l].mean) < reach * error(correlation[i][l]));
            }
        }
        const auto kolmogorov = [](std::vector<double>& u) {
            std::sort(u.begin(), u.end());
            double distance = 0;
            for (std::size_t t = 0; t < u.size(); ++t) {
                const auto below = static_cast<double>(t);
                distance = std::fmax(distance, std::fabs(u[t] - below / static_cast<double>(n)));
            }
            return distance * std::sqrt(static_cast<double>(n));
        };
        // P(√n D > x) = 2 exp(−2x²).
        CHECK(kolmogorov(uniforms[i]) < std::sqrt(0.5 * std::log(2 * comparisons / 1e-6)) + 0.01);
        farthest = std::fmax(farthest, kolmogorov(hotter[i]));
    }
    CHECK(farthest > 3);
}

}  // namespace test
