// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figures of the optimisers: means over seeds with bands of one standard error.

#include "figure_parts.hpp"
#include "mean_error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace contact {

namespace {

using support::colour;
using support::in_quotes;

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

/// A line with a band of one standard error.
std::string seed_plot(const std::string& block, const std::string& title, std::size_t i) {
    return fmt::format(
        "${0} using 1:($2-$3):($2+$3) with filledcurves fs transparent solid 0.2 {1} "
        "notitle, \\\n     ${0} using 1:2 with lines lw 1.5 {1} title {2}",
        block, colour(i), in_quotes(title));
}

/// One for each optimiser.
std::string seed_plots(const std::string& name) {
    std::string plots;
    std::size_t i = 0;
    for (const optimiser_facts& o : compared_optimisers()) {
        plots += plots.empty() ? "plot " : ", \\\n     ";
        plots += seed_plot(name + std::to_string(i), o.name, i);
        ++i;
    }
    return plots + '\n';
}

}  // namespace

std::string optimiser_figures(const run_results& results, const run_options& options) {
    const std::vector<training_run>& runs = results.optimisers;
    const training_settings& s = options.training;
    const std::string caption =
        fmt::format("{}, main network, batches of {}, λ = {}; mean ± standard error of {} seeds",
                    results.data, s.batch_size, s.weight_decay, s.seeds);
    std::string text = begin("training", 1000, 560);
    text += seed_blocks("loss", runs, [](const training_row& r) { return r.potential; });
    text += seed_blocks("wrong", runs,
                        [](const training_row& r) { return 100.0 * (1.0 - r.test_accuracy); });
    text += fmt::format(
                "set multiplot layout 1, 2 title {}\nunset title\n"
                "set xrange [0:*]\nset xlabel \"gradients\"\nset ylabel \"V of minibatches, ½λ|θ|² "
                "included [loss]\"\n",
                in_quotes(caption)) +
            logarithmic + seed_plots("loss") + "set ylabel \"errors on 1,000 test images [%]\"\n" +
            seed_plots("wrong") + "unset multiplot\n";

    // Energies of the contact optimiser alone.
    const std::vector<optimiser_facts> all = compared_optimisers();
    const auto contact = std::find_if(all.begin(), all.end(),
                                      [](const optimiser_facts& o) { return o.name == "contact"; });
    const auto which = static_cast<std::size_t>(contact - all.begin());
    const double friction = contact->friction;
    text += begin("optimiser_energies", 1000, 560);
    text += seed_blocks("V", runs, [](const training_row& r) { return r.potential; });
    text += seed_blocks("K", runs, [](const training_row& r) { return r.kinetic; });
    text += seed_blocks("H", runs, [](const training_row& r) { return r.hamiltonian; });
    text += seed_blocks("U", runs, [&](const training_row& r) { return friction * r.contact; });
    text += seed_blocks("Q", runs, [](const training_row& r) { return r.heat; });
    text += fmt::format(
        "set multiplot layout 1, 2 title {}\nunset title\n"
        "set xrange [0:*]\nset xlabel \"gradients\"\nset ylabel \"energy [loss]\"\n",
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

    text += begin("optimiser_temperatures", 1000, 560);
    text += seed_blocks("T", runs, [](const training_row& r) { return 1e6 * r.temperature; });
    const std::vector<std::string> layers = trained_layers();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        text += seed_blocks(fmt::format("L{}o", i), runs,
                            [i](const training_row& r) { return 1e6 * r.layers.at(i); });
    }
    text += fmt::format(
                "set multiplot layout 1, 2 title {}\nunset title\nset xrange [0:*]\nset xlabel "
                "\"gradients\"\n"
                "set ylabel \"T = p·∂K/∂p per parameter, m = 1 [10⁻⁶ loss]\"\n",
                in_quotes(caption)) +
            logarithmic + seed_plots("T") +
            "set ylabel \"T of each layer, contact optimiser [10⁻⁶ loss]\"\n";
    std::string plots;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        plots += plots.empty() ? "plot " : ", \\\n     ";
        plots += seed_plot(fmt::format("L{}o{}", i, which), layers[i], i);
    }
    return text + plots + "\nunset multiplot\n";
}

}  // namespace contact
