// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The gnuplot script.

#include "figures.hpp"

#include "text.hpp"

#include <fmt/format.h>
#include <program/figure_text.hpp>

#include <cmath>
#include <functional>
#include <string>

namespace contact {

namespace {

using program::colour;
using program::in_quotes;

constexpr const char* preamble =
    "# Redraw in this folder: gnuplot figures.gp\n"
    "if (!exists(\"suffix\")) suffix = \"\"\n"
    "set encoding utf8\n"
    "set datafile separator comma\n"
    "set border 3\n"
    "set tics nomirror\n"
    "set grid lc rgb \"#dddddd\"\n"
    "set key outside bottom center horizontal Left reverse samplen 2 width 1\n";

/// Starts a figure of a size; everything that others have set is unset.
std::string begin(const char* name, int width, int height) {
    return fmt::format(
        "\nset terminal svg noenhanced size {}, {} font \"sans,14\" background \"white\"\n"
        "set output \"{}.svg\".suffix\n"
        "unset logscale\nunset label\nset autoscale\nset format \"%g\"\nset xtics autofreq\n"
        "set bars small\n",
        width, height, name);
}

std::string titled(const std::string& title, const std::string& caption, const std::string& x,
                   const std::string& y) {
    return fmt::format("set title {}.\"\\n\".{}\nset xlabel {}\nset ylabel {}\n", in_quotes(title),
                       in_quotes(caption), in_quotes(x), in_quotes(y));
}

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
            "unset title\nset xlabel \"gradients\"\nset ylabel \"error of {}\"\n"
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

/// Data blocks $NAME0, $NAME1, … with gradients, mean and error over seeds, one per optimiser.
std::string seed_blocks(const std::string& name, const std::vector<training_run>& runs,
                        const std::function<double(const training_row&)>& value) {
    std::string text;
    std::size_t i = 0;
    for (const optimiser_facts& o : compared_optimisers()) {
        text += fmt::format("${}{} << EOD\n", name, i++);
        std::size_t rows = 0;
        std::uint64_t const* gradients = nullptr;
        for (const training_run& run : runs) {
            rows = std::max(rows, run.optimiser == o.name ? run.rows.size() : 0);
        }
        for (std::size_t row = 0; row < rows; ++row) {
            std::vector<double> values;
            for (const training_run& run : runs) {
                if (run.optimiser == o.name && row < run.rows.size()) {
                    values.push_back(value(run.rows[row]));
                    gradients = &run.rows[row].gradients;
                }
            }
            const mean_error m = mean_of(values);
            if (std::isfinite(m.mean)) {
                text += fmt::format("{},{:.6g},{:.6g}\n", *gradients, m.mean,
                                    std::isfinite(m.error) ? m.error : 0.0);
            }
        }
        text += "EOD\n";
    }
    return text;
}

/// One line with a band of one standard error per optimiser.
std::string seed_plots(const std::string& name) {
    std::string plots;
    std::size_t i = 0;
    for (const optimiser_facts& o : compared_optimisers()) {
        plots += plots.empty() ? "plot " : ", \\\n     ";
        plots += fmt::format(
            "${0}{1} using 1:($2-$3):($2+$3) with filledcurves fs transparent solid 0.2 {2} "
            "notitle, \\\n     ${0}{1} using 1:2 with lines lw 1.5 {2} title {3}",
            name, i, colour(i), in_quotes(o.name));
        ++i;
    }
    return plots + '\n';
}

std::string optimiser_figures(const run_results& results, const run_options& options) {
    const std::vector<training_run>& runs = results.optimisers;
    if (runs.empty()) {
        return {};
    }
    const training_settings& s = options.training;
    const std::string caption =
        fmt::format("{}, main network, batches of {}, λ = {}; mean ± standard error of {} seeds",
                    results.data, s.batch_size, s.weight_decay, s.seeds);
    std::string text = begin("training", 1000, 560);
    text += seed_blocks("loss", runs, [](const training_row& r) { return r.potential; });
    text += seed_blocks("wrong", runs,
                        [](const training_row& r) { return 100.0 * (1.0 - r.test_accuracy); });
    text += fmt::format(
                "set multiplot layout 1, 2 title {}\nset logscale y\nunset title\n"
                "set xlabel \"gradients\"\nset ylabel \"V of minibatches, ½λ|θ|² "
                "included [loss]\"\n",
                in_quotes(caption)) +
            seed_plots("loss") + "set ylabel \"errors on 1,000 test images [%]\"\n" +
            seed_plots("wrong") + "unset multiplot\n";

    // Energies of the contact optimiser alone.
    std::size_t which = 0;
    for (const optimiser_facts& o : compared_optimisers()) {
        if (o.name == "contact") {
            break;
        }
        ++which;
    }
    double friction = 0.0;
    for (const optimiser_facts& o : compared_optimisers()) {
        friction = o.name == "contact" ? o.friction : friction;
    }
    text += begin("optimiser_energies", 1000, 560);
    text += seed_blocks("V", runs, [](const training_row& r) { return r.potential; });
    text += seed_blocks("K", runs, [](const training_row& r) { return r.kinetic; });
    text += seed_blocks("H", runs, [](const training_row& r) { return r.hamiltonian; });
    text += seed_blocks("U", runs, [&](const training_row& r) { return friction * r.contact; });
    text += seed_blocks("Q", runs, [](const training_row& r) { return r.heat; });
    text += fmt::format(
        "set multiplot layout 1, 2 title {}\nunset title\n"
        "set xlabel \"gradients\"\nset ylabel \"energy [loss]\"\n",
        in_quotes("Contact optimiser: " + caption));
    const auto line = [&](const char* block, const char* title, std::size_t i) {
        return fmt::format(
            "${0}{1} using 1:2:3 with yerrorbars pt 7 ps 0.3 lw 1 {2} notitle, "
            "\\\n     ${0}{1} using 1:2 with lines lw 1.5 {2} title {3}",
            block, which, colour(i), in_quotes(title));
    };
    text += "plot " + line("V", "V", 0) + ", \\\n     " + line("K", "K", 1) + ", \\\n     " +
            line("U", "γS, S the action", 2) + ", \\\n     " + line("H", "H = K + V + γS", 3) +
            "\n";
    text += "set ylabel \"heat taken out by friction [loss]\"\n" + seed_plots("Q") +
            "unset multiplot\n";

    text += begin("optimiser_temperatures", 900, 580) + "set logscale y\n";
    text += seed_blocks("T", runs, [](const training_row& r) { return r.temperature; });
    text += titled("Temperature of the momenta, p·∂K/∂p per parameter, m = 1", caption, "gradients",
                   "T [loss]");
    return text + "set format y \"%.0e\"\n" + seed_plots("T");
}

std::string energy_figures(const run_results& results, const std::string& caption) {
    const ensemble_results& r = results.dynamics;
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
    text += titled("Energy of velocity Verlet, γ = 0", caption, "h [time]", "error of E [loss]");
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

    text += begin("ensemble_energies", 1000, 560);
    text += fmt::format("set multiplot layout 1, 2 title {}\nunset title\nset xlabel \"t\"\n",
                        in_quotes(caption));
    std::string energies = "set ylabel \"K + V [loss]\"\nplot ";
    std::string temperatures = "set ylabel \"T = 2K/d [10⁻⁶ loss]\"\nplot ";
    for (std::size_t i = 0; i < r.ensembles.size(); ++i) {
        const std::string filter = fmt::format(
            "\"ensembles.csv\" using (strcol(1) eq {} ? $2 : NaN)", in_quotes(r.ensembles[i].name));
        const std::string style = fmt::format(" with lines lw 1.2 {} title {}", colour(i),
                                              in_quotes(r.ensembles[i].name));
        energies += (i == 0 ? "" : ", \\\n     ") + filter + ":($3+$4)" + style;
        temperatures += (i == 0 ? "" : ", \\\n     ") + filter + ":(1e6*$7)" + style;
    }
    return text + energies + '\n' + temperatures + "\nunset multiplot\n";
}

std::string layer_figure(const run_results& results, const run_options& options,
                         const std::string& caption) {
    const ensemble_results& r = results.dynamics;
    std::string text = begin("layer_temperatures", 900, 580), tics, plots;
    const auto& groups = r.ensembles.front().report.groups;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        tics += fmt::format("{}{} {}", g == 0 ? "" : ", ", in_quotes(groups[g].name), g);
    }
    for (std::size_t i = 0; i < r.ensembles.size(); ++i) {
        text += fmt::format("$layers{} << EOD\n", i);
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const thermosgd::estimate& e = r.ensembles[i].report.groups[g].temperature;
            text += fmt::format("{},{:.6g},{:.6g}\n",
                                static_cast<double>(g) + 0.18 * (static_cast<double>(i) - 1.0),
                                1e6 * e.value, std::isfinite(e.error) ? 1e6 * e.error : 0.0);
        }
        text += "EOD\n";
        plots += fmt::format(
            ", \\\n     $layers{} using 1:2:3 with yerrorbars pt 7 ps 0.7 lw 1.5 "
            "{} title {}",
            i, colour(i), in_quotes(r.ensembles[i].name));
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

std::string figure_script(const run_results& results, const run_options& options) {
    std::string text =
        preamble + convergence_figure(results.oscillators) + optimiser_figures(results, options);
    if (!results.dynamics.ensembles.empty()) {
        const ensemble_settings& s = options.ensembles;
        const std::string caption =
            fmt::format("{}, network without BN, full batch of {}, λ = {}, h = {}, γ = {}",
                        results.data, s.images, s.weight_decay, s.timestep, s.friction);
        text += energy_figures(results, caption) + layer_figure(results, options, caption);
    }
    return text;
}

}  // namespace contact
