// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Beyond the paper: filters removed, Gibbs states, entropy and free energy.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <cmath>
#include <map>

namespace paper {

namespace {

/// A mean over runs with the standard error of their scatter; of one run, with
/// the run's own.
struct over_runs {
    std::vector<double> values;
    double own_error = 0.0;

    [[nodiscard]] plot_point at(double x) const {
        const auto n = static_cast<double>(values.size());
        double mean = 0.0;
        for (const double value : values) {
            mean += value / n;
        }
        double squares = 0.0;
        for (const double value : values) {
            squares += (value - mean) * (value - mean);
        }
        const double error = values.size() > 1 ? std::sqrt(squares / (n * (n - 1.0))) : own_error;
        return {x, mean, mean - error, mean + error};
    }
};

void add(figure& f, const plot& p) {
    if (!p.empty()) {
        f.panels.push_back(p.finish());
    }
}

}  // namespace

figure removal_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("removal.csv");
    figure f{.name = "removal", .title = "Filters and units removed in order"};
    note(f, t);
    struct side {
        const char* name;
        const char* axis;
        const char* value;
        const char* error;
        double unit;
    };
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
                std::map<double, over_runs> points;
                for (std::size_t row = 0; row < t.size(); ++row) {
                    if (t.text(row, "layer") == layer && t.text(row, "order") == orders[k]) {
                        over_runs& point = points[t.number(row, "removed")];
                        point.values.push_back(s.unit * t.number(row, s.value));
                        point.own_error = s.unit * t.number(row, s.error);
                    }
                }
                std::vector<plot_point> means;
                std::vector<std::pair<double, double>> joined;
                const double shift = points.size() < 20
                                         ? 0.12 * (static_cast<double>(k) -
                                                   0.5 * static_cast<double>(orders.size() - 1))
                                         : 0.0;
                for (const auto& [removed, point] : points) {
                    means.push_back(point.at(removed + shift));
                    joined.emplace_back(means.back().x, means.back().y);
                }
                p.line(joined, mark_of(k), "", orders[k], 1.0);
                p.points(means, mark_of(k), plain(orders[k]), orders[k],
                         points.size() < 20 ? 0.7 : 0.45);
            }
            add(f, p);
        }
    }
    std::vector<std::string> seeds = t.different("seed");
    f.caption =
        "Accuracy and loss on the test images of trained networks of which filters (conv1, conv2) "
        "or units (linear1) are switched off one after the other, without training again. Points: "
        "means over seeds " +
        listed(seeds) +
        "; bars: standard error of the scatter between them; symbols are shifted sideways where "
        "they would hide each other.";
    return f;
}

figure damage_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("damage.csv");
    const csv_table& rho = from.tables.get("correlation.csv");
    figure f{.name = "damage", .title = "Does heat tell what a filter is worth?"};
    note(f, t);
    f.tables.push_back("correlation.csv");
    const std::vector<std::string> runs = t.different("run");
    for (const std::string& layer : t.different("layer")) {
        plot p("damage_" + layer, plain(layer), "T of the filter or unit [1]",
               "loss without it − loss [nat]");
        p.log_x();
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto rows = rows_where(t, [&](const csv_table&, std::size_t row) {
                return t.text(row, "run") == runs[i] && t.text(row, "layer") == layer;
            });
            if (rows.empty()) {
                continue;
            }
            std::vector<plot_point> points;
            for (const std::size_t row : rows) {
                points.push_back({t.number(row, "T"), t.number(row, "loss_damage")});
            }
            const std::string seed = "seed " + t.text(rows.front(), "seed");
            p.points(points, mark_of(i), seed, seed, rows.size() > 40 ? 0.4 : 0.65);
        }
        add(f, p);
    }
    const std::vector<std::string> layers = rho.different("layer");
    const std::vector<std::string> kinds = rho.different("what");
    plot p("correlations", "Rank correlations, all seeds of a set", "layer [name]",
           "Spearman’s ρ [1]");
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        for (const double set : {1.0, 2.0}) {
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
                point.x =
                    static_cast<double>(place - layers.begin()) +
                    0.15 * (static_cast<double>(k) - 0.5 * static_cast<double>(kinds.size() - 1)) +
                    (set == 1.0 ? 0.0 : 0.06);
                points.push_back(point);
            }
            p.points(points, mark_of(k), set == 1.0 ? plain(kinds[k]) : "",
                     kinds[k] + (set == 1.0 ? "" : ", second seed set"), set == 1.0 ? 0.8 : 0.5);
        }
    }
    if (!p.empty()) {
        p.level(0.0, "none");
        p.include_y(-1.0, 1.0);
        p.categories(layers);
        f.panels.push_back(p.finish());
    }
    f.caption =
        "What the loss on test images gains when one filter or unit alone is switched off, against "
        "its temperature; every symbol is one filter or unit. Below: Spearman's rank correlations "
        "with 95 % intervals; small symbols: the second seed set. The paper's claim that hot "
        "filters are useless would be a clearly negative ρ of T.";
    return f;
}

figure gibbs_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("gibbs.csv");
    figure f{.name = "gibbs", .title = "Gibbs test: how many degrees of freedom?"};
    note(f, t);
    const std::vector<std::string> readings = [&] {
        std::vector<std::string> names;
        for (const std::string& name : t.different("reading")) {
            if (name.starts_with("d_eff")) {
                names.push_back(name);
            }
        }
        return names;
    }();
    std::vector<std::string> groups;
    for (std::size_t row = 0; row < t.size(); ++row) {
        const std::string& group = t.text(row, "group");
        if (t.text(row, "reading").starts_with("d_eff") && group.find('.') == std::string::npos &&
            std::find(groups.begin(), groups.end(), group) == groups.end()) {
            groups.push_back(group);
        }
    }
    plot p("degrees", "Effective degrees of freedom", "group of parameters [name]", "d_{eff} [1]");
    p.log_y().categories(groups).wide();
    const std::vector<std::string> runs = t.different("run");
    for (std::size_t k = 0; k < readings.size(); ++k) {
        std::vector<plot_point> points;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const auto place = std::find(groups.begin(), groups.end(), t.text(row, "group"));
            if (t.text(row, "reading") != readings[k] || place == groups.end()) {
                continue;
            }
            const auto run = static_cast<std::size_t>(
                std::find(runs.begin(), runs.end(), t.text(row, "run")) - runs.begin());
            plot_point point;
            point.x =
                static_cast<double>(place - groups.begin()) +
                0.2 * (static_cast<double>(k) - 0.5 * static_cast<double>(readings.size() - 1)) +
                0.025 * (static_cast<double>(run) - 0.5 * static_cast<double>(runs.size() - 1));
            point.y = t.number(row, "value");
            point.low = point.y - t.number(row, "error");
            point.high = point.y + t.number(row, "error");
            points.push_back(point);
        }
        p.points(points, mark_of(k), plain(readings[k]), readings[k], 0.6);
    }
    add(f, p);
    f.caption =
        "A Gibbs state gives the kinetic energy of d parameters a Gamma law with d/2 as its shape. "
        "Degrees of freedom read in several ways that must agree where that holds; points side by "
        "side are runs. Bars: one standard error. All readings of the test, with their verdicts, "
        "are in the CSV file.";
    return f;
}

figure entropy_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("entropy.csv");
    figure f{.name = "entropy", .title = "Entropy and free energy along the run"};
    note(f, t);
    const std::vector<std::string> runs = t.different("run");
    for (const std::string& curve : t.different("curve")) {
        plot p("curve_" + std::to_string(f.panels.size() + 1), "", "step [step]",
               plain(curve) + " [nat]");
        std::map<double, over_runs> at_step;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::vector<std::pair<double, double>> points;
            std::string seed;
            for (std::size_t row = 0; row < t.size(); ++row) {
                if (t.text(row, "run") == runs[i] && t.text(row, "curve") == curve) {
                    points.emplace_back(t.number(row, "step"), t.number(row, "value"));
                    at_step[points.back().first].values.push_back(points.back().second);
                    seed = "seed " + t.text(row, "seed");
                }
            }
            p.line(points, mark_of(i), seed, seed, 1.2);
        }
        std::vector<plot_point> means;
        const std::size_t every = std::max<std::size_t>(1, at_step.size() / 8);
        std::size_t number = 0;
        for (const auto& [step, point] : at_step) {
            if (++number % every == 0 && point.values.size() > 1) {
                means.push_back(point.at(step));
            }
        }
        p.points(means, {"#777777", 7, 1}, "mean", "mean of the seeds", 0.6);
        add(f, p);
    }
    f.caption =
        "Along the evolution field of the contact Hamiltonian, with m = 1/(2η) and Δt = 1: one "
        "curve for each seed, and their mean with the standard error of the scatter between them.";
    return f;
}

}  // namespace paper
