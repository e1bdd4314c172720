// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <paper/analysis/seed_mean.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace examples_paper_analysis_seed_mean_test {

using namespace paper;
using thermosgd::reliability;

namespace {

/// Points of a quantity whose runs know themselves to `within` and differ by `between`.
std::vector<std::vector<seed_value>> made_points(test::random_stream& random, std::size_t points,
                                                 std::size_t seeds, double within, double between) {
    std::vector<std::vector<seed_value>> all(points);
    for (auto& point : all) {
        for (std::size_t i = 0; i < seeds; ++i) {
            point.push_back({between * random.normal() + within * random.normal(), within, 200});
        }
    }
    return all;
}

}  // namespace

TEST_CASE("the larger of both errors counts") {
    // Seeds far apart: s² = 1 of n = 3.
    const std::array apart{seed_value{0, 0.1}, seed_value{1, 0.1}, seed_value{2, 0.1}};
    const auto wide = mean_of_seeds(apart);
    CHECK(wide.value == 1);
    CHECK_THAT(wide.error, WithinRel(1 / std::sqrt(3.0), 1e-14));
    CHECK(wide.nu == 2);
    CHECK(wide.n_eff == 3);
    // Seeds that agree by chance better than they know themselves.
    const std::array close{seed_value{1, 0.3, 10}, seed_value{1, 0.3, 10}, seed_value{1, 0.3, 10}};
    const auto known = mean_of_seeds(close);
    CHECK_THAT(known.error, WithinRel(0.3 / std::sqrt(3.0), 1e-14));
    CHECK_THAT(known.nu, WithinRel(30.0, 1e-12));
}

TEST_CASE("one seed borrows the scatter of others, and without any keeps its own error") {
    const std::array one{seed_value{1, 0.1, 50}};
    CHECK_THAT(mean_of_seeds(one).error, WithinRel(0.1, 1e-14));
    CHECK_THAT(mean_of_seeds(one).nu, WithinRel(50.0, 1e-12));
    const auto wide = mean_of_seeds(one, {0.04, 12});
    CHECK_THAT(wide.error, WithinRel(0.2, 1e-14));
    CHECK(wide.nu == 8);
    CHECK_THAT(mean_of_seeds(one, {0.0004, 12}).error, WithinRel(0.1, 1e-14));
}

TEST_CASE("without error bar or seeds there is no verdict") {
    const std::array none{seed_value{1, std::nan("")}};
    CHECK(mean_of_seeds(none).verdict == reliability::unknown);
    CHECK(mean_of_seeds(none, {0.01, 4}).verdict == reliability::rough);
    CHECK(std::isnan(mean_of_seeds({}).value));
    CHECK(p_against(mean_of_seeds(none), 5) == 1);
}

TEST_CASE("an error that is a lower bound has no more freedom than the scatter") {
    thermosgd::estimate few;  // too few correlation times: no freedom of its own
    few.value = 2;
    few.error = 0.2;
    const seed_value unsure = logarithm(few);
    CHECK_FALSE(unsure.known);
    CHECK(mean_of_seeds(std::array{unsure}).verdict == reliability::unknown);
    CHECK(p_against(mean_of_seeds(std::array{unsure}), 5) == 1);
    const auto three = mean_of_seeds(std::array{unsure, unsure, unsure});
    CHECK(three.verdict == reliability::rough);
    CHECK(three.nu == 2);
    CHECK(mean_of_seeds(std::array{unsure}, {1e-6, 5}).nu <= 5);
    // Where seeds decide it does not matter.
    const std::array apart{seed_value{0, 0.1, 9, false}, seed_value{4, 0.1, 9}};
    CHECK(mean_of_seeds(apart).nu == 1);
}

TEST_CASE("intervals cover whatever makes the scatter", "[stochastic]") {
    // 600 times 7 points: coverage known to 0.34 %, more for what points share. Seed 21.
    test::random_stream random(21);
    for (const auto& [within, between] :
         {std::pair{0.1, 0.0}, {0.1, 0.1}, {0.02, 0.3}, {0.1, 0.05}}) {
        int covered = 0, alone = 0;
        for (int run = 0; run < 600; ++run) {
            const auto points = made_points(random, 7, 3, within, between);
            const seed_scatter pooled = pooled_scatter(points);
            for (const auto& point : points) {
                const auto mean = mean_of_seeds(point, pooled);
                covered += mean.interval().contains(0) ? 1 : 0;
                alone += std::fabs(mean.value) < 1.96 * within / std::sqrt(3.0) ? 1 : 0;
            }
        }
        INFO("within " << within << ", between " << between);
        CHECK(covered / 4200.0 > 0.935);
        CHECK(covered / 4200.0 < 0.995);
        // The error bars within runs alone would not do.
        CHECK((alone / 4200.0 > 0.935) == (between == 0.0));
    }
}

TEST_CASE("scatter is pooled by degrees of freedom") {
    const std::vector<std::vector<seed_value>> points{
        {{0.0, 0.1}, {2.0, 0.1}},              // 2 with ν = 1
        {{1.0, 0.1}, {1.0, 0.1}, {1.0, 0.1}},  // 0 with ν = 2
        {{7.0, 0.1}},                          // nothing
    };
    CHECK_THAT(pooled_scatter(points).variance, WithinRel(2.0 / 3, 1e-14));
    CHECK(pooled_scatter(points).nu == 3);
    CHECK(pooled_scatter({}).nu == 0);
}

TEST_CASE("Holm's correction, by hand") {
    const std::array p{0.04, 0.01, 0.03};
    const std::vector<double> corrected = holm(p);
    CHECK_THAT(corrected[1], WithinRel(0.03, 1e-14));
    CHECK_THAT(corrected[2], WithinRel(0.06, 1e-14));
    CHECK_THAT(corrected[0], WithinRel(0.06, 1e-14));  // not below that of the smaller p
    CHECK(holm(std::array{0.9, 0.8})[0] == 1);
    CHECK(holm({}).empty());
}

TEST_CASE("p against a number is small where the number is far, and only there") {
    const auto mean = mean_of_seeds(std::array{seed_value{1, 0.1}, seed_value{1.02, 0.1}});
    CHECK(p_against(mean, 1.0) > 0.5);
    CHECK(p_against(mean, 3.0) < 1e-6);
    CHECK_THAT(p_against(mean, 1.01 + 1.959964 * mean.error), WithinRel(0.05, 1e-5));
}

}  // namespace examples_paper_analysis_seed_mean_test
