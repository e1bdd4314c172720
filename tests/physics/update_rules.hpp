// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Rules of the optimisers on one mode of a quadratic loss, with their exact stationary state.

#include <array>
#include <cmath>
#include <cstddef>

namespace test {

/// x and the momentum buffer m of one mode of curvature h.
struct mode_state {
    double x = 0;
    double m = 0;
};

/// What a step does with weight decay and with the buffer.
enum class variant { coupled, decoupled, nesterov };

/// One mode: loss ½hx², gradient noise of variance s², rate η, momentum μ, decay λ, PyTorch form.
struct update_rule {
    double eta;
    double h;
    double s2 = 1;
    double beta = 0;
    double lambda = 0;
    variant form = variant::coupled;

    /// Makes one step with the noise given; returns the gradient, decay included where coupled.
    double step(mode_state& s, double noise) const {
        const double g = (h + (form == variant::decoupled ? 0 : lambda)) * s.x + noise;
        s.m = beta * s.m + g;
        const double decay = form == variant::decoupled ? eta * lambda * s.x : 0;
        s.x -= eta * (form == variant::nesterov ? g + beta * s.m : s.m) + decay;
        return g;
    }
};

/// Exact stationary second moments of a rule under independent noise.
struct stationary_state {
    double x2 = 0;                   ///< ⟨x²⟩
    std::array<double, 64> v_lag{};  ///< ⟨v(t) v(t+k)⟩
    double g_position = 0;           ///< 1 + 2 Σ ρ_x
    double g_kinetic = 0;            ///< 1 + 2 Σ ρ_v²
};

/// Solves the discrete Lyapunov equation of (x, m) by squaring, and reads off what is needed.
inline stationary_state solve(const update_rule& rule) {
    // The step is linear: its matrix and noise vector are what it makes of unit vectors.
    using matrix = std::array<std::array<double, 2>, 2>;
    const auto image = [&](mode_state s, double noise) {
        rule.step(s, noise);
        return std::array{s.x, s.m};
    };
    const auto of_x = image({1, 0}, 0), of_m = image({0, 1}, 0), b = image({0, 0}, 1);
    const matrix a{{{of_x[0], of_m[0]}, {of_x[1], of_m[1]}}};
    const auto times = [](const matrix& p, const matrix& q) {
        matrix r{};
        for (std::size_t i = 0; i < 2; ++i) {
            for (std::size_t j = 0; j < 2; ++j) {
                r[i][j] = p[i][0] * q[0][j] + p[i][1] * q[1][j];
            }
        }
        return r;
    };
    const auto transposed = [](const matrix& p) {
        return matrix{{{p[0][0], p[1][0]}, {p[0][1], p[1][1]}}};
    };
    matrix sigma{};
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
            sigma[i][j] = rule.s2 * b[i] * b[j];
        }
    }
    matrix power = a;
    for (int doubling = 0; doubling < 40; ++doubling) {
        const matrix more = times(times(power, sigma), transposed(power));
        for (std::size_t i = 0; i < 2; ++i) {
            for (std::size_t j = 0; j < 2; ++j) {
                sigma[i][j] += more[i][j];
            }
        }
        power = times(power, power);
    }
    // ⟨x(t) x(t+k)⟩ is the first entry of Aᵏ Σ.
    stationary_state state;
    state.x2 = sigma[0][0];
    constexpr int lags = 20'000;
    matrix ahead = sigma;
    double before = 0, here = sigma[0][0];
    for (int k = 0; k < lags; ++k) {
        ahead = times(a, ahead);
        const double after = ahead[0][0];
        const double v = k == 0 ? 2 * (here - after) : 2 * here - before - after;
        const auto lag = static_cast<std::size_t>(k);
        if (lag < state.v_lag.size()) {
            state.v_lag[lag] = v;
        }
        const double weight = k == 0 ? 1 : 2;
        state.g_position += weight * here / state.x2;
        state.g_kinetic += weight * (v / state.v_lag[0]) * (v / state.v_lag[0]);
        before = here;
        here = after;
    }
    return state;
}

}  // namespace test
