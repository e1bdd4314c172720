// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Every optimiser and schedule against PyTorch's, and what an optimiser keeps between steps.

#include <trainer/cnn/optimiser_state.hpp>

#include <thermosgd/io/checkpoint.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catch_shim.hpp"
#include "reference/optimiser_problem.hpp"
#include "scratch_folder.hpp"

namespace examples_trainer_cnn_optimiser_state_test {

namespace {

/// What PyTorch says of one step of one case.
struct stored_step {
    double rate = 0.0;
    std::vector<double> parameters, preconditioner;
};

/// The steps of every case, by name and number.
std::map<std::string, std::map<std::uint64_t, stored_step>> read_reference() {
    std::ifstream file(std::string(THERMOSGD_SOURCE_DIR) +
                       "/tests/examples/trainer/cnn/reference/optimisers.txt");
    REQUIRE(file.good());
    std::map<std::string, std::map<std::uint64_t, stored_step>> cases;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t t = 0;
        words >> name >> t;
        stored_step& step = cases[name][t];
        words >> step.rate;
        for (double x = 0.0; words >> x;) {
            (step.parameters.size() < reference::parameters ? step.parameters : step.preconditioner)
                .push_back(x);
        }
    }
    return cases;
}

/// The greatest difference of two vectors beside the greatest of the second.
template <class T>
double distance(std::span<const T> a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    double most = 0.0, scale = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        most = std::fmax(most, std::fabs(static_cast<double>(a[i]) - b[i]));
        scale = std::fmax(scale, std::fabs(b[i]));
    }
    return most / scale;
}

/// Takes the steps of one case, and shows each to `seen`.
template <class T, class Seen>
void solve(const reference::optimiser_case& one, std::uint64_t steps, const Seen& seen) {
    std::vector<T> theta(reference::parameters), gradient(theta.size());
    for (std::size_t i = 0; i < theta.size(); ++i) {
        theta[i] = static_cast<T>(reference::start(i));
    }
    cnn::optimiser_state<T> state(one.optimiser, theta.size());
    const std::vector<cnn::parameter_range> all{{0, theta.size(), true}};
    for (std::uint64_t t = 0; t < steps; ++t) {
        for (std::size_t i = 0; i < theta.size(); ++i) {
            gradient[i] =
                static_cast<T>(reference::noisy_gradient(i, static_cast<double>(theta[i]), t + 1));
        }
        cnn::optimiser_options now = one.optimiser;
        now.learning_rate *= cnn::rate_factor(one.schedule, t);
        state.step(theta, gradient, all, t, now);
        seen(t + 1, now.learning_rate, std::span<const T>(theta), state);
    }
}

template <class T>
void compare(double tolerance) {
    const auto stored = read_reference();
    CHECK(stored.size() == reference::optimiser_cases.size());
    for (const reference::optimiser_case& one : reference::optimiser_cases) {
        CAPTURE(one.name);
        const auto& steps = stored.at(std::string(one.name));
        REQUIRE(steps.size() == 5);
        REQUIRE(steps.rbegin()->first == 120);
        solve<T>(one, 120,
                 [&](std::uint64_t t, double rate, std::span<const T> theta,
                     const cnn::optimiser_state<T>& state) {
                     const auto step = steps.find(t);
                     if (step == steps.end()) {
                         return;
                     }
                     CAPTURE(t);
                     // PyTorch multiplies its rates from step to step.
                     CHECK_THAT(rate, WithinRel(step->second.rate, 2e-12));
                     CHECK(distance(theta, step->second.parameters) < tolerance);
                     CHECK(state.preconditioner().size() == step->second.preconditioner.size());
                     if (cnn::is_adaptive(one.optimiser.kind)) {
                         CHECK(distance(state.preconditioner(), step->second.preconditioner) <
                               tolerance);
                     }
                 });
    }
}

/// Four numbers that an optimiser moves, to be saved.
struct moved {
    cnn::optimiser_state<float> state;
    std::vector<float> theta;
    std::uint64_t steps = 0;

    moved(const cnn::optimiser_options& settings, std::size_t count)
        : state(settings, count), theta(count, 1.0F) {}

    void step(const cnn::optimiser_options& settings) {
        std::vector<float> gradient(theta.size());
        for (std::size_t i = 0; i < theta.size(); ++i) {
            gradient[i] = static_cast<float>(
                reference::noisy_gradient(i, static_cast<double>(theta[i]), steps));
        }
        const std::vector<cnn::parameter_range> all{{0, theta.size(), true}};
        state.step(theta, gradient, all, steps++, settings);
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(state, theta, steps);
    }
};

cnn::optimiser_options settings_of(cnn::optimiser kind) {
    return {.kind = kind, .weight_decay = 0.1, .momentum = cnn::is_adaptive(kind) ? 0.0 : 0.9};
}

}  // namespace

TEST_CASE("in double, 120 steps of every optimiser and schedule are PyTorch's to 1e-12") {
    compare<double>(1e-12);
}

TEST_CASE("in float, 120 steps of every optimiser and schedule are PyTorch's in double to 1e-5") {
    compare<float>(1e-5);
}

TEST_CASE("an optimiser keeps only what it needs, and shows the roots by which Adam divides") {
    using enum cnn::optimiser;
    const auto sizes = [](const cnn::optimiser_options& settings) {
        const cnn::optimiser_state<double> state(settings, 5);
        return std::vector<std::size_t>{state.momentum().size(), state.second_moment().size(),
                                        state.preconditioner().size()};
    };
    CHECK(sizes({}) == std::vector<std::size_t>{0, 0, 0});
    CHECK(sizes({.momentum = 0.5}) == std::vector<std::size_t>{5, 0, 0});
    CHECK(sizes({.kind = nesterov, .momentum = 0.5}) == std::vector<std::size_t>{5, 0, 0});
    CHECK(sizes({.kind = adam}) == std::vector<std::size_t>{5, 5, 5});
    CHECK(sizes({.kind = adamw}) == std::vector<std::size_t>{5, 5, 5});

    const cnn::optimiser_options settings{.kind = adam, .beta2 = 0.75, .epsilon = 0.5};
    cnn::optimiser_state<double> state(settings, 3);
    std::vector<double> theta(3, 1.0);
    const std::vector<double> gradient{1.0, -2.0, 0.0};
    const std::vector<cnn::parameter_range> all{{0, 3, true}};
    CHECK(std::ranges::count(state.preconditioner(), 0.0) == 3);
    state.step(theta, gradient, all, 0, settings);
    const std::span<const double> p = state.preconditioner();
    CHECK(std::vector<double>(p.begin(), p.end()) == std::vector<double>{1.5, 2.5, 0.5});
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK_THAT(theta[i], WithinRel(1.0 - 0.01 * gradient[i] / p[i], 1e-14));
    }
}

TEST_CASE("a range that is spared moves as without decay, and its neighbours as with it") {
    const cnn::optimiser kind = GENERATE(cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                         cnn::optimiser::adam, cnn::optimiser::adamw);
    CAPTURE(cnn::to_string(kind));
    const cnn::optimiser_options with = settings_of(kind);
    cnn::optimiser_options without = with;
    without.weight_decay = 0.0;
    const std::vector<cnn::parameter_range> all{{0, 30, true}},
        mixed{{0, 7, true}, {7, 12, false}, {19, 11, true}};
    const auto run = [&](const cnn::optimiser_options& settings, const auto& ranges) {
        std::vector<double> theta(30, 1.0), gradient(30);
        cnn::optimiser_state<double> state(settings, 30);
        for (std::uint64_t t = 0; t < 20; ++t) {
            for (std::size_t i = 0; i < 30; ++i) {
                gradient[i] = reference::noise(t, i);
            }
            state.step(theta, gradient, ranges, t, settings);
        }
        return theta;
    };
    const std::vector<double> decayed = run(with, all), spared = run(without, all),
                              both = run(with, mixed);
    for (std::size_t i = 0; i < 30; ++i) {
        const bool is_spared = i >= 7 && i < 19;
        CHECK(both[i] == (is_spared ? spared : decayed)[i]);
        CHECK(both[i] != (is_spared ? decayed : spared)[i]);
    }
}

TEST_CASE("a restored optimiser goes on bit for bit, its roots included") {
    const cnn::optimiser kind = GENERATE(cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                         cnn::optimiser::adam, cnn::optimiser::adamw);
    CAPTURE(cnn::to_string(kind));
    const scratch_folder folder;
    const cnn::optimiser_options settings = settings_of(kind);
    moved whole(settings, 13);
    for (int t = 0; t < 17; ++t) {
        whole.step(settings);
    }
    thermosgd::save_checkpoint(folder / "state", "test", whole);
    moved restored(settings, 13);
    thermosgd::load_checkpoint(folder / "state", "test", restored);
    const auto same = [&] {
        return restored.theta == whole.theta &&
               std::ranges::equal(restored.state.momentum(), whole.state.momentum()) &&
               std::ranges::equal(restored.state.second_moment(), whole.state.second_moment()) &&
               std::ranges::equal(restored.state.preconditioner(), whole.state.preconditioner());
    };
    CHECK(same());
    for (int t = 0; t < 17; ++t) {
        whole.step(settings);
        CHECK_FALSE(same());
        restored.step(settings);
        CHECK(same());
    }
}

TEST_CASE("the state of another optimiser or another size is refused") {
    using enum cnn::optimiser;
    const scratch_folder folder;
    const auto path = folder / "state";
    for (const cnn::optimiser kind : {sgd, nesterov, adam, adamw}) {
        moved own(settings_of(kind), 4);
        own.step(settings_of(kind));
        thermosgd::save_checkpoint(path, "test", own);
        for (const cnn::optimiser other : {sgd, nesterov, adam, adamw}) {
            moved target(settings_of(other), 4);
            if (other == kind) {
                CHECK_NOTHROW(thermosgd::load_checkpoint(path, "test", target));
                continue;
            }
            CHECK_THROWS_WITH(
                thermosgd::load_checkpoint(path, "test", target),
                ContainsSubstring("optimiser = " + std::string(cnn::to_string(kind)) +
                                  " is stored, expected " + std::string(cnn::to_string(other))));
        }
        moved longer(settings_of(kind), 5);
        CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "test", longer), thermosgd::layout_error);
    }
}

}  // namespace examples_trainer_cnn_optimiser_state_test
