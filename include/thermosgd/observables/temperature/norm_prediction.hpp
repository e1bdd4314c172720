// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The squared norm of a group, step by step, beside what decay and updates make of it: the law of
/// weight decay where η changes and nothing is in equilibrium.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/update_law.hpp>
#include <thermosgd/observables/temperature/weight_decay_law.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/trackers/update_tracker.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What is said of a norm and its prediction.
enum class norm_verdict {
    follows,  ///< the prediction holds as it is
    lags,     ///< it holds where decay acts some steps later, or earlier, than was told
    departs,  ///< it holds for no lag: something else acts on the norm
    unknown   ///< nothing was measured, or g_u is not known
};

/// The name of a verdict: "follows", "lags", "departs" or "unknown".
[[nodiscard]] constexpr std::string_view to_string(norm_verdict verdict) noexcept {
    switch (verdict) {
    case norm_verdict::follows: return "follows";
    case norm_verdict::lags: return "lags";
    case norm_verdict::departs: return "departs";
    case norm_verdict::unknown: break;
    }
    return "unknown";
}

/// The norm after one step.
struct norm_point {
    double step = 0;                   ///< its number [1]
    double measured = not_available;   ///< N = |θ|² [theta²]
    double predicted = not_available;  ///< N by the law [theta²]
    double band = not_available;       ///< 1.96 standard deviations of the prediction [theta²]
};

/// A norm, its prediction, and what follows.
struct norm_prediction {
    std::vector<norm_point> points;              ///< by growing step, at most norms of the tracker
    estimate inefficiency;                       ///< the g_u that was used [1]
    double deviation = not_available;            ///< of N from its prediction, the largest,
                                                 ///< relative, signed [1]
    double deviation_step = not_available;       ///< where [1]
    double lag = not_available;                  ///< by which decay comes late that fits best; 0
                                                 ///< where η and λ never change [step]
    double deviation_after_lag = not_available;  ///< the largest that it leaves [1]
    norm_verdict verdict = norm_verdict::unknown;  ///< what follows
};

/// The relative deviation of a norm that is no departure, however certain: 5 %.
inline constexpr double norm_tolerance = 0.05;

/// Standard deviations of the prediction in a band, which holds 95 % of norms.
inline constexpr double norm_band_width = 1.96;

/// The bands that a whole curve may stray, which crosses one of them now and then.
inline constexpr double norm_bands = 3.0;

namespace detail {

/// The recursion N′ = a²N + |ηu|²g_u on the rows of a tracker, with decay that comes late.
class norm_recursion {
public:
    /// \param noise  the variance of the noise of `gain` in the long run [1]
    norm_recursion(const update_tracker& tracker, std::size_t group, const estimate& g_u,
                   double noise)
        : first_(tracker.first_norm(group)), g_u_(g_u), noise_(noise) {
        using enum update_tracker::norm_number;
        const std::span<const double> rows = tracker.norms().rows();
        const std::size_t width = tracker.norms().width();
        for (std::size_t i = 0; i + width <= rows.size(); i += width) {
            const auto of = [&](update_tracker::norm_number n) {
                return rows[i + update_tracker::number_of(group, n)];
            };
            step_.push_back(rows[i]);
            norm_.push_back(of(norm));
            log_decayed_.push_back(std::log(of(decayed)));
            added_.push_back(of(added));
            spread_.push_back(of(spread));
        }
    }

    /// The curve with decay that comes `lag` steps late: A(t − lag)/A(−lag) in place of A(t), with
    /// squares as they were measured.
    [[nodiscard]] std::vector<norm_point> at(double lag) const {
        std::vector<norm_point> points(step_.size());
        const double start = log_decayed(-1 - lag);
        double before = start, log_own = 0, own = 0, b = 0;
        for (std::size_t i = 0; i < step_.size(); ++i) {
            const double now = log_decayed(step_[i] - step_[0] - lag);
            b = b * std::exp(now - before) + added_[i] - std::exp(log_decayed_[i] - log_own) * own;
            before = now;
            log_own = log_decayed_[i];
            own = added_[i];
            const double variance =
                noise_ * spread_[i] + (g_u_.error > 0 ? b * b * g_u_.error * g_u_.error : 0.0);
            points[i] = {step_[i], norm_[i], std::exp(now - start) * first_ + b * g_u_.value,
                         norm_band_width * std::sqrt(variance)};
        }
        return points;
    }

    [[nodiscard]] double steps() const noexcept {
        return step_.empty() ? 0.0 : step_.back() - step_.front() + 1;
    }

private:
    /// log A so many steps behind the first row, straight lines between rows and behind the ends.
    [[nodiscard]] double log_decayed(double steps) const {
        if (step_.size() < 2) {
            return log_decayed_.empty() ? 0.0 : log_decayed_.front() * (steps + 1);
        }
        const double apart = step_[1] - step_[0];
        const double place =
            std::clamp(std::floor(steps / apart), 0.0, static_cast<double>(step_.size() - 2));
        if (steps < 0) {
            return log_decayed_.front() * (steps + 1);
        }
        const auto i = static_cast<std::size_t>(place);
        return log_decayed_[i] + (steps / apart - place) * (log_decayed_[i + 1] - log_decayed_[i]);
    }

    double first_;
    estimate g_u_;
    double noise_;
    std::vector<double> step_, norm_, log_decayed_, added_, spread_;
};

/// How far a curve strays: the largest relative deviation, whether all are allowed, and the sum of
/// squares.
struct norm_stray {
    double deviation = 0, step = not_available, squares = 0;
    bool allowed = true;

    explicit norm_stray(std::span<const norm_point> points) {
        for (const norm_point& p : points) {
            const double relative = (p.measured - p.predicted) / p.predicted;
            const double share = is_finite(p.band) ? norm_bands * p.band / p.predicted : 0.0;
            const double most = (std::max)(norm_tolerance, share);
            if (!is_finite(relative)) {
                continue;
            }
            if (std::fabs(relative) > std::fabs(deviation) || !is_finite(step)) {
                deviation = relative;
                step = p.step;
            }
            squares += relative * relative / (most * most);
            allowed = allowed && std::fabs(relative) <= most;
        }
    }
};

/// The variance in the long run of what a norm gains beside (g_u − 1)|ηu|/√N, per step, from second
/// differences of neighbouring blocks, which a mean that moves slowly does not enter.
/// \f[ \Sigma^2 = L\,\operatorname{median}\frac{(y_{j-1} - 2 y_j + y_{j+1})^2}{6 \cdot 0.455} \f]
/// over blocks of L steps that overlap, the window of the tracker or a little more, but at most a
/// sixteenth of all.
/// \return Σ² [1]; NaN for less than 16 batches
[[nodiscard]] inline double norm_noise(const update_tracker& tracker, std::size_t group,
                                       double g_u) {
    using enum update_tracker::column;
    constexpr std::size_t fewest = 16;
    constexpr double median_of_square = 0.45494;  // of a normal number
    const batch_store& store = tracker.store();
    const std::size_t batches = store.batches();
    if (batches < fewest) {
        return not_available;
    }
    const double per_window =
        std::ceil(tracker.options().window / static_cast<double>(store.ticks_per_batch()));
    const auto length = static_cast<std::size_t>(
        std::clamp(per_window, 1.0, static_cast<double>(batches / fewest)));
    std::vector<double> rest(batches), squares;
    for (std::size_t b = 0; b < batches; ++b) {
        rest[b] = store.batch(b, update_tracker::column_of(group, gain)).mean -
                  (g_u - 1) * store.batch(b, update_tracker::column_of(group, turn)).mean;
    }
    for (std::size_t b = 0; b + 3 * length <= batches; ++b) {
        double bend = 0;
        for (std::size_t i = 0; i < length; ++i) {
            bend += rest[b + i] - 2 * rest[b + length + i] + rest[b + 2 * length + i];
        }
        bend /= static_cast<double>(length);
        squares.push_back(bend * bend / 6);
    }
    const auto middle = squares.begin() + static_cast<std::ptrdiff_t>(squares.size() / 2);
    std::nth_element(squares.begin(), middle, squares.end(), ascending{});
    return *middle / median_of_square * static_cast<double>(length * store.ticks_per_batch());
}

/// The lag between ±most with the least sum of squares, the shortest of several.
[[nodiscard]] inline double best_lag(const norm_recursion& recursion, double most) {
    constexpr int grid = 64;
    const auto cost = [&](double lag) { return norm_stray(recursion.at(lag)).squares; };
    double best = 0, least = cost(0);
    const double apart = most / grid;
    for (int i = 1; i <= grid; ++i) {
        for (const double lag : {i * apart, -i * apart}) {
            const double here = cost(lag);
            if (here < least * (1 - 1e-9)) {
                least = here;
                best = lag;
            }
        }
    }
    double step = apart;
    while (step > 0.05 && best != 0) {
        step /= 2;
        for (const double lag : {best - step, best + step}) {
            const double here = cost(lag);
            if (here < least) {
                least = here;
                best = lag;
            }
        }
    }
    return best;
}

}  // namespace detail

/// The squared norm of a group since the tracker's memory began, beside its prediction.
/// \f[ N' = a^2 N + |\eta u|^2 g_u, \qquad \sigma_N^2 = C\,\Sigma^2 + B^2 \sigma_{g_u}^2 \f]
/// with η and λ of each step, from the norm before the first; C and B are those of the tracker,
/// and Σ² is the variance in the long run of what `gain` has beside (g_u − 1)|ηu|/√N, which no
/// schedule changes, from how neighbouring blocks differ. The verdict:
/// - *follows*: |N − N_pred| ≤ max(5 % of N_pred, 3 bands = 5.9 σ_N) at every point;
/// - *lags*: not so, but so with decay a(t − k) in place of a(t), for the k within a quarter of
///   the run that leaves the smallest squares, and k is at least one step. Squares are measured,
///   so they are never late;
/// - *departs*: neither.
///
/// On pure noise under warm-up and cosine (256 weights, 12,000 steps, norms that scatter by 6 %)
/// the verdict was wrong in 9 of 200 runs of AdamW and Lion with two bands, so that three were
/// taken; with these in 0 of 400 on seeds that had no part in the choice. There all of 80 whose
/// decay came 600 steps late lagged, by 599 ± 19 (AdamW) and 606 ± 50 (Lion), and all of 80 whose
/// loss feels the norm departed.
/// \param tracker  shown every step, with positions      \param group  which group
/// \param g_u      the inefficiency of updates, with its error where it is measured [1]
/// \return no points and unknown without positions; unknown where g_u is not known
/// \pre group < tracker.groups()   \cost O(150 · rows)
/// \see Kosson, Messmer and Jaggi 2023, arXiv 2305.17212, for constant η
[[nodiscard]] inline norm_prediction predict_norm(const update_tracker& tracker, std::size_t group,
                                                  const estimate& g_u) {
    norm_prediction result;
    result.inefficiency = g_u;
    if (!is_finite(tracker.first_norm(group))) {
        return result;
    }
    const double noise = detail::norm_noise(tracker, group, g_u.value);
    const detail::norm_recursion recursion(tracker, group, g_u, noise);
    result.points = recursion.at(0);
    if (!is_finite(g_u.value) || result.points.empty()) {
        return result;
    }
    const detail::norm_stray as_told(result.points);
    result.deviation = as_told.deviation;
    result.deviation_step = as_told.step;
    result.lag = detail::best_lag(recursion, recursion.steps() / 4);
    const detail::norm_stray late(recursion.at(result.lag));
    result.deviation_after_lag = late.deviation;
    result.verdict = as_told.allowed                              ? norm_verdict::follows
                     : late.allowed && std::fabs(result.lag) >= 1 ? norm_verdict::lags
                                                                  : norm_verdict::departs;
    return result;
}

/// The same with g_u in closed form where it is known, white_update_inefficiency(), else with that
/// of measure_update_law().
/// \param tracker, group  as above   \return as above   \cost that of measure_update_law() more
[[nodiscard]] inline norm_prediction predict_norm(const update_tracker& tracker,
                                                  std::size_t group) {
    estimate g_u;
    g_u.value = white_update_inefficiency(tracker.parameters(group));
    return predict_norm(
        tracker, group,
        is_finite(g_u.value) ? g_u : measure_update_law(tracker, group).inefficiency);
}

}  // namespace THERMOSGD_NAMESPACE
