// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A run of SGD on a quadratic, and the curves that were measured of it.

#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/curves.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace test {

using namespace thermosgd;

inline constexpr double eta = 0.1;
inline constexpr double h = 0.5;
inline constexpr double a = 1 - eta * h;
inline constexpr double variance = eta / (2 - eta * h);           // ⟨x²⟩
inline constexpr double tau = 2 * eta * eta * h / (2 - eta * h);  // ⟨v²⟩
inline constexpr std::size_t dimensions = 40;

/// A run of SGD on ½hx² with noise of covariance h, and what was seen of it.
struct quadratic_run {
    layout where = [] {
        layout l;
        l.add("a", {4, 10}, {.filter_axis = 0, .mass = 3.0});
        return l;
    }();
    thermometer t{where};
    diagnostics_recorder recorder{where};
    std::vector<curve> curves;

    explicit quadratic_run(std::uint64_t steps, topics wanted = topics::all()) {
        std::vector<double> x(where.size(), 0.0);
        random_stream random(4);
        for (std::uint64_t step = 0; step < steps; ++step) {
            for (double& one : x) {
                one -= eta * (h * one + std::sqrt(h) * random.normal());
            }
            t.observe(step, x, {}, recorder);
        }
        curves = diagnostic_curves(t, recorder, {0}, wanted);
    }

    [[nodiscard]] const curve& at(std::string_view name) const {
        const curve* c = find_curve(curves, name, "a");
        if (c == nullptr) {
            FAIL("no curve " << name);
        }
        return *c;
    }
};

/// Six standard errors and a share of the truth, for what is left of bias: below 1e-6 per point.
inline void check_near(const curve& c, const curve_point& p, double truth, double share) {
    INFO(c.key << " at " << p.x << ": " << p.y.value << " ± " << p.y.error << ", truth " << truth);
    CHECK(std::fabs(p.y.value - truth) <= 6 * p.y.error + share);
}

}  // namespace test
