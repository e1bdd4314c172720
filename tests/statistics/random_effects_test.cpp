// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/statistics/random_effects.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
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
    const std::array<replica, 5> runs{{{1, 0.1}, {2, 1.0}, {4, 0.3}, {5, 2.0}, {3, 0.2}}};
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
         {std::size_t{3}, std::size_t{5}, std::size_t{8}, std::size_t{18}}) {
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
                // Three error bars of 1, 2 and 3 leave the weights to chance.
                CHECK(rate(covered) > (runs == 3 && unlike > 0 ? 0.915 : 0.93));
                CHECK(rate(covered) < 0.97);
                CHECK(rate(predicted) > 0.925);
                CHECK(rate(spread_held) > 0.93);
            }
        }
    }
}

TEST_CASE("one run has its own bar and no spread, none is refused, and so is one without a value") {
    const random_effects one = random_effects_mean(std::array<replica, 1>{{{2.0, 0.1, 30}}});
    CHECK(one.mean.value == 2.0);
    CHECK(one.mean.error == 0.1);
    CHECK(one.mean.verdict == reliability::rough);
    CHECK(std::isnan(one.spread));
    CHECK_THROWS_AS(random_effects_mean({}), std::invalid_argument);
    const std::array<replica, 2> holed{
        {{1.0, 0.1}, {std::numeric_limits<double>::quiet_NaN(), 0.1}}};
    CHECK_THROWS_WITH(random_effects_mean(holed), ContainsSubstring("run 1 is not finite"));
}

TEST_CASE("errors that are not known leave the scatter, equal values leave the errors") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const random_effects scatter =
        random_effects_mean(std::array<replica, 3>{{{1, nan}, {2, 0.0}, {3, nan}}});
    CHECK_THAT(scatter.mean.error, WithinRel(std::sqrt(1.0 / 3), 1e-9));
    CHECK_THAT(scatter.spread, WithinRel(1.0, 1e-9));
    const random_effects equal =
        random_effects_mean(std::array<replica, 3>{{{2, 0.1}, {2, 0.1}, {2, 0.1}}});
    CHECK(equal.spread == 0);
    CHECK(equal.mean.value == 2);
    CHECK(equal.mean.error == 0);
}

}  // namespace statistics_random_effects_test
