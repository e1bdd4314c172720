// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The reference oscillators A to J, with all kinds of potentials, dissipations and both fields.

#include "closed_forms.hpp"

#include <thermosgd/dynamics/hamiltonian.hpp>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace contact {

using numbers = std::vector<double>;
using phase_point = thermosgd::contact_state<numbers>;

/// Few types for many oscillators, so that schemes are not compiled for each.
using potential = std::function<double(const numbers&, numbers&)>;
using timed_potential =
    std::function<double(const numbers&, double, numbers&)>;  ///< \copydoc potential
using time_function = std::function<double(double)>;          ///< \copydoc potential

/// What is to be integrated beside the Hamiltonian.
struct oscillator {
    std::string name;
    std::string formula;  ///< V and U
    phase_point start;
    double end;                        ///< time [time]
    std::optional<closed_form> exact;  ///< at the end, where known
};

/// V = c₂q²/2 + cₙqⁿ/n of one degree of freedom.
[[nodiscard]] inline potential well(double square, double power, int n) {
    return [=](const numbers& q, numbers& g) {
        const double x = q[0];
        g[0] = square * x + power * std::pow(x, n - 1);
        return square * x * x / 2 + power * std::pow(x, n) / n;
    };
}

/// Hénon and Heiles 1964: V = (x² + y²)/2 + x²y − y³/3.
inline double henon_heiles(const numbers& q, numbers& g) {
    const double x = q[0], y = q[1];
    g[0] = x + 2 * x * y;
    g[1] = y + x * x - y * y;
    return (x * x + y * y) / 2 + x * x * y - y * y * y / 3;
}

/// Calls `visit(oscillator, hamiltonian)` for all of them; m = 1 throughout.
template <class Visitor>
void for_each_oscillator(Visitor&& visit) {
    using namespace thermosgd;
    const phase_point at_one{.q = {1.0}, .p = {0.0}};
    const auto friction = [](const potential& v, double gamma) {
        return contact_hamiltonian(v, uniform_mass{}, linear_dissipation{gamma});
    };
    for (const auto& [name, gamma] :
         {std::pair{"A", 0.1}, std::pair{"B", 2.0}, std::pair{"C", 5.0}}) {
        visit(oscillator{name,
                         "q²/2, γ = " + std::string(name[0] == 'A'   ? "0.1"
                                                    : name[0] == 'B' ? "2"
                                                                     : "5"),
                         at_one, 10.0, damped(gamma, 10.0)},
              friction(well(1.0, 0.0, 2), gamma));
    }
    const timed_potential driven = [](const numbers& q, double t, numbers& g) {
        const double force = 0.5 * std::cos(1.3 * t);
        g[0] = q[0] - force;
        return q[0] * q[0] / 2 - q[0] * force;
    };
    visit(oscillator{"D", "q²/2 − ½q cos 1.3t, γ = 0.2", at_one, 10.0, forced(0.2, 0.5, 1.3, 10.0)},
          contact_hamiltonian(driven, uniform_mass{}, linear_dissipation{0.2}));

    const auto fading = [](const potential& v) {
        return contact_hamiltonian(
            v, uniform_mass{},
            time_dependent_dissipation{time_function([](double t) { return 2.0 / t; })});
    };
    const auto from_one = [](const closed_form& at) {
        return phase_point{.q = {at.q}, .p = {at.p}, .s = 0.0, .t = 1.0};
    };
    visit(oscillator{"E1", "q²/2, f = 2/t", from_one(lane_emden_1(1.0)), 10.0, lane_emden_1(10.0)},
          fading(well(1.0, 0.0, 2)));
    visit(oscillator{"E5", "q⁶/6, f = 2/t", from_one(lane_emden_5(1.0)), 10.0, lane_emden_5(10.0)},
          fading(well(0.0, 1.0, 6)));
    visit(oscillator{"F", "0.01q² + q⁴/4, γ = 0.3", at_one, 10.0, duffing(0.3, 10.0)},
          friction(well(0.02, 1.0, 4), 0.3));
    visit(oscillator{"G", "q⁴/4, γ = 0.1", at_one, 10.0, {}}, friction(well(0.0, 1.0, 4), 0.1));
    visit(oscillator{"G0", "q⁴/4, γ = 0", at_one, 10.0, quartic(10.0)},
          friction(well(0.0, 1.0, 4), 0.0));

    const phase_point warm{.q = {1.0}, .p = {0.0}, .s = 0.5};
    const quadratic_dissipation curved{0.1, 0.2};
    visit(oscillator{"H", "q²/2, U = S/10 + S²/10", warm, 10.0, {}},
          contact_hamiltonian(well(1.0, 0.0, 2), uniform_mass{}, curved));
    visit(oscillator{"He", "as H, evolution field", warm, 10.0, {}},
          contact_hamiltonian<field::evolution>(well(1.0, 0.0, 2), uniform_mass{}, curved));
    visit(
        oscillator{
            "I", "Hénon–Heiles, γ = 0.05", phase_point{.q = {0.3, 0.0}, .p = {0.0, 0.4}}, 10.0, {}},
        friction(henon_heiles, 0.05));
    visit(oscillator{"J", "q⁴/4, f = 0.3 + 0.2 sin 2t", at_one, 10.0, {}},
          contact_hamiltonian(potential(well(0.0, 1.0, 4)), uniform_mass{},
                              time_dependent_dissipation{time_function(
                                  [](double t) { return 0.3 + 0.2 * std::sin(2 * t); })}));
}

}  // namespace contact
