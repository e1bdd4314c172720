// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of schedules of the learning rate against their closed forms.

#include <trainer/cnn/learning_rate_schedule.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_learning_rate_schedule_test {

namespace {

using enum cnn::schedule_shape;
using schedule = cnn::learning_rate_schedule;

}  // namespace

TEST_CASE("every shape has a name that is read back, and others are refused") {
    for (const cnn::schedule_shape shape : {constant, cosine, linear, step, wsd}) {
        CHECK(cnn::schedule_of(cnn::to_string(shape)) == shape);
    }
    CHECK_THROWS_WITH(cnn::schedule_of("cos"),
                      "schedule_of: name = 'cos', expected constant, cosine, linear, step or wsd");
}

TEST_CASE("a constant rate is exactly the rate, from the first step on") {
    for (const std::uint64_t t : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 60}) {
        CHECK(cnn::rate_factor({}, t) == 1.0);
    }
}

TEST_CASE("every shape begins with the same linear warm-up, which ends exactly at the rate") {
    for (const cnn::schedule_shape shape : {constant, cosine, linear, step, wsd}) {
        CAPTURE(cnn::to_string(shape));
        const schedule s{
            .shape = shape, .warmup = 8, .length = 20, .drop_every = 5, .decay = 4, .floor = 0.1};
        cnn::check(s);
        for (std::uint64_t t = 0; t < 8; ++t) {
            CHECK(cnn::rate_factor(s, t) == static_cast<double>(t + 1) / 8.0);
        }
        CHECK(cnn::rate_factor(s, 7) == 1.0);
        CHECK(cnn::rate_factor(s, 8) == 1.0);
    }
}

TEST_CASE("cosine, line and wsd end exactly at the floor, one step after the last") {
    const double floor = GENERATE(0.0, 0.1, 1.0 / 3.0, 1.0);
    for (const cnn::schedule_shape shape : {cosine, linear, wsd}) {
        CAPTURE(cnn::to_string(shape), floor);
        const schedule s{.shape = shape, .warmup = 3, .length = 103, .decay = 40, .floor = floor};
        cnn::check(s);
        for (const std::uint64_t t : {103U, 104U, 100'000U}) {
            CHECK(cnn::rate_factor(s, t) == floor);
        }
        CHECK((cnn::rate_factor(s, 102) > floor) == (floor < 1.0));
        for (std::uint64_t t = 3; t < 103; ++t) {
            CHECK(cnn::rate_factor(s, t + 1) <= cnn::rate_factor(s, t));
        }
    }
}

TEST_CASE("between warm-up and end the shapes are those of their names") {
    const double floor = 0.2;
    const auto at = [&](cnn::schedule_shape shape, std::uint64_t t) {
        return cnn::rate_factor(
            {.shape = shape, .warmup = 10, .length = 110, .decay = 40, .floor = floor}, t);
    };
    // A quarter, half and three quarters of the way.
    CHECK_THAT(at(cosine, 35), WithinRel(0.2 + 0.8 * 0.5 * (1.0 + std::sqrt(0.5)), 1e-15));
    CHECK_THAT(at(cosine, 60), WithinRel(0.6, 1e-15));
    CHECK_THAT(at(cosine, 85), WithinRel(0.2 + 0.8 * 0.5 * (1.0 - std::sqrt(0.5)), 1e-15));
    CHECK_THAT(at(linear, 35), WithinRel(0.8, 1e-15));
    CHECK_THAT(at(linear, 85), WithinRel(0.4, 1e-15));
    CHECK(at(wsd, 69) == 1.0);
    CHECK(at(wsd, 70) == 1.0);
    CHECK_THAT(at(wsd, 71), WithinRel(0.2 + 0.8 * 39.0 / 40.0, 1e-15));
    CHECK_THAT(at(wsd, 90), WithinRel(0.6, 1e-15));
    CHECK_THAT(at(wsd, 109), WithinRel(0.2 + 0.8 / 40.0, 1e-15));
}

TEST_CASE("steps drop by their factor after every n steps of the warm-up's end") {
    const schedule s{.shape = step, .warmup = 4, .drop_every = 10, .drop = 0.25};
    cnn::check(s);
    for (std::uint64_t t = 4; t < 64; ++t) {
        CHECK(cnn::rate_factor(s, t) == std::pow(0.25, (t - 4) / 10));
    }
}

TEST_CASE("a schedule that contradicts itself is refused, naming field, value and range") {
    const auto refused = [](const schedule& s, const std::string& message) {
        CHECK_THROWS_AS(cnn::check(s), std::invalid_argument);
        CHECK_THROWS_WITH(cnn::check(s), message);
    };
    refused({.shape = static_cast<cnn::schedule_shape>(5)},
            "trainer: schedule = 5, expected constant, cosine, linear, step or wsd");
    refused({.shape = cosine}, "trainer: length = 0, expected at least 1 step");
    refused({.shape = linear, .warmup = 10, .length = 10},
            "trainer: warmup = 10, expected fewer steps than the length of the schedule, which is "
            "10 steps");
    refused({.shape = step}, "trainer: drop_every = 0, expected at least 1 step");
    refused({.shape = step, .drop_every = 1, .drop = 0.0},
            "trainer: drop = 0, expected a factor in (0, 1]");
    refused({.shape = step, .drop_every = 1, .drop = 1.5},
            "trainer: drop = 1.5, expected a factor in (0, 1]");
    refused({.shape = wsd, .length = 10}, "trainer: decay = 0, expected at least 1 step");
    refused({.shape = wsd, .warmup = 4, .length = 10, .decay = 7},
            "trainer: decay = 7, expected with the warm-up at most the length of the schedule, "
            "which is 10 steps");
    refused({.shape = cosine, .length = 10, .floor = -0.5},
            "trainer: floor = -0.5, expected a fraction in [0, 1]");
    refused({.shape = cosine, .length = 10, .floor = std::numeric_limits<double>::quiet_NaN()},
            "trainer: floor = nan, expected a fraction in [0, 1]");
    CHECK_NOTHROW(cnn::check(schedule{.shape = wsd, .warmup = 4, .length = 10, .decay = 6}));
    CHECK_NOTHROW(cnn::check(schedule{.shape = constant, .warmup = 1'000'000}));
}

}  // namespace examples_trainer_cnn_learning_rate_schedule_test
