// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The gnuplot script.

#include "figures.hpp"

#include <support/drawing/gnuplot.hpp>
#include <support/drawing/script.hpp>
#include <support/terminal.hpp>
#include "figure_data.hpp"
#include "observable_figures.hpp"
#include "optimiser_choice.hpp"

#include <thermosgd/core/error.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include <unistd.h>

namespace mnist {

namespace {

bool drawable(const thermosgd::estimate& e) {
    return std::isfinite(e.value) && e.value > 0.0;
}

/// T with its error bar for the key.
std::string key_of(const thermosgd::group_report& g) {
    if (!std::isfinite(g.temperature.value)) {
        return g.name;
    }
    return g.name + ": " + thermosgd::format_value_error(g.temperature.value, g.temperature.error) +
           (g.temperature.verdict == thermosgd::reliability::unknown ? " ?" : "");
}

/// The groups that are layers, with an average that can be drawn.
std::vector<const thermosgd::group_report*> layers(const thermosgd::report& r) {
    std::vector<const thermosgd::group_report*> result;
    for (const thermosgd::group_report& g : r.groups) {
        if (trainer::is_layer(g.name)) {
            result.push_back(&g);
        }
    }
    return result;
}

std::string preamble(const train_options& options, const trainer::data_facts& data,
                     const std::string& network) {
    const auto subtitle =
        fmt::format("{}, network {}, η = {}, λ = {}, B = {}, μ = {}{}", data.name, network,
                    options.sgd.learning_rate, options.sgd.weight_decay, options.sgd.batch_size,
                    options.sgd.momentum, optimiser_caption(options.sgd));
    return fmt::format(
        "# Redraw in this folder: gnuplot figures.gp        in text: gnuplot -e text=1 figures.gp\n"
        "if (!exists(\"suffix\")) suffix = \"\"\n"
        "if (!exists(\"columns\")) columns = 79\n"
        "if (!exists(\"rows\")) rows = 24\n"
        "set encoding utf8\n"
        "set datafile separator comma\n"
        "run = {}\n"
        "if (exists(\"text\")) {{\n"
        "    set terminal dumb noenhanced mono size columns, rows\n"
        "}} else {{\n"
        "    set terminal svg noenhanced size 900, 580 font \"sans,15\" background \"white\"\n"
        "}}\n"
        "set border 3\n"
        "set tics nomirror\n"
        "if (!exists(\"text\")) set grid lc rgb \"#dddddd\"\n"
        "set logscale y\n"
        "set autoscale noextend\n"
        "set offsets 0, 0, graph 0.05, graph 0.05\n"
        "set xrange [0:*]\n"
        "set xlabel \"step\"\n",
        support::in_quotes(subtitle));
}

std::string loss_figure(const train_options& options, const trainer::data_facts& data,
                        const outcome& result) {
    std::string test = "test images";
    if (result.test) {
        test += fmt::format("; accuracy {:.2f} ± {:.2f} %", 100.0 * result.test->accuracy,
                            100.0 * binomial_error(result.test->accuracy, data.test));
    }
    return support::begin_figure("loss", "Softmax cross-entropy", ", without the weight decay term",
                                 "loss") +
           "set format y \"%g\"\n"
           "set key top right\n"
           "set for [e = -6:3] ytics add (sprintf(\"%g\", 10**e) 10**e, "
           "sprintf(\"%g\", 2 * 10**e) 2 * 10**e, sprintf(\"%g\", 5 * 10**e) 5 * 10**e)\n" +
           fmt::format(
               "plot \"series.csv\" using \"step\":\"loss\" with lines lw 1.2 {} title "
               "\"minibatches, means over {} steps\", \\\n"
               "     \"series.csv\" using \"step\":\"test_loss\" with points pt 7 ps 0.9 {} "
               "title {}\n",
               support::colour(0), options.series_every, support::colour(1),
               support::in_quotes(test));
}

/// The temperatures of the layers over time; each average stands as a line over what it covers.
std::string layer_figure(const train_options& options, const outcome& result) {
    const thermosgd::report& r = result.report;
    std::string text =
        support::begin_figure("layer_temperatures", "Temperature of each layer",
                              fmt::format(", {}, m = 1, Δt = 1 step; means over {} steps, and "
                                          "the average",
                                          thermosgd::to_string(r.convention), options.series_every),
                              "T [loss/k_B]");
    text +=
        "set format y \"%.0e\"\nset ytics auto\n"
        "set key bmargin center horizontal Left reverse maxcols 2 samplen 2 width 2\n"
        "set xlabel offset 0, 0.3\n";
    std::string plots;
    std::size_t i = 0;
    const double steps_per_observation =
        static_cast<double>(r.last_step - r.first_step) /
        static_cast<double>(std::max<std::uint64_t>(r.observed_steps, 1));
    for (const thermosgd::group_report* g : layers(r)) {
        const double begin = static_cast<double>(r.first_step) +
                             steps_per_observation * static_cast<double>(g->burn_in_steps);
        plots += plots.empty() ? "plot " : ", \\\n     ";
        plots += fmt::format("\"series.csv\" using \"step\":{} with lines lw 1 {} title {}",
                             support::in_quotes("T_" + g->name), support::colour(i),
                             support::in_quotes(key_of(*g)));
        if (drawable(g->temperature)) {
            plots += fmt::format(
                ", \\\n     [{}:{}] {:.17g} with lines dt 2 lw 2 lc rgb "
                "\"#000000\" notitle",
                begin, r.last_step, g->temperature.value);
        }
        ++i;
    }
    return text + plots + '\n';
}

/// The temperature of each filter with its error bar, and of its layer as a line.
std::string filter_figure(const outcome& result) {
    const thermosgd::report& r = result.report;
    std::string text =
        support::begin_figure("filter_temperatures", "Temperature of each filter",
                              fmt::format(", {}, m = 1, Δt = 1 step; one standard error",
                                          thermosgd::to_string(r.convention)),
                              "T [loss/k_B]");
    text +=
        "set xlabel \"filter\"\nset format y \"%.1e\"\nset format x \"%g\"\n"
        "set xrange [*:*]\nset offsets 0.5, 0.5, graph 0.1, graph 0.1\n";
    std::string plots;
    std::size_t most = 0;
    double coldest = std::numeric_limits<double>::infinity();
    double hottest = 0.0;
    std::size_t i = 0;
    for (const thermosgd::group_report& g : r.groups) {
        std::string points;
        for (const thermosgd::group_report& f : r.filters) {
            if (f.group == g.group && drawable(f.temperature)) {
                const double error = std::isfinite(f.temperature.error) ? f.temperature.error : 0.0;
                points += fmt::format("{},{:.17g},{:.17g}\n", f.filter, f.temperature.value, error);
                most = std::max(most, f.filter);
                coldest = std::min(coldest, f.temperature.value);
                hottest = std::max(hottest, f.temperature.value);
            }
        }
        if (points.empty()) {
            continue;
        }
        text += fmt::format("$filters{} << EOD\n{}EOD\n", i, points);
        plots += plots.empty() ? "plot " : ", \\\n     ";
        plots += fmt::format(
            "$filters{} using 1:2:3 with yerrorbars pt 7 ps 0.8 lw 1.5 {} notitle, "
            "\\\n     {:.17g} with lines dt 2 {} title {}",
            i, support::colour(i), g.temperature.value, support::colour(i),
            support::in_quotes("all of " + key_of(g)));
        ++i;
    }
    text += most > 20 ? "set xtics autofreq\n" : "set xtics 0, 1 rangelimited\n";
    if (hottest < 10.0 * coldest) {
        text += "unset logscale y\n";
    }
    return plots.empty() ? std::string() : text + plots + '\n';
}

/// What the user runs once gnuplot is there.
std::string redraw_command(const results_folder& folder) {
    return "mnist plot " + folder.path.string();
}

}  // namespace

void write_plot_script(const results_folder& folder, const train_options& options,
                       const trainer::data_facts& data, const std::string& network,
                       const outcome& result) {
    write_file(folder.plot_script(), preamble(options, data, network) +
                                         loss_figure(options, data, result) +
                                         layer_figure(options, result) + filter_figure(result) +
                                         observable_figures(result));
}

void rewrite_plot_script(const results_folder& folder) {
    const figure_source source = read_figure_data(folder);
    write_plot_script(folder, source.options, source.data, source.options.network, source.result);
}

std::string draw_figures(const results_folder& folder) {
    return support::draw_svg(folder.path, {figure_names.begin(), figure_names.end()},
                             redraw_command(folder));
}

std::string draw_in_terminal(const results_folder& folder) {
    const support::terminal_size size = support::size_of_terminal(STDOUT_FILENO);
    std::fflush(stdout);
    return support::run_gnuplot(folder.path,
                                fmt::format("text = 1; columns = {}; rows = {}",
                                            std::clamp<std::size_t>(size.columns - 1, 40, 110),
                                            std::clamp<std::size_t>(size.rows - 1, 16, 26)),
                                false, redraw_command(folder));
}

}  // namespace mnist
