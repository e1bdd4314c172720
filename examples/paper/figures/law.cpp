// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The law of batch norm on the points of Figures 4 and 5.

#include "data_points.hpp"
#include "figures.hpp"

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
    for (const side& s :
         {side{"fig4_beta.csv", "law_beta", "Runs of Figure 4", "inverse_beta", "1/β [1/image]"},
          side{"fig5_eta.csv", "law_eta", "Runs of Figure 5", "eta", "learning rate η [1]"}}) {
        const csv_table& t = from.tables.get(s.file);
        note(f, t);
        plot p(s.name, s.title, s.axis, "T/(ηλ⟨θ²⟩) [1]");
        p.log_x();
        if (s.x == std::string("inverse_beta")) {
            p.x_tics(inverse_beta_tics(2));
        }
        const std::vector<std::string> series = t.different("series");
        for (const std::string& layer : weight_groups(t)) {
            for (std::size_t k = 0; k < series.size(); ++k) {
                const auto rows = rows_where(t, [&](const csv_table&, std::size_t row) {
                    return t.text(row, "group") == layer && t.text(row, "series") == series[k] &&
                           t.number(row, "seed_set") == 1.0;
                });
                mark look = mark_of_layer(layer);
                p.points(points_of(t, rows, {.x = s.x, .y = "law", .error = "law_error"}), look,
                         k == 0 ? plain(layer) : "", layer + ", " + series[k], k == 0 ? 0.8 : 0.55);
            }
        }
        if (!p.empty()) {
            p.level(1.0, "law");
            p.include_y(0.0, 1.05);
            f.panels.push_back(p.finish());
        }
    }
    f.caption =
        "Measured temperature over ηλ⟨θ²⟩, which must be 1 at equilibrium for weights whose "
        "outputs go through batch norm, with nothing to fit. Layers that no batch norm follows are "
        "left out. Bars: one standard error; large symbols: the first series of the figure, small: "
        "the others; hollow: not at equilibrium. Where a layer lies below 1, ε of batch norm is no "
        "longer small against the variance of its outputs; see the figure on ε.";
    return f;
}

}  // namespace paper
