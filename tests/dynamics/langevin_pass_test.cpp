// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/dynamics/langevin_pass.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dynamics_langevin_pass_test {

using namespace thermosgd;
using namespace thermosgd::detail;

namespace {

constexpr std::size_t size = 2 * pass_block + 100;

struct arrays {
    std::vector<double> q = std::vector<double>(size, 0.4), p = std::vector<double>(size, 1.2),
                        g = std::vector<double>(size, -0.3);
    std::vector<langevin_sums> partial;

    template <bool Baoab, class Kinetic>
    langevin_sums pass(const langevin_coefficients& f, const Kinetic& kinetic) {
        serial_executor serial;
        return langevin_pass<Baoab, double>(q, p, std::span<const double>(g), f, kinetic, partial,
                                            serial);
    }
};

// The noise of parameter i is that of its place in the stream of its block.
double noise(std::uint64_t key, std::size_t i) {
    random_stream block(random_bits(key, i - i % pass_block));
    double x = 0;
    for (std::size_t k = 0; k <= i % pass_block; ++k) {
        x = block.normal();
    }
    return x;
}

}  // namespace

TEST_CASE("the pass of BAOAB kicks, kicks, drifts, takes noise and drifts") {
    arrays a;
    const langevin_coefficients f{.end_kick = 0.1,
                                  .begin_kick = 0.2,
                                  .drift = 0.3,
                                  .noises = 1,
                                  .decay = 0.8,
                                  .width = 0.5,
                                  .keys = {11, 0}};
    const langevin_sums sums = a.pass<true>(f, uniform_mass{2.0});
    for (const std::size_t i : {std::size_t{0}, std::size_t{77}, pass_block, size - 1}) {
        const double before = 1.2 + 0.3 * 0.3;
        const double after = 0.8 * before + 0.5 * std::sqrt(2.0) * noise(11, i);
        CHECK_THAT(a.p[i], WithinAbs(after, 1e-14));
        CHECK_THAT(a.q[i], WithinAbs(0.4 + 0.15 * before + 0.15 * after, 1e-14));
    }
    const double end = 1.2 + 0.03, before = 1.2 + 0.09;
    CHECK_THAT(sums.end, WithinRel(static_cast<double>(size) * end * end / 2, 1e-12));
    CHECK_THAT(sums.before, WithinRel(static_cast<double>(size) * before * before / 2, 1e-12));
    double after = 0;
    for (const double p : a.p) {
        after += p * p / 2;
    }
    CHECK_THAT(sums.after, WithinRel(after, 1e-12));
    CHECK(sums.drift == sums.after);
}

TEST_CASE("the pass of OBABO kicks, takes noise once or twice, kicks and drifts") {
    arrays a;
    const langevin_coefficients f{.end_kick = 0.1,
                                  .begin_kick = 0.2,
                                  .drift = 0.3,
                                  .noises = 2,
                                  .decay = 0.8,
                                  .width = 0.5,
                                  .keys = {11, 12}};
    const langevin_sums sums = a.pass<false>(f, masses(std::vector<double>(size, 2.0)));
    const double width = 0.5 * std::sqrt(2.0), before = 1.2 + 0.03;
    double end = 0;
    for (std::size_t i = 0; i < size; i += 1234) {
        const double after = 0.8 * (0.8 * before + width * noise(11, i)) + width * noise(12, i);
        CHECK_THAT(a.p[i], WithinAbs(after + 0.06, 1e-14));
        CHECK_THAT(a.q[i], WithinAbs(0.4 + 0.15 * (after + 0.06), 1e-14));
    }
    for (const double p : a.p) {
        end += (p - 0.06) * (p - 0.06) / 2;
    }
    CHECK_THAT(sums.before, WithinRel(static_cast<double>(size) * before * before / 2, 1e-12));
    CHECK_THAT(sums.after, WithinRel(end, 1e-12));
    CHECK(sums.end == sums.after);
    CHECK(sums.drift != sums.after);
}

TEST_CASE("without noise the pass is the flow alone") {
    arrays a;
    const langevin_coefficients f{.end_kick = 0.1, .decay = 0.8, .width = 0.5};
    const langevin_sums sums = a.pass<true>(f, uniform_mass{});
    CHECK(a.p[5] == 1.2 - 0.1 * -0.3);
    CHECK(a.q[5] == 0.4);
    CHECK(sums.end == sums.after);
}

}  // namespace dynamics_langevin_pass_test
