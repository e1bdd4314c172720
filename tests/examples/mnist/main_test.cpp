// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The program from outside: its help, its exit codes and what it says about bad input.

#include "program.hpp"

#include "catch_shim.hpp"

#include <thermosgd/diagnostics/catalogue.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace examples_mnist_main_test {

namespace {

using words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every command has a help text with its options, and help is no error") {
    const scratch_folder folder;
    const program_result top = run_mnist(folder, {"--help"});
    CHECK(top.exit_code == 0);
    CHECK(top.err.empty());
    for (const char* command : {"train", "data", "networks", "observables", "report", "plot"}) {
        CAPTURE(command);
        CHECK(contains(top.out, command));
        const program_result help = run_mnist(folder, {command, "--help"});
        CHECK(help.exit_code == 0);
        CHECK(contains(help.out, std::string("mnist ") + command));
    }
    const program_result train = run_mnist(folder, {"train", "--help"});
    for (const char* part :
         {"--learning-rate", "--weight-decay", "--batch-size", "--resume", "--checkpoint-every",
          "--updates", "--optimiser", "--beta1", "--beta2", "--adam-epsilon", "--schedule",
          "--warmup", "Examples:", "Exit codes:"}) {
        CAPTURE(part);
        CHECK(contains(train.out, part));
    }
    CHECK(run_mnist(folder, {"--version"}).out == "thermosgd 0.1.0\n");
}

TEST_CASE("the catalogue of observables is listed, whole, by topic or by key") {
    const scratch_folder folder;
    const program_result all = run_mnist(folder, {"observables", "--list"});
    CHECK(all.exit_code == 0);
    for (const thermosgd::observable_info& entry : thermosgd::catalogue) {
        CAPTURE(entry.key);
        CHECK(contains(all.out, std::string(entry.key) + " "));
        CHECK(contains(all.out, std::string(entry.meaning)));
    }
    CHECK(run_mnist(folder, {"observables"}).out == all.out);
    const std::string ranking = run_mnist(folder, {"observables", "ranking"}).out;
    CHECK((contains(ranking, "filter.hottest") && contains(ranking, "filter_rank_best")));
    CHECK(!contains(ranking, "diffusion"));
    const std::string one = run_mnist(folder, {"observables", "diffusion.exponent"}).out;
    CHECK(std::count(one.begin(), one.end(), '\n') == 2);
    CHECK(contains(one, "diffusion.exponent  1 "));
}

TEST_CASE("a bad option ends with code 2 and one line naming it, its value and what was expected") {
    const scratch_folder folder;
    // The arguments, and what the line must hold.
    const std::vector<std::pair<words, words>> cases{
        {{"--frobnicate"}, {"--frobnicate", "--help"}},
        {{"trian"}, {"'trian'", "train, data"}},
        {{"--learning-rate", "-1"}, {"--learning-rate", "'-1'", "above 0"}},
        {{"--learning-rate", "0"}, {"--learning-rate", "'0'", "above 0"}},
        {{"--learning-rate", "nan"}, {"--learning-rate", "'nan'", "finite"}},
        {{"--learning-rate", "inf"}, {"--learning-rate", "'inf'", "finite"}},
        {{"--learning-rate", "1x"}, {"--learning-rate", "'1x'", "number"}},
        {{"--weight-decay", "-1e-9"}, {"--weight-decay", "'-1e-9'", "from 0"}},
        {{"--weight-decay", "nan"}, {"--weight-decay", "'nan'", "from 0"}},
        {{"--momentum", "1"}, {"--momentum", "'1'", "below 1"}},
        {{"--optimiser", "adagrad"}, {"--optimiser", "'adagrad'", "adamw"}},
        {{"--optimiser", "nesterov"}, {"--momentum: 0", "above 0", "nesterov"}},
        {{"--optimiser", "adam", "--momentum", "0.5"}, {"--momentum: 0.5", "--beta1"}},
        {{"--beta1", "0.5"}, {"--beta1: 0.5", "--optimiser adam or adamw"}},
        {{"--beta2", "1"}, {"--beta2", "'1'", "below 1"}},
        {{"--beta2", "0.5", "--optimiser", "nesterov", "--momentum", "0.5"}, {"--beta2: 0.5"}},
        {{"--adam-epsilon", "-1e-8"}, {"--adam-epsilon", "'-1e-8'", "from 0"}},
        {{"--adam-epsilon", "1"}, {"--adam-epsilon: 1", "adam or adamw"}},
        {{"--schedule", "cos"}, {"--schedule", "'cos'", "cosine, linear, step, wsd"}},
        {{"--schedule", "step"}, {"--schedule: step", "--drop-every"}},
        {{"--drop-every", "5"}, {"--drop-every: 5", "--schedule step"}},
        {{"--drop-factor", "0.5"}, {"--drop-factor: 0.5", "--schedule step"}},
        {{"--schedule", "step", "--drop-every", "5", "--drop-factor", "1"},
         {"--drop-factor", "'1'", "below 1"}},
        {{"--decay-steps", "5"}, {"--decay-steps: 5", "--schedule wsd"}},
        {{"--schedule-steps", "5"}, {"--schedule-steps: 5", "cosine, linear or wsd"}},
        {{"--warmup", "-1"}, {"--warmup", "'-1'", "at least 0"}},
        {{"--schedule", "cosine", "--warmup", "9", "--steps", "9"},
         {"--warmup: 9", "fewer steps than the 9"}},
        {{"--schedule", "linear", "--schedule-steps", "9", "--steps", "10"},
         {"--steps: 10", "at most 9"}},
        {{"--schedule", "wsd", "--warmup", "5", "--decay-steps", "5", "--steps", "9"},
         {"--decay-steps: 5", "at most the 4"}},
        {{"--dropout", "-0.1"}, {"--dropout", "'-0.1'", "from 0"}},
        {{"--batch-size", "0"}, {"--batch-size", "'0'", "at least 1"}},
        {{"--batch-size", "1"}, {"--batch-size", "1", "at least 2"}},
        {{"--batch-size", "1001"}, {"--batch-size", "1001", "at most 1000"}},
        {{"--limit-train", "1001"}, {"--limit-train", "1001", "at most 1000"}},
        {{"--steps", "0"}, {"--steps", "'0'", "at least 1"}},
        {{"--steps", "2.5"}, {"--steps", "'2.5'", "whole number"}},
        {{"--steps", "99999999999999999999"}, {"--steps", "whole number"}},
        {{"--steps", "5", "--epochs", "1"}, {"--steps", "--epochs"}},
        {{"--steps"}, {"--steps"}},
        {{"--network", "Z"}, {"--network", "'Z'", "A-plain"}},
        {{"--sampling", "random"}, {"--sampling", "'random'", "shuffled"}},
        {{"--filters", "conv9"}, {"--filters", "'conv9'", "conv1"}},
        {{"--every", "0"}, {"--every", "'0'", "at least 1"}},
        {{"--updates", "yes"}, {"--updates", "'yes'", "on"}},
        {{"--updates", "on", "--every", "2"}, {"--updates: on", "--every", "--budget"}},
        {{"--updates", "on", "--budget", "1"}, {"--updates: on", "every step"}},
        {{"--budget", "0"}, {"--budget", "'0'", "above 0"}},
        {{"--observables", "diffusoin"},
         {"--observables", "'diffusoin'", "all, none", "nearest: diffusion"}},
        {{"--observables", "entropy,"}, {"--observables", "''", "equipartition, distribution"}},
        {{"--observables"}, {"--observables"}},
        {{"--threads", "0"}, {"--threads", "'0'", "from 1 to 1024"}},
        {{"--threads", "100000"}, {"--threads", "'100000'", "from 1 to 1024"}},
        {{"--threads", "9223372036854775807"}, {"--threads", "from 1 to 1024"}},
        {{"--data", ""}, {"--data", "''", "a folder, or 'synthetic'"}},
        {{"--out", ""}, {"--out", "''", "a folder"}},
        {{"--out="}, {"--out", "''", "a value"}},
        {{"report", ""}, {"DIR", "''"}},
        {{"--resume"}, {"--resume", "--out"}},
        {{"observables", "temperature.gin"}, {"did you mean 'temperature.gini'"}},
        {{"observables", "entropie"}, {"'entropie'", "did you mean 'entropy'"}},
        {{"report"}, {"DIR"}},
        {{"report", "nowhere"}, {"nowhere", "report.txt"}},
        {{"plot", "nowhere"}, {"nowhere", "figures.json"}},
    };
    for (const auto& [arguments, parts] : cases) {
        words all = arguments;
        if (all.front().starts_with("--")) {
            all.insert(all.begin(), {"train", "--data", "synthetic"});
        }
        const program_result result = run_mnist(folder, all);
        CAPTURE(arguments, result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.out.empty());
        for (const std::string& part : parts) {
            CAPTURE(part);
            CHECK(result.complains_in_one_line_of(part));
        }
    }
    CHECK(folder.names() == words{"standard-error", "standard-output"});
}

TEST_CASE("data that is not there or not sound ends with code 2 and names the file") {
    const scratch_folder folder;
    const auto complaint = [&](const std::string& data) {
        const program_result result = run_mnist(folder, {"--data", data, "--steps", "1"});
        CHECK(result.exit_code == 2);
        CHECK(result.out.empty());
        return result.err;
    };
    CHECK(contains(complaint("nowhere"), "nowhere"));
    std::filesystem::create_directory(folder / "empty");
    CHECK(contains(complaint("empty"), "empty"));
    std::filesystem::create_directory(folder / "broken");
    for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                             "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
        folder.write(std::string("broken/") + name, "not an IDX file");
    }
    CHECK(contains(complaint("broken"), "train-images-idx3-ubyte"));
    CHECK(names_in(folder / "results").empty());
}

TEST_CASE("a results folder that cannot be used ends with code 2 before any training") {
    const scratch_folder folder;
    const auto refused = [&](words arguments, const std::string& part) {
        arguments.insert(arguments.begin(), {"--data", "synthetic", "--steps", "1"});
        const program_result result = run_mnist(folder, arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.out.empty());
        CHECK(result.complains_in_one_line_of(part));
    };
    folder.write("file", "");
    refused({"--out", "file"}, "'file'");
    refused({"--out", "file/below"}, "'file/below'");
    refused({"--out", "/dev/full"}, "'/dev/full'");
    refused({"--resume", "--out", "nowhere"}, "'nowhere'");

    std::filesystem::create_directory(folder / "used");
    folder.write("used/notes.txt", "mine");
    refused({"--out", "used"}, "'used'");
    refused({"--resume", "--out", "used"}, "'used'");
    CHECK(names_in(folder / "used") == words{"notes.txt"});

    folder.write("used/configuration.json", "{\"decisive\": 3}");
    refused({"--resume", "--out", "used"}, "configuration.json");
}

TEST_CASE("--force replaces the results of a run and nothing that others made") {
    const scratch_folder folder;
    const auto force = [&] {
        return run_mnist(
            folder, {"--data", "synthetic", "--steps", "1", "--out", "used", "--force", "--quiet"});
    };
    std::filesystem::create_directories(folder / "used/weights");
    folder.write("used/notes.txt", "mine");
    folder.write("used/weights/model.npy", "mine");
    folder.write("used/report.txt", "mine");
    const program_result refused = force();
    CAPTURE(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK(refused.complains_in_one_line_of("'used': holds 'report.txt'"));
    CHECK(folder.read("used/report.txt") == "mine");

    std::filesystem::remove(folder / "used/report.txt");
    CHECK(force().exit_code == 0);
    folder.write("used/observables.csv", "of the run before");
    CHECK(force().exit_code == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "used/observables.csv"));
    CHECK(folder.read("used/notes.txt") == "mine");
    CHECK(folder.read("used/weights/model.npy") == "mine");
}

TEST_CASE("closed, full and broken outputs lose no result, and no file gets the text for people") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, {"--data", "synthetic", "--threads", "1", "--steps", "200", "--out",
                               "plain", "--quiet"})
                .exit_code == 0);
    const std::string series = folder.read("plain/series.csv");
    const std::vector<std::pair<std::string, int>> cases{{">&-", 0},
                                                         {"2>&-", 0},
                                                         {"<&- >&- 2>&-", 0},
                                                         {"2>/dev/full", 0},
                                                         {">/dev/full", 2},
                                                         {">/dev/full 2>&-", 2},
                                                         {">/dev/full 2>/dev/full", 2}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& [redirection, code] = cases[i];
        const std::string out = "run" + std::to_string(i);
        const program_result result =
            run_shell(folder, THERMOSGD_MNIST_PROGRAM,
                      "exec \"$0\" --data synthetic --threads 1 --steps 200 --out " + out + ' ' +
                          redirection);
        CAPTURE(redirection, result.err);
        CHECK(result.exit_code == code);
        CHECK(folder.read(out + "/series.csv") == series);
        CHECK(names_in(folder / out / "weights").size() == 14);
        CHECK(contains(folder.read(out + "/report.txt"), "conv1[7]"));
        CHECK((code == 0 || !result.err.empty() == (redirection == ">/dev/full")));
    }
    for (const char* redirection : {"2>&-", "2>/dev/full"}) {
        CAPTURE(redirection);
        CHECK(run_shell(folder, THERMOSGD_MNIST_PROGRAM,
                        std::string("exec \"$0\" --nonsense ") + redirection)
                  .exit_code == 2);
    }
    const program_result broken =
        run_shell(folder, THERMOSGD_MNIST_PROGRAM,
                  "(\"$0\" --data synthetic --threads 1 --steps 2000 --out pipe; echo $? > code) "
                  "2>&1 | head -1");
    CHECK(broken.exit_code == 0);
    CHECK(folder.read("code") == "0\n");
    CHECK(contains(folder.read("pipe/report.txt"), "finished"));
}

TEST_CASE("figures are drawn from the data of a folder, whatever script lies there") {
    const scratch_folder folder;
    REQUIRE(run_mnist(folder, {"--data", "synthetic", "--steps", "200", "--out", "run", "--quiet",
                               "--observables", "all"})
                .exit_code == 0);
    const std::string script = folder.read("run/figures.gp");
    folder.write("run/figures.gp", "system \"touch written\"\n");
    (void)run_mnist(folder, {"plot", "run"});
    CHECK_FALSE(std::filesystem::exists(folder / "run/written"));
    CHECK(folder.read("run/figures.gp") == script);

    const std::string data = folder.read("run/figures.json");
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string changed = data;
        changed.replace(changed.find(from), from.size(), to);
        folder.write("run/figures.json", changed);
        const program_result result = run_mnist(folder, {"plot", "run"});
        CAPTURE(to, result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.complains_in_one_line_of("figures.json"));
        CHECK_FALSE(std::filesystem::exists(folder / "run/written"));
    };
    refused("\"conv1\"", "\"`touch written`\"");
    refused("\"conv1\"", "3");
    refused("{", "");
    refused("\"groups\":[", "\"groups\":" + std::string(100'000, '['));
}

TEST_CASE("a full disk ends with code 2 and leaves nothing half-written") {
    const scratch_folder folder;
    // 8 blocks of 512 bytes per file: enough for the configuration and the series, not for the report.
    const std::string command = std::string("ulimit -f 8; exec '") + THERMOSGD_MNIST_PROGRAM +
                                "' --data synthetic --steps 20 --out full > /dev/null";
    const program_result result = running_program(folder, {"sh", "-c", command}).wait();
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(contains(result.err, "report.jsonl"));
    CHECK(names_in(folder / "full") == words{"configuration.json", "series.csv"});

    const program_result output =
        running_program(
            folder, {"sh", "-c",
                     std::string("exec '") + THERMOSGD_MNIST_PROGRAM + "' networks > /dev/full"})
            .wait();
    CHECK(output.exit_code == 2);
    CHECK(output.complains_in_one_line_of("standard output"));
}

TEST_CASE("data and networks say what there is") {
    const scratch_folder folder;
    const program_result data = run_mnist(folder, {"data", "--data", "synthetic"});
    CHECK(data.exit_code == 0);
    CHECK(contains(data.out, "synthetic digits"));
    CHECK(contains(data.out, "1,000 images of 1×28×28"));
    const program_result networks = run_mnist(folder, {"networks"});
    CHECK(networks.exit_code == 0);
    CHECK(contains(networks.out, "13,338"));
    CHECK(contains(networks.out, "13,738"));
}

}  // namespace examples_mnist_main_test
