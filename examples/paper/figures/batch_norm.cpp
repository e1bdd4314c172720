// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Exponents of temperatures for networks that differ in where batch norm
/// stands.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <map>

namespace paper {

figure batch_norm_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("batch_norm.csv");
    const csv_table& fits = from.tables.get("exponents.csv");
    figure f{.name = "batch_norm", .title = "Where batch norm stands"};
    note(f, t);
    note(f, fits);
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> layers = weight_groups(t);
    std::vector<std::string> networks = fits.different("network");
    for (const std::string& network : t.different("network")) {
        if (std::find(networks.begin(), networks.end(), network) == networks.end()) {
            networks.push_back(network);
        }
    }
    struct axis {
        const char* name;
        const char* title;
        const char* label;
        const char* value;
        const char* error;
        double law;
        const char* key;
    };
    for (const axis& a : {axis{"beta_exponents", "Exponent of 1/B", "b of T ∝ (1/B)^b [1]",
                               "beta_exponent", "beta_exponent_error", 1.0, "linear"},
                          axis{"eta_exponents", "Exponent of η", "a of T ∝ η^a [1]", "eta_exponent",
                               "eta_exponent_error", 2.0, "quadratic"}}) {
        plot p(a.name, a.title, "layer (weights) [name]", a.label);
        p.level(a.law, a.key);
        for (std::size_t k = 0; k < networks.size(); ++k) {
            std::vector<plot_point> points;
            for (std::size_t row = 0; row < fits.size(); ++row) {
                const auto place = std::find(layers.begin(), layers.end(), fits.text(row, "group"));
                if (fits.text(row, "network") != networks[k] || place == layers.end() ||
                    fits.number(row, "seed_set") != 1.0) {
                    continue;
                }
                plot_point point =
                    point_of(fits, row, {.x = "", .y = a.value, .error = a.error, .full = ""});
                point.x = static_cast<double>(place - layers.begin()) + aside(k, networks.size());
                points.push_back(point);
            }
            p.points(points, mark_of(k), plain(networks[k]), networks[k]);
        }
        p.categories(layers);
        if (!p.empty()) {
            f.panels.push_back(p.finish());
        }
    }
    // T against 1/B at the η that has most B.
    std::map<double, std::vector<double>> betas;
    for (std::size_t row = 0; row < t.size(); ++row) {
        std::vector<double>& seen = betas[t.number(row, "eta")];
        if (std::find(seen.begin(), seen.end(), t.number(row, "beta")) == seen.end()) {
            seen.push_back(t.number(row, "beta"));
        }
    }
    const double eta =
        std::max_element(betas.begin(), betas.end(), [](const auto& a, const auto& b) {
            return a.second.size() < b.second.size();
        })->first;
    for (const std::string& layer : layers) {
        plot p("beta_" + layer, fmt::format("{}, η = {}", plain(layer), number_label(eta)),
               "1/B [1/image]", "T = ½⟨v²⟩ [1]");
        p.log_x().log_y().x_tics(inverse_beta_tics(4));
        for (std::size_t k = 0; k < networks.size(); ++k) {
            const auto rows = rows_where(t, [&](const csv_table&, std::size_t row) {
                return t.text(row, "group") == layer && t.text(row, "network") == networks[k] &&
                       t.number(row, "eta") == eta && t.number(row, "seed_set") == 1.0;
            });
            auto points =
                points_of(t, rows, {.x = "inverse_beta", .low = "T_lower", .high = "T_upper"});
            // One configuration may be in two series.
            points.erase(
                std::unique(points.begin(), points.end(),
                            [](const plot_point& a, const plot_point& b) { return a.x == b.x; }),
                points.end());
            std::vector<std::pair<double, double>> joined;
            for (const plot_point& point : points) {
                joined.emplace_back(point.x, point.y);
            }
            p.line(joined, mark_of(k), "", networks[k], 0.8, 3);
            p.points(points, mark_of(k), plain(networks[k]), networks[k]);
        }
        if (!p.empty()) {
            f.panels.push_back(p.finish());
        }
    }
    std::vector<std::string> placements;
    for (const std::string& network : networks) {
        for (std::size_t row = 0; row < fits.size(); ++row) {
            if (fits.text(row, "network") == network) {
                const std::string& where = fits.text(row, "batch_norm");
                placements.push_back(network + ": " + (where.empty() ? "nowhere" : where));
                break;
            }
        }
    }
    f.caption =
        "Exponents of power laws in 1/B (at η = 0.01) and in η (at B = 32) for networks that "
        "differ in which layers batch norm follows (" +
        listed(placements) +
        "), of layers with three points or more, and temperatures against 1/B, joined by dotted "
        "lines to guide the eye; first seed set. Bars: one standard error of exponents, 95 % "
        "intervals of temperatures; hollow: not at equilibrium and in no fit. Run on " +
        configuration_of(t) + '.';
    return f;
}

}  // namespace paper
