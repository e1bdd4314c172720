// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Whole runs: their files, and how they end and go on.

#include "program.hpp"

#include "catch_shim.hpp"

#include <nlohmann/json.hpp>
#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/io/file.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace examples_mnist_experiment_test {

namespace {

namespace fs = std::filesystem;
using words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A short run on synthetic digits, with dropout and momentum so that nothing is left out.
words short_run(const std::string& out, const words& more = {}) {
    words all{"train", "--data",    "synthetic", "--steps",          "200", "--series-every",
              "7",     "--out",     out,         "--evaluate-every", "60",  "--momentum",
              "0.5",   "--dropout", "0.1",       "--quiet"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::vector<nlohmann::json> lines_of(const fs::path& path) {
    std::vector<nlohmann::json> lines;
    std::istringstream text(text_of(path));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(nlohmann::json::parse(line));
    }
    return lines;
}

std::size_t count_lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The number that stands before a unit in a text; commas between its digits do not count.
double number_before(const std::string& text, const std::string& unit) {
    const std::size_t end = text.find(unit);
    REQUIRE(end != std::string::npos);
    const std::size_t begin = text.find_last_not_of("0123456789.,", end - 1) + 1;
    std::string digits = text.substr(begin, end - begin);
    std::erase(digits, ',');
    REQUIRE(!digits.empty());
    return std::stod(digits);
}

}  // namespace

TEST_CASE("a run ends with its throughput, arithmetic and peak memory") {
    const scratch_folder folder;
    const program_result result =
        run_mnist(folder, {"--data", "synthetic", "--steps", "60", "--out", "run"});
    CAPTURE(result.out, result.err);
    REQUIRE(result.exit_code == 0);
    CHECK(number_before(result.out, " MFLOP per sample") == 0.825);
    const double samples = number_before(result.out, " samples/s");
    const double observing = number_before(result.out, " % of the time spent observing") / 100.0;
    const double flops = number_before(result.out, " GFLOP/s") * 1e9;
    // Three decimals of MFLOP, one of GFLOP/s and of per cent are printed.
    CHECK_THAT(flops, WithinRel(824832.0 * samples / (1.0 - observing), 2e-3) ||
                          WithinAbs(824832.0 * samples / (1.0 - observing), 0.1e9));
    const double memory = number_before(result.out, " MB\n");
    CHECK(memory > 3.0);     // the program itself
    CHECK(memory < 2000.0);  // sanitizers included
}

TEST_CASE("with --observables all a run prints every observable, and a resumed run prints the same",
          "[coverage]") {
    const scratch_folder folder;
    const auto run = [&](const std::string& out, const char* steps, const words& more = {}) {
        words all = short_run(out, {"--observables", "all"});
        all[4] = steps;
        all.insert(all.end(), more.begin(), more.end());
        const program_result result = run_mnist(folder, all);
        CAPTURE(result.err);
        REQUIRE(result.exit_code == 0);
    };
    run("whole", "700");
    run("parts", "400", {"--checkpoint-every", "400"});
    const program_result resumed =
        run_mnist(folder, {"train", "--resume", "--out", "parts", "--steps", "700", "--quiet"});
    CAPTURE(resumed.err);
    REQUIRE(resumed.exit_code == 0);
    const std::string table = text_of(folder / "whole/observables.csv");
    CHECK(table == text_of(folder / "parts/observables.csv"));
    const std::string report = text_of(folder / "whole/report.txt");
    for (const char* part :
         {"spread of T between layers", "CV^2 of T within the group, from two windows",
          "excess kurtosis", "degrees of freedom", "tail index", "by sketch",
          "velocity autocorrelation", "entropy production", "entropy of v", "hottest filter",
          "rank correlation", "T of the gradient", "virial T", "gradient noise scale",
          "T of the gradient noise", "over the kinetic T", "full-batch over minibatch",
          "entropy of positions per coordinate", "heat gamma S"}) {
        CAPTURE(part);
        CHECK(contains(table, part));
        CHECK(contains(report, part));
    }
}

TEST_CASE("gradients of other batches at the end of a part of a run do not change the rest of it") {
    const scratch_folder folder;
    const auto run = [&](const std::string& out, const words& more) {
        words all = short_run(out, more);
        all[4] = "150";
        const program_result result = run_mnist(folder, all);
        CAPTURE(result.err);
        REQUIRE(result.exit_code == 0);
    };
    const auto go_on = [&](const std::string& out) {
        const program_result result =
            run_mnist(folder, {"train", "--resume", "--out", out, "--steps", "200", "--quiet"});
        CAPTURE(result.err);
        REQUIRE(result.exit_code == 0);
    };
    run("plain", {"--checkpoint-every", "150"});
    run("sampled", {"--checkpoint-every", "150", "--observables", "gradient"});
    go_on("plain");
    go_on("sampled");
    CHECK(contains(text_of(folder / "sampled/observables.csv"), "gradient noise scale"));
    CHECK(text_of(folder / "plain/series.csv") == text_of(folder / "sampled/series.csv"));
    for (const std::string& name : names_in(folder / "plain/weights")) {
        CAPTURE(name);
        CHECK(text_of(folder / "plain/weights" / name) ==
              text_of(folder / "sampled/weights" / name));
    }
}

TEST_CASE("with --budget a run observes as often as it may, and says how often that is") {
    const scratch_folder folder;
    words all = short_run("run", {"--budget", "0.5"});
    all[4] = "1500";
    const program_result result = run_mnist(folder, all);
    CAPTURE(result.err);
    REQUIRE(result.exit_code == 0);
    const std::string report = text_of(folder / "run/report.txt");
    CAPTURE(report);
    REQUIRE(contains(report, "at most 0.5 % of a step: one pair in "));
    REQUIRE(contains(report, "calibrated with"));
    CHECK(number_before(report, " steps (") >= 2.0);
    CHECK(contains(report, " 0 missed"));
}

TEST_CASE("a run leaves its series, report, weights and plot script, and prints its tables") {
    const scratch_folder folder;
    const program_result result =
        run_mnist(folder, {"--data", "synthetic", "--steps", "120", "--out", "deep/run"});
    CAPTURE(result.out, result.err);
    REQUIRE(result.exit_code == 0);
    for (const char* part : {"synthetic digits", "13,338", "conv1[7]", "linear2", "test accuracy",
                             "samples/s", "results in deep/run"}) {
        CAPTURE(part);
        CHECK(contains(result.out, part));
    }
    // Progress in plain lines, without a trace of drawing.
    CHECK(count_lines(result.err) >= 10);
    CHECK(!contains(result.out + result.err, "\x1b"));
    CHECK(!contains(result.err, "\r"));

    const fs::path run = folder / "deep/run";
    for (const char* name : {"configuration.json", "report.txt", "figures.gp"}) {
        CAPTURE(name);
        CHECK(!text_of(run / name).empty());
    }
    const std::string series = text_of(run / "series.csv");
    CHECK(
        series.starts_with("step,epoch,loss,test_loss,test_accuracy,T_conv1,T_conv1.bias,T_bn1."));
    CHECK(count_lines(series) == 1 + 3);  // steps 50, 100 and 120
    CHECK(names_in(run / "weights").size() == 14);
    // A .npy file: 128 bytes of header and 200 floats.
    CHECK(fs::file_size(run / "weights/conv1.weight.npy") == 128 + 4 * 200);

    const auto lines = lines_of(run / "report.jsonl");
    REQUIRE(lines.size() == 1 + 1 + 1 + 14 + 1 + 8);
    CHECK(lines[0].at("record") == "run");
    CHECK(lines[0].at("ending") == "finished");
    CHECK(lines[0].at("batch-size") == 32);
    CHECK(lines[3].at("name") == "conv1");
    CHECK(lines[3].at("degrees_of_freedom") == 200);
    CHECK(lines[3].at("temperature").at("value").get<double>() > 0.0);

    const program_result again = run_mnist(folder, {"report", "deep/run"});
    CHECK(again.exit_code == 0);
    CHECK(again.out == text_of(run / "report.txt"));
}

TEST_CASE("the temperature of a layer is the mean of its filters' in every row of the series") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, short_run("run", {"--filters", "all"})).exit_code == 0);
    std::istringstream series(text_of(folder / "run/series.csv"));
    std::vector<std::string> names;
    std::size_t rows = 0;
    for (std::string line; std::getline(series, line);) {
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, ',');) {
            cells.push_back(cell);
        }
        if (names.empty()) {
            names = cells;
            continue;
        }
        double whole = 0.0;
        double parts = 0.0;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == "T_conv2") {
                whole = std::stod(cells[i]);
            } else if (names[i].starts_with("T_conv2[")) {
                parts += std::stod(cells[i]) / 16.0;
            }
        }
        CHECK_THAT(parts, WithinRel(whole, 1e-12));
        ++rows;
    }
    CHECK(rows > 25);
}

TEST_CASE("a run killed at any time and resumed gives the same series and report, byte for byte") {
    const scratch_folder folder;
    const words checkpoints{"--checkpoint-every", "50"};
    REQUIRE(run_mnist(folder, short_run("whole", checkpoints)).exit_code == 0);

    running_program killed(folder, mnist_words(short_run("cut", checkpoints)));
    killed.send(SIGKILL, [&] { return fs::exists(folder / "cut/checkpoint.bin"); });
    CHECK(killed.wait().exit_code == -SIGKILL);
    CHECK(!fs::exists(folder / "cut/report.jsonl"));

    // Options that are left open come from the run; another number of threads changes nothing.
    const program_result resumed =
        run_mnist(folder, {"--resume", "--out", "cut", "--quiet", "--threads", "1"});
    CAPTURE(resumed.err);
    REQUIRE(resumed.exit_code == 0);
    CHECK(text_of(folder / "cut/series.csv") == text_of(folder / "whole/series.csv"));
    const auto whole = lines_of(folder / "whole/report.jsonl");
    auto cut = lines_of(folder / "cut/report.jsonl");
    REQUIRE(!cut.empty());
    CHECK(cut[0].at("threads") == 1);
    cut[0]["threads"] = whole.at(0).at("threads");
    CHECK(cut == whole);
    for (const std::string& name : names_in(folder / "whole/weights")) {
        CAPTURE(name);
        CHECK(text_of(folder / "cut/weights" / name) == text_of(folder / "whole/weights" / name));
    }
}

TEST_CASE("a run begun on another instruction set goes on only where other bits are allowed") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, short_run("run", {"--checkpoint-every", "50"})).exit_code == 0);
    // The last letter of the tag, which is that of the instruction set, becomes another.
    std::string bytes = text_of(folder / "run/checkpoint.bin");
    std::uint32_t tag_size = 0;
    std::memcpy(&tag_size, bytes.data() + 12, 4);
    char& last = bytes.at(32 + tag_size - 1);
    const std::string own = thermosgd::instruction_set();
    CHECK(last == own.back());
    last = '?';
    const std::string other = own.substr(0, own.size() - 1) + '?';
    const std::string_view all = bytes;
    const std::uint64_t sum =
        thermosgd::checksum(all.substr(32), thermosgd::checksum(all.substr(0, 24)));
    std::memcpy(bytes.data() + 24, &sum, 8);
    folder.write("run/checkpoint.bin", bytes);

    const words longer{"--resume", "--out", "run", "--steps", "250"};
    const program_result refused = run_mnist(folder, longer);
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "with sums on " + other + ", expected " + own));
    CHECK(contains(refused.err, "--other-bits"));
    CHECK(refused.err.size() < 300);

    words allowed = longer;
    allowed.push_back("--other-bits");
    const program_result resumed = run_mnist(folder, allowed);
    CAPTURE(resumed.err);
    CHECK(resumed.exit_code == 0);
    CHECK(contains(resumed.out, "with other bits: sums were on " + other + ", now on " + own));
    CHECK(run_mnist(folder, {"train", "--other-bits", "--out", "new"}).exit_code == 2);
}

TEST_CASE("Ctrl-C ends a run after its present step with all results, and the run goes on later") {
    const scratch_folder folder;
    running_program stopped(
        folder, mnist_words({"--data", "synthetic", "--steps", "100000000", "--out", "stopped"}));
    stopped.send(SIGINT, [&] { return contains(text_of(folder / "standard-output"), "training"); });
    const program_result result = stopped.wait();
    CAPTURE(result.out, result.err);
    CHECK(result.exit_code == 130);
    CHECK(contains(result.out, "stopped after step"));
    CHECK(contains(result.out, "conv1[0]"));
    CHECK(contains(result.out, "--resume --out stopped"));
    const auto lines = lines_of(folder / "stopped/report.jsonl");
    REQUIRE(!lines.empty());
    CHECK(lines[0].at("ending") == "stopped");
    const auto done = lines[0].at("last_step").get<std::uint64_t>();

    const std::string longer = std::to_string(done + 10);
    const program_result resumed =
        run_mnist(folder, {"--resume", "--out", "stopped", "--quiet", "--steps", longer});
    CAPTURE(resumed.err);
    REQUIRE(resumed.exit_code == 0);
    REQUIRE(run_mnist(folder,
                      {"--data", "synthetic", "--steps", longer, "--out", "reference", "--quiet"})
                .exit_code == 0);
    CHECK(text_of(folder / "stopped/series.csv") == text_of(folder / "reference/series.csv"));
}

TEST_CASE("a terminal that is closed saves a run as Ctrl-C does; under nohup it goes on",
          "[coverage]") {
    const scratch_folder folder;
    running_program stopped(
        folder, mnist_words({"--data", "synthetic", "--steps", "100000000", "--out", "run"}));
    stopped.send(SIGHUP, [&] { return contains(text_of(folder / "standard-output"), "training"); });
    const program_result result = stopped.wait();
    CAPTURE(result.out, result.err);
    CHECK(result.exit_code == 128 + SIGHUP);
    CHECK(fs::exists(folder / "run/checkpoint.bin"));
    CHECK(!fs::exists(folder / "run/.lock"));

    const program_result ignored = run_shell(
        folder, THERMOSGD_MNIST_PROGRAM,
        "trap '' HUP; \"$0\" --data synthetic --steps 3000 --out nohup & sleep 0.2; kill -HUP $!; "
        "wait $!");
    CHECK(ignored.exit_code == 0);
}

TEST_CASE("0 is a value that a resumed run keeps, to the same bits", "[coverage]") {
    const scratch_folder folder;
    for (const char* option : {"--weight-decay", "--seed", "--momentum", "--dropout"}) {
        CAPTURE(option);
        const auto run = [&](const std::string& out, const char* steps) {
            words all = short_run(out, {"--checkpoint-every", "100"});
            for (const char* taken : {"--momentum", "--dropout"}) {
                const auto at = std::find(all.begin(), all.end(), taken);
                all.erase(at, at + 2);
            }
            // An evaluation closes a row, and the end of a part is one.
            *(std::find(all.begin(), all.end(), "--evaluate-every") + 1) = "50";
            all.insert(all.end(), {option, "0", "--force"});
            all[4] = steps;
            const program_result result = run_mnist(folder, all);
            CAPTURE(result.err);
            REQUIRE(result.exit_code == 0);
        };
        run("whole", "200");
        run("parts", "100");
        const program_result resumed =
            run_mnist(folder, {"train", "--resume", "--out", "parts", "--steps", "200", "--quiet"});
        CAPTURE(resumed.err);
        REQUIRE(resumed.exit_code == 0);
        CHECK(text_of(folder / "whole/series.csv") == text_of(folder / "parts/series.csv"));
        for (const std::string& name : names_in(folder / "whole/weights")) {
            CAPTURE(name);
            CHECK(text_of(folder / "whole/weights" / name) ==
                  text_of(folder / "parts/weights" / name));
        }
    }
}

TEST_CASE("with every optimiser and schedule a run in two parts gives the bytes of one in one part",
          "[coverage]") {
    const scratch_folder folder;
    const std::vector<words> choices{
        {"--optimiser", "nesterov", "--momentum", "0.9", "--schedule", "step", "--drop-every",
         "60"},
        {"--optimiser", "adam", "--learning-rate", "1e-3", "--beta1", "0.8", "--schedule", "cosine",
         "--schedule-steps", "200", "--warmup", "30"},
        {"--optimiser", "adamw", "--learning-rate", "1e-3", "--adam-epsilon", "1e-6", "--schedule",
         "wsd", "--schedule-steps", "200", "--decay-steps", "150"},
        {"--schedule", "linear", "--schedule-steps", "240"}};
    for (const words& choice : choices) {
        CAPTURE(choice);
        const auto run = [&](const std::string& out, const char* steps) {
            words all{"train",     "--data",
                      "synthetic", "--evaluate-every",
                      "50",        "--steps",
                      steps,       "--out",
                      out,         "--force",
                      "--quiet",   "--observables",
                      "gradient",  "--checkpoint-every",
                      "100"};
            all.insert(all.end(), choice.begin(), choice.end());
            const program_result result = run_mnist(folder, all);
            CAPTURE(result.err);
            REQUIRE(result.exit_code == 0);
        };
        run("whole", "200");
        run("parts", "100");
        const program_result resumed =
            run_mnist(folder, {"train", "--resume", "--out", "parts", "--steps", "200", "--quiet"});
        CAPTURE(resumed.err);
        REQUIRE(resumed.exit_code == 0);
        for (const char* file : {"series.csv", "observables.csv"}) {
            CHECK(text_of(folder / "whole" / file) == text_of(folder / "parts" / file));
        }
        for (const std::string& name : names_in(folder / "whole/weights")) {
            CAPTURE(name);
            CHECK(text_of(folder / "whole/weights" / name) ==
                  text_of(folder / "parts/weights" / name));
        }
    }
}

TEST_CASE("the updates of a layer are a table, readings and lines, and go on bit for bit") {
    const scratch_folder folder;
    const auto run = [&](const std::string& out, const char* steps, const words& choice) {
        words all{"--data",
                  "synthetic",
                  "--steps",
                  steps,
                  "--out",
                  out,
                  "--force",
                  "--quiet",
                  "--updates",
                  "on",
                  "--checkpoint-every",
                  "400"};
        all.insert(all.end(), choice.begin(), choice.end());
        const program_result result = run_mnist(folder, all);
        CAPTURE(result.err);
        REQUIRE(result.exit_code == 0);
    };
    const std::vector<words> choices{
        {"--momentum", "0.5"},
        {"--optimiser", "adamw", "--learning-rate", "1e-3", "--weight-decay", "1", "--beta2",
         "0.9"},
        {"--optimiser", "adamw", "--learning-rate", "1e-3", "--weight-decay", "1", "--schedule",
         "cosine", "--schedule-steps", "800"},
        {"--optimiser", "adam", "--learning-rate", "1e-3", "--weight-decay", "1e-3"}};
    for (const words& choice : choices) {
        CAPTURE(choice);
        run("whole", "800", choice);
        run("parts", "400", choice);
        const program_result resumed =
            run_mnist(folder, {"train", "--resume", "--out", "parts", "--steps", "800", "--quiet"});
        CAPTURE(resumed.err);
        REQUIRE(resumed.exit_code == 0);
        const std::string table = text_of(folder / "whole/updates.csv");
        CHECK(table == text_of(folder / "parts/updates.csv"));
        CHECK(count_lines(table) == 1 + 11 * 4);
        for (const char* key :
             {"update.inefficiency,", "update.inefficiency.white,", "update.law,",
              "update.position,", "update.position.own_history,", "update.position.beside_history,",
              "update.angle,", "update.angle.expected,", "update.excess,", "norm.prediction,",
              "norm.lag,"}) {
            CHECK(contains(table, std::string("\n") + key));
        }
        CHECK(contains(text_of(folder / "whole/report.txt"), "\nupdates of "));
        std::vector<nlohmann::json> lines;
        for (const nlohmann::json& line : lines_of(folder / "whole/report.jsonl")) {
            if (line.at("record") == "updates") {
                lines.push_back(line);
            }
        }
        REQUIRE(lines.size() == 4);
        CHECK(lines[0].at("name") == "conv1");
        const bool adam = contains(choice[1], "adam"), coupled_adam = choice[1] == "adam";
        const bool driven = std::find(choice.begin(), choice.end(), "cosine") != choice.end();
        for (const nlohmann::json& line : lines) {
            CHECK(line.at("inefficiency").at("value").is_number());
            CHECK(line.at("angle").at("value").get<double>() > 0);
            CHECK(line.at("law").at("value").is_number() == !(driven || coupled_adam));
            CHECK(line.at("excess").at("value").is_number() == adam);
            CHECK(line.at("predicted_norm").at("value").is_number() == !coupled_adam);
        }
    }
}

TEST_CASE("updates are followed with all observables, where every step is observed, or if asked") {
    const scratch_folder folder;
    const auto follows = [&](const words& more) {
        words all = short_run("run", {"--force"});
        all.insert(all.end(), more.begin(), more.end());
        const program_result result = run_mnist(folder, all);
        CAPTURE(result.err);
        REQUIRE(result.exit_code == 0);
        return fs::exists(folder / "run/updates.csv");
    };
    CHECK_FALSE(follows({}));
    CHECK(follows({"--updates", "on"}));
    CHECK_FALSE(follows({"--observables", "diffusion"}));
    CHECK(follows({"--observables", "all"}));
    CHECK_FALSE(follows({"--observables", "all", "--updates", "off"}));
    CHECK_FALSE(follows({"--observables", "all", "--every", "2"}));
}

TEST_CASE("optimiser and schedule are shown, stored, and kept by a resumed run") {
    const scratch_folder folder;
    const program_result first = run_mnist(folder, {"--data",
                                                    "synthetic",
                                                    "--steps",
                                                    "60",
                                                    "--out",
                                                    "run",
                                                    "--optimiser",
                                                    "adamw",
                                                    "--learning-rate",
                                                    "1e-3",
                                                    "--beta2",
                                                    "0.99",
                                                    "--schedule",
                                                    "wsd",
                                                    "--warmup",
                                                    "7",
                                                    "--checkpoint-every",
                                                    "60",
                                                    "--epochs",
                                                    "2"});
    CHECK(first.exit_code == 2);  // --steps and --epochs
    const words all{"--data",
                    "synthetic",
                    "--epochs",
                    "2",
                    "--out",
                    "run",
                    "--optimiser",
                    "adamw",
                    "--learning-rate",
                    "1e-3",
                    "--beta2",
                    "0.99",
                    "--schedule",
                    "wsd",
                    "--warmup",
                    "7",
                    "--checkpoint-every",
                    "60"};
    const program_result result = run_mnist(folder, all);
    CAPTURE(result.out, result.err);
    REQUIRE(result.exit_code == 0);
    for (const std::string& text : {result.out, text_of(folder / "run/report.txt")}) {
        CHECK(contains(text,
                       "optimiser: adamw, beta1 0.9, beta2 0.99, epsilon 1e-08; weight decay "
                       "decoupled\n"));
        CHECK(contains(text,
                       "schedule of eta: warm-up of 7 steps, then constant, in the last 6 steps "
                       "linear to 0 at step 62\n"));
        CHECK(contains(text, "AdamW, beta1 0.9, beta2 0.99, decoupled decay, batch 32"));
        CHECK(contains(text, "AdamW sets the size of updates"));
        CHECK(!contains(text, "not SGD"));
    }
    CHECK(contains(text_of(folder / "run/figures.gp"), "adamw, wsd\""));
    const nlohmann::json run = lines_of(folder / "run/report.jsonl").front();
    CHECK(run.at("optimiser") == "adamw");
    CHECK(run.at("beta2") == 0.99);
    CHECK(run.at("schedule") == "wsd");
    CHECK(run.at("schedule-steps") == 62);
    CHECK(run.at("decay-steps") == 6);
    // The last displacement was made at a sixth of the rate.
    CHECK_THAT(lines_of(folder / "run/report.jsonl").at(2).at("learning_rate").get<double>(),
               WithinRel(1e-3 / 6.0, 1e-12));

    const auto refused = [&](const words& more, const std::string& part) {
        words arguments{"--resume", "--out", "run"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const program_result again = run_mnist(folder, arguments);
        CAPTURE(arguments, again.err);
        CHECK(again.exit_code == 2);
        CHECK(again.complains_in_one_line_of(part));
    };
    refused({"--optimiser", "adam"}, "--optimiser: adam, expected adamw");
    refused({"--beta1", "0.5"}, "--beta1: 0.5, expected 0.9");
    refused({"--schedule", "cosine"}, "--schedule: cosine, expected wsd");
    refused({"--warmup", "8"}, "--warmup: 8, expected 7");
    refused({"--steps", "70"}, "--steps: 70, expected at most 62, the length of the schedule wsd");
}

TEST_CASE("SGD at a constant rate says nothing of optimisers and schedules") {
    const scratch_folder folder;
    const program_result result =
        run_mnist(folder, {"--data", "synthetic", "--steps", "20", "--out", "run"});
    REQUIRE(result.exit_code == 0);
    CHECK(!contains(result.out, "optimiser"));
    CHECK(!contains(result.out, "schedule"));
    CHECK(contains(text_of(folder / "run/figures.gp"), "μ = 0\""));
}

TEST_CASE("a configuration that is not of this version is refused by name") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, short_run("run", {"--checkpoint-every", "200"})).exit_code == 0);
    const std::string good = text_of(folder / "run/configuration.json");
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string bad = good;
        const std::size_t at = bad.find(from);
        REQUIRE(at != std::string::npos);
        folder.write("run/configuration.json", bad.replace(at, from.size(), to));
        const program_result result = run_mnist(folder, {"--resume", "--out", "run"});
        CAPTURE(to, result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.complains_in_one_line_of("run/configuration.json'"));
        return result.err;
    };
    CHECK(contains(refused("\"network\"", "\"colour\": \"red\", \"network\""), "'colour'"));
    CHECK(contains(refused("\"sampling\"", "\"sampler\""), "'sampler'"));
    CHECK(contains(refused("\"momentum\": 0.5,", ""), "'momentum' is missing"));
    CHECK(contains(refused("\"batch-size\": 32", "\"batch-size\": \"--force\""), "--batch-size"));
    CHECK(contains(refused("\"batch-size\": 32", "\"batch-size\": [32]"), "batch-size = [32]"));
    CHECK(contains(refused("\"seed\": 1", "\"seed\": true"), "seed = true"));
    refused("\"fingerprint\": \"", "\"fingerprint\": 3, \"rest\": \"");
    refused("thermosgd mnist", "another program");
    refused("{", "");
    refused("{", "{\"x\":" + std::string(100'000, '['));
    folder.write("run/configuration.json", good);
    CHECK(run_mnist(folder, {"--resume", "--out", "run", "--quiet"}).exit_code == 0);
}

TEST_CASE("a folder with a run at work takes no other, new or resumed") {
    const scratch_folder folder;
    const scratch_folder elsewhere;
    running_program first(folder, mnist_words({"--data", "synthetic", "--steps", "100000000",
                                               "--out", "run", "--checkpoint-every", "100"}));
    std::vector<program_result> refused;
    first.send(SIGTERM, [&] {
        if (!fs::exists(folder / "run/checkpoint.bin")) {
            return false;
        }
        const std::string run = (folder / "run").string();
        for (const words& others : {words{"--force"}, words{"--resume"}}) {
            words all{"train", "--data", "synthetic", "--steps", "1", "--out", run};
            all.insert(all.end(), others.begin(), others.end());
            if (others.front() == "--resume") {
                all = {"train", "--resume", "--out", run};
            }
            refused.push_back(run_mnist(elsewhere, all));
        }
        return true;
    });
    CHECK(first.wait().exit_code == 128 + SIGTERM);
    for (const program_result& result : refused) {
        CAPTURE(result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.complains_in_one_line_of("another run (process "));
    }
    CHECK(!fs::exists(folder / "run/.lock"));
}

TEST_CASE("a disk that is full at a checkpoint does not end the run, and the exit code says so") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, short_run("whole", {"--checkpoint-every", "50"})).exit_code == 0);
    // More than any other file needs, in blocks of 512 bytes, and less than the checkpoint does.
    const std::size_t size = fs::file_size(folder / "whole/checkpoint.bin");
    REQUIRE(size > 100'000);
    std::string line = "ulimit -f 190; exec \"$0\"";
    for (const std::string& word : short_run("full", {"--checkpoint-every", "50"})) {
        line += ' ' + word;
    }
    const program_result result = run_shell(folder, THERMOSGD_MNIST_PROGRAM, line);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(contains(result.err, "checkpoint.bin"));
    CHECK(contains(result.err, "the run goes on"));
    // One line when it begins, one at the end.
    CHECK(count_lines(result.err) == 2);
    CHECK(text_of(folder / "full/series.csv") == text_of(folder / "whole/series.csv"));
    CHECK(text_of(folder / "full/report.jsonl") == text_of(folder / "whole/report.jsonl"));
    CHECK(!fs::exists(folder / "full/checkpoint.bin"));
    CHECK(!fs::exists(folder / "full/checkpoint.bin.tmp"));
}

TEST_CASE("a run that diverges names step and layer, keeps what it measured and exits with 3") {
    const scratch_folder folder;
    const program_result result = run_mnist(folder, {"--data", "synthetic", "--steps", "2000",
                                                     "--learning-rate", "1e3", "--out", "run"});
    CAPTURE(result.out, result.err);
    CHECK(result.exit_code == 3);
    const auto lines = lines_of(folder / "run/report.jsonl");
    REQUIRE(!lines.empty());
    CHECK(lines[0].at("ending") == "diverged");
    const auto step = lines[0].at("last_step").get<std::uint64_t>();
    const auto layer = lines[0].at("diverged_in").get<std::string>();
    CHECK(step > 1);
    CHECK(contains(result.err, "at step " + std::to_string(step) + " in " + layer));
    // Every step before it was observed.
    CHECK(lines[1].at("record") == "segment");
    CHECK(lines[1].at("observed_steps") == step - 1);
    CHECK(count_lines(text_of(folder / "run/series.csv")) >= 2);
    CHECK(!fs::exists(folder / "run/weights"));
}

TEST_CASE("a run is resumed only with its own options and data") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, short_run("run", {"--checkpoint-every", "200"})).exit_code == 0);
    const auto refused = [&](words arguments, const std::string& part) {
        arguments.insert(arguments.begin(), {"--resume", "--out", "run"});
        const program_result result = run_mnist(folder, arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.complains_in_one_line_of(part));
    };
    const std::string before = text_of(folder / "run/series.csv");
    refused({"--batch-size", "64"}, "--batch-size: 64, expected 32");
    refused({"--learning-rate", "0.02"}, "--learning-rate: 0.02, expected 0.01");
    refused({"--network", "B"}, "--network: B, expected A");
    refused({"--steps", "100"}, "--steps: 100, expected at least the 200");

    std::string bytes = text_of(folder / "run/checkpoint.bin");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    folder.write("run/checkpoint.bin", bytes);
    refused({}, "checkpoint.bin");
    fs::remove(folder / "run/checkpoint.bin");
    refused({}, "checkpoint.bin");
    CHECK(text_of(folder / "run/series.csv") == before);
}

}  // namespace examples_mnist_experiment_test
