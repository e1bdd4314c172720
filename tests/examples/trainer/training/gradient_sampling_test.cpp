// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <trainer/training/gradient_sampling.hpp>

#include "catch_shim.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace examples_trainer_training_gradient_sampling_test {

namespace {

constexpr std::size_t scalars = 8;

/// Sample i pulls parameter i mod 8 with a force of 8 and two signs: G = 0.25, tr Σ = 64 − |G|².
trainer::gradient_function gradients_of(std::size_t size) {
    return
        [size](std::span<const std::uint32_t> samples, std::uint64_t, std::span<float> gradient) {
            REQUIRE(samples.size() == size);
            std::fill(gradient.begin(), gradient.end(), 0.0F);
            for (const std::uint32_t i : samples) {
                const bool negative = i / scalars % 32 >= 20;
                gradient[i % scalars] += (negative ? -8.0F : 8.0F) / static_cast<float>(size);
            }
        };
}

thermosgd::layout one_group() {
    thermosgd::layout where;
    where.add("a", {2, 4}, {.filter_axis = 0});
    return where;
}

}  // namespace

TEST_CASE("sampled gradients give mean and covariance of the gradients of single images") {
    const std::vector<float> point(scalars, 0.0F);
    const auto plan = trainer::plan_sampling(4, 256, 100'000);
    REQUIRE(plan.draws == 256);
    REQUIRE(plan.large == 32);
    REQUIRE(plan.full == 256);
    const auto samples =
        trainer::sample_gradients(plan, one_group(), point, 0.0, 256, 5, gradients_of);
    // 20 of 32 samples are positive: G = 8/8·(20 − 12)/32 = 0.25 for each of eight.
    const thermosgd::point_noise r = samples.result(0);
    const double square = 8 * 0.25 * 0.25, trace = 64 - square;
    // Six of its own errors: false alarms below 1e-6 together.
    const auto check = [](const thermosgd::estimate& e, double exact, double widest) {
        INFO(e.value << " ± " << e.error << ", exact " << exact);
        CHECK(std::fabs(e.value - exact) < 6 * e.error);
        CHECK(e.error < widest * exact);
    };
    check(r.noise.noise_trace, trace, 0.03);
    check(r.batch_variance, trace / 4, 0.03);
    check(r.noise.squared_gradient, square, 0.5);
    check(r.full_step_share, square / (square + trace / 4), 0.03);
}

TEST_CASE("where the full batch is not all images its noise is taken off") {
    const std::vector<float> point(scalars, 0.0F);
    auto plan = trainer::plan_sampling(4, 256, 0);
    REQUIRE(plan.draws == 32);
    plan.full = 200;
    const auto samples =
        trainer::sample_gradients(plan, one_group(), point, 0.0, 256, 5, gradients_of);
    CHECK(samples.full_samples() == 200);
    const thermosgd::estimate share = samples.result(0).full_step_share;
    CHECK(std::fabs(share.value - 0.5 / (0.5 + 63.5 / 4)) < 3 * share.error);
    CHECK(share.error > 0.01);
}

TEST_CASE(
    "every image is drawn alike, every batch has its own stream, a seed gives the same again") {
    const std::vector<float> point(scalars, 0.0F);
    std::vector<std::size_t> drawn(50);
    std::set<std::uint64_t> streams;
    std::size_t calls = 0;
    const auto counting = [&](std::size_t) -> trainer::gradient_function {
        return [&](std::span<const std::uint32_t> samples, std::uint64_t stream,
                   std::span<float> gradient) {
            for (const std::uint32_t i : samples) {
                ++drawn.at(i);
            }
            streams.insert(stream);
            ++calls;
            std::fill(gradient.begin(), gradient.end(), 1.0F);
        };
    };
    const auto plan = trainer::plan_sampling(32, 50, 64 * 100);
    REQUIRE(plan.draws == 100);
    const auto run = [&] {
        return trainer::sample_gradients(plan, one_group(), point, 0.0, 50, 9, counting);
    };
    (void)run();
    CHECK(calls == 1 + 100 * 9);
    CHECK(streams.size() == calls);
    // 51,201 draws of 50: 1,024 each, scattering by 32. Seven of them.
    for (const std::size_t n : drawn) {
        CHECK((n > 1024 - 224 && n < 1024 + 224));
    }
    const std::vector<std::size_t> before = drawn;
    (void)run();
    CHECK(streams.size() == calls / 2);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        CHECK(drawn[i] == 2 * before[i]);
    }
}

TEST_CASE("a batch of which two are too large for memory is not sampled") {
    CHECK(trainer::plan_sampling(32, 60'000, 75'000).large == 256);
    CHECK(trainer::plan_sampling(4096, 60'000, 75'000).large == 16'384);
    CHECK(trainer::plan_sampling(8192, 60'000, 75'000).draws > 0);
    CHECK(trainer::plan_sampling(8193, 60'000, 75'000).draws == 0);
    CHECK(trainer::plan_sampling(32, 60'000, 75'000).full == 16'384);
}

}  // namespace examples_trainer_training_gradient_sampling_test
