// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/core/sums.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace thermosgd;

namespace {

/// The sums of a block by a second implementation, in long double.
struct reference {
    long double v = 0, v2 = 0, v3 = 0, v4 = 0, mv2 = 0, xv = 0, x2 = 0;
    long double abs_v = 0, abs_xv = 0, abs_v3 = 0;
};

template <class T>
reference add_up(const std::vector<T>& before, const std::vector<T>& after,
                 const std::vector<double>& mass) {
    reference r;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const long double x = before[i];
        const long double v = static_cast<long double>(after[i]) - x;
        r.v += v;
        r.v2 += v * v;
        r.v3 += v * v * v;
        r.v4 += v * v * v * v;
        r.mv2 += mass[i] * v * v;
        r.xv += x * v;
        r.x2 += x * x;
        r.abs_v += std::fabs(v);
        r.abs_v3 += std::fabs(v * v * v);
        r.abs_xv += std::fabs(x * v);
    }
    return r;
}

}  // namespace

TEMPLATE_TEST_CASE("a block's sums agree with long double", "", float, double) {
    test::random_stream random(11);
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 25U, 200U, 4095U, 4096U}) {
        std::vector<TestType> before(count), after(count);
        std::vector<double> mass(count);
        for (std::size_t i = 0; i < count; ++i) {
            before[i] = static_cast<TestType>(random.normal());
            after[i] = before[i] + static_cast<TestType>(0.01 * random.normal());
            mass[i] = 0.5 + random.uniform();
        }
        const reference r = add_up(before, after, mass);
        std::vector<TestType> kept = before;
        const sums s = detail::sum_block<sums_level::all, true>(
            detail::position_step<TestType>{after.data(), kept.data()}, mass.data(), count);
        const auto near = [](double a, long double b, long double scale) {
            return std::fabs(static_cast<long double>(a) - b) <= 1e-14L * scale;
        };
        CAPTURE(count);
        CHECK(s.d == count);
        CHECK(near(s.v, r.v, r.abs_v));
        CHECK(near(s.v2, r.v2, r.v2));
        CHECK(near(s.v3, r.v3, r.abs_v3));
        CHECK(near(s.v4, r.v4, r.v4));
        CHECK(near(s.mv2, r.mv2, r.mv2));
        CHECK(near(s.xv, r.xv, r.abs_xv));
        CHECK(near(s.x2, r.x2, r.x2));
        CHECK(kept == after);
    }
}

TEST_CASE("squares that no float can hold are summed to rounding") {
    // Products in float would overflow to infinity or underflow to nothing.
    for (const float v : {1e25F, 1e-25F, 1e-38F, 1e-44F}) {
        const std::vector<float> after(100, v);
        std::vector<float> before(100, 0.0F);
        const sums s = detail::sum_block<sums_level::kinetic, false>(
            detail::position_step<float>{after.data(), before.data()}, nullptr, 100);
        const double exact = 100.0 * static_cast<double>(v) * static_cast<double>(v);
        CHECK_THAT(s.v2, WithinRel(exact, 1e-15));
    }
}

TEST_CASE(
    "a displacement far below the ulp of the position is not rounded to the position's grid") {
    // 1 - 1e-9 is no float; the difference of the stored numbers is what counts, exactly.
    std::vector<float> before{1e-9F, 16777216.0F};
    const std::vector<float> after{1.0F, 1.0F};
    const sums s = detail::sum_block<sums_level::kinetic, false>(
        detail::position_step<float>{after.data(), before.data()}, nullptr, 2);
    const double a = 1.0 - static_cast<double>(1e-9F);
    const double b = 1.0 - 16777216.0;
    CHECK(s.v == a + b);
    CHECK(s.v2 == a * a + b * b);
}

TEST_CASE("zeros and non-finite entries are counted") {
    const double inf = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> v{0.0, -0.0, 1.0, inf, -inf, nan, 0.0, 2.0, 3.0, nan};
    const sums s = detail::sum_block<sums_level::kinetic, false>(
        detail::displacement_step<double, false>{v.data(), nullptr}, nullptr, v.size());
    CHECK(s.n_zero == 3);
    CHECK(s.n_nonfinite == 4);
    CHECK(s.d == 10);
}

TEST_CASE("a sum that was not taken is not available") {
    const std::array<double, 3> v{1.0, 2.0, 3.0};
    const detail::displacement_step<double, false> step{v.data(), nullptr};
    const sums few = detail::sum_block<sums_level::kinetic, false>(step, nullptr, 3);
    CHECK((std::isnan(few.v3) && std::isnan(few.v4) && std::isnan(few.xv) && std::isnan(few.x2)));
    CHECK((few.v == 6.0 && few.v2 == 14.0 && few.mv2 == 14.0));
    const sums all = detail::sum_block<sums_level::all, false>(step, nullptr, 3);
    CHECK((all.v3 == 36.0 && all.v4 == 98.0));
    CHECK((std::isnan(all.xv) && std::isnan(all.x2)));
    const detail::displacement_step<double, true> placed{v.data(), v.data()};
    const sums with_x = detail::sum_block<sums_level::all, false>(placed, nullptr, 3);
    CHECK((with_x.xv == 14.0 && with_x.x2 == 14.0));
}

TEST_CASE("adding sums adds every field") {
    const sums a{1, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9, 10};
    sums b = a;
    b += a;
    CHECK(b == sums{2, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18, 20});
    CHECK(pairwise_sum({}) == sums{});
    const std::array<sums, 3> three{a, a, a};
    CHECK(pairwise_sum(three).v2 == 9.0);
    CHECK(pairwise_sum(three).d == 3);
}

TEST_CASE("the pairwise tree keeps the error far below that of a running sum") {
    const std::vector<sums> parts(1 << 20, sums{1, 0.1, 0.1, 0, 0, 0, 0, 0, 0, 0});
    double running = 0.0;
    for (const sums& s : parts) {
        running += s.v2;
    }
    const double exact = 0.1 * static_cast<double>(1 << 20);
    CHECK(std::fabs(pairwise_sum(parts).v2 - exact) <= 1e-15 * exact);
    CHECK(std::fabs(running - exact) > 1e-13 * exact);
}
