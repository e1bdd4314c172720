// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The catalogue of all that diagnose() and diagnostic_curves() give: key, label, unit, topic, and
/// what it is.

#include <thermosgd/core/error.hpp>
#include <thermosgd/report/curve.hpp>
#include <thermosgd/report/nearest_name.hpp>
#include <thermosgd/report/reading.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace THERMOSGD_NAMESPACE {

/// Whether an observable is one number or a function.
enum class observable_kind : unsigned char { number, curve };

/// What is known of an observable before anything is measured.
///
/// Keys are stable: files, schemas and programs refer to them. They are words of lower-case
/// letters, digits and underscores, joined by dots: the quantity first, then which of several ways
/// to measure it. Labels are free text for readers and may change.
struct observable_info {
    std::string_view key;      ///< "temperature.cv2.noise_free"
    std::string_view label;    ///< free text
    std::string_view unit;     ///< of the number, or of the values of the curve
    std::string_view topic;    ///< one of topic_names, "data": what is wrong with the data, or
                               ///< "updates": update_readings() and update_curves()
    std::string_view meaning;  ///< one line
    observable_kind kind;      ///< number: a reading; curve: a curve
};

/// Every observable, topic by topic in the order of diagnose(), curves last.
inline constexpr std::array<observable_info, 81> catalogue{{
    {"data.steps_missed", "steps missed", "steps", "data",
     "displacements that were scheduled and not shown", observable_kind::number},
    {"data.steps_nonfinite", "steps with NaN or infinity", "steps", "data",
     "steps left out of the averages of their group", observable_kind::number},
    {"data.velocities_left_out", "velocities left out of maps", "1", "data",
     "velocities of single parameters that are not finite or too large", observable_kind::number},
    {"data.velocities_zero", "velocities exactly 0", "1", "data",
     "share of velocities that rounding makes 0", observable_kind::number},
    {"temperature.cv.between_groups", "spread of T between layers, CV", "1", "equipartition",
     "standard deviation of T between groups over its mean", observable_kind::number},
    {"temperature.hottest_over_coldest", "T of the hottest over T of the coldest", "1",
     "equipartition", "ratio of the extreme temperatures of groups", observable_kind::number},
    {"temperature.cv2.two_windows", "CV^2 of T within the group, from two windows", "1",
     "equipartition", "variance over squared mean of T of parameters, by two windows",
     observable_kind::number},
    {"temperature.cv2.noise_free", "CV^2 of T within the group, measured less its noise", "1",
     "equipartition", "the same, by subtracting what equal temperatures would show",
     observable_kind::number},
    {"temperature.cv2.kurtosis_bound", "CV^2 of T from pooled kurtosis: upper bound", "1",
     "equipartition", "a third of the excess kurtosis of pooled velocities",
     observable_kind::number},
    {"temperature.gini", "Gini coefficient of T", "1", "equipartition",
     "inequality of T among the parameters of a group, noise included", observable_kind::number},
    {"temperature.percentile_ratio", "T of the 90th over the 10th percentile", "1", "equipartition",
     "ratio of percentiles of T among the parameters of a group", observable_kind::number},
    {"velocity.skewness", "skewness of v", "1", "distribution",
     "third standardised moment of pooled velocities", observable_kind::number},
    {"velocity.excess_kurtosis", "excess kurtosis of v, pooled", "1", "distribution",
     "fourth standardised moment of pooled velocities less 3", observable_kind::number},
    {"kinetic.degrees_of_freedom.variance", "degrees of freedom 2<K>^2/Var K", "1", "distribution",
     "effective number of independent parameters, by the variance of K", observable_kind::number},
    {"kinetic.degrees_of_freedom.skewness", "degrees of freedom 8/skewness(K)^2", "1",
     "distribution", "the same by the skewness of K", observable_kind::number},
    {"kinetic.maxwell_ratio", "Maxwell-Boltzmann: skew(K)<K>/(2 sd K)", "1", "distribution",
     "1 where K follows a Gamma law, as in a gas at one temperature", observable_kind::number},
    {"velocity.tail_index.blocks", "tail index of v, parameter by parameter", "1", "distribution",
     "index alpha of a stable law, by sums over blocks of steps", observable_kind::number},
    {"velocity.tail_index.hill", "Hill's tail index of v/sqrt(tau), |z| >= 4", "1", "distribution",
     "exponent of the tail of standardised velocities", observable_kind::number},
    {"position.ratio.sketch", "R = |dx|^2/(n <v^2>), by sketch", "1", "diffusion",
     "squared displacement at the longest lag over that of free motion", observable_kind::number},
    {"position.ratio.one_window", "R of one window, exactly", "1", "diffusion",
     "the same of a single window, without a sketch", observable_kind::number},
    {"diffusion.exponent", "diffusion exponent d ln MSD/d ln n", "1", "diffusion",
     "slope of the mean square displacement at the longest lags", observable_kind::number},
    {"diffusion.coefficient", "diffusion coefficient D", "theta^2/time", "diffusion",
     "MSD over twice the time, per parameter", observable_kind::number},
    {"velocity.autocorrelation.one_step", "velocity autocorrelation at one step", "1", "diffusion",
     "correlation of the velocities of adjacent steps", observable_kind::number},
    {"current.entropy_production", "entropy production on projections", "k_B/step", "currents",
     "irreversibility of the motion on random directions", observable_kind::number},
    {"entropy.velocity.gaussian", "entropy of v per parameter, Gaussian", "k_B", "entropy",
     "differential entropy of velocities by their variances", observable_kind::number},
    {"entropy.velocity.histogram", "entropy of v from the histogram of v/sqrt(tau)", "k_B",
     "entropy", "the same by the histogram of standardised velocities", observable_kind::number},
    {"action.segment", "action 2<K>t of the segment", "loss step", "entropy",
     "action of the evolution field over the segment", observable_kind::number},
    {"entropy.position.gaussian", "entropy of positions per coordinate, Gaussian", "k_B", "entropy",
     "differential entropy of sampled positions by their covariance", observable_kind::number},
    {"entropy.position.nearest_neighbour", "entropy of positions from nearest neighbours", "k_B",
     "entropy", "the same by distances of nearest neighbours", observable_kind::number},
    {"free_energy.ts_change", "T S of positions, later half less earlier", "loss", "entropy",
     "change of T S of one group between the halves of the segment", observable_kind::number},
    {"free_energy.change", "F = U - sum of T S, later half less earlier", "loss", "entropy",
     "change of the free energy between the halves of the segment", observable_kind::number},
    {"heat.segment", "heat gamma S of the segment, gamma = 2/dt", "loss", "entropy",
     "what friction dissipates in plain SGD", observable_kind::number},
    {"heat.entropy_rate", "entropy of the heat per parameter and step, at the T of all", "k_B",
     "entropy", "heat over the temperature of all groups", observable_kind::number},
    {"temperature.kinetic", "kinetic T, m = dt^2/(2 eta), 2<K>/d", "loss/k_B", "gradient",
     "temperature of the displacements in units of the loss", observable_kind::number},
    {"temperature.gradient", "T of the gradient, eta <|g|^2>/(2d (1 - mu^2))", "loss/k_B",
     "gradient", "temperature that the gradients shown would sustain", observable_kind::number},
    {"temperature.virial", "virial T, <theta.g>/d", "loss/k_B", "gradient",
     "temperature by the product of positions and gradients", observable_kind::number},
    {"fluctuation_dissipation.ratio", "(1 + mu)<|dtheta|^2>/(2 eta <theta.g>)", "1", "gradient",
     "kinetic over virial temperature, 1 in the stationary state", observable_kind::number},
    {"gradient.squared_norm", "|G|^2 of the true gradient", "loss^2/theta^2", "gradient",
     "squared norm of the gradient of all data, without noise", observable_kind::number},
    {"gradient.noise_trace.two_sizes", "tr Sigma of the gradient of one sample", "loss^2/theta^2",
     "gradient", "its variance, by two batch sizes", observable_kind::number},
    {"gradient.noise_trace.one_size", "tr Sigma from batches of one size", "loss^2/theta^2",
     "gradient", "the same by batches of the trained size", observable_kind::number},
    {"gradient.noise_scale", "gradient noise scale tr Sigma/|G|^2", "samples", "gradient",
     "B at which noise and gradient are equal", observable_kind::number},
    {"gradient.batch_efficiency", "gain of a step over that of an endless batch", "1", "gradient",
     "1/(1 + noise scale/B)", observable_kind::number},
    {"gradient.noise_scale.next_over_least", "next noise scale over the least", "1", "gradient",
     "how far the group that limits the batch size is from the next", observable_kind::number},
    {"temperature.gradient_noise", "T of the gradient noise, m = dt^2/(2 eta)", "loss/k_B",
     "gradient", "temperature that the noise of batches alone would sustain",
     observable_kind::number},
    {"temperature.gradient_noise.over_kinetic", "T of the gradient noise over the kinetic T", "1",
     "gradient", "1 if the noise of batches is all that moves the group", observable_kind::number},
    {"velocity.full_batch_share", "v^2 of full-batch over minibatch steps", "1", "gradient",
     "share of the squared step that is no noise of batches", observable_kind::number},
    {"filter.hottest", "hottest filter", "loss/k_B", "ranking",
     "T of the hottest filter of a group, with its rank", observable_kind::number},
    {"filter.coldest", "coldest filter", "loss/k_B", "ranking",
     "T of the coldest filter of a group, with its rank", observable_kind::number},
    {"filter.rank_correlation", "rank correlation of two halves", "1", "ranking",
     "Spearman's rho of the filters' temperatures in two halves", observable_kind::number},
    {"gibbs.beta", "Gibbs state of K: beta = 1/(k_B T)", "1/loss", "gibbs",
     "inverse temperature of the state of time translation", observable_kind::number},
    {"gibbs.kinetic_variance_ratio", "Var K over that of the Gibbs state", "1", "gibbs",
     "1 where K follows its Gibbs state", observable_kind::number},
    {"gibbs.frame_velocity", "velocity of the frame, mean of all parameters", "theta/time", "gibbs",
     "velocity of the state of translation in space", observable_kind::number},
    {"gibbs.angular_velocity", "angular velocity in a plane of two directions", "1/time", "gibbs",
     "angular velocity of the state of rotation", observable_kind::number},
    {"update.inefficiency", "inefficiency of updates g_u", "1", "updates",
     "how much farther correlated updates carry than independent ones", observable_kind::number},
    {"update.inefficiency.white", "g_u of white gradients", "1", "updates",
     "the closed form of the optimiser", observable_kind::number},
    {"update.law", "law of weight decay, g_u measured", "1", "updates",
     "what updates bring to the norm over what decay takes", observable_kind::number},
    {"update.position", "theta.u over eta |u|^2", "1", "updates", "how updates lie to the weights",
     observable_kind::number},
    {"update.position.own_history", "the same by the updates' own history", "1", "updates",
     "-(g_u - 1)/(2a)", observable_kind::number},
    {"update.position.beside_history", "theta.u beside that history", "1", "updates",
     "0 where updates know the weights through their history only", observable_kind::number},
    {"update.angle", "turn of the weights per step", "rad", "updates", "as measured",
     observable_kind::number},
    {"update.angle.expected", "turn of the weights by the law", "rad", "updates",
     "sqrt((1 - a^2)/g_u)", observable_kind::number},
    {"update.excess", "size of updates over that of pure noise", "1", "updates",
     "of Adam and AdamW; above 1 where gradients have a mean", observable_kind::number},
    {"norm.prediction", "deviation of |theta|^2 from its prediction", "1", "updates",
     "the largest, relative: does the norm follow eta and lambda?", observable_kind::number},
    {"norm.lag", "steps by which decay comes late", "step", "updates",
     "that fit the norm best; 0 where it follows", observable_kind::number},
    {"parameter_temperature", "T of parameters over their mean, sorted", "1", "equipartition",
     "at shares of parameters that are colder, noise included", observable_kind::curve},
    {"parameter_temperature_if_equal", "T of parameters over their mean if all were equal", "1",
     "equipartition", "what equal temperatures would show", observable_kind::curve},
    {"velocity_histogram", "density of v/sqrt(tau)", "1", "distribution",
     "the newer window over the scales of the older one", observable_kind::curve},
    {"velocity_histogram_if_gaussian", "density of v/sqrt(tau) if Gaussian", "1", "distribution",
     "the same bins for a Gaussian", observable_kind::curve},
    {"kinetic_autocorrelation", "autocorrelation of K", "1", "distribution", "by lag in steps",
     observable_kind::curve},
    {"kinetic_spectrum", "power density of K", "loss^2 step/cycle", "distribution",
     "by frequency in cycles per step", observable_kind::curve},
    {"mean_square_displacement", "mean square displacement", "theta^2", "diffusion",
     "by lag in steps", observable_kind::curve},
    {"position_ratio", "R = MSD(n)/(n <v^2>)", "1", "diffusion", "by lag in steps",
     observable_kind::curve},
    {"velocity_autocorrelation", "autocorrelation of v", "1", "diffusion", "by lag in steps",
     observable_kind::curve},
    {"position_spectrum", "power density of projected positions", "theta^2 step/cycle", "diffusion",
     "by frequency in cycles per step", observable_kind::curve},
    {"filter_temperature", "T of filters", "loss/k_B", "ranking", "by number of the filter",
     observable_kind::curve},
    {"filter_rank", "rank of filters, 1: hottest", "1", "ranking", "by number of the filter",
     observable_kind::curve},
    {"filter_rank_best", "least rank of filters", "1", "ranking",
     "lower end of the interval of the rank", observable_kind::curve},
    {"filter_rank_worst", "greatest rank of filters", "1", "ranking",
     "upper end of the interval of the rank", observable_kind::curve},
    {"squared_norm", "|theta|^2", "theta^2", "updates", "after single steps",
     observable_kind::curve},
    {"squared_norm_predicted", "|theta|^2 by decay and updates", "theta^2", "updates",
     "N' = a^2 N + |eta u|^2 g_u from the first norm on", observable_kind::curve},
    {"temperature", "T against the step", "loss/k_B", "updates",
     "means of stretches of the segment", observable_kind::curve},
}};

namespace detail {

/// Where a key stands in the catalogue, or the size of the catalogue.
[[nodiscard]] constexpr std::size_t place_in_catalogue(std::string_view key) noexcept {
    std::size_t place = 0;
    while (place < catalogue.size() && catalogue[place].key != key) {
        ++place;
    }
    return place;
}

}  // namespace detail

/// The entry of a key, or null. \cost O(size of the catalogue)
[[nodiscard]] constexpr const observable_info* find_observable(std::string_view key) noexcept {
    const std::size_t place = detail::place_in_catalogue(key);
    return place < catalogue.size() ? &catalogue[place] : nullptr;
}

/// The entry of a key.
/// \param key  one of the catalogue
/// \throws std::invalid_argument that names the nearest known key
/// \cost O(size of the catalogue)
[[nodiscard]] inline const observable_info& observable_of(std::string_view key) {
    const observable_info* found = find_observable(key);
    if (found == nullptr) {
        std::array<std::string_view, catalogue.size()> keys{};
        std::transform(catalogue.begin(), catalogue.end(), keys.begin(),
                       [](const observable_info& entry) { return entry.key; });
        THERMOSGD_THROW(std::invalid_argument("'" + std::string(key) +
                                              "' is no observable, did you mean '" +
                                              std::string(nearest_name(key, keys)) + "'?"));
    }
    return *found;
}

namespace detail {

/// Not constexpr: a key that is not in the catalogue does not compile.
inline void key_is_not_in_the_catalogue() {}

}  // namespace detail

/// A key that the compiler has found in the catalogue. \cost nothing at run time
struct known_key {
    /// \param key  of the catalogue; any other does not compile
    consteval known_key(const char* key) : place(detail::place_in_catalogue(key)) {
        if (place == catalogue.size()) {
            detail::key_is_not_in_the_catalogue();
        }
    }

    /// Its entry.
    [[nodiscard]] constexpr const observable_info& info() const noexcept {
        return catalogue[place];
    }

    std::size_t place;  ///< in the catalogue
};

/// A reading of the catalogue, its label and unit filled in.
/// \param key     what was measured      \param group  whose
/// \param value   the number [unit of the entry]
/// \param remark  what to compare it with, or why there is none
/// \cost O(size of the texts)
[[nodiscard]] inline reading reading_of(known_key key, std::string group, const estimate& value,
                                        std::string remark) {
    return {std::string(key.info().key),
            std::string(key.info().label),
            std::move(group),
            value,
            std::string(key.info().unit),
            std::move(remark)};
}

/// A curve of the catalogue without points, its label filled in.
/// \param key    what was measured      \param group  whose
/// \param x      the variable           \param y      the function
/// \cost O(size of the texts)
[[nodiscard]] inline curve curve_of(known_key key, std::string group, curve_axis x, curve_axis y) {
    return {std::string(key.info().key),
            std::string(key.info().label),
            std::move(group),
            std::move(x),
            std::move(y),
            {}};
}

}  // namespace THERMOSGD_NAMESPACE
