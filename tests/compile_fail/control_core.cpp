// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Control: what exists compiles alone, so that a refusal elsewhere is not a missing include.
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/executor.hpp>
#include <thermosgd/version.hpp>

int main() {
    return thermosgd::serial_executor::concurrency() == 1 ? 0 : 1;
}
