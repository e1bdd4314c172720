// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// JSON objects built member by member, and files with one of them per line.

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/io/atomic_file.hpp>

namespace THERMOSGD_NAMESPACE {

class json_object;
class json_array;

namespace detail {

/// The number of bytes of the well-formed UTF-8 sequence at the start of `text`; 0 if there is none
/// (Unicode 15, table 3-7).
inline std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead <= 0xdf && continues(1)) {
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef && continues(2) &&
        continues(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf)) {
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4 && continues(2) && continues(3) &&
        continues(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf)) {
        return 4;
    }
    return 0;
}

/// Appends a JSON string; bytes that are no UTF-8 become U+FFFD, since JSON must be UTF-8.
inline void append_json(std::string& json, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    json += '"';
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const auto c = static_cast<unsigned char>(text[0]);
        if (length == 0) {
            json += "\xef\xbf\xbd";
        } else if (c == '"' || c == '\\') {
            json += {'\\', text[0]};
        } else if (c == '\n') {
            json += "\\n";
        } else if (c < 0x20) {
            json += {'\\', 'u', '0', '0', digits[c >> 4U], digits[c & 0xfU]};
        } else {
            json += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    json += '"';
}

// A template, so that a pointer to characters is not taken for a truth value.
template <std::same_as<bool> T>
void append_json(std::string& json, T value) {
    json += value ? "true" : "false";
}

/// JSON knows no NaN and no infinity: both are null.
template <text_number T>
void append_json(std::string& json, const T& value) {
    if constexpr (std::floating_point<T>) {
        if (!is_finite(static_cast<double>(value))) {
            json += "null";
            return;
        }
    }
    const std::size_t start = json.size();
    append_number(json, value);
    // A parser takes -0 for an integer, which has no sign at zero.
    if (std::string_view(json).substr(start) == "-0") {
        json += ".0";
    }
}

void append_json(std::string& json, const json_object& value);
void append_json(std::string& json, const json_array& value);

template <class T>
void append_json(std::string& json, const std::optional<T>& value) {
    if (value) {
        append_json(json, *value);
    } else {
        json += "null";
    }
}

/// A range of anything that JSON can hold, as an array.
template <std::ranges::input_range Range>
    requires(!std::convertible_to<const Range&, std::string_view>)
void append_json(std::string& json, const Range& values) {
    json += '[';
    bool is_first = true;
    for (const auto& value : values) {
        json += is_first ? "" : ",";
        is_first = false;
        append_json(json, value);
    }
    json += ']';
}

}  // namespace detail

/// A JSON object, built by adding members in order.
///
/// Values are numbers (the shortest text that reads back to the same bits; NaN and infinity are
/// null), truth values, text, json_object, json_array, and std::optional or ranges of these.
/// \cost each member is formatted once; memory O(length of the text)
class json_object {
public:
    /// Adds a member and returns the object; a key that was added before appears twice.
    template <class T>
    json_object& add(std::string_view key, const T& value) {
        members_ += members_.empty() ? "" : ",";
        detail::append_json(members_, key);
        members_ += ':';
        detail::append_json(members_, value);
        return *this;
    }

    /// The object as one line of JSON.
    [[nodiscard]] std::string text() const { return '{' + members_ + '}'; }

private:
    std::string members_;
};

/// A JSON array of values of any kinds, built by adding elements in order.
class json_array {
public:
    /// Adds an element and returns the array.
    template <class T>
    json_array& add(const T& value) {
        elements_ += elements_.empty() ? "" : ",";
        detail::append_json(elements_, value);
        return *this;
    }

    /// The array as one line of JSON.
    [[nodiscard]] std::string text() const { return '[' + elements_ + ']'; }

private:
    std::string elements_;
};

namespace detail {

inline void append_json(std::string& json, const json_object& value) {
    json += value.text();
}
inline void append_json(std::string& json, const json_array& value) {
    json += value.text();
}

}  // namespace detail

/// A JSON lines file (one object per line, UTF-8), which appears under its name only once whole.
class json_lines_writer {
public:
    /// \throws error naming the file if it cannot be written
    explicit json_lines_writer(std::filesystem::path path) : file_(std::move(path)) {}

    /// Adds a line.
    ///
    /// \throws error naming the file and the reason, e.g. a full disk; nothing of the file is left
    void append(const json_object& object) { file_.write(object.text() + '\n'); }

    /// Puts the file in place; without it, nothing is left of the file.
    ///
    /// \throws error naming the file and the reason; nothing of the file is left
    void commit() { file_.commit(); }

private:
    atomic_file file_;
};

}  // namespace THERMOSGD_NAMESPACE
