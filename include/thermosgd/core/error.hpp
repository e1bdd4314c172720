// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the library throws, and the two macros through which it throws and asserts.

#include <thermosgd/core/namespace.hpp>
#include <thermosgd/core/scalar.hpp>

#include <cassert>
#include <cstddef>
#include <stdexcept>
#include <string>

#if !defined(__cpp_exceptions)
#include <cstdio>
#include <cstdlib>
#endif

/// Raises the exception `expression`; under `-fno-exceptions` prints its message and aborts.
#if defined(__cpp_exceptions)
#define THERMOSGD_THROW(expression) throw expression
#else
#define THERMOSGD_THROW(expression)                                                                \
    (std::fprintf(stderr, "thermosgd: %s\n", (expression).what()), std::abort())
#endif

/// Checks an invariant of the library itself; compiled out with NDEBUG.
#define THERMOSGD_ASSERT(condition) assert(condition)

// Errors have one name under all flags: what one file throws another catches.
namespace thermosgd {

/// What the library throws when a file or the outside world is not as it should be.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Thrown when a buffer does not have the shape that the layout says, or two buffers differ.
class layout_error : public error {
public:
    using error::error;
};

}  // namespace thermosgd

namespace THERMOSGD_NAMESPACE::detail {

/// Throws layout_error unless as many numbers were given as are due.
/// \param what  the function and the argument, "multiple_tau::push: x" \cost O(1)
inline void require_count(const char* what, std::size_t found, std::size_t due) {
    if (found != due) {
        THERMOSGD_THROW(layout_error(std::string(what) + " holds " + std::to_string(found) +
                                     " numbers, expected " + std::to_string(due)));
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
