// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Command lines of mnist, contact and paper: the first byte says of which, words stand between line
/// feeds. Nothing is run and no folder is looked at: the configuration that `--resume` reads stands
/// behind a zero.

#include "byte_source.hpp"
#include "seeds.hpp"

#include <contact/options.hpp>
#include <mnist/options.hpp>
#include <mnist/results.hpp>
#include <paper/plan/options.hpp>
#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>

#include <stdexcept>
#include <string_view>

namespace {

std::string_view stored;

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

}  // namespace

namespace mnist {

std::string version_text() {
    return "0.1.0";
}

std::string stored_run::origin() const {
    return file.string();
}

stored_run read_configuration(const std::filesystem::path& folder) {
    stored_run run{folder, support::parse_bounded(stored, "configuration")};
    const auto has = [&](const char* name) {
        return run.configuration.is_object() && run.configuration.contains(name) &&
               run.configuration[name].is_object();
    };
    if (!has("decisive") || !has("incidental")) {
        throw thermosgd::error("no configuration");
    }
    return run;
}

}  // namespace mnist

std::vector<std::string> fuzz::seeds() {
    const std::string configuration =
        R"({"decisive":{"network":"A","seed":1},"incidental":{"steps":10}})";
    return {
        std::string("\0--steps\n100\n--learning-rate\n0.1\n--quiet", 40),
        std::string("\0train\n--resume\n--out\nrun\n--steps=5\0", 36) + configuration,
        std::string("\0observables\n--list\nkinetic", 27),
        std::string("\0report\ndir", 11),
        "\1--quick\n--steps\n10\n--temperature\n1e-4\noscillators",
        "\1--help",
        "\2run\n--short\n--only\nfig4\n--threads\n2\n--data\nsynthetic",
        "\2convert\n--out\ndir",
        "\2--version",
    };
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::byte_source input(data, size);
    const std::size_t program = input.below(3);
    std::string_view text(reinterpret_cast<const char*>(input.rest().data()), input.rest().size());
    const std::size_t end = std::min(text.find('\0'), text.size());
    stored = text.substr(std::min(end + 1, text.size()));
    const std::vector<std::string> words = words_of(text.substr(0, end));
    try {
        if (program == 0) {
            const mnist::command_line line = mnist::parse_command_line(words);
            (void)mnist::decisive_options(line.train);
            (void)mnist::incidental_options(line.train);
        } else if (program == 1) {
            (void)contact::parse_command_line(words);
        } else {
            (void)paper::parse_command_line(words);
        }
    } catch (const thermosgd::error& problem) {
        fuzz::require(std::string_view(problem.what()).find('\n') == std::string_view::npos ||
                          text.find('\n') != std::string_view::npos,
                      "a refusal is one line");
    } catch (const std::invalid_argument&) {
    }
    return 0;
}
