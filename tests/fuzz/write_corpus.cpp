// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What all harnesses share: the mode that writes the corpus, `fuzz_NAME --write-corpus DIR`, and the
/// options of the sanitizer.

#include "seeds.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <streambuf>
#include <string_view>

namespace {

/// Takes what a harness prints and drops it.
class nowhere : public std::streambuf {
    int overflow(int c) override { return c == traits_type::eof() ? 0 : c; }
    std::streamsize xsputn(const char*, std::streamsize count) override { return count; }
};

}  // namespace

/// Short stacks and a small quarantine: half as fast again. ASAN_OPTIONS overrides them.
extern "C" const char* __asan_default_options() {
    return "malloc_context_size=4:quarantine_size_mb=16:detect_stack_use_after_return=0";
}

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    static nowhere sink;
    if (*argc != 3 || std::string_view((*argv)[1]) != "--write-corpus") {
        std::cout.rdbuf(&sink);
        return 0;
    }
    const std::filesystem::path folder = (*argv)[2];
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const std::string& seed : fuzz::seeds()) {
        std::ofstream file(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
        file << seed;
        if (!file.flush()) {
            std::fprintf(stderr, "%s: cannot be written\n", folder.c_str());
            std::exit(2);
        }
    }
    std::exit(0);
}
