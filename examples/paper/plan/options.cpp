// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The command line, by CLI11.

#include "options.hpp"

#include "plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <support/checks.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/version.hpp>

#include <algorithm>
#include <utility>

namespace paper {

namespace {

void add_data_set(CLI::App& app, run_options& o, const char* help) {
    app.add_option("--data-set", o.data_set, help)
        ->check(support::one_of({"mnist", "fashion", "cifar10"}))
        ->type_name("WORD");
}

void add_data(CLI::App& app, run_options& o) {
    app.add_option("--data", o.data,
                   "folder with a data set, or 'synthetic'; left out: MNIST as the program mnist "
                   "finds it; given again: the plan is done for that data set, too")
        ->check(support::not_empty("a folder, or 'synthetic'"))
        ->type_name("DIR");
    add_data_set(app, o, "mnist, fashion or cifar10: what the data must be; left out: anything");
}

void add_plan(CLI::App& app, run_options& o) {
    app.add_flag("--everything", o.everything,
                 "five seeds, ablations with three seeds at all learning rates, warm starts, and "
                 "the default plan for Fashion-MNIST");
    app.add_flag("--short", o.short_form, "a hundredth of the steps, to see that all is well");
}

void add_folders(CLI::App& app, run_options& o) {
    app.add_option("--results", o.results,
                   "folder of the runs' results; left out: examples/paper/reference/runs of the "
                   "source, or OUT/runs with --short, synthetic data, or if that cannot be written")
        ->check(support::not_empty("a folder"))
        ->type_name("DIR");
    app.add_option("--out", o.out, "folder of the page, its figures and CSV, and of checkpoints")
        ->check(support::not_empty("a folder"))
        ->capture_default_str()
        ->type_name("DIR");
}

void add_commands(CLI::App& app, run_options& o) {
    using command = run_options::command;
    const std::vector<std::string> tags(plan_tags().begin(), plan_tags().end());
    const auto add = [&](command what, const char* name, const char* help) {
        CLI::App* sub = app.add_subcommand(name, help);
        sub->callback([&o, what] { o.what = what; });
        add_plan(*sub, o);
        add_folders(*sub, o);
        return sub;
    };
    const auto add_work = [&](CLI::App* sub) {
        add_data(*sub, o);
        sub->add_option("--only", o.only,
                        fmt::format("runs of one kind: {}", fmt::join(tags, ", ")))
            ->check(support::one_of(tags))
            ->type_name("TAG");
        sub->add_option("--threads", o.threads, "runs at a time; 0: one per core")
            ->check(support::count(0, support::most_threads))
            ->capture_default_str()
            ->type_name("N");
    };
    const auto add_force = [&](CLI::App* sub) {
        sub->add_flag("--force", o.force,
                      "write to OUT although it holds files with the names of a report that no "
                      "report made");
    };
    CLI::App* plan = add(command::plan, "plan", "Print the plan and what it costs; run nothing.");
    add_work(plan);
    plan->footer(
        "Examples:\n"
        "  paper plan                        runs, steps, images and hours of the default plan\n"
        "  paper plan --everything\n"
        "  paper plan --only fig4            the runs behind one figure");
    CLI::App* run = add(command::run, "run", "Do the runs that have no result yet, then report.");
    add_work(run);
    add_force(run);
    run->add_flag("--quiet", o.quiet, "print nothing but warnings and errors");
    run->footer(
        "A sweep may be stopped at any time, by Ctrl-C or by a power failure: the same command\n"
        "continues it. Finished runs are not repeated; a damaged result is named, renamed to\n"
        "ID.json.corrupt, and its run done again. One sweep at a time works in a folder.\n"
        "\n"
        "Examples:\n"
        "  paper run                         the default plan, then the page\n"
        "  paper run --short                 some minutes: every run, a hundredth of its steps\n"
        "  paper run --only fig4 --threads 1\n"
        "  paper run --data-set cifar10 --data DIR --results cifar-runs --out cifar\n"
        "  nice paper run --everything       beside other work");
    const char* const which = "mnist, fashion or cifar10: whose results; left out: MNIST's, if any";
    CLI::App* report =
        add(command::report, "report", "Write the page, its figures and CSV from the results.");
    add_data_set(*report, o, which);
    add_force(report);
    report->footer(
        "Trains nothing and needs no images.\n"
        "\n"
        "Examples:\n"
        "  paper report                      results/paper/paper.html\n"
        "  paper report --data-set cifar10 --out results/cifar10\n"
        "  paper report --results DIR --out DIR");
    CLI::App* verdicts = add(command::verdicts, "verdicts",
                             "Print each claim with what was measured and the verdict.");
    add_data_set(*verdicts, o, which);
    verdicts->footer(
        "Examples:\n"
        "  paper verdicts\n"
        "  paper verdicts --results DIR");
    CLI::App* convert = app.add_subcommand(
        "convert", "Convert the results in a folder to the present form, in place.");
    convert->callback([&o] { o.what = command::convert; });
    convert->add_option("--out", o.out, "folder of the results, whose files are replaced")
        ->required()
        ->check(support::not_empty("a folder"))
        ->type_name("DIR");
    convert->add_flag("--quiet", o.quiet, "print nothing but warnings and errors");
    convert->footer(
        "Numbers stay as they are; a file is replaced whole or not at all, and the same command\n"
        "continues what was interrupted.\n"
        "\n"
        "Examples:\n"
        "  paper convert --out examples/paper/reference/runs");
}

/// Puts `run` in front where no command comes first.
std::vector<std::string> with_command(std::vector<std::string> arguments) {
    const std::string first = arguments.empty() ? "" : arguments.front();
    const bool alone = first == "--help" || first == "-h" || first == "--version";
    if (arguments.empty() || (first.starts_with('-') && !alone)) {
        arguments.insert(arguments.begin(), "run");
    }
    return arguments;
}

bool is_command(const CLI::App& app, const std::string& name) {
    const auto all = app.get_subcommands([](const CLI::App*) { return true; });
    return std::any_of(all.begin(), all.end(),
                       [&](const CLI::App* sub) { return sub->get_name() == name; });
}

}  // namespace

run_options parse_command_line(std::vector<std::string> arguments) {
    run_options o;
    CLI::App app("The paper's experiments with error bars: a sweep of runs, a verdict per claim.",
                 "paper");
    app.set_version_flag("--version",
                         fmt::format("thermosgd {}.{}.{}", thermosgd::version_major,
                                     thermosgd::version_minor, thermosgd::version_patch));
    app.require_subcommand(1);
    add_commands(app, o);
    app.footer(
        "Without a command, run is meant: 'paper --short'.\n"
        "Options and examples of a command: 'paper run --help'.\n"
        "Exit codes: 0 done; 2 bad input or machine, or something could not be written; 128 +\n"
        "signal: stopped by Ctrl-C (130), kill (143) or a closed terminal (129), and the same\n"
        "command continues.");
    support::refuse_empty_values(arguments);
    arguments = with_command(std::move(arguments));
    const std::string command = arguments.front();
    if (!command.starts_with('-') && !is_command(app, command)) {
        throw thermosgd::error(fmt::format(
            "'{}', expected a command: plan, run, report, verdicts or convert (see 'paper "
            "--help')",
            command));
    }
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (const CLI::Success& request) {
        app.exit(request);
        o.what = run_options::command::nothing;
    } catch (const CLI::ParseError& problem) {
        std::string message = problem.what();
        message.erase(std::min(message.find('\n'), message.size()));
        throw thermosgd::error(fmt::format("{} (see 'paper {}--help')", message,
                                           command.starts_with('-') ? "" : command + ' '));
    }
    return o;
}

}  // namespace paper
