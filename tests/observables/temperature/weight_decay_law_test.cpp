// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "physics/scale_invariant.hpp"

#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/observables/temperature/weight_decay_law.hpp>

#include <cmath>

namespace observables_temperature_weight_decay_law_test {

using namespace thermosgd;
using enum optimiser_kind;

TEST_CASE("the displacement is taken apart into decay and update") {
    // θ = (1, 2), u = (3, −1), η = ½, λ = ¼: Δθ = −⅛θ − ½u.
    const double x[]{1, 2}, u[]{3, -1};
    update_moments m{0, 0, 0};
    for (int i = 0; i < 2; ++i) {
        const double v = -0.125 * x[i] - 0.5 * u[i];
        m.displacement += v * v;
        m.position_displacement += x[i] * v;
        m.position += x[i] * x[i];
    }
    CHECK_THAT(m.squared_update(0.125), WithinRel(0.25 * 10.0, 1e-14));
    CHECK_THAT(m.position_update(0.125), WithinRel(0.5 * 1.0, 1e-14));
}

TEST_CASE("one step of the norm is an identity, and the law is what rests") {
    // |θ′|² = a²|θ|² + |ηu|² − 2aη θ·u for any step.
    test::scale_invariant_noise noise(
        30, {.learning_rate = 0.1, .weight_decay = 0.3, .decay = decay_kind::decoupled}, 1);
    for (int step = 0; step < 20; ++step) {
        const std::vector<double> x = noise.theta();
        const double before = noise.squared_norm();
        noise.step();
        update_moments m{0, 0, before};
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double v = noise.theta()[i] - x[i];
            m.displacement += v * v;
            m.position_displacement += x[i] * v;
        }
        const double a = noise.p.decay_factor();
        CHECK_THAT(a * a * before + m.squared_update(1 - a) - 2 * a * m.position_update(1 - a),
                   WithinRel(noise.squared_norm(), 1e-12));
    }
    const double g = 3, a = 0.9, square = 0.2;
    const double rest = square * g / (1 - a * a);
    CHECK_THAT(next_squared_norm(rest, square, a, g), WithinRel(rest, 1e-14));
    CHECK(next_squared_norm(0.5 * rest, square, a, g) > 0.5 * rest);
    CHECK(next_squared_norm(2 * rest, square, a, g) < 2 * rest);
}

TEST_CASE("the ratio is 1 at that rest, and that of heavy ball where decay is in the gradient") {
    const hyper_parameters w{.learning_rate = 0.01,
                             .weight_decay = 2.0,
                             .momentum_coefficient = 0.9,
                             .beta2 = 0.95,
                             .optimiser = adamw};
    const double a = 0.98, g = (1 + 0.9 * a) / (1 - 0.9 * a);
    CHECK_THAT(white_update_inefficiency(w), WithinRel(g, 1e-12));
    const double norm = 5, square = (1 - a * a) * norm / g;
    // ⟨θ·u⟩ by the updates' own history makes the norm rest: that is the law.
    const double position = predicted_position_update(square, g, a);
    CHECK_THAT(square - 2 * a * position, WithinRel((1 - a * a) * norm, 1e-13));
    update_moments m;
    m.position = norm;
    m.position_displacement = -position - 0.02 * norm;
    m.displacement = square - 2 * 0.02 * m.position_displacement - 0.02 * 0.02 * norm;
    CHECK_THAT(weight_decay_law(m, w, g), WithinRel(1.0, 1e-12));
    CHECK_THAT(weight_decay_law(m, w, 2 * g), WithinRel(2.0, 1e-12));
    CHECK_THAT(angular_step(a, g), WithinRel(std::sqrt(square / norm), 1e-13));
    CHECK_THAT(angular_step(1 - 1e-6, 19.0), WithinRel(std::sqrt(2e-6 * 0.1 / 1.9), 1e-6));

    const hyper_parameters ball{
        .learning_rate = 0.01, .weight_decay = 2.0, .momentum_coefficient = 0.9};
    CHECK_THAT(weight_decay_law(m, ball, white_update_inefficiency(ball)),
               WithinRel(weight_decay_ratio(m.displacement, 0.01, 2.0, norm, 0.9), 1e-12));
}

TEST_CASE("without a decay that is known there is no law") {
    const update_moments m{1, 0, 1};
    CHECK(std::isnan(weight_decay_law(m, {.learning_rate = 0.1}, 1)));
    CHECK(std::isnan(weight_decay_law(m, {.learning_rate = 0.1, .weight_decay = 0}, 1)));
    CHECK(std::isnan(weight_decay_law(m, {.learning_rate = 0.1, .weight_decay = -1}, 1)));
    CHECK(std::isnan(weight_decay_law(m, {.learning_rate = 1, .weight_decay = 1}, 1)));
    CHECK(std::isnan(
        weight_decay_law(m, {.learning_rate = 0.1, .weight_decay = 1, .optimiser = adam}, 1)));
    CHECK(std::isnan(
        weight_decay_law(m, {.learning_rate = 0.1, .weight_decay = 1, .optimiser = other}, 1)));
    CHECK(std::isnan(weight_decay_law({}, {.learning_rate = 0.1, .weight_decay = 1}, 1)));
    CHECK(std::isnan(
        white_update_inefficiency({.learning_rate = 0.1, .weight_decay = 1, .optimiser = muon})));
}

}  // namespace observables_temperature_weight_decay_law_test
