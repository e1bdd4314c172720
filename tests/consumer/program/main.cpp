// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/thermosgd.hpp>

#include <iostream>
#include <vector>

#include "observe.hpp"

// Both units measure the same two steps, in which every parameter moves by 1: T = 1/2 (paper).
int main() {
    const double here = temperature_of(std::vector<float>{1, 2, 3, 4});
    const double there = temperature_in_other_unit();
    std::cout << "thermosgd " << thermosgd::version_major << '.' << thermosgd::version_minor
              << ": T = " << here << " and " << there << '\n';
    return here == 0.5 && there == 0.5 ? 0 : 1;
}
