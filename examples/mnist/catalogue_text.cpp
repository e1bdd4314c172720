// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// A table of what the library's catalogue holds.

#include "catalogue_text.hpp"

#include <fmt/format.h>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/report/nearest_name.hpp>
#include <thermosgd/report/table.hpp>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace mnist {

namespace {

using thermosgd::catalogue;
using thermosgd::observable_info;
using thermosgd::observable_kind;

/// Refuses what is neither a key nor a topic.
void check(const std::string& word) {
    std::vector<std::string_view> known;
    for (const observable_info& entry : catalogue) {
        known.insert(known.end(), {entry.key, entry.topic});
    }
    known.insert(known.end(), thermosgd::topic_names.begin(), thermosgd::topic_names.end());
    if (std::find(known.begin(), known.end(), word) == known.end()) {
        throw std::invalid_argument(
            fmt::format("'{}' is no observable and no topic, did you mean '{}'? (see 'mnist "
                        "observables --list')",
                        word, thermosgd::nearest_name(word, known)));
    }
}

bool is_asked(const observable_info& entry, std::span<const std::string> asked) {
    return asked.empty() || std::any_of(asked.begin(), asked.end(), [&](const std::string& word) {
               return word == entry.key || word == entry.topic;
           });
}

}  // namespace

std::string catalogue_text(std::span<const std::string> asked) {
    std::for_each(asked.begin(), asked.end(), check);
    std::string text;
    for (const observable_kind kind : {observable_kind::number, observable_kind::curve}) {
        // The first column goes to the left, and so does the last; units and topics are padded.
        std::size_t unit = 4, topic = 5;
        for (const observable_info& entry : catalogue) {
            unit = std::max(unit, entry.unit.size());
            topic = std::max(topic, entry.topic.size());
        }
        const auto rest = [&](std::string_view u, std::string_view t, std::string_view meaning) {
            return fmt::format("{:<{}}  {:<{}}  {}", u, unit, t, topic, meaning);
        };
        const bool number = kind == observable_kind::number;
        thermosgd::text_table table(
            {number ? "key" : "key of a curve", rest("unit", "topic", "meaning")}, true);
        bool any = false;
        for (const observable_info& entry : catalogue) {
            if (entry.kind == kind && is_asked(entry, asked)) {
                table.add({std::string(entry.key), rest(entry.unit, entry.topic, entry.meaning)});
                any = true;
            }
        }
        if (any) {
            text += (text.empty() ? "" : "\n") + table.text();
        }
    }
    return text;
}

}  // namespace mnist
