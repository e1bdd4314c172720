// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Trains a small network and prints the temperature of its layers and filters.

#include <support/folder_lock.hpp>
#include <support/interrupt.hpp>
#include <support/program.hpp>
#include <trainer/training/tensors.hpp>
#include "catalogue_text.hpp"
#include "figure_data.hpp"
#include "figures.hpp"
#include "find_data.hpp"
#include "optimiser_choice.hpp"
#include "report_lines.hpp"
#include "seeds.hpp"
#include "summary.hpp"

#include <trainer/cnn/networks.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/io/curves_csv.hpp>
#include <thermosgd/io/file.hpp>
#include <thermosgd/io/readings_csv.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mnist {

namespace {

using support::print;
using enum support::exit_code;

void warn(std::string_view text) {
    support::warn("mnist", text);
}

/// A thread per core, but no more than a batch has blocks of samples.
std::size_t choose_threads(const train_options& options) {
    if (options.threads != 0) {
        return options.threads;
    }
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::min(cores, (options.sgd.batch_size + cnn::lanes - 1) / cnn::lanes);
}

/// Throws unless the run in a folder can be continued with these data.
void require_continuable(const results_folder& folder, const trainer::data_facts& data) {
    const support::json stored = read_configuration(folder.path).configuration.at("data_set");
    const auto fingerprint = stored.at("fingerprint").get<std::string>();
    if (fingerprint != data.fingerprint) {
        throw thermosgd::error(fmt::format(
            "--data: {} from {} ({}), expected the data of the run in '{}': {} from {} ({})",
            data.name, data.source, data.fingerprint, folder.path.string(),
            stored.at("name").get<std::string>(), stored.at("source").get<std::string>(),
            fingerprint));
    }
    if (!std::filesystem::exists(folder.checkpoint())) {
        throw thermosgd::error(
            fmt::format("'{}': no checkpoint.bin to continue from, expected a run "
                        "made with --checkpoint-every or stopped by Ctrl-C",
                        folder.path.string()));
    }
}

int exit_code_of(const outcome& result) {
    if (!result.unwritten.empty() && result.how != ending::diverged) {
        return bad_input;
    }
    switch (result.how) {
    case ending::finished: return success;
    case ending::stopped: return interrupted + support::interrupted_by();
    case ending::diverged: break;
    }
    return diverged;
}

/// Writes everything but the series, which is written already.
void write_files(const results_folder& folder, const train_options& options,
                 const trainer::data_facts& data, const experiment& run, const outcome& result,
                 const std::string& text) {
    write_report_lines(folder, options, data, run.network(), result);
    write_file(folder.report_text(), text);
    if (!options.observables.empty()) {
        thermosgd::write_readings_csv(folder.observables(), result.observables);
        thermosgd::write_curves_csv(folder.curves(), result.curves);
    }
    if (!result.updates.empty()) {
        thermosgd::write_readings_csv(folder.updates(), result.update_readings);
    }
    if (!result.temperature_map.empty()) {
        trainer::write_tensors(folder.maps(), run.network().views, result.temperature_map);
    }
    write_figure_data(folder, result);
    write_plot_script(folder, options, data, run.network().name, result);
    if (result.how != ending::diverged) {
        trainer::write_tensors(folder.weights(), run.network().views, run.parameters());
    }
}

int train(train_options options) {
    const data::train_test sets = usable_data(options, warn);
    const trainer::data_facts data = trainer::facts_of(sets);
    if (options.epochs > 0.0) {
        const auto per_epoch = static_cast<double>(sets.train.count() / options.sgd.batch_size);
        options.steps = std::max<std::uint64_t>(
            1,
            static_cast<std::uint64_t>(std::llround(std::min(options.epochs * per_epoch, 1e15))));
    }
    settle_schedule(options);
    options.threads = choose_threads(options);
    thermosgd::thread_pool pool(options.threads);
    experiment run(options, sets, data.fingerprint, pool);

    const results_folder folder =
        options.resume ? results_folder{options.out} : create_folder(options);
    const support::folder_lock lock(folder.path, "another run");
    std::string begun_on = thermosgd::instruction_set();
    if (options.resume) {
        require_continuable(folder, data);
        begun_on = run.resume(folder.series(), folder.checkpoint(), options.other_bits);
        if (run.step() > options.steps) {
            throw thermosgd::error(
                fmt::format("--steps: {}, expected at least the {} that the run "
                            "in '{}' has done",
                            options.steps, run.step(), folder.path.string()));
        }
        write_configuration(folder, options, data);
    } else {
        clear_folder(folder, options);
        // The first file, by which the folder is known as that of a run.
        write_configuration(folder, options, data);
        run.start(folder.series());
    }

    std::ostringstream heading;
    write_heading(heading, options, data, run.network());
    if (options.resume) {
        heading << fmt::format("resumed after step {}\n", trainer::count_text(run.step()));
    }
    if (begun_on != thermosgd::instruction_set()) {
        heading << fmt::format("with other bits: sums were on {}, now on {}\n", begun_on,
                               thermosgd::instruction_set());
    }
    if (!options.quiet) {
        print(heading.str() + '\n');
    }

    support::install_signal_handlers();
    progress shown(options.quiet, options.steps);
    const outcome result = run.run(shown, folder.checkpoint(), warn);

    // What was measured is shown before it is written, so that a full disk does not take it all.
    std::ostringstream results;
    write_results(results, result, options, data, run.network());
    if (!options.quiet) {
        print(results.str());
    }
    if (!result.unwritten.empty()) {
        warn(fmt::format("not all was written: {}", result.unwritten));
    }
    if (result.how == ending::diverged) {
        warn(
            fmt::format("diverged: NaN or infinity at step {} in {}, expected finite parameters "
                        "(try a smaller --learning-rate)",
                        result.step, result.diverged_in));
    }
    write_files(folder, options, data, run, result, heading.str() + '\n' + results.str());
    std::string problem = draw_figures(folder);
    if (problem.empty() && options.plot) {
        problem = draw_in_terminal(folder);
    }
    if (!problem.empty()) {
        warn(problem);
    }
    if (!options.quiet) {
        print(fmt::format("results in {}\n", folder.path.string()));
        if (result.how == ending::stopped) {
            print(
                fmt::format("to continue: mnist train --resume --out {}\n", folder.path.string()));
        }
    }
    return exit_code_of(result);
}

int show_data(const train_options& options) {
    const data::train_test sets = load_data(options, warn);
    const auto describe = [](const char* what, const data::dataset& set) {
        return fmt::format(
            "  {:<9}{:>7} images of {}, per class {}\n", what, trainer::count_text(set.count()),
            trainer::shape_text(trainer::shape_of(set)), fmt::join(data::class_counts(set), " "));
    };
    std::string normalisation;
    for (std::size_t c = 0; c < sets.train.mean.size(); ++c) {
        normalisation += fmt::format(
            "  channel {}: mean {:.4f}, standard deviation {:.4f} of "
            "pixel/255\n",
            c, sets.train.mean[c], sets.train.deviation[c]);
    }
    print(fmt::format("{} from {}\n{}{}{}", sets.train.name, sets.train.source,
                      describe("training", sets.train), describe("test", sets.test),
                      normalisation));
    return success;
}

int show_networks() {
    std::string text = "parameters by the shape of the images\n";
    text += fmt::format("  {:<11}  {:>7}  {:>7}\n", "network", "1×28×28", "3×32×32");
    for (const cnn::network_entry& entry : cnn::network_names()) {
        text += fmt::format(
            "  {:<11}  {:>7}  {:>7}   {}\n", entry.name,
            trainer::count_text(trainer::facts_of(entry.name, cnn::mnist_shape).parameters),
            trainer::count_text(trainer::facts_of(entry.name, cnn::cifar10_shape).parameters),
            entry.description);
    }
    print(text);
    return success;
}

/// Keys or topics that were asked for, or everything, as a table.
int show_observables(const std::vector<std::string>& asked) {
    print(catalogue_text(asked));
    return success;
}

int show_report(const results_folder& folder) {
    print(thermosgd::read_file(folder.report_text()));
    return success;
}

int show_figures(const results_folder& folder) {
    // The script is written again: one that lies there may do anything.
    rewrite_plot_script(folder);
    std::string problem = draw_figures(folder);
    if (problem.empty()) {
        problem = draw_in_terminal(folder);
    }
    if (!problem.empty()) {
        throw thermosgd::error(problem);
    }
    return success;
}

int run(const std::vector<std::string>& arguments) {
    const command_line line = parse_command_line(arguments);
    switch (line.what) {
    case command_line::command::train:
        return line.train.seeds > 1
                   ? train_seeds(line.train, std::filesystem::read_symlink("/proc/self/exe"))
                   : train(line.train);
    case command_line::command::data: return show_data(line.train);
    case command_line::command::networks: return show_networks();
    case command_line::command::observables: return show_observables(line.keys);
    case command_line::command::report: return show_report({line.folder});
    case command_line::command::plot: return show_figures({line.folder});
    case command_line::command::nothing: break;
    }
    return success;
}

}  // namespace

}  // namespace mnist

int main(int count, char** words) {
    return support::run_program(
        "mnist", "expected room for the data and one batch: try a smaller --batch-size", count,
        words, mnist::run);
}
