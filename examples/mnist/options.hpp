// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the user can ask for.

#include <trainer/training/layout_of_network.hpp>

#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <trainer/cnn/options.hpp>

#include <support/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mnist {

/// The options of `train`; the defaults reach equilibrium well within a minute.
struct train_options {
    std::string data;                        ///< a folder, "synthetic", or empty: search
    std::size_t limit_train = 0;             ///< training images to use; 0: all
    std::string network = "A";               ///< one of cnn::network_names()
    cnn::options sgd{.weight_decay = 4e-2};  ///< of the training, whichever its optimiser
    std::uint64_t steps = 75'000;
    double epochs = 0.0;      ///< instead of steps, if above 0
    std::size_t seeds = 1;    ///< runs with seeds from that of `sgd` on
    std::size_t threads = 0;  ///< 0: as many as help
    trainer::filter_choice filters = trainer::filter_choice::conv1;
    std::size_t every = 1;          ///< observe one pair of steps in so many
    double budget = 0.0;            ///< instead: as often as costs at most this share; 0: no budget
    std::optional<bool> updates;    ///< follow updates of the optimiser; left out: with all topics
    thermosgd::topics observables;  ///< what is measured beyond temperatures
    thermosgd::temperature_convention convention = thermosgd::temperature_convention::paper;
    std::size_t series_every = 50;      ///< steps per row of the series
    std::size_t evaluate_every = 5000;  ///< steps between evaluations
    std::size_t checkpoint_every = 0;   ///< steps between checkpoints; 0: none
    std::filesystem::path out;          ///< the results folder; empty: a new one
    bool resume = false;
    bool other_bits = false;  ///< resume also with another instruction set
    bool force = false;
    bool plot = false;
    bool quiet = false;
};

/// Whether a run follows the updates of its optimiser, which takes every step.
///
/// That costs about a tenth of a step of network A: too much to do unasked.
[[nodiscard]] bool follows_updates(const train_options& options);

/// What a command line asks for.
struct command_line {
    enum class command { train, data, networks, observables, plot, report, nothing };

    command what = command::nothing;  ///< nothing: help or version was printed
    train_options train;              ///< for train and data
    std::filesystem::path folder;     ///< for report and plot
    bool list = false;                ///< for observables: whether --list was given
    std::vector<std::string> keys;    ///< for observables: those to explain; empty: all
};

/// Reads a command line. Where it resumes a run, what it leaves open is taken from that run.
///
/// \param arguments  without the program's name; `train` is understood if no command comes first
/// \throws thermosgd::error or std::invalid_argument with one line that names the option, the value
///         and what was expected
[[nodiscard]] command_line parse_command_line(const std::vector<std::string>& arguments);

/// The options that decide what a run computes, by their names on the command line.
[[nodiscard]] support::json decisive_options(const train_options& options);

/// Whether a stored value stands for an option that was left out. Of all others 0 is a value.
[[nodiscard]] bool left_out(const std::string& name, const support::json& value);

/// The options that may change when a run is resumed.
[[nodiscard]] support::json incidental_options(const train_options& options);

}  // namespace mnist
