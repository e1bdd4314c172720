// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Curvature by differences of gradients, and the step that it allows.

#include <contact/timestep.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "catch_shim.hpp"

namespace examples_contact_timestep_test {

namespace {

/// Of V = Σ ½λ_i θ_i² with λ = largest, largest/2, largest/3, ….
auto gradient_of(double largest) {
    return [largest](std::span<const float> theta, std::span<float> out) {
        for (std::size_t i = 0; i < theta.size(); ++i) {
            out[i] = static_cast<float>(largest / static_cast<double>(i + 1)) * theta[i];
        }
    };
}

}  // namespace

TEST_CASE("power iteration finds the largest curvature, negative ones by their size") {
    thermosgd::random_stream random(1);
    const std::vector<float> theta(200, 0.1F);
    for (const double largest : {1e-3, 1.0, 250.0, -40.0}) {
        CAPTURE(largest);
        CHECK_THAT(contact::largest_curvature(gradient_of(largest), theta, 15, 1e-2, random),
                   WithinRel(std::fabs(largest), 0.01));
    }
}

TEST_CASE("a flat potential has no curvature, and one that is not finite has none that counts") {
    thermosgd::random_stream random(1);
    const std::vector<float> theta(10, 0.1F);
    CHECK(contact::largest_curvature(gradient_of(0.0), theta, 15, 1e-3, random) == 0.0);
    const double nan = contact::largest_curvature(
        [](std::span<const float>, std::span<float> out) {
            for (float& x : out) {
                x = std::numeric_limits<float>::quiet_NaN();
            }
        },
        theta, 15, 1e-3, random);
    CHECK(std::isnan(nan));
}

TEST_CASE("the step is halved until a harmonic mode would be stable, and no further than asked") {
    CHECK(contact::allowed_timestep(0.2, 24.0, 1.0, 6) == 0.2);
    CHECK(contact::allowed_timestep(0.2, 26.0, 1.0, 6) == 0.1);
    CHECK(contact::allowed_timestep(0.2, 1e4, 1.0, 6) == 0.2 / 32);
    CHECK(contact::allowed_timestep(0.2, 1e12, 1.0, 3) == 0.2 / 8);
    CHECK(contact::allowed_timestep(0.2, std::nan(""), 1.0, 3) == 0.2 / 8);
    CHECK(contact::allowed_timestep(0.2, 0.0, 1.0, 3) == 0.2);
}

}  // namespace examples_contact_timestep_test
