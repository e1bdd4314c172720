// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <cstdio>

#if __has_include(<thermosgd/thermosgd.hpp>)
#include <thermosgd/thermosgd.hpp>
#endif
#include <thermosgd/core/error.hpp>
#include <thermosgd/version.hpp>

int other_unit();

int main() {
    try {
        THERMOSGD_THROW(thermosgd::layout_error("consumer: size = 3, expected 4"));
    } catch (const thermosgd::error& e) {
        std::printf("thermosgd %d.%d: %s\n", thermosgd::version_major, other_unit(), e.what());
        return 0;
    }
    return 1;
}
