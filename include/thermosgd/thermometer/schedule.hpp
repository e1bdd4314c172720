// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which steps of a run are observed: always adjacent pairs, never long differences.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What a thermometer does with the parameters of a step.
enum class observation {
    nothing,    ///< they need not be shown
    snapshot,   ///< they are kept, to be compared with those of the next step
    difference  ///< they are compared with those of the step before
};

/// A rule that picks the steps whose displacement is measured.
///
/// A displacement is measured at step s when the parameters after s − 1 and after s are both seen;
/// wanted() asks for the first as a snapshot and for the second as a difference. A plain value:
/// copy it, print it with to_text(), store it with archive().
///
/// | made by | displacements at steps s |
/// | --- | --- |
/// | every(1) | all |
/// | every(n) | s mod n = 1 |
/// | logarithmic(p) | s = origin + the nearest integers to 10^(j/p), j = 0, 1, … |
/// | listed({…}) | those listed |
/// | budget(share) | as every(n) with the least n that costs at most `share` of the training |
class schedule {
public:
    /// Every step is observed.
    schedule() = default;

    /// One adjacent pair of steps in `n`.
    /// \param n ≥ 1 [step]   \throws std::invalid_argument for n = 0   \cost O(1)
    [[nodiscard]] static schedule every(std::uint64_t n) {
        if (n == 0) {
            THERMOSGD_THROW(std::invalid_argument("schedule::every: n = 0, expected at least 1"));
        }
        schedule s;
        s.every_ = n;
        return s;
    }

    /// Pairs at steps that grow geometrically from `origin`: 1, 2, 3, 4, 5, 6, 8, 10, 13, … steps
    /// after it for ten per decade. Steps that coincide count once.
    /// \param per_decade steps per factor of ten, from 1e-3 to 1e6 [1]
    /// \param origin     the step after which the clock of the schedule starts [step]
    /// \throws std::invalid_argument for another number   \cost O(1)
    [[nodiscard]] static schedule logarithmic(double per_decade, std::uint64_t origin = 0) {
        if (!(per_decade >= 1e-3 && per_decade <= 1e6)) {
            THERMOSGD_THROW(std::invalid_argument(
                "schedule::logarithmic: per_decade = " + std::to_string(per_decade) +
                ", expected 1e-3 to 1e6"));
        }
        schedule s;
        s.rule_ = rule::logarithmic;
        s.per_decade_ = per_decade;
        s.origin_ = origin;
        return s;
    }

    /// Pairs that end at the steps listed, in any order.
    /// \param steps each at least 1, since step 0 has none before it; repeated ones count once
    /// \throws std::invalid_argument for step 0   \cost O(n log n)
    [[nodiscard]] static schedule listed(std::vector<std::uint64_t> steps) {
        std::sort(steps.begin(), steps.end(), detail::ascending{});
        steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
        if (!steps.empty() && steps.front() == 0) {
            THERMOSGD_THROW(std::invalid_argument(
                "schedule::listed: step = 0, expected at least 1: no step comes before it"));
        }
        schedule s;
        s.rule_ = rule::listed;
        s.steps_ = std::move(steps);
        return s;
    }

    /// As often as costs at most a share of the training: see calibrate().
    /// \param share             in (0, 1] [1]
    /// \param until_calibrated  n of every(n) before the first calibration, ≥ 1 [step]
    /// \throws std::invalid_argument for a number out of range   \cost O(1)
    [[nodiscard]] static schedule budget(double share, std::uint64_t until_calibrated = 10) {
        if (!(share > 0 && share <= 1)) {
            THERMOSGD_THROW(
                std::invalid_argument("schedule::budget: share = " + detail::number_text(share) +
                                      ", expected 0 < share <= 1"));
        }
        schedule s = every(until_calibrated);
        s.rule_ = rule::budget;
        s.share_ = share;
        return s;
    }

    /// Fixes how often a budget observes, once per segment. The times are the caller's: the
    /// schedule reads no clock.
    ///
    /// With every step observed only differences are taken; otherwise each costs a snapshot too:
    /// \f[ n = 1 \text{ if } d \le s\tau, \quad
    ///     \text{else } n = \max(2, \lceil (d + p)/(s\tau) \rceil) \f]
    /// \param step_seconds        τ, of one step of training alone [s], > 0
    /// \param difference_seconds  d, of one observation that takes a difference [s], ≥ 0
    /// \param snapshot_seconds    p, of one snapshot [s], ≥ 0
    /// \return whether it was used: true for a budget not yet calibrated in this segment
    /// \throws std::invalid_argument for times that are no such numbers   \cost O(1)
    bool calibrate(double step_seconds, double difference_seconds, double snapshot_seconds = 0.0) {
        check_time("step_seconds", step_seconds, step_seconds > 0);
        check_time("difference_seconds", difference_seconds, difference_seconds >= 0);
        check_time("snapshot_seconds", snapshot_seconds, snapshot_seconds >= 0);
        if (rule_ != rule::budget || calibrated_) {
            return false;
        }
        const double allowed = share_ * step_seconds;
        const double pairs = std::ceil((difference_seconds + snapshot_seconds) / allowed);
        every_ = difference_seconds <= allowed
                     ? 1
                     : static_cast<std::uint64_t>(std::clamp(pairs, 2.0, longest_interval));
        step_seconds_ = step_seconds;
        observation_seconds_ = difference_seconds + (every_ == 1 ? 0.0 : snapshot_seconds);
        calibrated_ = true;
        return true;
    }

    /// A new segment begins after step `step`: a logarithmic clock starts again there, and a budget
    /// may be calibrated again, observing as before until it is. \cost O(1)
    void restart(std::uint64_t step) noexcept {
        if (rule_ == rule::logarithmic) {
            origin_ = step;
        }
        calibrated_ = false;
    }

    /// What is wanted of the parameters after step `step`. Who is asked for a difference and has
    /// not kept the step before takes a snapshot instead. \cost O(1), O(log n) for n listed steps
    [[nodiscard]] observation wanted(std::uint64_t step) const noexcept {
        if (measures(step)) {
            return observation::difference;
        }
        return measures(step + 1) ? observation::snapshot : observation::nothing;
    }

    /// Whether a displacement is measured at step `step`. \cost O(1), O(log n) for n listed steps
    [[nodiscard]] bool measures(std::uint64_t step) const noexcept {
        switch (rule_) {
        case rule::logarithmic: return step > origin_ && is_mark(step - origin_);
        case rule::listed: return std::binary_search(steps_.begin(), steps_.end(), step);
        case rule::every:
        case rule::budget: break;
        }
        return every_ == 1 || step % every_ == 1;
    }

    /// How many displacements are measured at the steps after < s ≤ last, by the rule now in force.
    /// \cost O(1), O(log n) for n listed steps, O(per_decade · decades) for logarithmic ones
    [[nodiscard]] std::uint64_t count(std::uint64_t after, std::uint64_t last) const noexcept {
        return last <= after ? 0 : count_until(last) - count_until(after);
    }

    /// The n of one pair in n steps; 0 for listed and logarithmic steps. \cost O(1)
    [[nodiscard]] std::uint64_t interval() const noexcept {
        return rule_ == rule::every || rule_ == rule::budget ? every_ : 0;
    }

    /// Whether a budget has been calibrated in this segment. \cost O(1)
    [[nodiscard]] bool calibrated() const noexcept { return calibrated_; }

    /// Whether observing was given a budget. \cost O(1)
    [[nodiscard]] bool has_budget() const noexcept { return rule_ == rule::budget; }

    /// Whether a budget waits to be calibrated in this segment. \cost O(1)
    [[nodiscard]] bool awaits_calibration() const noexcept { return has_budget() && !calibrated_; }

    /// The share of the time of a step that observing takes by the times of calibrate() [1]; NaN
    /// before it. Above the budget only where no interval could meet it. \cost O(1)
    [[nodiscard]] double expected_share() const noexcept {
        return observation_seconds_ / step_seconds_ / static_cast<double>(every_);
    }

    /// The schedule in words: "one pair in 10 steps". \cost a short string
    [[nodiscard]] std::string to_text() const {
        const std::string pairs =
            every_ == 1 ? "every step" : "one pair in " + std::to_string(every_) + " steps";
        switch (rule_) {
        case rule::every: return pairs;
        case rule::logarithmic:
            return "pairs at log-spaced steps, " + detail::print_number('g', 6, per_decade_) +
                   " per decade from step " + std::to_string(origin_) + " on";
        case rule::listed:
            return steps_.empty() ? "no steps"
                                  : "pairs at " + std::to_string(steps_.size()) +
                                        " listed steps from " + std::to_string(steps_.front()) +
                                        " to " + std::to_string(steps_.back());
        case rule::budget: break;
        }
        const std::string share =
            "at most " + detail::print_number('g', 6, 100 * share_) + " % of a step: " + pairs;
        return step_seconds_ > 0
                   ? share + " (" + detail::print_number('g', 2, 100 * expected_share()) +
                         " %, calibrated with " + detail::print_number('g', 3, step_seconds_) +
                         " s per step and " + detail::print_number('g', 3, observation_seconds_) +
                         " s per observation)"
                   : share + " until calibrated";
    }

    /// True when all settings and calibrations are the same.
    [[nodiscard]] friend bool operator==(const schedule&, const schedule&) = default;

    /// Reads or writes the whole state.
    template <class Archive>
    void archive(Archive& ar) {
        ar(rule_, every_, per_decade_, origin_, steps_, share_, calibrated_, step_seconds_,
           observation_seconds_);
        detail::require_stored("schedule", rule_ <= rule::budget && every_ > 0 && per_decade_ > 0 &&
                                               is_finite(per_decade_) &&
                                               (rule_ != rule::listed || !steps_.empty()) &&
                                               std::is_sorted(steps_.begin(), steps_.end()));
    }

private:
    enum class rule : std::uint8_t { every, logarithmic, listed, budget };

    static constexpr double longest_interval = 1e15;

    static void check_time(const char* argument, const double& seconds, bool in_range) {
        if (!in_range || !is_finite(seconds)) {
            THERMOSGD_THROW(std::invalid_argument(std::string("schedule::calibrate: ") + argument +
                                                  " = " + detail::number_text(seconds) +
                                                  ", expected a finite time"));
        }
    }

    /// The integer nearest to 10^(j/p).
    [[nodiscard]] double mark(double j) const noexcept {
        return std::round(std::pow(10.0, j / per_decade_));
    }

    [[nodiscard]] bool is_mark(std::uint64_t offset) const noexcept {
        const auto u = static_cast<double>(offset);
        const double nearest = std::floor(per_decade_ * std::log10(u));
        return mark(nearest) == u || mark(nearest + 1) == u;
    }

    [[nodiscard]] std::uint64_t count_until(std::uint64_t last) const noexcept {
        if (rule_ == rule::listed) {
            return static_cast<std::uint64_t>(std::upper_bound(steps_.begin(), steps_.end(), last) -
                                              steps_.begin());
        }
        if (rule_ != rule::logarithmic) {
            // Wraps at the last number there is, for differences of counts that do not.
            return every_ == 1 ? last + 1 : last / every_ + (last % every_ != 0 ? 1U : 0U);
        }
        if (last <= origin_) {
            return 0;
        }
        const auto end = static_cast<double>(last - origin_);
        std::uint64_t marks = 0;
        double before = 0;
        for (double j = 0;; j += 1) {
            const double m = mark(j);
            if (!(m <= end)) {
                return marks;
            }
            marks += m != before ? 1U : 0U;
            before = m;
        }
    }

    rule rule_ = rule::every;
    std::uint64_t every_ = 1;
    double per_decade_ = 10;
    std::uint64_t origin_ = 0;
    std::vector<std::uint64_t> steps_;
    double share_ = 1;
    bool calibrated_ = false;
    double step_seconds_ = 0;
    double observation_seconds_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
