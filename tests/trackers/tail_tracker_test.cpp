// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "observables/quadratic_modes.hpp"
#include "observables/stable_law.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/trackers/tail_tracker.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace trackers_tail_tracker_test {

using namespace thermosgd;

namespace {

layout of(std::size_t a, std::size_t b) {
    layout where;
    where.add("a", {a});
    where.skip(2);
    where.add("b", {b});
    return where;
}

double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6 / 20, e.nu);
}

}  // namespace

TEST_CASE("each block gives the mean over parameters of its logarithms") {
    test::random_stream random(91);
    tail_tracker tracker(of(1, 7), {.block = 5});
    batch_store expected(1);
    for (int b = 0; b < 20; ++b) {
        std::vector<double> sum(7), logs(7);
        for (int t = 0; t < 5; ++t) {
            std::vector<double> v(7);
            for (std::size_t k = 0; k < 7; ++k) {
                v[k] = std::exp(40 * random.normal()) * (random.uniform() < 0.5 ? -1 : 1);
                sum[k] += v[k];
                logs[k] += std::log(std::fabs(v[k])) / 5;
            }
            tracker.add(1, 0, std::span<const double>(v).first(3));
            tracker.add(1, 3, std::span<const double>(v).subspan(3));
            tracker.close_step(static_cast<std::uint64_t>(t));
        }
        double mean = 0;
        for (std::size_t k = 0; k < 7; ++k) {
            mean += (std::log(std::fabs(sum[k])) - logs[k]) / std::log(5.0) / 7;
        }
        expected.append(std::array{mean});
    }
    for (std::size_t b = 0; b < 20; ++b) {
        CHECK_THAT(tracker.inverse_index().batch(b, 1).mean,
                   WithinAbs(expected.batch(b, 0).mean, 1e-12));
    }
    CHECK(tracker.inverse_index().ticks() == 20);
    CHECK(std::isnan(tracker.index(0).value));
}

TEST_CASE("Gaussian velocities of any temperatures have index 2, stable ones their own") {
    for (const double alpha : {1.2, 1.5, 1.8, 2.0}) {
        test::random_stream random(92);
        test::stable_law law(alpha, 93);
        tail_tracker tracker(of(200, 0), {.block = 20});
        std::vector<double> scale(200), v(200);
        for (double& s : scale) {
            s = std::exp(1.5 * random.normal());
        }
        for (std::uint64_t t = 1; t <= 5000; ++t) {
            for (std::size_t k = 0; k < 200; ++k) {
                v[k] = scale[k] * (alpha == 2 ? random.normal() : law.next());
            }
            tracker.add(0, 0, v);
            tracker.close_step(t);
        }
        const estimate index = tracker.index(0);
        CAPTURE(alpha, index);
        CHECK(index.verdict != reliability::unknown);
        CHECK(std::fabs(index.value - alpha) < reach(index));
        CHECK(index.error < 0.03);
        CHECK(tracker.left_out(0) == 0);
    }
}

TEST_CASE("correlated velocities need steps between those that are added") {
    // Heavy ball 0.9: g of v is far above 1 for flat modes, and the sums grow too fast.
    const auto index = [](std::size_t every) {
        test::quadratic_modes modes(0.01, 0.9, std::vector<double>(200, 1e-5),
                                    std::vector<double>(200, 1.0), 94, 500);
        tail_tracker tracker(of(200, 0), {.block = 10, .every = every});
        for (std::uint64_t t = 1; t <= 2000 * every; ++t) {
            tracker.add(0, 0, modes.step());
            tracker.close_step(t);
        }
        return tracker.index(0);
    };
    const estimate adjacent = index(1);
    const estimate apart = index(60);
    CAPTURE(adjacent, apart);
    CHECK(adjacent.value < 1.5);
    CHECK_THAT(apart.value, WithinAbs(2, 0.05));
}

TEST_CASE("a parameter with a zero or a NaN is left out of that block only") {
    const double not_a_number = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {0.0, not_a_number, -std::numeric_limits<double>::infinity(), 1e-310}) {
        test::random_stream random(95);
        tail_tracker clean(of(0, 2), {.block = 4}), dirty(of(0, 3), {.block = 4});
        for (std::uint64_t t = 1; t <= 8; ++t) {
            const double a = random.normal();
            const double b = random.normal();
            clean.add(1, 0, std::array{a, b});
            dirty.add(1, 0, std::array{a, b, t <= 4 && t == 2 ? bad : a});
            clean.close_step(t);
            dirty.close_step(t);
        }
        CHECK(dirty.left_out(1) == 1);
        const double first = clean.inverse_index().batch(0, 1).mean;
        CHECK(dirty.inverse_index().batch(0, 1).mean == first);
        // In the next block it counts again: the mean of (a, b, a).
        CHECK(std::isfinite(dirty.inverse_index().batch(1, 1).mean));
        CHECK(dirty.inverse_index().batch(1, 1).mean != clean.inverse_index().batch(1, 1).mean);
    }
    // Sums that cancel exactly are left out; nothing left gives no number.
    tail_tracker cancelling(of(0, 1), {.block = 2});
    cancelling.add(1, 0, std::array{1.5});
    cancelling.close_step(1);
    cancelling.add(1, 0, std::array{-1.5});
    cancelling.close_step(2);
    CHECK(cancelling.left_out(1) == 1);
    CHECK(std::isnan(cancelling.index(1).value));
    CHECK(cancelling.index(1).verdict == reliability::unknown);
}

TEST_CASE("blocks of two windows merge, and a tracker read back continues bit for bit") {
    const layout where = of(4, 5);
    const tail_tracker_options options{.block = 3, .every = 2};
    tail_tracker first(where, options), second(where, options), both(where, options);
    test::random_stream random(96);
    const auto feed = [&](std::span<tail_tracker* const> trackers, std::uint64_t t) {
        std::array<double, 4> a{};
        std::array<double, 5> b{};
        for (double& x : a) {
            x = random.normal();
        }
        for (double& x : b) {
            x = random.normal();
        }
        for (tail_tracker* tracker : trackers) {
            tracker->add(0, 0, a);
            tracker->add(1, 0, b);
            tracker->close_step(t);
        }
    };
    // 60 steps are ten whole blocks.
    for (std::uint64_t t = 1; t <= 120; ++t) {
        const std::array<tail_tracker*, 2> fed{t <= 60 ? &first : &second, &both};
        feed(fed, t);
    }
    first += second;
    CHECK(first.inverse_index().ticks() == 20);
    CHECK_THAT(first.inverse_index().total(0).mean,
               WithinRel(both.inverse_index().total(0).mean, 1e-13));

    const std::array<tail_tracker*, 1> only{&both};
    feed(only, 121);
    test::memory_writer writer;
    both.archive(writer);
    tail_tracker copy;
    CHECK(copy.groups() == 0);
    test::memory_reader reader(writer.words);
    copy.archive(reader);
    CHECK(reader.at_end());
    const std::array<tail_tracker*, 2> twins{&both, &copy};
    for (std::uint64_t t = 122; t < 140; ++t) {
        feed(twins, t);
    }
    test::memory_writer x, y;
    both.archive(x);
    copy.archive(y);
    CHECK(x.words == y.words);

    both.restart(140);
    CHECK(both.inverse_index().ticks() == 0);
    CHECK(both.left_out(0) == 0);
    CHECK(std::isnan(both.index(0).value));
    CHECK(both.state_bytes() == 9 * 20);
    CHECK(both.bytes_per_parameter() == 24);
    tail_tracker other(where, {.block = 4, .every = 2});
    CHECK_THROWS_AS(both += other, layout_error);
    CHECK_THROWS_AS(tail_tracker(where, {.block = 1}), std::invalid_argument);
    CHECK_THROWS_AS(tail_tracker(where, {.block = 1001}), std::invalid_argument);
    CHECK_THROWS_AS(tail_tracker(where, {.block = 10, .every = 0}), std::invalid_argument);
}

}  // namespace trackers_tail_tracker_test
