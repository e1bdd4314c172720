// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <paper/results/judge_again.hpp>

#include "catch_shim.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace examples_paper_results_judge_again_test {

namespace {

using thermosgd::equilibrium_verdict;

thermosgd::estimate known(double value, double relative_error) {
    thermosgd::estimate e;
    e.value = value;
    e.error = relative_error * value;
    e.n_eff = 1000;
    e.nu = 30;
    e.verdict = thermosgd::reliability::reliable;
    return e;
}

/// A layer over 100,000 steps at η = 1e-2, λ = 4e-2: 40 norms' relaxation times after its burn-in,
/// thirty points of T with a scatter of 1 %, and nothing against equilibrium.
struct stored_layer {
    paper::run_record result;
    paper::segment_record segment;
    paper::group_record layer;

    stored_layer() {
        result.spec.weight_decay = 4e-2;
        segment.learning_rate = 1e-2;
        segment.first_step = 50'000;
        segment.last_step = 150'000;
        segment.observed = 100'000;
        segment.loss = known(0.25, 1e-3);
        layer.name = "conv1";
        layer.temperature = known(1e-6, 2e-3);
        layer.mean_square_position = known(1e-3, 2e-3);
        layer.law = layer.balance = known(1.0, 1e-3);
        layer.scale_invariant = true;
        layer.stationary = "stationary";
        layer.drift_kinetic = layer.drift_norm = layer.drift_loss = 0.5;
        layer.burn_in = 1'000;
        draw([](double) { return 0.0; });
    }

    /// The curve of T, 1 + f(time in the stage, 0 to 1), with a scatter that alternates.
    template <class Function>
    void draw(const Function& f) {
        std::vector<paper::curve_point>& curve = result.temperature_curve["conv1"];
        curve.clear();
        constexpr double pattern[]{0.01, -0.01, -0.01, 0.01};
        for (std::uint64_t i = 1; i <= 30; ++i) {
            const std::uint64_t step = 5'000 * i;
            const double time = (static_cast<double>(step) - 52'500) / 100'000;
            curve.emplace_back(step, 1e-6 * (1 + pattern[i % 4] + f(time)));
        }
    }

    [[nodiscard]] equilibrium_verdict verdict() const {
        return paper::judge_again(result, segment, layer);
    }
};

}  // namespace

TEST_CASE("a stored layer with small bounds is in equilibrium, by the rule of the library") {
    CHECK(stored_layer{}.verdict() == equilibrium_verdict::equilibrium);
    stored_layer drifting;
    drifting.layer.stationary = "drifting";
    CHECK(drifting.verdict() == equilibrium_verdict::drifting);
    for (const std::string word : {"unknown", "driven", ""}) {
        stored_layer other;
        other.layer.stationary = word;
        CHECK(other.verdict() == equilibrium_verdict::not_shown);
    }
}

TEST_CASE("errors of T or of the norm that allow 5 % of drift show nothing") {
    // 2σ(|z| + t) with t = 1.697 at ν = 30 and z = 0.5 is 5 % at a relative σ of 1.138 %.
    for (auto quantity :
         {&paper::group_record::temperature, &paper::group_record::mean_square_position}) {
        stored_layer below, above;
        below.layer.*quantity = known(1e-3, 0.0113);
        above.layer.*quantity = known(1e-3, 0.0115);
        below.result.temperature_curve.clear();
        above.result.temperature_curve.clear();
        CHECK(below.verdict() == equilibrium_verdict::equilibrium);
        CHECK(above.verdict() == equilibrium_verdict::not_shown);
    }
    // Without z it is as large as it could be without being called a drift: 2.94.
    stored_layer below, above;
    below.result.temperature_curve.clear();
    above.result.temperature_curve.clear();
    below.layer.drift_kinetic = above.layer.drift_kinetic = paper::none;
    below.layer.temperature = known(1e-6, 0.00535);
    above.layer.temperature = known(1e-6, 0.00545);
    CHECK(below.verdict() == equilibrium_verdict::equilibrium);
    CHECK(above.verdict() == equilibrium_verdict::not_shown);
}

TEST_CASE("a stage shorter than three relaxation times of the norm shows nothing") {
    stored_layer enough, few, forever;
    enough.segment.learning_rate = 1.02 * 3 / (2 * 4e-2 * 99'000);
    few.segment.learning_rate = 0.98 * 3 / (2 * 4e-2 * 99'000);
    CHECK(enough.verdict() == equilibrium_verdict::equilibrium);
    CHECK(few.verdict() == equilibrium_verdict::not_shown);
    forever.result.spec.weight_decay = 0;  // nothing relaxes, and nothing is known of it
    CHECK(forever.verdict() == equilibrium_verdict::equilibrium);
}

TEST_CASE("a slow rise that hides in the error of the mean is found on the curve") {
    // The halves of the line differ by half of what it rises, and the scatter of the points makes
    // that uncertain by 0.42 %: z of 4.2, 3.0 and 0.1 with 17 degrees of freedom.
    stored_layer slow;
    slow.draw([](double time) { return 0.04 * time; });
    CHECK(slow.verdict() == equilibrium_verdict::drifting);
    slow.draw([](double time) { return 0.03 * time; });
    CHECK(slow.verdict() == equilibrium_verdict::not_shown);
    slow.draw([](double time) { return 0.004 * time; });
    CHECK(slow.verdict() == equilibrium_verdict::equilibrium);
    // A curve of too few points bounds nothing.
    stored_layer coarse;
    coarse.result.temperature_curve["conv1"] = {{100'000, 1e-6}, {150'000, 1e-6}};
    CHECK(coarse.verdict() == equilibrium_verdict::not_shown);
}

TEST_CASE("a burn-in of half of the stage counts where T was not at rest before") {
    stored_layer by_the_norm;
    by_the_norm.layer.burn_in = 50'000;
    CHECK(by_the_norm.verdict() == equilibrium_verdict::equilibrium);
    by_the_norm.draw([](double time) { return time < 0.5 ? 0.3 * (0.5 - time) : 0.0; });
    CHECK(by_the_norm.verdict() == equilibrium_verdict::not_shown);
    by_the_norm.result.temperature_curve.clear();
    CHECK(by_the_norm.verdict() == equilibrium_verdict::not_shown);
}

TEST_CASE("a law that fails is a doubt unless the norm is balanced") {
    stored_layer broken;
    broken.layer.law = known(0.8, 1e-3);
    CHECK(broken.verdict() == equilibrium_verdict::equilibrium);
    broken.layer.balance = known(0.8, 1e-3);
    CHECK(broken.verdict() == equilibrium_verdict::not_shown);
    broken.layer.scale_invariant = false;
    CHECK(broken.verdict() == equilibrium_verdict::equilibrium);
}

}  // namespace examples_paper_results_judge_again_test
