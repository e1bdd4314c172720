// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figures of the network at constant energy and temperature.

#include "figure_parts.hpp"
#include "mean_error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

namespace contact {

namespace {

using support::colour;
using support::in_quotes;

/// Those of which there is something to show.
std::vector<ensemble> measured(const ensemble_results& r) {
    std::vector<ensemble> some;
    std::copy_if(r.ensembles.begin(), r.ensembles.end(), std::back_inserter(some),
                 [](const ensemble& e) { return e.failure.empty(); });
    return some;
}

std::string energy_figure(const run_results& results, const ensemble_settings& s) {
    const ensemble_results& r = results.dynamics;
    if (r.energies.empty()) {
        return {};
    }
    std::string text = begin("energy_error", 900, 580) + "set logscale xy\n";
    text += "$energies << EOD\n";
    for (const energy_error& e : r.energies) {
        const auto bar = [](const mean_error& m) { return std::isfinite(m.error) ? m.error : 0.0; };
        text += fmt::format("{},{:.6g},{:.6g},{:.6g},{:.6g}\n", e.timestep, e.root_mean.mean,
                            bar(e.root_mean), e.greatest.mean, bar(e.greatest));
    }
    text += "EOD\n";
    const energy_error& coarse = r.energies.front();
    const energy_error& fine = r.energies.back();
    const std::string from = fmt::format(
        "{}, network without BN, full batch of {}, λ = {}; t = {}, {} networks, T = {:g} at first",
        results.data, s.images, s.weight_decay, static_cast<double>(s.window) * coarse.timestep,
        s.starts, s.start_temperature);
    text += titled("Energy of velocity Verlet, γ = 0", from, "h [time]", "error of E [loss]");
    text += fmt::format(
        "set xrange [{0}:{1}]\nset format y \"%.0e\"\nset xtics add ({4})\n"
        "plot [{0}:{1}] {2:.6g} * (x/{3})**2 with lines dt 2 lc rgb \"#888888\" title \"∝ h²\", "
        "\\\n     $energies using 1:2:3 with yerrorbars pt 7 lw 1.5 {5} title \"rms of E − E₀, "
        "mean ± s.e. over networks\", \\\n     $energies using 1:4:5 with yerrorbars pt 5 lw 1.5 "
        "{6} title \"max |E − E₀|\"\n",
        fine.timestep / 1.5, coarse.timestep * 1.5, coarse.root_mean.mean, coarse.timestep,
        [&] {
            std::string tics;
            for (const energy_error& e : r.energies) {
                tics += (tics.empty() ? "" : ", ") + fmt::format("{}", e.timestep);
            }
            return tics;
        }(),
        colour(0), colour(1));

    return text;
}

std::string series_figure(const run_results& results, const std::string& caption) {
    const std::vector<ensemble> shown = measured(results.dynamics);
    std::string text = begin("ensemble_energies", 1000, 560);
    text += fmt::format(
        "set multiplot layout 1, 2 title {}\nunset title\nset xrange [0:*]\nset xlabel \"t "
        "[time]\"\n",
        in_quotes(caption));
    std::string energies = "set ylabel \"K + V [loss]\"\nplot ";
    std::string temperatures = "set ylabel \"T = 2K/d [10⁻⁶ loss]\"\nplot ";
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const std::string filter = fmt::format(
            "\"ensembles.csv\" using (strcol(1) eq {} ? $2 : NaN)", in_quotes(shown[i].name));
        const std::string style =
            fmt::format(" with lines lw 1.2 {} title {}", colour(i), in_quotes(shown[i].name));
        energies += (i == 0 ? "" : ", \\\n     ") + filter + ":($3+$4)" + style;
        temperatures += (i == 0 ? "" : ", \\\n     ") + filter + ":(1e6*$7)" + style;
    }
    return text + energies + '\n' + temperatures + "\nunset multiplot\n";
}

std::string layer_figure(const run_results& results, const run_options& options,
                         const std::string& caption) {
    const std::vector<ensemble> shown = measured(results.dynamics);
    std::string text = begin("layer_temperatures", 900, 580), tics, plots;
    const auto& groups = shown.front().report.groups;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        tics += fmt::format("{}{} {}", g == 0 ? "" : ", ", in_quotes(groups[g].name), g);
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
        text += fmt::format("$layers{} << EOD\n", i);
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const thermosgd::estimate& e = shown[i].report.groups[g].temperature;
            text += fmt::format("{},{:.6g},{:.6g}\n",
                                static_cast<double>(g) + 0.18 * (static_cast<double>(i) - 1.0),
                                1e6 * e.value, std::isfinite(e.error) ? 1e6 * e.error : 0.0);
        }
        text += "EOD\n";
        plots += fmt::format(
            ", \\\n     $layers{} using 1:2:3 with yerrorbars pt 7 ps 0.7 lw 1.5 "
            "{} title {}",
            i, colour(i), in_quotes(shown[i].name));
    }
    text += titled("Temperature of each group of parameters, 2⟨K⟩/d, one standard error", caption,
                   "", "T [10⁻⁶ loss]");
    return text + fmt::format(
                      "set xtics ({}) rotate by -30\nset xrange [-0.5:{}]\nplot {:.6g} "
                      "with lines dt 2 lc rgb \"#000000\" title \"bath\"{}\n",
                      tics, static_cast<double>(groups.size()) - 0.5,
                      1e6 * options.ensembles.temperature, plots);
}

}  // namespace

std::string dynamics_figures(const run_results& results, const run_options& options) {
    const ensemble_settings& s = options.ensembles;
    std::string steps;
    for (const ensemble& e : measured(results.dynamics)) {
        const std::string h = fmt::format("{}", e.timestep);
        if (steps != h) {
            steps += (steps.empty() ? "" : ", ") + h;
        }
    }
    const std::string caption =
        fmt::format("{}, network without BN, full batch of {}, λ = {}, h = {}, γ = {}",
                    results.data, s.images, s.weight_decay, steps, s.friction);
    return energy_figure(results, s) +
           (steps.empty()
                ? std::string()
                : series_figure(results, caption) + layer_figure(results, options, caption));
}

}  // namespace contact
