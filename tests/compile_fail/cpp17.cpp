// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// flags: -std=c++17
// expect: thermosgd needs C++20
//
// An older language is one error that says so, not hundreds.
#include <thermosgd/thermosgd.hpp>

int main() {}
