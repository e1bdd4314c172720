// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One walk over a result, in which the member that a value belongs to says what it must be.

#include "result_names.hpp"

#include <fmt/format.h>
#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace paper {

namespace {

using support::json;

/// Members whose texts are names, in whatever object they are.
constexpr std::array name_members{"name",    "layer",    "layers",      "of",
                                  "kind",    "ending",   "stationary",  "data_set",
                                  "network", "sampling", "fingerprint", "id"};
/// Members that are counts, in some places estimates of one.
constexpr std::array count_members{"d",        "train",      "test_images", "parameters",
                                   "observed", "first_step", "last_step",   "images",
                                   "burn_in",  "steps",      "batch_size",  "limit_train",
                                   "seed",     "every",      "outputs",     "diverged_step"};
constexpr std::size_t longest_text = 1000;
constexpr std::size_t most_weights = std::size_t{1} << 24U;

template <class List>
bool has(const List& members, std::string_view name) {
    return std::find(members.begin(), members.end(), name) != members.end();
}

[[noreturn]] void refuse(std::string_view where, std::string_view found,
                         std::string_view expected) {
    throw thermosgd::error(fmt::format("{}: {}, expected {}", where, found, expected));
}

void check_name(std::string_view where, const std::string& name) {
    if (!support::is_plain_name(name)) {
        refuse(where, "'" + name.substr(0, 80) + "'",
               "a name of at most 64 letters, digits, spaces and , . _ - / [ ]");
    }
}

/// A text for people: of one line, and no longer than a page has room for.
void check_text(std::string_view where, const std::string& text) {
    const bool printable = std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
    if (!printable || text.size() > longest_text) {
        refuse(where, fmt::format("{} bytes", text.size()),
               fmt::format("at most {} without control characters", longest_text));
    }
}

void check_tensor(const std::string& name, const json& tensor) {
    const auto extents = tensor.at("extents").get<std::vector<std::uint64_t>>();
    std::uint64_t size = 1;
    for (const std::uint64_t extent : extents) {
        // Each factor alone is looked at first, so that no product wraps.
        size = extent == 0 || extent > most_weights ? most_weights + 1 : size * extent;
        if (size > most_weights) {
            refuse(name, fmt::format("an extent of {}", extent),
                   fmt::format("at most {} weights in all, and at least one", most_weights));
        }
    }
    const std::string& digits = tensor.at("levels").get_ref<const std::string&>();
    const bool hexadecimal = digits.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (extents.empty() || digits.size() != 2 * size || !hexadecimal) {
        refuse(name, fmt::format("{} digits of levels", digits.size()),
               fmt::format("{} hexadecimal ones for {} weights", 2 * size, size));
    }
    for (const char* number : {"low", "high"}) {
        (void)tensor.at(number).get<double>();
    }
    (void)tensor.at("logarithmic").get<bool>();
}

/// "maps" and "weights": tensors by name, each of which becomes a file.
void check_tensors(const json& tensors) {
    for (const auto& [name, tensor] : tensors.items()) {
        if (!support::is_file_name(name) || !name.ends_with(".weight")) {
            refuse("maps", "'" + name.substr(0, 80) + "'", "LAYER.weight with a plain name");
        }
        check_tensor(name, tensor);
    }
}

/// \param member  the name of the member that holds the value, itself or in an array
void walk(std::string_view member, const json& value) {
    if (value.is_string()) {
        const std::string& text = value.get_ref<const std::string&>();
        if (has(name_members, member) && !text.empty()) {
            check_name(member, text);
        } else {
            check_text(member, text);
        }
    } else if (value.is_number() && has(count_members, member)) {
        const double count = value.get<double>();
        constexpr double most = 1e18;  // of steps; further, no unsigned number holds it
        if (!(count >= 0.0 && count <= most)) {
            refuse(member, value.dump(), "a number from 0 to 1e18");
        }
    } else if (value.is_array()) {
        for (const json& one : value) {
            walk(member, one);
        }
    } else if (value.is_object()) {
        for (const auto& [name, one] : value.items()) {
            check_name(fmt::format("a member of '{}'", member), name);
            walk(name, one);
        }
    }
}

}  // namespace

void check_names(const support::json& body) {
    for (const auto& [name, value] : body.items()) {
        if (name != "extra") {
            walk(name, value);
            continue;
        }
        for (const auto& [part, content] : value.items()) {
            if ((part == "maps" || part == "weights") && content.is_object()) {
                check_tensors(content);
            } else {
                check_name("extra", part);
                walk(part, content);
            }
        }
    }
    for (const json* readings : lists_of_readings(body.at("extra"))) {
        for (const json& reading : *readings) {
            const auto group = reading.at(1).get<std::string>();
            if (!group.empty()) {
                check_name("readings", group);
            }
        }
    }
}

}  // namespace paper
