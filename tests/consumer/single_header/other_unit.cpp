// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A second translation unit with the same header: a function that is not inline would not link.
#include "train.hpp"

std::vector<thermosgd::estimate> temperatures_in_other_unit() {
    std::vector<thermosgd::estimate> all;
    for (const thermosgd::group_report& group : trained(2).groups) {
        all.push_back(group.temperature);
    }
    return all;
}
