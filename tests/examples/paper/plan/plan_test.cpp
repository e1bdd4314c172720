// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <paper/plan/plan.hpp>

#include "catch_shim.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace examples_paper_plan_plan_test {

namespace {

using paper::make_plan;
using paper::plan_settings;
using paper::planned_run;

bool has(const planned_run& run, const std::string& tag) {
    return std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end();
}

std::vector<planned_run> runs_where(const std::vector<planned_run>& plan,
                                    const std::function<bool(const planned_run&)>& wanted) {
    std::vector<planned_run> found;
    std::copy_if(plan.begin(), plan.end(), std::back_inserter(found), wanted);
    return found;
}

std::vector<planned_run> tagged(const std::vector<planned_run>& plan, const std::string& tag) {
    return runs_where(plan, [&](const planned_run& run) { return has(run, tag); });
}

}  // namespace

TEST_CASE("no run stands twice in a plan, and each has a purpose and a sound configuration") {
    for (const bool everything : {false, true}) {
        for (const bool short_form : {false, true}) {
            CAPTURE(everything, short_form);
            const auto plan = make_plan({.everything = everything, .short_form = short_form});
            std::set<std::string> ids;
            for (const planned_run& run : plan) {
                CAPTURE(run.id);
                CHECK(ids.insert(run.id).second);
                CHECK(run.id == paper::id_of(run.spec));
                CHECK(!run.tags.empty());
                CHECK_NOTHROW(paper::check(run.spec));
            }
            // The same training measured in two ways would be done twice.
            for (std::size_t i = 0; i < plan.size(); ++i) {
                for (std::size_t j = i + 1; j < plan.size(); ++j) {
                    paper::run_spec same = plan[j].spec;
                    same.measure = plan[i].spec.measure;
                    CHECK_FALSE(same == plan[i].spec);
                }
            }
        }
    }
}

TEST_CASE("every purpose has runs, and only those are left where one is asked for") {
    const auto whole = make_plan({.everything = true});
    for (const std::string_view tag : paper::plan_tags()) {
        CAPTURE(tag);
        plan_settings settings{.everything = true};
        settings.only = tag;
        const auto part = make_plan(settings);
        CHECK(!part.empty());
        CHECK(part.size() == tagged(whole, settings.only).size());
        CHECK(std::all_of(part.begin(), part.end(),
                          [&](const planned_run& run) { return has(run, settings.only); }));
    }
    CHECK_THROWS_AS(make_plan({.only = "fig7"}), std::invalid_argument);
}

TEST_CASE("the default plan has the grids of the paper, three seeds each, twice") {
    const auto plan = make_plan({});
    std::set<std::size_t> batches;
    std::set<double> rates;
    std::set<std::uint64_t> seeds;
    for (const planned_run& run : tagged(plan, "fig4")) {
        if (run.spec.stages[0].learning_rate == 1e-2) {
            batches.insert(run.spec.batch_size);
        }
    }
    for (const planned_run& run : tagged(plan, "fig5")) {
        CHECK(run.spec.batch_size == 32);
        rates.insert(run.spec.stages[0].learning_rate);
        seeds.insert(run.spec.seed);
    }
    CHECK(batches == std::set<std::size_t>{8, 16, 32, 64, 128, 256, 512});
    CHECK(rates == std::set<double>{3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1});
    CHECK(seeds == std::set<std::uint64_t>{1, 2, 3, 11, 12, 13});
    // What the second seeds repeat is what the first three blocks do, but for one long schedule, and
    // six seeds more of removed filters.
    const auto second = tagged(plan, "seeds2");
    const auto first = runs_where(plan, [](const planned_run& run) { return run.block <= 3; });
    CHECK(second.size() + 1 == first.size() + 6);
    CHECK(tagged(plan, "removal").size() == 18);
    CHECK(tagged(plan, "fig2").size() == 5);
    CHECK(tagged(make_plan({.everything = true}), "fig2").size() == 10);
    for (const planned_run& run : tagged(plan, "fig2")) {
        CHECK(paper::total_steps(run.spec) == 1'687'500);
        CHECK(run.spec.stages.size() == 3);
    }
    // One run serves several figures.
    const auto central = tagged(plan, "fig6");
    REQUIRE(central.size() == 6);
    for (const char* tag : {"fig4", "fig5", "removal", "gibbs"}) {
        CHECK(has(central.front(), tag));
    }
}

TEST_CASE("runs are as long as equilibrium takes, half of it not measured") {
    for (const planned_run& run : tagged(make_plan({}), "fig5")) {
        const paper::stage& only = run.spec.stages.at(0);
        CAPTURE(run.id, only.steps);
        const double time = 1.0 / (only.learning_rate * run.spec.weight_decay);
        CHECK(static_cast<double>(only.steps) >= 4.999 * time);
        CHECK(only.burn_in == only.steps / 2);
    }
}

TEST_CASE("blocks follow each other, the runs with the most work first in each") {
    const auto plan = make_plan({});
    for (std::size_t i = 1; i < plan.size(); ++i) {
        CAPTURE(i);
        CHECK(plan[i - 1].block <= plan[i].block);
        if (plan[i - 1].block == plan[i].block) {
            CHECK(samples_of(plan[i - 1].spec) >= samples_of(plan[i].spec));
        }
    }
    CHECK(has(plan.front(), "fig2"));
    CHECK(has(plan.back(), "seeds2"));
}

TEST_CASE("the short form has every run with a hundredth of the work") {
    const auto work = [](const std::vector<planned_run>& plan) {
        double samples = 0.0;
        for (const planned_run& run : plan) {
            samples += samples_of(run.spec);
        }
        return samples;
    };
    const auto full = make_plan({});
    const auto brief = make_plan({.short_form = true});
    CHECK(brief.size() == full.size());
    CHECK(work(brief) < 0.02 * work(full));
    CHECK(work(brief) > 0.005 * work(full));
}

TEST_CASE("a small data set gives no batch that is larger than it") {
    const auto plan = make_plan({.data_set = "synthetic", .train_images = 1'000});
    CHECK(!tagged(plan, "full_batch").empty());
    for (const planned_run& run : plan) {
        CHECK(run.spec.data_set == "synthetic");
        CHECK(run.spec.batch_size <= 1'000);
        CHECK(run.spec.limit_train == 0);
    }
    CHECK(make_plan({.train_images = 100}).size() < plan.size());
}

}  // namespace examples_paper_plan_plan_test
