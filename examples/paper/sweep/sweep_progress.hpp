// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How far a sweep is, by cost rather than by number of runs, and when it will be done.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace paper {

/// "0:05", "1:05" or "2:03:04"; "-:--" for what is not known.
[[nodiscard]] inline std::string duration_text(double seconds) {
    if (!(seconds >= 0.0 && seconds < 1e7)) {
        return "-:--";
    }
    const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
    return whole < 3600 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                        : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// The books of a sweep: what its jobs cost and how much of each is done. Not for several threads.
class sweep_progress {
public:
    /// \param costs    of each job     \param done  those that need no work
    /// \param workers  that share the work
    sweep_progress(std::vector<double> costs, const std::vector<bool>& done, std::size_t workers)
        : costs_(std::move(costs)),
          shares_(costs_.size(), 0.0),
          started_(costs_.size(), false),
          workers_(workers) {
        for (std::size_t i = 0; i < costs_.size(); ++i) {
            total_ += costs_[i];
            if (done[i]) {
                shares_[i] = 1.0;
                found_ += costs_[i];
                ++jobs_done_;
            }
        }
        whole_ = found_;
    }

    /// Job `i` is done to this share [1]. What a job had when first heard of was done earlier.
    void set(std::size_t i, double share) {
        const double now = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : shares_[i];
        if (!started_[i]) {
            started_[i] = true;
            found_ += costs_[i] * now;
        }
        whole_ += costs_[i] * (now - shares_[i]);
        shares_[i] = now;
    }

    /// Job `i` has its result.
    void finish(std::size_t i) {
        started_[i] = true;
        set(i, 1.0);
        ++jobs_done_;
    }

    [[nodiscard]] std::size_t jobs() const noexcept { return costs_.size(); }
    [[nodiscard]] std::size_t jobs_done() const noexcept { return jobs_done_; }

    /// The share of the whole cost that is done, now or earlier [1].
    [[nodiscard]] double share() const { return total_ > 0.0 ? whole_ / total_ : 1.0; }

    /// The time left at the speed so far [s]; NaN while that is not known.
    ///
    /// \param elapsed  wall time since the sweep began [s]
    [[nodiscard]] double seconds_left(double elapsed) const {
        const double speed = (whole_ - found_) / elapsed;
        if (!(speed > 0.0)) {
            return total_ > whole_ ? std::numeric_limits<double>::quiet_NaN() : 0.0;
        }
        // The end is that of the longest job where fewer are left than there are workers.
        double longest = 0.0;
        for (std::size_t i = 0; i < costs_.size(); ++i) {
            longest = std::max(longest, costs_[i] * (1.0 - shares_[i]));
        }
        const double one_worker = speed / static_cast<double>(workers_);
        return std::max((total_ - whole_) / speed, longest / one_worker);
    }

private:
    std::vector<double> costs_;
    std::vector<double> shares_;
    std::vector<bool> started_;
    std::size_t workers_;
    double total_ = 0.0;
    double found_ = 0.0;  ///< cost of what was there when this sweep came to it
    double whole_ = 0.0;  ///< cost of what is there now
    std::size_t jobs_done_ = 0;
};

}  // namespace paper
