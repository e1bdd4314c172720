// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: compiled with fast-math
//
// The same claim as in scalar_test.cpp, compiled by g++ under the assumption that no NaN exists.
#include "catch_shim.hpp"
#include "core/bit_patterns.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fast-math")
#endif

#include <thermosgd/core/scalar.hpp>

namespace {

[[maybe_unused, gnu::noinline]] bool equals_itself(double x) {
    return x == x;
}

template <class T>
void check_every_pattern() {
    for (const auto& pattern : bit_patterns<T>()) {
        CAPTURE(pattern.name);
        CHECK(thermosgd::is_finite(pattern.value()) == pattern.finite);
    }
}

}  // namespace

TEST_CASE("is_finite is right on every kind of bit pattern under -ffast-math") {
    check_every_pattern<double>();
    check_every_pattern<float>();
}

#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
TEST_CASE("the assumption is in force here: even a NaN is taken to equal itself") {
    CHECK(equals_itself(bit_patterns<double>().at(9).value()));
}
#endif
