// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What "extra" of a result says of removed filters and of Gibbs states, as numbers.

#include "evidence.hpp"

#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/replicas.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

using thermosgd::replica;

/// A curve of accuracy and loss as filters go.
struct removal_curve {
    std::string order;                                               ///< "hottest first", …
    std::vector<double> accuracy, accuracy_error, loss, loss_error;  ///< errors may be empty
    std::size_t orders = 1;                                          ///< averaged
};

/// What the removal of the outputs of one layer did.
struct removal_layer {
    std::string name;
    std::size_t outputs = 0;
    std::vector<double> temperature, square, gamma, loss_damage, accuracy_damage;  ///< by output
    std::vector<double> removed;  ///< how many outputs, at the points of the curves
    std::vector<removal_curve> curves;

    [[nodiscard]] const removal_curve* find(std::string_view order) const;
};

/// By layer; empty where removal was not tried.
/// \throws nlohmann::json::exception for another form
[[nodiscard]] std::vector<removal_layer> removal_of(const run_record& result);

/// The mean accuracy as outputs go from none to all, by trapezoids.
[[nodiscard]] double mean_accuracy(const removal_layer& layer, const removal_curve& curve);

/// Spearman's ρ as Fisher's z, whose standard error is √(1.06/(n − 3)).
/// \return nothing finite for fewer than four pairs or a side that is all equal
/// \see Fieller, Hartley and Pearson, Biometrika 44 (1957)
[[nodiscard]] replica rank_correlation(std::span<const double> a, std::span<const double> b);

/// A number that the fit of a Gibbs state gives.
struct gibbs_parameter {
    std::string name;
    thermosgd::estimate value;  ///< without an error where none is kept [unit]
    std::string unit;
};

/// A component of the moment J of a one-parameter group.
struct gibbs_component {
    std::string name;              ///< "K", "P", "H", "L"
    double variance_ratio = none;  ///< its variance over that of the fitted law [1]
};

/// The fit of a Gibbs state to the moment of one one-parameter group of transformations.
struct gibbs_subgroup {
    std::string name;            ///< "time translation", "moving frame", "plane rotation", …
    std::string status;          ///< "fitted", or why not
    double samples = none;       ///< independent ones, after thinning [1]
    double inefficiency = none;  ///< g by which they were thinned [1]
    double p = none;             ///< of the shape, by parametric bootstrap [1]
    double covariance_p = none;  ///< of the variance of J [1]
    std::vector<gibbs_component> components;
    std::vector<gibbs_parameter> parameters;
};

/// The Gibbs states of a layer.
struct gibbs_layer {
    std::string name;
    double d = none;
    thermosgd::estimate by_variance, by_map, by_skewness;  ///< effective degrees of freedom
    std::string status;                                    ///< of the fit to K with d itself
    double p = none;               ///< of the shape, by parametric bootstrap
    double covariance_p = none;    ///< of the variance
    double variance_ratio = none;  ///< Var K over that of the Gibbs law
    std::vector<gibbs_subgroup> subgroups;
};

/// By layer; empty where they were not measured.
/// \throws nlohmann::json::exception for another form
[[nodiscard]] std::vector<gibbs_layer> gibbs_of(const run_record& result);

/// A curve of "entropy" or "free_energy" under "gibbs".
struct entropy_curve {
    std::string name;                  ///< "S", "heat", "F", "U"
    std::string unit;                  ///< of its values
    std::string layers;                ///< whose weights count, a space between
    std::vector<double> step, value;   ///< [step], [unit]
    std::vector<double> error;         ///< standard errors, NaN for sums [unit]
    std::vector<std::string> verdict;  ///< on the errors; empty where there are none
};

/// Those that a run has. \throws nlohmann::json::exception for another form
[[nodiscard]] std::vector<entropy_curve> entropy_of(const run_record& result);

/// The rate of the entropy in the later half of the run over that in the earlier; not available
/// where it was not measured.
[[nodiscard]] thermosgd::estimate entropy_rate_ratio(const run_record& result);

}  // namespace paper
