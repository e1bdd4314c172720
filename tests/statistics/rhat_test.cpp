// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/statistics/rhat.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"
#include "reference_chains.hpp"

namespace statistics_rhat_test {

using thermosgd::chains;
using thermosgd::nested_rhat;
using thermosgd::rank_normalised_rhat;

TEST_CASE("R-hat is that of R's posterior") {
    const auto cases = test::reference_chains();
    REQUIRE(cases.size() == 9);
    for (const auto& [name, of] : cases) {
        CAPTURE(name);
        CHECK_THAT(rank_normalised_rhat(of.chains), WithinRel(of.expected.at("rhat"), 1e-8));
        if (of.chains.size() % 2 == 0) {
            std::vector<std::size_t> supers;
            for (std::size_t i = 0; i < of.chains.size(); ++i) {
                supers.push_back(i < of.chains.size() / 2 ? 7 : 3);
            }
            CHECK_THAT(nested_rhat(of.chains, supers), WithinRel(of.expected.at("nested"), 1e-8));
        }
    }
}

TEST_CASE("chains with nothing to compare have no R-hat") {
    const std::vector<double> constant(20, 1.5);
    CHECK(std::isnan(rank_normalised_rhat({constant, constant})));
    CHECK(std::isnan(nested_rhat({constant, constant}, std::array<std::size_t, 2>{0, 1})));
    std::vector<double> moving(20), holed(20);
    for (std::size_t i = 0; i < 20; ++i) {
        moving[i] = holed[i] = double(i * i % 7);
    }
    // One constant chain beside one that moves is a disagreement, not an absence.
    CHECK(rank_normalised_rhat({constant, moving}) > 1.1);
    holed[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(rank_normalised_rhat({moving, holed})));
    holed[3] = std::numeric_limits<double>::infinity();
    CHECK(std::isnan(rank_normalised_rhat({moving, holed})));
    CHECK(std::isnan(rank_normalised_rhat({{1.0}, {2.0}})));
    CHECK(std::isfinite(rank_normalised_rhat({moving})));
}

TEST_CASE("chains of different lengths, and none, are refused") {
    CHECK_THROWS_AS(rank_normalised_rhat({}), std::invalid_argument);
    CHECK_THROWS_WITH(rank_normalised_rhat({{1.0, 2.0}, {1.0}}),
                      ContainsSubstring("chain 1 has 1 numbers, expected 2"));
    const chains two{{1.0, 2.0}, {2.0, 1.0}};
    CHECK_THROWS_WITH(nested_rhat(two, std::array<std::size_t, 1>{0}),
                      ContainsSubstring("1 superchains for 2 chains"));
    CHECK_THROWS_WITH(nested_rhat(two, std::array<std::size_t, 2>{0, 0}),
                      ContainsSubstring("at least two superchains"));
    const chains three{{1.0, 2.0}, {2.0, 1.0}, {2.0, 3.0}};
    CHECK_THROWS_WITH(nested_rhat(three, std::array<std::size_t, 3>{0, 1, 1}),
                      ContainsSubstring("same size"));
}

TEST_CASE("independent chains have R-hat near 1, chains apart do not") {
    // 100 times four chains of 500 independent numbers.
    test::random_stream random(17);
    int above = 0;
    for (int i = 0; i < 100; ++i) {
        chains c(4, std::vector<double>(500));
        for (auto& chain : c) {
            for (double& x : chain) {
                x = random.normal();
            }
        }
        const double r = rank_normalised_rhat(c);
        CHECK(r > 0.995);
        above += r > 1.01 ? 1 : 0;
        for (double& x : c[2]) {
            x += 1.0;
        }
        CHECK(rank_normalised_rhat(c) > 1.05);
    }
    CHECK(above < 10);
}

}  // namespace statistics_rhat_test
