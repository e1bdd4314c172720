// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Many independent modes of SGD with heavy ball on a quadratic, shown to whatever wants
/// velocities.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "random.hpp"

namespace test {

/// d modes m ← μm + h x + s ξ, x ← x − ηm with their own h and s, started in the stationary state
/// of plain SGD or run in for `warm_up` steps.
class quadratic_modes {
public:
    quadratic_modes(double learning_rate, double momentum, std::vector<double> curvature,
                    std::vector<double> noise, std::uint64_t seed, std::size_t warm_up)
        : eta_(learning_rate),
          beta_(momentum),
          h_(std::move(curvature)),
          s_(std::move(noise)),
          x_(h_.size()),
          m_(h_.size()),
          v_(h_.size()),
          random_(seed) {
        for (std::size_t t = 0; t < warm_up; ++t) {
            step();
        }
    }

    /// One step of the optimiser for every mode.
    const std::vector<double>& step() {
        for (std::size_t k = 0; k < x_.size(); ++k) {
            m_[k] = beta_ * m_[k] + h_[k] * x_[k] + s_[k] * random_.normal();
            v_[k] = -eta_ * m_[k];
            x_[k] += v_[k];
        }
        return v_;
    }

    /// Σv² of the last step.
    [[nodiscard]] double sum_of_squares() const {
        double sum = 0;
        for (const double v : v_) {
            sum += v * v;
        }
        return sum;
    }

    /// Stationary ⟨v²⟩ of mode k.
    [[nodiscard]] double tau(std::size_t k) const {
        return 2 * eta_ * eta_ * s_[k] * s_[k] / ((1 - beta_) * (2 * (1 + beta_) - eta_ * h_[k]));
    }

    [[nodiscard]] const std::vector<double>& x() const { return x_; }
    [[nodiscard]] const std::vector<double>& v() const { return v_; }

private:
    double eta_;
    double beta_;
    std::vector<double> h_;
    std::vector<double> s_;
    std::vector<double> x_;
    std::vector<double> m_;
    std::vector<double> v_;
    random_stream random_;
};

}  // namespace test
