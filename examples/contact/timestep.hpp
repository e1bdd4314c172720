// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How large a step a potential allows.

#include <thermosgd/numeric/random_stream.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace contact {

/// The largest curvature of a potential at a point: the greatest |eigenvalue| of its Hessian, by power
/// iteration on differences of gradients.
///
/// \param gradient    writes ∇V(θ): gradient(theta, out)     \param theta  the point
/// \param iterations  after k of them, the share of other directions has fallen by (λ₂/λ₁)^k
/// \param distance    over which gradients are compared; kinks closer than that are averaged [theta]
/// \return a lower bound of it, close after some 15 iterations [loss/theta²]; NaN where ∇V is
/// \cost iterations + 1 gradients
template <class Gradient>
[[nodiscard]] double largest_curvature(Gradient&& gradient, std::span<const float> theta,
                                       std::uint64_t iterations, double distance,
                                       thermosgd::random_stream& random) {
    const std::size_t d = theta.size();
    std::vector<float> point(theta.begin(), theta.end()), here(d), there(d);
    std::vector<double> direction(d);
    for (double& x : direction) {
        x = random.normal();
    }
    gradient(std::span<const float>(point), std::span<float>(here));
    double curvature = 0.0;
    for (std::uint64_t k = 0; k < iterations; ++k) {
        double norm = 0.0;
        for (const double x : direction) {
            norm += x * x;
        }
        norm = std::sqrt(norm);
        if (!(norm > 0.0)) {
            return k == 0 ? 0.0 : norm;
        }
        for (std::size_t i = 0; i < d; ++i) {
            point[i] =
                static_cast<float>(static_cast<double>(theta[i]) + distance * direction[i] / norm);
        }
        gradient(std::span<const float>(point), std::span<float>(there));
        double squares = 0.0;
        for (std::size_t i = 0; i < d; ++i) {
            direction[i] =
                (static_cast<double>(there[i]) - static_cast<double>(here[i])) / distance;
            squares += direction[i] * direction[i];
        }
        curvature = std::sqrt(squares);
    }
    return curvature;
}

/// The largest of h, h/2, h/4, … with \f$h\sqrt{\lambda} \le s\f$. Velocity Verlet is stable on a
/// harmonic mode up to s = 2; a network that moves meets larger curvatures than where it was measured.
///
/// \param most_halvings  h is not made smaller than that
[[nodiscard]] inline double allowed_timestep(double h, double curvature, double s,
                                             int most_halvings) {
    for (int i = 0; i < most_halvings && !(h * std::sqrt(curvature) <= s); ++i) {
        h *= 0.5;
    }
    return h;
}

}  // namespace contact
