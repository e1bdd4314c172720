// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Settings in an archive: an object and the state it reads must have been made with the same.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace THERMOSGD_NAMESPACE::detail {

/// A setting as text; nothing for one that is neither a number, a name nor a text.
template <class T>
[[nodiscard]] std::string setting_text(const T& setting) {
    if constexpr (std::is_enum_v<T>) {
        return std::to_string(static_cast<std::underlying_type_t<T>>(setting));
    } else if constexpr (std::is_floating_point_v<T>) {
        return print_number('g', 17, static_cast<double>(setting));
    } else if constexpr (std::is_arithmetic_v<T>) {
        return std::to_string(setting);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return '\'' + setting + '\'';
    } else {
        return {};
    }
}

/// Writes a setting, or reads the one that was written and refuses it if it differs.
///
/// A state read into an object of other settings would be numbers in the wrong places: this throws
/// before any of them is read.
/// \param what   names object and setting: "thermometer: mass"
/// \param given  the setting of this object, or of its parent
/// \param open   whether any stored setting is taken, as by an object that was made without any
/// \throws error if the stored setting is another one; `given` is then unchanged
/// \cost O(size of the setting)
template <class Archive, class T>
void check_archived_setting(Archive& ar, const char* what, T& given, bool open = false) {
    T stored = given;
    ar(stored);
    if (!open && !(stored == given)) {
        const std::string found = setting_text(stored);
        THERMOSGD_THROW(error(std::string(what) +
                              (found.empty() ? ": the state was stored with another one"
                                             : ": the state was stored with " + found) +
                              ", expected that of the object" +
                              (found.empty() ? "" : ", " + setting_text(given))));
    }
    given = std::move(stored);
}

/// Throws unless what was read is a state that an object can have, so that no size of a file is
/// taken on trust.
/// \param what  the class, "batch_store" \throws error \cost O(1)
inline void require_stored(const char* what, bool possible) {
    if (!possible) {
        THERMOSGD_THROW(error(std::string(what) +
                              ": the sizes stored contradict each other or the object, expected "
                              "the state of one like it (the file is damaged or made up)"));
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
