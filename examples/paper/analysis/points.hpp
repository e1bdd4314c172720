// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Points of figures: the temperature of a layer in one configuration, averaged over seeds.

#include "evidence.hpp"

#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/replicas.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paper {

using thermosgd::replica;

/// What one run adds to a point; it points into the evidence.
struct point_seed {
    const measured_run* run = nullptr;
    const segment_record* segment = nullptr;
    replica log_temperature;  ///< ln T
    replica law;              ///< T/(ηλ⟨θ²⟩), NaN where it is not expected to be 1
    bool stationary = false;  ///< by the kinetic verdict
};

/// One configuration, whatever the seed, and one group of parameters.
struct point {
    std::string series;  ///< the curve that it belongs to
    std::string data;
    std::string network;
    int seed_set = 1;
    std::string group;
    std::string kind;
    double eta = none;
    double beta = none;
    double lambda = none;
    std::vector<point_seed> seeds;
    std::size_t diverged = 0;  ///< further runs, which ended in NaN before they were measured
    thermosgd::estimate log_temperature;  ///< ln T, the mean over seeds
    thermosgd::estimate law;              ///< the same
    bool equilibrium = false;             ///< whether it may enter fits and verdicts
    std::string why_not;                  ///< empty at equilibrium

    /// T with its standard error; the geometric mean over seeds.
    [[nodiscard]] thermosgd::estimate temperature() const;
    /// The interval of T by that of ln T, not finite where there is none.
    [[nodiscard]] thermosgd::confidence_interval interval(double level = 0.95) const;
};

/// The random-effects mean of what single seeds say, which may borrow the scatter of other points.
/// \return nothing, which is unknown, where no seed says anything
[[nodiscard]] thermosgd::estimate mean_over_seeds(
    std::span<const replica> seeds, std::span<const std::vector<replica>> others = {});

/// ln T of the seeds at many points, by seed set and group.
class layer_scatter {
public:
    layer_scatter() = default;
    /// Of the points at equilibrium; the same runs in two figures count once.
    explicit layer_scatter(std::span<const point> points);

    /// The seeds of points of the same group and seed set, `p` itself left out.
    [[nodiscard]] std::vector<std::vector<replica>> beside(const point& p) const;

private:
    struct entry {
        const measured_run* run;  ///< the first one, which tells points apart
        const segment_record* segment;
        std::vector<replica> seeds;
    };
    std::map<std::pair<int, std::string>, std::vector<entry>> entries_;
};

/// When a point counts.
struct point_rules {
    double equilibrium_share = 0.66;  ///< least share of its runs that are stationary
    double trained_accuracy = 0.5;    ///< least on test images
};

/// Sorts what runs say into points, in the order in which these first appear.
class point_collector {
public:
    explicit point_collector(point_rules rules = {}) : rules_(rules) {}

    /// Adds all groups of one segment of a run with a temperature above 0.
    void add(const std::string& series, const measured_run& run, const segment_record& segment);

    /// Adds one group, of which `group` need not be in the segment.
    void add(const std::string& series, const measured_run& run, const segment_record& segment,
             const group_record& group);

    /// Notes a run that diverged before or within the stage at this η, so that the points of its
    /// seeds know of it.
    void add_diverged(const std::string& series, const measured_run& run, double eta);

    /// The points, with the means of their seeds.
    /// \param scatter  of other points, which seeds of few points borrow
    [[nodiscard]] std::vector<point> finish(const layer_scatter& scatter) const;

private:
    point_rules rules_;
    std::vector<point> points_;
    std::vector<point> diverged_;  // places without groups
};

/// The points of one series and group of weights in one seed set, at equilibrium if so asked.
[[nodiscard]] std::vector<point> select(std::span<const point> points, std::string_view series,
                                        int seed_set, std::string_view group,
                                        bool equilibrium_only = true);

/// Names of the layers, weights only, in the order of the points.
[[nodiscard]] std::vector<std::string> layers_of(std::span<const point> points);

/// ln of the ratio of the temperatures of two groups at the same place of the same series, run by
/// run: its error knows that both move together. Points of runs that have both.
[[nodiscard]] std::vector<point> log_ratios(std::span<const point> points, std::string_view over,
                                            std::string_view under);

}  // namespace paper
