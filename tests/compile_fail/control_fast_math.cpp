// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// flags: -fno-exceptions -ffast-math -Wall -Wextra -Wconversion -Wshadow -Werror -Wno-nan-infinity-disabled
//
// Control: everything that the umbrella reaches compiles without exceptions and under fast-math.
#include <thermosgd/thermosgd.hpp>

int main() {
    THERMOSGD_THROW(thermosgd::error("no exceptions here"));
}
