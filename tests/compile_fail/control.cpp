// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Control: the umbrella compiles alone, so that a refusal elsewhere is not a missing include.
#include <thermosgd/thermosgd.hpp>

int main() {
    return thermosgd::serial_executor::concurrency() == 1 ? 0 : 1;
}
