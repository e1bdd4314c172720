// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A second translation unit with the same headers: a function that is not inline would not link.
#include "observe.hpp"

double temperature_in_other_unit() {
    return temperature_of({4, 3, 2, 1});
}
