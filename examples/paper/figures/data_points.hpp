// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Rows of tables as points of a figure, and the runs behind them.

#include "csv_table.hpp"
#include "figure.hpp"
#include "plot.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// Which rows are wanted.
using row_filter = std::function<bool(const csv_table&, std::size_t)>;

/// The rows that a filter takes.
[[nodiscard]] inline std::vector<std::size_t> rows_where(const csv_table& t,
                                                         const row_filter& wanted) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (wanted(t, row)) {
            rows.push_back(row);
        }
    }
    return rows;
}

/// Names of the columns of a point; without `low`, the bar is one `error` to
/// each side.
struct point_names {
    std::string_view x;
    std::string_view y = "T";
    std::string_view error = "T_error";
    std::string_view low = {};
    std::string_view high = {};
    std::string_view full = "equilibrium";  ///< empty: all are
};

/// One row as a point.
[[nodiscard]] inline plot_point point_of(const csv_table& t, std::size_t row,
                                         const point_names& names) {
    plot_point p;
    p.x = names.x.empty() ? 0.0 : t.number(row, names.x);
    p.y = t.number(row, names.y);
    if (names.low.empty()) {
        const double error = t.number(row, names.error);
        p.low = p.y - error;
        p.high = p.y + error;
    } else {
        p.low = t.number(row, names.low);
        p.high = t.number(row, names.high);
    }
    p.full = names.full.empty() || t.flag(row, names.full);
    return p;
}

/// The points of some rows, by x.
[[nodiscard]] inline std::vector<plot_point> points_of(const csv_table& t,
                                                       const std::vector<std::size_t>& rows,
                                                       const point_names& names) {
    std::vector<plot_point> points;
    for (const std::size_t row : rows) {
        points.push_back(point_of(t, row, names));
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const plot_point& a, const plot_point& b) { return a.x < b.x; });
    return points;
}

/// How far the k-th of several points beside each other stands from the middle
/// of its category.
[[nodiscard]] inline double aside(std::size_t k, std::size_t count) {
    const double step = std::min(0.2, 0.7 / static_cast<double>(std::max<std::size_t>(count, 1)));
    return step * (static_cast<double>(k) - 0.5 * static_cast<double>(count - 1));
}

/// The numbers of the seed sets, of which the first is drawn large and the second small.
inline constexpr std::array seed_sets{1.0, 2.0};

/// The size of the symbols of a seed set.
[[nodiscard]] inline double size_of_set(double seed_set) {
    return seed_set == 1.0 ? 0.8 : 0.5;
}

/// How far the points of a seed set stand beside those of the first, where `count` stand in a
/// category.
[[nodiscard]] inline double aside_of_set(double seed_set, std::size_t count) {
    return seed_set == 1.0 ? 0.0
                           : 0.4 * (aside(1, std::max<std::size_t>(count, 2)) -
                                    aside(0, std::max<std::size_t>(count, 2)));
}

/// "η = 0.01", "η = 0.01, second seed set".
[[nodiscard]] inline std::string label_of_set(const std::string& curve, double seed_set) {
    return seed_set == 1.0 ? curve : curve + ", second seed set";
}

/// What a row of a table of points is called in the key: its series, with η where the series has
/// several, and η alone where there is one series only.
[[nodiscard]] inline std::string curve_of(const csv_table& t, std::size_t row) {
    const std::string& series = t.text(row, "series");
    bool several_rates = false;
    bool several_series = false;
    for (std::size_t other = 0; other < t.size(); ++other) {
        const bool same = t.text(other, "series") == series;
        several_series = several_series || !same;
        several_rates = several_rates || (same && t.text(other, "eta") != t.text(row, "eta"));
    }
    const std::string rate = "η = " + number_label(t.number(row, "eta"), false);
    return !several_rates ? series : several_series ? series + ", " + rate : rate;
}

/// The curves of a table, in the order of their first rows.
[[nodiscard]] inline std::vector<std::string> curves_of(const csv_table& t) {
    std::vector<std::string> curves;
    for (std::size_t row = 0; row < t.size(); ++row) {
        std::string curve = curve_of(t, row);
        if (std::find(curves.begin(), curves.end(), curve) == curves.end()) {
            curves.push_back(std::move(curve));
        }
    }
    return curves;
}

/// Notes a table and its runs, from its column "runs" or "run", as behind a
/// figure.
inline void note(figure& f, const csv_table& t) {
    f.tables.push_back(t.name());
    for (const std::string_view column : {"runs", "run"}) {
        if (std::find(t.columns().begin(), t.columns().end(), column) == t.columns().end()) {
            continue;
        }
        for (std::size_t row = 0; row < t.size(); ++row) {
            std::istringstream words(t.text(row, column));
            for (std::string run; words >> run;) {
                // Rows about several runs say so in words.
                if (run.find("-eta") != std::string::npos &&
                    std::find(f.runs.begin(), f.runs.end(), run) == f.runs.end()) {
                    f.runs.push_back(run);
                }
            }
        }
    }
}

/// Layers whose weights have a temperature, in the order of the network.
[[nodiscard]] inline std::vector<std::string> weight_groups(const csv_table& t) {
    std::vector<std::string> groups;
    for (std::size_t row = 0; row < t.size(); ++row) {
        const std::string& group = t.text(row, "group");
        if (t.text(row, "kind") == "weight" &&
            std::find(groups.begin(), groups.end(), group) == groups.end()) {
            groups.push_back(group);
        }
    }
    return groups;
}

}  // namespace paper
