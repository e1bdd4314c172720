// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/thermometer/thermometer.hpp>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace thermometer_temperature_ratio_test {

using namespace thermosgd;

using Catch::Matchers::WithinRel;

namespace {

layout three_parts() {
    layout made;
    made.add("hot", {6, 20}, {.filter_axis = 0});
    made.add("cold", {3, 40}, {.filter_axis = 0});
    return made;
}

/// Steps whose size wanders, the same for all parts; "hot" has four times the temperature of "cold".
thermometer after(std::uint64_t steps) {
    thermometer t(three_parts());
    test::random_stream random(5);
    std::vector<double> x(240);
    double size = 0;
    for (std::uint64_t step = 0; step <= steps; ++step) {
        size = 0.95 * size + 0.2 * random.normal();
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += std::exp(size) * (i < 120 ? 2.0 : 1.0) * random.normal();
        }
        t.observe(step, x);
    }
    return t;
}

std::string refusal(const thermometer& t, const char* name) {
    try {
        (void)t.temperature_ratio(name, "hot");
    } catch (const std::invalid_argument& problem) {
        return problem.what();
    }
    return "";
}

}  // namespace

TEST_CASE("what two parts have in common cancels in their ratio, and its error knows",
          "[stochastic]") {
    // Two comparisons at the t quantile for 1e-6/2. Seed 5.
    const thermometer t = after(20'000);
    const report r = t.report();
    const estimate ratio = t.temperature_ratio("hot", "cold");
    INFO(ratio);
    CHECK_THAT(ratio.value,
               WithinRel(r["hot"].temperature.value / r["cold"].temperature.value, 1e-3));
    CHECK(std::fabs(ratio.value - 4) < ratio.error * student_t_critical(0.25e-6, ratio.nu));
    CHECK(ratio.error > 0);
    const estimate filters = t.temperature_ratio("hot[5]", "cold[0]");
    CHECK(std::fabs(filters.value - 4) < filters.error * student_t_critical(0.25e-6, filters.nu));
    CHECK_THAT(t.temperature_ratio("all groups", "all groups").value, WithinRel(1.0, 1e-14));
    CHECK_THAT(t.temperature_ratio("cold", "hot").value * ratio.value, WithinRel(1.0, 1e-3));
}

TEST_CASE("where the norms are too slow for the batches, the slower temperature speaks") {
    const detail::column_map columns{3};
    batch_store store(columns.size());
    test::random_stream random(6);
    std::vector<double> row(columns.size(), 1.0);
    for (int tick = 0; tick < 4000; ++tick) {
        row[columns(1, detail::column::mv2)] = 4 + 0.01 * random.normal();
        row[columns(2, detail::column::mv2)] = 1 + 0.01 * random.normal();
        store.append(row);
    }
    group_report hot, cold;
    hot.degrees_of_freedom = cold.degrees_of_freedom = 10;
    for (const bool hot_is_slower : {true, false}) {
        hot.temperature = {.value = 4, .error = 1.2, .n_eff = 70, .g = 1, .nu = 11};
        cold.temperature = {.value = 1, .error = 0.4, .n_eff = 70, .g = 1, .nu = 12};
        (hot_is_slower ? hot : cold).temperature.n_eff = 60;
        const estimate ratio = detail::temperature_ratio_of(store, columns, {1, 2}, hot, cold);
        CHECK_THAT(ratio.value, WithinRel(4.0, 1e-3));
        CHECK_THAT(ratio.error, WithinRel(0.5 * ratio.value, 1e-12));
        CHECK(ratio.n_eff == 60);
        CHECK(ratio.nu == (hot_is_slower ? 11 : 12));
    }
}

TEST_CASE("an unknown name is answered with those there are") {
    const thermometer t = after(10);
    CHECK(refusal(t, "warm") ==
          "layout::index: name = \"warm\", expected one of \"hot\", \"cold\"");
    CHECK(refusal(t, "cold[3]").find("a filter below 3") != std::string::npos);
    CHECK(refusal(t, "cold[x]").find("a filter below 3") != std::string::npos);
    CHECK(refusal(t, "cold[]").find("a filter below 3") != std::string::npos);
    CHECK(refusal(t, "]") != "");
    CHECK(refusal(t, "") != "");
}

}  // namespace thermometer_temperature_ratio_test
