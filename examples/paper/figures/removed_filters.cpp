// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Beyond the paper: filters removed in order, and one at a time.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"
#include "over_runs.hpp"

#include <cmath>
#include <map>
#include <set>

namespace paper {

namespace {

void add(figure& f, const plot& p) {
    if (!p.empty()) {
        f.panels.push_back(p.finish());
    }
}

/// What a curve of removal shows.
struct side {
    const char* name;
    const char* axis;
    const char* value;
    const char* error;
    double unit;
};

/// Means over the runs of a seed set, by how many are removed.
std::map<double, over_runs> means_of(const csv_table& t, const side& s, const std::string& layer,
                                     const std::string& order, double seed_set) {
    std::map<double, over_runs> points;
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (t.text(row, "layer") == layer && t.text(row, "order") == order &&
            t.number(row, "seed_set") == seed_set) {
            over_runs& point = points[t.number(row, "removed")];
            point.values.push_back(s.unit * t.number(row, s.value));
            point.own_error = s.unit * t.number(row, s.error);
        }
    }
    return points;
}

/// The seeds of each set: "first set: 1, 2 and 3; second set: 11".
std::string seeds_in(const csv_table& t) {
    std::string text;
    for (const double set : seed_sets) {
        std::vector<std::string> seeds;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const std::string& seed = t.text(row, "seed");
            if (t.number(row, "seed_set") == set &&
                std::find(seeds.begin(), seeds.end(), seed) == seeds.end()) {
                seeds.push_back(seed);
            }
        }
        if (!seeds.empty()) {
            text += text.empty() ? "" : "; ";
            text += (set == 1.0 ? "first set: " : "second set: ") + listed(seeds);
        }
    }
    return text;
}

/// The correlations over all runs of each seed set.
plot correlations_of(const csv_table& rho) {
    const std::vector<std::string> layers = rho.different("layer");
    const std::vector<std::string> kinds = rho.different("what");
    plot p("correlations", "Rank correlations, all seeds of a set", "layer [name]",
           "Spearman’s ρ [1]");
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        std::string key = plain(kinds[k]);
        for (const double set : seed_sets) {
            std::vector<plot_point> points;
            for (std::size_t row = 0; row < rho.size(); ++row) {
                const auto place = std::find(layers.begin(), layers.end(), rho.text(row, "layer"));
                if (rho.text(row, "what") != kinds[k] || rho.number(row, "seed_set") != set ||
                    rho.text(row, "run").find("-eta") != std::string::npos) {
                    continue;
                }
                plot_point point = point_of(
                    rho, row,
                    {.x = "", .y = "rho", .low = "rho_lower", .high = "rho_upper", .full = ""});
                point.x = static_cast<double>(place - layers.begin()) + aside(k, kinds.size()) +
                          aside_of_set(set, kinds.size());
                points.push_back(point);
            }
            p.points(points, mark_of(k), key, label_of_set(kinds[k], set), size_of_set(set));
            if (!points.empty()) {
                key.clear();
            }
        }
    }
    p.level(0.0, "none");
    p.include_y(-1.0, 1.0);
    p.categories(layers);
    return p;
}

}  // namespace

figure removal_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("removal.csv");
    figure f{.name = "removal", .title = "Filters and units removed in order"};
    note(f, t);
    const std::vector<std::string> orders = t.different("order");
    for (const side& s : {side{"accuracy", "accuracy [%]", "accuracy", "accuracy_error", 100.0},
                          side{"loss", "test loss [nat]", "loss", "loss_error", 1.0}}) {
        for (const std::string& layer : t.different("layer")) {
            plot p(std::string(s.name) + "_" + layer, plain(layer), "removed [1]", s.axis);
            if (s.name == std::string("loss")) {
                p.log_y();
            } else {
                p.include_y(0.0, 100.0);
            }
            for (std::size_t k = 0; k < orders.size(); ++k) {
                std::string key = plain(orders[k]);
                for (const double set : seed_sets) {
                    const std::map<double, over_runs> points =
                        means_of(t, s, layer, orders[k], set);
                    const bool few = points.size() < 20;
                    const double shift =
                        few ? 0.12 * (static_cast<double>(k) -
                                      0.5 * static_cast<double>(orders.size() - 1)) +
                                  (set == 1.0 ? 0.0 : 0.06)
                            : 0.0;
                    std::vector<plot_point> means;
                    std::vector<std::pair<double, double>> joined;
                    for (const auto& [removed, point] : points) {
                        means.push_back(point.at(removed + shift));
                        joined.emplace_back(means.back().x, means.back().y);
                    }
                    const std::string label = label_of_set(orders[k], set);
                    if (set == 1.0) {
                        p.line(joined, mark_of(k), "", label, 1.0);
                    }
                    p.points(means, mark_of(k), key, label, (few ? 0.9 : 0.56) * size_of_set(set));
                    if (!means.empty()) {
                        key.clear();
                    }
                }
            }
            add(f, p);
        }
    }
    f.caption =
        "Accuracy and loss on the test images of trained networks of which filters (conv1, conv2) "
        "or units (linear1) are switched off one after the other, without training again. Points: "
        "means over the seeds of a set (" +
        seeds_in(t) +
        "); bars: standard error of the scatter between them, of a single seed that of its test "
        "images" +
        second_set_in(t) + "; symbols are shifted sideways where they would hide each other.";
    return f;
}

figure damage_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("damage.csv");
    const csv_table& rho = from.tables.get("correlation.csv");
    figure f{.name = "damage", .title = "Does heat tell what a filter is worth?"};
    note(f, t);
    f.tables.push_back("correlation.csv");
    const std::vector<std::string> runs = t.different("run");
    // Few seeds have a look each; many have that of their set.
    const bool many = runs.size() > 6;
    for (const std::string& layer : t.different("layer")) {
        plot p("damage_" + layer, plain(layer), "T of the filter or unit [1]",
               "loss without it − loss [nat]");
        p.log_x();
        std::set<double> in_key;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto rows = rows_where(t, [&](const csv_table&, std::size_t row) {
                return t.text(row, "run") == runs[i] && t.text(row, "layer") == layer;
            });
            if (rows.empty()) {
                continue;
            }
            std::vector<plot_point> points;
            for (const std::size_t row : rows) {
                plot_point point{t.number(row, "T"), t.number(row, "loss_damage")};
                point.left = point.x - t.number(row, "T_error");
                point.right = point.x + t.number(row, "T_error");
                points.push_back(point);
            }
            const std::string seed = "seed " + t.text(rows.front(), "seed");
            const double set = t.number(rows.front(), "seed_set");
            const std::string of_set = set == 1.0 ? "first seed set" : "second seed set";
            const std::string key = !many ? seed : in_key.insert(set).second ? of_set : "";
            p.points(points, mark_of(many ? static_cast<std::size_t>(set) - 1 : i), key, seed,
                     (rows.size() > 40 ? 0.5 : 0.8) * size_of_set(set));
        }
        add(f, p);
    }
    add(f, correlations_of(rho));
    f.caption =
        "What the loss on test images gains when one filter or unit alone is switched off, against "
        "its temperature; every symbol is one filter or unit. Bars: one standard error of T, often "
        "smaller than the symbol; what the loss gains on these images has no error. Below: "
        "Spearman's rank correlations with 95 % intervals" +
        second_set_in(t) +
        ". The paper's claim that hot filters are useless would be a clearly negative ρ of T.";
    return f;
}

}  // namespace paper
