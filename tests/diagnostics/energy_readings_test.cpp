// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/energy_readings.hpp>

#include <cmath>
#include <vector>

using namespace thermosgd;

TEST_CASE("equal temperatures are consistent with equipartition, unequal ones are not") {
    layout where;
    where.add("a", {2, 20});
    where.add("b", {2, 20});
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
