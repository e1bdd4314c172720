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

using names = std::vector<std::string>;

std::size_t index_in(const names& all, const std::string& name) {
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin());
}

/// Where the k-th of several curves stands over the name of a layer.
double place_of(std::size_t layer, std::size_t curve, std::size_t curves, double seed_set) {
    return static_cast<double>(layer) + aside(curve, curves) + aside_of_set(seed_set, curves);
}

/// Adds the points of one curve with its key, which the first seed set that has points takes.
void add_sets(plot& p, const std::array<std::vector<plot_point>, 2>& sets, const mark& look,
              const std::string& curve, std::string key) {
    for (std::size_t i = 0; i < sets.size(); ++i) {
        p.points(sets[i], look, key, label_of_set(curve, seed_sets[i]), size_of_set(seed_sets[i]));
        if (!sets[i].empty()) {
            key.clear();
        }
    }
}

/// The points of one curve at the names of their layers.
std::array<std::vector<plot_point>, 2> points_of_curve(const csv_table& t, const names& layers,
                                                       const names& curves, std::size_t curve,
                                                       const point_names& columns) {
    std::array<std::vector<plot_point>, 2> sets;
    for (std::size_t row = 0; row < t.size(); ++row) {
        const std::size_t layer = index_in(layers, t.text(row, "group"));
        if (layer == layers.size() || curve_of(t, row) != curves[curve]) {
            continue;
        }
        const double seed_set = t.number(row, "seed_set");
        plot_point point = point_of(t, row, columns);
        point.x = place_of(layer, curve, curves.size(), seed_set);
        if (std::isfinite(point.y)) {
            sets[seed_set == 1.0 ? 0 : 1].push_back(point);
        }
    }
    return sets;
}

/// Puts the points of every curve side by side over the names of their layers.
void over_layers(plot& p, const csv_table& t, const names& layers, const names& curves,
                 const point_names& columns) {
    for (std::size_t k = 0; k < curves.size(); ++k) {
        add_sets(p, points_of_curve(t, layers, curves, k, columns), mark_of(k), curves[k],
                 plain(curves[k]));
    }
    p.categories(layers);
}

/// The row of the first series with the same η, B, λ and network as another, or the number of rows.
std::size_t reference_of(const csv_table& t, std::size_t row) {
    const std::string& series = t.text(0, "series");
    for (std::size_t first = 0; first < t.size() && t.text(row, "series") != series; ++first) {
        bool same = t.text(first, "series") == series;
        for (const char* column : {"group", "eta", "beta", "lambda", "network", "seed_set"}) {
            same = same && t.text(first, column) == t.text(row, column);
        }
        if (same) {
            return first;
        }
    }
    return t.size();
}

/// T of a row over that of another, with the intervals of both: half their widths in ln T add in
/// quadrature.
plot_point ratio_of(const csv_table& t, std::size_t row, std::size_t reference) {
    const auto half_width = [&](std::size_t of) {
        return 0.5 * std::log(t.number(of, "T_upper") / t.number(of, "T_lower"));
    };
    const double ratio = t.number(row, "T") / t.number(reference, "T");
    const double factor = std::exp(std::hypot(half_width(row), half_width(reference)));
    return {.x = 0.0,
            .y = ratio,
            .low = ratio / factor,
            .high = ratio * factor,
            .full = t.flag(row, "equilibrium") && t.flag(reference, "equilibrium")};
}

/// T of a series over that of the first. Without such pairs, a panel without roles.
panel ratio_panel(const csv_table& t, const names& layers, const names& curves) {
    plot p("ratios", "Over " + plain(t.text(0, "series")), "layer (weights) [name]",
           "ratio of T [1]");
    double low = 1.0;
    double high = 1.0;
    for (std::size_t k = 0; k < curves.size(); ++k) {
        std::array<std::vector<plot_point>, 2> sets;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const std::size_t layer = index_in(layers, t.text(row, "group"));
            const std::size_t reference = reference_of(t, row);
            if (layer == layers.size() || reference == t.size() || curve_of(t, row) != curves[k]) {
                continue;
            }
            const double seed_set = t.number(row, "seed_set");
            plot_point point = ratio_of(t, row, reference);
            point.x = place_of(layer, k, curves.size(), seed_set);
            low = std::min(low, point.y);
            high = std::max(high, point.y);
            sets[seed_set == 1.0 ? 0 : 1].push_back(point);
        }
        add_sets(p, sets, mark_of(k), curves[k], plain(curves[k]));
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
    const names layers = weight_groups(t);
    const names curves = curves_of(t);
    plot p("temperatures", "Temperature", "layer (weights) [name]", "T = ½⟨v²⟩ [1]");
    p.log_y();
    over_layers(p, t, layers, curves, {.x = "", .low = "T_lower", .high = "T_upper"});
    if (!p.empty()) {
        f.panels.push_back(p.finish());
    }
    std::string bars = " Bars of T: 95 % intervals";
    if (ratios) {
        panel quotients = ratio_panel(t, layers, curves);
        if (!quotients.roles.empty()) {
            f.panels.push_back(std::move(quotients));
            bars += ", of a ratio from those of both temperatures as if these were independent";
        }
    }
    f.caption += bars + second_set_in(t) + "; hollow: not at equilibrium. Run on " +
                 configuration_of(t) + '.';
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
    names words;
    for (const double decay : decays) {
        words.push_back(number_label(decay));
    }
    plot p("temperatures", "", "weight decay λ [1]", "T = ½⟨v²⟩ [1]");
    p.log_y().categories(words).wide();
    const names layers = weight_groups(t);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::array<std::vector<plot_point>, 2> sets;
        for (std::size_t row = 0; row < t.size(); ++row) {
            if (t.text(row, "group") == layers[i]) {
                const double seed_set = t.number(row, "seed_set");
                plot_point point = point_of(t, row, {.x = "", .low = "T_lower", .high = "T_upper"});
                const auto place = std::find(decays.begin(), decays.end(), t.number(row, "lambda"));
                point.x = place_of(static_cast<std::size_t>(place - decays.begin()), i,
                                   layers.size(), seed_set);
                sets[seed_set == 1.0 ? 0 : 1].push_back(point);
            }
        }
        add_sets(p, sets, mark_of_layer(layers[i]), layers[i], plain(layers[i]));
    }
    if (!p.empty()) {
        f.panels = {p.finish()};
    }
    f.caption =
        "Temperatures of the weights of each layer against weight decay. Without decay the norm of "
        "weights before batch norm only grows, so that there is no equilibrium to wait for. "
        "Bars: 95 % intervals" +
        second_set_in(t) + "; hollow: not at equilibrium. Run on " + configuration_of(t) + '.';
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
    const csv_table& t = from.tables.get("full_batch.csv");
    figure f = comparison(
        from, "full_batch.csv",
        {.name = "full_batch",
         .title = "Gradient descent without noise",
         .caption = "Temperatures under gradient descent on one batch of all training images of "
                    "the run, beside SGD where that was run too: does T reach 0? Trained on " +
                    images_in(t) + '.'},
        false);
    // A panel for each η: descent is another thing where the step is too large to be stable.
    f.panels.clear();
    const names layers = weight_groups(t);
    for (const std::string& eta : t.different("eta")) {
        names curves;
        for (std::size_t row = 0; row < t.size(); ++row) {
            if (t.text(row, "eta") == eta &&
                std::find(curves.begin(), curves.end(), curve_of(t, row)) == curves.end()) {
                curves.push_back(curve_of(t, row));
            }
        }
        plot p(fmt::format("temperatures_{}", f.panels.size() + 1), "η = " + eta,
               "layer (weights) [name]", "T = ½⟨v²⟩ [1]");
        p.log_y();
        over_layers(p, t, layers, curves, {.x = "", .low = "T_lower", .high = "T_upper"});
        if (!p.empty()) {
            f.panels.push_back(p.finish());
        }
    }
    return f;
}

figure epsilon_figure(figure_sources& from) {
    figure f = comparison(
        from, "epsilon.csv",
        {.name = "epsilon",
         .title = "ε of batch norm and the law T = ηλ⟨θ²⟩",
         .caption =
             "The law and the temperatures with other ε of batch norm, and with scale and shift of "
             "batch norm exempt from weight decay. Crosses beside the symbols: the law as "
             "measured shares of ε predict it (see the figure on the law), with nothing "
             "fitted. Bars of the law: one standard error."},
        false);
    if (f.panels.empty()) {
        return f;
    }
    const csv_table& t = from.tables.get("epsilon.csv");
    names layers;
    for (const std::string& layer : weight_groups(t)) {
        for (std::size_t row = 0; row < t.size(); ++row) {
            if (t.text(row, "group") == layer && std::isfinite(t.number(row, "law"))) {
                layers.push_back(layer);
                break;
            }
        }
    }
    const names curves = curves_of(t);
    plot p("law", "Law", "layer (weights) [name]", "T/(ηλ⟨θ²⟩) [1]");
    p.level(1.0, "law for ε = 0");
    p.include_y(0.0, 1.05);
    over_layers(p, t, layers, curves, {.x = "", .y = "law", .error = "law_error"});
    std::string key = "predicted from ε’s share";
    for (std::size_t k = 0; k < curves.size(); ++k) {
        auto sets = points_of_curve(
            t, layers, curves, k, {.x = "", .y = "law_predicted", .error = "law_predicted_error"});
        for (std::vector<plot_point>& set : sets) {
            for (plot_point& point : set) {
                // Beside what it would hide.
                point.x += 0.5 * (aside(1, curves.size() + 1) - aside(0, curves.size() + 1));
            }
        }

        add_sets(p, sets, predicted(mark_of(k)), curves[k] + ", predicted from ε’s share", key);
        if (!sets[0].empty() || !sets[1].empty()) {
            key.clear();
        }
    }
    if (!p.empty()) {
        f.panels.insert(f.panels.begin(), p.finish());
    }
    return f;
}

}  // namespace paper
