// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/statistics/effective_sample_size.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "catch_shim.hpp"
#include "reference_chains.hpp"
#include "series.hpp"

namespace statistics_effective_sample_size_test {

using thermosgd::bulk_effective_sample_size;
using thermosgd::chains;
using thermosgd::effective_sample_size;
using thermosgd::tail_effective_sample_size;

TEST_CASE("effective sample sizes are those of R's posterior") {
    for (const auto& [name, of] : test::reference_chains()) {
        CAPTURE(name);
        CHECK_THAT(bulk_effective_sample_size(of.chains),
                   WithinRel(of.expected.at("ess_bulk"), 1e-8));
        CHECK_THAT(tail_effective_sample_size(of.chains),
                   WithinRel(of.expected.at("ess_tail"), 1e-8));
        CHECK_THAT(effective_sample_size(of.chains), WithinRel(of.expected.at("ess_mean"), 1e-8));
    }
}

TEST_CASE("an autoregressive chain holds N/g independent numbers") {
    thermosgd::moments ratio;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        chains c;
        for (std::uint64_t k = 0; k < 4; ++k) {
            test::autoregressive series(0.8, 10 * seed + k);
            c.emplace_back(2000);
            for (double& x : c.back()) {
                x = series.next();
            }
        }
        ratio.push(effective_sample_size(c) / (8000 / test::autoregressive::g(0.8)));
    }
    // Its own noise is 10 %; Geyer's sum is cut a little early.
    CHECK_THAT(ratio.mean, WithinAbs(1.0, 0.08));
}

TEST_CASE("what cannot be counted has no size") {
    const std::vector<double> constant(20, 1.5);
    CHECK(std::isnan(effective_sample_size({constant})));
    CHECK(std::isnan(bulk_effective_sample_size({constant})));
    CHECK(std::isnan(tail_effective_sample_size({constant})));
    CHECK(std::isnan(effective_sample_size({{1.0, 2.0, 3.0, 4.0}})));
    std::vector<double> moving(20);
    for (std::size_t i = 0; i < 20; ++i) {
        moving[i] = double(i * i % 7);
    }
    CHECK(std::isfinite(bulk_effective_sample_size({moving})));
    moving[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(bulk_effective_sample_size({moving})));
    CHECK(std::isnan(tail_effective_sample_size({moving})));
    CHECK_THROWS_AS(effective_sample_size({}), std::invalid_argument);
    CHECK_THROWS_AS(bulk_effective_sample_size({{1.0}, {1.0, 2.0}}), std::invalid_argument);
    CHECK_THROWS_AS(tail_effective_sample_size({}), std::invalid_argument);
}

}  // namespace statistics_effective_sample_size_test
