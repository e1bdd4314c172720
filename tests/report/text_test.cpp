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

TEST_CASE("the optimiser is named, and the legend tells its law in one line") {
    CHECK_THAT(text_of(small_report()),
               ContainsSubstring("\nlaw: (1+mu)<|dtheta|^2>/(2 eta lambda <|theta|^2>), 1 in "
                                 "equilibrium where batch norm follows; in brackets where none "
                                 "does.\nnorm drift"));
    report r = small_report();
    r.parameters.optimiser = optimiser_kind::adamw;
    r.parameters.momentum_coefficient = 0.9;
    r.parameters.beta2 = 0.999;
    CHECK_THAT(text_of(r),
               ContainsSubstring("eta 0.01, lambda 0.04, AdamW, beta1 0.9, beta2 0.999, "
                                 "decoupled decay, batch 32; sums"));
    CHECK_THAT(text_of(r), ContainsSubstring("\nlaw: eta^2<|u|^2> g_u/((1-a^2)<|theta|^2>)"));
    CHECK_THAT(text_of(r), !ContainsSubstring("2 eta lambda <|theta|^2>"));
}

TEST_CASE("the excess has a column and a line of the legend where there is one") {
    CHECK_THAT(text_of(small_report()), !ContainsSubstring("excess"));
    report r = small_report();
    r.groups[0].update_excess = known(1.52, 0.03);
    const std::string text = text_of(r);
    CHECK_THAT(text, ContainsSubstring("  law ± s.e.  excess ± s.e.\n"));
    CHECK_THAT(text, ContainsSubstring("  1.520 ± 0.030\n"));
    CHECK_THAT(text, ContainsSubstring("\nexcess: <u^2> over that of pure noise"));
    // The total has none.
    CHECK_THAT(text, ContainsSubstring("1.0010 ± 0.0040              -\n"));
    // Filters have a table of their own.
    CHECK(text.find("excess ± s.e.") == text.rfind("excess ± s.e."));
}

TEST_CASE("skipped steps are named beside the missed ones, and only if there are any") {
    CHECK_THAT(text_of(small_report()), ContainsSubstring("observed, 0 missed; eta"));
    report r = small_report();
    r.skipped_steps = 12;
    CHECK_THAT(text_of(r), ContainsSubstring("observed, 0 missed, 12 skipped; eta"));
    CHECK_THAT(text_of(r), ContainsSubstring("\n12 steps changed nothing at all (a loss scaler, "
                                             "gradients that are accumulated): left out\n"));
    r.skipped_steps = 1;
    CHECK_THAT(text_of(r), ContainsSubstring("\n1 step changed nothing"));
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
