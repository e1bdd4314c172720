// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/core/sum_block.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace thermosgd;

// The loop for vectors of eight doubles, compiled for whatever this unit is: what AVX-512 computes,
// on machines that have none.
#define THERMOSGD_SIMD eight_lanes
#define THERMOSGD_TARGET
#define THERMOSGD_LANES 8
#define THERMOSGD_FMA 0
#define THERMOSGD_F16C 0
#define THERMOSGD_UNROLL
#define THERMOSGD_KEEP(vector)
#define THERMOSGD_KEEP_STORED(array)
namespace THERMOSGD_NAMESPACE::detail {
namespace eight_lanes {
struct target {};
}  // namespace eight_lanes
#include <thermosgd/core/sum_block.inl>

namespace core_sum_block_test {}

namespace {

/// The sums of a block by a second implementation, in long double.
struct reference {
    long double v = 0, v2 = 0, v3 = 0, v4 = 0, mv2 = 0, xv = 0, x2 = 0;
    long double abs_v = 0, abs_xv = 0, abs_v3 = 0;
    std::uint64_t zeros = 0;
};

template <class T>
reference add_up(const std::vector<T>& before, const std::vector<T>& after,
                 const std::vector<double>& mass) {
    reference r;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const long double x = before[i];
        const long double v = static_cast<long double>(after[i]) - x;
        r.zeros += before[i] == after[i] ? 1U : 0U;
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

/// The variants that this processor can run: the others are the business of machines that have them.
std::vector<detail::simd> variants() {
    std::vector<detail::simd> found;
    for (const detail::simd s :
         {detail::simd::portable, detail::simd::avx2, detail::simd::avx512}) {
        if (detail::can_run(s)) {
            found.push_back(s);
        }
    }
    return found;
}

/// A displacement of floats of which Σv² is hard, with the positions it is the difference of.
struct adversary {
    std::string name;
    std::vector<float> before, after;
};

/// The inputs on which sums in float, or differences in float, lose digits or everything.
std::vector<adversary> adversaries(std::size_t d) {
    test::random_stream random(5);
    std::vector<adversary> all(7);
    for (adversary& a : all) {
        a.before.assign(d, 0.0F);
        a.after.assign(d, 0.0F);
    }
    const char* const names[] = {"small steps", "cancelling", "one giant",        "thirty decades",
                                 "underflow",   "overflow",   "far below the ulp"};
    for (std::size_t k = 0; k < all.size(); ++k) {
        all[k].name = names[k];
    }
    for (std::size_t i = 0; i < d; ++i) {
        const double sign = i % 2 == 0 ? 1.0 : -1.0;
        all[0].before[i] = static_cast<float>(random.normal());
        all[0].after[i] = all[0].before[i] + static_cast<float>(1e-3 * random.uniform());
        all[1].after[i] = static_cast<float>(sign + 1e-6 * random.normal());
        all[2].after[i] = i == d / 3 ? 1e8F : 0.1F;
        all[3].after[i] = static_cast<float>(sign * std::pow(10.0, 30.0 * random.uniform() - 15.0));
        all[4].after[i] = 1e-25F;
        all[5].after[i] = 1e25F;
        all[6].before[i] = static_cast<float>(1.0 + random.uniform());
        all[6].after[i] = static_cast<float>(1e-9 * random.normal());
    }
    return all;
}

}  // namespace

TEST_CASE("the squares of seven adversarial inputs are summed to 1e-12 by every instruction set") {
    constexpr std::size_t d = 1 << 18;
    for (const adversary& a : adversaries(d)) {
        long double exact = 0.0L;
        for (std::size_t i = 0; i < d; ++i) {
            const long double v = static_cast<long double>(a.after[i]) - a.before[i];
            exact += v * v;
        }
        for (const detail::simd variant : variants()) {
            std::vector<float> kept = a.before;
            sums total;
            for (std::size_t i = 0; i < d; i += detail::block_size) {
                total += detail::sum_block<sums_level::kinetic, false>(
                    detail::position_step<float>{a.after.data() + i, kept.data() + i}, nullptr,
                    detail::block_size, variant);
            }
            const auto error = static_cast<double>(std::fabs(total.v2 - exact) / exact);
            CAPTURE(a.name, static_cast<int>(variant), error);
            CHECK(error <= 1e-12);
            CHECK(kept == a.after);
        }
    }
}

TEST_CASE("sums in float, or of float differences, fail on some of the seven inputs") {
    // Otherwise the test above would show nothing.
    int lost = 0;
    for (const adversary& a : adversaries(1 << 12)) {
        float in_float = 0.0F;
        long double exact = 0.0L;
        for (std::size_t i = 0; i < a.after.size(); ++i) {
            const float v = a.after[i] - a.before[i];
            in_float += v * v;
            const long double w = static_cast<long double>(a.after[i]) - a.before[i];
            exact += w * w;
        }
        lost += std::fabs(static_cast<long double>(in_float) - exact) > 1e-9L * exact ? 1 : 0;
    }
    CHECK(lost >= 5);
}

TEMPLATE_TEST_CASE("a block's sums agree with long double", "", float, double) {
    test::random_stream random(11);
    for (const std::size_t count :
         {0U, 1U, 7U, 8U, 9U, 15U, 16U, 17U, 25U, 31U, 32U, 33U, 200U, 4095U, 4096U}) {
        std::vector<TestType> before(count), after(count);
        std::vector<double> mass(count);
        for (std::size_t i = 0; i < count; ++i) {
            before[i] = static_cast<TestType>(random.normal());
            after[i] = before[i];
            if (i % 11 != 3) {
                after[i] += static_cast<TestType>(0.01 * random.normal());
            }
            mass[i] = 0.5 + random.uniform();
        }
        const reference r = add_up(before, after, mass);
        for (const detail::simd variant : variants()) {
            std::vector<TestType> kept = before;
            const sums s = detail::sum_block<sums_level::all, true>(
                detail::position_step<TestType>{after.data(), kept.data()}, mass.data(), count,
                variant);
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
            CHECK(s.n_zero == r.zeros);
            CHECK(s.n_nonfinite == 0);
            const sums few = detail::sum_block<sums_level::kinetic, true>(
                detail::position_step<TestType>{after.data(), (kept = before).data()}, mass.data(),
                count, variant);
            CHECK(near(few.v, r.v, r.abs_v));
            CHECK(near(few.v2, r.v2, r.v2));
            CHECK(near(few.mv2, r.mv2, r.mv2));
            CHECK(few.n_zero == r.zeros);
            std::vector<TestType> step(count);
            std::vector<TestType> still(count);
            for (std::size_t i = 0; i < count; ++i) {
                step[i] = after[i] - before[i];
            }
            const reference given = add_up(still, step, mass);
            const sums alone = detail::sum_block<sums_level::kinetic, false>(
                detail::displacement_step<TestType, false>{step.data(), nullptr}, nullptr, count,
                variant);
            CHECK(near(alone.v, given.v, given.abs_v));
            CHECK(near(alone.v2, given.v2, given.v2));
            CHECK(alone.n_zero == r.zeros);
            const sums placed = detail::sum_block<sums_level::all, true>(
                detail::displacement_step<TestType, true>{step.data(), before.data()}, mass.data(),
                count, variant);
            CHECK(near(placed.v4, given.v4, given.v4));
            CHECK(near(placed.mv2, given.mv2, given.mv2));
            CHECK(near(placed.x2, r.x2, r.x2));
            CHECK(placed.n_zero == r.zeros);
        }
    }
}

TEST_CASE("eight lanes add up what two or four do") {
    test::random_stream random(17);
    for (const std::size_t count : {0U, 1U, 8U, 15U, 16U, 25U, 31U, 32U, 33U, 100U, 4096U}) {
        std::vector<float> before(count), after(count);
        for (std::size_t i = 0; i < count; ++i) {
            before[i] = static_cast<float>(random.normal());
            after[i] = i % 7 == 2 ? before[i] : static_cast<float>(random.normal());
        }
        const auto near = [&](double a, double b, double scale) {
            return std::fabs(a - b) <= 1e-13 * scale;
        };
        const auto compare = [&]<sums_level Level>() {
            std::vector<float> kept = before, kept_too = before;
            sums eight;
            detail::eight_lanes::sum_block<Level, false>(
                detail::eight_lanes::target{},
                detail::position_step<float>{after.data(), kept.data()}, nullptr, count, eight);
            const sums two = detail::sum_block<Level, false>(
                detail::position_step<float>{after.data(), kept_too.data()}, nullptr, count,
                detail::simd::portable);
            CAPTURE(count);
            CHECK(near(eight.v, two.v, two.v2 + 1.0));
            CHECK(near(eight.v2, two.v2, two.v2));
            CHECK(eight.n_zero == two.n_zero);
            CHECK(eight.d == count);
            CHECK(kept == after);
            if (Level == sums_level::all) {
                CHECK(near(eight.v3, two.v3, two.v4 + 1.0));
                CHECK(near(eight.v4, two.v4, two.v4));
                CHECK(near(eight.xv, two.xv, two.v2 + two.x2));
                CHECK(near(eight.x2, two.x2, two.x2));
            }
        };
        compare.operator()<sums_level::kinetic>();
        compare.operator()<sums_level::all>();
    }
}

namespace {

/// Numbers of 16 bits around 1, some equal, with a few of every size, and the same as floats.
template <class H>
struct halves {
    std::vector<H> before, after;
    std::vector<float> float_before, float_after;

    halves(std::size_t d, unsigned seed) {
        test::random_stream random(seed);
        for (std::size_t i = 0; i < d; ++i) {
            const double scale = i % 13 == 5 ? std::pow(10.0, 8 * random.uniform() - 6) : 1.0;
            const double x = scale * (1.0 + 0.3 * random.normal());
            before.push_back(H(i % 17 == 3 ? 0.0 : x));
            after.push_back(i % 17 == 3 ? H(-0.0) : H(x + 0.01 * random.normal()));
        }
        float_before.assign(before.begin(), before.end());
        float_after.assign(after.begin(), after.end());
    }
};

/// Whether two sums are the same bits, sums that were not taken included.
bool same_bits(const sums& a, const sums& b) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    return a.d == b.d && a.n_zero == b.n_zero && a.n_nonfinite == b.n_nonfinite &&
           bits(a.v) == bits(b.v) && bits(a.v2) == bits(b.v2) && bits(a.v3) == bits(b.v3) &&
           bits(a.v4) == bits(b.v4) && bits(a.mv2) == bits(b.mv2) && bits(a.xv) == bits(b.xv) &&
           bits(a.x2) == bits(b.x2);
}

}  // namespace

TEMPLATE_TEST_CASE("a block of 16-bit numbers leaves the bits of the same numbers as floats", "",
                   bfloat16, float16) {
    for (const std::size_t count : {0U, 1U, 3U, 8U, 9U, 16U, 17U, 31U, 32U, 33U, 200U, 4096U}) {
        const halves<TestType> x(count, 29);
        std::vector<double> mass(count);
        for (std::size_t i = 0; i < count; ++i) {
            mass[i] = 0.5 + 0.001 * static_cast<double>(i % 700);
        }
        for (const detail::simd variant : variants()) {
            CAPTURE(count, static_cast<int>(variant));
            const auto compare = [&]<sums_level Level, bool WithMass>() {
                std::vector<TestType> kept = x.before;
                std::vector<float> float_kept = x.float_before;
                const sums half = detail::sum_block<Level, WithMass>(
                    detail::position_step<TestType>{x.after.data(), kept.data()}, mass.data(),
                    count, variant);
                const sums single = detail::sum_block<Level, WithMass>(
                    detail::position_step<float>{x.float_after.data(), float_kept.data()},
                    mass.data(), count, variant);
                CHECK(same_bits(half, single));
                bool stored = true;
                for (std::size_t i = 0; i < count; ++i) {
                    stored = stored && kept[i].bits() == x.after[i].bits();
                }
                CHECK(stored);
                const sums given = detail::sum_block<Level, WithMass>(
                    detail::displacement_step<TestType, true>{x.after.data(), x.before.data()},
                    mass.data(), count, variant);
                const sums given_single = detail::sum_block<Level, WithMass>(
                    detail::displacement_step<float, true>{x.float_after.data(),
                                                           x.float_before.data()},
                    mass.data(), count, variant);
                CHECK(same_bits(given, given_single));
                const sums alone = detail::sum_block<Level, WithMass>(
                    detail::displacement_step<TestType, false>{x.after.data(), nullptr},
                    mass.data(), count, variant);
                const sums alone_single = detail::sum_block<Level, WithMass>(
                    detail::displacement_step<float, false>{x.float_after.data(), nullptr},
                    mass.data(), count, variant);
                CHECK(same_bits(alone, alone_single));
            };
            compare.template operator()<sums_level::kinetic, false>();
            compare.template operator()<sums_level::all, false>();
            compare.template operator()<sums_level::kinetic, true>();
            compare.template operator()<sums_level::all, true>();
        }
        // What AVX-512 computes, up to its instruction that widens.
        sums eight, eight_single;
        std::vector<TestType> kept = x.before;
        std::vector<float> float_kept = x.float_before;
        detail::eight_lanes::sum_block<sums_level::all, false>(
            detail::eight_lanes::target{},
            detail::position_step<TestType>{x.after.data(), kept.data()}, nullptr, count, eight);
        detail::eight_lanes::sum_block<sums_level::all, false>(
            detail::eight_lanes::target{},
            detail::position_step<float>{x.float_after.data(), float_kept.data()}, nullptr, count,
            eight_single);
        CHECK(same_bits(eight, eight_single));
    }
}

TEMPLATE_TEST_CASE("every one of the 65,536 numbers is widened by every instruction set", "",
                   bfloat16, float16) {
    constexpr std::size_t count = 8;
    for (const detail::simd variant : variants()) {
        int wrong = 0;
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            std::vector<TestType> v(count, TestType(0.0F));
            v[bits % count] = TestType::from_bits(static_cast<std::uint16_t>(bits));
            const float exact = v[bits % count];
            const sums s = detail::sum_block<sums_level::kinetic, false>(
                detail::displacement_step<TestType, false>{v.data(), nullptr}, nullptr, count,
                variant);
            if (is_finite(exact)) {
                wrong += s.v == static_cast<double>(exact) && s.n_nonfinite == 0 ? 0 : 1;
            } else {
                wrong += s.n_nonfinite == 1 ? 0 : 1;
            }
            wrong += s.n_zero == count - (exact == 0.0F ? 0U : 1U) ? 0 : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("what a step leaves unchanged in bfloat16 is counted by every instruction set") {
    test::random_stream random(31);
    for (const std::size_t count : {1U, 15U, 16U, 17U, 33U, 4096U}) {
        std::vector<float> before(count), after(count);
        std::vector<double> double_before(count), double_after(count);
        std::vector<float16> half_before(count), half_after(count);
        std::vector<bfloat16> brain_before(count), brain_after(count);
        std::uint64_t expected = 0, half_expected = 0, brain_expected = 0;
        for (std::size_t i = 0; i < count; ++i) {
            before[i] = static_cast<float>(random.normal());
            // Steps of about an eighth of the spacing of bfloat16, ties among the results.
            after[i] = before[i] * (1.0F + static_cast<float>(1e-3 * random.normal()));
            if (i % 5 == 1) {
                after[i] = std::bit_cast<float>(
                    (std::bit_cast<std::uint32_t>(after[i]) & 0xffff'0000U) | 0x8000U);
            }
            const auto same = [](float a, float b) {
                return float(bfloat16(a)) == float(bfloat16(b)) ? 1U : 0U;
            };
            half_before[i] = float16(before[i]);
            half_after[i] = float16(after[i]);
            brain_before[i] = bfloat16(before[i]);
            brain_after[i] = bfloat16(after[i]);
            expected += same(before[i], after[i]);
            half_expected += same(half_before[i], half_after[i]);
            brain_expected += same(brain_before[i], brain_after[i]);
            double_before[i] = before[i];
            double_after[i] = after[i];
        }
        for (const detail::simd variant : variants()) {
            const auto count_of = [&]<class T>(const std::vector<T>& now, std::vector<T> then) {
                return detail::count_same_images(detail::position_step<T>{now.data(), then.data()},
                                                 count, variant);
            };
            CAPTURE(count, static_cast<int>(variant));
            CHECK(count_of(after, before) == expected);
            CHECK(count_of(double_after, double_before) == expected);
            CHECK(count_of(half_after, half_before) == half_expected);
            CHECK(count_of(brain_after, brain_before) == brain_expected);
        }
        if (count == 4096) {
            CHECK((expected > 2000 && expected < 4000));
        }
    }
    const std::vector<float> v(4, 1.0F);
    CHECK(detail::count_same_images(detail::displacement_step<float, true>{v.data(), v.data()}, 4,
                                    detail::best_simd()) == 0);
    // 0 and -0 are the same number; a NaN is none.
    const std::vector<float> signs{0.0F, -0.0F, 1e-45F, std::numeric_limits<float>::quiet_NaN()};
    std::vector<float> others{-0.0F, 0.0F, -1e-45F, std::numeric_limits<float>::quiet_NaN()};
    for (const detail::simd variant : variants()) {
        CHECK(detail::count_same_images(detail::position_step<float>{signs.data(), others.data()},
                                        4, variant) == 3);
    }
}

TEST_CASE("squares that no float can hold are summed to rounding") {
    // Products in float would overflow to infinity or underflow to nothing.
    for (const float v : {1e25F, 1e-25F, 1e-38F, 1e-44F}) {
        const std::vector<float> after(100, v);
        std::vector<float> before(100, 0.0F);
        const sums s = detail::sum_block<sums_level::kinetic, false>(
            detail::position_step<float>{after.data(), before.data()}, nullptr, 100,
            detail::best_simd());
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
        detail::position_step<float>{after.data(), before.data()}, nullptr, 2, detail::best_simd());
    const double a = 1.0 - static_cast<double>(1e-9F);
    const double b = 1.0 - 16777216.0;
    CHECK(s.v == a + b);
    CHECK_THAT(s.v2, WithinRel(a * a + b * b, 1e-15));
}

TEST_CASE("zeros and non-finite entries are counted") {
    const double inf = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> v{0.0, -0.0, 1.0, inf, -inf, nan, 0.0, 2.0, 3.0, nan};
    for (const detail::simd variant : variants()) {
        const sums s = detail::sum_block<sums_level::kinetic, false>(
            detail::displacement_step<double, false>{v.data(), nullptr}, nullptr, v.size(),
            variant);
        CHECK(s.n_zero == 3);
        CHECK(s.n_nonfinite == 4);
        CHECK(s.d == 10);
    }
}

TEST_CASE("non-finite positions are counted after the step, or told of where they were before it") {
    const double inf = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> good(20, 1.0);
    std::vector<double> bad = good;
    bad[3] = nan;
    bad[17] = inf;
    for (const detail::simd variant : variants()) {
        const auto count = [&](const std::vector<double>& now, std::vector<double> before) {
            const sums s = detail::sum_block<sums_level::kinetic, false>(
                detail::position_step<double>{now.data(), before.data()}, nullptr, now.size(),
                variant);
            return s.n_nonfinite;
        };
        CHECK(count(good, good) == 0);
        CHECK(count(bad, good) == 2);
        CHECK(count(bad, bad) == 2);
        CHECK(count(good, bad) == 1);
        // The square of a finite displacement may overflow: that is no fault of the data.
        CHECK(count(std::vector<double>(20, 1e200), good) == 0);
    }
}

TEST_CASE("positions beside a displacement are read, and found wanting, only where all is taken") {
    const std::vector<float> v(20, 1.0F);
    std::vector<float> x(20, 1.0F);
    x[4] = std::numeric_limits<float>::quiet_NaN();
    const detail::displacement_step<float, true> step{v.data(), x.data()};
    for (const detail::simd variant : variants()) {
        CHECK(detail::sum_block<sums_level::all, false>(step, nullptr, 20, variant).n_nonfinite ==
              1);
        CHECK(
            detail::sum_block<sums_level::kinetic, false>(step, nullptr, 20, variant).n_nonfinite ==
            0);
    }
}

TEST_CASE("a sum that was not taken is not available") {
    const std::array<double, 3> v{1.0, 2.0, 3.0};
    const detail::displacement_step<double, false> step{v.data(), nullptr};
    const detail::displacement_step<double, true> placed{v.data(), v.data()};
    for (const detail::simd variant : variants()) {
        const sums few = detail::sum_block<sums_level::kinetic, false>(step, nullptr, 3, variant);
        CHECK((std::isnan(few.v3) && std::isnan(few.v4)));
        CHECK((std::isnan(few.xv) && std::isnan(few.x2)));
        CHECK((few.v == 6.0 && few.v2 == 14.0 && few.mv2 == 14.0));
        const sums all = detail::sum_block<sums_level::all, false>(step, nullptr, 3, variant);
        CHECK((all.v3 == 36.0 && all.v4 == 98.0));
        CHECK((std::isnan(all.xv) && std::isnan(all.x2)));
        const sums with_x = detail::sum_block<sums_level::all, false>(placed, nullptr, 3, variant);
        CHECK((with_x.xv == 14.0 && with_x.x2 == 14.0));
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
