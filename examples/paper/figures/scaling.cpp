// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figures 4 and 5: temperature against 1/B and η with fitted laws and exponents.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <thermosgd/statistics/estimate.hpp>

#include <cmath>

namespace paper {

namespace {

/// The fitted curves of one layer and series, on the first seed set.
struct fitted {
    const csv_table& table;
    std::string figure;

    /// The row of a fit, or the number of rows.
    [[nodiscard]] std::size_t find(const std::string& series, const std::string& group,
                                   const std::string& model, double set = 1.0) const {
        for (std::size_t row = 0; row < table.size(); ++row) {
            if (table.text(row, "figure") == figure && table.text(row, "series") == series &&
                table.text(row, "group") == group && table.text(row, "model") == model &&
                table.number(row, "seed_set") == set) {
                return row;
            }
        }
        return table.size();
    }

    /// Points of the curve over the range that was fitted.
    [[nodiscard]] std::vector<std::pair<double, double>> curve(std::size_t row) const {
        std::vector<std::pair<double, double>> points;
        if (row == table.size()) {
            return points;
        }
        const bool power = table.text(row, "model") == "power";
        const double low = table.number(row, "x_min");
        const double high = table.number(row, "x_max");
        const double slope = table.number(row, "slope");
        const double intercept = table.number(row, "intercept");
        constexpr int steps = 60;
        for (int i = 0; i <= steps; ++i) {
            const double x = low * std::pow(high / low, static_cast<double>(i) / steps);
            points.emplace_back(
                x, power ? std::pow(10.0, intercept) * std::pow(x, slope) : intercept + slope * x);
        }
        return points;
    }
};

/// Exponents of layers with their 95 % intervals, beside what laws predict.
panel exponent_panel(const fitted& fits, const std::vector<std::string>& layers,
                     const std::vector<std::string>& series, const std::string& axis,
                     const std::vector<std::pair<double, std::string>>& laws) {
    plot exponents("exponents", "Exponent of each layer", "layer (weights) [name]", axis);
    exponents.categories(layers);
    for (const auto& [value, key] : laws) {
        exponents.level(value, key);
        exponents.include_y(value, value);
    }
    std::size_t shown = 0;
    for (std::size_t k = 0; k < series.size(); ++k) {
        for (const double set : {1.0, 2.0}) {
            std::vector<plot_point> points;
            for (std::size_t i = 0; i < layers.size(); ++i) {
                const std::size_t row = fits.find(series[k], layers[i], "power", set);
                if (row < fits.table.size()) {
                    plot_point p = point_of(fits.table, row,
                                            {.x = "",
                                             .y = "slope",
                                             .low = "slope_lower",
                                             .high = "slope_upper",
                                             .full = ""});
                    p.x = static_cast<double>(i) + 0.2 * static_cast<double>(k) - 0.1 +
                          (set == 1.0 ? 0.0 : 0.08);
                    points.push_back(p);
                }
            }
            shown += points.size();
            exponents.points(points, mark_of(k), set == 1.0 ? plain(series[k]) : "",
                             series[k] + (set == 1.0 ? "" : ", second seed set"),
                             set == 1.0 ? 0.8 : 0.5);
        }
    }
    return shown == 0 ? panel{} : exponents.finish();
}

/// "T ∝ x^0.43(2)" in words for a curve.
std::string exponent_text(const fitted& fits, std::size_t row) {
    if (row == fits.table.size()) {
        return {};
    }
    const double half =
        0.5 * (fits.table.number(row, "slope_upper") - fits.table.number(row, "slope_lower"));
    return thermosgd::format_value_error(fits.table.number(row, "slope"), half);
}

}  // namespace

figure batch_size_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("fig4_beta.csv");
    const fitted fits{from.tables.get("fits.csv"), "fig4_beta.csv"};
    figure f{.name = "fig4", .title = "Figure 4. Temperature against 1/B"};
    note(f, t);
    f.tables.push_back("fits.csv");
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> layers = weight_groups(t);
    const std::vector<std::string> series = t.different("series");
    for (const std::string& layer : layers) {
        plot p(layer, plain(layer), "1/B [1/image]", "T = ½⟨v²⟩ [1]");
        p.log_x().log_y().x_tics(inverse_beta_tics(2));
        for (std::size_t k = 0; k < series.size(); ++k) {
            const std::size_t power = fits.find(series[k], layer, "power");
            const std::size_t line = fits.find(series[k], layer, "line");
            mark thin = mark_of(k);
            p.line(fits.curve(power), thin, "", series[k] + ", power law", 1.5, 1);
            p.line(fits.curve(line), thin, "", series[k] + ", straight line", 1.2, 2);
            for (const double set : {1.0, 2.0}) {
                const auto rows = rows_where(t, [&](const csv_table&, std::size_t row) {
                    return t.text(row, "group") == layer && t.text(row, "series") == series[k] &&
                           t.number(row, "seed_set") == set;
                });
                const std::string exponent = exponent_text(fits, power);
                p.points(
                    points_of(t, rows, {.x = "inverse_beta", .low = "T_lower", .high = "T_upper"}),
                    mark_of(k),
                    set != 1.0 ? "" : plain(series[k]) + (exponent.empty() ? "" : ": " + exponent),
                    series[k] + (set == 1.0 ? "" : ", second seed set"), set == 1.0 ? 0.8 : 0.5);
            }
        }
        if (!p.empty()) {
            f.panels.push_back(p.finish());
        }
    }
    panel exponents = exponent_panel(fits, layers, series, "b of T ∝ (1/B)^b [1]",
                                     {{1.0, "linear, b = 1"}, {0.5, "b = ½"}});
    if (!exponents.roles.empty()) {
        f.panels.push_back(std::move(exponents));
    }
    f.caption =
        "Temperatures of the weights of each layer against the inverse size of the minibatch. "
        "Solid: power law T ∝ (1/B)ᵇ, its exponent with half its 95 % interval in the key; "
        "dashed: straight line T = a + b/B, both fitted to full points only. Bars: 95 % intervals "
        "that hold the scatter between seeds" +
        second_set_in(t) + "; hollow: not at equilibrium and in no fit. Run on " +
        configuration_of(t) + '.';
    return f;
}

figure learning_rate_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("fig5_eta.csv");
    const fitted fits{from.tables.get("fits.csv"), "fig5_eta.csv"};
    figure f{.name = "fig5", .title = "Figure 5. Temperature against η"};
    note(f, t);
    f.tables.push_back("fits.csv");
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> layers = weight_groups(t);
    const std::vector<std::string> series = t.different("series");
    struct reading {
        const char* name;
        const char* title;
        const char* axis;
        const char* value;
        const char* error;
    };
    for (const reading& r :
         {reading{"T_a", "(a) m = 1, Δt = 1: the paper's", "T = ½⟨v²⟩ [1]", "T", "T_error"},
          reading{"T_b", "(b) m = 1/(2η), Δt = 1", "T/(2η) [1]", "T_b", "T_b_error"},
          reading{"T_c", "(c) m = 1, Δt = 2η", "T/(4η²) [1]", "T_c", "T_c_error"}}) {
        plot p(r.name, r.title, "learning rate η [1]", r.axis);
        p.log_x().log_y();
        const bool first = r.name == std::string("T_a");
        for (const std::string& layer : layers) {
            const mark look = mark_of_layer(layer);
            const std::size_t power = fits.find(series.front(), layer, "power");
            if (first) {
                p.line(fits.curve(power), look, "", layer + ", power law", 1.5, 1);
            }
            for (const double set : {1.0, 2.0}) {
                const auto rows = rows_where(t, [&](const csv_table&, std::size_t row) {
                    return t.text(row, "group") == layer &&
                           t.text(row, "series") == series.front() &&
                           t.number(row, "seed_set") == set;
                });
                const std::string exponent = first ? exponent_text(fits, power) : "";
                point_names names{.x = "eta", .y = r.value, .error = r.error};
                if (first) {
                    names.low = "T_lower";
                    names.high = "T_upper";
                }
                p.points(points_of(t, rows, names), look,
                         set != 1.0 ? "" : plain(layer) + (exponent.empty() ? "" : ": " + exponent),
                         layer + (set == 1.0 ? "" : ", second seed set"), set == 1.0 ? 0.8 : 0.5);
            }
        }
        if (!p.empty()) {
            f.panels.push_back(p.finish());
        }
    }
    panel exponents = exponent_panel(fits, layers, series, "a of T ∝ η^a [1]",
                                     {{2.0, "quadratic, a = 2"}, {1.5, "a = 1½"}});
    if (!exponents.roles.empty()) {
        f.panels.push_back(std::move(exponents));
    }
    f.caption =
        "Temperatures of the weights of each layer against the learning rate, in the three "
        "readings of the paper's mass and time step; (a) is used everywhere else. Lines in (a): "
        "power laws T ∝ η^a, the exponent with half its 95 % interval in the key. Bars: 95 % "
        "intervals in (a), one standard error in (b) and (c), with the scatter between seeds" +
        second_set_in(t) + "; hollow: not at equilibrium and in no fit. Run on " +
        configuration_of(t) + '.';
    return f;
}

}  // namespace paper
