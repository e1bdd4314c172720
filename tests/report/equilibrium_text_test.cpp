// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/report/equilibrium_text.hpp>

#include <string>

#include "catch_shim.hpp"

namespace report_equilibrium_text_test {

using namespace thermosgd;

namespace {

/// A row whose equilibrium is doubted, with a window of 3,000 steps.
group_report doubted(equilibrium_doubt doubt, double more_steps = not_available) {
    group_report g;
    g.name = "conv1";
    g.equilibrium.doubt = doubt;
    g.equilibrium.more_steps = more_steps;
    g.equilibrium.windows = 0.24;
    g.equilibrium.kinetic_energy = {.mean = 2.0,
                                    .change = 0.064,
                                    .error = 0.008,
                                    .bound = 0.146,
                                    .p_value = 0.03,
                                    .verdict = reliability::reliable};
    g.weight_decay_law.value = 0.125;
    g.norm_balance.value = 1.3;
    return g;
}

}  // namespace

TEST_CASE("each doubt says what is wrong, and how many steps more would do") {
    CHECK(doubt_text(doubted(equilibrium_doubt::none)).empty());
    CHECK(doubt_text(doubted(equilibrium_doubt::window, 34'500)) ==
          "window 0.24 of 1/(2 eta lambda), 3 needed; about 35000 steps more");
    CHECK_THAT(doubt_text(doubted(equilibrium_doubt::burn_in, 8000)),
               ContainsSubstring("took half of the batches") &&
                   ContainsSubstring("about 8000 steps more"));
    CHECK_THAT(doubt_text(doubted(equilibrium_doubt::noise, 3000)),
               ContainsSubstring("the error bar of |theta|^2 is unknown"));
    group_report unknown = doubted(equilibrium_doubt::noise, 3000);
    unknown.equilibrium.kinetic_energy.verdict = reliability::unknown;
    CHECK_THAT(doubt_text(unknown), ContainsSubstring("the error bar of the kinetic energy"));
    CHECK(doubt_text(doubted(equilibrium_doubt::change, 3000)) ==
          "may have changed: K +3.20 ± 0.40 %; about 3000 steps more");
    CHECK(doubt_text(doubted(equilibrium_doubt::bound, 3394)) ==
          "a drift of 7.3 % between the halves is not excluded, 5 % needed; about 3400 steps more");
    CHECK_THAT(doubt_text(doubted(equilibrium_doubt::law)),
               ContainsSubstring("the law is 0.125 and the norm gains 1.3 times"));
}

TEST_CASE("a drift is named with its series and its sign") {
    equilibrium_test t = doubted(equilibrium_doubt::none).equilibrium;
    CHECK(detail::drift_text(t) == "K +3.20 ± 0.40 %");
    t.squared_norm = {.mean = 1.0, .change = -0.025, .error = 0.004};
    t.loss = {.mean = 0.1, .change = -0.01, .error = 0.001};
    t.moving = equilibrium_series::squared_norm;
    CHECK(detail::drift_text(t) == "|θ|² -2.50 ± 0.40 %");
    t.moving = equilibrium_series::loss;
    CHECK(detail::drift_text(t) == "loss -10.0 ± 1.0 %");
}

TEST_CASE("steps are said in two digits, upwards") {
    CHECK(detail::steps_text(34'501) == "35000");
    CHECK(detail::steps_text(999) == "1000");
    CHECK(detail::steps_text(7) == "7");
}

TEST_CASE("lines are at most twelve, none where a schedule drives or nothing was seen") {
    report r;
    r.observed_steps = 3000;
    for (int i = 0; i < 15; ++i) {
        r.groups.push_back(doubted(equilibrium_doubt::window, 34'500));
    }
    const std::vector<std::string> lines = equilibrium_doubts(r);
    REQUIRE(lines.size() == 13);
    CHECK_THAT(lines[0], ContainsSubstring("equilibrium of \"conv1\" is not shown: window"));
    CHECK(lines[12] == "nor is that of 3 more groups");
    r.driven = true;
    CHECK(equilibrium_doubts(r).empty());
    r.driven = false;
    r.observed_steps = 0;
    CHECK(equilibrium_doubts(r).empty());
}

}  // namespace report_equilibrium_text_test
