// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/statistics/random_effects.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace statistics_random_effects_test {

using namespace thermosgd;

namespace {

std::vector<replica> draw(test::random_stream& random, std::size_t runs, double spread,
                          double unlike) {
    std::vector<replica> all;
    for (std::size_t i = 0; i < runs; ++i) {
        const double error = 1 + unlike * static_cast<double>(i % 3);
        all.push_back({5 + spread * random.normal() + error * random.normal(), error});
    }
    return all;
}

}  // namespace

TEST_CASE("equal error bars give the plain mean, its Student interval and the excess variance") {
    const std::array<replica, 4> runs{{{1, 0.5}, {2, 0.5}, {4, 0.5}, {5, 0.5}}};
    const random_effects r = random_effects_mean(runs);
    // The variance of the values is 10/3, of which 1/4 is their own.
    CHECK_THAT(r.mean.value, WithinRel(3.0, 1e-12));
    CHECK_THAT(r.mean.error, WithinRel(std::sqrt(10.0 / 3 / 4), 1e-9));
    CHECK(r.mean.nu == 3);
    CHECK(r.mean.n_eff == 4);
    CHECK(r.mean.verdict == reliability::rough);
    CHECK_THAT(r.spread, WithinRel(std::sqrt(10.0 / 3 - 0.25), 1e-9));
    CHECK_THAT(r.error_of_one, WithinRel(0.5, 1e-12));
    CHECK_THAT(r.agreement.chi_squared, WithinRel(40, 1e-12));
    // χ²₃ at 0.025 and 0.975: τ² + s² = 10/χ².
    CHECK_THAT(r.spread_low, WithinRel(std::sqrt(10 / 9.348403604496149 - 0.25), 1e-7));
    CHECK_THAT(r.spread_high, WithinRel(std::sqrt(10 / 0.2157952826238981 - 0.25), 1e-7));
    const double half = 3.182446305283710 * std::sqrt(10.0 / 3 * 1.25);
    CHECK_THAT(r.next.upper, WithinRel(3 + half, 1e-8));
    CHECK_THAT(r.next.lower, WithinRel(3 - half, 1e-8));
}

TEST_CASE("the equation of Paule and Mandel is solved, with unlike error bars too") {
    // Sixteen digits of τ² are not asked for: the equation is.
    const std::array<replica, 5> runs{{{1, 0.1}, {2, 1.0}, {4, 0.3}, {5, 1.2}, {3, 0.2}}};
    const random_effects r = random_effects_mean(runs);
    double weights = 0, mean = 0, squares = 0;
    for (const replica& one : runs) {
        const double w = 1 / (one.error * one.error + r.spread * r.spread);
        weights += w;
        mean += w * one.value;
    }
    mean /= weights;
    for (const replica& one : runs) {
        squares +=
            (one.value - mean) * (one.value - mean) / (one.error * one.error + r.spread * r.spread);
    }
    CHECK_THAT(squares, WithinRel(4, 1e-8));
    CHECK_THAT(r.mean.value, WithinRel(mean, 1e-10));
    CHECK_THAT(r.mean.error, WithinRel(1 / std::sqrt(weights), 1e-8));
    CHECK(r.mean.verdict == reliability::reliable);
    CHECK((r.spread_low < r.spread && r.spread < r.spread_high));
}

TEST_CASE("intervals over seeds cover at 95 %, whatever lies between the runs", "[coverage]") {
    for (const std::size_t runs :
         {std::size_t{2}, std::size_t{3}, std::size_t{5}, std::size_t{8}, std::size_t{18}}) {
        for (const double spread : {0.0, 0.5, 3.0, 30.0}) {
            for (const double unlike : {0.0, 1.0}) {
                constexpr int studies = 3000;
                int covered = 0, predicted = 0, spread_held = 0;
                test::random_stream random(1000 * runs + std::uint64_t(10 * spread + unlike));
                for (int s = 0; s < studies; ++s) {
                    const random_effects r =
                        random_effects_mean(draw(random, runs, spread, unlike));
                    covered += r.mean.interval().contains(5) ? 1 : 0;
                    predicted +=
                        r.next.contains(5 + std::hypot(spread, 1 + unlike) * random.normal()) ? 1
                                                                                              : 0;
                    spread_held += r.spread_low <= spread && spread <= r.spread_high ? 1 : 0;
                }
                const auto rate = [](int count) { return double(count) / studies; };
                std::printf(
                    "%2zu runs, spread %4.1f, errors alike %d: mean %.1f %%, next %.1f %%, "
                    "spread %.1f %%\n",
                    runs, spread, unlike == 0 ? 1 : 0, 100 * rate(covered), 100 * rate(predicted),
                    100 * rate(spread_held));
                CAPTURE(runs, spread, unlike);
                CHECK(rate(covered) > 0.93);
                CHECK(rate(covered) < 0.975);
                CHECK(rate(predicted) > 0.925);
                CHECK(rate(spread_held) > 0.93);
            }
        }
    }
}

TEST_CASE("intervals cover with the scatter of other points, for one run too", "[coverage]") {
    for (const std::size_t runs :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{5}}) {
        for (const std::size_t points : {std::size_t{3}, std::size_t{10}}) {
            for (const double unlike : {0.0, 1.0}) {
                std::printf("%zu runs, %2zu other points, errors alike %d:", runs, points,
                            unlike == 0 ? 1 : 0);
                for (const double spread : {0.0, 0.5, 3.0, 30.0}) {
                    constexpr int studies = 3000;
                    int covered = 0, predicted = 0, spread_held = 0;
                    test::random_stream random(100'000 + 1000 * runs + 50 * points +
                                               std::uint64_t(10 * spread + unlike));
                    std::vector<std::vector<replica>> others(points);
                    for (int s = 0; s < studies; ++s) {
                        for (std::size_t k = 0; k < points; ++k) {
                            others[k] = draw(random, 2 + k % 2, spread, unlike);
                            for (replica& one : others[k]) {
                                one.value += 100.0 * static_cast<double>(k);
                            }
                        }
                        const random_effects r =
                            random_effects_mean(draw(random, runs, spread, unlike), others);
                        covered += r.mean.interval().contains(5) ? 1 : 0;
                        const double error = runs == 1 ? 1 : 1 + unlike;
                        const double next = 5 + std::hypot(spread, error) * random.normal();
                        predicted += r.next.contains(next) ? 1 : 0;
                        spread_held += r.spread_low <= spread && spread <= r.spread_high ? 1 : 0;
                    }
                    const auto rate = [](int count) { return double(count) / studies; };
                    std::printf("  %.1f/%.1f/%.1f", 100 * rate(covered), 100 * rate(predicted),
                                100 * rate(spread_held));
                    CAPTURE(runs, points, spread, unlike);
                    // One short bar beside three points with longer ones says little of τ.
                    CHECK(rate(covered) > (runs == 1 && unlike > 0 ? 0.91 : 0.93));
                    CHECK(rate(covered) < 0.98);
                    CHECK(rate(predicted) > 0.915);
                    CHECK(rate(spread_held) > 0.93);
                }
                std::printf("\n");
            }
        }
    }
}

TEST_CASE("where intervals over seeds cover less or more", "[coverage]") {
    constexpr int studies = 6000;
    const auto coverage = [](const char* what, const auto& study) {
        int covered = 0;
        for (int s = 0; s < studies; ++s) {
            covered += study().mean.interval().contains(0) ? 1 : 0;
        }
        std::printf("%s: %.1f %%\n", what, 100.0 * covered / studies);
        return static_cast<double>(covered) / studies;
    };
    test::random_stream random(77);
    const auto point = [&](std::size_t runs, double spread, double even, double odd) {
        std::vector<replica> all;
        for (std::size_t i = 0; i < runs; ++i) {
            const double error = i % 2 == 0 ? even : odd;
            all.push_back({std::hypot(spread, error) * random.normal(), error});
        }
        return all;
    };
    // Bars of 1 and 5 cover too much where they explain all, and nearly enough elsewhere.
    for (const double spread : {0.0, 3.0, 30.0}) {
        const double rate = coverage("three runs, bars 1, 5 and 1",
                                     [&] { return random_effects_mean(point(3, spread, 1, 5)); });
        CHECK(rate > 0.92);
        CHECK(rate < 0.99);
    }
    // Points whose spreads differ by a third lend less than they seem to: hence ν₀ = 8.
    for (const std::size_t points : {std::size_t{3}, std::size_t{10}}) {
        const double rate = coverage("one run, spreads unlike", [&] {
            const auto spread = [&] {
                double squares = 0;
                for (int i = 0; i < 8; ++i) {
                    const double x = random.normal();
                    squares += x * x / 8;
                }
                return 30 / std::sqrt(squares);
            };
            std::vector<std::vector<replica>> others(points);
            for (std::vector<replica>& other : others) {
                other = point(3, spread(), 1, 1);
            }
            return random_effects_mean(point(1, spread(), 1, 1), others);
        });
        CHECK(rate > 0.92);
        CHECK(rate < 0.97);
    }
    // A lone run cannot learn a spread of 3 from three points whose bars are up to 2, or 10.
    for (const double longest : {2.0, 10.0}) {
        const double rate = coverage("one run, bar 1, others 1 and 2 or 10", [&] {
            std::vector<std::vector<replica>> others(3);
            for (std::vector<replica>& other : others) {
                other = point(2, 3, 1, longest);
            }
            return random_effects_mean(point(1, 3, 1, 1), others);
        });
        CHECK(rate > (longest > 2 ? 0.76 : 0.91));
        CHECK(rate < (longest > 2 ? 0.82 : 0.96));
    }
}

TEST_CASE("with error bars alike the intervals cover exactly, borrowing or not", "[stochastic]") {
    // 20000 studies each, which miss these bounds with probability 1e-6. Seed 31.
    constexpr double sigmas = 4.8917;
    constexpr int studies = 20000;
    test::random_stream random(31);
    for (const double spread : {0.0, 1.0, 1e6}) {
        for (const double level : {0.5, 0.95}) {
            int alone = 0, together = 0;
            std::vector<std::vector<replica>> others(4);
            for (int s = 0; s < studies; ++s) {
                for (std::vector<replica>& point : others) {
                    point = draw(random, 2, spread, 0);
                }
                const std::vector<replica> here = draw(random, 2, spread, 0);
                const random_effects borrowed = random_effects_mean(here, others);
                REQUIRE(borrowed.mean.nu == 5);
                alone += random_effects_mean(here).mean.interval(level).contains(5) ? 1 : 0;
                together += borrowed.mean.interval(level).contains(5) ? 1 : 0;
            }
            INFO("seed 31, spread " << spread << ", level " << level);
            const double reach = sigmas * std::sqrt(level * (1 - level) / studies);
            CHECK_THAT(double(alone) / studies, WithinAbs(level, reach));
            CHECK_THAT(double(together) / studies, WithinAbs(level, reach));
        }
    }
}

TEST_CASE("alike error bars and borrowed scatter: the variance of all, by hand") {
    // Squares about the means: 2 here (ν = 1), 2 and 0.5 elsewhere (ν = 1 each), a lone run says 0.
    const std::array<replica, 2> runs{{{4, 0.5}, {6, 0.5}}};
    const std::vector<std::vector<replica>> others{
        {{1, 0.5}, {3, 0.5}}, {{7, 0.5}, {8, 0.5}}, {{90, 0.5}}};
    const random_effects r = random_effects_mean(runs, others);
    CHECK(r.mean.value == 5);
    CHECK_THAT(r.mean.error, WithinRel(std::sqrt(1.5 / 2), 1e-9));
    CHECK(r.mean.nu == 3);
    CHECK(r.mean.n_eff == 2);
    CHECK(r.mean.verdict == reliability::rough);
    CHECK_THAT(r.spread, WithinRel(std::sqrt(1.5 - 0.25), 1e-9));
    CHECK(r.agreement.nu == 1);
    const random_effects one =
        random_effects_mean(std::array<replica, 1>{{{4, 0.5, 30, false}}}, others);
    CHECK_THAT(one.mean.error, WithinRel(std::sqrt(1.25), 1e-9));
    CHECK(one.mean.nu == 2);
    CHECK(one.mean.verdict == reliability::rough);
    CHECK_THAT(one.next.upper - 4, WithinRel(4.302652729911275 * std::sqrt(2.5), 1e-8));
    // A run without an error bar has that of the others.
    const random_effects unknown = random_effects_mean(
        std::array<replica, 1>{{{4, std::numeric_limits<double>::quiet_NaN()}}}, others);
    CHECK_THAT(unknown.mean.error, WithinRel(std::sqrt(1.25), 1e-9));
}

TEST_CASE("other points lend eight degrees of freedom at most, and their share of the squares") {
    // Five points of four runs: squares 20 each, ν = 15, of which 8/15 count.
    const std::vector<std::vector<replica>> others(5, {{1, 1e-6}, {3, 1e-6}, {5, 1e-6}, {7, 1e-6}});
    const std::array<replica, 2> runs{{{0, 1e-6}, {2, 1e-6}}};
    const random_effects r = random_effects_mean(runs, others);
    CHECK(r.mean.nu == 9);
    CHECK_THAT(r.mean.error, WithinRel(std::sqrt((2 + 100.0 * 8 / 15) / 9 / 2), 1e-8));
    // Runs alone in their points lend nothing, to the bit.
    const std::vector<std::vector<replica>> lone(3, {{1, 0.1}});
    const random_effects borrowed = random_effects_mean(runs, lone);
    const random_effects alone = random_effects_mean(runs);
    CHECK(borrowed.mean.value == alone.mean.value);
    CHECK(borrowed.mean.error == alone.mean.error);
    CHECK(borrowed.mean.nu == 1);
    CHECK(borrowed.next.upper == alone.next.upper);
}

TEST_CASE("no run weighs more than twice another, and the error is that of these weights") {
    // Q = 0.6²·(...) is below ν, so τ = 0. Variances 1 and 9 count as 8 and 16: weights 2 to 1.
    const random_effects r = random_effects_mean(std::array<replica, 2>{{{0, 1}, {3, 3}}});
    CHECK(r.spread == 0);
    CHECK_THAT(r.mean.value, WithinRel(1.0, 1e-14));
    // Q = 3²/(1 + 9) = 0.9, variance of the mean (4·1 + 9)/9.
    CHECK_THAT(r.mean.error, WithinRel(std::sqrt(0.9 * 13 / 9), 1e-14));
    // Bars alike to a factor √2 keep their own weights.
    const random_effects alike =
        random_effects_mean(std::array<replica, 2>{{{0, 1}, {1, std::sqrt(2.0)}}});
    CHECK_THAT(alike.mean.value, WithinRel(1.0 / 3, 1e-12));
    CHECK_THAT(alike.mean.error, WithinRel(std::sqrt(1.0 / 3 / 1.5), 1e-12));
}

TEST_CASE("one run has its own bar and no spread, none is refused, and so is one without a value") {
    const random_effects one = random_effects_mean(std::array<replica, 1>{{{2.0, 0.1, 30}}});
    CHECK(one.mean.value == 2.0);
    CHECK(one.mean.error == 0.1);
    CHECK(one.mean.verdict == reliability::rough);
    CHECK(std::isnan(one.spread));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const replica& unsure : {replica{2.0, nan}, replica{2.0, 0.1, 30, false}}) {
        const random_effects r = random_effects_mean(std::span(&unsure, 1));
        CHECK(r.mean.verdict == reliability::unknown);
        CHECK(p_value_against(r.mean, 5) == 1);
    }
    CHECK_THROWS_AS(random_effects_mean({}), std::invalid_argument);
    const std::array<replica, 2> holed{
        {{1.0, 0.1}, {std::numeric_limits<double>::quiet_NaN(), 0.1}}};
    CHECK_THROWS_WITH(random_effects_mean(holed), ContainsSubstring("run 1 is not finite"));
    const std::vector<std::vector<replica>> others{{{1, 0.1}}, {holed.begin(), holed.end()}};
    CHECK_THROWS_WITH(random_effects_mean(std::array<replica, 1>{{{2, 0.1}}}, others),
                      ContainsSubstring("run 1 of other point 1 is not finite"));
}

TEST_CASE("errors that are not known leave the scatter, equal values leave the errors") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const random_effects scatter =
        random_effects_mean(std::array<replica, 3>{{{1, nan}, {2, 0.0}, {3, nan}}});
    CHECK_THAT(scatter.mean.error, WithinRel(std::sqrt(1.0 / 3), 1e-9));
    CHECK_THAT(scatter.spread, WithinRel(1.0, 1e-9));
    // One that does not know its error is no better than the others.
    const random_effects one_unknown =
        random_effects_mean(std::array<replica, 2>{{{1, 0.1}, {1.05, nan}}});
    CHECK_THAT(one_unknown.mean.value, WithinRel(1.025, 1e-12));
    CHECK_THAT(one_unknown.mean.error, WithinRel(0.025, 1e-12));
    const random_effects equal =
        random_effects_mean(std::array<replica, 3>{{{2, 0.1}, {2, 0.1}, {2, 0.1}}});
    CHECK(equal.spread == 0);
    CHECK(equal.mean.value == 2);
    CHECK_THAT(equal.mean.error, WithinRel(0.1 / std::sqrt(3.0), 1e-14));
    // χ²₁ below 1.6e-6 has a chance of 1e-3.
    const auto error_apart = [](double apart) {
        return random_effects_mean(std::array<replica, 2>{{{2, 0.1}, {2 + apart, 0.1}}}).mean.error;
    };
    CHECK_THAT(error_apart(0.1 * std::sqrt(2 * 1.5e-6)), WithinRel(0.1 / std::sqrt(2.0), 1e-9));
    CHECK_THAT(error_apart(0.1 * std::sqrt(2 * 1.65e-6)),
               WithinRel(0.1 * std::sqrt(1.65e-6 / 2), 1e-6));
    // No bar and no scatter: nothing is known, and nothing is wanting where bars are 0.
    CHECK(random_effects_mean(std::array<replica, 2>{{{2, nan}, {2, nan}}}).mean.verdict ==
          reliability::unknown);
    const random_effects exact = random_effects_mean(std::array<replica, 2>{{{2, 0.0}, {2, 0.0}}});
    CHECK(exact.mean.error == 0);
    CHECK(exact.mean.verdict == reliability::rough);
}

}  // namespace statistics_random_effects_test
