// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The command line, by CLI11.

#include "options.hpp"

#include "checks.hpp"
#include "results.hpp"

#include <cnn/networks.hpp>
#include <thermosgd/version.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace mnist {

namespace {

/// The words of an option and what they stand for.
template <class T>
using word_list = std::vector<std::pair<std::string, T>>;

const word_list<filter_choice> filter_words{
    {"conv1", filter_choice::conv1}, {"all", filter_choice::all}, {"none", filter_choice::none}};
const word_list<thermosgd::temperature_convention> convention_words{
    {"paper", thermosgd::temperature_convention::paper},
    {"physical", thermosgd::temperature_convention::physical}};

template <class T>
const char* word_of(const word_list<T>& words, T value) {
    return std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.second == value; })
        ->first.c_str();
}

/// An option whose value is one of a few words.
template <class T>
void add_words(CLI::App& app, const std::string& name, T& value, const word_list<T>& words,
               const std::string& help) {
    std::vector<std::string> known;
    for (const auto& [word, meaning] : words) {
        known.push_back(word);
    }
    app.add_option_function<std::string>(
           name,
           [&value, &words](const std::string& text) {
               value = std::find_if(words.begin(), words.end(), [&](const auto& w) {
                           return w.first == text;
                       })->second;
           },
           help)
        ->check(one_of(known))
        ->default_str(word_of(words, value))
        ->type_name("WORD");
}

const char* const about_data =
    "Data: --data takes a folder with the files of MNIST, Fashion-MNIST or CIFAR-10\n"
    "(binary), plain or .gz, or 'synthetic' for digits made by formula. Without it:\n"
    "$THERMOSGD_DATA, the user's cache, a download of MNIST, the package\n"
    "dataset-fashion-mnist, whichever is found first.\n";

void add_data_options(CLI::App& app, train_options& o) {
    app.add_option("--data", o.data,
                   "folder with the data set, or 'synthetic'; see below")
        ->type_name("DIR");
    app.add_option("--limit-train", o.limit_train, "use only the first N training images")
        ->check(count(1))
        ->type_name("N");
}

void add_train_options(CLI::App& app, train_options& o) {
    constexpr double no_limit = std::numeric_limits<double>::infinity();
    std::vector<std::string> networks;
    for (const cnn::network_entry& entry : cnn::network_names()) {
        networks.emplace_back(entry.name);
    }
    std::vector<std::string> samplings(cnn::sampling_names.begin(), cnn::sampling_names.end());
    const auto positive = number("a finite number above 0", 0.0, false, no_limit);
    const auto fraction = number("a number from 0 to below 1", 0.0, true, 1.0);

    add_data_options(app, o);
    app.add_option("--network", o.network, "which network; see 'mnist networks'")
        ->check(one_of(networks))
        ->capture_default_str()
        ->type_name("NAME");
    app.add_option("--learning-rate", o.sgd.learning_rate, "eta")
        ->check(positive)
        ->default_str("1e-2")
        ->type_name("X");
    app.add_option("--weight-decay", o.sgd.weight_decay, "lambda, added to the gradient as lambda*theta")
        ->check(number("a finite number from 0 on", 0.0, true, no_limit))
        ->default_str("4e-2")
        ->type_name("X");
    app.add_option("--batch-size", o.sgd.batch_size, "beta")
        ->check(count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--momentum", o.sgd.momentum, "mu of the heavy ball")
        ->check(fraction)
        ->capture_default_str()
        ->type_name("X");
    app.add_option("--dropout", o.sgd.dropout, "probability")
        ->check(fraction)
        ->capture_default_str()
        ->type_name("X");
    app.add_option_function<std::string>(
           "--sampling", [&o](const std::string& text) { o.sgd.order = cnn::sampling_of(text); },
           "shuffled epochs, independent draws, or the order of the file")
        ->check(one_of(samplings))
        ->default_str(std::string(cnn::name_of(o.sgd.order)))
        ->type_name("WORD");
    app.add_option("--seed", o.sgd.seed, "of initialisation, order of the data and dropout")
        ->check(count(0))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--steps", o.steps, "length of the run")
        ->check(count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--epochs", o.epochs, "length of the run, instead of --steps")
        ->check(positive)
        ->type_name("X");
    app.add_option("--threads", o.threads, "left out: as many as help, at most one per core")
        ->check(count(1))
        ->type_name("N");

    const std::string measuring = "Measuring";
    add_words(app, "--filters", o.filters, filter_words, "layers measured filter by filter too");
    add_words(app, "--convention", o.convention, convention_words,
              "T = <K>/(kB d) or T = 2<K>/(kB d)");
    app.add_option("--every", o.every, "observe one pair of adjacent steps in N")
        ->check(count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--series-every", o.series_every, "steps per row of series.csv")
        ->check(count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--evaluate-every", o.evaluate_every,
                   "steps between evaluations on the test images")
        ->check(count(1))
        ->capture_default_str()
        ->type_name("N");

    const std::string results = "Results";
    app.add_option("--out", o.out, "results folder; left out: results/DATE-TIME")->type_name("DIR");
    app.add_flag("--force", o.force, "replace the results of an earlier run in that folder");
    app.add_option("--checkpoint-every", o.checkpoint_every,
                   "save everything every N steps; Ctrl-C always does")
        ->check(count(1))
        ->type_name("N");
    app.add_flag("--resume", o.resume,
                 "continue the run in --out DIR, with its options unless given here");
    app.add_flag("--plot", o.plot, "also draw the figures in the terminal");
    app.add_flag("--quiet", o.quiet, "print nothing but warnings and errors");
    for (const char* name : {"--filters", "--convention", "--every", "--series-every",
                             "--evaluate-every"}) {
        app.get_option(name)->group(measuring);
    }
    for (const char* name :
         {"--out", "--force", "--checkpoint-every", "--resume", "--plot", "--quiet"}) {
        app.get_option(name)->group(results);
    }
    app.footer(std::string(about_data) +
               "\nExamples:\n"
               "  mnist train                                    one minute to the temperatures\n"
               "  mnist train --data DIR --weight-decay 5e-4     a well-trained network\n"
               "  mnist train --filters all --steps 100000 --checkpoint-every 10000 --out long\n"
               "  mnist train --resume --out long --steps 200000 twice as long\n"
               "\n"
               "Exit codes: 0 done, 2 bad input, 3 diverged to NaN, 130 stopped by Ctrl-C; in the\n"
               "last two cases all that was measured is written.");
}

/// The program's commands, its options bound to `line`.
struct parser {
    explicit parser(command_line& line) : app("Temperatures of a small network in training.", "mnist") {
        using command = command_line::command;
        app.set_version_flag("--version",
                             fmt::format("thermosgd {}.{}.{}", thermosgd::version_major,
                                         thermosgd::version_minor, thermosgd::version_patch));
        app.require_subcommand(1);
        app.footer("Without a command, train is meant: 'mnist --steps 1000'.\n"
                   "Options of a command: 'mnist train --help'.");
        train = add(line, command::train, "train",
                    "Train a network and report the temperature of its layers and filters.");
        add_train_options(*train, line.train);
        CLI::App* data = add(line, command::data, "data",
                             "Say which data set is used, and where it comes from.");
        add_data_options(*data, line.train);
        data->footer(about_data);
        add(line, command::networks, "networks", "List the networks and their parameters.");
        add(line, command::report, "report", "Print the report of a finished run again.")
            ->add_option("DIR", line.folder, "results folder")
            ->required()
            ->type_name("");
        add(line, command::plot, "plot",
            "Draw the figures of a finished run again, as SVG and in the terminal.")
            ->add_option("DIR", line.folder, "results folder")
            ->required()
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
    if (starts_with_option &&
        (arguments.empty() ||
         std::find(alone.begin(), alone.end(), arguments.front()) == alone.end())) {
        arguments.insert(arguments.begin(), "train");
    }
    return arguments;
}

/// Adds to the arguments what the run to be resumed has and they leave open; refuses what differs.
std::vector<std::string> with_stored_options(std::vector<std::string> arguments,
                                             const CLI::App& train, const train_options& given) {
    if (given.out.empty()) {
        throw thermosgd::error("--resume: expected --out DIR, the folder of the run to continue");
    }
    const nlohmann::ordered_json stored = read_configuration(given.out);
    const auto absent = [](const nlohmann::ordered_json& value) {
        return value.is_null() || value == 0 || value == "";
    };
    const auto text = [](const nlohmann::ordered_json& value) {
        return value.is_string() ? value.get<std::string>() : value.dump();
    };
    const nlohmann::ordered_json asked = decisive_options(given);
    for (const auto& [name, value] : stored.at("decisive").items()) {
        const std::string option = "--" + name;
        if (train.get_option(option)->count() == 0) {
            if (!absent(value)) {
                arguments.insert(arguments.end(), {option, text(value)});
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
    for (const auto& [name, value] : stored.at("incidental").items()) {
        const std::string option = "--" + name;
        if (train.get_option(option)->count() == 0 && !absent(value) &&
            !(name == "steps" && length_given)) {
            arguments.insert(arguments.end(), {option, text(value)});
        }
    }
    return arguments;
}

}  // namespace

nlohmann::ordered_json decisive_options(const train_options& o) {
    return {{"data", o.data},
            {"limit-train", o.limit_train},
            {"network", o.network},
            {"learning-rate", o.sgd.learning_rate},
            {"weight-decay", o.sgd.weight_decay},
            {"batch-size", o.sgd.batch_size},
            {"momentum", o.sgd.momentum},
            {"dropout", o.sgd.dropout},
            {"sampling", cnn::name_of(o.sgd.order)},
            {"seed", o.sgd.seed},
            {"filters", word_of(filter_words, o.filters)},
            {"convention", word_of(convention_words, o.convention)},
            {"every", o.every},
            {"series-every", o.series_every},
            {"evaluate-every", o.evaluate_every}};
}

nlohmann::ordered_json incidental_options(const train_options& o) {
    return {{"steps", o.steps}, {"threads", o.threads}, {"checkpoint-every", o.checkpoint_every}};
}

command_line parse_command_line(const std::vector<std::string>& arguments) {
    command_line line;
    parser first(line);
    const std::vector<std::string> full = with_command(arguments);
    const std::string command = full.front();
    try {
        if (!command.starts_with('-') && !first.knows(command)) {
            throw thermosgd::error(fmt::format(
                "'{}', expected a command: train, data, networks, report or plot", command));
        }
        first.parse(full);
        if (first.train->get_option("--steps")->count() != 0 && line.train.epochs > 0.0) {
            throw thermosgd::error(
                fmt::format("--steps: {}, expected only one of --steps and --epochs ({})",
                            line.train.steps, line.train.epochs));
        }
        if (line.what == command_line::command::train && line.train.resume) {
            const auto complete = with_stored_options(full, *first.train, line.train);
            line = {};
            parser(line).parse(complete);
        }
    } catch (const CLI::Success& request) {
        first.app.exit(request);
        line.what = command_line::command::nothing;
    } catch (const CLI::ParseError& problem) {
        std::string message = problem.what();
        message.erase(std::min(message.find('\n'), message.size()));
        throw thermosgd::error(fmt::format("{} (see 'mnist {}--help')", message,
                                           command.starts_with('-') ? "" : command + ' '));
    }
    return line;
}

}  // namespace mnist
