// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The sections of the page as HTML.

#include "../figures/figure.hpp"
#include "../figures/table_folder.hpp"
#include "page.hpp"

#include <string>
#include <vector>

namespace paper {

/// How many claims have which verdict, and the table of claims. \throws
/// table_error
[[nodiscard]] std::string claims_section(const csv_table& claims);

/// A figure with its caption, the runs behind it, and links to its data.
/// \param from  where its tables are, to note their checksums
[[nodiscard]] std::string figure_section(const figure& f, table_folder& from);

/// Data, networks, seeds, machine and version, and every run. \throws
/// table_error
[[nodiscard]] std::string configuration_section(const csv_table& runs, const page_sources& from);

/// The rows of a table of points that are weights, as a table that opens; empty
/// for other tables.
[[nodiscard]] std::string numbers_of_points(const csv_table& t);

/// A table as JSON lines: one object a row, numbers where the column has a
/// unit.
[[nodiscard]] std::string json_lines_of(const csv_table& t, const table& columns);

}  // namespace paper
