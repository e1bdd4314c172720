// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// From a folder of results to tables, verdicts and the page. Trains nothing and needs no images.

#include <paper/plan/options.hpp>
#include "analysis/claims.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A data set of which a folder holds results.
struct data_set_found {
    std::string name;              ///< as in the configurations: "MNIST"
    std::size_t train_images = 0;  ///< it has; 0 where all runs took a part of them
    std::size_t runs = 0;          ///< with a sound result
};

/// What a folder of results holds.
struct results_found {
    std::vector<data_set_found> sets;  ///< the one with most runs first
    std::size_t unsound = 0;           ///< results that cannot be used
    std::string first_fault;           ///< of the first of these: file and reason

    /// The number of results that can be used. \cost O(sets)
    [[nodiscard]] std::size_t sound() const;
};

/// Reads all results in a folder.
/// \throws thermosgd::error naming the folder if it cannot be read
[[nodiscard]] results_found data_sets_in(const std::filesystem::path& results);

/// What the results of one data set say. It owns the runs that its points are made of, and moves only.
struct findings {
    findings() = default;
    findings(const findings&) = delete;
    findings& operator=(const findings&) = delete;
    findings(findings&&) noexcept = default;
    findings& operator=(findings&&) noexcept = default;
    ~findings() = default;

    data_set_found data;
    evidence runs;
    figure_points points;
    std::vector<claim_row> claims;
};

/// Reads the results that the options name and judges every claim with them; runs on CIFAR-10 in the
/// same folder speak to the claim that these give similar results.
///
/// \param data_set  name of the data set; empty: that of `--data-set`, or MNIST, or what there is
/// \param notice    told of every result that is not sound, which is left out
/// \throws thermosgd::error if there are no results of that kind, or the thresholds cannot be read
[[nodiscard]] findings findings_of(const run_options& options, const std::string& data_set,
                                   const std::function<void(std::string_view)>& notice);

/// What became of a report.
struct report_outcome {
    std::filesystem::path page;
    std::vector<std::string> problems;  ///< a line on each figure or table that is missing
};

/// Throws unless a report may be written to a folder: one that holds nothing of the names of a report,
/// or has the marker of one. To be asked before hours of work.
/// \param force  whether the user wants the folder taken over
/// \throws thermosgd::error naming the folder and what it holds
void require_report_folder(const std::filesystem::path& folder, bool force);

/// Writes FOLDER/csv, FOLDER/maps, the figures and FOLDER/paper.html. Tables appear all together, and
/// so do maps: a report that is stopped leaves those of the one before.
/// What others left in these folders stays.
/// \throws thermosgd::error where something cannot be written, or as require_report_folder()
report_outcome write_report(const findings& what, const run_options& options,
                            const std::filesystem::path& folder,
                            const std::function<void(std::string_view)>& notice);

}  // namespace paper
