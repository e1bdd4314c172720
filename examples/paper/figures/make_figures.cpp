// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// All figures, and gnuplot for those that need it.

#include <support/drawing/inline_svg.hpp>
#include "figures.hpp"

#include <fmt/format.h>
#include <support/drawing/gnuplot.hpp>
#include <thermosgd/io/atomic_file.hpp>

#include <array>
#include <utility>

namespace paper {

namespace {

using figure_function = figure (*)(figure_sources&);

constexpr std::array<std::pair<const char*, figure_function>, 18> functions{
    {{"fig1", network_figure},
     {"fig2", loss_figure},
     {"fig3", layer_figure},
     {"fig4", batch_size_figure},
     {"fig5", learning_rate_figure},
     {"fig6", filter_figure},
     {"law", law_figure},
     {"equipartition", equipartition_figure},
     {"batch_norm", batch_norm_figure},
     {"decay", decay_figure},
     {"sampling", sampling_figure},
     {"velocity", velocity_figure},
     {"full_batch", full_batch_figure},
     {"epsilon", epsilon_figure},
     {"removal", removal_figure},
     {"damage", damage_figure},
     {"gibbs", gibbs_figure},
     {"entropy", entropy_figure}}};

}  // namespace

std::vector<figure> make_figures(figure_sources& from) {
    std::vector<figure> figures;
    for (const auto& [name, make] : functions) {
        try {
            figures.push_back(make(from));
            figure& made = figures.back();
            made.empty = made.panels.empty();
            if (made.empty) {
                made.caption.clear();  // it tells what would be seen
            }
        } catch (const table_error& broken) {
            figures.push_back({.name = name,
                               .title = fmt::format("Figure “{}”", name),
                               .problem = broken.what()});
        }
    }
    return figures;
}

void draw_figures(std::vector<figure>& figures, const std::filesystem::path& folder) {
    for (figure& f : figures) {
        const std::filesystem::path own = folder / f.name;
        std::string script =
            "# Redraw in this folder: gnuplot figures.gp\n"
            "if (!exists(\"suffix\")) suffix = \"\"\n";
        std::vector<std::string> names;
        for (const panel& p : f.panels) {
            if (!p.script.empty()) {
                script += p.script;
                names.push_back(p.name);
            }
        }
        std::error_code failure;
        if (f.panels.empty()) {
            continue;
        }
        std::filesystem::create_directories(own, failure);
        for (const panel& p : f.panels) {
            std::filesystem::remove(own / (p.name + ".svg"), failure);
        }
        if (!names.empty()) {
            thermosgd::atomic_file file(own / "figures.gp");
            file.write(script);
            file.commit();
            f.problem = support::draw_svg(own, names, "paper report");
        }
        for (panel& p : f.panels) {
            const std::filesystem::path drawing = own / (p.name + ".svg");
            if (!p.script.empty()) {
                p.svg = std::filesystem::exists(drawing, failure) ? csv_table::text_of_file(drawing)
                                                                  : std::string();
            } else {
                thermosgd::atomic_file file(drawing);
                file.write(p.svg);
                file.commit();
            }
            p.svg = support::inline_svg(p.svg, f.name + "-" + p.name, f.title, p.roles, p.labels);
            if (p.svg.empty() && f.problem.empty()) {
                f.problem = fmt::format("gnuplot did not draw '{}'", drawing.filename().string());
            }
        }
    }
}

}  // namespace paper
