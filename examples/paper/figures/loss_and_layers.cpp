// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figures 2 and 3: the paper's schedule, and the temperatures of the layers in
/// its stages.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <cmath>

namespace paper {

namespace {

/// "7" as "seed 7".
std::string seed_text(const csv_table& t, std::size_t row) {
    return "seed " + t.text(row, "seed");
}

}  // namespace

figure loss_figure(figure_sources& from) {
    const csv_table& curve = from.tables.get("fig2_loss.csv");
    const csv_table& stages = from.tables.get("fig2_stages.csv");
    figure f{.name = "fig2", .title = "Figure 2. Loss through the schedule"};
    note(f, curve);
    note(f, stages);
    if (curve.size() == 0 || stages.size() == 0) {
        return f;
    }
    plot loss("loss", "", "training time [epoch]", "loss [nat]");
    loss.log_y().wide();
    plot ends("plateaus", "Plateau of each stage", "learning rate η [1]", "loss [nat]");
    ends.log_x();
    plot tests("tests", "Test images at the end of each stage", "learning rate η [1]", "error [%]");
    tests.log_x();

    std::size_t i = 0;
    for (const std::string& run : curve.different("run")) {
        const auto rows = rows_where(
            curve, [&](const csv_table& t, std::size_t row) { return t.text(row, "run") == run; });
        std::vector<std::pair<double, double>> points;
        for (const std::size_t row : rows) {
            points.emplace_back(curve.number(row, "epoch"), curve.number(row, "loss"));
        }
        const std::string seed = seed_text(curve, rows.front());
        // The first seed set is drawn, the second would hide it: its plateaus stand
        // beside.
        if (curve.number(rows.front(), "seed_set") == 1.0) {
            loss.line(points, mark_of(i), seed, seed + ", means of minibatches", 1.0, 1);
        }
        ++i;
    }
    std::vector<plot_point> plateaus;
    i = 0;
    const std::vector<std::string> runs = stages.different("run");
    for (const std::string& run : runs) {
        const auto rows = rows_where(
            stages, [&](const csv_table& t, std::size_t row) { return t.text(row, "run") == run; });
        const bool second = stages.number(rows.front(), "seed_set") != 1.0;
        const double shift =
            std::pow(1.09, static_cast<double>(i) - 0.5 * static_cast<double>(runs.size() - 1));
        std::vector<plot_point> means;
        std::vector<plot_point> misses;
        for (const std::size_t row : rows) {
            const double eta = stages.number(row, "eta");
            const double mean = stages.number(row, "loss");
            const double low = stages.number(row, "loss_lower");
            const double high = stages.number(row, "loss_upper");
            means.push_back({eta * shift, mean, low, high});
            if (!second) {
                plateaus.push_back(
                    {0.5 * (stages.number(row, "first_epoch") + stages.number(row, "last_epoch")),
                     mean, low, high});
            }
            const double miss = 100.0 * (1.0 - stages.number(row, "test_accuracy"));
            const double bar = 196.0 * stages.number(row, "test_accuracy_error");
            misses.push_back({eta * shift, miss, miss - bar, miss + bar});
        }
        mark look = mark_of(i++);
        const std::string seed = seed_text(stages, rows.front());
        ends.points(means, look, seed, seed + ", mean of the stage", second ? 0.5 : 0.75);
        tests.points(misses, look, seed, seed + ", after the stage", second ? 0.5 : 0.75);
    }
    for (std::size_t row = 0; row < stages.size(); ++row) {
        if (row != 0 && stages.text(row, "run") == stages.text(0, "run")) {
            // Stages are as long as each other; the averaged part is their end.
            const double before = stages.number(row - 1, "last_epoch");
            loss.divider(before);
        }
    }
    loss.points(plateaus, {"#000000", 13, 1}, "mean of a stage, 95 % interval",
                "mean over the second half of a stage", 0.9);
    for (const plot* p : {&loss, &ends, &tests}) {
        if (!p->empty()) {
            f.panels.push_back(p->finish());
        }
    }
    std::vector<std::string> rates;
    for (std::size_t row = 0; row < stages.size(); ++row) {
        if (stages.text(row, "run") == stages.text(0, "run")) {
            rates.push_back(number_label(stages.number(row, "eta"), false));
        }
    }
    f.caption =
        "Softmax cross-entropy of minibatches, without the term of weight decay, while η goes " +
        listed(rates);
    f.caption += loss.empty() ? "."
                              : " (dashed: the drops). Each curve is one seed of the first set; "
                                "diamonds are the mean over the measured part of a stage with its "
                                "95 % interval, which is often smaller than the symbol.";
    f.caption +=
        " By seed: the plateaus with their 95 % intervals, and the share of test images that is "
        "wrong, with the 95 % interval of a normal law of binomial width" +
        second_set_in(stages) + "; seeds are shifted sideways.";
    return f;
}

figure layer_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("fig3_layers.csv");
    const csv_table& ratios = from.tables.get("fig3_ratios.csv");
    figure f{.name = "fig3", .title = "Figure 3. Temperature of each layer"};
    note(f, t);
    note(f, ratios);
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> layers = weight_groups(t);
    const std::vector<std::string> series = curves_of(t);
    const auto spread = [&](std::size_t k, double set) {
        return 0.2 * (static_cast<double>(k) - 0.5 * static_cast<double>(series.size() - 1)) +
               (set == 1.0 ? 0.0 : 0.08);
    };
    plot temperatures("temperatures", "Temperature", "layer (weights) [name]", "T = ½⟨v²⟩ [1]");
    temperatures.log_y().categories(layers);
    for (std::size_t k = 0; k < series.size(); ++k) {
        for (const double set : {1.0, 2.0}) {
            std::vector<plot_point> points;
            for (std::size_t row = 0; row < t.size(); ++row) {
                for (std::size_t i = 0; i < layers.size(); ++i) {
                    if (t.text(row, "group") == layers[i] && curve_of(t, row) == series[k] &&
                        t.number(row, "seed_set") == set) {
                        plot_point p =
                            point_of(t, row, {.x = "", .low = "T_lower", .high = "T_upper"});
                        p.x = static_cast<double>(i) + spread(k, set);
                        points.push_back(p);
                    }
                }
            }
            temperatures.points(points, mark_of(k), set == 1.0 ? plain(series[k]) : "",
                                series[k] + (set == 1.0 ? "" : ", second seed set"),
                                set == 1.0 ? 0.8 : 0.5);
        }
    }
    if (!temperatures.empty()) {
        f.panels = {temperatures.finish()};
    }

    std::vector<std::string> pairs;
    for (std::size_t row = 0; row < ratios.size(); ++row) {
        const std::string pair = "{/*0.8 " + plain(ratios.text(row, "group")) + "}\n{/*0.8 / " +
                                 plain(ratios.text(row, "over")) + "}";
        if (std::find(pairs.begin(), pairs.end(), pair) == pairs.end()) {
            pairs.push_back(pair);
        }
    }
    plot quotients("ratios", "Ratio of two layers", "layers [names]", "ratio of T [1]");
    quotients.log_y().categories(pairs);
    quotients.level(1.0, "equal");
    // Named and coloured as in the first panel, whatever the order of the table.
    for (std::size_t k = 0; k < series.size(); ++k) {
        for (const double set : {1.0, 2.0}) {
            std::vector<plot_point> points;
            for (std::size_t row = 0; row < ratios.size(); ++row) {
                const std::string pair = "{/*0.8 " + plain(ratios.text(row, "group")) +
                                         "}\n{/*0.8 / " + plain(ratios.text(row, "over")) + "}";
                const auto place = std::find(pairs.begin(), pairs.end(), pair) - pairs.begin();
                if (curve_of(ratios, row) == series[k] && ratios.number(row, "seed_set") == set) {
                    plot_point p = point_of(
                        ratios, row,
                        {.x = "", .y = "ratio", .low = "ratio_lower", .high = "ratio_upper"});
                    p.x = static_cast<double>(place) + spread(k, set);
                    points.push_back(p);
                }
            }
            quotients.points(points, mark_of(k), set == 1.0 ? plain(series[k]) : "",
                             series[k] + (set == 1.0 ? "" : ", second seed set"),
                             set == 1.0 ? 0.8 : 0.5);
        }
    }
    if (!quotients.empty()) {
        f.panels.push_back(quotients.finish());
    }
    f.caption =
        "Temperatures of the weights of each layer at the learning rates of the schedule, and "
        "ratios between layers on the same steps. Bars: 95 % intervals that hold the scatter "
        "between seeds" +
        second_set_in(t) +
        "; hollow: not at equilibrium, of a ratio one of the two layers. Run on " +
        configuration_of(t) + '.';
    return f;
}

}  // namespace paper
