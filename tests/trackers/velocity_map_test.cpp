// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "observables/quadratic_modes.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/trackers/velocity_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace trackers_velocity_map_test {

using namespace thermosgd;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

layout two_groups(std::size_t a, std::size_t b) {
    layout where;
    where.add("a", {a});
    where.skip(3);
    where.add("b", {b});
    return where;
}

/// Shows one step of a group in blocks of `block`.
void show(velocity_map& map, std::size_t group, std::span<const double> v, std::size_t block) {
    for (std::size_t first = 0; first < v.size(); first += block) {
        map.add(group, first, v.subspan(first, std::min(block, v.size() - first)));
    }
}

}  // namespace

TEST_CASE("sums of powers are those of a long double loop, whatever the blocks") {
    for (const std::size_t block : {1U, 5U, 16U, 37U, 4096U}) {
        test::random_stream random(1);
        velocity_map map(two_groups(5, 83), {.fourth_powers = true});
        std::vector<std::vector<long double>> powers(5, std::vector<long double>(83));
        constexpr int steps = 50;
        for (int t = 1; t <= steps; ++t) {
            std::vector<double> a(5), b(83);
            for (std::size_t k = 0; k < b.size(); ++k) {
                b[k] = random.normal() + 0.1 * static_cast<double>(k);
                for (std::size_t p = 1; p <= 4; ++p) {
                    powers[p][k] += std::pow(static_cast<long double>(b[k]), p) / steps;
                }
            }
            show(map, 0, a, block);
            show(map, 1, b, block);
            map.close_step(static_cast<std::uint64_t>(t));
        }
        CHECK(map.groups() == 2);
        CHECK(map.size(1) == 83);
        CHECK(map.steps() == steps);
        CHECK(map.gapless());
        for (std::size_t k = 0; k < 83; ++k) {
            CHECK_THAT(map.mean(1, k), WithinRel(static_cast<double>(powers[1][k]), 1e-12));
            CHECK_THAT(map.mean_square(1, k), WithinRel(static_cast<double>(powers[2][k]), 1e-13));
            CHECK_THAT(map.mean_fourth(1, k), WithinRel(static_cast<double>(powers[4][k]), 1e-13));
            const auto variance = static_cast<double>(powers[2][k] - powers[1][k] * powers[1][k]);
            CHECK_THAT(map.variance(1, k).value, WithinRel(variance, 1e-10));
            CHECK(map.variance(1, k).resolved());
        }
        CHECK(map.mean_square(0, 4) == 0);
        CHECK(map.mean_squares(1)[82] == map.mean_square(1, 82));
    }
}

TEST_CASE("the mean velocity telescopes to the displacement over the window") {
    test::random_stream random(2);
    velocity_map map(two_groups(0, 20));
    std::vector<double> x0(20), x(20), v(20);
    for (double& value : x) {
        value = 1e4 * random.normal();
    }
    x0 = x;
    map.restart(7);
    for (std::uint64_t t = 8; t < 1008; ++t) {
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double next = x[k] + random.normal();
            v[k] = next - x[k];
            x[k] = next;
        }
        map.add(1, 0, v, x.data());
        map.close_step(t);
    }
    CHECK(map.gapless());
    for (std::size_t k = 0; k < x.size(); ++k) {
        CHECK_THAT(map.displacement(1, k), WithinAbs(x[k] - x0[k], 1e-9));
        CHECK_THAT(map.mean(1, k), WithinAbs((x[k] - x0[k]) / 1000, 1e-12));
    }
    map.add(1, 0, v);
    map.close_step(1009);
    CHECK_FALSE(map.gapless());
}

TEST_CASE("what the mean velocity takes from the variance is MSD/n², not 1/n") {
    // 2,000 modes with ηh = 0.01 over 4,000 steps. The mean over modes of v̄²/τ has a relative
    // standard deviation of √(2/2000) = 3.2 %; 5 of them fail by chance once in 2e6.
    const auto share = [](double momentum, std::uint64_t seed) {
        constexpr std::size_t d = 2000;
        test::quadratic_modes modes(0.01, momentum, std::vector<double>(d, 1.0),
                                    std::vector<double>(d, 1.0), seed, 1000);
        layout where;
        where.add("w", {d});
        velocity_map map(where);
        for (std::uint64_t t = 1; t <= 4000; ++t) {
            map.add(0, 0, modes.step());
            map.close_step(t);
        }
        double sum = 0;
        for (std::size_t k = 0; k < d; ++k) {
            sum += map.mean(0, k) * map.mean(0, k) / modes.tau(k) / d;
        }
        return sum;
    };
    // (1 + μ)/(ηh n²); a factor n/(n − 1) would take 1/n = 2.5e-4 for it.
    CHECK_THAT(share(0.0, 3), WithinRel(6.25e-6, 0.16));
    CHECK_THAT(share(0.9, 4), WithinRel(1.1875e-5, 0.16));
}

TEST_CASE("a variance below its rounding is zero or more and says that it is not resolved") {
    velocity_map map(two_groups(3, 1));
    const std::vector<double> steady{0.1, 1e8 / 3, -1e-7};
    for (std::uint64_t t = 1; t <= 100'000; ++t) {
        map.add(0, 0, steady);
        map.close_step(t);
    }
    for (std::size_t k = 0; k < 3; ++k) {
        const floored_variance variance = map.variance(0, k);
        CHECK(variance.value >= 0);
        CHECK_FALSE(variance.resolved());
        CHECK(variance.floor < 1e-10 * steady[k] * steady[k]);
    }
    // Never moved: exactly 0, and not resolved either.
    CHECK(map.variance(1, 0).value == 0);
    CHECK_FALSE(map.variance(1, 0).resolved());
    // A mean 1e3 times the fluctuation still shows it: σ²/⟨v²⟩ = 1e-6 is far above 2nε.
    velocity_map drift(two_groups(1, 0));
    test::random_stream random(5);
    for (std::uint64_t t = 1; t <= 10'000; ++t) {
        drift.add(0, 0, std::vector<double>{1e3 + random.normal()});
        drift.close_step(t);
    }
    CHECK(drift.variance(0, 0).resolved());
    CHECK_THAT(drift.variance(0, 0).value, WithinAbs(1, 0.08));
}

TEST_CASE("a velocity that is not finite is left out of its own parameter only") {
    for (const double bad : {not_a_number, std::numeric_limits<double>::infinity(), -1e200}) {
        velocity_map map(two_groups(40, 2), {.fourth_powers = true});
        std::vector<double> v(40, 2.0);
        map.add(0, 0, v);
        map.close_step(1);
        v[17] = bad;
        map.add(0, 0, v);
        map.close_step(2);
        CHECK(map.count(0, 17) == 1);
        CHECK(map.count(0, 16) == 2);
        for (const std::size_t k : {0U, 16U, 17U, 39U}) {
            CHECK(map.mean(0, k) == 2);
            CHECK(map.mean_square(0, k) == 4);
            CHECK(map.mean_fourth(0, k) == 16);
        }
    }
    velocity_map never(two_groups(1, 0));
    never.add(0, 0, std::vector<double>{not_a_number});
    never.close_step(1);
    CHECK(std::isnan(never.mean_square(0, 0)));
    CHECK_FALSE(never.variance(0, 0).resolved());
}

TEST_CASE("maps of two windows add up to the map of both, and a restart forgets") {
    const layout where = two_groups(10, 6);
    test::random_stream random(6);
    velocity_map first(where), second(where), both(where), restarted(where);
    second.restart(300);
    for (std::uint64_t t = 1; t <= 500; ++t) {
        if (t == 301) {
            restarted.restart(300);
        }
        for (const std::size_t group : {0U, 1U}) {
            std::vector<double> v(where.groups()[group].size);
            for (double& value : v) {
                value = random.normal();
            }
            (t <= 300 ? first : second).add(group, 0, v);
            both.add(group, 0, v);
            restarted.add(group, 0, v);
        }
        (t <= 300 ? first : second).close_step(t);
        both.close_step(t);
        restarted.close_step(t);
    }
    CHECK(restarted.mean_squares(0) == second.mean_squares(0));
    CHECK(restarted.steps() == 200);
    CHECK(restarted.gapless());
    velocity_map sum = second;
    sum += first;
    CHECK(sum.steps() == 500);
    CHECK(sum.gapless());
    for (std::size_t k = 0; k < 10; ++k) {
        CHECK_THAT(sum.mean_square(0, k), WithinRel(both.mean_square(0, k), 1e-13));
        CHECK_THAT(sum.displacement(0, k), WithinAbs(both.displacement(0, k), 1e-12));
    }
    velocity_map other(two_groups(10, 7));
    CHECK_THROWS_AS(sum += other, layout_error);
    CHECK(sum.steps() == 500);
}

TEST_CASE("a map written and read back continues bit for bit, and states its memory") {
    const layout where = two_groups(9, 4);
    velocity_map map(where, {.fourth_powers = true});
    test::random_stream random(7);
    std::vector<double> v(9);
    const auto feed = [&](velocity_map& m, std::uint64_t t) {
        m.add(0, 0, v);
        m.close_step(t);
    };
    for (std::uint64_t t = 1; t < 20; ++t) {
        v[t % 9] = t == 9 ? not_a_number : random.normal();
        feed(map, t);
    }
    test::memory_writer writer;
    map.archive(writer);
    velocity_map copy;
    CHECK(copy.groups() == 0);
    CHECK(copy.state_bytes() == 0);
    test::memory_reader reader(writer.words);
    copy.archive(reader);
    CHECK(reader.at_end());
    feed(map, 20);
    feed(copy, 20);
    test::memory_writer a, b;
    map.archive(a);
    copy.archive(b);
    CHECK(a.words == b.words);
    CHECK(map.state_bytes() == 13 * 28);
    CHECK(map.bytes_per_parameter() == 56);
    CHECK(velocity_map(where).state_bytes() == 13 * 20);
    CHECK(velocity_map(where).bytes_per_parameter() == 40);
}

}  // namespace trackers_velocity_map_test
