// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The elementary flows as a textbook writes them, one after the other, each with its own gradient.

#include <thermosgd/dynamics/dissipation.hpp>
#include <thermosgd/dynamics/hamiltonian.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace test {

/// Flows of H applied at once to q, p and S in long double: nothing is merged.
///
/// Friction of a nonlinear U is the library's, whose own tests hold it against its equation.
template <class Hamiltonian>
class plain_flows {
    using real = long double;
    static constexpr bool contact = Hamiltonian::generated == thermosgd::field::contact;
    using kinetic_type = typename Hamiltonian::kinetic_type;

public:
    std::vector<real> q, p;
    real s = 0;
    std::size_t gradients = 0;

    plain_flows(Hamiltonian& h, const std::vector<double>& q0, const std::vector<double>& p0,
                double s0)
        : q(q0.begin(), q0.end()), p(p0.begin(), p0.end()), s(s0), h_(h) {}

    /// p·∂K/∂p.
    [[nodiscard]] real squared_momentum() const {
        real sum = 0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            sum += p[i] * p[i] * inverse(i);
        }
        return sum;
    }

    void drift(double h) {
        if constexpr (contact) {
            s += h * (squared_momentum() - kinetic());
        }
        const std::vector<real> velocity = velocities();
        for (std::size_t i = 0; i < q.size(); ++i) {
            q[i] += h * velocity[i];
        }
    }

    void kick(double h, double t) {
        const real v = evaluate(t);
        for (std::size_t i = 0; i < p.size(); ++i) {
            p[i] -= h * gradient_[i];
        }
        s -= contact ? h * v : 0.0L;
    }

    void kick_friction(double h, double x, double t) {
        const real v = evaluate(t), decay = std::exp(real(-x)), mean = h * mean_decay(x);
        for (std::size_t i = 0; i < p.size(); ++i) {
            p[i] = decay * p[i] - mean * gradient_[i];
        }
        s = decay * s - mean * v;
    }

    void drift_friction(double h, double x) {
        const real decay = std::exp(real(-x)), mean = h * mean_decay(x);
        s = decay * (s + mean * kinetic());
        const std::vector<real> velocity = velocities();
        for (std::size_t i = 0; i < q.size(); ++i) {
            q[i] += mean * velocity[i];
            p[i] *= decay;
        }
    }

    void friction(double h, double x) {
        real factor = 1;
        if constexpr (!thermosgd::linear_in_s<typename Hamiltonian::dissipation_type>) {
            const thermosgd::friction_step r =
                contact ? thermosgd::contact_friction(h_.dissipation, static_cast<double>(s), h)
                        : thermosgd::evolution_friction(h_.dissipation, static_cast<double>(s),
                                                        static_cast<double>(kinetic()), h);
            s = r.s;
            factor = r.factor;
        } else {
            factor = std::exp(real(-x));
            if constexpr (contact) {
                s *= factor;
            } else {
                // γ times what S gains is what K loses; at γ = 0 it is the time times p·∂K/∂p.
                const real before = kinetic(), rate = x / h;
                const real slope = squared_momentum();
                scale_momenta(factor);
                s += x == 0.0 ? h * slope : (before - kinetic()) / rate;
                return;
            }
        }
        scale_momenta(factor);
    }

    void scale(double factor) {
        scale_momenta(factor);
        s *= factor;
    }

private:
    [[nodiscard]] static real mean_decay(real x) { return x == 0 ? 1 : -std::expm1(-x) / x; }

    [[nodiscard]] real inverse(std::size_t i) const {
        if constexpr (thermosgd::quadratic_kinetic_energy<kinetic_type>) {
            return h_.kinetic.inverse(i);
        } else {
            const real m = h_.kinetic.mass, c = h_.kinetic.speed;
            real p2 = 0;
            for (const real x : p) {
                p2 += x * x;
            }
            return c / std::sqrt(p2 + m * m * c * c);
        }
    }

    [[nodiscard]] real kinetic() const {
        if constexpr (thermosgd::quadratic_kinetic_energy<kinetic_type>) {
            return squared_momentum() / 2;
        } else {
            const real m = h_.kinetic.mass, c = h_.kinetic.speed;
            real p2 = 0;
            for (const real x : p) {
                p2 += x * x;
            }
            return c * std::sqrt(p2 + m * m * c * c) - m * c * c;
        }
    }

    [[nodiscard]] std::vector<real> velocities() const {
        std::vector<real> v(p.size());
        for (std::size_t i = 0; i < p.size(); ++i) {
            v[i] = p[i] * inverse(i);
        }
        return v;
    }

    void scale_momenta(real factor) {
        for (real& x : p) {
            x *= factor;
        }
    }

    real evaluate(double t) {
        const std::vector<double> at(q.begin(), q.end());
        gradient_.assign(q.size(), 0.0);
        ++gradients;
        if constexpr (requires { h_.potential(at, gradient_); }) {
            return h_.potential(at, gradient_);
        } else {
            return h_.potential(at, t, gradient_);
        }
    }

    Hamiltonian& h_;
    std::vector<double> gradient_{};
};

}  // namespace test
