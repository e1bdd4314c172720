// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Runs of which a call fails that writes a file.

#include "program.hpp"

#include "catch_shim.hpp"
#include "examples/failing_program.hpp"

#include <thermosgd/core/error.hpp>
#include <thermosgd/io/checkpoint_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace examples_mnist_failing_calls_test {

#ifdef THERMOSGD_FAILING_CALLS

namespace {

/// Whether the checksum is right: it is looked at before the tag, which is another one.
bool is_whole_checkpoint(const std::string& text) {
    try {
        const thermosgd::checkpoint_reader reader(std::as_bytes(std::span(text)), "no run's tag");
        return false;
    } catch (const thermosgd::error& problem) {
        return std::string(problem.what()).find("of another run") != std::string::npos;
    }
}

bool is_whole(const std::string& name, const std::string& text, const std::string& undisturbed) {
    if (name == "series.csv") {
        return text.ends_with('\n') && undisturbed.starts_with(text);
    }
    if (name == "checkpoint.bin") {
        return is_whole_checkpoint(text);
    }
    if (name == "report.txt") {  // tells times
        return text.ends_with('\n') &&
               std::ranges::count(text, '\n') == std::ranges::count(undisturbed, '\n');
    }
    return text == undisturbed;
}

std::size_t check_runs(std::size_t most) {
    return test::check_failing_calls(
        mnist_words({"train", "--data", "synthetic", "--steps", "40", "--series-every", "7",
                     "--evaluate-every", "20", "--checkpoint-every", "20", "--observables",
                     "equipartition", "--threads", "1", "--out", "run", "--quiet"}),
        most, is_whole);
}

}  // namespace

TEST_CASE("whichever call fails, a run leaves whole files only, says why, and ends with code 2") {
    CHECK(check_runs(50) == 100);
}

TEST_CASE("the same for every call", "[long]") {
    CHECK(check_runs(100'000) > 500);
}

#else

TEST_CASE("failing calls are tried without sanitizers") {
    SUCCEED();
}

#endif

}  // namespace examples_mnist_failing_calls_test
