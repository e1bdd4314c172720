// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Curves of how energy is shared: between parameters, in the distribution of velocities, in time,
/// and among filters.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/equipartition/temperature_spread.hpp>
#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/observables/ranking/ranking.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/report/curve.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The temperature of every parameter of a group, over both windows of a recorder.
/// \f[ T_k = c\,\frac{m \langle v_k^2 \rangle}{2 k_B} \f]
/// \param r         gives c, Δt, k_B and the factor of the masses
/// \param layout     gives the mass of the group (masses given parameter by parameter are not
///                  applied)
/// \param recorder  shown the steps of the report
/// \param group     index of the group
/// \return T_k in the order of storage [loss/k_B]; NaN where nothing was seen; empty where the
///         recorder does not know the group
/// \cost O(d), allocates
[[nodiscard]] inline std::vector<double> temperature_map(const report& r, const layout& layout,
                                                         const diagnostics_recorder& recorder,
                                                         std::size_t group) {
    const velocity_map &older = recorder.older_map(), &newer = recorder.newer_map();
    if (group >= newer.groups()) {
        return {};
    }
    const double mass = r.mass * layout.groups()[group].options.mass;
    std::vector<double> temperatures(newer.size(group));
    for (std::size_t k = 0; k < temperatures.size(); ++k) {
        double squares = 0;
        double count = 0;
        for (const velocity_map* map : {&older, &newer}) {
            const auto n = static_cast<double>(map->count(group, k));
            squares += n > 0 ? n * map->mean_square(group, k) : 0.0;
            count += n;
        }
        const double kinetic = 0.5 * mass * (squares / count) / (r.timestep * r.timestep);
        temperatures[k] = count > 0
                              ? equipartition_temperature(kinetic, 1, r.convention, r.boltzmann)
                              : not_available;
    }
    return temperatures;
}

namespace detail {

/// A point where there is something to see.
inline void add_point(curve& c, double x, const estimate& y) {
    if (is_finite(x) && is_finite(y.value)) {
        c.points.push_back({x, y});
    }
}

/// Keeps a curve that has points.
inline void add_curve(std::vector<curve>& all, curve c) {
    if (!c.points.empty()) {
        all.push_back(std::move(c));
    }
}

/// A standard error of a share of independent hits: √(p(1 − p)/N).
[[nodiscard]] inline estimate share_of(double hits, double total, double independent) {
    estimate e = exact_value(hits / total);
    e.error = std::sqrt(e.value * (1 - e.value) / independent);
    e.n_eff = independent;
    e.g = total / independent;
    e.nu = (std::max)(1.0, independent - 1);
    // A share is as well known as it was hit; the normal law needs ten hits.
    const double expected = e.value * independent;
    e.verdict = expected >= 100  ? reliability::reliable
                : expected >= 10 ? reliability::rough
                                 : reliability::unknown;
    return e;
}

/// g of v_k² of single parameters, as two windows show it; never below 1.
[[nodiscard]] inline double inefficiency_of_parameters(const diagnostics_recorder& recorder,
                                                       std::size_t g) {
    const velocity_map &older = recorder.older_map(), &newer = recorder.newer_map();
    const double mean = 0.5 * static_cast<double>(older.steps() + newer.steps());
    if (older.steps() == 0 || newer.steps() == 0) {
        return not_available;
    }
    return (std::max)(
        1.0, split_temperature_spread(older.mean_squares(g), newer.mean_squares(g), mean).g);
}

/// Sorted temperatures of the parameters over their mean, and what equal ones would show.
inline void add_temperature_curves(const report& r, const layout& layout, std::size_t g,
                                   const diagnostics_recorder& recorder, std::vector<curve>& all) {
    const std::string& name = r.groups[g].name;
    std::vector<double> sorted = temperature_map(r, layout, recorder, g);
    std::erase_if(sorted, [](const double& x) { return !(x > 0) || !is_finite(x); });
    std::sort(sorted.begin(), sorted.end(), ascending{});
    const double steps =
        static_cast<double>(recorder.older_map().steps() + recorder.newer_map().steps());
    const double noise = temperature_noise(inefficiency_of_parameters(recorder, g), steps);
    if (sorted.size() < 2 || !is_finite(noise)) {
        return;
    }
    double mean = 0;
    for (const double x : sorted) {
        mean += x / static_cast<double>(sorted.size());
    }
    const curve_axis x{"share of parameters that are colder", "1"};
    const curve_axis y{"T of a parameter over the mean", "1"};
    curve measured = curve_of("parameter_temperature", name, x, y);
    curve equal = curve_of("parameter_temperature_if_equal", name, x, y);
    constexpr std::size_t most_points = 200;
    const std::size_t points = (std::min)(sorted.size(), most_points);
    for (std::size_t j = 0; j < points; ++j) {
        const double share = (static_cast<double>(j) + 0.5) / static_cast<double>(points);
        const auto k = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
        estimate e = exact_value(sorted[(std::min)(k, sorted.size() - 1)] / mean);
        e.error = e.value * std::sqrt(noise);
        e.nu = e.n_eff = 2 / noise;
        e.g = steps * noise / 2;
        e.verdict = reliability_of(e.n_eff, e.nu);
        add_point(measured, share, e);
        // A mean of squares is χ² distributed with ν = 2/s (Wilson and Hilferty 1931).
        const double root = 1 - noise / 9 - normal_critical(share) * std::sqrt(noise / 9);
        add_point(equal, share, exact_value(root > 0 ? root * root * root : 0.0));
    }
    add_curve(all, std::move(measured));
    add_curve(all, std::move(equal));
}

/// Adds to the error bars of a density p(z) that of the scale of z, common to all its points.
/// \f[ \frac{\partial \ln p}{\partial \ln s} = -1 - z\,\frac{\mathrm{d}\ln p}{\mathrm{d}z} \f]
inline void widen_by_scale(curve& density, double relative_error_of_scale) {
    std::vector<curve_point>& p = density.points;
    if (!(relative_error_of_scale >= 0) || p.size() < 2) {
        return;
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
        const curve_point &before = p[i == 0 ? 0 : i - 1],
                          &after = p[(std::min)(i + 1, p.size() - 1)];
        const double slope = std::log(after.y.value / before.y.value) / (after.x - before.x);
        p[i].y =
            with_relative_error(p[i].y, relative_error_of_scale * std::fabs(1 + p[i].x * slope));
    }
}

/// The density of v/√τ with binomial error bars, and that of a Gaussian in the same bins.
inline void add_histogram_curves(const group_report& group, std::size_t g,
                                 const diagnostics_recorder& recorder, std::vector<curve>& all) {
    const velocity_histogram& h = recorder.histogram();
    const auto total = static_cast<double>(h.total(g));
    const double slow = inefficiency_of_parameters(recorder, g);
    if (!(total > 0) || !is_finite(slow)) {
        return;
    }
    const double independent = (std::max)(1.0, total / slow);
    const curve_axis x{"v/sqrt(tau)", "1"}, y{"probability density", "1"};
    curve measured = curve_of("velocity_histogram", group.name, x, y);
    curve gaussian = curve_of("velocity_histogram_if_gaussian", group.name, x, y);
    const auto add = [&](double from, double to, std::uint64_t hits) {
        const double share_of_gaussian =
            0.5 * (std::erfc(from / std::sqrt(2.0)) - std::erfc(to / std::sqrt(2.0)));
        const double middle = 0.5 * (from + to);
        if (hits > 0) {
            const double width = to - from;
            const estimate share = share_of(static_cast<double>(hits), total, independent);
            add_point(measured, middle, scaled(share, 1 / width));
            add_point(gaussian, middle, exact_value(share_of_gaussian / width));
        }
    };
    // All below 1/8 is one bin: finer ones would show nothing but their own counts.
    constexpr std::size_t first = 13 * velocity_histogram::bins_per_octave;
    std::uint64_t inner = 0;
    for (std::size_t b = 0; b < first; ++b) {
        inner += h.positive(g, b) + h.negative(g, b);
    }
    for (std::size_t b = velocity_histogram::bins; b-- > first;) {
        add(-h.edge(b + 1), -h.edge(b), h.negative(g, b));
    }
    add(-h.edge(first), h.edge(first), inner);
    for (std::size_t b = first; b < velocity_histogram::bins; ++b) {
        add(h.edge(b), h.edge(b + 1), h.positive(g, b));
    }
    const estimate& v2 = group.mean_square_velocity;
    const double part =
        static_cast<double>(recorder.newer_map().steps()) / static_cast<double>(recorder.steps());
    widen_by_scale(measured, 0.5 * v2.error / v2.value / std::sqrt(part));
    add_curve(all, std::move(measured));
    add_curve(all, std::move(gaussian));
}

/// The autocorrelation and the spectrum of K.
inline void add_kinetic_curves(const group_report& group, std::size_t g, double mass,
                               const trajectory_tracker& tracker, std::vector<curve>& all) {
    curve correlation = curve_of("kinetic_autocorrelation", group.name, curve_axis{"lag", "step"},
                                 curve_axis{"autocorrelation of K", "1"});
    for (const correlation_point& p : tracker.kinetic_correlations(g)) {
        add_point(correlation, static_cast<double>(p.lag), p.correlation);
    }
    curve spectrum = curve_of("kinetic_spectrum", group.name, curve_axis{"frequency", "cycle/step"},
                              curve_axis{"power density of K", "loss^2 step/cycle"});
    for (const spectrum_point& p : tracker.kinetic_spectrum(g)) {
        if (p.frequency > 0) {
            add_point(spectrum, p.frequency, scaled(p.density, 0.25 * mass * mass));
        }
    }
    add_curve(all, std::move(correlation));
    add_curve(all, std::move(spectrum));
}

/// Temperature, rank, and the interval of the rank of every filter.
inline void add_ranking_curves(const thermometer& t, const report& r, std::vector<curve>& all) {
    const column_map columns{parts(t.layout())};
    std::size_t begin = 0;
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
        const std::size_t filters = t.layout().groups()[g].filters();
        std::vector<std::size_t> of_group;
        for (std::size_t f = 0; f < filters; ++f) {
            of_group.push_back(columns(1 + r.groups.size() + begin + f, column::mv2));
        }
        const std::size_t first = begin;
        begin += filters;
        if (filters < 2 || r.observed_steps == 0) {
            continue;
        }
        const filter_ranking ranking = rank_filters(
            t.batches(), of_group, {.first_batch = r.groups[g].equilibrium.first_batch});
        const std::string& name = r.groups[g].name;
        const curve_axis number{"filter", "1"}, place{"rank, 1: hottest", "1"};
        curve temperature =
            curve_of("filter_temperature", name, number, curve_axis{"T", "loss/k_B"});
        curve rank = curve_of("filter_rank", name, number, place);
        curve best = curve_of("filter_rank_best", name, number, place);
        curve worst = curve_of("filter_rank_worst", name, number, place);
        for (std::size_t f = 0; f < filters; ++f) {
            const filter_rank& group = ranking.filters[f];
            const auto x = static_cast<double>(f);
            if (is_finite(group.rank)) {
                add_point(temperature, x, r.filters[first + f].temperature);
                add_point(rank, x, exact_value(group.rank));
                add_point(best, x, exact_value(static_cast<double>(group.best)));
                add_point(worst, x, exact_value(static_cast<double>(group.worst)));
            }
        }
        for (curve* c : {&temperature, &rank, &best, &worst}) {
            add_curve(all, std::move(*c));
        }
    }
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
