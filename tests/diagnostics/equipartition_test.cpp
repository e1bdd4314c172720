// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/equipartition.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diagnostics_equipartition_test {

using namespace thermosgd;

TEST_CASE("equal temperatures are consistent with equipartition, unequal ones are not") {
    layout where;
    where.add("a", {2, 20}, {.filter_axis = 0});
    where.add("b", {2, 20}, {.filter_axis = 0});
    for (const double factor : {1.0, 1.2}) {
        thermometer t(where);
        test::random_stream random(3);
        std::vector<double> x(where.size(), 0.0);
        for (std::uint64_t step = 0; step < 8000; ++step) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] += random.normal() * (i < 40 ? 1.0 : factor);
            }
            t.observe(step, x);
        }
        std::vector<reading> all;
        detail::add_equipartition_readings(t, t.report(), {0, 1}, all);
        REQUIRE(all.size() == 2);
        const bool consistent = all[0].remark.find("consistent") != std::string::npos;
        CHECK(consistent == (factor == 1.0));
        // Hottest over coldest is at least 1, and within six errors of the truth.
        const estimate& ratio = all[1].value;
        CHECK(std::fabs(ratio.value - factor * factor) < 6 * ratio.error + 1e-3);
        CHECK(ratio.value >= 1.0);
    }
}

TEST_CASE(
    "Gini coefficient and percentile ratio have the error bars that repeated runs scatter by") {
    layout where;
    where.add("a", {2, 100}, {.filter_axis = 0});
    test::random_stream random(7);
    constexpr int runs = 40;
    moments gini, percentiles;
    double gini_error = 0, percentiles_error = 0;
    for (int run = 0; run < runs; ++run) {
        thermometer t(where);
        diagnostics_recorder recorder(where, {.topics = {topic::equipartition}});
        std::vector<double> x(where.size(), 0.0);
        for (std::uint64_t step = 0; step <= 3000; ++step) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] += random.normal() * (i % 2 == 0 ? 1.0 : std::sqrt(3.0));
            }
            t.observe(step, x, {}, recorder);
        }
        std::vector<reading> all;
        detail::add_spread_readings(t, t.report(), {0}, recorder, all);
        for (const reading& r : all) {
            const bool is_gini = r.key == "temperature.gini";
            if (is_gini || r.key == "temperature.percentile_ratio") {
                CHECK(r.value.verdict == reliability::rough);
                (is_gini ? gini : percentiles).push(r.value.value);
                (is_gini ? gini_error : percentiles_error) += r.value.error * r.value.error / runs;
            }
        }
    }
    REQUIRE((gini.count == runs && percentiles.count == runs));
    // Temperatures 1 and 3: Gini 1/4 and ratio 3, raised by the noise of 2,500 to 3,000 steps.
    CHECK_THAT(gini.mean, WithinAbs(0.255, 0.005));
    CHECK_THAT(percentiles.mean, WithinAbs(3.15, 0.1));
    // 40 runs know a scatter to 11 %, and the error is up to a fifth larger: six of them.
    CHECK_THAT(std::sqrt(gini_error / gini.variance()), WithinAbs(1.1, 0.7));
    CHECK_THAT(std::sqrt(percentiles_error / percentiles.variance()), WithinAbs(1.1, 0.7));
}

}  // namespace diagnostics_equipartition_test
