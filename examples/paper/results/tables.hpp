// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The CSV files behind the figures.

#include "table_columns.hpp"

#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A CSV file.
struct table {
    std::string_view file;  ///< with its extension
    std::string_view what;  ///< one row is …
    std::span<const table_column> columns;
};

/// "T [1]", "group". \cost one short string
[[nodiscard]] inline std::string header_of(const table_column& column) {
    std::string text(column.name);
    return column.unit.empty() ? text : text.append(" [").append(column.unit).append("]");
}

/// All headers of a table, in order.
[[nodiscard]] inline std::vector<std::string> headers_of(const table& t) {
    std::vector<std::string> texts;
    for (const table_column& column : t.columns) {
        texts.push_back(header_of(column));
    }
    return texts;
}

/// All of them. The tables of points: 3, 4 and 5 are the paper's figures; "law" is the same points
/// beside what batch norm predicts.
inline constexpr std::array tables{
    table{"fig1_network.csv", "a group of parameters", network_columns},
    table{"fig2_loss.csv", "a mean of minibatch losses", loss_columns},
    table{"fig2_stages.csv", "a stage of a schedule", stage_columns},
    table{"fig3_layers.csv", "the temperature of a layer at one η", point_columns},
    table{"fig3_ratios.csv", "a ratio of the temperatures of two layers", ratio_columns},
    table{"fig4_beta.csv", "the temperature of a layer at one B", point_columns},
    table{"fig5_eta.csv", "the temperature of a layer at one η", point_columns},
    table{"fig6_filters.csv", "the temperature of a filter", filter_columns},
    table{"fits.csv", "a fitted curve", fit_columns},
    table{"equipartition.csv", "the spread within a layer", equipartition_columns},
    table{"batch_norm.csv", "the temperature of a layer", point_columns},
    table{"exponents.csv", "a layer of a network", exponent_columns},
    table{"decay.csv", "the temperature of a layer at one λ", point_columns},
    table{"sampling.csv", "the temperature of a layer", point_columns},
    table{"velocity.csv", "the temperature of a layer per step or per epoch", point_columns},
    table{"full_batch.csv", "the temperature of a layer without noise", point_columns},
    table{"epsilon.csv", "the temperature of a layer at one ε of batch norm", point_columns},
    table{"removal.csv", "a network with filters removed", removal_columns},
    table{"damage.csv", "a filter removed alone", damage_columns},
    table{"correlation.csv", "a rank correlation", correlation_columns},
    table{"gibbs.csv", "a reading of the Gibbs test", gibbs_columns},
    table{"entropy.csv", "a point of S(t) or F(t)", entropy_columns},
    table{"claims.csv", "a claim of the paper", claim_columns},
    table{"runs.csv", "a run", run_columns},
};

/// The table of this file name.
/// \throws std::out_of_range naming the file if there is none
[[nodiscard]] inline const table& table_of(std::string_view file) {
    for (const table& t : tables) {
        if (t.file == file) {
            return t;
        }
    }
    throw std::out_of_range("table_of: no table '" + std::string(file) + "'");
}

}  // namespace paper
