// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Integrations of which a call fails that writes a file.

#include "program.hpp"

#include "catch_shim.hpp"
#include "examples/failing_program.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace examples_contact_failing_calls_test {

#ifdef THERMOSGD_FAILING_CALLS

TEST_CASE(
    "whichever call fails, the program leaves whole files only, says why, and ends with code 2") {
    const auto is_whole = [](const std::string& name, const std::string& text,
                             const std::string& undisturbed) {
        return name == "report.txt"
                   ? std::ranges::count(text, '\n') == std::ranges::count(undisturbed, '\n')
                   : text == undisturbed;
    };
    CHECK(test::check_failing_calls(
              {THERMOSGD_CONTACT_PROGRAM, "oscillators", "--out", "run", "--quiet"}, 20,
              is_whole) == 40);
}

#else

TEST_CASE("failing calls are tried without sanitizers") {
    SUCCEED();
}

#endif

}  // namespace examples_contact_failing_calls_test
