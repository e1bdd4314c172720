// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/topics.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace diagnostics_catalogue_test {

using namespace thermosgd;

namespace {

/// Words of lower-case letters, digits and underscores, joined by dots.
bool is_key(std::string_view key) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (key.empty() || !letter(key.front()) || key.back() == '.' || key.back() == '_' ||
        key.find("..") != std::string_view::npos) {
        return false;
    }
    return std::all_of(key.begin(), key.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

}  // namespace

TEST_CASE("keys are unique, well formed, and of a known topic; nothing is left empty") {
    std::set<std::string_view> keys, labels;
    for (const observable_info& entry : catalogue) {
        CAPTURE(entry.key);
        CHECK(is_key(entry.key));
        CHECK(keys.insert(entry.key).second);
        CHECK(labels.insert(entry.label).second);
        CHECK((!entry.unit.empty() && !entry.meaning.empty()));
        CHECK((entry.topic == "data" || entry.topic == "updates" ||
               !topics::of(entry.topic).empty()));
    }
}

TEST_CASE("a key finds its entry, and a mistyped one the nearest") {
    CHECK(observable_of("temperature.gini").label == "Gini coefficient of T");
    CHECK(find_observable("temperature.gin") == nullptr);
    CHECK_THROWS_WITH(observable_of("temperature.gin"),
                      ContainsSubstring("'temperature.gin' is no observable") &&
                          ContainsSubstring("did you mean 'temperature.gini'?"));
    CHECK_THROWS_AS(observable_of(""), std::invalid_argument);
}

TEST_CASE("readings and curves take label and unit from their entry") {
    const reading r = reading_of("diffusion.coefficient", "conv1", exact_value(2), "why");
    CHECK((r.key == "diffusion.coefficient" && r.label == "diffusion coefficient D"));
    CHECK((r.unit == "theta^2/time" && r.group == "conv1" && r.remark == "why"));
    const curve c = curve_of("position_ratio", "conv1", {"lag", "step"}, {"R", "1"});
    CHECK((c.key == "position_ratio" && c.label == "R = MSD(n)/(n <v^2>)" && c.points.empty()));
}

}  // namespace diagnostics_catalogue_test
