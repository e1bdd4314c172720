// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What the schemes keep exactly, at any step: the identity of S on quadratic systems, angular
/// momentum, the contact form, volume and loop area.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace physics_contact_identities_test {

using namespace thermosgd;

namespace {

using state = contact_state<std::vector<double>>;
using all_words =
    std::tuple<schemes::d_kf_d, schemes::k_df_k, schemes::fdkdf, schemes::dkfkd, schemes::kdfdk,
               schemes::fkdkf, schemes::dfkfd, schemes::kfdfk, schemes::variational>;

/// Calls f for every scheme that H has.
template <class H, class F>
void for_words_of(const H& /*h*/, F&& f) {
    const auto one = [&]<class Scheme>(Scheme scheme) {
        if constexpr (exact_flows<H, Scheme>) {
            f(scheme);
        }
    };
    std::apply([&](auto... scheme) { (one(scheme), ...); }, all_words{});
}

/// The factor of one step: e^{-x}, or Cayley's for the variational scheme.
template <class Scheme>
double conformal_factor(double x) {
    return std::is_same_v<Scheme, schemes::variational> ? (1.0 - 0.5 * x) / (1.0 + 0.5 * x)
                                                        : std::exp(-x);
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

/// Three springs, one of them a saddle.
double springs(const std::vector<double>& q, std::vector<double>& g) {
    constexpr std::array k{1.0, 2.5, -0.1};
    double v = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        g[i] = k[i] * q[i];
        v += 0.5 * k[i] * q[i] * q[i];
    }
    return v;
}

double kepler(const std::vector<double>& q, std::vector<double>& g) {
    const double r = std::hypot(q[0], q[1]);
    for (std::size_t i = 0; i < 2; ++i) {
        g[i] = q[i] / (r * r * r);
    }
    return -1.0 / r;
}

double henon_heiles(const std::vector<double>& q, std::vector<double>& g) {
    const double x = q[0], y = q[1];
    g = {x + 2.0 * x * y, y + x * x - y * y};
    return 0.5 * (x * x + y * y) + x * x * y - y * y * y / 3.0;
}

/// The Jacobian of one step by (q, p, S), by differences of order 4.
template <class Stepper>
std::vector<std::vector<double>> jacobian(Stepper& stepper, const state& x) {
    const std::size_t d = x.q.size(), n = 2 * d + 1;
    const auto at = [d](state& y, std::size_t i) -> double& {
        return i < d ? y.q[i] : i < 2 * d ? y.p[i - d] : y.s;
    };
    std::vector<std::vector<double>> j(n, std::vector<double>(n));
    constexpr double e = 1e-3;
    for (std::size_t column = 0; column < n; ++column) {
        for (const auto& [shift, weight] :
             {std::pair{-2.0, 1.0}, {-1.0, -8.0}, {1.0, 8.0}, {2.0, -1.0}}) {
            state y = x;
            at(y, column) += shift * e;
            stepper.step(y);
            for (std::size_t row = 0; row < n; ++row) {
                j[row][column] += weight * at(y, row) / (12.0 * e);
            }
        }
    }
    return j;
}

/// By elimination with pivots, of the leading n rows and columns.
double determinant(std::vector<std::vector<double>> a, std::size_t n) {
    double product = 1.0;
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k; i < n; ++i) {
            pivot = std::fabs(a[i][k]) > std::fabs(a[pivot][k]) ? i : pivot;
        }
        product *= pivot == k ? a[k][k] : -a[pivot][k];
        std::swap(a[k], a[pivot]);
        for (std::size_t i = k + 1; i < n; ++i) {
            for (std::size_t j = n; j-- > k;) {
                a[i][j] -= a[i][k] / a[k][k] * a[k][j];
            }
        }
    }
    return product;
}

}  // namespace

TEST_CASE("on quadratic systems S - q·p/2 shrinks exactly as momenta do, at any step") {
    const auto check = [](const auto& h, double from, auto&& decay) {
        for_words_of(h, [&]<class Scheme>(Scheme scheme) {
            for (const double timestep : {0.05, 0.5, 1.1}) {
                INFO(Scheme::splitting.name << " h " << timestep);
                state x{.q = {1.0, -0.5, 0.3}, .p = {0.2, 0.7, -0.4}, .s = 0.9, .t = from};
                contact_splitting stepper(h, scheme, {.timestep = timestep});
                double expected = x.s - 0.5 * dot(x.q, x.p);
                for (int step = 0; step < 40; ++step) {
                    expected *= decay(scheme, x.t, timestep);
                    stepper.step(x);
                    const double size = 1.0 + dot(x.q, x.q) + dot(x.p, x.p);
                    CHECK_THAT(x.s - 0.5 * dot(x.q, x.p), WithinAbs(expected, 2e-14 * size));
                }
            }
        });
    };
    for (const double gamma : {0.0, 0.3, 4.0}) {
        const auto constant = [=]<class Scheme>(Scheme, double, double h) {
            return conformal_factor<Scheme>(gamma * h);
        };
        check(contact_hamiltonian(springs, {.mass = 1.7, .friction = gamma}), 0.0, constant);
        check(contact_hamiltonian(springs, masses({1.0, 2.0, 0.6}), linear_dissipation{gamma}), 0.0,
              constant);
    }
    const integrated_dissipation known{[](double t) { return 2.0 / t; },
                                       [](double t) { return 2.0 * std::log(t); }};
    check(contact_hamiltonian(springs, uniform_mass{}, known), 1.0,
          []<class Scheme>(Scheme, double t, double h) {
              const double ends = (1.0 - h / t) / (1.0 + h / (t + h));
              return std::is_same_v<Scheme, schemes::variational> ? ends
                                                                  : std::pow(t / (t + h), 2.0);
          });
}

TEST_CASE("the identity of S holds for compositions, whose backward stages cancel") {
    const auto h = contact_hamiltonian(springs, {.friction = 0.5});
    for (const composition& order : {composition::suzuki4(), composition::yoshida4(),
                                     composition::kahan_li6(), composition::yoshida6()}) {
        state x{.q = {1.0, -0.5, 0.3}, .p = {0.2, 0.7, -0.4}, .s = 0.9};
        const double start = x.s - 0.5 * dot(x.q, x.p);
        contact_splitting stepper(h, {.timestep = 0.5, .order = order});
        stepper.advance(x, 20);
        CHECK_THAT(x.s - 0.5 * dot(x.q, x.p), WithinAbs(start * std::exp(-5.0), 1e-13));
    }
}

TEST_CASE("angular momentum in a central potential shrinks exactly as e^{-γt}") {
    const auto check = [](const auto& h) {
        for_words_of(h, [&]<class Scheme>(Scheme scheme) {
            INFO(Scheme::splitting.name);
            state x{.q = {1.0, 0.0}, .p = {0.1, 0.9}, .s = 0.1};
            contact_splitting stepper(h, scheme, {.timestep = 0.01});
            stepper.advance(x, 1000);
            // An ulp of each of up to four factors, in the same direction in all of 1000 steps,
            // makes 9e-13.
            const double factor = std::pow(conformal_factor<Scheme>(0.002), 1000.0);
            CHECK_THAT((x.q[0] * x.p[1] - x.q[1] * x.p[0]) / (0.9 * factor), WithinAbs(1.0, 9e-13));
        });
    };
    check(contact_hamiltonian(kepler, {.friction = 0.2}));
    check(contact_hamiltonian(kepler, relativistic{1.0, 5.0}, linear_dissipation{0.2}));
    check(contact_hamiltonian<field::evolution>(kepler, {.friction = 0.2}));
}

TEST_CASE("total momentum shrinks exactly as e^{-γt} where nothing but neighbours pull") {
    const auto pair = [](const std::vector<double>& q, std::vector<double>& g) {
        const double r = q[0] - q[1];
        g = {r * r * r, -r * r * r};
        return r * r * r * r / 4.0;
    };
    const auto h = contact_hamiltonian(pair, masses({1.0, 3.0}), linear_dissipation{0.2});
    for_words_of(h, [&]<class Scheme>(Scheme scheme) {
        state x{.q = {1.0, -0.4}, .p = {0.5, 0.4}};
        contact_splitting(h, scheme, {.timestep = 0.1}).advance(x, 200);
        const double factor = std::pow(conformal_factor<Scheme>(0.02), 200.0);
        CHECK_THAT((x.p[0] + x.p[1]) / (0.9 * factor), WithinAbs(1.0, 1e-12));
    });
}

TEST_CASE("a step scales the contact form, the volume of phase space and that of contact space") {
    const double gamma = 0.4, timestep = 0.3;
    const state x{.q = {0.3, -0.1}, .p = {0.2, 0.4}, .s = 0.25};
    const auto h = contact_hamiltonian(henon_heiles, {.friction = gamma});
    for_words_of(h, [&]<class Scheme>(Scheme scheme) {
        INFO(Scheme::splitting.name);
        contact_splitting stepper(h, scheme, {.timestep = timestep});
        const auto j = jacobian(stepper, x);
        const double factor = conformal_factor<Scheme>(gamma * timestep);
        CHECK_THAT(determinant(j, 4), WithinAbs(std::pow(factor, 2.0), 1e-9));
        CHECK_THAT(determinant(j, 5), WithinAbs(std::pow(factor, 3.0), 1e-9));
        // φ*(dS - p dq) = factor (dS - p dq), component by component.
        state y = x;
        stepper.step(y);
        for (std::size_t column = 0; column < 5; ++column) {
            const double pulled_back = j[4][column] - y.p[0] * j[0][column] - y.p[1] * j[1][column];
            const double form = column < 2 ? -x.p[column] : column < 4 ? 0.0 : 1.0;
            CHECK_THAT(pulled_back, WithinAbs(factor * form, 1e-9));
        }
    });
}

TEST_CASE("a nonlinear U scales the contact form by a factor of its own at every point") {
    const state x{.q = {0.3, -0.1}, .p = {0.2, 0.4}, .s = 0.25};
    const auto h =
        contact_hamiltonian(henon_heiles, uniform_mass{}, quadratic_dissipation{0.4, 0.8});
    for_words_of(h, [&]<class Scheme>(Scheme scheme) {
        INFO(Scheme::splitting.name);
        contact_splitting stepper(h, scheme, {.timestep = 0.3});
        const auto j = jacobian(stepper, x);
        state y = x;
        stepper.step(y);
        const double factor = j[4][4] - y.p[0] * j[0][4] - y.p[1] * j[1][4];
        CHECK(factor < 0.9);
        for (std::size_t column = 0; column < 4; ++column) {
            const double pulled_back = j[4][column] - y.p[0] * j[0][column] - y.p[1] * j[1][column];
            CHECK_THAT(pulled_back, WithinAbs(column < 2 ? -factor * x.p[column] : 0.0, 1e-9));
        }
    });
}

TEST_CASE("the area of a loop shrinks exactly as e^{-γt}") {
    // 512 points of a circle, each a degree of freedom of one quartic oscillator.
    constexpr std::size_t n = 512;
    const elementwise_potential quartic{[](double x) { return x * x * x * x / 4; },
                                        [](double x) { return x * x * x; }};
    // ∮ p dq from the harmonics of the loop, which is smooth.
    const auto area = [](const state& x) {
        double sum = 0.0;
        for (std::size_t k = 1; k < n / 2; ++k) {
            double qc = 0.0, qs = 0.0, pc = 0.0, ps = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                const double angle = 2.0 * std::numbers::pi * static_cast<double>(k * i % n) / n;
                qc += x.q[i] * std::cos(angle);
                qs += x.q[i] * std::sin(angle);
                pc += x.p[i] * std::cos(angle);
                ps += x.p[i] * std::sin(angle);
            }
            sum += static_cast<double>(k) * (pc * qs - ps * qc);
        }
        return sum * 4.0 * std::numbers::pi / (static_cast<double>(n) * n);
    };
    state x;
    for (std::size_t i = 0; i < n; ++i) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / n;
        x.q.push_back(1.0 + 0.3 * std::cos(angle));
        x.p.push_back(0.3 * std::sin(angle));
    }
    const double start = area(x);
    CHECK_THAT(start, WithinAbs(-0.09 * std::numbers::pi, 1e-13));
    contact_splitting stepper(contact_hamiltonian(quartic, {.friction = 0.1}), {.timestep = 0.1});
    stepper.advance(x, 100);
    CHECK_THAT(area(x) * std::exp(1.0) / start, WithinAbs(1.0, 2e-13));
}

}  // namespace physics_contact_identities_test
