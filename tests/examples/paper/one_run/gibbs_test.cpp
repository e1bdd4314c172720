// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of Gibbs states of a layer: motions whose law is known.

#include <paper/one_run/gibbs.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace examples_paper_one_run_gibbs_test {

namespace {

constexpr std::size_t d = 20;
constexpr int steps = 4000;

/// A layer and what it points to.
struct moved {
    thermosgd::batch_store powers{3};
    paper::layer_motion layer;

    /// \param velocities  draws the d velocities of one step
    explicit moved(const std::function<std::vector<double>()>& velocities, double cv2 = 0.0) {
        layer.name = "made";
        layer.d = d;
        layer.learning_rate = 0.5;  // m = 1
        layer.positions = "positions not sampled, wandering";
        layer.spread.value = cv2;
        layer.spread.error = 0.01;
        for (int i = 0; i < steps; ++i) {
            double square = 0.0, sum = 0.0;
            for (const double v : velocities()) {
                square += v * v;
                sum += v;
            }
            powers.append(std::array{square, square * square, square * square * square});
            layer.rows.push_back({square, sum, 0.0, 0.0, 0.0, 0.0});
        }
        layer.powers = &powers;
    }

    [[nodiscard]] support::json json() const { return paper::gibbs_layer_json(layer, 1); }
};

double value(const support::json& e) {
    return e.at(0).get<double>();
}

double error(const support::json& e) {
    return e.at(1).get<double>();
}

/// Whether an estimate is within four of its errors of the truth.
bool covers(const support::json& e, double truth) {
    return std::fabs(value(e) - truth) < 4.0 * error(e);
}

}  // namespace

TEST_CASE("a gas at one temperature follows the Gibbs law, and all d_eff are d") {
    test::random_stream random(1);
    const auto result =
        moved([&] {
            std::vector<double> v(d);
            std::generate(v.begin(), v.end(), [&] { return 0.1 * random.normal(); });
            return v;
        }).json();
    CHECK(covers(result["d_eff"]["variance"], d));
    CHECK(error(result["d_eff"]["variance"]) < 0.1 * d);
    CHECK(covers(result["d_eff"]["skewness"], d));
    CHECK(value(result["d_eff"]["map"]) == d);
    CHECK(covers(result["maxwell"], 1.0));
    CHECK(result["maxwell_p"] > 0.01);
    const auto& time = result["time"];
    CHECK(time["status"] == "fitted");
    CHECK(covers(time["beta"], 100.0));
    CHECK(time["p"] > 0.01);
    CHECK(time["covariance_p"] > 0.01);
    CHECK_THAT(time["variance_ratio"][0].get<double>(), WithinAbs(1.0, 0.1));
    CHECK(result["translation"]["p"] > 0.01);
    CHECK(covers(result["translation"]["velocity"], 0.0));
    CHECK(result["rotation"]["status"] == "positions not sampled");
}

TEST_CASE("two temperatures within a layer break the law, and d_eff is d/(1 + CV²)") {
    test::random_stream random(2);
    const double cv2 = 0.5 * (1.0 + 81.0) / 25.0 - 1.0;  // half of the weights nine times as hot
    const auto result = moved(
                            [&] {
                                std::vector<double> v(d);
                                for (std::size_t i = 0; i < d; ++i) {
                                    v[i] = (i % 2 == 0 ? 3.0 : 1.0) * random.normal();
                                }
                                return v;
                            },
                            cv2)
                            .json();
    CHECK(covers(result["d_eff"]["variance"], d / (1.0 + cv2)));
    CHECK_THAT(value(result["d_eff"]["map"]), WithinRel(d / (1.0 + cv2), 1e-3));
    CHECK(result["time"]["p"] < 0.01);
    CHECK(result["time"]["covariance_p"] < 0.01);
    CHECK_THAT(result["time"]["variance_ratio"][0].get<double>(), WithinRel(1.0 + cv2, 0.15));
    CHECK(value(result["maxwell"]) > 1.0);
}

TEST_CASE("weights that share their noise have fewer degrees of freedom than their map tells") {
    test::random_stream random(3);
    const auto result = moved([&] {
                            std::vector<double> v(d);
                            const double a = random.normal(), b = random.normal();
                            for (std::size_t i = 0; i < d; ++i) {
                                v[i] = i % 2 == 0 ? a : b;
                            }
                            return v;
                        }).json();
    CHECK(covers(result["d_eff"]["variance"], 2.0));
    CHECK(value(result["d_eff"]["map"]) == d);
    CHECK(result["time"]["p"] < 0.01);
    // With the degrees of freedom that there are the law holds.
    CHECK(result["time_d_eff"]["p"] > 0.01);
    CHECK_THAT(result["time_d_eff"]["d"].get<double>(), WithinAbs(2.0, 0.2));
}

TEST_CASE("a layer that drifts as a whole has the velocity of its frame") {
    test::random_stream random(4);
    const auto result =
        moved([&] {
            std::vector<double> v(d);
            std::generate(v.begin(), v.end(), [&] { return 1.0 + random.normal(); });
            return v;
        }).json();
    CHECK(covers(result["translation"]["velocity"], 1.0));
    CHECK(error(result["translation"]["velocity"]) < 0.01);
    CHECK(result["translation"]["p"] > 0.01);      // (K, P) follows the law in its own frame
    CHECK(result["time"]["covariance_p"] < 0.01);  // K alone does not
}

TEST_CASE("a plane that turns has its angular velocity, where positions were sampled") {
    test::random_stream random(5);
    moved turning([] { return std::vector<double>(d, 1.0); });
    // In a trap of ω = 0.01 that turns at Ω = 0.3 ω: x ~ N(0, 1), v = Ω × x + noise.
    const double omega = 0.01, turn = 0.3 * omega, spread = 1.0;
    const double thermal = omega * std::sqrt(1.0 - 0.09) * spread;
    for (paper::motion_row& row : turning.layer.rows) {
        row[2] = spread * random.normal();
        row[3] = spread * random.normal();
        row[4] = -turn * row[3] + thermal * random.normal();
        row[5] = turn * row[2] + thermal * random.normal();
    }
    turning.layer.positions_sampled = true;
    const auto result = turning.json();
    const auto& rotation = result["rotation"];
    CHECK(rotation["status"] == "fitted");
    CHECK_THAT(rotation["frequency"].get<double>(), WithinRel(omega, 0.05));
    CHECK(covers(rotation["angular_velocity"], turn));
    CHECK(error(rotation["angular_velocity"]) < 0.1 * turn);
    CHECK(rotation["p"] > 0.01);
    // K did not change at all, which no state of 20 degrees of freedom does.
    CHECK(result["time"]["variance_ratio"][0] == 0.0);
}

TEST_CASE("entropy grows by twice the kinetic energy, and heat is what friction takes") {
    // Two layers of which one counts; Σv² = 0.02 at each step, η = 0.1: S' = 0.1, heat' = 0.2.
    thermosgd::batch_store powers(6);
    for (int i = 0; i < 3000; ++i) {
        const double wiggle = 0.02 * (1.0 + 0.1 * ((i / 7) % 2 == 0 ? 1.0 : -1.0));
        powers.append(std::array{5.0, 5.0, 5.0, wiggle, 0.0, 0.0});
    }
    const auto result = paper::entropy_json(powers, {1}, 0.1, 1000, 20);
    const auto& step = result["step"];
    REQUIRE(step.size() <= 21);
    REQUIRE(step.size() >= 11);
    CHECK(step[0] == 1000);
    CHECK(result["S"][0] == 0.0);
    for (std::size_t i = 1; i < step.size(); ++i) {
        const double t = step[i].get<double>() - 1000.0;
        CHECK_THAT(result["S"][i].get<double>(), WithinAbs(0.1 * t, 0.1));
        CHECK_THAT(result["heat"][i].get<double>(),
                   WithinRel(2.0 * result["S"][i].get<double>(), 1e-5));
    }
    CHECK(covers(result["rate_ratio"], 1.0));

    thermosgd::batch_store heating(3);
    for (int i = 0; i < 4096; ++i) {
        heating.append(std::array{i < 2048 ? 1.0 : 3.0, 0.0, 0.0});
    }
    CHECK_THAT(value(paper::entropy_json(heating, {0}, 0.1, 0)["rate_ratio"]),
               WithinRel(3.0, 1e-6));
}

}  // namespace examples_paper_one_run_gibbs_test
