// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One function per figure; each draws the curves of one key, group by group.

#include "observable_figures.hpp"

#include <support/drawing/script.hpp>

#include <thermosgd/observables/temperature/stationarity.hpp>
#include <thermosgd/report/curve.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace mnist {

namespace {

using thermosgd::curve;
using curves = std::vector<const curve*>;

/// The curves of one key, in the order of the groups.
curves of_key(const outcome& result, const char* key) {
    curves some;
    for (const curve& c : result.curves) {
        if (c.key == key) {
            some.push_back(&c);
        }
    }
    return some;
}

/// Forgets the axes of the figure before.
std::string fresh_axes() {
    return "unset logscale\nunset label\nunset arrow\nset autoscale\nset autoscale noextend\n"
           "set offsets 0, 0, 0, 0\nset xtics autofreq norangelimit\nset ytics autofreq\n"
           "set format \"%g\"\nset xlabel offset 0, 0.3\nset errorbars small\n"
           "set pointintervalbox 0.01\n"
           "set key bmargin center horizontal Left reverse maxcols 4 samplen 2 width 2\n"
           "set key height 0.5\n";
}

/// The points of one curve in curves.csv for gnuplot's `using`: columns 3, 4, 5 are x, y, error.
std::string points_of(const curve& c, const std::string& y = "$4", const std::string& x = "$3") {
    const std::string mine =
        fmt::format("of({}, {})", support::in_quotes(c.key), support::in_quotes(c.group));
    return fmt::format("\"curves.csv\" skip 1 using ({0} ? {1} : NaN):({0} ? {2} : NaN)", mine, x,
                       y);
}

/// Joins the parts of a plot command.
class plot_command {
public:
    void add(const std::string& part) { text_ += (text_.empty() ? "plot " : ", \\\n     ") + part; }
    /// In a terminal the key stands where the x label would: the title says what x is.
    [[nodiscard]] std::string text() const {
        return "if (exists(\"text\")) set xlabel \"\"\n" + text_ + '\n';
    }

private:
    std::string text_;
};

/// The value of a reading with its error bar; empty if there is none.
std::string value_of(const outcome& result, const std::string& key, const std::string& group) {
    for (const thermosgd::reading& r : result.observables) {
        if (r.key == key && r.group == group && std::isfinite(r.value.value)) {
            return thermosgd::format_value_error(r.value.value, r.value.error);
        }
    }
    return {};
}

std::string key_of(const curve& c, const std::string& what, const std::string& value) {
    return support::in_quotes(value.empty() ? c.group : c.group + ": " + what + value);
}

/// Temperatures of parameters, sorted, beside what equal ones would show.
std::string equipartition_figure(const outcome& result) {
    const curves measured = of_key(result, "parameter_temperature");
    const curves equal = of_key(result, "parameter_temperature_if_equal");
    if (measured.empty() || equal.size() != measured.size()) {
        return {};
    }
    plot_command plot;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const curve& c = *measured[i];
        plot.add(fmt::format(
            "{} with lines lw 2.5 {} title {}", points_of(c), support::colour(i),
            key_of(c, "CV² = ", value_of(result, "temperature.cv2.two_windows", c.group))));
        plot.add(fmt::format("{} with lines dt 2 lw 1.5 {} notitle", points_of(*equal[i]),
                             support::colour(i)));
    }
    plot.add(
        "NaN with lines dt 2 lw 1.5 lc rgb \"#000000\" title "
        "\"if all were equal: noise alone\"");
    return support::begin_figure("equipartition",
                                 "Temperature of single parameters over their layer's mean",
                                 ", sorted", "T of a parameter / mean T of its layer") +
           fresh_axes() +
           "set xlabel \"share of the parameters of the layer that are colder\"\n"
           "set logscale y\nset xrange [0:1]\nset key maxcols 2\n" +
           plot.text();
}

/// The density of v/√τ beside a Gaussian.
std::string velocity_figure(const outcome& result) {
    const curves measured = of_key(result, "velocity_histogram");
    const curves gaussian = of_key(result, "velocity_histogram_if_gaussian");
    if (measured.empty() || gaussian.empty()) {
        return {};
    }
    plot_command plot;
    plot.add(
        "exp(-0.5 * x * x) / sqrt(2 * pi) with lines lw 2 lc rgb \"#000000\" "
        "title \"Gaussian\"");
    constexpr double most = 12.0;  // beyond, a Gaussian is too narrow to be seen
    double lowest = 1.0;
    double widest = 1.0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        for (const thermosgd::curve_point& p : measured[i]->points) {
            if (std::fabs(p.x) <= most) {
                lowest = std::min(lowest, p.y.value);
                widest = std::max(widest, std::fabs(p.x));
            }
        }
        plot.add(fmt::format("{}:(valid(5) ? $5 : 0) with yerrorbars pt 7 ps 0.35 lw 1 {} title {}",
                             points_of(*measured[i]), support::colour(i),
                             support::in_quotes(measured[i]->group)));
    }
    return support::begin_figure("velocity_distribution",
                                 "Velocities of parameters over their own spread",
                                 ", τ from the window before", "probability density") +
           fresh_axes() + "set xlabel \"v / √τ\"\nset logscale y\nset format y \"%.0e\"\n" +
           fmt::format("set xrange [{0}:{1}]\nset yrange [{2:g}:1]\nset samples 400\n", -widest,
                       widest, 0.5 * lowest) +
           plot.text() + "set yrange [*:*]\n";
}

/// R(n) with the bound below which positions count as sampled.
std::string diffusion_figure(const outcome& result) {
    const curves ratios = of_key(result, "position_ratio");
    if (ratios.empty()) {
        return {};
    }
    plot_command plot;
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        const curve& c = *ratios[i];
        plot.add(fmt::format("{} with lines lw 1.5 {} notitle", points_of(c), support::colour(i)));
        plot.add(
            fmt::format("{}:(valid(5) ? $5 : 0) with yerrorbars pt 7 ps 0.7 lw 1.5 {} title {}",
                        points_of(c, "strcol(7) eq \"unknown\" && $3 > 1 ? NaN : $4"),
                        support::colour(i), support::in_quotes(c.group)));
        plot.add(fmt::format("{}:(valid(5) ? $5 : 0) with yerrorbars pt 6 ps 0.7 lw 1 {} notitle",
                             points_of(c, "strcol(7) eq \"unknown\" && $3 > 1 ? $4 : NaN"),
                             support::colour(i)));
    }
    plot.add("1 with lines dt 3 lw 1.5 lc rgb \"#777777\" title \"random walk\"");
    plot.add(fmt::format(
        "{} with lines dt 2 lw 1.5 lc rgb \"#000000\" title "
        "\"below {}: positions sampled\"",
        thermosgd::position_stationarity_bound, thermosgd::position_stationarity_bound));
    return support::begin_figure("diffusion", "Displacement over n steps against a random walk",
                                 "; hollow: error bar not known", "R(n) = MSD(n) / (n ⟨v²⟩)") +
           fresh_axes() +
           "set xlabel \"n [step]\"\nset logscale xy\n"
           "" +
           plot.text();
}

/// ρ_v at logarithmic lags.
std::string autocorrelation_figure(const outcome& result) {
    const curves rho = of_key(result, "velocity_autocorrelation");
    if (rho.empty()) {
        return {};
    }
    plot_command plot;
    for (std::size_t i = 0; i < rho.size(); ++i) {
        const curve& c = *rho[i];
        // Bars at powers of two only, and side by side, so that none hides another.
        plot.add(fmt::format("{} with lines lw 1.5 {} notitle", points_of(c), support::colour(i)));
        plot.add(fmt::format(
            "{}:(valid(5) ? $5 : 0) with yerrorbars pt 7 ps 0.6 lw 1.2 {} title {}",
            points_of(c, "(int($3) & int($3) - 1) == 0 ? $4 : NaN",
                      fmt::format("$3 * {:.3f}", std::pow(1.06, static_cast<double>(i)))),
            support::colour(i), support::in_quotes(c.group)));
    }
    plot.add("0 with lines lw 1 lc rgb \"#000000\" notitle");
    return support::begin_figure("velocity_autocorrelation", "Autocorrelation of velocities",
                                 "; one standard error, bars side by side",
                                 "ρ(k) = ⟨v(t)·v(t + k)⟩ / ⟨|v|²⟩") +
           fresh_axes() + "set xlabel \"k [step]\"\nset logscale x\n" + plot.text();
}

/// The spectra of one name, each divided by its own sum.
std::string spectrum_figure(const outcome& result, const char* name, const std::string& title) {
    const curves spectra = of_key(result, name);
    double relative = 0.0, least = 1e300, most = 0.0;
    if (spectra.empty()) {
        return {};
    }
    plot_command plot;
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        const curve& c = *spectra[i];
        double sum = 0.0;
        for (const thermosgd::curve_point& p : c.points) {
            sum += p.y.value;
        }
        for (const thermosgd::curve_point& p : c.points) {
            least = std::min(least, p.y.value / sum);
            most = std::max(most, p.y.value / sum);
        }
        const double total = sum * c.points.front().x;  // the lowest frequency is the step
        const thermosgd::estimate& first = c.points.front().y;
        relative = first.value > 0.0 ? first.error / first.value : 0.0;
        plot.add(fmt::format("{} with lines lw 1.5 {} title {}",
                             points_of(c, fmt::format("$3 < 0.5 ? $4 / {:.17g} : NaN", total)),
                             support::colour(i), support::in_quotes(c.group)));
    }
    return support::begin_figure(
               name, title,
               fmt::format(", each layer over its variance; one standard error: {:.2g} %",
                           100.0 * relative),
               "power density [step/cycle]") +
           fresh_axes() + "set xlabel \"frequency [cycle/step]\"\nset logscale xy\n" +
           (most < 100.0 * least ? "set ytics (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)\n" : "") +
           plot.text();
}

/// Temperatures of filters, the hottest first, with the intervals of their ranks.
std::string ranking_figure(const outcome& result) {
    const curves temperatures = of_key(result, "filter_temperature");
    // Layers of different sizes share an axis: ranks as shares of the filters.
    const bool alone = temperatures.size() == 1;
    std::string text;
    plot_command plot;
    double coldest = std::numeric_limits<double>::infinity();
    double hottest = 0.0;
    for (std::size_t i = 0; i < temperatures.size(); ++i) {
        const curve& t = *temperatures[i];
        const curve* rank = thermosgd::find_curve(result.curves, "filter_rank", t.group);
        const curve* best = thermosgd::find_curve(result.curves, "filter_rank_best", t.group);
        const curve* worst = thermosgd::find_curve(result.curves, "filter_rank_worst", t.group);
        const std::size_t count = t.points.size();
        if (rank == nullptr || best == nullptr || worst == nullptr ||
            rank->points.size() != count || best->points.size() != count ||
            worst->points.size() != count) {
            continue;
        }
        text += fmt::format("$ranks{} << EOD\n", i);
        for (std::size_t f = 0; f < count; ++f) {
            const auto place = [&](const curve* c) {
                const double at = c->points[f].y.value;
                return alone ? at : (at - 0.5) / static_cast<double>(count);
            };
            const thermosgd::estimate& e = t.points[f].y;
            const double error = std::isfinite(e.error) ? e.error : 0.0;
            text += fmt::format("{},{:.17g},{},{},{:.17g},{:.17g},{}\n", place(rank), e.value,
                                place(best), place(worst), e.value - error, e.value + error,
                                t.points[f].x);
            coldest = std::min(coldest, e.value);
            hottest = std::max(hottest, e.value);
        }
        text += "EOD\n";
        plot.add(fmt::format(
            "$ranks{} using 1:2:3:4:5:6 with xyerrorbars pt 7 ps 0.7 lw 1.2 {} title {}", i,
            support::colour(i), support::in_quotes("filters of " + t.group)));
        if (alone && count <= 16) {
            plot.add(fmt::format("$ranks{} using 1:2:7 with labels offset 1, 0.8 notitle", i));
        }
    }
    if (text.empty()) {
        return {};
    }
    return support::begin_figure("filter_ranking", "Filters from the hottest to the coldest",
                                 "; bars: one standard error of T, 95 % interval of the rank",
                                 "T [loss/k_B]") +
           fresh_axes() +
           fmt::format("set xlabel \"{}\"\nset format y \"%.1e\"\n",
                       alone ? "rank" : "rank / number of filters of the layer") +
           (hottest > 10.0 * coldest ? "set logscale y\nset format y \"%.0e\"\n" : "") +
           (alone ? "set offsets 0.5, 0.5, graph 0.1, graph 0.1\n"
                  : "set xrange [0:1]\nset offsets 0, 0, graph 0.05, graph 0.05\n") +
           text + plot.text();
}

}  // namespace

std::string observable_figures(const outcome& result) {
    if (result.curves.empty()) {
        return {};
    }
    return "\nof(name, group) = strcol(1) eq name && strcol(2) eq group\n" +
           equipartition_figure(result) + velocity_figure(result) + diffusion_figure(result) +
           autocorrelation_figure(result) +
           spectrum_figure(result, "kinetic_spectrum", "Spectrum of the kinetic energy") +
           spectrum_figure(result, "position_spectrum",
                           "Spectrum of positions on fixed random directions") +
           ranking_figure(result);
}

}  // namespace mnist
