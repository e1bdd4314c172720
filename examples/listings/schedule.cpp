// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Training under a schedule: a warm-up and a cosine leave no equilibrium to report, but the norm of
// the weights follows η and λ step by step. The optimiser makes noise at right angles to the weights
// of two layers, as where a normalisation follows; of the second, λ is told twice as large as it is.
#include <thermosgd/diagnostics/updates.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numbers>
#include <random>
#include <vector>

int main() {
    constexpr double steps = 8000, warm = 400, lambda = 0.1;
    thermosgd::layout layout;
    layout.add("well told", {200}, {.scale_invariant = true});
    layout.add("badly told", {200}, {.scale_invariant = true, .weight_decay_scale = 2});
    thermosgd::thermometer thermo(layout);
    thermosgd::update_tracker tracker(layout, {.window = 20});

    std::mt19937_64 generator(4);
    std::normal_distribution<double> normal;
    std::vector<double> theta(layout.size(), 0.5), u(layout.size());
    thermosgd::step_info told{.weight_decay = lambda, .decay = thermosgd::decay_kind::decoupled};
    for (double t = 0; t <= steps; ++t) {
        thermo.observe(static_cast<std::uint64_t>(t), theta, told, tracker);
        const double fallen = std::cos(std::numbers::pi * (t - warm) / (steps - warm));
        const double eta = t < warm ? 0.02 * (t + 1) / warm : 0.01 * (1 + fallen);
        told.learning_rate = eta;
        for (const thermosgd::group& g : layout.groups()) {
            double along = 0, norm = 0;
            for (std::size_t i = g.offset; i < g.offset + g.size; ++i) {
                u[i] = normal(generator);
                along += u[i] * theta[i];
                norm += theta[i] * theta[i];
            }
            for (std::size_t i = g.offset; i < g.offset + g.size; ++i) {
                theta[i] -= eta * (lambda * theta[i] + u[i] - along / norm * theta[i]);
            }
        }
    }

    std::printf("driven: %s\n", thermo.report().driven ? "yes" : "no");
    for (std::size_t g = 0; g < tracker.groups(); ++g) {
        const thermosgd::norm_prediction norm = thermosgd::predict_norm(tracker, g);
        const thermosgd::norm_point& p = norm.points.back();
        std::printf("|theta|^2 = %.3f, predicted %.3f: %s\n", p.measured, p.predicted,
                    to_string(norm.verdict).data());
    }
    const thermosgd::curve T = thermosgd::temperature_curve(thermo, 0);
    for (const std::size_t i : {1U, 5U, 20U, 40U}) {
        const thermosgd::curve_point& p = T.points[i];
        std::printf("T = %.2e ± %.0e at step %.0f\n", p.y.value, p.y.error, p.x);
    }
}
