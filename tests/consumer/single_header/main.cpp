// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "train.hpp"

#include <iostream>

int main() {
    std::cout << trained(1);
    for (const thermosgd::estimate& temperature : temperatures_in_other_unit()) {
        std::cout << temperature << '\n';
    }
}
