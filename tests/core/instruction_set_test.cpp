// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/instruction_set.hpp>

#include <set>
#include <string>

TEST_CASE("the instruction set is one that is known by name") {
    const std::set<std::string> known{"avx512", "avx2+fma", "avx2", "x86-64", "aarch64", "generic"};
    CHECK(known.count(thermosgd::instruction_set()) == 1);
#if defined(__x86_64__) && !defined(__AVX2__)
    CHECK(std::string(thermosgd::instruction_set()) == "x86-64");
#endif
}
