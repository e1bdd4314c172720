// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The network at constant temperature and energy, on a few images.

#include <contact/ensembles.hpp>

#include <trainer/data/synthetic.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace examples_contact_ensembles_test {

namespace {

const contact::ensemble_settings& settings() {
    static const contact::ensemble_settings small{.images = 64,
                                                  .training = 600,
                                                  .equilibration = 200,
                                                  .steps = 150,
                                                  .starts = 4,
                                                  .window = 16,
                                                  .halvings = 2};
    return small;
}

/// One run for all test cases, and the pieces of work that it told of.
struct simulated {
    contact::ensemble_results results;
    std::vector<std::string> told;
    std::vector<double> shares;
};

const simulated& once() {
    static const simulated done = [] {
        simulated s;
        const data::train_test sets = data::synthetic_digits();
        thermosgd::thread_pool pool(1);
        s.results = contact::simulate_ensembles(contact::view_of(sets.train, 1000), settings(),
                                                pool, [&](std::string_view what, double share) {
                                                    s.told.emplace_back(what);
                                                    s.shares.push_back(share);
                                                });
        return s;
    }();
    return done;
}

const contact::ensemble& named(const std::string& name) {
    for (const contact::ensemble& e : once().results.ensembles) {
        if (e.name == name) {
            return e;
        }
    }
    FAIL("no ensemble " << name);
    return once().results.ensembles.front();
}

}  // namespace

TEST_CASE("baths hold their temperature") {
    for (const char* name : {"Langevin", "CSVR"}) {
        const contact::ensemble& e = named(name);
        double mean = 0.0;
        for (const contact::ensemble_row& r : e.rows) {
            mean += r.temperature / static_cast<double>(e.rows.size());
        }
        // 13,034 momenta: 2K/d of one step is good to √(2/d) = 1.2 %, its mean at least as well.
        CAPTURE(name, mean);
        CHECK(std::fabs(mean / settings().temperature - 1.0) < 0.04);
        CHECK(std::fabs(e.report.total.temperature.value / mean - 1.0) < 0.03);
        CHECK(e.rows.size() == settings().steps);
    }
}

TEST_CASE("at constant energy K and V change, and their sum does not") {
    const contact::ensemble& e = named("constant E");
    double least = 1e30, most = 0.0;
    for (const contact::ensemble_row& r : e.rows) {
        least = std::min(least, r.potential);
        most = std::max(most, r.potential);
        CHECK(r.heat == 0.0);
    }
    CAPTURE(e.energy_error, least, most);
    CHECK(e.energy_error < 0.1 * (most - least));
    CHECK(e.energy_error > 0.0);
}

TEST_CASE("the heat of the baths balances their energy") {
    for (const char* name : {"Langevin", "CSVR"}) {
        const contact::ensemble& e = named(name);
        CAPTURE(name, e.energy_error, e.rows.back().heat);
        CHECK(e.energy_error < 0.02 * e.rows.back().kinetic);
    }
    // A Langevin bath gives and takes all the time.
    CHECK(named("Langevin").rows.back().heat != named("Langevin").rows.front().heat);
}

TEST_CASE("half the step has a quarter of the energy error") {
    const auto& table = once().results.energies;
    REQUIRE(table.size() == 3);
    for (std::size_t i = 0; i + 1 < table.size(); ++i) {
        CHECK(table[i + 1].timestep == 0.5 * table[i].timestep);
        CHECK(table[i + 1].steps == 2 * table[i].steps);
        CHECK(table[i].root_mean.mean < table[i].greatest.mean);
    }
    // Few images make the kinks of ReLU felt: a first-order error would give 2, none at all 1.
    const double ratio = once().results.factor.mean;
    CAPTURE(ratio);
    CHECK(ratio > 2.8);
    CHECK(ratio < 6.0);
}

TEST_CASE(
    "a step that is too large is halved where it is ours to choose, and costs its rows where not") {
    contact::ensemble_settings coarse = settings();
    coarse.training = 200;
    coarse.equilibration = 20;
    coarse.steps = 20;
    coarse.starts = 1;
    coarse.timestep = 3.2;
    const data::train_test sets = data::synthetic_digits();
    thermosgd::thread_pool pool(1);
    const auto run = [&] {
        return contact::simulate_ensembles(contact::view_of(sets.train, 1000), coarse, pool,
                                           [](std::string_view, double) {});
    };
    const contact::ensemble_results chosen = run();
    REQUIRE(chosen.ensembles.size() == 3);
    for (const contact::ensemble& e : chosen.ensembles) {
        CAPTURE(e.name, e.failure, e.timestep, chosen.curvature);
        CHECK(e.failure.empty());
        CHECK(e.rows.size() == coarse.steps);
        CHECK(e.timestep < coarse.timestep);
        CHECK(e.timestep * std::sqrt(chosen.curvature) <= 1.0);
    }
    CHECK(chosen.energies.front().timestep < coarse.timestep);

    coarse.choose_timestep = false;
    coarse.timestep = 1e4;
    const contact::ensemble_results given = run();
    REQUIRE(given.ensembles.size() == 3);
    for (const contact::ensemble& e : given.ensembles) {
        CAPTURE(e.name);
        CHECK_FALSE(e.failure.empty());
        CHECK(e.rows.empty());
        CHECK(e.timestep == 1e4);
    }
    CHECK(given.energies.empty());
    CHECK_FALSE(given.energy_failure.empty());
    CHECK(given.trained_loss == chosen.trained_loss);
}

TEST_CASE("the work is told of in order, and adds up") {
    CHECK(once().told == std::vector<std::string>{"training", "Langevin", "CSVR", "constant energy",
                                                  "energy against step"});
    CHECK(std::is_sorted(once().shares.begin(), once().shares.end()));
    const double total = static_cast<double>(15 + settings().equilibration + 3 * settings().steps +
                                             settings().starts * settings().window * 7);
    // Beside these the gradients at the starts.
    CHECK(static_cast<double>(once().results.gradients) >= total);
    CHECK(static_cast<double>(once().results.gradients) < 1.05 * total);
}

}  // namespace examples_contact_ensembles_test
