// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The catalogue of observables as a table.

#include <span>
#include <string>

namespace mnist {

/// Key, unit, topic and meaning of observables, one per line, columns aligned; numbers first, then
/// curves.
///
/// \param asked  keys or topics; empty: everything
/// \throws std::invalid_argument that names the nearest key or topic for one that is not known
[[nodiscard]] std::string catalogue_text(std::span<const std::string> asked);

}  // namespace mnist
