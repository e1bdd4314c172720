// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The reference cases of contact dynamics: A to J.

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "physics/contact_reference.hpp"

namespace test {

/// The potentials of the cases, by their flow_part; any scalar.
struct case_potential {
    char flow_part;

    template <class T>
    T operator()(const std::vector<T>& q, double t, std::vector<T>& g) const {
        const T x = q[0];
        switch (flow_part) {
        case 'D': {
            const T force = std::cos(static_cast<T>(1.3) * static_cast<T>(t)) / 2;
            g[0] = x - force;
            return x * x / 2 - x * force;
        }
        case '5': g[0] = x * x * x * x * x; return x * x * x * x * x * x / 6;
        case 'F': {
            const T k = static_cast<T>(0.02L);  // 2γ²/9 at γ = 0.3
            g[0] = k * x + x * x * x;
            return k * x * x / 2 + x * x * x * x / 4;
        }
        case 'G':
        case 'J': g[0] = x * x * x; return x * x * x * x / 4;
        case 'I': {
            const T y = q[1];
            g[0] = x + 2 * x * y;
            g[1] = y + x * x - y * y;
            return (x * x + y * y) / 2 + x * x * y - y * y * y / 3;
        }
        default: g[0] = x; return x * x / 2;
        }
    }
};

/// A case: its potential, friction f(t) or U(S), start and end.
struct contact_case {
    char flow_part;
    std::vector<double> q, p;
    double s = 0.0;
    double from = 0.0, to = 10.0;
    double rate = 0.0;       ///< γ
    double curvature = 0.0;  ///< c of γS + cS²/2
    bool evolution = false;

    /// f(t), γ for most.
    [[nodiscard]] real friction(real t) const {
        switch (flow_part) {
        case '1':
        case '5': return 2 / t;
        case 'J': return 0.3L + 0.2L * std::sin(2 * t);
        default: return rate;
        }
    }

    [[nodiscard]] contact_system system() const {
        const contact_case c = *this;
        return {[c](const reals& x, real t, reals& g) {
                    // Cos of 1.3 t in double would be all the precision there is.
                    if (c.flow_part == 'D') {
                        const real force = std::cos(1.3L * t) / 2;
                        g[0] = x[0] - force;
                        return x[0] * x[0] / 2 - x[0] * force;
                    }
                    return case_potential{c.flow_part}(x, static_cast<double>(t), g);
                },
                quadratic_kinetic,
                [c](real x, real t) { return x * (c.friction(t) + c.curvature * x / 2); },
                [c](real x, real t) { return c.friction(t) + c.curvature * x; }, evolution};
    }

    /// The exact point at a time.
    [[nodiscard]] contact_point exact(double t) const {
        return carried(system(), {reals(q.begin(), q.end()), reals(p.begin(), p.end()), s, from},
                       t);
    }

    [[nodiscard]] thermosgd::contact_state<std::vector<double>> start() const {
        return {.q = q, .p = p, .s = s, .t = from};
    }
};

/// A case by its flow_part; E1 and E5 are 1 and 5, He is h, G without friction is g.
inline contact_case case_of(char flow_part) {
    switch (flow_part) {
    case 'A': return {'A', {1.0}, {0.0}, 0, 0, 10, 0.1};
    case 'B': return {'B', {1.0}, {0.0}, 0, 0, 10, 2.0};
    case 'C': return {'C', {1.0}, {0.0}, 0, 0, 10, 5.0};
    case 'D': return {'D', {1.0}, {0.0}, 0, 0, 10, 0.2};
    case '1': return {'1', {std::sin(1.0)}, {std::cos(1.0) - std::sin(1.0)}, 0, 1, 10};
    case '5': return {'5', {std::sqrt(0.75)}, {-0.25 * std::sqrt(0.75)}, 0, 1, 10};
    case 'F': return {'F', {1.0}, {0.0}, 0, 0, 10, 0.3};
    case 'G': return {'G', {1.0}, {0.0}, 0, 0, 10, 0.1};
    case 'g': return {'G', {1.0}, {0.0}, 0, 0, 10, 0.0};
    case 'H': return {'H', {1.0}, {0.0}, 0.5, 0, 10, 0.1, 0.2};
    case 'h': return {'H', {1.0}, {0.0}, 0.5, 0, 10, 0.1, 0.2, true};
    case 'I': return {'I', {0.3, 0.0}, {0.0, 0.4}, 0, 0, 10, 0.05};
    case 'J': return {'J', {1.0}, {0.0}, 0, 0, 10};
    default: throw std::invalid_argument(std::string("no case ") + flow_part);
    }
}

/// f of a case as the library takes it, at the middle of each flow.
struct case_friction {
    contact_case c;
    double operator()(double t) const { return static_cast<double>(c.friction(t)); }
};

/// The Hamiltonian of a case whose U is linear in S.
inline auto linear_hamiltonian(const contact_case& c) {
    return thermosgd::contact_hamiltonian(
        case_potential{c.flow_part}, thermosgd::uniform_mass{},
        thermosgd::time_dependent_dissipation<case_friction>{{c}});
}

/// The state after so many steps from the start of a case to its end.
template <class Scheme, class Hamiltonian>
[[nodiscard]] thermosgd::contact_state<std::vector<double>> run_case(const contact_case& c,
                                                                     const Hamiltonian& h,
                                                                     thermosgd::composition order,
                                                                     double timestep) {
    auto x = c.start();
    thermosgd::contact_splitting stepper(h, Scheme{}, {.timestep = timestep, .order = order});
    stepper.advance(x, static_cast<std::uint64_t>(std::lround((c.to - c.from) / timestep)));
    return x;
}

}  // namespace test
