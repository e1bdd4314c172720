// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Random series whose mean, variance and correlation time are known in closed form.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "random.hpp"

namespace test {

/// x(t+1) = φ x(t) + ξ(t) with standard normal ξ, stationary from the first number on.
/// Mean 0, variance 1/(1 − φ²), ρ_k = φ^k, g = (1 + φ)/(1 − φ).
class autoregressive {
public:
    autoregressive(double phi, std::uint64_t seed) noexcept : phi_(phi), random_(seed) {
        x_ = std::sqrt(variance(phi)) * random_.normal();
    }

    double next() noexcept {
        const double x = x_;
        x_ = phi_ * x_ + random_.normal();
        return x;
    }

    static double variance(double phi) noexcept { return 1 / (1 - phi * phi); }
    static double g(double phi) noexcept { return (1 + phi) / (1 - phi); }

    /// V(b) = b·Var(mean of b)/σ².
    static double block_variance(double phi, double b) noexcept {
        return g(phi) - 2 * phi * (1 - std::pow(phi, b)) / (b * (1 - phi) * (1 - phi));
    }

private:
    double phi_;
    double x_;
    random_stream random_;
};

/// Fractional Gaussian noise, variance 1, ρ_k = ½(|k+1|^{2H} − 2|k|^{2H} + |k−1|^{2H}): the
/// variance of a mean of N is N^{2H−2}. Exact, by Durbin and Levinson's recursion.
class fractional_noise {
public:
    fractional_noise(double hurst, std::size_t count) : count_(count) {
        std::vector<double> rho(count), partial(count), before(count);
        for (std::size_t k = 0; k < count; ++k) {
            const auto power = [&](double x) { return std::pow(std::fabs(x), 2 * hurst); };
            const double lag = static_cast<double>(k);
            rho[k] = 0.5 * (power(lag + 1) - 2 * power(lag) + power(lag - 1));
        }
        deviations_.push_back(1);
        for (std::size_t t = 1; t < count; ++t) {
            double numerator = rho[t];
            for (std::size_t k = 1; k < t; ++k) {
                numerator -= before[k] * rho[t - k];
            }
            const double last = numerator / (deviations_.back() * deviations_.back());
            for (std::size_t k = 1; k < t; ++k) {
                partial[k] = before[k] - last * before[t - k];
            }
            partial[t] = last;
            coefficients_.insert(coefficients_.end(), partial.begin() + 1,
                                 partial.begin() + static_cast<std::ptrdiff_t>(t) + 1);
            deviations_.push_back(deviations_.back() * std::sqrt(1 - last * last));
            before = partial;
        }
    }

    [[nodiscard]] std::vector<double> draw(random_stream& random) const {
        std::vector<double> x(count_);
        const double* row = coefficients_.data();
        for (std::size_t t = 0; t < count_; ++t) {
            double mean = 0;
            for (std::size_t k = 1; k <= t; ++k) {
                mean += row[k - 1] * x[t - k];
            }
            x[t] = mean + deviations_[t] * random.normal();
            row += t;
        }
        return x;
    }

private:
    std::size_t count_;
    std::vector<double> coefficients_;  // of x(t−1), x(t−2), … for t = 1, 2, …
    std::vector<double> deviations_;    // of x(t) about what they say
};

/// SGD with heavy ball on ½hx² with gradient noise of standard deviation s:
/// m ← μm + hx + sξ, x ← x − ηm. μ = 0 is plain SGD.
struct heavy_ball {
    double learning_rate;
    double curvature;
    double noise;
    double momentum;

    /// Stationary ⟨x²⟩.
    [[nodiscard]] double position_variance() const {
        return learning_rate * noise * noise * (1 + momentum) /
               (curvature * (1 - momentum) * stability());
    }

    /// Stationary ⟨v²⟩ with v = x(t) − x(t−1).
    [[nodiscard]] double velocity_variance() const {
        return 2 * learning_rate * learning_rate * noise * noise / ((1 - momentum) * stability());
    }

    /// g of the position.
    [[nodiscard]] double g_position() const {
        return (1 - momentum) * stability() / ((1 + momentum) * learning_rate * curvature);
    }

    [[nodiscard]] double stability() const {
        return 2 * (1 + momentum) - learning_rate * curvature;
    }
};

/// The trajectory of heavy_ball, started at 0 and run in for `warm_up` steps.
class heavy_ball_path {
public:
    heavy_ball_path(const heavy_ball& parameters, std::uint64_t seed, std::size_t warm_up = 2000)
        : p_(parameters), random_(seed) {
        for (std::size_t i = 0; i < warm_up; ++i) {
            step();
        }
    }

    void step() {
        m_ = p_.momentum * m_ + p_.curvature * x_ + p_.noise * random_.normal();
        velocity_ = -p_.learning_rate * m_;
        x_ += velocity_;
    }

    [[nodiscard]] double position() const { return x_; }
    [[nodiscard]] double velocity() const { return velocity_; }

private:
    heavy_ball p_;
    random_stream random_;
    double x_ = 0;
    double m_ = 0;
    double velocity_ = 0;
};

}  // namespace test
