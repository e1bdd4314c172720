// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Contact systems carried by extrapolation in long double: nothing of it knows of splittings.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace test {

using real = long double;
using reals = std::vector<real>;

/// H = K(p) + V(q, t) + U(S, t) by its parts; functions write their gradient where they have one.
struct contact_system {
    std::function<real(const reals& q, real t, reals& gradient)> potential{};
    std::function<real(const reals& p, reals& velocity)> kinetic{};
    std::function<real(real s, real t)> dissipation{};
    std::function<real(real s, real t)> friction{};  ///< ∂U/∂S
    bool evolution = false;
};

/// q, p and S in one array, and the time.
struct contact_point {
    reals q{}, p{};
    real s = 0, t = 0;
};

/// q' = ∂H/∂p, p' = -∂H/∂q - p ∂H/∂S, S' = p·∂H/∂p - H, or without -H under the evolution field.
inline reals contact_rate(const contact_system& h, const reals& y, real t) {
    const auto d = static_cast<std::ptrdiff_t>((y.size() - 1) / 2);
    const reals q(y.begin(), y.begin() + d), p(y.begin() + d, y.begin() + 2 * d);
    const real s = y.back();
    reals force(q.size()), velocity(q.size()), rate(y.size());
    const real v = h.potential(q, t, force), k = h.kinetic(p, velocity);
    const real friction = h.friction(s, t);
    for (std::size_t i = 0; i < q.size(); ++i) {
        rate[i] = velocity[i];
        rate[q.size() + i] = -force[i] - friction * p[i];
        rate.back() += p[i] * velocity[i];
    }
    rate.back() -= h.evolution ? 0 : k + v + h.dissipation(s, t);
    return rate;
}

/// y over a time h: Gragg's rule, extrapolated in 10 columns.
inline reals extrapolated(const contact_system& h, const reals& y, real t, real time) {
    constexpr std::size_t columns = 10;
    std::vector<reals> row;
    const auto moved = [](const reals& a, real d, const reals& k) {
        reals b(a);
        for (std::size_t i = 0; i < b.size(); ++i) {
            b[i] += d * k[i];
        }
        return b;
    };
    for (std::size_t k = 0; k < columns; ++k) {
        const std::size_t n = 2 * (k + 1);
        const real step = time / static_cast<real>(n);
        reals before = y, now = moved(y, step, contact_rate(h, y, t));
        for (std::size_t i = 1; i < n; ++i) {
            reals next =
                moved(before, 2 * step, contact_rate(h, now, t + static_cast<real>(i) * step));
            before = std::exchange(now, std::move(next));
        }
        reals value = moved(before, step, contact_rate(h, now, t + time));
        for (std::size_t i = 0; i < value.size(); ++i) {
            value[i] = (value[i] + now[i]) / 2;
        }
        for (std::size_t j = 0; j < k; ++j) {
            const real ratio = static_cast<real>(k + 1) / static_cast<real>(k - j);
            const real weight = 1 / (ratio * ratio - 1);
            const reals above = std::exchange(row[j], value);
            for (std::size_t i = 0; i < value.size(); ++i) {
                value[i] += weight * (value[i] - above[i]);
            }
        }
        row.push_back(value);
    }
    return row.back();
}

/// The point at time `to`, about 1e-16 from the exact one in steps of about 1/10.
inline contact_point carried(const contact_system& h, const contact_point& from, real to) {
    reals y(from.q);
    y.insert(y.end(), from.p.begin(), from.p.end());
    y.push_back(from.s);
    const int pieces = static_cast<int>(std::ceil(std::fabs(to - from.t) * 10));
    const real step = (to - from.t) / static_cast<real>(std::max(pieces, 1));
    for (int i = 0; i < pieces; ++i) {
        y = extrapolated(h, y, from.t + static_cast<real>(i) * step, step);
    }
    const auto d = static_cast<std::ptrdiff_t>(from.q.size());
    return {reals(y.begin(), y.begin() + d), reals(y.begin() + d, y.begin() + 2 * d), y.back(), to};
}

/// Differences from the exact point: the largest of q and p, and that of S.
struct contact_error {
    double phase, action;
};

/// \copydoc contact_error
template <class State>
[[nodiscard]] contact_error error_of(const State& x, const contact_point& exact) {
    contact_error e{0.0, static_cast<double>(std::fabs(x.s - exact.s))};
    for (std::size_t i = 0; i < exact.q.size(); ++i) {
        e.phase = std::max({e.phase, static_cast<double>(std::fabs(x.q[i] - exact.q[i])),
                            static_cast<double>(std::fabs(x.p[i] - exact.p[i]))});
    }
    return e;
}

/// |p|²/2 as a function of a contact_system.
inline real quadratic_kinetic(const reals& p, reals& velocity) {
    velocity = p;
    real k = 0;
    for (const real x : p) {
        k += x * x / 2;
    }
    return k;
}

}  // namespace test
