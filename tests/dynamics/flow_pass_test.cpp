// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The loops over memory against one scalar after the other, for every instruction set here.

#include "catch_shim.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/flow_pass.hpp>
#include <thermosgd/dynamics/hamiltonian.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "random.hpp"

using namespace thermosgd;
using detail::flow_coefficients;
using detail::simd;

namespace {

template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed) {
    test::random_stream random(seed);
    std::vector<T> x(n);
    for (T& value : x) {
        value = static_cast<T>(random.normal());
    }
    return x;
}

const flow_coefficients moves{0.9, 0.05, 0.11, 0.97};

/// One scalar after the other, in long double.
template <bool Kick, bool Drift, bool Masses, class T>
void check_pass(std::size_t n, simd variant) {
    const T unit = std::numeric_limits<T>::epsilon();
    std::vector<T> q = numbers<T>(n, 1), p = numbers<T>(n, 2);
    const std::vector<T> g = numbers<T>(n, 3), q0 = q, p0 = p;
    std::vector<double> inverse(Masses ? n + 1 : 1, 0.6);
    for (std::size_t i = 0; Masses && i < n; ++i) {
        inverse[i] = 0.5 + 0.25 * static_cast<double>(i % 7);
    }
    const double sum = detail::pass_of_block<Kick, Drift, Masses>(
        q.data(), p.data(), Kick ? g.data() : nullptr, inverse.data(), n, moves, variant);
    long double expected = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const long double w = inverse[Masses ? i : 0];
        const long double p1 = moves.a * static_cast<long double>(p0[i]) -
                               (Kick ? moves.b * static_cast<long double>(g[i]) : 0.0L);
        const long double q1 = q0[i] + (Drift ? moves.c * p1 * w : 0.0L);
        const double scale = std::fabs(static_cast<double>(q0[i])) + 2.0;
        CHECK(std::fabs(static_cast<double>(q[i] - q1)) <= 4.0 * unit * scale);
        const long double p2 = moves.e * p1;
        CHECK(std::fabs(static_cast<double>(p[i] - p2)) <=
              4.0 * unit * (std::fabs(static_cast<double>(p0[i])) + 0.2));
        expected += p1 * p1 * w;
    }
    CHECK_THAT(sum, WithinAbs(static_cast<double>(expected),
                              8.0 * unit * static_cast<double>(expected + 0.1L)));
}

template <class T>
void check_passes() {
    for (const simd variant : {simd::portable, simd::avx2, simd::avx512}) {
        if (!detail::can_run(variant)) {
            continue;
        }
        // Every remainder of the widest stride, and none.
        for (std::size_t n = 0; n <= 70; ++n) {
            INFO("variant " << static_cast<int>(variant) << " n " << n);
            check_pass<true, true, false, T>(n, variant);
            check_pass<true, false, false, T>(n, variant);
            check_pass<false, true, false, T>(n, variant);
            check_pass<false, false, false, T>(n, variant);
            check_pass<true, true, true, T>(n, variant);
            check_pass<false, true, true, T>(n, variant);
        }
    }
}

struct pass_result {
    std::vector<float> q, p;
    double sum;
    bool operator==(const pass_result&) const = default;
};

/// A pass of several blocks and a remainder.
template <class Executor>
pass_result pass_with(Executor& executor) {
    constexpr std::size_t n = 5 * detail::pass_block + 17;
    pass_result r{numbers<float>(n, 4), numbers<float>(n, 5), 0.0};
    const std::vector<float> g = numbers<float>(n, 6);
    std::vector<double> partial(6);
    r.sum = detail::run_pass<float>(r.q, r.p, g, moves, uniform_mass{2.0}, partial, executor);
    return r;
}

}  // namespace

TEST_CASE("passes over doubles are those of one scalar after the other") {
    check_passes<double>();
}

TEST_CASE("passes over floats are those of one scalar after the other, with sums in double") {
    check_passes<float>();
}

TEST_CASE("coefficients know whether they kick and drift") {
    CHECK_FALSE(flow_coefficients{}.kicks());
    CHECK_FALSE(flow_coefficients{}.drifts());
    CHECK((flow_coefficients{1.0, -0.1, 0.0, 1.0}.kicks()));
    CHECK((flow_coefficients{1.0, 0.0, -0.1, 1.0}.drifts()));
}

TEST_CASE("an elementwise potential over a block gives its gradient and its sum") {
    const elementwise_potential quartic{[](auto x) { return x * x * x * x / 4; },
                                        [](auto x) { return x * x * x; }};
    for (const simd variant : {simd::portable, simd::avx2, simd::avx512}) {
        if (!detail::can_run(variant)) {
            continue;
        }
        for (const std::size_t n :
             {std::size_t{0}, std::size_t{1}, std::size_t{37}, detail::fused_block}) {
            const std::vector<double> q = numbers<double>(n, 7);
            std::vector<double> g(n), u(n);
            const double sum = detail::evaluate_block(quartic, q.data(), g.data(), u.data(), n,
                                                      std::size_t{0}, variant);
            double expected = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                CHECK_THAT(g[i], WithinRel(q[i] * q[i] * q[i], 1e-15));
                expected += q[i] * q[i] * q[i] * q[i] / 4;
            }
            CHECK_THAT(sum, WithinRel(expected, 1e-14));
        }
    }
}

TEST_CASE("an elementwise potential is told the index in the whole array") {
    const elementwise_potential index{[](double, std::size_t i) { return static_cast<double>(i); },
                                      [](double, std::size_t i) { return static_cast<double>(i); }};
    std::vector<double> q(5), g(5), u(5);
    const double sum = detail::evaluate_block(index, q.data(), g.data(), u.data(), std::size_t{5},
                                              std::size_t{100}, simd::portable);
    CHECK(sum == 510.0);
    CHECK(g == std::vector<double>{100, 101, 102, 103, 104});
}

TEST_CASE("the bits of a pass do not depend on the number of threads") {
    serial_executor serial;
    const pass_result expected = pass_with(serial);
    CHECK(expected.sum > 0.0);
    for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
        thread_pool pool(threads);
        CHECK(pass_with(pool) == expected);
    }
}

TEST_CASE("what is not finite shows in the sum of a pass") {
    constexpr std::size_t n = 100;
    for (const std::size_t bad : {std::size_t{0}, std::size_t{50}, std::size_t{99}}) {
        std::vector<double> q(n, 1.0), p(n, 1.0), g(n, 1.0);
        g[bad] = std::numeric_limits<double>::quiet_NaN();
        std::vector<double> partial(1);
        serial_executor serial;
        CHECK_FALSE(std::isfinite(
            detail::run_pass<double>(q, p, g, moves, uniform_mass{}, partial, serial)));
    }
}
