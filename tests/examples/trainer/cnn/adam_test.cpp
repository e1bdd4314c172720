// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of Adam and AdamW against what is known in closed form.

#include <trainer/cnn/adam.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace examples_trainer_cnn_adam_test {

namespace {

using enum cnn::optimiser;

/// Parameters with Adam's memory of them.
template <class T>
struct moved {
    std::vector<T> theta, m, v, p;
    std::uint64_t steps = 0;

    explicit moved(std::vector<T> start)
        : theta(std::move(start)), m(theta.size()), v(theta.size()), p(theta.size(), T{77}) {}

    void step(const std::vector<T>& gradient, const cnn::optimiser_options& settings) {
        cnn::adam_step<T>(theta, gradient, {m, v, p}, ++steps, settings);
    }
};

/// Parameters that are moved by a call of their own.
struct cut_at {
    std::size_t first, count;
};

constexpr std::size_t size = 37;  // with a rest, whatever the width of a vector

template <class T>
std::vector<T> random_vector(std::uint64_t seed) {
    test::random_stream stream(seed);
    std::vector<T> values(size);
    for (T& value : values) {
        value = static_cast<T>(stream.normal());
    }
    return values;
}

}  // namespace

TEMPLATE_TEST_CASE("the first step is the rate times the sign of the gradient", "", float, double) {
    using T = TestType;
    const double tolerance = 8.0 * std::numeric_limits<T>::epsilon();
    const cnn::optimiser kind = GENERATE(adam, adamw);
    for (const double beta1 : {0.0, 0.9}) {
        const std::vector<T> start = random_vector<T>(1), gradient = random_vector<T>(2);
        moved<T> own(start);
        own.step(gradient, {.kind = kind, .learning_rate = 0.25, .beta1 = beta1, .epsilon = 0.0});
        for (std::size_t i = 0; i < size; ++i) {
            CHECK_THAT(own.theta[i] - start[i],
                       WithinAbs(-std::copysign(0.25, static_cast<double>(gradient[i])),
                                 tolerance * (1.0 + std::fabs(start[i]))));
            CHECK_THAT(own.p[i], WithinRel(std::fabs(static_cast<double>(gradient[i])), tolerance));
        }
    }
}

TEST_CASE("under a constant gradient the means are unbiased at every step") {
    // m̂ = g and v̂ = g² exactly, so each step is η g/(|g| + ε).
    const std::vector<double> start = random_vector<double>(3), g = random_vector<double>(4);
    moved<double> own(start);
    for (int t = 1; t <= 200; ++t) {
        own.step(g, {.kind = adam, .learning_rate = 0.01, .epsilon = 0.125});
        for (std::size_t i = 0; i < size; ++i) {
            const double root = std::fabs(g[i]) + 0.125;
            CHECK_THAT(own.p[i], WithinRel(root, 1e-12));
            CHECK_THAT(own.theta[i], WithinAbs(start[i] - 0.01 * t * g[i] / root, 1e-12));
        }
    }
}

TEST_CASE("decoupled decay shrinks by 1 − ηλ exactly, and is all that happens without a gradient") {
    const std::vector<double> start = random_vector<double>(5), none(size);
    moved<double> own(start);
    std::vector<double> expected = start;
    const cnn::optimiser_options settings{
        .kind = adamw, .learning_rate = 0.125, .weight_decay = 0.5};
    for (int t = 1; t <= 50; ++t) {
        own.step(none, settings);
        for (double& value : expected) {
            value *= 1.0 - 0.125 * 0.5;
        }
        CHECK(own.theta == expected);
    }
    CHECK(own.p == std::vector<double>(size, 1e-8));
}

TEST_CASE("decay of Adam is Adam of the gradient with the decay in it") {
    const std::vector<double> start = random_vector<double>(6);
    moved<double> with(start), without(start);
    for (std::uint64_t t = 1; t <= 50; ++t) {
        const std::vector<double> g = random_vector<double>(100 + t);
        std::vector<double> sum = g;
        for (std::size_t i = 0; i < size; ++i) {
            sum[i] += 0.5 * without.theta[i];
        }
        with.step(g, {.kind = adam, .weight_decay = 0.5});
        without.step(sum, {.kind = adam});
        for (std::size_t i = 0; i < size; ++i) {
            CHECK_THAT(with.theta[i], WithinAbs(without.theta[i], 1e-14));
        }
    }
}

TEST_CASE("without decay Adam and AdamW are one, bit for bit, and with it they part") {
    const double decay = GENERATE(0.0, 0.1);
    const std::vector<float> start = random_vector<float>(7);
    moved<float> one(start), other(start);
    for (std::uint64_t t = 1; t <= 20; ++t) {
        const std::vector<float> g = random_vector<float>(200 + t);
        one.step(g, {.kind = adam, .weight_decay = decay});
        other.step(g, {.kind = adamw, .weight_decay = decay});
    }
    CHECK((one.theta == other.theta) == (decay == 0.0));
    CHECK((one.p == other.p) == (decay == 0.0));
}

TEST_CASE("without memory every step is the rate times the sign of the gradient") {
    const cnn::optimiser_options settings{
        .kind = adam, .learning_rate = 0.25, .beta1 = 0.0, .beta2 = 0.0, .epsilon = 0.0};
    moved<double> own(std::vector<double>(size, 0.0));
    std::vector<double> expected(size, 0.0);
    for (std::uint64_t t = 1; t <= 50; ++t) {
        const std::vector<double> g = random_vector<double>(300 + t);
        own.step(g, settings);
        for (std::size_t i = 0; i < size; ++i) {
            expected[i] -= std::copysign(0.25, g[i]);
            CHECK_THAT(own.theta[i], WithinAbs(expected[i], 1e-12));
        }
    }
}

TEMPLATE_TEST_CASE("the bits of a parameter do not depend on its place or on its neighbours", "",
                   float, double) {
    using T = TestType;
    const cnn::optimiser_options settings{.kind = adamw, .weight_decay = 0.1};
    const std::vector<T> start = random_vector<T>(8);
    moved<T> whole(start), cut(start);
    for (std::uint64_t t = 1; t <= 10; ++t) {
        const std::vector<T> g = random_vector<T>(400 + t);
        whole.step(g, settings);
        for (const cut_at& range : {cut_at{0, 1}, {1, 17}, {18, 0}, {18, size - 18}}) {
            const auto part = [&range](std::vector<T>& of) {
                return std::span<T>(of).subspan(range.first, range.count);
            };
            cnn::adam_step<T>(part(cut.theta),
                              std::span<const T>(g).subspan(range.first, range.count),
                              {part(cut.m), part(cut.v), part(cut.p)}, t, settings);
        }
    }
    CHECK(cut.theta == whole.theta);
    CHECK(cut.m == whole.m);
    CHECK(cut.v == whole.v);
    CHECK(cut.p == whole.p);
}

}  // namespace examples_trainer_cnn_adam_test
