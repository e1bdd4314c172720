// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/gradient/gradient_samples.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

namespace observables_gradient_gradient_samples_test {

using namespace thermosgd;

namespace {

constexpr double decay = 0.5;

/// Two groups with a gap between; G = 0.3 and 0.05 everywhere, Σ = 4 and 9 per parameter.
struct linear_model {
    layout where;
    std::vector<double> theta;
    test::random_stream random{3};

    linear_model() {
        where.add("a", {30});
        where.skip(5);
        where.add("b", {20});
        theta.assign(where.size(), 0.2);
    }
    /// The gradient of n samples; `shift` is what a batch of this size adds to the mean.
    std::vector<double> gradient(double n, double shift = 0) {
        std::vector<double> g(where.size(), 1e3);
        for (const group& here : where.groups()) {
            const bool first = here.offset == 0;
            for (std::size_t i = 0; i < here.size; ++i) {
                g[here.offset + i] = (first ? 0.3 : 0.05) + shift +
                                     (first ? 2.0 : 3.0) / std::sqrt(n) * random.normal();
            }
        }
        return g;
    }
};

gradient_samples measure(linear_model& model, int draws, double shift = 0) {
    gradient_samples samples(model.where, {16, 128}, decay);
    const std::span<const double> theta(model.theta);
    for (int draw = 0; draw < draws; ++draw) {
        for (int part = 0; part < 8; ++part) {
            samples.add_part(model.gradient(16, shift), theta);
        }
        samples.add_whole(model.gradient(128), theta);
    }
    samples.set_full(model.gradient(std::numeric_limits<double>::infinity()), theta);
    return samples;
}

/// Thirty comparisons share 1e-6.
void check_value(const estimate& e, double exact, double widest) {
    INFO("exact " << exact << ", measured " << e.value << " ± " << e.error);
    CHECK(e.verdict != reliability::unknown);
    CHECK(e.error < widest * std::fabs(exact));
    CHECK_THAT(e.value, WithinAbs(exact, e.error * student_t_critical(0.5e-6 / 30, e.nu)));
}

}  // namespace

TEST_CASE("gradients with known mean and covariance give both back, group by group and together") {
    linear_model model;
    const gradient_samples samples = measure(model, 400);
    REQUIRE(samples.groups() == 2);
    REQUIRE(samples.draws() == 400);
    const double trace[]{120, 180, 300}, square[]{30 * 0.09, 20 * 0.0025, 30 * 0.09 + 20 * 0.0025};
    const double force[]{30 * 0.16, 20 * 0.0225, 30 * 0.16 + 20 * 0.0225};
    for (std::size_t g = 0; g < 3; ++g) {
        CAPTURE(g);
        const point_noise r = samples.result(g);
        check_value(r.noise.noise_trace, trace[g], 0.02);
        check_value(r.batch_variance, trace[g] / 16, 0.02);
        check_value(r.square_step, force[g] + trace[g] / 16, 0.02);
        check_value(r.full_step_share, force[g] / (force[g] + trace[g] / 16), 0.02);
        if (g != 1) {
            check_value(r.noise.squared_gradient, square[g], 0.05);
            check_value(r.noise.noise_scale, trace[g] / square[g], 0.05);
        }
    }
}

TEST_CASE("a mean that depends on the batch size enters two sizes, and not the variance of one") {
    linear_model model;
    const point_noise r = measure(model, 400, 0.2).result(0);
    check_value(r.batch_variance, 120.0 / 16, 0.02);
    // |g_b|² is larger by 30·(0.5² − 0.3²): over 1/16 − 1/128 that is 87.8.
    check_value(r.noise.noise_trace, 120 + 30 * 0.16 / (1.0 / 16 - 1.0 / 128), 0.02);
}

TEST_CASE(
    "the noise of a full gradient that is not of all data is taken off, with an error bound") {
    linear_model model;
    gradient_samples samples = measure(model, 400);
    moments values;
    double error = 0;
    for (int i = 0; i < 500; ++i) {
        samples.set_full(model.gradient(2000), std::span<const double>(model.theta), 2000);
        const estimate e = samples.result(0).full_step_share;
        values.push(e.value);
        error = e.error;
    }
    const double exact = 4.8 / (4.8 + 7.5);
    CHECK(samples.full_samples() == 2000);
    CHECK(std::fabs(values.mean - exact) < 0.01);
    CHECK((std::sqrt(values.variance()) < error && error < 0.15));
}

TEST_CASE("a gradient with NaN leaves its draw out and the variance of its group unknown") {
    linear_model model;
    gradient_samples samples(model.where, {16, 128});
    const std::span<const double> theta(model.theta);
    for (int draw = 0; draw < 20; ++draw) {
        std::vector<double> g = model.gradient(16);
        g[3] = draw == 7 ? std::numeric_limits<double>::quiet_NaN() : g[3];
        samples.add_part(g, theta);
        samples.add_whole(model.gradient(128), theta);
    }
    CHECK(std::isnan(samples.result(0).batch_variance.value));
    CHECK(std::isfinite(samples.result(0).noise.noise_trace.value));
    CHECK(std::isfinite(samples.result(1).batch_variance.value));
    CHECK(std::isnan(samples.result(1).full_step_share.value));
}

TEST_CASE("batch sizes in the wrong order and gradients of another size are refused") {
    linear_model model;
    CHECK_THROWS_AS(gradient_samples(model.where, {16, 16}), std::invalid_argument);
    gradient_samples samples(model.where, {16, 128});
    const std::vector<double> small(3);
    CHECK_THROWS_AS(samples.add_part(small, std::span<const double>(model.theta)), layout_error);
    CHECK_THROWS_AS(samples.add_part(model.theta, std::span<const double>(small)), layout_error);
    // A whole batch without a part: there would be nothing to compare it with.
    CHECK_THROWS_AS(samples.add_whole(model.theta, std::span<const double>(model.theta)),
                    thermosgd::error);
    CHECK(samples.draws() == 0);
}

}  // namespace observables_gradient_gradient_samples_test
