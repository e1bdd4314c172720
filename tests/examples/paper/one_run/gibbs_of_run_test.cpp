// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of entropy and free energy of a run: one layer in a trap, one that wanders.

#include <paper/one_run/gibbs_of_run.hpp>

#include <cmath>
#include <span>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace examples_paper_one_run_gibbs_of_run_test {

namespace {

constexpr std::size_t d = 24;   // of each layer
constexpr double pull = 0.1;    // per step, in the trap
constexpr double noise = 0.01;  // per step and weight
constexpr double rate = 0.5;    // η, so that m = 1
constexpr std::uint64_t last = 30'000;

support::json measured_run() {
    thermosgd::layout layout;
    layout.add("trap", {6, 4}, {.filter_axis = 0});
    layout.add("walk", {4, 6}, {.filter_axis = 0});
    thermosgd::thermometer t(layout);
    thermosgd::diagnostics_recorder recorder(layout);
    test::random_stream random(3);
    std::vector<double> theta(2 * d);
    for (double& x : theta) {
        x = noise / std::sqrt(pull * (2.0 - pull)) * random.normal();
    }
    t.observe(0, std::span<const double>(theta));
    for (std::uint64_t step = 1; step <= last; ++step) {
        double loss = 0.0;
        for (std::size_t i = 0; i < d; ++i) {
            loss += 0.5 * pull / rate * theta[i] * theta[i];
        }
        for (std::size_t i = 0; i < 2 * d; ++i) {
            theta[i] += (i < d ? -pull * theta[i] : 0.0) + noise * random.normal();
        }
        t.observe(step, std::span<const double>(theta),
                  {.loss = loss, .learning_rate = rate, .weight_decay = 0.0}, recorder);
    }
    return paper::gibbs_json(t, recorder, {0, 1});
}

}  // namespace

TEST_CASE("entropy, free energy and Gibbs states of a layer in a trap and of one that wanders") {
    const support::json result = measured_run();
    CHECK(result["mass"] == 1.0);

    // S' = 2K = Σ|Δθ|² at m = 1: noise², and a little more in the trap.
    const double each = noise * noise;
    const double squares = d * each * (2.0 / (2.0 - pull) + 1.0);
    const auto& entropy = result["entropy"];
    const auto steps = entropy["step"].back().get<double>();
    CHECK(steps > 0.98 * last);
    CHECK_THAT(entropy["S"].back().get<double>(), WithinRel(steps * squares, 0.01));
    CHECK_THAT(entropy["heat"].back().get<double>(), WithinRel(2.0 * steps * squares, 0.01));

    const auto& trap = result["layers"][0];
    const auto& walk = result["layers"][1];
    CHECK(trap["positions"] == "positions sampled");
    CHECK(walk["positions"] == "positions not sampled, wandering");
    CHECK(trap["rotation"]["status"] == "fitted");
    CHECK(walk["rotation"]["status"] == "positions not sampled");
    for (const auto& layer : {trap, walk}) {
        for (const char* way : {"variance", "map", "skewness"}) {
            CAPTURE(layer["name"], way);
            const auto& freedom = layer["d_eff"][way];
            CHECK(std::fabs(freedom[0].get<double>() - d) <
                  4.0 * freedom[1].get<double>() + 0.02 * d);
        }
        CHECK(layer["time"]["p"] > 0.01);
        CHECK(layer["time"]["covariance_p"] > 0.01);
    }

    // A stationary state has one free energy; the layer that wanders has none.
    const auto& free = result["free_energy"];
    CHECK(free["layers"] == std::vector<std::string>{"trap"});
    CHECK(free["left_out"]["walk"].get<std::string>().find("wandering") != std::string::npos);
    REQUIRE(free["F"].size() >= 2);
    REQUIRE(free["F"].size() == free["step"].size());
    REQUIRE(free["F"].size() == free["U"].size());
    double mean = 0.0;
    for (const auto& e : free["F"]) {
        mean += e[0].get<double>() / static_cast<double>(free["F"].size());
    }
    for (const auto& e : free["F"]) {
        CHECK(std::fabs(e[0].get<double>() - mean) < 4.0 * e[1].get<double>());
    }
    // U = ½κ⟨|θ|²⟩ with κ = pull/η, and F − U = −T S is positive for such small θ.
    const double energy = 0.5 * pull / rate * d * each / (pull * (2.0 - pull));
    CHECK_THAT(free["U"][0][0].get<double>(), WithinRel(energy, 0.1));
    CHECK(mean > 1.5 * energy);
    CHECK(result["readings"].size() > 10);
}

}  // namespace examples_paper_one_run_gibbs_of_run_test
