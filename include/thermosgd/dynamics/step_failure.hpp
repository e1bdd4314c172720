// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a stepper throws when a step has no finite result, and how it leaves the state as it was.

#include <thermosgd/core/error.hpp>
#include <thermosgd/dynamics/state.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Errors have one name under all flags: what one file throws another catches.
namespace thermosgd {

/// A step without a finite result: what was not finite, where, and at which step of the call.
class step_failure : public error {
public:
    step_failure(const std::string& message, std::uint64_t step, double time)
        : error(message), step_(step), time_(time) {}

    /// The step of the failed call, from 1 on [1].
    [[nodiscard]] std::uint64_t step() const noexcept { return step_; }

    /// The time at which it began [time].
    [[nodiscard]] double time() const noexcept { return time_; }

private:
    std::uint64_t step_;
    double time_;
};

}  // namespace thermosgd

namespace THERMOSGD_NAMESPACE::detail {

[[noreturn]] inline void throw_step_failure(const char* function, const char* what,
                                            std::size_t component, std::size_t size,
                                            std::uint64_t step, double time) {
    std::string message = std::string(function) + ": " + what;
    if (component < size) {
        message += " (gradient[" + std::to_string(component) + "])";
    }
    message += " at step " + std::to_string(step) + ", which began at t = " + std::to_string(time);
    THERMOSGD_THROW(step_failure(message, step, time));
}

/// Copies a state and puts it back unless the step is committed.
template <class T>
class restore_guard {
public:
    restore_guard(phase_spans<T> memory, const std::vector<T>& q, const std::vector<T>& p,
                  bool active)
        : memory_(memory), q_(q), p_(p), active_(active) {}

    restore_guard(const restore_guard&) = delete;
    restore_guard& operator=(const restore_guard&) = delete;

    ~restore_guard() {
        if (active_) {
            std::copy(q_.begin(), q_.end(), memory_.q.begin());
            std::copy(p_.begin(), p_.end(), memory_.p.begin());
        }
    }

    void commit() noexcept { active_ = false; }

private:
    phase_spans<T> memory_;
    const std::vector<T>& q_;
    const std::vector<T>& p_;
    bool active_;
};

}  // namespace THERMOSGD_NAMESPACE::detail
