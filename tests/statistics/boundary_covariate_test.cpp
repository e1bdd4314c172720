// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/statistics/boundary_covariate.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace statistics_boundary_covariate_test {

using namespace thermosgd;

namespace {

/// x is an Ornstein-Uhlenbeck norm about 1, `gain` what it gains per step: what it loses, `rate` of
/// x, what it changes by, and noise of its own.
struct balance {
    batch_store store{2};
    double rate = 0.002;

    balance(double noise, std::uint64_t seed, int steps = 40'000) {
        test::random_stream random(seed);
        double x = 1;
        for (int t = -4'000; t < steps; ++t) {
            const double next = x + rate * (1 - x) + 2e-3 * random.normal();
            const double gain = next - x + rate * x + noise * random.normal();
            if (t >= 0) {
                store.append(std::array{gain, x});
            }
            x = next;
        }
    }

    [[nodiscard]] auto ratio() const {
        return [rate = rate](std::span<const double> m) { return m[0] / (rate * m[1]); };
    }

    [[nodiscard]] estimate measure() const {
        const std::array<std::size_t, 2> columns{0, 1};
        return jackknife_balance(store, columns, 1, 1 / (rate * store.total(1).mean), ratio());
    }
};

}  // namespace

TEST_CASE("a ratio of gain and loss is known as the change of the norm is", "[coverage]") {
    // Of 200 intervals of 95 % fewer than 172 have a chance below 1e-6 (3e-7 for 171).
    constexpr int runs = 200;
    for (const double noise : {0.0, 2e-5, 2e-3}) {
        int covered = 0;
        moments value, error, plain;
        for (int run = 0; run < runs; ++run) {
            const balance b(noise, static_cast<std::uint64_t>(run) + 1);
            const estimate e = b.measure();
            covered += e.interval().contains(1) ? 1 : 0;
            value.push(e.value);
            error.push(e.error);
            plain.push(jackknife(b.store, {0, 1}, b.ratio()).error);
        }
        CAPTURE(noise, covered, value.mean, error.mean, plain.mean);
        const double scatter = std::sqrt(value.variance());
        CHECK(covered >= 172);
        // A scatter of 200 is known to 5 %, and V of blocks is not free of bias.
        CHECK_THAT(error.mean, WithinRel(scatter, 0.3));
        CHECK_THAT(value.mean, WithinAbs(1, 6 * scatter / std::sqrt(runs)));
        if (noise == 0) {
            CHECK(plain.mean > 3 * error.mean);
        }
    }
}

TEST_CASE("the value is that of the jackknife, also while the norm has not settled") {
    balance b(1e-4, 7);
    const estimate plain = jackknife(b.store, {0, 1}, b.ratio());
    const estimate e = b.measure();
    CHECK(e.value == plain.value);
    CHECK(e.error < plain.error);
    CHECK(e.nu > 2);
    // Where the series ends before there are blocks, so does its error.
    const balance few(1e-4, 7, 20);
    const estimate short_one = few.measure();
    const estimate short_plain = jackknife(few.store, {0, 1}, few.ratio());
    CHECK(short_one.value == short_plain.value);
    CHECK(short_one.verdict == short_plain.verdict);
    CHECK_THROWS_AS(jackknife_balance(b.store, std::array<std::size_t, 1>{2}, 1, 1.0, b.ratio()),
                    std::invalid_argument);
}

TEST_CASE("the error of a bounded sum falls as its length, that of white noise as its root") {
    test::random_stream random(3);
    const auto error_of = [&](double white, double bounded, std::size_t n) {
        moments errors;
        for (int run = 0; run < 60; ++run) {
            std::vector<moments> cells(n);
            double before = random.normal();
            for (moments& cell : cells) {
                const double now = random.normal();
                cell.push(bounded * (now - before) + white * random.normal());
                before = now;
            }
            errors.push(detail::error_of_bounded(cells));
        }
        return errors.mean;
    };
    // √2/n and 1/√n. A slope that may not be below 0 adds up to a third to the first; sixty errors
    // are known to some 5 %.
    CHECK_THAT(error_of(0, 1, 256), WithinRel(1.2 * std::sqrt(2.0) / 256, 0.25));
    CHECK_THAT(error_of(0, 1, 512), WithinRel(1.2 * std::sqrt(2.0) / 512, 0.25));
    CHECK_THAT(error_of(1, 0, 256), WithinRel(1 / 16.0, 0.3));
    CHECK_THAT(error_of(1, 0, 512), WithinRel(1 / std::sqrt(512.0), 0.3));
    CHECK(std::isnan(detail::error_of_bounded(std::vector<moments>(8))));
}

}  // namespace statistics_boundary_covariate_test
