// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/distribution.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace diagnostics_distribution_test {

using namespace thermosgd;

TEST_CASE("Gaussian velocities of one temperature have as many degrees of freedom as parameters") {
    layout where;
    where.add("a", {2, 15});
    thermometer t(where);
    diagnostics_recorder recorder(where, {.topics = {topic::distribution}});
    test::random_stream random(5);
    std::vector<double> x(where.size(), 0.0);
    for (std::uint64_t step = 0; step <= 20'000; ++step) {
        for (double& one : x) {
            one += random.normal();
        }
        t.observe(step, x, {}, recorder);
    }
    std::vector<reading> all;
    detail::add_distribution_readings(t, t.report(), {0}, recorder, all);
    REQUIRE(all.size() == 7);
    // Six of their own errors: false alarms below 1e-6 together.
    const auto near = [&](const char* key, double truth) {
        for (const reading& r : all) {
            if (r.key == key) {
                INFO(key << ": " << r.value.value << " ± " << r.value.error);
                CHECK(std::fabs(r.value.value - truth) < 6 * r.value.error);
                return;
            }
        }
        FAIL("no reading of " << key);
    };
    near("velocity.skewness", 0);
    near("velocity.excess_kurtosis", 0);
    near("kinetic.degrees_of_freedom.variance", 30);
    near("kinetic.degrees_of_freedom.skewness", 30);
    near("kinetic.maxwell_ratio", 1);
    near("velocity.tail_index.blocks", 2);
}

}  // namespace diagnostics_distribution_test
