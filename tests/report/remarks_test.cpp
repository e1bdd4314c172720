// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Each remark stands in the text of a report where it is due, and nowhere else.

#include <thermosgd/report/remarks.hpp>
#include <thermosgd/report/text.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace report_remarks_test {

using namespace thermosgd;

/// 2,000 steps of two groups whose normal displacements have these sizes.
report report_of(double first, double second, std::uint64_t every = 1) {
    layout where;
    where.add("first", {16});
    where.add("second", {4});
    thermometer t(where);
    test::random_stream random(4);
    std::vector<double> x(where.size());
    for (std::uint64_t step = 0; step < 2000; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += (i < 16 ? first : second) * random.normal();
        }
        if (step % every == 0) {
            t.observe(step, x);
        }
    }
    return t.report();
}

motion first_of(const report& r) {
    return motion_of(r.groups[0], r.timestep, r.digits, r.observed_steps);
}

TEST_CASE("weights that move as they should are not remarked on") {
    const report r = report_of(1.0, 1e-3);
    CHECK(first_of(r) == motion::moving);
    CHECK(remarks(r).empty());
}

TEST_CASE("another optimiser, and groups with an η of their own, are remarked on") {
    layout where;
    where.add("backbone", {4});
    where.add("head", {4}, {.learning_rate_scale = 0.1});
    const auto after = [&](optimiser_kind optimiser) {
        thermometer t(where);
        test::random_stream random(6);
        std::vector<double> x(8);
        for (std::uint64_t step = 0; step <= 500; ++step) {
            for (double& weight : x) {
                weight += random.normal();
            }
            t.observe(
                step, x,
                {.loss = 1, .learning_rate = 0.5, .weight_decay = 0.1, .optimiser = optimiser});
        }
        return t.report();
    };
    const std::vector<std::string> sgd = remarks(after(optimiser_kind::sgd));
    REQUIRE(sgd.size() == 1);
    CHECK(sgd[0] == "eta of groups with one of their own: \"head\" 0.05");
    const report other = after(optimiser_kind::other);
    REQUIRE(remarks(other).size() == 2);
    CHECK_THAT(remarks(other)[0], ContainsSubstring("not given for another optimiser"));
    CHECK_THAT(to_text(other), ContainsSubstring(", not SGD, batch not given"));
    const report adamw = after(optimiser_kind::adamw);
    REQUIRE(remarks(adamw).size() == 2);
    CHECK_THAT(remarks(adamw)[0], ContainsSubstring("AdamW sets the size of updates"));
}

TEST_CASE("each kind of optimiser among the groups is remarked on once") {
    report r;
    r.groups.resize(3);
    r.groups[1].parameters.optimiser = r.groups[2].parameters.optimiser = optimiser_kind::muon;
    REQUIRE(remarks(r).size() == 1);
    CHECK_THAT(remarks(r)[0], ContainsSubstring("Muon"));
    r.groups[0].parameters.optimiser = optimiser_kind::lion;
    REQUIRE(remarks(r).size() == 2);
    CHECK_THAT(remarks(r)[0], ContainsSubstring("Lion"));
}

/// A group under AdamW whose law is `law` and of whose decay a share acts.
group_report under_adamw(double law, double acting, double error) {
    group_report g;
    g.name = "w";
    g.scale_invariant = true;
    g.parameters = {.learning_rate = 1e-3,
                    .weight_decay = 0.1,
                    .momentum_coefficient = 0.9,
                    .beta2 = 0.999,
                    .optimiser = optimiser_kind::adamw};
    g.update_inefficiency = 19;
    g.weight_decay_law.value = law;
    g.acting_decay.value = acting;
    g.acting_decay.error = error;
    g.acting_decay.verdict = reliability::reliable;
    return g;
}

TEST_CASE("decay that seems not to act is accused, with the share of it that does") {
    report r;
    r.groups = {under_adamw(2.0, 0.01, 0.02)};
    const auto accused = [&] {
        const std::vector<std::string> all = remarks(r);
        return all.back().starts_with("decay seems not to act");
    };
    REQUIRE(accused());
    CHECK(
        remarks(r).back() ==
        "decay seems not to act in \"w\" (0.010 ± 0.020 of lambda 0.1): the norm grows as without "
        "it; is lambda the one that the optimiser applies?");
    // At any law at which it would be seen, but not at the start of a run.
    for (const double law : {0.05, 1.0, 4.0}) {
        r.groups = {under_adamw(law, 0.0, 0.001)};
        CHECK(accused());
    }
    r.groups = {under_adamw(6.0, 0.0, 0.001)};
    CHECK_FALSE(accused());
    // Decay that acts, in part or whole, an error that is too large, or not known and large.
    for (const double share : {1.0, 0.7, 0.45}) {
        r.groups = {under_adamw(1.0, share, 0.001)};
        CHECK_FALSE(accused());
    }
    r.groups = {under_adamw(1.0, 0.0, 0.15)};
    CHECK_FALSE(accused());
    r.groups = {under_adamw(1.0, 0.0, 0.05)};
    CHECK(accused());
    r.groups[0].acting_decay.verdict = reliability::unknown;
    CHECK_FALSE(accused());
    // A norm that grows faster than noise makes it.
    r.groups = {under_adamw(1.0, -3.0, 0.01)};
    CHECK_FALSE(accused());
    // A loss that feels the norm; no law.
    r.groups = {under_adamw(1.0, 0.0, 0.01)};
    r.groups[0].scale_invariant = false;
    CHECK_FALSE(accused());
    r.groups = {under_adamw(not_available, not_available, not_available)};
    CHECK_FALSE(accused());
}

TEST_CASE("losses that are missing are counted, whatever the weights do") {
    layout where;
    where.add("w", {4});
    const auto after = [&](double odd, bool any) {
        thermometer t(where);
        test::random_stream random(5);
        std::vector<double> x(4);
        for (std::uint64_t step = 0; step <= 1000; ++step) {
            for (double& weight : x) {
                weight += random.normal();
            }
            t.observe(step, x, {.loss = step % 100 == 7 || !any ? odd : 2.0});
        }
        return t.report();
    };
    for (const double odd : {std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(), step_info::not_given}) {
        const report r = after(odd, true);
        CHECK(r.finite_losses == 990);
        CHECK(r.loss.value == 2.0);
        REQUIRE(remarks(r).size() == 1);
        CHECK_THAT(remarks(r)[0], ContainsSubstring("the loss of 10 steps of 1000 was NaN"));
        CHECK_THAT(to_text(r), ContainsSubstring("the loss of 10 steps of 1000"));
    }
    CHECK(remarks(after(2.0, true)).empty());
    CHECK(after(2.0, true).finite_losses == 1000);
    CHECK(remarks(after(step_info::not_given, false)).empty());
}

TEST_CASE("a group that rests has T = 0, and the reader is told what it does to the sum") {
    const report r = report_of(0.0, 1.0);
    CHECK(first_of(r) == motion::resting);
    CHECK(r.groups[0].temperature.value == 0.0);
    REQUIRE(remarks(r).size() == 1);
    CHECK_THAT(remarks(r)[0], ContainsSubstring("nothing moves in \"first\""));
    CHECK_THAT(to_text(r), ContainsSubstring("nothing moves in \"first\""));
    CHECK_THAT(to_text(r), !ContainsSubstring("rounding is felt"));
}

TEST_CASE("squares that leave the range of double give no number that looks like one") {
    for (const double tiny : {1e-160, 1e-170}) {
        const report r = report_of(tiny, 1.0);
        CAPTURE(tiny);
        CHECK(first_of(r) == motion::underflow);
        CHECK(r.groups[0].temperature.verdict == reliability::unknown);
        CHECK_FALSE(is_finite(r.groups[0].temperature.error));
        CHECK(r.groups[0].equilibrium.verdict == equilibrium_verdict::not_shown);
        CHECK_THAT(to_text(r), ContainsSubstring("underflow in \"first\""));
    }
    const report r = report_of(1e160, 1.0);
    CHECK(first_of(r) == motion::overflow);
    CHECK_FALSE(is_finite(r.groups[0].temperature.value));
    CHECK_THAT(to_text(r), ContainsSubstring("overflow in \"first\""));
}

TEST_CASE("a thermometer that is never shown two steps in a row says so") {
    const report r = report_of(1.0, 1.0, 100);
    CHECK(r.observed_steps == 0);
    REQUIRE(remarks(r).size() == 1);
    CHECK_THAT(to_text(r), ContainsSubstring("needs the weights after two steps in a row"));
}

TEST_CASE("an empty report has no remarks and raises nothing") {
    layout where;
    where.add("w", {3});
    const report r = thermometer(where).report();
    CHECK(remarks(r).empty());
    CHECK_FALSE(is_finite(r.groups[0].zero_velocities));
}

}  // namespace report_remarks_test
