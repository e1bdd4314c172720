// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/report/rounding.hpp>
#include <thermosgd/report/text.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace report_rounding_test {

using namespace thermosgd;

namespace {

/// To the nearest number with the eight digits of bfloat16, ties to even.
float as_bfloat16(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return std::bit_cast<float>((bits + 0x7fffU + (bits >> 16 & 1U)) & 0xffff0000U);
}

/// The report of weights N(0, 0.05²) that make steps of a given rms, stored through `store`.
template <class Store>
report report_of(double rms, Store store) {
    layout where;
    where.add("w", {500});
    thermometer t(where);
    test::random_stream random(6);
    std::vector<double> exact(where.size());
    for (double& x : exact) {
        x = 0.05 * random.normal();
    }
    for (std::uint64_t step = 0; step < 300; ++step) {
        std::vector<float> stored;
        for (double& x : exact) {
            x += rms * random.normal();
            stored.push_back(store(static_cast<float>(x)));
        }
        t.observe(step, stored);
    }
    return t.report();
}

float as_it_is(float x) {
    return x;
}

}  // namespace

TEST_CASE("float weights are warned of below ten of their ulp, bfloat16 ones long before") {
    for (const double rms : {1e-3, 1e-5, 1e-6}) {
        const report r = report_of(rms, as_it_is);
        CHECK(r.digits == 24);
        CHECK_FALSE(rounding_is_felt(r.groups[0], r.timestep, r.digits));
        CHECK_THAT(r.groups[0].mean_square_velocity.value, WithinRel(rms * rms, 0.01));
        CHECK(to_text(r).find("rounding") == std::string::npos);
    }
    const report fine = report_of(1e-8, as_it_is);
    CHECK(rounding_is_felt(fine.groups[0], fine.timestep, fine.digits));
    // ulp(0.05) = 2^-28 = 3.7e-9.
    CHECK_THAT(rounding_ratio(fine.groups[0], 1.0, 24), WithinRel(0.37, 0.03));

    const report coarse = report_of(1e-5, as_bfloat16);
    CHECK(rounding_is_felt(coarse.groups[0], coarse.timestep, coarse.digits));
    CHECK(coarse.groups[0].zero_velocities > 0.8);
    const std::string text = to_text(coarse);
    CHECK(text.find("\"w\"") != std::string::npos);
    CHECK(text.find("rounding") != std::string::npos);
    // Large steps of bfloat16 weights are as good as any.
    const report large = report_of(1e-2, as_bfloat16);
    CHECK_THAT(large.groups[0].mean_square_velocity.value, WithinRel(1e-4, 0.02));
}

TEST_CASE("nothing is said of rounding where nothing moves or positions are not known") {
    group_report g;
    CHECK(std::isnan(rounding_ratio(g, 1.0, 24)));
    g.mean_square_velocity.value = 1e-30;
    CHECK(std::isnan(rounding_ratio(g, 1.0, 24)));
    g.mean_square_position.value = 1.0;
    CHECK(rounding_ratio(g, 1.0, 24) > 0.1);
    CHECK(std::isnan(rounding_ratio(g, 1.0, 0)));
}

}  // namespace report_rounding_test
