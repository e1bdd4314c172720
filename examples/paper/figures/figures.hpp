// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The figures of the report: one function each, from the tables behind it.

#include "figure.hpp"
#include "table_folder.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace paper {

/// What figures are made from.
struct figure_sources {
    table_folder tables;            ///< the CSV files
    std::filesystem::path results;  ///< ID.json of the runs, for weights and maps
};

// Each throws table_error where a table is broken, and returns a figure without
// panels where a table has no rows yet.

[[nodiscard]] figure network_figure(figure_sources& from);        ///< Fig. 1, the network drawn
[[nodiscard]] figure loss_figure(figure_sources& from);           ///< Fig. 2, loss of the schedule
[[nodiscard]] figure layer_figure(figure_sources& from);          ///< Fig. 3, T of layers
[[nodiscard]] figure batch_size_figure(figure_sources& from);     ///< Fig. 4, T against 1/B
[[nodiscard]] figure learning_rate_figure(figure_sources& from);  ///< Fig. 5, T against η
[[nodiscard]] figure filter_figure(figure_sources& from);         ///< Fig. 6, T of filters
[[nodiscard]] figure law_figure(figure_sources& from);            ///< T/(ηλ⟨θ²⟩) against B and η
[[nodiscard]] figure equipartition_figure(figure_sources& from);  ///< T of weights within a layer
[[nodiscard]] figure batch_norm_figure(figure_sources& from);     ///< exponents by network
[[nodiscard]] figure decay_figure(figure_sources& from);          ///< T against λ
[[nodiscard]] figure sampling_figure(figure_sources& from);       ///< shuffled or independent
[[nodiscard]] figure velocity_figure(figure_sources& from);       ///< per step or per epoch
[[nodiscard]] figure full_batch_figure(figure_sources& from);     ///< T without noise
[[nodiscard]] figure epsilon_figure(figure_sources& from);        ///< ε of batch norm and the law
[[nodiscard]] figure removal_figure(figure_sources& from);        ///< filters removed in order
[[nodiscard]] figure damage_figure(figure_sources& from);         ///< filters removed alone
[[nodiscard]] figure gibbs_figure(figure_sources& from);          ///< Gibbs test
[[nodiscard]] figure entropy_figure(figure_sources& from);        ///< S(t), F(t)

/// All of them in order, without drawings yet; one whose table is broken has
/// its `problem`.
[[nodiscard]] std::vector<figure> make_figures(figure_sources& from);

/// Draws the panels of all figures with gnuplot, FOLDER/NAME/*.svg, and puts
/// the drawings into them. A figure that cannot be drawn has its `problem`. The
/// scripts stay: gnuplot figures.gp in such a folder draws it again.
///
/// \throws thermosgd::error where a script cannot be written
void draw_figures(std::vector<figure>& figures, const std::filesystem::path& folder);

}  // namespace paper
