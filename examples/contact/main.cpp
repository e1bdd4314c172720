// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Contact flows on reference oscillators, as optimisers of a network, and as its heat bath.

#include "figures.hpp"
#include "options.hpp"
#include "results.hpp"
#include "text.hpp"

#include <fmt/format.h>
#include <support/drawing/gnuplot.hpp>
#include <support/folder_lock.hpp>
#include <support/interrupt.hpp>
#include <support/program.hpp>
#include <support/progress_line.hpp>
#include <thermosgd/dynamics/step_failure.hpp>
#include <trainer/data/load.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace contact {

namespace {

using support::print;
using enum support::exit_code;

void warn(std::string_view text) {
    support::warn("contact", text);
}

/// The images, of a shape that the networks take.
data::train_test usable_data(const run_options& options) {
    data::train_test sets = data::load(options.data, warn);
    const cnn::shape image{sets.train.channels, sets.train.height, sets.train.width};
    if (image != cnn::mnist_shape) {
        throw thermosgd::error(fmt::format("'{}': images of {}×{}×{}, expected 1×28×28",
                                           sets.train.source, image.channels, image.rows,
                                           image.columns));
    }
    const std::size_t needed = std::max(options.what.optimisers ? options.training.batch_size : 0,
                                        options.what.dynamics ? options.ensembles.images : 0);
    if (sets.train.count() < needed || sets.test.count() == 0) {
        throw thermosgd::error(
            fmt::format("'{}': {} training and {} test images, expected at least {} and one",
                        sets.train.source, sets.train.count(), sets.test.count(), needed));
    }
    return sets;
}

/// One line on what failed of the dynamics; empty if nothing did.
std::string failures_of(const ensemble_results& results) {
    std::string names, reason;
    const auto add = [&](const std::string& name, const std::string& failure) {
        if (!failure.empty()) {
            names += (names.empty() ? "" : ", ") + name;
            reason = reason.empty() ? failure : reason;
        }
    };
    for (const ensemble& e : results.ensembles) {
        add(e.name, e.failure);
    }
    add("errors of the energy", results.energy_failure);
    return names.empty() ? names : fmt::format("{}: {} (try a smaller --timestep)", names, reason);
}

int run(const run_options& options) {
    const bool needs_images = options.what.optimisers || options.what.dynamics;
    data::train_test sets;
    if (needs_images) {
        sets = usable_data(options);
    }
    const std::filesystem::path folder = create_folder(options);
    const support::folder_lock lock(folder, "another run");
    clear_folder(folder, options.force);
    thermosgd::thread_pool pool(
        options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency()));
    support::progress_line progress(options.quiet);
    run_results results;
    std::string report;
    const auto show = [&](const std::string& text) {
        progress.clear();
        report += text + '\n';
        if (!options.quiet) {
            print(text + '\n');
        }
    };
    if (options.what.oscillators) {
        progress.show("oscillators", 0.0);
        results.oscillators = measure_convergence({0.4, 0.2, 0.1, 0.05, 0.025, 0.0125});
        show(oscillator_text(results.oscillators));
    }
    images train, test;
    if (needs_images) {
        results.data = sets.train.name;
        train = view_of(sets.train, sets.train.count());
        test = view_of(sets.test, sets.test.count());
        show(fmt::format("{} from {}\n", sets.train.name, sets.train.source));
    }
    if (options.what.optimisers) {
        results.optimisers = compare_optimisers(
            train, test, options.training, pool,
            [&](std::string_view what, double done) { progress.show(what, done); });
        show(optimiser_text(results.optimisers, options.training));
    }
    std::string failure;
    if (options.what.dynamics) {
        try {
            results.dynamics = simulate_ensembles(
                train, options.ensembles, pool,
                [&](std::string_view what, double done) { progress.show(what, done); });
            show(dynamics_text(results.dynamics, options.ensembles));
            failure = failures_of(results.dynamics);
        } catch (const thermosgd::step_failure& problem) {
            failure = fmt::format("dynamics: {}", problem.what());
        }
    }
    progress.clear();
    write_numbers(folder, results);
    write_file(folder / "report.txt", report);
    write_file(folder / "figures.gp", figure_script(results, options));
    const std::string problem =
        support::draw_svg(folder, figure_names(), "cd " + folder.string() + "; gnuplot figures.gp");
    if (!problem.empty()) {
        warn(problem);
    }
    if (!options.quiet) {
        print(fmt::format("results in {}\n", folder.string()));
    }
    if (!failure.empty()) {
        warn(failure);
        return diverged;
    }
    const bool any_failed =
        std::any_of(results.optimisers.begin(), results.optimisers.end(),
                    [](const training_run& one) { return !one.failure.empty(); });
    return any_failed ? diverged : success;
}

}  // namespace

}  // namespace contact

int main(int count, char** words) {
    return support::run_program(
        "contact", "expected room for the data and one batch: try fewer --images", count, words,
        [](std::vector<std::string> arguments) {
            const contact::run_options options = contact::parse_command_line(std::move(arguments));
            return options.run ? contact::run(options) : support::success;
        });
}
