// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The report as one HTML page that needs nothing else to be read.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace paper {

/// What a page is made from.
struct page_sources {
    /// Of the report: csv/*.csv is read, maps/RUN/LAYER.npy is linked where it is there, the rest
    /// written.
    std::filesystem::path folder;
    std::filesystem::path results;  ///< ID.json of the runs, for weights and maps
    /// Further facts for the configuration: what they are and their values.
    std::vector<std::pair<std::string, std::string>> facts;
};

/// Where the page is.
[[nodiscard]] inline std::filesystem::path page_file(const std::filesystem::path& folder) {
    return folder / "paper.html";
}

/// Where its tables are.
[[nodiscard]] inline std::filesystem::path tables_of_page(const std::filesystem::path& folder) {
    return folder / "csv";
}

/// Draws the figures, FOLDER/figures/NAME/*.svg, writes each table as JSON
/// lines too, FOLDER/jsonl/*, and the page, FOLDER/paper.html.
///
/// A figure whose table is missing or broken is left out of a page that says
/// so, in its place and at the top.
/// \return one line on each figure or table that is missing; empty if the page
/// is whole
/// \throws thermosgd::error where something cannot be written
[[nodiscard]] std::vector<std::string> write_page(const page_sources& from);

}  // namespace paper
