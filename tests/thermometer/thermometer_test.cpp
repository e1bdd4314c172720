// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace thermometer_thermometer_test {

using namespace thermosgd;

namespace {

layout two_groups() {
    layout where;
    where.add("conv1", {4, 1, 3, 3}, {.filter_axis = 0});
    where.skip(4);
    where.add("linear1", {6, 10}, {.filter_axis = no_filters, .scale_invariant = true});
    return where;
}

/// SGD on ½|θ|² with unit noise: θ' = θ − η(θ + ξ), all parameters alike.
template <class T>
struct walker {
    test::random_stream random;
    std::vector<T> x;
    double eta = 0.1;

    walker(std::size_t size, std::uint64_t seed) : random(seed), x(size) {}

    void step() {
        for (T& value : x) {
            value -= static_cast<T>(eta * (static_cast<double>(value) + random.normal()));
        }
    }
};

std::string message_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return "nothing thrown";
}

}  // namespace

TEMPLATE_TEST_CASE("positions and displacements give the same temperatures", "", float, double) {
    const layout where = two_groups();
    walker<TestType> walk(where.size(), 1);
    thermometer by_position(where), by_displacement(where);
    by_position.observe(0, walk.x);
    for (std::uint64_t step = 1; step <= 2000; ++step) {
        const std::vector<TestType> before = walk.x;
        walk.step();
        by_position.observe(step, walk.x);
        std::vector<double> dx(before.size()), wide(before.begin(), before.end());
        for (std::size_t i = 0; i < dx.size(); ++i) {
            dx[i] = static_cast<double>(walk.x[i]) - static_cast<double>(before[i]);
        }
        by_displacement.observe_displacement(step, dx, wide);
    }
    const report a = by_position.report();
    const report b = by_displacement.report();
    REQUIRE(a.groups.size() == 2);
    REQUIRE(a.filters.size() == 4);
    CHECK(a.observed_steps == 2000);
    for (std::size_t g = 0; g < 2; ++g) {
        CHECK(a.groups[g].temperature.value == b.groups[g].temperature.value);
        CHECK(a.groups[g].temperature.error == b.groups[g].temperature.error);
        CHECK(a.groups[g].norm_balance.value == b.groups[g].norm_balance.value);
    }
    CHECK(std::isfinite(a.groups[0].position_ratio));
    CHECK(std::isnan(b.groups[0].position_ratio));
    CHECK(std::isnan(b.groups[0].velocity_variance.value));
}

TEST_CASE("the report carries mass, timestep, Boltzmann's constant and the convention") {
    const layout where = two_groups();
    walker<double> walk(where.size(), 2);
    thermometer plain(where);
    thermometer other(where, {.mass = 3.0,
                              .timestep = 0.5,
                              .convention = temperature_convention::physical,
                              .boltzmann = 2.0});
    for (std::uint64_t step = 0; step < 1000; ++step) {
        walk.step();
        plain.observe(step, walk.x);
        other.observe(step, walk.x);
    }
    const report a = plain.report(), b = other.report();
    // m/dt² · 2/k_B = 3 · 4 · 2 / 2
    CHECK_THAT(b.groups[0].temperature.value,
               WithinRel(12.0 * a.groups[0].temperature.value, 1e-14));
    CHECK_THAT(b.groups[0].temperature.error,
               WithinRel(12.0 * a.groups[0].temperature.error, 1e-14));
    CHECK_THAT(b.groups[0].velocity_variance.value,
               WithinRel(4.0 * a.groups[0].velocity_variance.value, 1e-12));
    CHECK_THAT(b.groups[0].position_ratio, WithinRel(a.groups[0].position_ratio, 1e-12));
    CHECK_THAT(other.temperature(0).value, WithinRel(12.0 * plain.temperature(0).value, 1e-14));
    std::ostringstream text;
    text << b.groups[0].temperature;
    CHECK_FALSE(text.str().empty());
}

TEST_CASE("masses of groups and of parameters reach the temperature") {
    layout where;
    where.add("light", {2}, {.mass = 1.0});
    where.add("heavy", {2}, {.mass = 5.0});
    thermometer by_group(where);
    thermometer by_parameter(where, {.masses = {1, 1, 5, 5}});
    std::vector<double> x(4, 0.0);
    for (std::uint64_t step = 0; step < 100; ++step) {
        for (double& value : x) {
            value = static_cast<double>(step % 2);
        }
        by_group.observe(step, x);
        by_parameter.observe(step, x);
    }
    for (const thermometer* t : {&by_group, &by_parameter}) {
        const report r = t->report();
        CHECK_THAT(r.groups[0].temperature.value, WithinRel(0.5, 1e-14));
        CHECK_THAT(r.groups[1].temperature.value, WithinRel(2.5, 1e-14));
        CHECK_THAT(r.total.temperature.value, WithinRel(1.5, 1e-14));
    }
}

TEST_CASE("a mass made from the learning rate is made from that of the group") {
    layout own, plain;
    own.add("a", {4}, {.filter_axis = 0});
    own.add("b", {4}, {.filter_axis = 0, .learning_rate_scale = 0.1});
    plain.add("a", {4}, {.filter_axis = 0});
    plain.add("b", {4}, {.filter_axis = 0});
    thermometer of_group(own, {.mass = mass::of_learning_rate});
    thermometer at_eta(plain, {.mass = mass::of_learning_rate});
    thermometer at_tenth(plain, {.mass = mass::of_learning_rate});
    thermometer one(own, {.mass = 2.0});
    thermometer two(plain, {.mass = 2.0});
    test::random_stream random(8);
    std::vector<double> x(8);
    for (std::uint64_t step = 0; step <= 2000; ++step) {
        for (double& weight : x) {
            weight += random.normal();
        }
        of_group.observe(step, x, {.learning_rate = 0.5});
        at_eta.observe(step, x, {.learning_rate = 0.5});
        at_tenth.observe(step, x, {.learning_rate = 0.05});
        one.observe(step, x, {.learning_rate = 0.5});
        two.observe(step, x, {.learning_rate = 0.5});
    }
    const report r = of_group.report();
    CHECK(r["a"].temperature.value == at_eta.report()["a"].temperature.value);
    CHECK_THAT(r["b"].temperature.value,
               WithinRel(at_tenth.report()["b"].temperature.value, 1e-12));
    CHECK_THAT(r["b[3]"].temperature.value,
               WithinRel(at_tenth.report()["b[3]"].temperature.value, 1e-12));
    // Each has its own burn-in. With the mass of 0.5 for both it would be a fifth of this.
    CHECK_THAT(r.total.temperature.value,
               WithinRel((r["a"].temperature.value + r["b"].temperature.value) / 2, 0.05));
    CHECK(one.report()["b"].temperature.value == two.report()["b"].temperature.value);
}

TEST_CASE("scale-invariant groups keep the law, each with its own learning rate") {
    // The gradient is orthogonal to the weights and falls with their norm, as behind batch norm.
    layout where;
    where.add("backbone", {64}, {.scale_invariant = true});
    where.add("head", {64}, {.scale_invariant = true, .learning_rate_scale = 0.1});
    thermometer t(where), not_told(where);
    test::random_stream random(9);
    std::vector<double> x(128), gradient(64);
    for (double& weight : x) {
        weight = 0.3 * random.normal();
    }
    for (std::uint64_t step = 0; step <= 60'000; ++step) {
        t.observe(step, x, {.learning_rate = 0.1, .weight_decay = 0.05});
        for (const std::size_t begin : {std::size_t{0}, std::size_t{64}}) {
            double xx = 0, xg = 0;
            for (std::size_t i = 0; i < 64; ++i) {
                gradient[i] = random.normal();
                xx += x[begin + i] * x[begin + i];
                xg += x[begin + i] * gradient[i];
            }
            for (std::size_t i = 0; i < 64; ++i) {
                const double pull = (gradient[i] - xg / xx * x[begin + i]) / std::sqrt(xx);
                x[begin + i] -= (begin == 0 ? 0.1 : 0.01) * (pull + 0.05 * x[begin + i]);
            }
        }
    }
    const report r = t.report();
    for (const group_report& g : r.groups) {
        CAPTURE(g.name, g.weight_decay_law.value, g.weight_decay_law.error);
        REQUIRE(g.weight_decay_law.verdict != reliability::unknown);
        // To all orders of ηλ; Student's t, false failure 1e-6 for both together.
        CHECK_THAT(g.weight_decay_law.value,
                   WithinAbs(1, student_t_critical(0.25e-6, g.weight_decay_law.nu) *
                                    g.weight_decay_law.error));
        CHECK(g.weight_decay_law.error < 0.02);
    }
}

TEST_CASE("a missed step is a gap, seen by its number, never a long step") {
    layout where;
    where.add("a", {1});
    thermometer t(where);
    // One unit per step; step 5 and 6 are not shown.
    for (const std::uint64_t step : {0U, 1U, 2U, 3U, 4U, 7U, 8U, 9U}) {
        t.observe(step, std::vector<double>{static_cast<double>(step)});
    }
    const report r = t.report();
    CHECK(r.observed_steps == 6);
    CHECK(r.missed_steps == 3);
    CHECK(r.groups[0].mean_square_velocity.value == 1.0);
    CHECK(r.last_step == 9);
    // All nine steps count for the telescoped mean velocity.
    CHECK_THAT(r.groups[0].position_ratio, WithinRel(9.0, 1e-14));
}

TEST_CASE("one adjacent pair in so many steps measures the velocity of one step") {
    const layout where = two_groups();
    thermometer every(where), pairs(where, {.schedule = schedule::every(10)});
    walker<double> walk(where.size(), 4);
    std::uint64_t shown = 0;
    for (std::uint64_t step = 0; step < 100'000; ++step) {
        walk.step();
        every.observe(step, walk.x);
        switch (pairs.needs(step)) {
        case observation::nothing: CHECK((step % 10 > 1)); break;
        case observation::snapshot: CHECK(step % 10 == 0); [[fallthrough]];
        case observation::difference:
            CHECK((step % 10 <= 1));
            pairs.observe(step, walk.x);
            ++shown;
        }
    }
    CHECK(shown == 20'000);
    const report a = every.report(), b = pairs.report();
    CHECK(b.observed_steps == 10'000);
    CHECK(b.missed_steps == 0);
    // Same trajectory, a tenth of its steps: equal within five of the larger bar.
    CHECK_THAT(b.total.temperature.value,
               WithinAbs(a.total.temperature.value, 5.0 * b.total.temperature.error));
    CHECK(b.total.temperature.error > 1.5 * a.total.temperature.error);
    // σ² subtracts the mean velocity over all steps, the unobserved included.
    CHECK_THAT(b.total.velocity_variance.value,
               WithinAbs(a.total.velocity_variance.value, 5.0 * b.total.velocity_variance.error));
}

TEST_CASE("trackers are shown what is measured, and told of segments") {
    struct scribe {
        std::vector<std::uint64_t> closed, restarted;
        double sum = 0;
        void add(std::size_t, std::size_t, std::span<const double> v, const double* x) {
            for (std::size_t i = 0; i < v.size(); ++i) {
                sum += v[i] * v[i] + 0.0 * x[i];
            }
        }
        void close_step(std::uint64_t step) { closed.push_back(step); }
        void restart(std::uint64_t step) { restarted.push_back(step); }
        void require_layout(const layout&) const {}
    };
    const layout where = two_groups();
    thermometer t(where);
    scribe s;
    walker<float> walk(where.size(), 4);
    for (std::uint64_t step = 0; step < 700; ++step) {
        walk.step();
        t.observe(step, walk.x, {.learning_rate = step < 350 ? 0.1 : 0.01}, s);
        if (step == 1) {
            CHECK_THAT(s.sum, WithinRel(pairwise_sum(t.last_sums().groups()).v2, 1e-13));
        }
    }
    CHECK(s.restarted == std::vector<std::uint64_t>{0, 349});
    CHECK(s.closed.size() == 699);
    CHECK((s.closed.front() == 1 && s.closed.back() == 699));
    CHECK(t.finished_segments().size() == 1);
}

TEST_CASE("a logarithmic schedule and a budget say what they need, and nothing is missed") {
    const layout where = two_groups();
    thermometer logarithmic(where, {.schedule = schedule::logarithmic(10)});
    thermometer budget(where, {.schedule = schedule::budget(0.01)});
    walker<double> walk(where.size(), 4);
    for (std::uint64_t step = 0; step <= 1000; ++step) {
        walk.step();
        for (thermometer* t : {&logarithmic, &budget}) {
            if (t->needs(step) != observation::nothing) {
                t->observe(step, walk.x);
            }
        }
        if (step == 500) {
            CHECK(budget.calibrate(1e-3, 4e-4, 1e-4));  // 50 times the allowed share
            CHECK_FALSE(budget.calibrate(1e-3, 4e-4, 1e-4));
        }
    }
    CHECK(logarithmic.observed_steps() == logarithmic.schedule().count(0, 1000));
    CHECK(logarithmic.observed_steps() == 28);
    CHECK(logarithmic.report().missed_steps == 0);
    CHECK(budget.schedule().interval() == 50);
    CHECK(budget.observed_steps() == 50 + 10);
    CHECK(budget.report().missed_steps == 0);
}

TEST_CASE("calls that are not needed cost nothing and miss nothing") {
    const layout where = two_groups();
    thermometer t(where, {.schedule = schedule::every(5)});
    walker<float> walk(where.size(), 4);
    for (std::uint64_t step = 0; step < 100; ++step) {
        walk.step();
        t.observe(step, walk.x);
    }
    CHECK(t.observed_steps() == 20);
    CHECK(t.report().missed_steps == 0);
    t.observe(101, walk.x);  // the snapshot of step 100 was not shown
    CHECK(t.observed_steps() == 20);
    CHECK(t.report().missed_steps == 1);
    t.observe(105, walk.x);
    walk.step();
    t.observe(106, walk.x);
    CHECK(t.observed_steps() == 21);
    CHECK(t.report().missed_steps == 1);
}

TEST_CASE("buffers may be reallocated or cut otherwise between steps") {
    const layout where = two_groups();
    walker<float> walk(where.size(), 6);
    thermometer flat(where), moved(where);
    for (std::uint64_t step = 0; step < 300; ++step) {
        walk.step();
        flat.observe(step, walk.x);
        // Anywhere, and where groups begin and end.
        std::vector<std::size_t> ends{1 + step % 90, 36, 40, walk.x.size()};
        std::sort(ends.begin(), ends.end());
        std::vector<std::vector<float>> parts;
        auto begin = walk.x.begin();
        for (const std::size_t end : ends) {
            const auto stop = walk.x.begin() + static_cast<std::ptrdiff_t>(end);
            parts.emplace_back(begin, stop);
            begin = stop;
        }
        moved.observe(step, parts);
    }
    CHECK(flat.report().total.temperature.value == moved.report().total.temperature.value);
}

TEST_CASE("a buffer that changes its size or scalar is refused, and nothing is lost") {
    const layout where = two_groups();
    thermometer t(where);
    std::vector<float> x(where.size(), 0.0F);
    t.observe(0, x);
    x.assign(where.size(), 1.0F);
    t.observe(1, x);
    CHECK_THAT(message_of([&] { t.observe(2, std::vector<float>(7)); }),
               ContainsSubstring("7 scalars, expected 100"));
    CHECK_THROWS_AS(t.observe(2, std::vector<float>(7)), layout_error);
    CHECK_THROWS_AS(t.observe(2, std::vector<double>(where.size())), layout_error);
    x[0] = 2;
    t.observe(2, x);
    CHECK(t.observed_steps() == 2);
    CHECK(t.report().missed_steps == 0);
}

TEST_CASE("step numbers must grow") {
    const layout where = two_groups();
    thermometer t(where);
    const std::vector<float> x(where.size());
    t.observe(3, x);
    CHECK_THROWS_AS(t.observe(3, x), std::invalid_argument);
    CHECK_THAT(message_of([&] { t.observe(2, x); }),
               ContainsSubstring("step = 2, expected more than the last one, 3"));
}

TEST_CASE("positions of another size beside a displacement are refused before the step counts") {
    const layout where = two_groups();
    thermometer t(where);
    const std::vector<float> v(where.size(), 1.0F), few(7);
    t.observe_displacement(1, v, std::span<const float>(v));
    const auto before = to_bytes(t);
    CHECK_THAT(message_of([&] { t.observe_displacement(2, v, std::span<const float>(few)); }),
               ContainsSubstring("before") && ContainsSubstring("7 scalars, expected 100"));
    CHECK(to_bytes(t) == before);
    t.observe_displacement(2, v, std::span<const float>(v));
    CHECK(t.observed_steps() == 2);
}

TEST_CASE("the window of R slides with the batches, and its positions with it") {
    layout where;
    where.add("w", {3});
    // On a straight line |x_n - x_0|² = n²|v|², so that R is the length of the window.
    thermometer t(where, {.capacity = 4});
    std::vector<double> x(3, 1.0);
    std::uint64_t slid = 0, last_start = 0;
    for (std::uint64_t step = 0; step <= 600; ++step) {
        t.observe(step, x);
        for (double& weight : x) {
            weight += 0.5;
        }
        if (step < 8 || step % 7 != 0) {
            continue;
        }
        const report r = t.report();
        CAPTURE(step, r.window_step);
        CHECK_THAT(r.groups[0].position_ratio,
                   WithinRel(static_cast<double>(step - r.window_step), 1e-12));
        slid += r.window_step != last_start ? 1 : 0;
        last_start = r.window_step;
    }
    CHECK(slid >= 4);
    CHECK(last_start > 100);
}

TEST_CASE("tied parameters are refused at the first step, unless the second is skipped") {
    std::vector<float> embed(6, 1.0F), hidden(4, 2.0F);
    const std::vector<std::span<const float>> parts{embed, hidden, embed};
    layout twice;
    twice.add("embed", {6});
    twice.add("hidden", {4});
    layout once = twice;
    twice.add("head", {6});
    once.skip(6);
    thermometer refuses(twice), counts(once);
    const std::string told = message_of([&] { refuses.observe(0, parts); });
    CHECK_THAT(told, ContainsSubstring("\"head\"") && ContainsSubstring("\"embed\""));
    CHECK(message_of([&] { refuses.observe_displacement(1, parts); }).find("head") !=
          std::string::npos);
    CHECK(refuses.observed_steps() + refuses.report().missed_steps == 0);
    for (std::uint64_t step = 0; step < 3; ++step) {
        counts.observe(step, parts);
        embed[0] += 1.0F;
    }
    CHECK(counts.report().total.degrees_of_freedom == 10);
}

TEST_CASE("a step that is refused does not say which type the positions have") {
    layout one;
    one.add("w", {1});
    thermometer thermo(one);
    thermo.observe_displacement(5, std::array{1.0F});
    const auto before = to_bytes(thermo);
    CHECK_THROWS_AS(thermo.observe(5, std::array{1.0F}), std::invalid_argument);
    CHECK(to_bytes(thermo) == before);
    thermo.observe(6, std::array{1.0});
    CHECK(thermo.report().digits == 53);
}

TEST_CASE("options out of range are refused by name") {
    const layout where = two_groups();
    CHECK_THAT(message_of([&] { thermometer(where, {.mass = -1.0}); }), ContainsSubstring("mass"));
    CHECK_THAT(message_of([&] { thermometer(where, {.timestep = 0.0}); }),
               ContainsSubstring("timestep"));
    CHECK_THAT(message_of([&] { thermometer(where, {.all_every = 0}); }),
               ContainsSubstring("all_every"));
    CHECK_THROWS_AS(thermometer(where, {.masses = {1.0}}), layout_error);
    CHECK_THROWS_AS(thermometer(where, {.capacity = 7}), std::invalid_argument);
}

TEST_CASE("a NaN is left out of its group's averages, counted and named") {
    const layout where = two_groups();
    thermometer t(where);
    std::vector<float> x(where.size(), 0.0F);
    for (std::uint64_t step = 0; step < 1000; ++step) {
        for (float& value : x) {
            value = static_cast<float>(step % 2);
        }
        if (step == 500) {
            x[45] = std::numeric_limits<float>::quiet_NaN();
        }
        if (step == 600) {
            x[1] = std::numeric_limits<float>::infinity();
        }
        t.observe(step, x);
    }
    const report r = t.report();
    CHECK(r.first_nonfinite_group == "linear1");
    CHECK(r.first_nonfinite_step == 500);
    CHECK(r.groups[0].nonfinite_steps == 2);
    CHECK(r.groups[1].nonfinite_steps == 2);
    CHECK(r.filters[0].nonfinite_steps == 2);
    CHECK(r.filters[1].nonfinite_steps == 0);
    CHECK(r.groups[0].temperature.value == 0.5);
    CHECK(r.groups[1].temperature.value == 0.5);
    CHECK(r.total.nonfinite_steps == 4);
}

TEST_CASE("parameters that do not move are counted") {
    layout where;
    where.add("a", {4});
    thermometer t(where);
    std::vector<double> x(4, 1.0);
    for (std::uint64_t step = 0; step < 11; ++step) {
        x[0] += 1.0;
        t.observe(step, x);
    }
    CHECK(t.report().groups[0].zero_velocities == 0.75);
}

TEST_CASE("an empty group and a report without a step have no numbers, and say so") {
    layout where;
    where.add("nothing", {0});
    where.add("a", {1});
    thermometer t(where);
    CHECK(std::isnan(t.report().groups[1].temperature.value));
    CHECK(t.report().observed_steps == 0);
    t.observe(0, std::vector<float>{1.0F});
    t.observe(1, std::vector<float>{2.0F});
    const report r = t.report();
    CHECK(std::isnan(r.groups[0].temperature.value));
    CHECK(r.groups[1].temperature.value == 0.5);
    CHECK(r.groups[1].temperature.verdict == reliability::unknown);
    CHECK(r.groups[1].equilibrium.verdict == equilibrium_verdict::not_shown);
}

TEST_CASE("a change of a hyper-parameter starts a segment, and the one before is kept") {
    const layout where = two_groups();
    thermometer t(where);
    walker<double> walk(where.size(), 9);
    t.observe(0, walk.x);
    for (std::uint64_t step = 1; step <= 3000; ++step) {
        walk.eta = step <= 1000 ? 0.1 : 0.01;
        walk.step();
        t.observe(step, walk.x,
                  {.learning_rate = walk.eta, .weight_decay = step <= 2000 ? 0. : 1.});
    }
    REQUIRE(t.finished_segments().size() == 2);
    const report& first = t.finished_segments()[0];
    const report last = t.report();
    CHECK((first.first_step == 0 && first.last_step == 1000 && first.observed_steps == 1000));
    CHECK(first.parameters.learning_rate == 0.1);
    CHECK((last.segment == 2 && last.first_step == 2000 && last.observed_steps == 1000));
    CHECK((last.parameters.weight_decay == 1.0 && !last.driven && !first.driven));
    // ½·2η²/(2 − η): the hot segment does not leak into the cold one.
    CHECK_THAT(first.total.temperature.value, WithinRel(0.01 / 1.9, 0.1));
    CHECK_THAT(last.total.temperature.value, WithinRel(0.0001 / 1.99, 0.1));
}

TEST_CASE("a continuous schedule is driven, and rests once it stops") {
    const layout where = two_groups();
    thermometer t(where);
    std::vector<float> x(where.size());
    const auto eta = [](std::uint64_t step) {
        return step < 1000 ? 0.1 / (1.0 + static_cast<double>(step)) : 1e-4;
    };
    for (std::uint64_t step = 0; step <= 900; ++step) {
        x[0] = static_cast<float>(step);
        t.observe(step, x, {.learning_rate = eta(step)});
    }
    CHECK(t.report().driven);
    CHECK(t.finished_segments().size() <= 2);
    for (std::uint64_t step = 901; step <= 2000; ++step) {
        x[0] = static_cast<float>(step);
        t.observe(step, x, {.learning_rate = eta(step)});
    }
    CHECK_FALSE(t.report().driven);
    CHECK(t.report().first_step >= 1000);
    CHECK(t.finished_segments().size() <= 3);
}

TEST_CASE("the smaller last batch of an epoch ends no segment, a smaller batch for good does") {
    const layout where = two_groups();
    thermometer given(where), left_out(where);
    walker<double> walk(where.size(), 9);
    std::uint64_t step = 0;
    const auto observe = [&](double batch) {
        walk.step();
        given.observe(step, walk.x, {.learning_rate = 0.1, .batch_size = batch});
        left_out.observe(step, walk.x, {.learning_rate = 0.1});
        ++step;
    };
    for (int epoch = 0; epoch < 4; ++epoch) {
        for (int batch = 0; batch < 300; ++batch) {
            observe(batch == 299 ? 32 : 64);
        }
    }
    const report r = given.report();
    CHECK(given.finished_segments().empty());
    CHECK_FALSE(r.driven);
    CHECK(r.observed_steps == step - 1);
    CHECK(double(r.parameters.batch_size) == 64);
    CHECK(r.total.temperature.value == left_out.report().total.temperature.value);
    CHECK(r.total.temperature.error == left_out.report().total.temperature.error);
    // Half the batch from here on: after the last step of the epoch this is the second in a row.
    const std::uint64_t last = step - 1;
    for (int batch = 0; batch < 300; ++batch) {
        observe(32);
    }
    REQUIRE(given.finished_segments().size() == 1);
    CHECK(given.report().first_step == last);
    CHECK(double(given.report().parameters.batch_size) == 32);
    // And a larger one at once.
    observe(64);
    CHECK(given.finished_segments().size() == 2);
    CHECK(given.report().observed_steps == 1);
}

TEST_CASE("smaller last batches do not keep a schedule driven once it rests") {
    const layout where = two_groups();
    thermometer t(where);
    const std::vector<float> x(where.size());
    for (std::uint64_t step = 0; step <= 3000; ++step) {
        const double eta = step < 1000 ? 0.1 / (1.0 + static_cast<double>(step)) : 1e-4;
        t.observe(step, x, {.learning_rate = eta, .batch_size = step % 100 == 99 ? 8 : 64});
    }
    CHECK_FALSE(t.report().driven);
    CHECK(t.finished_segments().size() <= 3);
}

/// Throws when it is shown one step.
struct failing_tracker {
    std::uint64_t at = 0;

    void require_layout(const layout& /*where*/) const {}
    void add(std::size_t /*group*/, std::size_t /*first*/, std::span<const double> /*v*/,
             const double* /*x*/) {}
    void close_step(std::uint64_t step) {
        if (step == at) {
            throw std::runtime_error("no more room");
        }
    }
    void restart(std::uint64_t /*step*/) {}
};

TEST_CASE("a step whose tracker throws is missed, and so is the next, which lacks its start") {
    const layout where = two_groups();
    thermometer t(where);
    failing_tracker tracker{.at = 5};
    std::vector<float> x(where.size());
    for (std::uint64_t step = 0; step < 10; ++step) {
        x[0] = static_cast<float>(step);
        if (step == 5) {
            CHECK_THROWS_AS(t.observe(step, x, {}, tracker), std::runtime_error);
        } else {
            t.observe(step, x, {}, tracker);
        }
    }
    const report r = t.report();
    CHECK(r.observed_steps == 7);
    CHECK(r.missed_steps == 2);
}

TEST_CASE("the reports of finished segments are bounded, the last ones stay") {
    const layout where = two_groups();
    thermometer t(where, {.segments_kept = 3}), none(where, {.segments_kept = 0});
    std::vector<float> x(where.size());
    for (std::uint64_t step = 0; step < 3000; ++step) {
        x[0] = static_cast<float>(step);
        const double eta = std::ldexp(1.0, static_cast<int>(step / 300));
        t.observe(step, x, {.learning_rate = eta});
        none.observe(step, x, {.learning_rate = eta});
    }
    REQUIRE(t.finished_segments().size() == 3);
    CHECK(t.finished_segments().front().parameters.learning_rate == 64);
    CHECK(t.finished_segments().back().parameters.learning_rate == 256);
    CHECK(t.report().segment == 9);
    CHECK(none.finished_segments().empty());
    CHECK(none.report().segment == 9);
}

TEST_CASE("a learning rate that became infinite is another one, not one that was not given") {
    const layout where = two_groups();
    thermometer t(where);
    std::vector<float> x(where.size());
    for (std::uint64_t step = 0; step < 600; ++step) {
        x[0] = static_cast<float>(step);
        t.observe(step, x, step < 300 ? step_info{} : step_info{.learning_rate = HUGE_VAL});
    }
    CHECK(t.finished_segments().size() == 1);
}

TEMPLATE_TEST_CASE("a thermometer restored from a checkpoint continues bit for bit", "", float,
                   double) {
    const scratch_folder folder;
    const layout where = two_groups();
    walker<TestType> walk(where.size(), 12);
    thermometer whole(where);
    whole.observe(0, walk.x);
    std::string after_resume;
    for (std::uint64_t step = 1; step <= 3000; ++step) {
        walk.step();
        whole.observe(step, walk.x, {.loss = 1.0, .learning_rate = step < 700 ? 0.1 : 0.2});
        if (step == 1234) {
            save_checkpoint(folder.path() / "t", where.fingerprint(), whole);
        }
    }
    thermometer resumed(where);
    load_checkpoint(folder.path() / "t", where.fingerprint(), resumed);
    walker<TestType> again(where.size(), 12);
    for (std::uint64_t step = 1; step <= 3000; ++step) {
        again.step();
        if (step > 1234) {
            resumed.observe(step, again.x, {.loss = 1.0, .learning_rate = 0.2});
        }
    }
    checkpoint_writer a, b;
    a(whole);
    b(resumed);
    a.write(folder.path() / "a", "");
    b.write(folder.path() / "b", "");
    CHECK(folder.read("a") == folder.read("b"));
    CHECK(resumed.report().total.temperature.value == whole.report().total.temperature.value);
    CHECK(resumed.finished_segments().size() == 1);
}

TEST_CASE("a thermometer of another layout or other conventions does not read a checkpoint") {
    const scratch_folder folder;
    const layout where = two_groups();
    walker<double> walk(where.size(), 12);
    thermometer written(where, {.mass = 2.0});
    for (std::uint64_t step = 0; step < 100; ++step) {
        walk.step();
        written.observe(step, walk.x);
    }
    save_checkpoint(folder / "t", "the same tag", written);
    const auto refusal = [&](const layout& of, thermometer_options options) {
        thermometer other(of, std::move(options));
        return message_of([&] { load_checkpoint(folder / "t", "the same tag", other); });
    };
    CHECK(refusal(where, {.mass = 2.0}) == "nothing thrown");
    CHECK_THAT(refusal(where, {}), ContainsSubstring("mass: the state was stored with 2, expected "
                                                     "that of the object, 1"));
    CHECK_THAT(refusal(where, {.mass = 2.0, .timestep = 0.5}), ContainsSubstring("timestep"));
    CHECK_THAT(refusal(where, {.mass = 2.0, .convention = temperature_convention::physical}),
               ContainsSubstring("convention"));
    CHECK_THAT(refusal(where, {.mass = 2.0, .all_every = 3}), ContainsSubstring("all_every"));
    CHECK_THAT(refusal(where, {.mass = 2.0, .masses = std::vector<double>(where.size(), 1.0)}),
               ContainsSubstring("masses"));
    layout moved;
    moved.add("conv1", {4, 1, 3, 3}, {.filter_axis = 0});
    moved.add("linear1", {6, 10}, {.filter_axis = no_filters, .scale_invariant = true});
    moved.skip(4);
    CHECK_THAT(refusal(moved, {.mass = 2.0}), ContainsSubstring("layout"));
}

TEST_CASE("a mass of a single parameter that is not positive and finite is refused") {
    layout where;
    where.add("a", {2});
    for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
        CHECK_THAT(message_of([&] { thermometer(where, {.masses = {1.0, bad}}); }),
                   ContainsSubstring("masses"));
    }
    CHECK(message_of([&] { thermometer(where, {.masses = {1.0, 2.0}}); }) == "nothing thrown");
}

}  // namespace thermometer_thermometer_test
