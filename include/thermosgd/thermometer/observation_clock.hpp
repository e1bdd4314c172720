// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What observations and steps of training cost, measured while they happen.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/scalar.hpp>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

// MinGW has timespec_get in one of its two C libraries; <chrono> takes long to compile.
#if defined(TIME_UTC) && !defined(__MINGW32__)
#define THERMOSGD_HAS_TIMESPEC 1
#else
#define THERMOSGD_HAS_TIMESPEC 0
#include <chrono>
#endif

namespace THERMOSGD_NAMESPACE {

/// Collects the times of steps, differences and snapshots until there are enough for a budget.
///
/// Medians, so that a page fault, a jump of the clock or a busy neighbour spoils one time and not
/// the result.
/// \cost 8 bytes per time kept, 192 times at most; what is noted beyond those is left out
class observation_clock {
public:
    /// What a time was taken of.
    enum class kind : std::size_t { step, difference, snapshot };

    /// The times of a kind that are enough for a median.
    static constexpr std::size_t enough = 16;

    /// Seconds on a clock whose zero does not matter [s]. \cost a call of the system, 20 ns
    [[nodiscard]] static double now() noexcept {
#if THERMOSGD_HAS_TIMESPEC
        std::timespec time{};
        std::timespec_get(&time, TIME_UTC);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
#else
        const auto time = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration<double>(time).count();
#endif
    }

    /// Notes the time from its making to the end of its scope.
    class stopwatch {
    public:
        /// \param clock  is told the time, or nullptr: nobody is      \param what  of what
        stopwatch(observation_clock* clock, kind what) : clock_(clock), what_(what) {
            if (clock_ != nullptr) {
                clock_->of(what).reserve(most);  // the end of a scope must not throw
                begin_ = now();
            }
        }

        stopwatch(const stopwatch&) = delete;
        stopwatch& operator=(const stopwatch&) = delete;

        ~stopwatch() {
            if (clock_ != nullptr) {
                clock_->note(what_, now() - begin_);
            }
        }

    private:
        observation_clock* clock_;
        kind what_;
        double begin_ = 0.0;
    };

    /// Times from here to the end of the scope, where wanted. \pre the clock outlives it
    [[nodiscard]] stopwatch time(kind what, bool wanted) { return {wanted ? this : nullptr, what}; }

    /// Notes a time. \param seconds  negative ones are left out [s]
    void note(kind what, double seconds) {
        std::vector<double>& times = of(what);
        if (seconds >= 0 && times.size() < most) {
            times.push_back(seconds);
        }
    }

    /// The number of times noted of a kind [1]. \cost O(1)
    [[nodiscard]] std::size_t count(kind what) const noexcept {
        return times_[static_cast<std::size_t>(what)].size();
    }

    /// Whether steps and differences were timed often enough for a budget. \cost O(1)
    [[nodiscard]] bool ready() const noexcept {
        return count(kind::step) >= enough && count(kind::difference) >= enough;
    }

    /// The median time of a kind [s]; NaN without any. \cost O(times)
    [[nodiscard]] double median(kind what) const {
        std::vector<double> times = times_[static_cast<std::size_t>(what)];
        if (times.empty()) {
            return not_available;
        }
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end(), detail::ascending{});
        return *middle;
    }

    /// Forgets all times.
    void clear() noexcept {
        for (std::vector<double>& times : times_) {
            times.clear();
        }
    }

private:
    static constexpr std::size_t most = 64;

    std::vector<double>& of(kind what) noexcept { return times_[static_cast<std::size_t>(what)]; }

    std::vector<double> times_[3];
};

}  // namespace THERMOSGD_NAMESPACE
