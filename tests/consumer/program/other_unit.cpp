// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A second translation unit with the same headers: a function that is not inline would not link.
#if __has_include(<thermosgd/thermosgd.hpp>)
#include <thermosgd/thermosgd.hpp>
#endif
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/executor.hpp>
#include <thermosgd/version.hpp>

int other_unit();

int other_unit() {
    return thermosgd::version_minor;
}
