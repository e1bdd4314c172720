// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Fits of temperatures.

#include "fits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace paper {

namespace {

using thermosgd::estimate;
using thermosgd::line_fit;

double median(std::vector<double> numbers) {
    std::sort(numbers.begin(), numbers.end());
    return numbers.empty() ? none : numbers[(numbers.size() - 1) / 2];
}

/// The fit of y(point) against its place, errors inflated in the estimates.
template <class Place, class Value, class Error, class Curve>
curve_fit fit(std::span<const point> points, abscissa x, Place&& at, Value&& value, Error&& error,
              Curve&& logarithm_of_curve) {
    std::vector<double> places, values, errors, freedoms;
    curve_fit result;
    for (const point& p : points) {
        places.push_back(at(place_of(p, x)));
        values.push_back(value(p));
        errors.push_back(error(p));
        freedoms.push_back(p.log_temperature.nu);
        result.x_min = std::fmin(result.x_min, place_of(p, x));
        result.x_max = std::fmax(result.x_max, place_of(p, x));
    }
    result.line = thermosgd::fit_line(places, values, errors);
    line_fit honest = result.line.inflated();
    if (!std::isfinite(honest.error_freedom)) {
        honest.error_freedom = median(freedoms);
    }
    result.slope = honest.slope_estimate();
    result.intercept = honest.intercept_estimate();
    double squares = 0;
    for (const point& p : points) {
        const double off =
            p.log_temperature.value - logarithm_of_curve(result.line, place_of(p, x));
        squares += off * off;
    }
    result.misfit = std::sqrt(squares / static_cast<double>(points.size()));
    return result;
}

}  // namespace

curve_fit fit_power_law(std::span<const point> points, abscissa x) {
    return fit(
        points, x, [](double place) { return std::log(place); },
        [](const point& p) { return p.log_temperature.value; },
        [](const point& p) { return p.log_temperature.error; },
        [](const line_fit& line, double place) { return line.at(std::log(place)); });
}

curve_fit fit_straight_line(std::span<const point> points, abscissa x) {
    return fit(
        points, x, [](double place) { return place; },
        [](const point& p) { return p.temperature().value; },
        [](const point& p) { return p.temperature().error; },
        [](const line_fit& line, double place) { return std::log(line.at(place)); });
}

place place_of(const estimate& e, double expected, double margin, double level) {
    const thermosgd::confidence_interval interval = e.interval(level);
    if (interval.lower >= expected - margin && interval.upper <= expected + margin) {
        return place::inside;
    }
    return interval.lower > expected + margin || interval.upper < expected - margin
               ? place::outside
               : place::neither;
}

std::vector<layer_fits> fit_layers(std::span<const point> points, const std::string& figure,
                                   abscissa x) {
    std::vector<layer_fits> all;
    std::vector<std::tuple<std::string, int, std::string>> seen;
    for (const point& p : points) {
        const std::tuple key(p.series, p.seed_set, p.group);
        if (p.kind != "weight" || std::find(seen.begin(), seen.end(), key) != seen.end()) {
            continue;
        }
        seen.push_back(key);
        const std::vector<point> chosen = select(points, p.series, p.seed_set, p.group);
        if (chosen.size() >= 3) {
            all.push_back({figure, p.series, p.seed_set, p.group, x, fit_power_law(chosen, x),
                           fit_straight_line(chosen, x)});
        }
    }
    return all;
}

}  // namespace paper
