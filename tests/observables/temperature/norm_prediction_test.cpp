// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/observables/temperature/norm_prediction.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace observables_norm_prediction_test {

using namespace thermosgd;

namespace {

constexpr std::size_t d = 64;

layout one_group() {
    layout l;
    l.add("w", {d});
    return l;
}

hyper_parameters decoupled(double eta) {
    return {.learning_rate = eta, .weight_decay = 1, .decay = decay_kind::decoupled};
}

/// Updates at right angles to the weights, so that N′ = a²N + |ηu|² holds to rounding: what decay
/// does may differ from what is told, and the loss may take a share of the norm.
class right_angles {
public:
    right_angles() : tracker(layout_, {.buckets = 8, .window = 20, .norms = 256}), theta_(d, 1.0) {}

    void step(double eta, double told, double pull = 0) {
        std::vector<double> u(d), v(d);
        double along = 0, norm = 0;
        for (std::size_t i = 0; i < d; ++i) {
            u[i] = eta * random_.normal();
            along += u[i] * theta_[i];
            norm += theta_[i] * theta_[i];
        }
        for (std::size_t i = 0; i < d; ++i) {
            v[i] = -eta * theta_[i] - pull * theta_[i] - (u[i] - along / norm * theta_[i]);
        }
        const std::array<hyper_parameters, 1> p{decoupled(told)};
        tracker.begin_step(p);
        tracker.add(0, 0, v, theta_.data());
        tracker.close_step(++step_);
        for (std::size_t i = 0; i < d; ++i) {
            theta_[i] += v[i];
        }
    }

private:
    layout layout_ = one_group();

public:
    update_tracker tracker;

private:
    std::vector<double> theta_;
    test::random_stream random_{3};
    std::uint64_t step_ = 0;
};

constexpr int steps = 3000;

double cosine(double t) {
    return t < 0 ? 0.01 : 0.005 * (1 + std::cos(std::numbers::pi * t / steps));
}

estimate one() {
    estimate e;
    e.value = 1;
    return e;
}

}  // namespace

TEST_CASE("where updates lie at right angles, the prediction is the norm to rounding") {
    right_angles run;
    for (int t = 0; t < steps; ++t) {
        run.step(cosine(t), cosine(t));
    }
    const norm_prediction p = predict_norm(run.tracker, 0, one());
    REQUIRE(p.points.size() > 128);
    for (const norm_point& point : p.points) {
        CHECK_THAT(point.predicted, WithinRel(point.measured, 1e-9));
        CHECK(point.band < 1e-6 * point.measured);
    }
    CHECK(p.verdict == norm_verdict::follows);
    CHECK(p.inefficiency.value == 1);
    CHECK(std::fabs(p.deviation) < 1e-9);
    // g_u of plain SGD is 1 in closed form; twice as much does not fit.
    CHECK(predict_norm(run.tracker, 0).verdict == norm_verdict::follows);
    estimate two = one();
    two.value = 2;
    const norm_prediction wrong = predict_norm(run.tracker, 0, two);
    CHECK(wrong.verdict == norm_verdict::departs);
    CHECK(wrong.deviation < -0.3);
    // An error of g_u widens the band by B times it.
    two.error = 0.5;
    const norm_prediction unsure = predict_norm(run.tracker, 0, two);
    CHECK(unsure.verdict == norm_verdict::follows);
    const norm_point &a = unsure.points.back(), &b = p.points.back();
    CHECK_THAT(a.band, WithinRel(1.96 * 0.5 * (a.predicted - b.predicted), 1e-3));
}

TEST_CASE("decay that comes k steps late or early is found to one part in twenty") {
    for (const double k : {300.0, 100.0, -100.0}) {
        CAPTURE(k);
        right_angles run;
        for (int t = 0; t < steps; ++t) {
            run.step(cosine(t - (std::max)(k, 0.0)), cosine(t + (std::min)(k, 0.0)));
        }
        const norm_prediction p = predict_norm(run.tracker, 0, one());
        CHECK(p.verdict == norm_verdict::lags);
        CHECK_THAT(p.lag, WithinAbs(k, 15.0));
        CHECK(std::fabs(p.deviation) > 0.05);
        CHECK(std::fabs(p.deviation_after_lag) < 0.05);
    }
}

TEST_CASE("a loss that takes from the norm makes it depart, downwards") {
    right_angles run;
    for (int t = 0; t < steps; ++t) {
        run.step(cosine(t), cosine(t), 0.005);
    }
    const norm_prediction p = predict_norm(run.tracker, 0, one());
    CHECK(p.verdict == norm_verdict::departs);
    CHECK(p.deviation < -0.3);
    CHECK(p.deviation_step > 1);
}

TEST_CASE("without steps, positions or g_u nothing is said; a few steps have no band") {
    const layout l = one_group();
    update_tracker tracker(l, {.buckets = 8, .window = 20});
    CHECK(predict_norm(tracker, 0, one()).verdict == norm_verdict::unknown);
    const std::vector<double> v(d, 0.1), x(d, 1.0);
    tracker.add(0, 0, v, nullptr);
    tracker.close_step(1);
    const norm_prediction blind = predict_norm(tracker, 0, one());
    CHECK((blind.points.empty() && blind.verdict == norm_verdict::unknown));
    right_angles run;
    for (int t = 0; t < 5; ++t) {
        run.step(0.01, 0.01);
    }
    CHECK(predict_norm(run.tracker, 0, {}).verdict == norm_verdict::unknown);
    const norm_prediction few = predict_norm(run.tracker, 0, one());
    CHECK(few.verdict == norm_verdict::follows);
    CHECK((few.points.size() == 5 && !is_finite(few.points.back().band)));
    CHECK(few.lag == 0);  // nothing changed: no lag fits better
}

TEST_CASE("verdicts have names") {
    CHECK(to_string(norm_verdict::follows) == "follows");
    CHECK(to_string(norm_verdict::lags) == "lags");
    CHECK(to_string(norm_verdict::departs) == "departs");
    CHECK(to_string(norm_verdict::unknown) == "unknown");
}

}  // namespace observables_norm_prediction_test
