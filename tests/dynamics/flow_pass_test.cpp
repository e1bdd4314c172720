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

namespace dynamics_flow_pass_test {

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

/// A fused pass leaves the factors a and e to its caller.
template <class T, class V>
void check_fused(const V& potential, std::size_t n, simd variant) {
    const T unit = std::numeric_limits<T>::epsilon();
    const std::vector<T> q = numbers<T>(n, 7), p = numbers<T>(n, 8);
    std::vector<T> g(n), q1 = q, p1 = p, q2 = q, p2 = p, q3 = q, p3 = p;
    double energy = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        g[i] = potential.derivative_of(q[i], i);
        energy += static_cast<double>(potential.energy_of(q[i], i));
    }
    const double inverse = 0.6;
    const flow_coefficients unscaled{1.0, moves.b, moves.c, 1.0};
    const double squared = detail::pass_of_block<true, true, false>(
        q1.data(), p1.data(), static_cast<const T*>(g.data()), &inverse, n, unscaled, variant);
    const detail::cycle_sums sums = detail::fused_pass_of_block<true, false>(
        potential, 0, q2.data(), p2.data(), &inverse, n, moves, variant);
    const detail::cycle_sums without = detail::fused_pass_of_block<false, false>(
        potential, 0, q3.data(), p3.data(), &inverse, n, moves, variant);
    for (std::size_t i = 0; i < n; ++i) {
        const T scale = 1 + std::fabs(q[i] * q[i] * q[i]);
        CHECK(std::fabs(q2[i] - q1[i]) <= 4 * unit * scale);
        CHECK(std::fabs(p2[i] - p1[i]) <= 4 * unit * scale);
        CHECK(std::fabs(q3[i] - q1[i]) <= 4 * unit * scale);
        CHECK(std::fabs(p3[i] - p1[i]) <= 4 * unit * scale);
    }
    CHECK_THAT(sums.potential, WithinRel(energy, 8.0 * static_cast<double>(unit)));
    CHECK_THAT(sums.squared_momentum, WithinRel(squared, 8.0 * static_cast<double>(unit)));
    CHECK_THAT(without.squared_momentum, WithinRel(squared, 8.0 * static_cast<double>(unit)));
    CHECK(without.potential == 0.0);
}

struct pass_result {
    std::vector<float> q, p;
    double sum;
    bool operator==(const pass_result&) const = default;
};

/// A pass of several blocks and a remainder.
template <class Executor>
pass_result pass_with(Executor& executor) {
    constexpr std::size_t n = detail::parallel_blocks * detail::pass_block + 17;
    pass_result r{numbers<float>(n, 4), numbers<float>(n, 5), 0.0};
    const std::vector<float> g = numbers<float>(n, 6);
    std::vector<double> partial(detail::parallel_blocks + 1);
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

TEST_CASE("a fused pass is the pass with the gradient of its functions, and sums the potential") {
    const elementwise_potential quartic{[](auto x) { return x * x * x * x / 4; },
                                        [](auto x) { return x * x * x; }};
    for (const simd variant : {simd::portable, simd::avx2, simd::avx512}) {
        if (!detail::can_run(variant)) {
            continue;
        }
        for (const std::size_t n :
             {std::size_t{0}, std::size_t{1}, std::size_t{37}, detail::fused_block}) {
            check_fused<double>(quartic, n, variant);
            check_fused<float>(quartic, n, variant);
        }
    }
}

TEST_CASE("an elementwise potential is told the index in the whole array") {
    const elementwise_potential index{[](double, std::size_t i) { return static_cast<double>(i); },
                                      [](double, std::size_t i) { return static_cast<double>(i); }};
    const double one = 1.0;
    for (const simd variant : {simd::portable, simd::avx2, simd::avx512}) {
        if (detail::can_run(variant)) {
            std::vector<double> q(19), p(19);
            const detail::cycle_sums sums = detail::fused_pass_of_block<true, false>(
                index, 100, q.data(), p.data(), &one, std::size_t{19},
                flow_coefficients{1.0, -1.0, 0.5, 1.0}, variant);
            CHECK(sums.potential == 2071.0);
            for (std::size_t i = 0; i < 19; ++i) {
                CHECK(p[i] == static_cast<double>(100 + i));
                CHECK(q[i] == 0.5 * p[i]);
            }
        }
    }
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

TEST_CASE("a pass over several blocks adds the sums of all of them") {
    const std::size_t n = 3 * detail::pass_block + 5;
    std::vector<double> q(n, 1.0), p(n), partial(4);
    double expected = 0;
    for (std::size_t i = 0; i < n; ++i) {
        p[i] = static_cast<double>(i % 5);
        expected += p[i] * p[i];
    }
    const thermosgd::uniform_mass kinetic;
    thermosgd::serial_executor serial;
    const flow_coefficients drift{1.0, 0.0, 0.5, 1.0};
    const double sum = detail::run_pass(std::span(q), std::span(p), std::span<const double>(),
                                        drift, kinetic, partial, serial);
    CHECK(sum == expected);
    CHECK(q[n - 1] == 1.0 + 0.5 * p[n - 1]);
}

}  // namespace dynamics_flow_pass_test
