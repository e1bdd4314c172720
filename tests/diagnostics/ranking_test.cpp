// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/ranking.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace diagnostics_ranking_test {

using namespace thermosgd;

TEST_CASE("the hottest and the coldest filter are found, with a probability") {
    layout where;
    where.add("a", {3, 20}, {.filter_axis = 0});
    thermometer t(where);
    test::random_stream random(6);
    std::vector<double> x(where.size(), 0.0);
    for (std::uint64_t step = 0; step <= 4000; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += random.normal() * (i < 20 ? 1.0 : i < 40 ? 2.0 : 1.5);
        }
        t.observe(step, x);
    }
    std::vector<reading> all;
    detail::add_ranking_readings(t, t.report(), all);
    REQUIRE(all.size() == 3);
    CHECK((all[0].key == "filter.hottest" && all[0].group == "a[1]"));
    CHECK((all[1].key == "filter.coldest" && all[1].group == "a[0]"));
    CHECK(all[2].key == "filter.rank_correlation");
    CHECK(all[0].remark.find("rank 1 to 1 of 3 at 95 %; P(hottest filter) 1") != std::string::npos);
    CHECK(all[0].unit == "loss/k_B");
}

}  // namespace diagnostics_ranking_test
