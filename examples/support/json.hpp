// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// JSON whose keys keep their order and whose whole numbers are whole numbers.

#include <nlohmann/json.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

template <class T, class = void>
struct json_conversion;

/// nlohmann::ordered_json, except that a number which an integer cannot hold is refused as another
/// type is. nlohmann converts it without a look, which is undefined for one like 1e308.
using json =
    nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, std::int64_t,
                         std::uint64_t, double, std::allocator, json_conversion>;

/// Conversions of types that are no integers: those of nlohmann.
template <class T, class>
struct json_conversion : nlohmann::adl_serializer<T> {};

/// Conversions of an integer.
template <std::integral T>
    requires(!std::same_as<T, bool>)
struct json_conversion<T, void> {
    template <class Json>
    static void to_json(Json& value, T number) {
        nlohmann::to_json(value, number);
    }

    /// \throws json::type_error (302) for what is no whole number, or none of this type
    template <class Json>
    static void from_json(const Json& value, T& number) {
        if (const auto* natural = value.template get_ptr<const std::uint64_t*>();
            natural != nullptr && std::in_range<T>(*natural)) {
            number = static_cast<T>(*natural);
        } else if (const auto* whole = value.template get_ptr<const std::int64_t*>();
                   natural == nullptr && whole != nullptr && std::in_range<T>(*whole)) {
            number = static_cast<T>(*whole);
        } else if (const auto* real = value.template get_ptr<const double*>();
                   real != nullptr && std::fabs(*real) <= 0x1p53 && *real == std::trunc(*real) &&
                   std::in_range<T>(static_cast<std::int64_t>(*real))) {
            number = static_cast<T>(*real);
        } else {
            throw nlohmann::detail::type_error::create(
                302,
                "found " + value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40) +
                    ", expected a whole number from " +
                    std::to_string(std::numeric_limits<T>::min()) + " to " +
                    std::to_string(std::numeric_limits<T>::max()),
                &value);
        }
    }
};

}  // namespace support
