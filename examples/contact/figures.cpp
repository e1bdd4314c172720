// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The gnuplot script.

#include "figures.hpp"

#include "figure_parts.hpp"

#include <cstddef>

namespace contact {

namespace {

using support::colour;
using support::in_quotes;

constexpr const char* preamble =
    "# Redraw in this folder: gnuplot figures.gp\n"
    "if (!exists(\"suffix\")) suffix = \"\"\n"
    "set encoding utf8\n"
    "set datafile separator comma\n"
    "set border 3\n"
    "set tics nomirror\n"
    "set grid lc rgb \"#dddddd\"\n"
    "set bars small\n"
    "set pointintervalbox 0.01\n"
    "set key outside bottom center horizontal Left reverse samplen 2 width 1\n";

/// Error against gradients on one oscillator, (q, p) on the left and S on the right.
std::string convergence_figure(const std::vector<convergence_case>& cases) {
    const convergence_case* shown = nullptr;
    for (const convergence_case& c : cases) {
        shown = c.name == "G" ? &c : shown;
    }
    if (shown == nullptr) {
        return {};
    }
    const std::vector<std::string> schemes{"D(KF)D",     "KDFDK",      "variational", "Yo4/D(KF)D",
                                           "Su4/D(KF)D", "Yo6/D(KF)D", "KL6/D(KF)D"};
    std::string text = begin("convergence", 1000, 560);
    for (std::size_t i = 0; i < schemes.size(); ++i) {
        text += fmt::format("$curve{} << EOD\n", i);
        for (const convergence_curve& curve : shown->curves) {
            for (const convergence_point& p : curve.points) {
                if (curve.scheme == schemes[i]) {
                    text += fmt::format("{},{:.6g},{:.6g}\n", p.gradients, p.position_error,
                                        p.action_error);
                }
            }
        }
        text += "EOD\n";
    }
    text += fmt::format(
        "set multiplot layout 1, 2 title {}\n"
        "set logscale xy\nset format y \"%.0e\"\nset format x \"%g\"\n",
        in_quotes(
            fmt::format("Oscillator G, V = {}, at t = 10; h = 0.4 … 0.0125", shown->formula)));
    int column = 2;
    for (const char* of : {"(q, p)", "S"}) {
        text += fmt::format(
            "unset title\nset xlabel \"gradients\"\nset ylabel \"error of {} [1]\"\nset offsets 0, "
            "0, 0, 0\n"
            "set yrange [1e-14:1]\nset xrange [20:10000]\n",
            of);
        std::string plots;
        for (std::size_t i = 0; i < schemes.size(); ++i) {
            plots += plots.empty() ? "plot " : ", \\\n     ";
            plots += fmt::format(
                "$curve{} using 1:{} with linespoints pt {} ps 0.7 lw 1.5 {} "
                "title {}",
                i, column, 4 + i, colour(i), in_quotes(schemes[i]));
        }
        text += plots + '\n';
        ++column;
    }
    return text + "unset multiplot\n";
}

}  // namespace

std::string figure_script(const run_results& results, const run_options& options) {
    std::string text = preamble + convergence_figure(results.oscillators);
    if (!results.optimisers.empty()) {
        text += optimiser_figures(results, options);
    }
    if (!results.dynamics.ensembles.empty()) {
        text += dynamics_figures(results, options);
    }
    return text;
}

}  // namespace contact
