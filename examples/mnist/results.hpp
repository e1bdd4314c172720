// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The results folder: which one, and the files that are written to it.

#include <trainer/training/data_facts.hpp>
#include "experiment.hpp"
#include "options.hpp"

#include <support/json.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace mnist {

/// The figures that there can be, as their files are called.
inline constexpr std::array<const char*, 10> figure_names{"loss",
                                                          "layer_temperatures",
                                                          "filter_temperatures",
                                                          "equipartition",
                                                          "velocity_distribution",
                                                          "diffusion",
                                                          "velocity_autocorrelation",
                                                          "kinetic_spectrum",
                                                          "position_spectrum",
                                                          "filter_ranking"};

/// The names of the files in a results folder.
struct results_folder {
    std::filesystem::path path;

    [[nodiscard]] std::filesystem::path configuration() const {
        return path / "configuration.json";
    }
    [[nodiscard]] std::filesystem::path series() const { return path / "series.csv"; }
    [[nodiscard]] std::filesystem::path report_lines() const { return path / "report.jsonl"; }
    [[nodiscard]] std::filesystem::path observables() const { return path / "observables.csv"; }
    [[nodiscard]] std::filesystem::path updates() const { return path / "updates.csv"; }
    [[nodiscard]] std::filesystem::path curves() const { return path / "curves.csv"; }
    [[nodiscard]] std::filesystem::path maps() const { return path / "maps"; }
    [[nodiscard]] std::filesystem::path report_text() const { return path / "report.txt"; }
    [[nodiscard]] std::filesystem::path checkpoint() const { return path / "checkpoint.bin"; }
    [[nodiscard]] std::filesystem::path weights() const { return path / "weights"; }
    [[nodiscard]] std::filesystem::path figure_data() const { return path / "figures.json"; }
    [[nodiscard]] std::filesystem::path plot_script() const { return path / "figures.gp"; }
    [[nodiscard]] std::filesystem::path figure(const std::string& name) const {
        return path / (name + ".svg");
    }
};

/// Creates the folder for a new run, a fresh one unless `--out` names it.
///
/// \throws thermosgd::error if it cannot be created
[[nodiscard]] results_folder create_folder(const train_options& options);

/// Has the folder hold no results; with `--force`, removes what an earlier run left in it, and
/// nothing else. To be called by who has locked it.
///
/// \throws thermosgd::error if it holds files already, or files that no run made
void clear_folder(const results_folder& folder, const train_options& options);

/// Writes the options and the data to configuration.json.
///
/// \throws thermosgd::error if the folder cannot be written
void write_configuration(const results_folder& folder, const train_options& options,
                         const trainer::data_facts& data);

/// What write_configuration wrote.
struct stored_run {
    std::filesystem::path file;
    support::json configuration;  ///< with the objects decisive, incidental and data_set

    /// "'run/configuration.json' (of version 0.1.0)", for messages.
    [[nodiscard]] std::string origin() const;
};

/// Reads what write_configuration wrote in a folder.
///
/// \throws thermosgd::error if there is no run, or the file is no configuration
[[nodiscard]] stored_run read_configuration(const std::filesystem::path& folder);

/// Writes a file that appears under its name once it is whole.
void write_file(const std::filesystem::path& path, std::string_view text);

/// The standard error of a measured fraction of `count` independent hits: that of the fraction with
/// half a hit and half a miss added, so that all hits of 200 do not read as certain.
/// \f[ \sqrt{\tilde p(1-\tilde p)/(n+1)}, \quad \tilde p = (pn + \tfrac12)/(n+1) \f]
[[nodiscard]] double binomial_error(double fraction, std::size_t count);

/// The version of the library, "0.1.0".
[[nodiscard]] std::string version_text();

}  // namespace mnist
