// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/text.hpp>

#include <sstream>
#include <string>

namespace report_text_test {

using namespace thermosgd;

namespace {

estimate known(double value, double error, reliability verdict = reliability::reliable) {
    estimate e;
    e.value = value;
    e.error = error;
    e.n_eff = 812.7;
    e.g = 19.0;
    e.nu = 30;
    e.verdict = verdict;
    return e;
}

report small_report() {
    report r;
    r.instruction_set = "x86-64";
    r.last_step = 25'000;
    r.observed_steps = 25'000;
    r.parameters = {.loss = 0.1, .learning_rate = 0.01, .weight_decay = 0.04, .batch_size = 32};
    group_report g;
    g.name = "conv1";
    g.degrees_of_freedom = 200;
    g.temperature = known(5.22e-7, 0.031e-7);
    g.scale_invariant = true;
    g.weight_decay_law = known(1.001, 0.004);
    g.velocity_variance = known(1.04e-6, 1e-8);
    g.mean_square_velocity = known(1.04e-6, 1e-8);
    g.position_ratio = 0.02;
    g.equilibrium.verdict = equilibrium_verdict::equilibrium;
    g.equilibrium.doubt = equilibrium_doubt::none;
    g.equilibrium.kinetic_energy.mean = 1.0;
    g.equilibrium.kinetic_energy.bound = 0.0123;
    r.groups = {g};
    r.total = g;
    r.total.name = "all groups";
    g.name = "conv1[0]";
    r.filters = {g};
    return r;
}

std::string text_of(const report& r) {
    std::ostringstream out;
    out << r;
    return out.str();
}

}  // namespace

TEST_CASE("a report names its conventions, its steps and its hyper-parameters") {
    const std::string text = text_of(small_report());
    CHECK_THAT(text, ContainsSubstring("T = <K>/(kB d)"));
    CHECK_THAT(text, ContainsSubstring("25000 displacements observed, 0 missed"));
    report scheduled = small_report();
    scheduled.schedule = "one pair in 10 steps";
    CHECK_THAT(text_of(scheduled), ContainsSubstring("observed (one pair in 10 steps), 0 missed"));
    CHECK_THAT(text, ContainsSubstring("eta 0.01, lambda 0.04, momentum not given, batch 32"));
    CHECK_THAT(text, ContainsSubstring("x86-64"));
    report physical = small_report();
    physical.convention = temperature_convention::physical;
    CHECK_THAT(text_of(physical), ContainsSubstring("T = 2<K>/(kB d)"));
}

TEST_CASE("a temperature stands with its error bar and its verdicts") {
    const std::string text = text_of(small_report());
    CHECK_THAT(text, ContainsSubstring("5.220e-07 ± 0.031e-07"));
    CHECK_THAT(text, ContainsSubstring("reliable"));
    CHECK_THAT(text, ContainsSubstring("equilibrium, drift < 1.2 %"));
    CHECK_THAT(text, ContainsSubstring("1.0010 ± 0.0040"));
    CHECK_THAT(text, ContainsSubstring("sampled"));
    CHECK_THAT(text, ContainsSubstring("conv1[0]"));
}

TEST_CASE("an unknown error bar is marked, what is missing is a dash") {
    report r = small_report();
    r.groups[0].temperature.verdict = reliability::unknown;
    r.groups[0].weight_decay_law = {};
    r.groups[0].position_ratio = std::numeric_limits<double>::quiet_NaN();
    const std::string text = text_of(r);
    CHECK_THAT(text, ContainsSubstring("5.220e-07 ± 0.031e-07 ?"));
    CHECK(detail::print_law(r.groups[0]) == "-");
    CHECK(detail::print_estimate(estimate{}) == "-");
}

TEST_CASE("a law that need not hold is in brackets, and a driven run says so") {
    report r = small_report();
    r.groups[0].scale_invariant = false;
    r.driven = true;
    const std::string text = text_of(r);
    CHECK_THAT(text, ContainsSubstring("(1.0010 ± 0.0040)"));
    CHECK_THAT(text, ContainsSubstring("driven"));
}

TEST_CASE("a variance below its rounding floor is never printed as a negative number") {
    group_report g = small_report().groups[0];
    g.velocity_variance.value = -1e-25;
    CHECK_THAT(detail::print_variance(g), ContainsSubstring("< 1.04e-21"));
    g.velocity_variance = {};
    CHECK(detail::print_variance(g) == "-");
}

TEST_CASE("the first NaN is named with its step") {
    report r = small_report();
    r.first_nonfinite_group = "linear2";
    r.first_nonfinite_step = 77;
    CHECK_THAT(text_of(r), ContainsSubstring("\"linear2\" at step 77"));
}

TEST_CASE("filters, motion and legend can be left out") {
    const std::string text =
        to_text(small_report(), {.filters = false, .motion = false, .legend = false});
    CHECK(text.find("conv1[0]") == std::string::npos);
    CHECK(text.find("norm drift") == std::string::npos);
    CHECK_THAT(text, ContainsSubstring("conv1"));
}

}  // namespace report_text_test
