// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The order of numbers and names, as a type of the library.

#include <thermosgd/core/namespace.hpp>

namespace THERMOSGD_NAMESPACE::detail {

/// a < b. What std::sort of doubles compiles to has one name in every file of a program, whatever
/// its flags; with this it has the name of ours, see core/namespace.hpp. \cost O(1)
struct ascending {
    using is_transparent = void;

    template <class A, class B>
    [[nodiscard]] constexpr bool operator()(const A& a, const B& b) const {
        return a < b;
    }
};

/// a > b. \cost O(1)
struct descending {
    template <class A, class B>
    [[nodiscard]] constexpr bool operator()(const A& a, const B& b) const {
        return b < a;
    }
};

}  // namespace THERMOSGD_NAMESPACE::detail
