// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Changes JSON so that it stays JSON: what a mutator of bytes seldom finds.

#include "seeds.hpp"

#include <support/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace fuzz {

using support::json;

/// All values in each other, `value` first.
inline void collect(json& value, std::vector<json*>& all) {
    all.push_back(&value);
    if (value.is_structured()) {
        for (json& element : value) {
            collect(element, all);
        }
    }
}

/// A value that somebody might put where another was.
inline json made_up(std::minstd_rand& random, const std::vector<json*>& others) {
    static const std::array<json, 20> values{json(nullptr),
                                             json(true),
                                             json(0),
                                             json(1),
                                             json(-1),
                                             json(2),
                                             json(1e308),
                                             json(-1e-320),
                                             json(0.5),
                                             json(4294967296),
                                             json(18446744073709551615U),
                                             json(""),
                                             json("a name"),
                                             json("../../up"),
                                             json("$(ls)`ls`"),
                                             json(std::string(70, 'x')),
                                             json("\xff\xfe"),
                                             json("r"),
                                             json::array(),
                                             json::object()};
    const std::size_t which = random() % (2 * values.size());
    return which < values.size() ? values[which] : *others[random() % others.size()];
}

/// One change of some value in `whole`.
inline void change(json& whole, std::minstd_rand& random) {
    std::vector<json*> all;
    collect(whole, all);
    json& value = *all[random() % all.size()];
    const json other = made_up(random, all);
    switch (random() % 6) {
    case 0:
        if (value.is_object() && !value.empty()) {
            value.erase(
                std::next(value.begin(), static_cast<std::ptrdiff_t>(random() % value.size())));
            return;
        }
        break;
    case 1:
        if (value.is_array() && !value.empty()) {
            value.erase(random() % value.size());
            return;
        }
        break;
    case 2:
        if (value.is_array()) {
            value.push_back(other);
            return;
        }
        if (value.is_object()) {
            value["name" + std::to_string(random() % 4)] = other;
            return;
        }
        break;
    case 3:
        if (value.is_number_integer()) {
            const auto word = static_cast<std::uint64_t>(*value.get_ptr<const std::int64_t*>());
            value = word + random() % 5 - 2;
            return;
        }
        if (value.is_number()) {
            value = value.get<double>() * (random() % 2 == 0 ? 1e9 : -1.0);
            return;
        }
        if (value.is_string()) {
            std::string text = value.get<std::string>();
            text.insert(random() % (text.size() + 1), 1, static_cast<char>(random() % 256));
            value = text;
            return;
        }
        break;
    default: break;
    }
    value = other;
}

/// Mutates JSON by its values, and other text by its bytes.
inline std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t most,
                               unsigned seed) {
    std::minstd_rand random(seed);
    if (random() % 8 == 0) {
        return LLVMFuzzerMutate(data, size, most);
    }
    json whole = json::parse(data, data + size, nullptr, false);
    if (whole.is_discarded()) {
        return LLVMFuzzerMutate(data, size, most);
    }
    for (std::size_t changes = 1 + random() % 3; changes > 0; --changes) {
        change(whole, random);
    }
    const std::string text = whole.dump(-1, ' ', false, json::error_handler_t::ignore);
    if (text.size() > most) {
        return LLVMFuzzerMutate(data, size, most);
    }
    std::memcpy(data, text.data(), text.size());
    return text.size();
}

}  // namespace fuzz
