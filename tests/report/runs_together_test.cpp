// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/runs_together.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "random.hpp"

namespace report_runs_together_test {

using namespace thermosgd;

namespace {

estimate measured(double value, double error) {
    return {.value = value,
            .error = error,
            .n_eff = 200,
            .g = 1,
            .nu = 100,
            .verdict = reliability::reliable};
}

}  // namespace

TEST_CASE("one part of several runs: the mean of three alike in error is theirs") {
    const std::vector<double> up{1, 2, 3, 4, 5, 6, 7, 8}, down{8, 7, 6, 5, 4, 3, 2, 1};
    const part_over_runs p = part_together(
        "conv1", {measured(1, 0.1), measured(2, 0.1), measured(3, 0.1)}, 2, {up, down, up});
    CHECK(p.name == "conv1");
    CHECK(p.in_equilibrium == 2);
    CHECK(p.of_run.size() == 3);
    // Equal errors: the mean, with the scatter over sqrt(3); sample variance 1 = tau^2 + 0.01.
    CHECK_THAT(p.together.mean.value, WithinRel(2.0, 1e-12));
    CHECK_THAT(p.together.mean.error, WithinRel(1 / std::sqrt(3.0), 1e-9));
    CHECK_THAT(p.together.spread, WithinRel(std::sqrt(0.99), 1e-9));
    CHECK_THAT(p.together.error_of_one, WithinRel(0.1, 1e-12));
    CHECK_THAT(p.together.agreement.per_nu(), WithinRel(100.0, 1e-9));
    CHECK(p.numbers == 8);
    // Halves of a ramp lie apart.
    CHECK(p.rhat > 1.5);
}

TEST_CASE("chains are cut to the last numbers of the shortest, and without any there is no R-hat") {
    test::random_stream random(4);
    std::vector<double> a{9, 9, 9}, b;
    for (int i = 0; i < 50; ++i) {
        a.push_back(random.normal());
        b.push_back(random.normal());
    }
    const std::vector<double> last_of_a(a.end() - 50, a.end());
    const std::vector<estimate> t{measured(1, 0.1), measured(1.1, 0.1)};
    const part_over_runs p = part_together("x", t, 0, {a, b});
    CHECK(p.numbers == 50);
    CHECK(p.rhat == rank_normalised_rhat({last_of_a, b}));
    CHECK(p.bulk == bulk_effective_sample_size({last_of_a, b}));
    CHECK(p.tail > 10);
    CHECK(p.tail == tail_effective_sample_size({last_of_a, b}));
    for (const chains& nothing : {chains{}, chains{a, {}}}) {
        const part_over_runs q = part_together("x", t, 0, nothing);
        CHECK(q.numbers == 0);
        CHECK((std::isnan(q.rhat) && std::isnan(q.bulk) && std::isnan(q.tail)));
        CHECK(q.together.mean.value == p.together.mean.value);
    }
}

TEST_CASE("a run without a temperature counts in no mean, and one alone has no R-hat") {
    const std::vector<double> chain{1, 4, 2, 3, 5, 1, 2, 6, 3, 4};
    const part_over_runs p = part_together("x", {measured(2, 0.1), estimate{}}, 1, {chain});
    CHECK(p.together.mean.value == 2);
    CHECK(p.together.mean.error == 0.1);
    CHECK(p.of_run.size() == 2);
    CHECK(std::isnan(p.rhat));
    CHECK(p.bulk > 1);
    CHECK(std::isnan(part_together("x", {estimate{}}, 0, {}).together.mean.value));
}

TEST_CASE("parts are found by name, and an unknown name is told the others") {
    runs_together all;
    all.total.name = "all groups";
    all.groups.resize(2);
    all.groups[0].name = "conv1";
    all.groups[1].name = "linear1";
    CHECK(&all["all groups"] == &all.total);
    CHECK(&all["linear1"] == &all.groups[1]);
    CHECK_THROWS_WITH(all["conv2"],
                      "runs_together: name = \"conv2\", expected one of \"all groups\", \"conv1\", "
                      "\"linear1\"");
    all.filters.resize(1);
    all.filters[0].name = "conv1[0]";
    CHECK(&all["conv1[0]"] == all.filters.data());
    CHECK_THROWS_WITH(all["conv1[7]"], ContainsSubstring(", or a filter of one of these"));
}

}  // namespace report_runs_together_test
