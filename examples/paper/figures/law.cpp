// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The law of batch norm on the points of Figures 4 and 5.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <cmath>

namespace paper {

figure law_figure(figure_sources& from) {
    figure f{.name = "law", .title = "The law of batch norm, T = ηλ⟨θ²⟩"};
    struct side {
        const char* file;
        const char* name;
        const char* title;
        const char* x;
        const char* axis;
    };
    std::vector<std::string> first_series;
    bool crosses = false;
    for (const side& s :
         {side{"fig4_beta.csv", "law_beta", "Runs of Figure 4", "inverse_beta", "1/B [1/image]"},
          side{"fig5_eta.csv", "law_eta", "Runs of Figure 5", "eta", "learning rate η [1]"}}) {
        const csv_table& t = from.tables.get(s.file);
        note(f, t);
        plot p(s.name, s.title, s.axis, "T/(ηλ⟨θ²⟩) [1]");
        p.log_x();
        if (s.x == std::string("inverse_beta")) {
            p.x_tics(inverse_beta_tics(2));
        }
        const std::vector<std::string> series = t.different("series");
        const std::vector<std::string> layers = weight_groups(t);
        const auto points_in = [&](const std::string& layer, std::size_t k,
                                   const point_names& columns) {
            const auto wanted = [&](const csv_table&, std::size_t row) {
                return t.text(row, "group") == layer && t.text(row, "series") == series[k] &&
                       t.number(row, "seed_set") == 1.0 && std::isfinite(t.number(row, columns.y));
            };
            return points_of(t, rows_where(t, wanted), columns);
        };
        const auto size = [](std::size_t k) { return k == 0 ? 0.8 : 0.55; };
        for (const std::string& layer : layers) {
            for (std::size_t k = 0; k < series.size(); ++k) {
                p.points(points_in(layer, k, {.x = s.x, .y = "law", .error = "law_error"}),
                         mark_of_layer(layer), k == 0 ? plain(layer) : "", layer + ", " + series[k],
                         size(k));
            }
        }
        std::string key = "predicted from ε’s share";
        for (const std::string& layer : layers) {
            for (std::size_t k = 0; k < series.size(); ++k) {
                std::vector<plot_point> expected = points_in(
                    layer, k, {.x = s.x, .y = "law_predicted", .error = "law_predicted_error"});
                for (plot_point& point : expected) {
                    point.x *= 1.1;  // beside what it would hide
                }
                p.points(expected, predicted(mark_of_layer(layer)), key,
                         layer + ", " + series[k] + ", predicted from ε’s share", size(k));
                if (!expected.empty()) {
                    key.clear();
                    crosses = true;
                }
            }
        }
        if (!p.empty()) {
            first_series.push_back(series.front());
            p.level(1.0, "law for ε = 0");
            p.include_y(0.0, 1.05);
            f.panels.push_back(p.finish());
        }
    }
    f.caption =
        "Measured temperature over ηλ⟨θ²⟩ of weights whose outputs go through batch norm; layers "
        "that no batch norm follows are left out. With nothing to fit it is 1 at equilibrium as "
        "long as ε of batch norm is small against the variance σ² of these outputs. Where it is "
        "not, 1 + Σ⟨ε/(σ² + ε) γ ∂L/∂γ⟩/(λ⟨|θ|²⟩) is expected, ⟨|θ|²⟩ of the whole layer and the "
        "sum over its outputs";
    f.caption +=
        crosses ? " (crosses, shifted sideways: from what the same runs measured of it)." : ".";
    f.caption += " Bars: one standard error; large symbols: " + listed(first_series) +
                 ", small: the other series; first seed set; hollow: not at equilibrium.";
    return f;
}

}  // namespace paper
