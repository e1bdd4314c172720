// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Configurations in words for captions.

#include "csv_table.hpp"
#include "plot.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paper {

/// "a", "a and b", "a, b and c".
[[nodiscard]] inline std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    }
    return text;
}

/// The different values of a column that holds numbers, in order: "8, 16 and
/// 32".
[[nodiscard]] inline std::string numbers_of(const csv_table& t, std::string_view column) {
    std::vector<double> values;
    for (std::size_t row = 0; row < t.size(); ++row) {
        const double value = t.number(row, column);
        if (std::find(values.begin(), values.end(), value) == values.end()) {
            values.push_back(value);
        }
    }
    std::sort(values.begin(), values.end());
    std::vector<std::string> words;
    for (const double value : values) {
        words.push_back(number_label(value, false));
    }
    return listed(words);
}

/// What a table of points was run on: "MNIST, network A, B = 32, λ = 0.04".
[[nodiscard]] inline std::string configuration_of(const csv_table& t) {
    std::string text = listed(t.different("data")) + ", network " + listed(t.different("network"));
    constexpr std::array<std::pair<std::string_view, const char*>, 3> columns{
        {{"eta", "η"}, {"beta", "B"}, {"lambda", "λ"}}};
    for (const auto& [column, symbol] : columns) {
        text += std::string(", ") + symbol + " = " + numbers_of(t, column);
    }
    return text;
}

/// "; small symbols: the second seed set" where a table has one.
[[nodiscard]] inline std::string second_set_in(const csv_table& t) {
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (t.number(row, "seed_set") != 1.0) {
            return "; small symbols: the second seed set";
        }
    }
    return {};
}

/// How many training images each series of a table of points has: "6000 images (“A, all images”)
/// and 60000 images (“A, B = 32”)".
[[nodiscard]] inline std::string images_in(const csv_table& t) {
    std::vector<std::string> parts;
    for (const std::string& images : t.different("images")) {
        std::vector<std::string> series;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const std::string& name = t.text(row, "series");
            if (t.text(row, "images") == images &&
                std::find(series.begin(), series.end(), name) == series.end()) {
                series.push_back(name);
            }
        }
        for (std::string& name : series) {
            name = "“" + name + "”";
        }
        parts.push_back(images + " images (" + listed(series) + ")");
    }
    return listed(parts);
}

}  // namespace paper
