// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The command line, by CLI11.

#include "options.hpp"

#include "optimiser_choice.hpp"
#include "option_list.hpp"
#include "results.hpp"

#include <support/checks.hpp>
#include <thermosgd/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mnist {

namespace {

/// The program's commands, its options bound to `line`.
struct parser {
    explicit parser(command_line& line)
        : app("Temperatures of a small network in training.", "mnist") {
        using command = command_line::command;
        app.set_version_flag("--version",
                             fmt::format("thermosgd {}.{}.{}", thermosgd::version_major,
                                         thermosgd::version_minor, thermosgd::version_patch));
        app.require_subcommand(1);
        app.footer(
            "Without a command, train is meant: 'mnist --steps 1000'.\n"
            "Options of a command: 'mnist train --help'.");
        train = add(line, command::train, "train",
                    "Train a network and report the temperature of its layers and filters.");
        add_train_options(*train, line.train);
        CLI::App* data = add(line, command::data, "data",
                             "Say which data set is used, and where it comes from.");
        add_data_options(*data, line.train);
        data->footer(about_data);
        add(line, command::networks, "networks", "List the networks and their parameters.");
        CLI::App* observables =
            add(line, command::observables, "observables",
                "List what --observables can measure: key, unit, topic and meaning.");
        observables->add_flag("--list", line.list, "list all; so does leaving it out");
        observables->add_option("KEY", line.keys, "keys or topics to explain; left out: all")
            ->type_name("");
        add(line, command::report, "report", "Print the report of a finished run again.")
            ->add_option("DIR", line.folder, "results folder")
            ->required()
            ->check(support::not_empty("a results folder"))
            ->type_name("");
        add(line, command::plot, "plot",
            "Draw the figures of a finished run again, as SVG and in the terminal.")
            ->add_option("DIR", line.folder, "results folder")
            ->required()
            ->check(support::not_empty("a results folder"))
            ->type_name("");
    }

    CLI::App* add(command_line& line, command_line::command what, const std::string& name,
                  const std::string& help) {
        CLI::App* sub = app.add_subcommand(name, help);
        sub->footer("");
        sub->callback([&line, what] { line.what = what; });
        return sub;
    }

    /// CLI11 takes the arguments from the back.
    void parse(std::vector<std::string> arguments) {
        std::reverse(arguments.begin(), arguments.end());
        app.parse(arguments);
    }

    [[nodiscard]] bool knows(const std::string& command) const {
        const auto all = app.get_subcommands([](const CLI::App*) { return true; });
        return std::any_of(all.begin(), all.end(),
                           [&](const CLI::App* sub) { return sub->get_name() == command; });
    }

    CLI::App app;
    CLI::App* train = nullptr;
};

/// Puts `train` in front where no command comes first.
std::vector<std::string> with_command(std::vector<std::string> arguments) {
    const std::vector<std::string> alone{"--help", "-h", "--version"};
    const bool starts_with_option = arguments.empty() || arguments.front().starts_with('-');
    if (starts_with_option && (arguments.empty() || std::find(alone.begin(), alone.end(),
                                                              arguments.front()) == alone.end())) {
        arguments.insert(arguments.begin(), "train");
    }
    return arguments;
}

std::string first_line(std::string message) {
    message.erase(std::min(message.find('\n'), message.size()));
    return message;
}

/// Refuses a configuration that has not just the options of this version.
void require_options(const support::json& stored, const support::json& known,
                     const stored_run& run) {
    const auto refuse = [&](const std::string& what) {
        throw thermosgd::error(fmt::format("{}: {}, expected the options of version {}",
                                           run.origin(), what, version_text()));
    };
    for (const auto& [name, value] : stored.items()) {
        if (!known.contains(name)) {
            refuse(fmt::format("option '{}' is not known", name));
        }
        if (value.is_structured() || value.is_boolean() || value.is_null()) {
            refuse(fmt::format("{} = {}", name, value.dump()));
        }
    }
    for (const auto& [name, value] : known.items()) {
        if (!stored.contains(name)) {
            refuse(fmt::format("option '{}' is missing", name));
        }
    }
}

/// Adds to the arguments what the run to be resumed has and they leave open; refuses what differs.
std::vector<std::string> with_stored_options(std::vector<std::string> arguments,
                                             const CLI::App& train, const train_options& given,
                                             const stored_run& run) {
    const support::json asked = decisive_options(given);
    const support::json& decisive = run.configuration.at("decisive");
    const support::json& incidental = run.configuration.at("incidental");
    require_options(decisive, asked, run);
    require_options(incidental, incidental_options(given), run);
    const auto text = [](const support::json& value) {
        return value.is_string() ? value.get<std::string>() : value.dump();
    };
    // In one word, so that no value is taken for an option.
    const auto add = [&](const std::string& option, const support::json& value) {
        arguments.push_back(fmt::format("{}={}", option, text(value)));
    };
    for (const auto& [name, value] : decisive.items()) {
        const std::string option = fmt::format("--{}", name);
        if (train.get_option(option)->count() == 0) {
            if (!left_out(name, value)) {
                add(option, value);
            }
        } else if (name != "data" && asked.at(name) != value) {
            // The same data may have moved: those are compared by their contents.
            throw thermosgd::error(fmt::format("{}: {}, expected {} as in the run in '{}'", option,
                                               text(asked.at(name)), text(value),
                                               given.out.string()));
        }
    }
    const bool length_given =
        train.get_option("--steps")->count() + train.get_option("--epochs")->count() != 0;
    for (const auto& [name, value] : incidental.items()) {
        const std::string option = fmt::format("--{}", name);
        if (train.get_option(option)->count() == 0 && !left_out(name, value) &&
            !(name == "steps" && length_given)) {
            add(option, value);
        }
    }
    return arguments;
}

/// The command line completed by what the run to be resumed has.
command_line resumed(const std::vector<std::string>& arguments, const CLI::App& train,
                     const train_options& given) {
    if (train.get_option("--out")->count() == 0) {
        throw thermosgd::error("--resume: expected --out DIR, the folder of the run to continue");
    }
    const stored_run run = read_configuration(given.out);
    const std::vector<std::string> complete = with_stored_options(arguments, train, given, run);
    command_line line;
    try {
        parser(line).parse(complete);
    } catch (const CLI::ParseError& problem) {
        throw thermosgd::error(fmt::format("{}: {}", run.origin(), first_line(problem.what())));
    }
    return line;
}

}  // namespace

bool left_out(const std::string& name, const support::json& value) {
    static const std::vector<std::string> of_zero{
        "limit-train",    "budget",     "threads",    "checkpoint-every",
        "schedule-steps", "drop-every", "decay-steps"};
    return name == "data"
               ? value == ""
               : value == 0 && std::find(of_zero.begin(), of_zero.end(), name) != of_zero.end();
}

command_line parse_command_line(const std::vector<std::string>& arguments) {
    support::refuse_empty_values(arguments);
    command_line line;
    parser first(line);
    const std::vector<std::string> full = with_command(arguments);
    const std::string command = full.front();
    try {
        if (!command.starts_with('-') && !first.knows(command)) {
            throw thermosgd::error(fmt::format(
                "'{}', expected a command: train, data, networks, observables, report or plot",
                command));
        }
        first.parse(full);
        if (first.train->get_option("--steps")->count() != 0 && line.train.epochs > 0.0) {
            throw thermosgd::error(
                fmt::format("--steps: {}, expected only one of --steps and --epochs ({})",
                            line.train.steps, line.train.epochs));
        }
        if (line.what == command_line::command::train && line.train.resume) {
            line = resumed(full, *first.train, line.train);
        }
        if (line.what == command_line::command::train) {
            check_optimiser(line.train);
            if (line.train.updates.value_or(false) && !follows_updates(line.train)) {
                throw thermosgd::error(
                    "--updates: on, expected every step to be observed (no --every, no --budget)");
            }
        }
    } catch (const CLI::Success& request) {
        first.app.exit(request);
        line.what = command_line::command::nothing;
    } catch (const CLI::ParseError& problem) {
        throw thermosgd::error(fmt::format("{} (see 'mnist {}--help')", first_line(problem.what()),
                                           command.starts_with('-') ? "" : command + ' '));
    }
    return line;
}

}  // namespace mnist
