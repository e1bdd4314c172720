// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// A library for LD_PRELOAD that fails calls of the program by which files are written:
/// FAILING_CALLS="FIRST LAST ERRNO" says which, counted from 0; how many calls there were is written
/// to the file FAILING_CALLS_COUNT at the end.

#include "failing_calls.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

[[gnu::constructor]] void begin() {
    const char* const text = std::getenv("FAILING_CALLS");
    test::call_failures& all = test::failures;
    if (text == nullptr ||
        std::sscanf(text, "%zu %zu %d", &all.first, &all.last, &all.reason) != 3) {
        all.first = all.last = test::no_call;
    }
    // Not in programs that this one starts.
    unsetenv("LD_PRELOAD");
}

[[gnu::destructor]] void end() {
    const char* const path = std::getenv("FAILING_CALLS_COUNT");
    const std::size_t calls = test::failures.calls;
    test::failures = {};
    if (path != nullptr) {
        if (std::FILE* const file = std::fopen(path, "w")) {
            std::fprintf(file, "%zu\n", calls);
            std::fclose(file);
        }
    }
}

}  // namespace
