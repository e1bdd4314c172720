// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of what ε of a batch normalisation does to the law of the weights before it.

#include <thermosgd/observables/temperature/epsilon_law.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace observables_temperature_epsilon_law_test {

using namespace thermosgd;

namespace {

// One output w·x, normalised over a minibatch and scaled by γ, with loss Σ t_b y_b.
struct normalised_output {
    std::vector<std::vector<double>> inputs;
    std::vector<double> targets;
    double epsilon;

    [[nodiscard]] double inverse_deviation(const std::vector<double>& w) const {
        double mean = 0, square = 0;
        for (const double z : outputs(w)) {
            mean += z / static_cast<double>(inputs.size());
            square += z * z / static_cast<double>(inputs.size());
        }
        return 1 / std::sqrt(square - mean * mean + epsilon);
    }

    [[nodiscard]] double loss(const std::vector<double>& w, double gamma) const {
        const std::vector<double> z = outputs(w);
        double mean = 0, sum = 0;
        for (const double one : z) {
            mean += one / static_cast<double>(z.size());
        }
        for (std::size_t b = 0; b < z.size(); ++b) {
            sum += targets[b] * gamma * (z[b] - mean) * inverse_deviation(w);
        }
        return sum;
    }

    [[nodiscard]] std::vector<double> outputs(const std::vector<double>& w) const {
        std::vector<double> z(inputs.size());
        for (std::size_t b = 0; b < z.size(); ++b) {
            for (std::size_t i = 0; i < w.size(); ++i) {
                z[b] += w[i] * inputs[b][i];
            }
        }
        return z;
    }
};

}  // namespace

TEST_CASE("the pull is w dL/dw of a normalised output, by differences of its loss") {
    test::random_stream random(41);
    for (const double epsilon : {1e-5, 0.1, 2.0}) {
        normalised_output one{{}, {}, epsilon};
        for (int b = 0; b < 6; ++b) {
            one.inputs.push_back({random.normal(), random.normal(), random.normal()});
            one.targets.push_back(random.normal());
        }
        const std::vector<double> w{0.5, -0.7, 0.3};
        const double gamma = 1.3, step = 1e-4;
        const auto scaled = [&](double alpha) {
            return one.loss({alpha * w[0], alpha * w[1], alpha * w[2]}, gamma);
        };
        const double direct = (scaled(1 + step) - scaled(1 - step)) / (2 * step);
        const std::array inverse{one.inverse_deviation(w)};
        const std::array scale{gamma};
        const std::array slope{one.loss(w, 1)};  // the loss is linear in γ
        const epsilon_effect effect =
            epsilon_effect_of_step<double>(epsilon, inverse, scale, slope);
        INFO("epsilon " << epsilon);
        CHECK_THAT(effect.pull, WithinRel(direct, 1e-5));
        CHECK_THAT(effect.share, WithinRel(epsilon * inverse[0] * inverse[0], 1e-14));
    }
}

TEST_CASE("shares are averaged over outputs and pulls are summed") {
    const std::array<float, 2> inverse{1.0F, 2.0F}, gamma{2.0F, -1.0F}, slope{3.0F, 4.0F};
    const epsilon_effect two = epsilon_effect_of_step<float>(0.125, inverse, gamma, slope);
    CHECK(two.share == 0.3125);  // of 1/8 and 1/2
    CHECK(two.pull == -1.25);    // 6/8 − 4/2
    const epsilon_effect none = epsilon_effect_of_step<float>(0.0, inverse, gamma, slope);
    CHECK((none.share == 0 && none.pull == 0));
    const epsilon_effect empty = epsilon_effect_of_step<float>(0.1, {}, {}, {});
    CHECK((empty.share == 0 && empty.pull == 0));
    CHECK_THROWS_AS(epsilon_effect_of_step<float>(0.1, inverse, gamma, std::span(slope).first(1)),
                    layout_error);
}

TEST_CASE("the law is 1 where epsilon does not pull, and has the error of the pull") {
    estimate pull;
    pull.value = 0;
    pull.error = 0.1;
    pull.nu = 20;
    CHECK(epsilon_law(pull, 2).value == 1);
    CHECK(epsilon_law(pull, 2).error == 0.05);
    CHECK(epsilon_law(pull, 2).nu == 20);
    pull.value = -0.5;
    CHECK(epsilon_law(pull, 2).value == 0.75);
    CHECK(std::isnan(epsilon_law(pull, 0).value));
}

}  // namespace observables_temperature_epsilon_law_test
