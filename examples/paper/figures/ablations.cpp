// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One thing changed at a time: λ, sampling, what a velocity is, no noise, ε of
/// batch norm.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <cmath>

namespace paper {

namespace {

/// Puts the points of every series side by side over the names of their layers.
void over_layers(plot& p, const csv_table& t, const std::vector<std::string>& layers,
                 const std::vector<std::string>& series, const point_names& names) {
    for (std::size_t k = 0; k < series.size(); ++k) {
        std::vector<plot_point> points;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const auto place = std::find(layers.begin(), layers.end(), t.text(row, "group"));
            if (place == layers.end() || curve_of(t, row) != series[k]) {
                continue;
            }
            plot_point point = point_of(t, row, names);
            point.x = static_cast<double>(place - layers.begin()) + aside(k, series.size());
            points.push_back(point);
        }
        p.points(points, mark_of(k), plain(series[k]), series[k]);
    }
    p.categories(layers);
}

/// T of a series over that of the first with the same η, β, λ and network, with
/// the bars of both.
panel ratio_panel(const csv_table& t, const std::vector<std::string>& layers,
                  const std::vector<std::string>& series) {
    struct found {
        std::string series;
        std::vector<plot_point> points;
    };
    std::vector<found> curves;
    std::string reference;
    for (std::size_t row = 0; row < t.size(); ++row) {
        const auto place = std::find(layers.begin(), layers.end(), t.text(row, "group"));
        if (place == layers.end()) {
            continue;
        }
        for (std::size_t first = 0; first < row; ++first) {
            bool same = true;
            for (const char* column : {"group", "eta", "beta", "lambda", "network", "seed_set"}) {
                same = same && t.text(first, column) == t.text(row, column);
            }
            if (!same) {
                continue;
            }
            const double above = t.number(row, "T");
            const double below = t.number(first, "T");
            const double ratio = above / below;
            const double error = ratio * std::hypot(t.number(row, "T_error") / above,
                                                    t.number(first, "T_error") / below);
            const std::string name = curve_of(t, row);
            auto curve = std::find_if(curves.begin(), curves.end(),
                                      [&](const found& c) { return c.series == name; });
            if (curve == curves.end()) {
                curves.push_back({name, {}});
                curve = curves.end() - 1;
            }
            const auto k = static_cast<std::size_t>(std::find(series.begin(), series.end(), name) -
                                                    series.begin());
            curve->points.push_back(
                {static_cast<double>(place - layers.begin()) + aside(k, series.size()), ratio,
                 ratio - 1.96 * error, ratio + 1.96 * error,
                 t.flag(row, "equilibrium") && t.flag(first, "equilibrium")});
            reference = t.text(first, "series");
            break;
        }
    }
    plot p("ratios", "Over " + plain(reference), "layer (weights) [name]", "ratio of T [1]");
    double low = 1.0;
    double high = 1.0;
    for (const found& curve : curves) {
        const auto k = static_cast<std::size_t>(
            std::find(series.begin(), series.end(), curve.series) - series.begin());
        p.points(curve.points, mark_of(k), plain(curve.series), curve.series);
        for (const plot_point& point : curve.points) {
            low = std::min(low, point.y);
            high = std::max(high, point.y);
        }
    }
    if (p.empty()) {
        return {};
    }
    if (high > 4.0 * low) {
        p.log_y();
    }
    p.level(1.0, "equal");
    p.categories(layers);
    return p.finish();
}

/// Temperatures of layers, series by series, and their ratios to the first.
figure comparison(figure_sources& from, const char* file, figure f, bool ratios) {
    const csv_table& t = from.tables.get(file);
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> layers = weight_groups(t);
    const std::vector<std::string> series = curves_of(t);
    plot p("temperatures", "Temperature", "layer (weights) [name]", "T = ½⟨v²⟩ [1]");
    p.log_y();
    over_layers(p, t, layers, series, {.x = "", .low = "T_lower", .high = "T_upper"});
    if (!p.empty()) {
        f.panels.push_back(p.finish());
    }
    if (ratios) {
        panel quotients = ratio_panel(t, layers, series);
        if (!quotients.roles.empty()) {
            f.panels.push_back(std::move(quotients));
        }
    }
    f.caption +=
        " Bars: 95 % intervals; hollow: not at equilibrium. Run on " + configuration_of(t) + '.';
    return f;
}

}  // namespace

figure decay_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("decay.csv");
    figure f{.name = "decay", .title = "Weight decay"};
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    std::vector<double> decays;
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (std::find(decays.begin(), decays.end(), t.number(row, "lambda")) == decays.end()) {
            decays.push_back(t.number(row, "lambda"));
        }
    }
    std::sort(decays.begin(), decays.end());
    std::vector<std::string> words;
    for (const double decay : decays) {
        words.push_back(number_label(decay));
    }
    plot p("temperatures", "", "weight decay λ [1]", "T = ½⟨v²⟩ [1]");
    p.log_y().categories(words).wide();
    const std::vector<std::string> layers = weight_groups(t);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::vector<plot_point> points;
        for (std::size_t row = 0; row < t.size(); ++row) {
            if (t.text(row, "group") == layers[i]) {
                plot_point point = point_of(t, row, {.x = "", .low = "T_lower", .high = "T_upper"});
                const auto place = std::find(decays.begin(), decays.end(), t.number(row, "lambda"));
                point.x = static_cast<double>(place - decays.begin()) + aside(i, layers.size());
                points.push_back(point);
            }
        }
        p.points(points, mark_of_layer(layers[i]), plain(layers[i]), layers[i]);
    }
    f.panels = {p.finish()};
    f.caption =
        "Temperatures of the weights of each layer at three weight decays. Without decay the norm "
        "of weights before batch norm only grows, so that there is no equilibrium to wait for. "
        "Bars: 95 % intervals; hollow: not at equilibrium. Run on " +
        configuration_of(t) + '.';
    return f;
}

figure sampling_figure(figure_sources& from) {
    return comparison(from, "sampling.csv",
                      {.name = "sampling",
                       .title = "Shuffled epochs against independent draws",
                       .caption = "Minibatches from shuffled epochs, and of images drawn "
                                  "independently from all at every step."},
                      true);
}

figure velocity_figure(figure_sources& from) {
    return comparison(from, "velocity.csv",
                      {.name = "velocity",
                       .title = "Velocity per step against velocity per epoch",
                       .caption = "Temperatures from the displacement of one step and of one whole "
                                  "epoch, on the same runs."},
                      true);
}

figure full_batch_figure(figure_sources& from) {
    return comparison(from, "full_batch.csv",
                      {.name = "full_batch",
                       .title = "Gradient descent without noise",
                       .caption = "Temperatures under gradient descent on one batch of all images, "
                                  "with batch norm and without: does T reach 0?"},
                      false);
}

figure epsilon_figure(figure_sources& from) {
    figure f = comparison(
        from, "epsilon.csv",
        {.name = "epsilon",
         .title = "ε of batch norm and the law T = ηλ⟨θ²⟩",
         .caption = "The law and the temperatures with other ε of batch norm, and with γ and β of "
                    "batch norm exempt from weight decay. Bars of the law: one standard error."},
        false);
    if (f.panels.empty()) {
        return f;
    }
    const csv_table& t = from.tables.get("epsilon.csv");
    std::vector<std::string> layers;
    for (const std::string& layer : weight_groups(t)) {
        for (std::size_t row = 0; row < t.size(); ++row) {
            if (t.text(row, "group") == layer && std::isfinite(t.number(row, "law"))) {
                layers.push_back(layer);
                break;
            }
        }
    }
    plot p("law", "Law", "layer (weights) [name]", "T/(ηλ⟨θ²⟩) [1]");
    p.level(1.0, "law");
    p.include_y(0.0, 1.05);
    over_layers(p, t, layers, curves_of(t), {.x = "", .y = "law", .error = "law_error"});
    f.panels.insert(f.panels.begin(), p.finish());
    return f;
}

}  // namespace paper
