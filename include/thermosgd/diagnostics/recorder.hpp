// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Everything that follows single parameters, in one tracker: what diagnose() reads beside the
/// thermometer.

#include <thermosgd/core/all_finite.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/recorder_options.hpp>
#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/diagnostics/trajectory_tracker.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/thinned_samples.hpp>
#include <thermosgd/trackers/observed_groups.hpp>
#include <thermosgd/trackers/tail_tracker.hpp>
#include <thermosgd/trackers/velocity_histogram.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Maps, histogram, tails, trajectories and powers of the kinetic energy of every group.
///
/// A tracker: pass it to thermometer::observe at every step. Which of them are held and updated is
/// decided by the topics asked for at construction; those that several topics need are held once,
/// and what a topic reads does not depend on which others were asked for. Temperatures of
/// single parameters are kept over two windows that lie side by side; whenever the number of
/// observed steps is a power of two the older is dropped, so that together they span a half to
/// three quarters of the segment, its beginning left out. The histogram counts the newer window,
/// over √τ of the older.
///
/// \code
/// thermosgd::diagnostics_recorder recorder(layout, {.topics = {thermosgd::topic::diffusion}});
/// \endcode
/// \cost with all topics, per step about 5 ns per parameter and 20 µs per group; memory 80 bytes
///       per parameter and 2 MB per group, allocated by the constructor: for looking into a run,
///       not for every run
class diagnostics_recorder {
public:
    /// Steps before the first window: 2^8.
    static constexpr std::uint64_t shortest_window = 256;

    /// Numbers per group in a row of moments().
    static constexpr std::size_t moments_per_group = 6;

    /// Rows of moments() at most: 2^12.
    static constexpr std::size_t most_moments = 4096;

    /// A recorder of no groups, to be assigned to.
    diagnostics_recorder() = default;

    /// \param layout  the groups      \param options  what to measure
    /// \throws std::invalid_argument for an option out of range
    explicit diagnostics_recorder(const layout& layout, const diagnostics_options& options = {})
        : topics_(options.topics),
          capacity_(options.capacity),
          groups_(layout.groups().size()),
          observed_(layout),
          squares_(groups_),
          sums_(groups_) {
        const detail::trackers_of_topics needed = trackers();
        if (needed.maps) {
            older_ = velocity_map(layout);
            newer_ = velocity_map(layout);
        }
        if (needed.histogram) {
            histogram_ = velocity_histogram(layout);
        }
        if (needed.tails) {
            tails_ = tail_tracker(layout, options.tails);
        }
        if (needed.trajectory) {
            trajectory_ = trajectory_tracker(layout, detail::trimmed(options.trajectory, topics_));
        }
        if (needed.powers) {
            powers_ = batch_store(3 * groups_, options.capacity);
        }
        if (needed.moments) {
            moments_ = thinned_samples(moments_per_group * groups_, most_moments);
        }
        row_.resize(powers_.columns());
        moment_row_.resize(moments_.width());
    }

    /// Shows displacements of the step in progress; see tracker.
    /// \throws layout_error where they are not in the group, as for a recorder of no groups
    void add(std::size_t group, std::size_t first, std::span<const double> v, const double* x) {
        (void)observed_.place("diagnostics_recorder", group, first, v.size());
        const detail::trackers_of_topics needed = trackers();
        for_each_tracker([&](auto& tracker) { tracker.add(group, first, v, x); });
        if (needed.powers || needed.moments) {
            squares_[group] += detail::sum_of_squares(v.data(), v.size());
        }
        if (needed.moments) {
            sums_[group] += std::accumulate(v.begin(), v.end(), 0.0);
        }
    }

    /// Ends a step. \cost O(groups), O(d) when the number of steps is a power of two
    void close_step(std::uint64_t step) {
        if (groups_ == 0) {
            return;
        }
        const detail::trackers_of_topics needed = trackers();
        for_each_tracker([&](auto& tracker) { tracker.close_step(step); });
        file_sums(needed);
        ++steps_;
        if (steps_ >= shortest_window && (steps_ & (steps_ - 1)) == 0 && needed.maps) {
            std::swap(older_, newer_);
            newer_.restart(step);
            if (needed.histogram) {
                histogram_.standardise(older_);
            }
        }
    }

    /// Forgets everything: a new segment begins after step `step`. \cost O(memory)
    void restart(std::uint64_t step) {
        older_.restart(step);
        newer_.restart(step);
        histogram_.restart(step);
        tails_.restart(step);
        trajectory_.restart(step);
        powers_.clear();
        moments_.clear();
        std::fill(squares_.begin(), squares_.end(), 0.0);
        std::fill(sums_.begin(), sums_.end(), 0.0);
        steps_ = 0;
    }

    /// Throws unless it was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const layout& layout) const {
        observed_.require_same("diagnostics_recorder", layout);
    }

    /// The number of groups [1]. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return groups_; }

    /// The topics asked for at construction; without groups those that need none. \cost O(1)
    [[nodiscard]] thermosgd::topics topics() const noexcept { return topics_; }

    /// Refuses topics that were not measured.
    /// \param wanted  those to be read      \param caller  for the message
    /// \throws std::invalid_argument that names the topics and what was measured
    /// \cost O(1), allocates where it throws
    void require_topics(thermosgd::topics wanted, std::string_view caller) const {
        detail::require_topics(wanted, topics_, groups_ > 0, caller);
    }

    /// The steps observed in the segment [1]. \cost O(1)
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

    /// The map of the older window; without steps before there was one. \cost O(1)
    [[nodiscard]] const velocity_map& older_map() const noexcept { return older_; }

    /// The map of the newer window. \cost O(1)
    [[nodiscard]] const velocity_map& newer_map() const noexcept { return newer_; }

    /// Velocities of the newer window over √τ of the older one. \cost O(1)
    [[nodiscard]] const velocity_histogram& histogram() const noexcept { return histogram_; }

    /// The tail index. \cost O(1)
    [[nodiscard]] const tail_tracker& tails() const noexcept { return tails_; }

    /// Diffusion, velocity autocorrelation, spectra and currents. \cost O(1)
    [[nodiscard]] const trajectory_tracker& trajectory() const noexcept { return trajectory_; }

    /// Batches of Σv², (Σv²)² and (Σv²)³ of group g in columns 3g, 3g + 1, 3g + 2. \cost O(1)
    [[nodiscard]] const batch_store& kinetic_powers() const noexcept { return powers_; }

    /// Σv², Σv, and x₀, x₁ before and v₀, v₁ of the step on two directions of every group, at some
    /// 2,048 to 4,096 steps of the segment in equal distances: what moments of Gibbs states are
    /// made of. NaN where a group has fewer than two directions. \cost O(1)
    [[nodiscard]] const thinned_samples& moments() const noexcept { return moments_; }

    /// The memory held [byte]. \cost O(groups · levels)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return older_.state_bytes() + newer_.state_bytes() + histogram_.state_bytes() +
               tails_.state_bytes() + trajectory_.state_bytes() +
               2 * sizeof(double) * squares_.size() + powers_.state_bytes() +
               moments_.state_bytes();
    }

    /// Memory traffic of one step, given its displacements as doubles [byte per parameter].
    [[nodiscard]] double bytes_per_parameter() const noexcept {
        // Every tracker reads the displacements, which are in cache from the second on.
        constexpr double once = 8;
        const detail::trackers_of_topics needed = trackers();
        double bytes = groups_ == 0 || !topics_.need_recorder() ? 0.0 : once;
        bytes += needed.maps ? static_cast<double>(newer_.bytes_per_parameter()) - once : 0.0;
        bytes += needed.histogram
                     ? static_cast<double>(velocity_histogram::bytes_per_parameter()) - once
                     : 0.0;
        return bytes + (needed.tails ? tails_.bytes_per_parameter() : 0.0);
    }

    /// Reads or writes everything but layout and options, which the caller gives again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::string asked = to_string(topics_);
        detail::check_archived_setting(ar, "diagnostics_recorder: topics", asked);
        detail::check_archived_setting(ar, "diagnostics_recorder: capacity", capacity_);
        if (trackers().maps) {
            ar(older_);
        }
        for_each_tracker([&](auto& tracker) { ar(tracker); });
        ar(squares_, sums_, powers_, moments_, steps_);
        detail::require_stored("recorder", squares_.size() == groups_ && sums_.size() == groups_);
    }

private:
    [[nodiscard]] detail::trackers_of_topics trackers() const noexcept {
        return detail::trackers_of_topics(topics_);
    }

    /// Calls f(tracker) for those that the topics need, the map of the newer window first.
    template <class F>
    void for_each_tracker(const F& f) {
        const detail::trackers_of_topics needed = trackers();
        if (needed.maps) {
            f(newer_);
        }
        if (needed.histogram) {
            f(histogram_);
        }
        if (needed.tails) {
            f(tails_);
        }
        if (needed.trajectory) {
            f(trajectory_);
        }
    }

    /// Files Σv² and Σv of the step in progress, and begins the next.
    void file_sums(const detail::trackers_of_topics& needed) {
        for (std::size_t g = 0; g < groups_; ++g) {
            if (needed.powers) {
                const double k = squares_[g];
                row_[3 * g] = k;
                row_[3 * g + 1] = k * k;
                row_[3 * g + 2] = k * k * k;
            }
            if (needed.moments) {
                fill_moments(g);
            }
            squares_[g] = 0;
            sums_[g] = 0;
        }
        if (needed.powers) {
            powers_.append(row_);
        }
        if (needed.moments) {
            moments_.push(moment_row_);
        }
    }

    void fill_moments(std::size_t g) {
        double* const row = moment_row_.data() + moments_per_group * g;
        const std::span<const double> x = trajectory_.position(g), v = trajectory_.displacement(g);
        const bool plane = x.size() >= 2;
        row[0] = squares_[g];
        row[1] = sums_[g];
        for (std::size_t i = 0; i < 2; ++i) {
            row[2 + i] = plane ? x[i] - v[i] : not_available;
            row[4 + i] = plane ? v[i] : not_available;
        }
    }

    thermosgd::topics topics_ = thermosgd::topics::without_recorder();
    std::size_t capacity_ = 0;
    std::size_t groups_ = 0;
    observed_groups observed_;
    velocity_map older_, newer_;
    velocity_histogram histogram_;
    tail_tracker tails_;
    trajectory_tracker trajectory_;
    std::vector<double> squares_;  // Σv² of the step in progress
    std::vector<double> sums_;     // Σv of it
    batch_store powers_;
    thinned_samples moments_;
    std::vector<double> row_;
    std::vector<double> moment_row_;
    std::uint64_t steps_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
