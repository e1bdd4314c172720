// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The observing pass behind an interface, so that one program can hold builds with other flags.

#include <thermosgd/core/half.hpp>
#include <thermosgd/core/sums.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace benchmarks {

/// A sums_pass over one group of `d` scalars. Each build lives in a library of its own with hidden
/// visibility: inline functions of the same name would otherwise be merged into one build.
class observer {
public:
    virtual ~observer() = default;
    virtual void positions(std::span<const float> after, std::span<float> before,
                           thermosgd::sums_level level) = 0;
    virtual void positions(std::span<const double> after, std::span<double> before,
                           thermosgd::sums_level level) = 0;
    virtual void positions(std::span<const thermosgd::bfloat16> after,
                           std::span<thermosgd::bfloat16> before, thermosgd::sums_level level) = 0;
    virtual void positions(std::span<const thermosgd::float16> after,
                           std::span<thermosgd::float16> before, thermosgd::sums_level level) = 0;
    virtual void displacements(std::span<const float> step, thermosgd::sums_level level) = 0;
    virtual void displacements(std::span<const double> step, thermosgd::sums_level level) = 0;
    virtual void displacements(std::span<const thermosgd::bfloat16> step,
                               thermosgd::sums_level level) = 0;
    virtual void displacements(std::span<const thermosgd::float16> step,
                               thermosgd::sums_level level) = 0;
    /// Σv² of the last pass.
    [[nodiscard]] virtual double v2() const = 0;
};

/// Filters of `filter` scalars each, or the whole group where that is 0, on `threads` threads.
using make_observer = std::unique_ptr<observer>(std::size_t d, std::size_t filter,
                                                std::size_t threads);

// One definition per build: core/sums_observer.cpp, compiled three times.
make_observer make_observer_o2, make_observer_o3, make_observer_native;

}  // namespace benchmarks
