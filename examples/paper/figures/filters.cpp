// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figure 6, temperatures of filters beside their weights, and the spread
/// within layers.

#include <paper/analysis/map_files.hpp>
#include <paper/results/extra_results.hpp>
#include <paper/results/result.hpp>
#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"
#include "matrix_drawing.hpp"

#include <thermosgd/core/error.hpp>

#include <cmath>
#include <numeric>
#include <optional>

namespace paper {

namespace {

/// What a run keeps of each weight of a layer, under `what` of its extra
/// results.
std::optional<weight_matrix> matrix_of(const run_record& result, const char* what,
                                       const std::string& layer) {
    const auto tensors = result.extra.find(what);
    if (tensors == result.extra.end()) {
        return std::nullopt;
    }
    const auto tensor = tensors->find(layer + ".weight");
    if (tensor == tensors->end()) {
        return std::nullopt;
    }
    return weight_matrix{tensor->at("extents").get<std::vector<std::size_t>>(), tensor_of(*tensor)};
}

/// The result of a run if it is there.
std::optional<run_record> result_in(const std::filesystem::path& folder, const std::string& run) {
    const std::filesystem::path file = folder / (run + ".json");
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return std::nullopt;
    }
    try {
        return read_result(file);
    } catch (const thermosgd::error& broken) {
        throw table_error(broken.what());
    }
}

/// Two levels that follow each other in a map of 256, as a factor less 1.
double step_of(const weight_matrix& map) {
    double low = std::numeric_limits<double>::infinity();
    double high = 0.0;
    for (const double value : map.values) {
        if (value > 0.0) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    return low < high ? std::pow(high / low, 1.0 / 255.0) - 1.0 : 0.0;
}

/// Adds the maps of the first run that has some, and returns what is to be said of them.
std::string add_maps(figure& f, const std::filesystem::path& results, const csv_table& t,
                     const std::vector<std::string>& layers) {
    for (const std::string& run : t.different("run")) {
        const auto result = result_in(results, run);
        double step = 0.0;
        for (const std::string& layer : layers) {
            const auto map = result ? matrix_of(*result, "maps", layer) : std::nullopt;
            if (!map) {
                continue;
            }
            f.panels.push_back(
                {.name = "map_" + layer, .svg = draw_map(*map, layer, "T of the weight [1]")});
            f.maps.push_back(map_file(run, layer));
            step = std::max(step, step_of(*map));
        }
        if (!f.maps.empty()) {
            return fmt::format(
                "Maps: T of every weight in the run with seed {}, one line for each output of the "
                "layer, logarithmic colours from the coldest to the hottest weight. T is kept in "
                "256 levels, even in ln T between these two, {:.2g} % from level to level or less.",
                result->spec.seed, 100.0 * step);
        }
    }
    return "Maps of single weights are not at hand and so not drawn.";
}

/// Points that share their place on the x axis side by side.
double aside(std::size_t i, std::size_t count, double width) {
    return count < 2 ? 0.0
                     : width * (static_cast<double>(i) / static_cast<double>(count - 1) - 0.5);
}

}  // namespace

figure filter_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("fig6_filters.csv");
    figure f{.name = "fig6", .title = "Figure 6. Temperature of each filter of conv1"};
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> runs = t.different("run");
    plot temperatures("temperatures", "Temperature by seed, hottest filter first", "rank [1]",
                      "T = ½⟨v²⟩ [1]");
    plot law("law", "Beside the law of batch norm", "ηλ⟨θ²⟩ [1]", "T = ½⟨v²⟩ [1]");
    double least = std::numeric_limits<double>::infinity();
    double most = 0.0;
    std::vector<std::string> ranks;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto rows = rows_where(
            t, [&](const csv_table&, std::size_t row) { return t.text(row, "run") == runs[i]; });
        std::vector<plot_point> points =
            points_of(t, rows, {.x = "index", .low = "T_lower", .high = "T_upper"});
        std::sort(points.begin(), points.end(),
                  [](const plot_point& a, const plot_point& b) { return a.y > b.y; });
        for (std::size_t k = 0; k < points.size(); ++k) {
            points[k].x = static_cast<double>(k) + aside(i, runs.size(), 0.5);
            if (k >= ranks.size()) {
                ranks.push_back(std::to_string(k + 1));
            }
        }
        std::vector<plot_point> predicted;
        for (const std::size_t row : rows) {
            plot_point p = point_of(t, row, {.x = "", .low = "T_lower", .high = "T_upper"});
            p.x = p.y / t.number(row, "law");
            least = std::min({least, p.x, p.y});
            most = std::max({most, p.x, p.y});
            predicted.push_back(p);
        }
        const bool second = t.number(rows.front(), "seed_set") != 1.0;
        const std::string seed = "seed " + t.text(rows.front(), "seed");
        temperatures.points(points, mark_of(i), seed, seed, second ? 0.55 : 0.75);
        law.points(predicted, mark_of(i), seed, seed, second ? 0.55 : 0.75);
    }
    temperatures.categories(ranks).include_y(0.0, 0.0);
    if (least < most) {
        law.line({{least, least}, {most, most}}, {"#666666", 0, 3}, "T = ηλ⟨θ²⟩", "the law", 1.4);
    }
    for (const plot* p : {&temperatures, &law}) {
        if (!p->empty()) {
            f.panels.push_back(p->finish());
        }
    }

    const auto result = result_in(from.results, runs.front());
    const auto weights = result ? matrix_of(*result, "weights", "conv1") : std::nullopt;
    const auto rows = rows_where(
        t, [&](const csv_table&, std::size_t row) { return t.text(row, "run") == runs.front(); });
    std::string about_weights = "The weights of the run are not at hand and so not drawn.";
    if (weights && weights->outputs() == rows.size()) {
        std::vector<std::size_t> order(rows.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::vector<std::string> words(rows.size());
        std::vector<double> heat(rows.size());
        for (const std::size_t row : rows) {
            const auto k = static_cast<std::size_t>(t.number(row, "index"));
            heat.at(k) = t.number(row, "T");
            words.at(k) = fmt::format("{}: {:.2e}", k, heat[k]);
        }
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return heat[a] > heat[b]; });
        f.panels.push_back({.name = "weights", .svg = draw_kernels(*weights, order, words)});
        about_weights = fmt::format(
            "Weights at the end of the run with seed {}: number of the filter and its T; black is "
            "the most negative weight, white the most positive.",
            t.text(rows.front(), "seed"));
    }
    f.caption = "Temperatures of the filters of conv1 at η = " + numbers_of(t, "eta") +
                ", and the same against ηλ⟨θ²⟩ of each filter. Filters of different seeds are "
                "different filters: they share a rank, no more. Bars: 95 % intervals" +
                second_set_in(t) + "; hollow: not at equilibrium. " + about_weights;
    return f;
}

figure equipartition_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("equipartition.csv");
    figure f{.name = "equipartition", .title = "Temperatures of single weights within a layer"};
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> runs = t.different("run");
    const std::vector<std::string> groups = t.different("group");
    plot spread("spread", "Spread within each layer", "group of parameters [name]",
                "CV² of T = var(T)/⟨T⟩² [1]");
    spread.log_y();
    std::vector<std::string> layers;
    for (const std::string& group : groups) {
        if (group.find('.') == std::string::npos) {
            layers.push_back(group);
        }
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::vector<plot_point> points;
        std::string seed;
        bool second = false;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const auto place = std::find(layers.begin(), layers.end(), t.text(row, "group"));
            if (t.text(row, "run") != runs[i] || place == layers.end()) {
                continue;
            }
            plot_point p =
                point_of(t, row, {.x = "", .y = "cv2", .low = "cv2_lower", .high = "cv2_upper"});
            p.x = static_cast<double>(place - layers.begin()) + aside(i, runs.size(), 0.5);
            points.push_back(p);
            seed = "seed " + t.text(row, "seed");
            second = t.number(row, "seed_set") != 1.0;
        }
        spread.points(points, mark_of(i), seed, seed, second ? 0.55 : 0.75);
    }
    spread.categories(layers);
    if (!spread.empty()) {
        f.panels = {spread.finish()};
    }
    const std::string maps = add_maps(f, from.results, t, layers);
    f.caption =
        "Equipartition would give every weight of a layer one temperature, CV² = 0. Measured from "
        "two windows, so that the noise of short averages does not count. Bars: 95 % intervals" +
        second_set_in(t) + "; hollow: the layer is not at equilibrium. " + maps;
    return f;
}

}  // namespace paper
