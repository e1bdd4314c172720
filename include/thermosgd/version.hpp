// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The version of the library: the one place where it is written (the build reads it from here).

namespace thermosgd {

/// Raised when source code that uses the library has to change.
inline constexpr int version_major = 0;
/// Raised when something is added.
inline constexpr int version_minor = 1;
/// Raised when something is repaired.
inline constexpr int version_patch = 0;

}  // namespace thermosgd
