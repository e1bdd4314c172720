// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a result may say: names that can stand in a file name, a script or a page, and maps that have
/// the size they claim. A checksum tells accidents from what was written, not who wrote it.

#include "result.hpp"

namespace paper {

/// Throws where a name, a count or a map in the members of a result is not what a run leaves.
/// \param body  all members but schema and checksum
/// \throws thermosgd::error saying where, what was found and what was expected
/// \cost one walk over all values
void check_names(const support::json& body);

}  // namespace paper
