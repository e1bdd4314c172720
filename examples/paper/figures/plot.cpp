// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Axes are chosen here rather than by gnuplot, so that all panels of a page
/// look alike.

#include "plot.hpp"

#include "axes.hpp"

#include <fmt/format.h>
#include <support/drawing/script.hpp>

#include <algorithm>
#include <cmath>

namespace paper {

plot::plot(std::string name, std::string title, std::string x_label, std::string y_label)
    : name_(std::move(name)),
      title_(std::move(title)),
      x_label_(std::move(x_label)),
      y_label_(std::move(y_label)) {}

plot& plot::log_x() {
    log_x_ = true;
    return *this;
}

plot& plot::log_y() {
    log_y_ = true;
    return *this;
}

plot& plot::wide() {
    wide_ = true;
    return *this;
}

plot& plot::height(int pixels) {
    height_ = pixels;
    return *this;
}

plot& plot::categories(std::vector<std::string> words) {
    categories_ = words.size();
    x_tics_.clear();
    for (std::size_t i = 0; i < words.size(); ++i) {
        x_tics_.emplace_back(static_cast<double>(i), std::move(words[i]));
    }
    return *this;
}

plot& plot::x_tics(std::vector<std::pair<double, std::string>> tics) {
    x_tics_ = std::move(tics);
    return *this;
}

plot& plot::include_y(double low, double high) {
    y_included_.insert(y_included_.end(), {low, high});
    return *this;
}

bool plot::drawable(const plot_point& p) const {
    return std::isfinite(p.x) && std::isfinite(p.y) && (!log_x_ || p.x > 0.0) &&
           (!log_y_ || p.y > 0.0);
}

void plot::points(const std::vector<plot_point>& points, const mark& look, const std::string& key,
                  const std::string& label, double size) {
    element bars{"bars",
                 label,
                 key,
                 fmt::format("using 1:2:3:4 with yerrorbars pt {} ps {} lw 1.4 lc rgb \"{}\"",
                             look.point, size, look.colour),
                 {}};
    // Below the points, whose symbols it repeats.
    element across{"xbars",
                   label + ", errors of x",
                   "",
                   fmt::format("using 1:2:3:4 with xerrorbars pt {} ps {} lw 1 lc rgb \"{}\"",
                               look.point, size, look.colour),
                   {}};
    element holes{"points",
                  label + ", not at equilibrium",
                  "",
                  fmt::format("using 1:2 with points pt {} ps {} lc rgb \"#ffffff\"", look.point,
                              0.55 * size),
                  {}};
    for (plot_point p : points) {
        if (!drawable(p)) {
            continue;
        }
        if (!std::isfinite(p.low) || !std::isfinite(p.high)) {
            p.low = p.high = p.y;
        }
        bars.points.push_back(p);
        if (std::isfinite(p.left) && std::isfinite(p.right)) {
            across.points.push_back(p);
        }
        if (!p.full) {
            holes.points.push_back(p);
        }
    }
    if (bars.points.empty()) {
        return;
    }
    if (!across.points.empty()) {
        elements_.push_back(std::move(across));
    }
    elements_.push_back(std::move(bars));
    if (!holes.points.empty()) {
        elements_.push_back(std::move(holes));
    }
}

void plot::line(const std::vector<std::pair<double, double>>& points, const mark& look,
                const std::string& key, const std::string& label, double width, int dash) {
    element curve{"line",
                  label,
                  key,
                  fmt::format("using 1:2 with lines lw {} dt {} lc rgb \"{}\"", width,
                              dash == 0 ? look.dash : dash, look.colour),
                  {}};
    for (const auto& [x, y] : points) {
        const plot_point p{x, y};
        if (drawable(p)) {
            curve.points.push_back(p);
        }
    }
    if (curve.points.size() > 1) {
        elements_.push_back(std::move(curve));
    }
}

void plot::level(double y, const std::string& key) {
    levels_.push_back(y);
    // Drawn over the range of x, which is known at the end.
    elements_.push_back(
        {"line", key, key, "using 1:2 with lines lw 1.2 dt 3 lc rgb \"#666666\"", {{0.0, y}}});
}

void plot::divider(double x) {
    dividers_.push_back(x);
}

std::pair<double, double> plot::range(bool of_x) const {
    const bool logarithmic = of_x ? log_x_ : log_y_;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double value) {
        if (std::isfinite(value) && (!logarithmic || value > 0.0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    if (of_x && categories_ != 0) {
        return {-0.5, static_cast<double>(categories_) - 0.5};
    }
    for (const element& e : elements_) {
        for (const plot_point& p : e.points) {
            if (of_x) {
                if (e.points.size() > 1 || e.role != "line") {
                    include(p.x);
                    include(logarithmic ? std::max(p.left, 0.1 * p.x) : p.left);
                    include(p.right);
                }
                continue;
            }
            include(p.y);
            // A bar that reaches to 0 or far below its point must not squeeze all
            // others.
            include(logarithmic ? std::max(p.low, 0.1 * p.y) : p.low);
            include(p.high);
        }
    }
    if (!of_x) {
        for (const double value : y_included_) {
            include(value);
        }
    }
    if (!(low <= high)) {
        return logarithmic ? std::pair{0.1, 10.0} : std::pair{0.0, 1.0};
    }
    if (logarithmic) {
        const double margin = std::max(std::pow(high / low, 0.05), 1.06);
        return {low / margin, high * margin};
    }
    const double margin = high > low ? 0.05 * (high - low) : std::max(0.05 * std::fabs(low), 1e-9);
    const bool from_zero = low == 0.0;
    return {from_zero ? low : low - margin, high + margin};
}

int plot::rows_of_key() const {
    std::size_t longest = 0;
    std::size_t entries = 0;
    for (const element& e : elements_) {
        if (!e.key.empty()) {
            const auto characters = static_cast<std::size_t>(std::count_if(
                e.key.begin(), e.key.end(), [](char c) { return (c & 0xC0) != 0x80; }));
            longest = std::max(longest, characters);
            ++entries;
        }
    }
    // About what gnuplot makes of it.
    const std::size_t columns =
        std::max<std::size_t>(1, (wide_ ? 525U : 385U) / (9 * longest + 44));
    return static_cast<int>((entries + columns - 1) / columns);
}

panel plot::finish() const {
    panel result;
    result.name = name_;
    result.wide = wide_;
    const auto [x_low, x_high] = range(true);
    const auto [y_low, y_high] = range(false);
    const int e = log_y_ ? 0 : exponent_of(y_low, y_high);
    const double unit = std::pow(10.0, e);
    const int x_e = log_x_ || !x_tics_.empty() ? 0 : exponent_of(x_low, x_high);
    const double x_unit = std::pow(10.0, x_e);

    std::ptrdiff_t lines = 1;
    for (const auto& [at, word] : x_tics_) {
        lines = std::max(lines, 1 + std::count(word.begin(), word.end(), '\n'));
    }

    std::string& text = result.script;
    text = fmt::format(
        "\nreset\nset encoding utf8\n"
        "set terminal svg enhanced size {}, {} font \"sans,15\" background \"#ffffff\"\n"
        "set output {}.suffix\n"
        "set border 3 lc rgb \"#333333\"\nset tics nomirror out scale 0.7, 0.4\n"
        "set grid xtics ytics lw 0.6 lt 1 lc rgb \"#dddddd\"\nset errorbars small\n"
        "set pointintervalbox 0.01\nset xtics offset 0, 0.4\n"
        "set key outside bottom center horizontal Left reverse samplen 1.6 width -2 height 0.8\n"
        "set lmargin 11\nset rmargin 2.5\n",
        wide_ ? 640 : 480, height_ + (lines > 1 ? 18 : 0) + 22 * rows_of_key(),
        support::in_quotes(name_ + ".svg"));
    text += title_.empty() ? "set tmargin 1\n"
                           : fmt::format("set tmargin 2.2\nset title {} offset 0, -0.4\n",
                                         gnuplot_text(title_));
    text += fmt::format("set xlabel {} offset 0, {}\nset ylabel {} offset 0.8, 0\n",
                        gnuplot_text(with_power(x_label_, x_e)), lines > 1 ? -0.4 : 0.7,
                        gnuplot_text(with_power(y_label_, e)));
    text += fmt::format("set xrange [{:.9g}:{:.9g}]\nset yrange [{:.9g}:{:.9g}]\n", x_low / x_unit,
                        x_high / x_unit, y_low / unit, y_high / unit);
    text += log_x_ ? "set logscale x\n" : "";
    text += log_y_ ? "set logscale y\n" : "";
    if (!x_tics_.empty()) {
        std::string tics;
        for (const auto& [at, word] : x_tics_) {
            tics += fmt::format("{}{} {:.9g}", tics.empty() ? "" : ", ", gnuplot_text(word), at);
        }
        text += "set xtics (" + tics + ")\n";
    } else if (log_x_) {
        text += "set xtics (" + log_tics(x_low, x_high, true) + ")\n";
    }
    text += log_y_ ? "set ytics (" + log_tics(y_low, y_high) + ")\n" : "set format y \"%g\"\n";
    for (const double x : dividers_) {
        text += fmt::format(
            "set arrow from {0:.9g}, graph 0 to {0:.9g}, graph 1 nohead lw 1 dt 2 lc rgb "
            "\"#999999\"\n",
            x / x_unit);
    }
    std::string plots;
    for (std::size_t i = 0; i < elements_.size(); ++i) {
        const element& part = elements_[i];
        std::vector<plot_point> points = part.points;
        if (part.role == "line" && points.size() == 1) {
            points = {{x_low, points[0].y}, {x_high, points[0].y}};
        }
        text += fmt::format("$d{} << EOD\n", i);
        for (const plot_point& p : points) {
            text += fmt::format("{:.9g} {:.9g}", p.x / x_unit, p.y / unit);
            if (part.role == "bars") {
                const double low = log_y_ && !(p.low > y_low) ? y_low : p.low;
                text += fmt::format(" {:.9g} {:.9g}", std::min(low, p.y) / unit, p.high / unit);
            } else if (part.role == "xbars") {
                const double left = log_x_ && !(p.left > x_low) ? x_low : p.left;
                text +=
                    fmt::format(" {:.9g} {:.9g}", std::min(left, p.x) / x_unit, p.right / x_unit);
            }
            text += '\n';
        }
        text += "EOD\n";
        plots += plots.empty() ? "plot " : ", \\\n     ";
        plots += fmt::format("$d{} {} {}", i, part.style,
                             part.key.empty() ? "notitle" : "title " + gnuplot_text(part.key));
        result.roles.push_back(part.role);
        result.labels.push_back(part.label);
    }
    text += plots + "\nunset output\n";
    return result;
}

}  // namespace paper
