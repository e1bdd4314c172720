// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Random numbers of a symmetric stable law.

#include <cmath>
#include <cstdint>

#include "random.hpp"

namespace test {

/// Symmetric α-stable numbers of scale 1, α ≠ 1. \see Chambers, Mallows and Stuck 1976
class stable_law {
public:
    stable_law(double alpha, std::uint64_t seed) : alpha_(alpha), random_(seed) {}

    double next() {
        const double pi = std::acos(-1.0);
        const double u = pi * (random_.uniform() - 0.5 + 0x1p-54);
        const double w = -std::log(1 - random_.uniform());
        return std::sin(alpha_ * u) / std::pow(std::cos(u), 1 / alpha_) *
               std::pow(std::cos((1 - alpha_) * u) / w, (1 - alpha_) / alpha_);
    }

private:
    double alpha_;
    random_stream random_;
};

}  // namespace test
