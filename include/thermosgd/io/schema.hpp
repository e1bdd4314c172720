// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The version of the form of the files that the library writes.

#include <thermosgd/core/namespace.hpp>

namespace THERMOSGD_NAMESPACE {

/// The version of the columns of CSV tables and of the members of JSON lines.
///
/// Every table has it in its last column, `schema`; every line of JSON has it as its first member,
/// `"schema"`. It is raised by one whenever a column, a member or their meaning changes, so that a
/// program that reads them can refuse what it does not know. New keys in the catalogue do not
/// raise it.
///
/// | version | what                                                                       |
/// |---------|----------------------------------------------------------------------------|
/// | none    | before 0.2: readings by the column `observable`, curves by `curve`         |
/// | 1       | readings and curves by `key` and `label`                                   |
/// | 2       | `equilibrium` with its drift and doubt, for `kinetic_stationarity`         |
/// | 3       | `invisible_in_bfloat16` of groups, `scalar` of the segment in JSON lines     |
inline constexpr int output_schema = 3;

}  // namespace THERMOSGD_NAMESPACE
