// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Steps in which nothing moves, of all groups or of one: gradients that are accumulated, a loss
/// scaler that skips, a group that is frozen for a while.

#include <thermosgd/report/remarks.hpp>
#include <thermosgd/report/text.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace thermometer_skipped_steps_test {

using namespace thermosgd;

namespace {

/// Quadratic modes x′ = x − η(x + ξ), whose ⟨v²⟩ is 2η²/(2 − η).
class modes {
public:
    explicit modes(std::size_t d, double eta = 0.05) : x(d), eta_(eta) {
        for (double& weight : x) {
            weight = std::sqrt(eta / (2 - eta)) * random_.normal();
        }
    }
    std::vector<double> x;

    void step() { step(0, x.size()); }
    void step(std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            x[i] -= eta_ * (x[i] + random_.normal());
        }
    }
    [[nodiscard]] double temperature() const { return eta_ * eta_ / (2 - eta_); }

private:
    double eta_;
    test::random_stream random_{11};
};

layout one_group() {
    layout where;
    where.add("w", {64});
    return where;
}

/// A run of 20,000 moves, shown after each step; step s moves where moves(s).
template <class Moves>
report run_of(const Moves& moves) {
    thermometer t(one_group());
    modes m(64);
    std::uint64_t moved = 0;
    for (std::uint64_t step = 0; moved < 20'000; ++step) {
        if (step > 0 && moves(step)) {
            m.step();
            ++moved;
        }
        t.observe(step, m.x, {.loss = 1.0, .learning_rate = 0.05, .weight_decay = 0.01});
    }
    return t.report();
}

void require_same_numbers(const report& a, const report& b) {
    CHECK(a.observed_steps == b.observed_steps);
    CHECK(a.groups[0].temperature.value == b.groups[0].temperature.value);
    CHECK(a.groups[0].temperature.error == b.groups[0].temperature.error);
    CHECK(detail::same(a.groups[0].weight_decay_law.value, b.groups[0].weight_decay_law.value));
    // These count the moves of their window by the share in the segment.
    CHECK_THAT(b.groups[0].velocity_variance.value,
               WithinRel(a.groups[0].velocity_variance.value, 1e-3));
    CHECK_THAT(b.groups[0].position_ratio, WithinRel(a.groups[0].position_ratio, 0.01));
    CHECK_THAT(b.groups[0].norm_drift, WithinRel(a.groups[0].norm_drift, 0.01));
    CHECK(a.groups[0].zero_velocities == b.groups[0].zero_velocities);
    CHECK(a.missed_steps == b.missed_steps);
}

bool has_remark(const report& r, const std::string& part) {
    const std::vector<std::string> all = remarks(r);
    return std::any_of(all.begin(), all.end(), [&](const std::string& text) {
        return text.find(part) != std::string::npos;
    });
}

}  // namespace

TEST_CASE(
    "steps that only accumulate gradients are skipped, and T is that of the moves to the bit") {
    const report every = run_of([](std::uint64_t) { return true; });
    const report fourth = run_of([](std::uint64_t step) { return step % 4 == 0; });
    CHECK(every.skipped_steps == 0);
    CHECK(every.observed_steps == 20'000);
    CHECK(fourth.skipped_steps == 60'000);
    require_same_numbers(every, fourth);
    CHECK(std::fabs(every.groups[0].temperature.value - modes(64).temperature()) <
          6 * every.groups[0].temperature.error);
    CHECK(has_remark(fourth, "60000 steps changed nothing at all"));
    CHECK_FALSE(has_remark(every, "changed nothing"));
    CHECK_THAT(to_text(fourth), ContainsSubstring("0 missed, 60000 skipped; eta"));
    CHECK_FALSE(has_remark(fourth, "rounding is felt"));
}

TEST_CASE("one step in twenty that a loss scaler skips moves no temperature") {
    test::random_stream chance(12);
    const report every = run_of([](std::uint64_t) { return true; });
    const report most = run_of([&](std::uint64_t) { return chance.uniform() >= 0.05; });
    // 1,053 expected, with a standard deviation of 33: six of them.
    CHECK((most.skipped_steps > 850 && most.skipped_steps < 1250));
    require_same_numbers(every, most);
}

TEST_CASE("displacements of 0 are skipped like positions that rest") {
    thermometer t(one_group());
    test::random_stream random(13);
    std::vector<double> v(64), none(64, 0.0);
    for (std::uint64_t step = 1; step <= 3000; ++step) {
        for (double& velocity : v) {
            velocity = random.normal();
        }
        t.observe_displacement(step, step % 3 == 0 ? v : none);
    }
    const report r = t.report();
    CHECK(r.skipped_steps == 2000);
    CHECK(r.observed_steps == 1000);
    CHECK(r.missed_steps == 0);
    CHECK(std::fabs(r.groups[0].temperature.value - 0.5) < 6 * r.groups[0].temperature.error);
}

TEST_CASE("a group frozen in mid-run leaves the others as they are, and is not in equilibrium") {
    layout where;
    where.add("frozen", {64});
    where.add("other", {64});
    const auto run = [&](bool freezes) {
        thermometer t(where);
        modes first(64), second(64);
        std::vector<double> x(128);
        for (std::uint64_t step = 0; step <= 30'000; ++step) {
            const bool frozen = freezes && step > 10'000 && step <= 15'000;
            if (step > 0) {
                if (!frozen) {
                    first.step();
                }
                second.step();
            }
            std::copy(first.x.begin(), first.x.end(), x.begin());
            std::copy(second.x.begin(), second.x.end(), x.begin() + 64);
            t.observe(step, x, {.learning_rate = 0.05});
        }
        return t.report();
    };
    const report still = run(true), moving = run(false);
    CHECK(still.skipped_steps == 0);
    CHECK(still.groups[1].temperature.value == moving.groups[1].temperature.value);
    CHECK(still.groups[1].temperature.error == moving.groups[1].temperature.error);
    CHECK(moving.groups[0].equilibrium.verdict == equilibrium_verdict::equilibrium);
    CHECK(still.groups[0].equilibrium.verdict != equilibrium_verdict::equilibrium);
    CHECK_THAT(still.groups[0].zero_velocities, WithinAbs(1.0 / 6, 0.001));
    CHECK(has_remark(still, "rounding is felt in \"frozen\""));
    CHECK(is_finite(still.groups[0].temperature.value));
}

TEST_CASE("a group frozen by η = 0 and thawed gets segments, and its temperature back") {
    layout where;
    where.add("frozen", {64});
    where.add("other", {64});
    thermometer t(where);
    modes first(64), second(64);
    std::vector<double> x(128);
    for (std::uint64_t step = 0; step <= 30'000; ++step) {
        const bool frozen = step > 10'000 && step <= 15'000;
        if (step > 0) {
            if (!frozen) {
                first.step();
            }
            second.step();
        }
        std::copy(first.x.begin(), first.x.end(), x.begin());
        std::copy(second.x.begin(), second.x.end(), x.begin() + 64);
        const hyper_parameters usual{.learning_rate = 0.05, .weight_decay = 0.01};
        const hyper_parameters none{.learning_rate = 0.0, .weight_decay = 0.01};
        const std::array groups{frozen ? none : usual, usual};
        t.observe(step, x, {.learning_rate = 0.05, .weight_decay = 0.01, .of_groups = groups});
    }
    REQUIRE(t.finished_segments().size() == 2);
    const report &before = t.finished_segments()[0], &rest = t.finished_segments()[1];
    const report after = t.report();
    CHECK(before.last_step == 10'000);
    CHECK(rest.last_step == 15'000);
    CHECK(rest.observed_steps == 5000);
    CHECK(rest.groups[0].zero_velocities == 1.0);
    CHECK(rest.groups[0].temperature.value == 0.0);
    CHECK_FALSE(is_finite(rest.groups[0].weight_decay_law.value));
    CHECK(has_remark(rest, "nothing moves in \"frozen\""));
    CHECK(has_remark(rest, "eta of groups with one of their own: \"frozen\" 0"));
    for (const report* r : {&before, &after}) {
        for (const group_report& g : r->groups) {
            CHECK(g.zero_velocities == 0.0);
            CHECK(std::fabs(g.temperature.value - first.temperature()) < 6 * g.temperature.error);
        }
    }
}

TEST_CASE("numbers of steps may be as large as they come, and count the same") {
    std::vector<report> all;
    for (const std::uint64_t base :
         {std::uint64_t{0}, (std::uint64_t{1} << 53U) + 1, ~std::uint64_t{0} - 3000}) {
        thermometer t(one_group());
        modes m(64);
        for (std::uint64_t step = 0; step < 3000; ++step) {
            if (step % 2 == 1) {
                m.step();
            }
            t.observe(base + step, m.x, {.learning_rate = 0.05});
        }
        all.push_back(t.report());
        CHECK(all.back().skipped_steps == 1499);
        CHECK(all.back().last_step - base == 2999);
        require_same_numbers(all.front(), all.back());
    }
}

}  // namespace thermometer_skipped_steps_test
