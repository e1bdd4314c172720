// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Orders over the support matrix: every field, U, K and scheme that compiles, on one potential.

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <tuple>
#include <type_traits>
#include <vector>

#include "catch_shim.hpp"
#include "physics/contact_reference.hpp"

namespace test {

using all_words =
    std::tuple<thermosgd::schemes::d_kf_d, thermosgd::schemes::k_df_k, thermosgd::schemes::fdkdf,
               thermosgd::schemes::dkfkd, thermosgd::schemes::kdfdk, thermosgd::schemes::fkdkf,
               thermosgd::schemes::dfkfd, thermosgd::schemes::kfdfk,
               thermosgd::schemes::variational>;

/// Two coupled anharmonic degrees of freedom in a field that depends on time.
struct matrix_potential {
    template <class T>
    T operator()(const std::vector<T>& q, T t, std::vector<T>& g) const {
        const T x = q[0], y = q[1], force = std::cos(t) / 4;
        g[0] = x + x * x * x + x * y - force;
        g[1] = 2 * y + x * x / 2;
        return x * x / 2 + x * x * x * x / 4 + x * x * y / 2 + y * y - force * x;
    }
};

/// The kinetic energies of the matrix, as the library takes them and as functions.
inline const thermosgd::uniform_mass one_mass{1.4};
inline const thermosgd::relativistic fast{1.4, 1.2};
inline thermosgd::parameter_masses two_masses() {
    return thermosgd::masses({1.4, 0.6});
}

inline real energy_of(const thermosgd::uniform_mass& k, const reals& p, reals& v) {
    v = {p[0] / real(k.mass), p[1] / real(k.mass)};
    return (p[0] * v[0] + p[1] * v[1]) / 2;
}
inline real energy_of(const thermosgd::parameter_masses& k, const reals& p, reals& v) {
    v = {p[0] * real(k.inverse_masses[0]), p[1] * real(k.inverse_masses[1])};
    return (p[0] * v[0] + p[1] * v[1]) / 2;
}
inline real energy_of(const thermosgd::relativistic& k, const reals& p, reals& v) {
    const real m = k.mass, c = k.speed, root = std::sqrt(p[0] * p[0] + p[1] * p[1] + m * m * c * c);
    v = {c * p[0] / root, c * p[1] / root};
    return c * root - m * c * c;
}

/// U as a function of S and t, and its derivative by S.
struct dissipation_functions {
    std::function<real(real, real)> value, friction;
};

/// Checks all schemes of one Hamiltonian; `u` is its U in long double.
/// \return the number of schemes checked
template <thermosgd::field F, class K, class U>
int check_orders(const K& kinetic, const U& dissipation, const dissipation_functions& u) {
    const auto h = thermosgd::contact_hamiltonian<F>(
        [](const std::vector<double>& q, double t, std::vector<double>& g) {
            return matrix_potential{}(q, t, g);
        },
        kinetic, dissipation);
    using hamiltonian_type = std::remove_cvref_t<decltype(h)>;
    const contact_system exactly{matrix_potential{},
                                 [&](const reals& p, reals& v) { return energy_of(kinetic, p, v); },
                                 u.value, u.friction, F == thermosgd::field::evolution};
    constexpr double from = 0.4, to = 2.4;
    const contact_point exact = carried(exactly, {{0.9L, -0.4L}, {0.3L, 0.8L}, 0.35L, from}, to);
    int schemes = 0;
    const auto check = [&]<class Scheme>(Scheme) {
        if constexpr (thermosgd::exact_flows<hamiltonian_type, Scheme>) {
            ++schemes;
            contact_error e[2]{};
            for (int k = 0; k < 2; ++k) {
                const int steps = 40 << k;
                thermosgd::contact_state<std::vector<double>> x{
                    .q = {0.9, -0.4}, .p = {0.3, 0.8}, .s = 0.35, .t = from};
                thermosgd::contact_splitting stepper(h, Scheme{},
                                                     {.timestep = (to - from) / steps});
                stepper.advance(x, static_cast<std::uint64_t>(steps));
                e[k] = error_of(x, exact);
            }
            INFO(Scheme::splitting.name << " errors " << e[0].phase << ' ' << e[1].phase
                                        << ", of S " << e[0].action << ' ' << e[1].action);
            CHECK(e[0].phase < 0.02);
            CHECK_THAT(std::log2(e[0].phase / e[1].phase), WithinAbs(2.0, 0.1));
            CHECK_THAT(std::log2(e[0].action / e[1].action), WithinAbs(2.0, 0.1));
        }
    };
    std::apply([&](auto... scheme) { (check(scheme), ...); }, all_words{});
    return schemes;
}

/// One of the three dissipations that are linear in S, chosen as the test runs: their flows differ
/// in numbers only.
struct linear_dissipation_of_three {
    int which;
    using function = double (*)(double);
    thermosgd::linear_dissipation constant{0.4};
    thermosgd::time_dependent_dissipation<function> at_the_middle{rate};
    thermosgd::integrated_dissipation<function, function> known{rate, integral_of_rate};

    static double rate(double t) { return 0.4 + 0.3 * std::sin(2.0 * t); }
    static double integral_of_rate(double t) { return 0.4 * t - 0.15 * std::cos(2.0 * t); }

    [[nodiscard]] double rate_at(double t) const {
        return which == 0   ? constant.rate_at(t)
               : which == 1 ? at_the_middle.rate_at(t)
                            : known.rate_at(t);
    }
    [[nodiscard]] double integral(double a, double b) const {
        return which == 0   ? constant.integral(a, b)
               : which == 1 ? at_the_middle.integral(a, b)
                            : known.integral(a, b);
    }

    [[nodiscard]] dissipation_functions functions() const {
        const bool fixed = which == 0;
        const auto f = [fixed](real t) {
            return fixed ? real(0.4) : real(0.4) + real(0.3) * std::sin(2 * t);
        };
        return {[f](real s, real t) { return f(t) * s; }, [f](real, real t) { return f(t); }};
    }
};

/// Orders of a field and K under the three of them. \return the number of schemes of one
template <thermosgd::field F, class K>
int check_linear(const K& kinetic) {
    int schemes = 0;
    for (const int which : {0, 1, 2}) {
        INFO("linear dissipation " << which);
        const linear_dissipation_of_three u{which};
        schemes = check_orders<F>(kinetic, u, u.functions());
    }
    return schemes;
}

/// Orders of a field and K under quadratic and general U. \return the number of schemes of one
template <thermosgd::field F, class K>
int check_nonlinear(const K& kinetic) {
    const int schemes =
        check_orders<F>(kinetic, thermosgd::quadratic_dissipation{0.4, 0.3},
                        {[](real s, real) { return s * (real(0.4) + real(0.3) * s / 2); },
                         [](real s, real) { return real(0.4) + real(0.3) * s; }});
    const thermosgd::general_dissipation u{[](double s) { return std::sinh(0.5 * s); },
                                           [](double s) { return 0.5 * std::cosh(0.5 * s); }};
    CHECK(check_orders<F>(kinetic, u,
                          {[](real s, real) { return std::sinh(s / 2); },
                           [](real s, real) { return std::cosh(s / 2) / 2; }}) == schemes);
    return schemes;
}

}  // namespace test
