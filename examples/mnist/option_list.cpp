// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Each option: its name, what it may be, its default and its help.

#include "option_list.hpp"

#include "checks.hpp"
#include "optimiser_choice.hpp"

#include <trainer/cnn/networks.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace mnist {

namespace {

/// The words of an option and what they stand for.
template <class T>
using word_list = std::vector<std::pair<std::string, T>>;

const word_list<trainer::filter_choice> filter_words{{"conv1", trainer::filter_choice::conv1},
                                                     {"all", trainer::filter_choice::all},
                                                     {"none", trainer::filter_choice::none}};
const word_list<thermosgd::temperature_convention> convention_words{
    {"paper", thermosgd::temperature_convention::paper},
    {"physical", thermosgd::temperature_convention::physical}};

template <class T>
const char* word_of(const word_list<T>& words, T value) {
    return std::find_if(words.begin(), words.end(),
                        [&](const auto& w) { return w.second == value; })
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
        ->check(support::one_of(known))
        ->default_str(word_of(words, value))
        ->type_name("WORD");
}

/// The names that --observables knows.
std::string topic_list() {
    return fmt::format("{}", fmt::join(thermosgd::topic_names, ", "));
}

}  // namespace

const char* const about_data =
    "Data: --data takes a folder with the files of MNIST, Fashion-MNIST or CIFAR-10\n"
    "(binary), plain or .gz, or 'synthetic' for digits made by formula. Without it:\n"
    "$THERMOSGD_DATA, the user's cache, a download of MNIST, the package\n"
    "dataset-fashion-mnist, whichever is found first.\n";

void add_data_options(CLI::App& app, train_options& o) {
    app.add_option("--data", o.data, "folder with the data set, or 'synthetic'; see below")
        ->check(support::not_empty("a folder, or 'synthetic'"))
        ->type_name("DIR");
    app.add_option("--limit-train", o.limit_train, "use only the first N training images")
        ->check(support::count(1))
        ->type_name("N");
}

void add_train_options(CLI::App& app, train_options& o) {
    constexpr double no_limit = std::numeric_limits<double>::infinity();
    std::vector<std::string> networks;
    for (const cnn::network_entry& entry : cnn::network_names()) {
        networks.emplace_back(entry.name);
    }
    std::vector<std::string> samplings(cnn::sampling_names.begin(), cnn::sampling_names.end());
    const auto positive = support::number("a finite number above 0", 0.0, false, no_limit);
    const auto fraction = support::number("a number from 0 to below 1", 0.0, true, 1.0);

    add_data_options(app, o);
    app.add_option("--network", o.network, "which network; see 'mnist networks'")
        ->check(support::one_of(networks))
        ->capture_default_str()
        ->type_name("NAME");
    app.add_option("--learning-rate", o.sgd.learning_rate, "eta, the highest of a schedule")
        ->check(positive)
        ->default_str("1e-2")
        ->type_name("X");
    app.add_option("--weight-decay", o.sgd.weight_decay,
                   "lambda, added to the gradient as lambda*theta; see --optimiser")
        ->check(support::number("a finite number from 0 on", 0.0, true, no_limit))
        ->default_str("4e-2")
        ->type_name("X");
    app.add_option("--batch-size", o.sgd.batch_size, "beta")
        ->check(support::count(1))
        ->capture_default_str()
        ->type_name("N");
    add_optimiser_options(app, o);
    app.add_option("--dropout", o.sgd.dropout, "probability")
        ->check(fraction)
        ->capture_default_str()
        ->type_name("X");
    app.add_option_function<std::string>(
           "--sampling", [&o](const std::string& text) { o.sgd.order = cnn::sampling_of(text); },
           "shuffled epochs, independent draws, or the order of the file")
        ->check(support::one_of(samplings))
        ->default_str(std::string(cnn::to_string(o.sgd.order)))
        ->type_name("WORD");
    app.add_option("--seed", o.sgd.seed, "of initialisation, order of the data and dropout")
        ->check(support::count(0))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--seeds", o.seeds,
                   "run N seeds from --seed on, side by side, each in OUT/seed-K, and put\n"
                   "them together: T of the network with the spread of seeds, and R-hat")
        ->check(support::count(1, 1024))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--steps", o.steps, "length of the run")
        ->check(support::count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--epochs", o.epochs, "length of the run, instead of --steps")
        ->check(positive)
        ->type_name("X");
    app.add_option("--threads", o.threads, "left out: as many as help, at most one per core")
        ->check(support::count(1, support::most_threads))
        ->type_name("N");

    const std::string measuring = "Measuring";
    add_words(app, "--filters", o.filters, filter_words, "layers measured filter by filter too");
    add_words(app, "--convention", o.convention, convention_words,
              "T = <K>/(kB d) or T = 2<K>/(kB d)");
    app.add_option("--every", o.every, "observe one pair of adjacent steps in N")
        ->check(support::count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--budget", o.budget,
                   "instead of --every: as often as costs at most X % of a training step")
        ->check(support::number("above 0 and below 100", 0.0, false, 100.0))
        ->type_name("X");
    app.add_option_function<std::string>(
           "--observables",
           [&o](const std::string& text) { o.observables = thermosgd::topics::of(text); },
           "beyond temperatures: all, none, or a list with commas of\n" + topic_list())
        ->check(observable_list())
        ->default_str(thermosgd::to_string(o.observables))
        ->type_name("LIST");
    app.add_option_function<std::string>(
           "--updates", [&o](const std::string& text) { o.updates = text == "on"; },
           "on: follow the updates of the optimiser, their memory, the law of weight\n"
           "decay and the norm it predicts; left out: on with --observables all")
        ->check(support::one_of({"on", "off"}))
        ->type_name("WORD");
    app.add_option("--series-every", o.series_every, "steps per row of series.csv")
        ->check(support::count(1))
        ->capture_default_str()
        ->type_name("N");
    app.add_option("--evaluate-every", o.evaluate_every,
                   "steps between evaluations on the test images")
        ->check(support::count(1))
        ->capture_default_str()
        ->type_name("N");

    const std::string results = "Results";
    app.add_option("--out", o.out, "results folder; left out: results/DATE-TIME")
        ->check(support::not_empty("a folder"))
        ->type_name("DIR");
    app.add_flag("--force", o.force, "replace the results of an earlier run in that folder");
    app.add_option("--checkpoint-every", o.checkpoint_every,
                   "save everything every N steps; Ctrl-C always does")
        ->check(support::count(1))
        ->type_name("N");
    app.add_flag("--resume", o.resume,
                 "continue the run in --out DIR, with its options unless given here");
    app.add_flag("--other-bits", o.other_bits,
                 "resume also where this processor rounds sums otherwise")
        ->needs("--resume");
    app.add_flag("--plot", o.plot, "also draw the figures in the terminal");
    app.get_option("--seeds")->excludes("--resume")->excludes("--plot");
    app.add_flag("--quiet", o.quiet, "print nothing but warnings and errors");
    for (const char* name : {"--filters", "--convention", "--every", "--budget", "--observables",
                             "--updates", "--series-every", "--evaluate-every"}) {
        app.get_option(name)->group(measuring);
    }
    for (const char* name : {"--out", "--force", "--checkpoint-every", "--resume", "--other-bits",
                             "--plot", "--quiet"}) {
        app.get_option(name)->group(results);
    }
    app.footer(
        std::string(about_data) +
        "\nExamples:\n"
        "  mnist train                                    one minute to the temperatures\n"
        "  mnist train --data DIR --weight-decay 5e-4     a well-trained network\n"
        "  mnist train --filters all --steps 100000 --checkpoint-every 10000 --out long\n"
        "  mnist train --observables all                  all that the library measures\n"
        "  mnist train --optimiser adamw --learning-rate 1e-3 --schedule cosine --warmup 500\n"
        "  mnist train --seeds 8 --out eight              what holds beyond one seed\n"
        "  mnist train --resume --out long --steps 200000 twice as long\n"
        "\n"
        "Exit codes: 0 done; 2 bad input, or something could not be written; 3 diverged to NaN;\n"
        "128 + signal: stopped by Ctrl-C (130), kill (143) or a closed terminal (129). In the\n"
        "last two cases all that was measured is written. A checkpoint that does not fit on\n"
        "the disk does not end a run: it warns, goes on, and ends with its report and 2.");
}

bool follows_updates(const train_options& options) {
    const bool wanted = options.updates.value_or(options.observables == thermosgd::topics::all());
    return wanted && options.every == 1 && options.budget == 0.0;
}

support::json decisive_options(const train_options& o) {
    support::json all{{"data", o.data},
                      {"limit-train", o.limit_train},
                      {"network", o.network},
                      {"learning-rate", o.sgd.learning_rate},
                      {"weight-decay", o.sgd.weight_decay},
                      {"batch-size", o.sgd.batch_size},
                      {"dropout", o.sgd.dropout},
                      {"sampling", cnn::to_string(o.sgd.order)},
                      {"seed", o.sgd.seed},
                      {"filters", word_of(filter_words, o.filters)},
                      {"convention", word_of(convention_words, o.convention)},
                      {"every", o.every},
                      {"budget", o.budget},
                      {"observables", thermosgd::to_string(o.observables)},
                      {"updates", follows_updates(o) ? "on" : "off"},
                      {"series-every", o.series_every},
                      {"evaluate-every", o.evaluate_every}};
    add_optimiser(all, o.sgd);
    return all;
}

support::json incidental_options(const train_options& o) {
    return {{"steps", o.steps}, {"threads", o.threads}, {"checkpoint-every", o.checkpoint_every}};
}

}  // namespace mnist
