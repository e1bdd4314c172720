// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Builds the gnuplot script of one panel: points with error bars, curves, axes
/// with units.

#include <support/drawing/mark.hpp>
#include "axes.hpp"
#include "figure.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace paper {

using support::mark;
using support::mark_of;
using support::mark_of_layer;
using support::predicted;

/// A measured point; `low` and `high` are the ends of its bar, `left` and `right` of one across,
/// NaN if it has none.
struct plot_point {
    double x = 0.0;
    double y = 0.0;
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
    bool full = true;  ///< false: not at equilibrium, drawn hollow
    double left = std::numeric_limits<double>::quiet_NaN();
    double right = std::numeric_limits<double>::quiet_NaN();
};

/// One panel in the making. Labels and keys are in gnuplot's enhanced markup.
class plot {
public:
    /// \param x_label, y_label  with their units in brackets, "T = ½⟨v²⟩ [1]"
    plot(std::string name, std::string title, std::string x_label, std::string y_label);

    plot& log_x();
    plot& log_y();
    plot& wide();
    plot& height(int pixels);
    /// The x axis has a word at each of 0, 1, 2, …
    plot& categories(std::vector<std::string> words);
    /// The x axis has these words at these places.
    plot& x_tics(std::vector<std::pair<double, std::string>> tics);
    /// The y axis reaches at least from `low` to `high`.
    plot& include_y(double low, double high);

    /// Measured points with their error bars; hollow ones are not at equilibrium.
    /// \param key    what the key says, empty for no entry
    /// \param label  what the curve is, in words
    void points(const std::vector<plot_point>& points, const mark& look, const std::string& key,
                const std::string& label, double size = 0.75);
    /// A curve.
    /// \param dash  as in mark, 0: the look's own
    void line(const std::vector<std::pair<double, double>>& points, const mark& look,
              const std::string& key, const std::string& label, double width = 1.6, int dash = 0);
    /// A horizontal line at a value that a law predicts.
    void level(double y, const std::string& key);
    /// A vertical line, not in the key.
    void divider(double x);

    /// Whether there is nothing to draw but levels.
    [[nodiscard]] bool empty() const noexcept { return elements_.size() == levels_.size(); }
    /// The panel. Points that a logarithmic axis cannot show are left out.
    [[nodiscard]] panel finish() const;

private:
    struct element {
        std::string role{};
        std::string label{};
        std::string key{};
        std::string style{};  ///< of gnuplot
        std::vector<plot_point> points{};
    };

    [[nodiscard]] bool drawable(const plot_point& p) const;
    [[nodiscard]] std::pair<double, double> range(bool of_x) const;
    [[nodiscard]] int rows_of_key() const;

    std::string name_;
    std::string title_;
    std::string x_label_;
    std::string y_label_;
    bool log_x_ = false;
    bool log_y_ = false;
    bool wide_ = false;
    int height_ = 340;
    std::size_t categories_ = 0;
    std::vector<std::pair<double, std::string>> x_tics_;
    std::vector<double> y_included_;
    std::vector<double> levels_;
    std::vector<double> dividers_;
    std::vector<element> elements_;
};

}  // namespace paper
