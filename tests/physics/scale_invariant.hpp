// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Pure noise on weights whose norm the loss does not feel, under six optimisers: what the law of
/// weight decay is exact for.

#include "random.hpp"

#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/report/step_info.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace test {

/// What a trainer with these hyper-parameters tells of a step.
inline thermosgd::step_info told(const thermosgd::hyper_parameters& p) {
    return {.learning_rate = p.learning_rate,
            .weight_decay = p.weight_decay,
            .momentum_coefficient = p.momentum_coefficient,
            .optimiser = p.optimiser,
            .decay = p.decay,
            .beta2 = p.beta2};
}

/// d weights, gradients (P⊥ S ξ)/|θ| of unequal scales S, and an optimiser in double.
class scale_invariant_noise {
public:
    thermosgd::hyper_parameters p;
    double pull = 0;  ///< the loss feels the norm: ½·pull·|θ|², 0 where it does not

    scale_invariant_noise(std::size_t d, const thermosgd::hyper_parameters& parameters,
                          std::uint64_t seed)
        : p(parameters), theta_(d), scale_(d), m_(d), v_(d), g_(d), u_(d), random_(seed) {
        for (std::size_t i = 0; i < d; ++i) {
            theta_[i] = random_.normal();
            scale_[i] = std::exp(0.5 * random_.normal());
        }
    }

    [[nodiscard]] const std::vector<double>& theta() const noexcept { return theta_; }

    /// Sets |θ|², from which a run starts.
    void set_squared_norm(double norm) {
        const double factor = std::sqrt(norm / squared_norm());
        for (double& x : theta_) {
            x *= factor;
        }
    }

    [[nodiscard]] double squared_norm() const {
        double sum = 0;
        for (const double x : theta_) {
            sum += x * x;
        }
        return sum;
    }

    void step() {
        using enum thermosgd::optimiser_kind;
        ++t_;
        draw_gradient();
        const std::size_t d = theta_.size();
        const double mu = p.momentum();
        const double first = 1 - std::pow(mu, static_cast<double>(t_));
        const double second = 1 - std::pow(p.beta2, static_cast<double>(t_));
        for (std::size_t i = 0; i < d; ++i) {
            const double g = g_[i] + (p.coupled() ? p.weight_decay * theta_[i] : 0.0);
            switch (p.optimiser) {
            case nesterov:
                m_[i] = mu * m_[i] + g;
                u_[i] = g + mu * m_[i];
                break;
            case adam:
            case adamw:
                m_[i] = mu * m_[i] + (1 - mu) * g;
                v_[i] = p.beta2 * v_[i] + (1 - p.beta2) * g * g;
                u_[i] = m_[i] / first / std::sqrt(v_[i] / second);
                break;
            case lion: {
                const double c = mu * m_[i] + (1 - mu) * g;
                u_[i] = c > 0 ? 1 : -1;
                m_[i] = p.beta2 * m_[i] + (1 - p.beta2) * g;
                break;
            }
            default: m_[i] = mu * m_[i] + g; u_[i] = m_[i];
            }
        }
        if (p.optimiser == muon) {
            orthogonalise();
        }
        const double decay = p.decoupled() ? p.learning_rate * p.weight_decay : 0.0;
        for (std::size_t i = 0; i < d; ++i) {
            theta_[i] -= decay * theta_[i] + p.learning_rate * u_[i];
        }
    }

private:
    void draw_gradient() {
        const std::size_t d = theta_.size();
        double along = 0;
        for (std::size_t i = 0; i < d; ++i) {
            g_[i] = scale_[i] * random_.normal();
            along += g_[i] * theta_[i];
        }
        const double norm2 = squared_norm(), norm = std::sqrt(norm2);
        for (std::size_t i = 0; i < d; ++i) {
            g_[i] = (g_[i] - along / norm2 * theta_[i]) / norm + pull * theta_[i];
        }
    }

    /// u, a matrix of 4 rows, with its singular values made 1: (u uᵀ)^(−1/2) u by Newton and Schulz.
    void orthogonalise() {
        constexpr std::size_t rows = 4;
        const std::size_t columns = u_.size() / rows;
        double square = 0;
        for (const double x : u_) {
            square += x * x;
        }
        for (double& x : u_) {
            x /= std::sqrt(square);
        }
        std::vector<double> next(u_.size());
        for (int round = 0; round < 30; ++round) {
            double gram[rows][rows]{};
            for (std::size_t a = 0; a < rows; ++a) {
                for (std::size_t b = 0; b < rows; ++b) {
                    for (std::size_t j = 0; j < columns; ++j) {
                        gram[a][b] += u_[a * columns + j] * u_[b * columns + j];
                    }
                }
            }
            double off = 0;
            for (std::size_t a = 0; a < rows; ++a) {
                for (std::size_t b = 0; b < rows; ++b) {
                    off += std::fabs(gram[a][b] - (a == b ? 1 : 0));
                }
            }
            if (off < 1e-12) {
                break;
            }
            for (std::size_t a = 0; a < rows; ++a) {
                for (std::size_t j = 0; j < columns; ++j) {
                    double sum = 0;
                    for (std::size_t b = 0; b < rows; ++b) {
                        sum += gram[a][b] * u_[b * columns + j];
                    }
                    next[a * columns + j] = 1.5 * u_[a * columns + j] - 0.5 * sum;
                }
            }
            u_.swap(next);
        }
    }

    std::vector<double> theta_, scale_, m_, v_, g_, u_;
    random_stream random_;
    std::uint64_t t_ = 0;
};

}  // namespace test
