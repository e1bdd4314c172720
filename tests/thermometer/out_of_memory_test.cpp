// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: replaces operator new
/// \file
/// A thermometer and its trackers whose allocations fail, one after the other.

#include "failing_allocation.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermometer/merge.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace thermometer_out_of_memory_test {

namespace {

using namespace thermosgd;

/// Two groups of which one has filters; names that do not fit into a string without an allocation.
layout two_layers() {
    layout l;
    l.add("the first convolution", {2, 3}, {.filter_axis = 0});
    l.add("the linear layer at the end", {4});
    return l;
}

thermometer_options few_batches() {
    return {.all_every = 3, .capacity = 8, .segments_kept = 2};
}

diagnostics_options small_recorder() {
    return {.trajectory = {.buckets = 16,
                           .levels = 2,
                           .velocity_width = 16,
                           .velocity_levels = 2,
                           .projections = 2,
                           .spectrum_segment = 8,
                           .kinetic_levels = 2},
            .tails = {.block = 4, .every = 1},
            .capacity = 8};
}

constexpr std::uint64_t change = 20;  // the first step with another learning rate
constexpr std::uint64_t end = 30;

/// What is measured, and the motion that is.
struct run {
    layout names = two_layers();
    thermometer thermo{names, few_batches()};
    diagnostics_recorder recorder{names, small_recorder()};
    gradient_tracker gradients{names, 0.01, 8};
    std::vector<float> x = std::vector<float>(10);
    std::vector<float> gradient = std::vector<float>(10);
    test::random_stream random{3};
    std::uint64_t step = 0;  // the next one

    /// One step, shown as a trainer would: a failure to measure it does not keep it from being made.
    void show() {
        for (std::size_t i = 0; i < x.size(); ++i) {
            gradient[i] = static_cast<float>(static_cast<double>(x[i]) - random.normal());
            x[i] -= 0.1F * gradient[i];
        }
        const std::uint64_t now = step++;
        if (now == 9) {
            x[7] = std::numeric_limits<float>::infinity();
        } else if (now == 10) {
            x[7] = 0;
        }
        gradients.set_gradient(gradient);
        thermo.observe(now, x, {.loss = 1, .learning_rate = now < change ? 0.1 : 0.2}, recorder,
                       gradients);
    }

    void show_until(std::uint64_t last) {
        while (step < last) {
            show();
        }
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(thermo, recorder, gradients);
    }
};

/// Displacements observed and missed in all segments.
std::uint64_t accounted_for(const thermometer& t) {
    const report now = t.report();
    std::uint64_t sum = now.observed_steps + now.missed_steps + now.skipped_steps;
    for (const report& r : t.finished_segments()) {
        sum += r.observed_steps + r.missed_steps + r.skipped_steps;
    }
    return sum;
}

/// All that can be read of a run.
std::string texts_of(const run& r) {
    std::string text = to_text(r.thermo.report());
    for (const reading& one : diagnose(r.thermo, r.recorder, {}, topics::all(), &r.gradients)) {
        text += one.key + ' ' + one.group + ' ' + detail::number_text(one.value.value) + ' ' +
                detail::number_text(one.value.error) + '\n';
    }
    return text;
}

/// What must hold however often memory ran out.
void check_consistent(run& r) {
    CHECK(accounted_for(r.thermo) == r.step - 1);
    CHECK(r.thermo.batches().ticks() == r.thermo.observed_steps());
    CHECK(r.recorder.steps() == r.thermo.observed_steps());
    CHECK(r.gradients.batches().ticks() == r.thermo.observed_steps());
    const std::vector<std::byte> bytes = to_bytes(r);
    run back;
    from_bytes(bytes, back);
    CHECK((to_bytes(back) == bytes));
    // Where the last step failed, the next one is the first of a pair.
    const std::uint64_t before = r.thermo.observed_steps();
    r.show_until(r.step + 3);
    CHECK(r.thermo.observed_steps() >= before + 2);
    CHECK(accounted_for(r.thermo) == r.step - 1);
}

/// Shows the steps up to `last` of a run of which allocation n fails, and checks what is left.
/// \return the step that failed, if one did
std::optional<std::uint64_t> failed_step(run& r, std::uint64_t last, std::size_t n) {
    std::optional<std::uint64_t> failed;
    {
        const test::failing_allocation failure(n);
        while (r.step < last) {
            if (test::runs_out_of_memory([&] { r.show(); })) {
                failed = r.step - 1;
            }
        }
    }
    return failed;
}

/// Calls `read` with each of its allocations failing; `subject` must stay as it was.
template <class Subject, class Read>
std::size_t fail_each_of(const Subject& subject, const Read& read) {
    const std::vector<std::byte> before = to_bytes(subject);
    return test::fail_each_allocation([&](std::size_t n) {
        const std::size_t live = test::live_allocations;
        bool failed = false;
        {
            const test::failing_allocation failure(n);
            failed = test::runs_out_of_memory([&] { read(subject); });
        }
        const bool leaked = test::live_allocations != live;
        CHECK(!leaked);
        if (n % 16 == 0) {
            CHECK((to_bytes(subject) == before));
        }
        return failed;
    });
}

}  // namespace

TEST_CASE("a thermometer and its trackers that cannot be made leave nothing behind") {
    const std::size_t live = test::live_allocations;
    const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
        const test::failing_allocation failure(n);
        return test::runs_out_of_memory([] { const run r; });
    });
    CHECK(test::live_allocations == live);
    CHECK(failed > 100);
}

TEST_CASE("a step for which memory does not suffice is missed, and those after it are measured") {
    run undisturbed;
    undisturbed.show_until(end);
    check_consistent(undisturbed);
    const std::string whole = texts_of(undisturbed);
    std::size_t before_the_change = 0;
    std::size_t leaked = 0;
    const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
        const std::size_t live = test::live_allocations;
        {
            run r;
            (void)failed_step(r, end, n);
        }
        leaked += test::live_allocations - live;
        run r;
        const std::optional<std::uint64_t> step = failed_step(r, end, n);
        CAPTURE(n, step.value_or(end));
        check_consistent(r);
        CHECK(r.thermo.finished_segments().size() == 1);
        if (step && *step + 1 < change) {
            ++before_the_change;
            CHECK(texts_of(r) == whole);  // the next segment knows nothing of it
        }
        return step.has_value();
    });
    CAPTURE(failed);
    CHECK(leaked == 0);
    CHECK(failed > 125);
    CHECK(before_the_change > 4);
}

TEST_CASE("a segment that cannot be filed does not push out the one before it") {
    const layout names = two_layers();
    thermometer t(names, {.capacity = 8, .segments_kept = 1});
    std::vector<float> x(10);
    test::random_stream random(7);
    const auto show = [&](thermometer& to, std::uint64_t step) {
        for (float& one : x) {
            one += static_cast<float>(0.1 * random.normal());
        }
        to.observe(step, x, {.learning_rate = step <= 300 ? 0.1 : step <= 600 ? 0.2 : 0.3});
    };
    for (std::uint64_t step = 0; step <= 600; ++step) {
        show(t, step);
    }
    REQUIRE(t.finished_segments().size() == 1);
    const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
        thermometer copy = t;
        bool ran_out = false;
        {
            const test::failing_allocation failure(n);
            ran_out = test::runs_out_of_memory([&] { show(copy, 601); });
        }
        CAPTURE(n);
        REQUIRE(copy.finished_segments().size() == 1);
        CHECK(copy.finished_segments()[0].segment == (ran_out ? 0 : 1));
        CHECK(copy.observed_steps() == (ran_out ? 300 : 1));
        return ran_out;
    });
    CHECK(failed > 125);
}

TEST_CASE("steps of a copy, and of what a checkpoint held, need memory as little as the first") {
    run original;
    original.show_until(end);
    const std::vector<std::byte> bytes = to_bytes(original);
    for (const bool from_checkpoint : {false, true}) {
        const auto other = [&] {
            run r = original;
            if (from_checkpoint) {
                r = run();
                from_bytes(bytes, r);
                r.x = original.x;
                r.step = original.step;
            }
            return r;
        };
        const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
            run r = other();
            const std::optional<std::uint64_t> step = failed_step(r, end + 40, n);
            CAPTURE(from_checkpoint, n, step.value_or(0));
            check_consistent(r);
            return step.has_value();
        });
        CAPTURE(from_checkpoint);
        CHECK(failed > 0);
        CHECK(failed < 10);
    }
}

TEST_CASE("reading fails without a trace") {
    run r;
    r.show_until(end);
    CHECK(fail_each_of(r, [](const run& of) { (void)to_text(of.thermo.report()); }) > 200);
    CHECK(fail_each_of(r, [](const run& of) {
              (void)of.thermo.temperature_ratio("the first convolution", "all groups");
              (void)of.thermo.temperature(1);
          }) > 2);
    CHECK(fail_each_of(r, [](const run& of) {
              (void)diagnose(of.thermo, of.recorder, {}, topics::all(), &of.gradients);
          }) > 750);
    CHECK(fail_each_of(r, [](const run& of) {
              (void)diagnostic_curves(of.thermo, of.recorder, {}, topics::all());
          }) > 50);
}

TEST_CASE("a copy is made as a whole or not at all") {
    static_assert(std::is_nothrow_move_assignable_v<thermometer>);
    run r;
    r.show_until(end);
    CHECK(fail_each_of(r, [](const run& of) { const run copy = of; }) > 75);

    run other;
    other.show_until(12);
    const std::vector<std::byte> before = to_bytes(other.thermo);
    const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
        bool ran_out = false;
        {
            const test::failing_allocation failure(n);
            ran_out = test::runs_out_of_memory([&] { other.thermo = r.thermo; });
        }
        CHECK((to_bytes(other.thermo) == (ran_out ? before : to_bytes(r.thermo))));
        return ran_out;
    });
    CHECK(failed > 15);
}

TEST_CASE("two windows are merged as a whole or not at all") {
    const layout names = two_layers();
    thermometer earlier(names, few_batches()), later(names, few_batches());
    std::vector<float> x(10);
    test::random_stream random(5);
    for (std::uint64_t step = 0; step < end; ++step) {
        for (float& one : x) {
            one += static_cast<float>(0.1 * random.normal());
        }
        if (step <= 11) {
            earlier.observe(step, x, {.learning_rate = 0.1});
        }
        if (step >= 11) {
            later.observe(step, x, {.learning_rate = 0.1});
        }
    }
    thermometer merged = earlier;
    merge(merged, later);
    const std::vector<std::byte> before = to_bytes(earlier), after = to_bytes(merged);
    CHECK(before != after);
    const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
        bool ran_out = false;
        {
            const test::failing_allocation failure(n);
            ran_out = test::runs_out_of_memory([&] { merge(earlier, later); });
        }
        CHECK((to_bytes(earlier) == (ran_out ? before : after)));
        return ran_out;
    });
    CHECK(failed > 15);
    CHECK(earlier.observed_steps() == end - 1);
}

TEST_CASE("the clock of a budget ends no program where memory runs out") {
    const layout names = two_layers();
    std::size_t deepest = 0;
    for (std::size_t n = 0; n < 60; ++n) {
        thermometer t(names, {.schedule = schedule::budget(0.5, 2)});
        std::vector<float> x(10);
        std::size_t thrown = 0;
        bool happened = false;
        {
            const test::failing_allocation failure(n);
            for (std::uint64_t step = 0; step < 60; ++step) {
                x[step % 10] += 0.1F;
                thrown += test::runs_out_of_memory([&] {
                    const auto timed = t.time_step();
                    t.observe(step, x);
                });
            }
            happened = test::failing_allocation::happened();
        }
        CHECK(thrown == (happened ? 1 : 0));
        deepest = happened ? n : deepest;
    }
    CHECK(deepest > 5);
    CHECK(deepest < 59);
}

}  // namespace thermometer_out_of_memory_test
