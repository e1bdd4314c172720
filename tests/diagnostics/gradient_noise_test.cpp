// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/gradient_noise.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace diagnostics_gradient_noise_test {

using namespace thermosgd;

namespace {

constexpr double eta = 0.1, h = 4.0, batch = 8.0;

/// The gradient of n samples of ½h(x − z)², z of variance 1/h².
std::vector<double> gradient_at(std::span<const double> x, double n, test::random_stream& random) {
    std::vector<double> g(x.size());
    for (std::size_t i = 0; i < g.size(); ++i) {
        g[i] = h * x[i] + random.normal() / std::sqrt(n);
    }
    return g;
}

struct measured {
    report r;
    std::vector<reading> readings;
};

/// SGD in its stationary state, then gradients at a point away from the minimum.
measured run_with(double mu) {
    layout where;
    where.add("a", {6, 5}, {.filter_axis = 0});
    thermometer t(where);
    test::random_stream random(11);
    std::vector<double> x(where.size(), 0.0), v(x);
    t.observe(0, x);
    for (std::uint64_t step = 1; step <= 20'000; ++step) {
        const std::vector<double> g = gradient_at(x, batch, random);
        for (std::size_t i = 0; i < x.size(); ++i) {
            v[i] = mu * v[i] - eta * g[i];
            x[i] += v[i];
        }
        t.observe(step, x, {.learning_rate = eta, .momentum_coefficient = mu});
    }
    const std::vector<double> point(where.size(), 0.05);
    const std::span<const double> at(point);
    gradient_samples samples(where, {batch, 8 * batch});
    for (int draw = 0; draw < 400; ++draw) {
        for (int part = 0; part < 8; ++part) {
            samples.add_part(gradient_at(at, batch, random), at);
        }
        samples.add_whole(gradient_at(at, 8 * batch, random), at);
    }
    samples.set_full(gradient_at(at, std::numeric_limits<double>::infinity(), random), at);
    measured m{t.report(), {}};
    m.readings = noise_readings(m.r, samples, {0});
    return m;
}

const reading& find(const std::vector<reading>& all, const std::string& key,
                    const std::string& group) {
    for (const reading& r : all) {
        if (r.key == key && r.group == group) {
            return r;
        }
    }
    FAIL("no reading of " << key << " for " << group);
    return all.front();
}

/// Within six of its own errors, which are below a given share: false alarms below 1e-6 together.
void check_near(const reading& r, double exact, double widest) {
    INFO(r.label << " of " << r.group << ": " << r.value.value << " ± " << r.value.error
                 << ", exact " << exact);
    CHECK(std::fabs(r.value.value - exact) < 6 * r.value.error);
    CHECK(r.value.error < widest * exact);
}

}  // namespace

TEST_CASE("the noise of batches sustains 1 − ηh/2 of the kinetic temperature of a quadratic") {
    const std::vector<reading> all = run_with(0.0).readings;
    REQUIRE(all.size() == 7 * 2);
    for (const char* group : {"a", "all groups"}) {
        check_near(find(all, "gradient.squared_norm", group), 30 * 0.2 * 0.2, 0.05);
        check_near(find(all, "gradient.noise_trace.two_sizes", group), 30, 0.02);
        check_near(find(all, "gradient.noise_trace.one_size", group), 30, 0.02);
        check_near(find(all, "gradient.noise_scale", group), 30 / 1.2, 0.05);
        check_near(find(all, "temperature.gradient_noise", group), 0.5 * eta / batch, 0.02);
        check_near(find(all, "temperature.gradient_noise.over_kinetic", group), 1 - 0.5 * eta * h,
                   0.03);
        check_near(find(all, "velocity.full_batch_share", group), 1.2 / (1.2 + 30 / batch), 0.02);
    }
}

TEST_CASE("with momentum the noise temperature counts noise as often as it is remembered") {
    const std::vector<reading> all = run_with(0.5).readings;
    // ⟨v²⟩ = 2η²s²/((1 − μ)(2(1 + μ) − ηh)): the ratio is 1 − ηh/(2(1 + μ)).
    check_near(find(all, "temperature.gradient_noise", "a"), 0.5 * eta / batch / 0.75, 0.02);
    check_near(find(all, "temperature.gradient_noise.over_kinetic", "a"), 1 - 0.5 * eta * h / 1.5,
               0.03);
}

TEST_CASE("without a learning rate or without draws there are no readings of noise") {
    layout where;
    where.add("a", {6, 5}, {.filter_axis = 0});
    report r;
    r.groups.resize(1);
    gradient_samples samples(where, {8, 64});
    r.groups[0].parameters.learning_rate = r.total.parameters.learning_rate = 0.1;
    CHECK(noise_readings(r, samples, {0}).empty());
    const std::vector<double> g(where.size(), 1.0);
    samples.add_part(g, std::span<const double>(g));
    samples.add_whole(g, std::span<const double>(g));
    CHECK_FALSE(noise_readings(r, samples, {0}).empty());
    r.groups[0].parameters.learning_rate = r.total.parameters.learning_rate = step_info::not_given;
    CHECK(noise_readings(r, samples, {0}).empty());
}

TEST_CASE("a series says of every group what its batch size leaves, and which one limits it") {
    layout where;
    where.add("a", {6, 5}, {.filter_axis = 0});
    where.add("b", {4});
    noise_scale_series series(where);
    CHECK(noise_readings(series, 8).empty());
    // Noise scales 12 and 48, of all (24 + 48)/(2 + 1) = 24, with a scatter of 10 %.
    for (int t = 0; t < 200; ++t) {
        const double wave = 1 + 0.1 * std::sin(2.4 * t);
        const auto norms = [&](double n) {
            return std::array{wave * 2 + 24 / n, 1 + wave * 48 / n};
        };
        series.add(norms(8), norms(32), {8, 32});
    }
    const std::vector<reading> all = noise_readings(series, 12);
    REQUIRE(all.size() == 4 * 3 + 1);
    const auto value = [&](const char* key, const char* group) {
        return find(all, key, group).value.value;
    };
    CHECK_THAT(value("gradient.squared_norm", "a"), WithinRel(2.0, 1e-2));
    CHECK_THAT(value("gradient.noise_trace.two_sizes", "b"), WithinRel(48.0, 1e-2));
    CHECK_THAT(value("gradient.noise_scale", "a"), WithinRel(12.0, 1e-2));
    CHECK_THAT(value("gradient.noise_scale", "all groups"), WithinRel(24.0, 1e-2));
    CHECK_THAT(value("gradient.batch_efficiency", "a"), WithinRel(0.5, 1e-2));
    CHECK_THAT(value("gradient.batch_efficiency", "b"), WithinRel(0.2, 1e-2));
    CHECK_THAT(value("gradient.batch_efficiency", "all groups"), WithinRel(1.0 / 3, 1e-2));
    const reading& limit = all.back();
    CHECK(limit.key == "gradient.noise_scale.next_over_least");
    CHECK(limit.group == "a");
    CHECK_THAT(limit.value.value, WithinRel(4.0, 1e-2));
    CHECK_THAT(limit.remark, ContainsSubstring("limits the batch size; next is b"));
}

}  // namespace diagnostics_gradient_noise_test
