// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Means over independent runs against what they should be, with Student's error bar.

#include <cmath>
#include <cstddef>
#include <vector>

#include <thermosgd/numeric/student_t.hpp>

#include "catch_shim.hpp"

namespace test {

/// One number of each of several independent runs.
struct replicas {
    std::vector<double> values;

    void push(double x) { values.push_back(x); }

    [[nodiscard]] double mean() const {
        double sum = 0;
        for (const double x : values) {
            sum += x;
        }
        return sum / static_cast<double>(values.size());
    }

    /// The standard error of the mean.
    [[nodiscard]] double error() const {
        const auto n = static_cast<double>(values.size());
        double sum = 0;
        for (const double x : values) {
            sum += (x - mean()) * (x - mean());
        }
        return std::sqrt(sum / (n * (n - 1)));
    }

    /// How far from its mean chance takes it once in 10⁶ among that many comparisons.
    [[nodiscard]] double tolerance(double comparisons) const {
        const auto n = static_cast<double>(values.size());
        return thermosgd::student_t_critical(0.5e-6 / comparisons, n - 1) * error();
    }
};

/// Checks a mean, and that the runs would have seen a difference of `resolution`.
inline void check_mean(const replicas& runs, double expected, double resolution,
                       double comparisons) {
    INFO("mean " << runs.mean() << " error " << runs.error() << " expected " << expected);
    CHECK(std::fabs(runs.mean() - expected) < runs.tolerance(comparisons));
    CHECK(runs.tolerance(comparisons) < resolution);
}

}  // namespace test
