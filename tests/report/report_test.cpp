// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/report/report.hpp>

#include <cmath>

namespace report_report_test {

using namespace thermosgd;

TEST_CASE("positions are sampled below R = 0.1 and not where R is unknown") {
    group_report g;
    g.position_ratio = 0.099;
    CHECK(g.position_stationary());
    g.position_ratio = 0.1;
    CHECK_FALSE(g.position_stationary());
    g.position_ratio = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(g.position_stationary());
}

TEST_CASE("what a trainer does not tell is not available, never zero") {
    const step_info info{.loss = 2.0, .batch_size = 32};
    CHECK(info.loss == 2.0);
    CHECK(std::isnan(info.learning_rate));
    CHECK(std::isnan(info.weight_decay));
    CHECK(std::isnan(info.momentum_coefficient));
}

TEST_CASE("a report survives a checkpoint") {
    const scratch_folder folder;
    report r;
    r.segment = 3;
    r.driven = true;
    r.parameters.learning_rate = 0.25;
    r.groups.resize(2);
    r.groups[1].name = "conv2";
    r.groups[1].temperature.value = 1.5;
    r.groups[1].equilibrium.verdict = equilibrium_verdict::drifting;
    save_checkpoint(folder.path() / "report", "tag", r);
    report back;
    load_checkpoint(folder.path() / "report", "tag", back);
    CHECK((back.segment == 3 && back.driven && back.groups.size() == 2));
    CHECK(back.parameters.learning_rate == 0.25);
    CHECK(std::isnan(back.parameters.weight_decay));
    CHECK(back.groups[1].name == "conv2");
    CHECK(back.groups[1].temperature.value == 1.5);
    CHECK(back.groups[1].equilibrium.verdict == equilibrium_verdict::drifting);
}

TEST_CASE("rows are found by name, and an unknown name is answered with those there are") {
    thermosgd::report r;
    r.total.name = thermosgd::all_groups;
    r.total.group = 2;
    for (const char* name : {"conv1", "linear1"}) {
        thermosgd::group_report row;
        row.name = name;
        row.group = r.groups.size();
        r.groups.push_back(row);
    }
    for (std::size_t f = 0; f < 3; ++f) {
        thermosgd::group_report row;
        row.name = "conv1[" + std::to_string(f) + "]";
        row.filter = f;
        r.filters.push_back(row);
    }
    CHECK(&r["conv1"] == &r.groups[0]);
    CHECK(&r["conv1[2]"] == &r.filters[2]);
    CHECK(&r["all groups"] == &r.total);
    CHECK(r.filters_of("conv1").size() == 3);
    CHECK(r.filters_of("conv1")[1].filter == 1);
    CHECK(r.filters_of("linear1").empty());
    std::string message;
    try {
        (void)r["conv2"];
    } catch (const std::invalid_argument& problem) {
        message = problem.what();
    }
    CHECK(message ==
          "report: name = \"conv2\", expected one of \"all groups\", \"conv1\", "
          "\"conv1[0]\" to \"conv1[2]\", \"linear1\"");
}

}  // namespace report_report_test
