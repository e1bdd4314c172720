// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Oscillators that have been solved: positions, momenta and contact variables at a time.

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>

namespace contact {

/// A point of the phase space of one degree of freedom; S is NaN where no closed form is known.
struct closed_form {
    double q, p;
    double s = std::numeric_limits<double>::quiet_NaN();
};

/// q″ = −q − γq′ from q = 1, p = S = 0, in all three cases of damping.
/// \f[ q = e^{-\gamma t/2}(\cos\Delta t + \tfrac{\gamma}{2\Delta}\sin\Delta t),\quad
///     \Delta^2 = 1 - \gamma^2/4,\quad S = qp/2 \f]
[[nodiscard]] inline closed_form damped(double friction, double t) {
    const std::complex<double> delta = std::sqrt(std::complex<double>(1 - friction * friction / 4));
    const double sine = std::abs(delta) < 1e-9 ? t : (std::sin(delta * t) / delta).real();
    const double envelope = std::exp(-friction * t / 2);
    const double q = envelope * (std::cos(delta * t).real() + friction / 2 * sine);
    const double p = -envelope * sine;
    return {q, p, 0.5 * q * p};
}

/// As damped(), with a force F cos Ωt on top.
[[nodiscard]] inline closed_form forced(double friction, double force, double frequency, double t) {
    const double stiffness = 1 - frequency * frequency;
    const double norm = stiffness * stiffness + friction * friction * frequency * frequency;
    const double a = force * stiffness / norm, b = force * friction * frequency / norm;
    // The free part starts at q = 1 − A, p = −BΩ.
    const double q0 = 1 - a, p0 = -b * frequency;
    const double delta = std::sqrt(1 - friction * friction / 4);
    const double c = std::cos(delta * t), s = std::sin(delta * t) / delta;
    const double envelope = std::exp(-friction * t / 2);
    return {envelope * (q0 * c + (p0 + friction * q0 / 2) * s) + a * std::cos(frequency * t) +
                b * std::sin(frequency * t),
            envelope * (p0 * c - (friction * p0 / 2 + q0) * s) -
                a * frequency * std::sin(frequency * t) + b * frequency * std::cos(frequency * t)};
}

/// The Lane–Emden equation q″ = −q − (2/t)q′ on q = sin t/t, with S = 0 at t = 1.
[[nodiscard]] inline closed_form lane_emden_1(double t) {
    const auto p_of = [](double x) { return std::cos(x) / x - std::sin(x) / (x * x); };
    const double q = std::sin(t) / t, p = p_of(t);
    return {q, p, 0.5 * q * p - 0.5 * std::sin(1.0) * p_of(1.0) / (t * t)};
}

/// The Lane–Emden equation q″ = −q⁵ − (2/t)q′ on q = (1 + t²/3)^(−1/2).
[[nodiscard]] inline closed_form lane_emden_5(double t) {
    const double q = 1 / std::sqrt(1 + t * t / 3);
    return {q, -t / 3 * q * q * q};
}

/// Jacobi's elliptic functions of parameter m, by the arithmetic-geometric mean.
struct elliptic {
    double sn, cn, dn;
};

/// \copydoc elliptic
[[nodiscard]] inline elliptic jacobi(double u, double m) {
    std::array<double, 16> ratio{};
    double a = 1, b = std::sqrt(1 - m), c = std::sqrt(m);
    std::size_t n = 0;
    while (std::fabs(c) > 1e-17 && n + 1 < ratio.size()) {
        const double mean = 0.5 * (a + b);
        c = 0.5 * (a - b);
        b = std::sqrt(a * b);
        a = mean;
        ratio[++n] = c / a;
    }
    double phi = std::ldexp(a * u, static_cast<int>(n));
    for (; n > 0; --n) {
        phi = 0.5 * (phi + std::asin(ratio[n] * std::sin(phi)));
    }
    const double sn = std::sin(phi);
    return {sn, std::cos(phi), std::sqrt(1 - m * sn * sn)};
}

/// q″ = −q³ from q = 1, p = S = 0: q = cn(t | ½), S = (qp + t/4)/3.
[[nodiscard]] inline closed_form quartic(double t) {
    const elliptic f = jacobi(t, 0.5);
    return {f.cn, -f.sn * f.dn, (-f.cn * f.sn * f.dn + t / 4) / 3};
}

/// q″ = −(2γ²/9)q − q³ − γq′ from q = 1, p = 0, which elliptic functions of τ = (1 − e^(−at))/a,
/// a = γ/3, solve.
[[nodiscard]] inline closed_form duffing(double friction, double t) {
    const double a = friction / 3;
    const double m = std::pow(1 + 2 * a * a, 0.25);
    const double phase = -std::ellint_1(std::sqrt(0.5), std::acos(1 / m));
    const double decay = std::exp(-a * t);
    const elliptic f = jacobi(m * -std::expm1(-a * t) / a + phase, 0.5);
    const double q = decay * m * f.cn;
    return {q, -a * q - decay * decay * m * m * f.sn * f.dn};
}

}  // namespace contact
