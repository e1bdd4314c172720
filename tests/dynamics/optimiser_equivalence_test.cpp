// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/newton.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

namespace dynamics_optimiser_equivalence_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;

// Four parameters that interact, and noise that differs from call to call: a minibatch.
struct noisy_potential {
    vector* points;     // all positions at which a gradient was taken, one after the other
    vector* gradients;  // and what it was
    test::random_stream random{5};

    double operator()(const vector& q, vector& g) {
        double value = 0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            const double next = q[(i + 1) % q.size()], last = q[(i + 3) % q.size()];
            g[i] = std::sin(q[i]) + 0.3 * (2 * q[i] - next - last) + 0.1 * random.normal();
            value += -std::cos(q[i]) + 0.15 * (q[i] - next) * (q[i] - next);
        }
        points->insert(points->end(), q.begin(), q.end());
        gradients->insert(gradients->end(), g.begin(), g.end());
        return value;
    }
};

// Runs a scheme, and says how far its gradient points are from x ← x + μv − ηg.
template <class Scheme>
double residual(Scheme scheme, const contact_parameters& parameters, const heavy_ball& rule) {
    vector points, gradients;
    contact_splitting stepper(
        contact_hamiltonian(noisy_potential{&points, &gradients},
                            {.mass = parameters.mass, .friction = parameters.friction}),
        scheme, splitting_options{.timestep = parameters.timestep});
    contact_state<vector> x{.q = {1.0, -0.3, 0.2, 2.0}, .p = {0.5, 0.1, -1.0, 0.3}};
    stepper.advance(x, 60);
    double worst = 0;
    for (std::size_t i = 4; i + 4 < points.size(); ++i) {
        const double v = points[i] - points[i - 4];
        const double next =
            points[i] + rule.momentum_coefficient * v - rule.learning_rate * gradients[i];
        worst = std::fmax(worst, std::fabs(points[i + 4] - next));
    }
    REQUIRE(points.size() >= 4 * 60);
    return worst;
}

template <class Scheme>
void check_scheme(Scheme scheme) {
    INFO(Scheme::splitting.name);
    for (const contact_parameters c :
         {contact_parameters{0.1, 0.5, 1.0}, contact_parameters{0.7, 1.3, 2.5},
          contact_parameters{0.3, 4.0, 0.4}}) {
        const heavy_ball rule = heavy_ball_of(scheme, c);
        CHECK(residual(scheme, c, rule) < 4e-15);
        // Another heavy ball is seen.
        CHECK(residual(scheme, c, {rule.learning_rate, rule.momentum_coefficient * (1 + 1e-9)}) >
              1e-12);
        CHECK(residual(scheme, c, {rule.learning_rate * (1 + 1e-9), rule.momentum_coefficient}) >
              1e-12);
        const contact_parameters there = contact_parameters_of(scheme, rule, c.mass);
        CHECK_THAT(there.timestep, WithinRel(c.timestep, 4e-15));
        CHECK_THAT(there.friction, WithinRel(c.friction, 4e-15));
        const contact_parameters at_step = contact_parameters_at_step(scheme, rule, c.timestep);
        CHECK_THAT(at_step.mass, WithinRel(c.mass, 4e-15));
        CHECK_THAT(at_step.friction, WithinRel(c.friction, 4e-15));
    }
}

// From rest, a scheme that drifts first is the optimiser from v = 0, at the points of its gradients.
template <class Scheme>
void check_loop(Scheme scheme) {
    INFO(Scheme::splitting.name);
    const contact_parameters c{0.4, 0.8, 1.5};
    const heavy_ball rule = heavy_ball_of(scheme, c);
    vector points, gradients, more_points, more_gradients;
    contact_splitting stepper(contact_hamiltonian(noisy_potential{&points, &gradients},
                                                  {.mass = c.mass, .friction = c.friction}),
                              scheme, splitting_options{.timestep = c.timestep});
    contact_state<vector> state{.q = {1.0, -0.3, 0.2, 2.0}, .p = vector(4, 0.0)};
    vector x = state.q, v(4, 0.0), g(4, 0.0);
    noisy_potential loss{&more_points, &more_gradients};
    const double lead = gradient_lead(scheme, c);
    CHECK(lead > 0.0);
    for (int k = 0; k < 100; ++k) {
        stepper.step(state);
        loss(x, g);
        for (std::size_t i = 0; i < 4; ++i) {
            v[i] = rule.momentum_coefficient * v[i] - rule.learning_rate * g[i];
            x[i] += v[i];
            REQUIRE_THAT(state.q[i] + lead * state.p[i], WithinAbs(x[i], 2e-14));
        }
    }
}

}  // namespace

TEST_CASE(
    "every scheme is the heavy ball that it is said to be, to rounding, minibatch noise included") {
    check_scheme(schemes::d_kf_d{});
    check_scheme(schemes::k_df_k{});
    check_scheme(schemes::fdkdf{});
    check_scheme(schemes::dkfkd{});
    check_scheme(schemes::kdfdk{});
    check_scheme(schemes::fkdkf{});
    check_scheme(schemes::dfkfd{});
    check_scheme(schemes::kfdfk{});
    check_scheme(schemes::variational{});
}

TEST_CASE("a scheme from rest is a plain loop of SGD with momentum for 100 steps") {
    check_loop(schemes::d_kf_d{});
    check_loop(schemes::dkfkd{});
    check_loop(schemes::fdkdf{});
    check_loop(schemes::dfkfd{});
    CHECK(gradient_lead(schemes::kdfdk{}, {0.1, 1.0, 1.0}) == 0.0);
    CHECK(gradient_lead(schemes::fkdkf{}, {0.1, 1.0, 1.0}) == 0.0);
}

TEST_CASE("the heavy ball of each scheme has its closed form") {
    const contact_parameters c{0.3, 1.7, 2.2};
    const double x = c.friction * c.timestep, step = c.timestep * c.timestep / c.mass;
    const double mu = std::exp(-x);
    const auto check = [](const heavy_ball& rule, double rate, double momentum) {
        CHECK_THAT(rule.learning_rate, WithinRel(rate, 4e-16));
        CHECK_THAT(rule.momentum_coefficient, WithinRel(momentum, 4e-16));
    };
    check(heavy_ball_of(schemes::dkfkd{}, c), step * (1 + mu) / 2, mu);
    check(heavy_ball_of(schemes::fkdkf{}, c), step * (1 + mu) / 2, mu);
    check(heavy_ball_of(schemes::kdfdk{}, c), step * (1 + mu) / 2, mu);
    check(heavy_ball_of(schemes::fdkdf{}, c), step * (1 + mu) / 2, mu);
    check(heavy_ball_of(schemes::dfkfd{}, c), step * std::exp(-x / 2), mu);
    check(heavy_ball_of(schemes::kfdfk{}, c), step * std::exp(-x / 2), mu);
    check(heavy_ball_of(schemes::d_kf_d{}, c), step * (1 - mu) / x, mu);
    check(heavy_ball_of(schemes::k_df_k{}, c), step * (1 - mu) / x, mu);
    check(heavy_ball_of(schemes::variational{}, c), step / (1 + x / 2), (1 - x / 2) / (1 + x / 2));
    check(heavy_ball_of(schemes::classical_momentum{}, c), step, mu);
    check(heavy_ball_of(schemes::kdk{}, {c.timestep, 0.0, c.mass}), step, 1.0);
    check(heavy_ball_of(schemes::dkd{}, {c.timestep, 0.0, c.mass}), step, 1.0);
}

TEST_CASE("the inverse map gives the steps and frictions of the table") {
    const auto check = [](const contact_parameters& c, double h, double friction) {
        CHECK_THAT(c.timestep, WithinAbs(h, 6e-13));
        CHECK_THAT(c.friction, WithinAbs(friction, 6e-13));
    };
    const heavy_ball usual{0.1, 0.9}, slow{0.01, 0.9}, polyak{4.0 / 121, 81.0 / 121};
    check(contact_parameters_of(schemes::dkfkd{}, usual), 0.324442842262, 0.324742919041);
    check(contact_parameters_of(schemes::d_kf_d{}, usual), 0.324592845975, 0.324592845975);
    check(contact_parameters_of(schemes::classical_momentum{}, usual), 0.316227766017,
          0.333179204929);
    check(contact_parameters_of(schemes::dkfkd{}, slow), 0.102597835209, 1.026927278180);
    check(contact_parameters_of(schemes::d_kf_d{}, slow), 0.102645270548, 1.026452705476);
    check(contact_parameters_of(schemes::classical_momentum{}, slow), 0.100000000000,
          1.053605156578);
    check(contact_parameters_of(schemes::dkfkd{}, polyak), 0.199007438042, 2.016715530198);
    check(contact_parameters_of(schemes::d_kf_d{}, polyak), 0.200335067056, 2.003350670562);
    check(contact_parameters_of(schemes::classical_momentum{}, polyak), 0.181818181818,
          2.207377650084);
}

TEST_CASE("the equivalence holds in constant expressions") {
    constexpr contact_parameters c = contact_parameters_of(schemes::d_kf_d{}, {0.1, 0.9}, 2.0);
    constexpr heavy_ball back = heavy_ball_of(schemes::d_kf_d{}, c);
    STATIC_REQUIRE(back.learning_rate > 0.1 - 1e-15);
    STATIC_REQUIRE(back.learning_rate < 0.1 + 1e-15);
    STATIC_REQUIRE(back.momentum_coefficient > 0.9 - 1e-15);
    STATIC_REQUIRE(back.momentum_coefficient < 0.9 + 1e-15);
    STATIC_REQUIRE(contact_parameters_at_step(schemes::dkfkd{}, {0.25, 0.0}, 1.0).mass == 2.0);
    const contact_parameters now = contact_parameters_of(schemes::d_kf_d{}, {0.1, 0.9}, 2.0);
    CHECK_THAT(c.timestep, WithinRel(now.timestep, 1e-15));
    CHECK_THAT(c.friction, WithinRel(now.friction, 1e-15));
}

TEST_CASE("gradient descent is infinite friction with a rate of h² over 2m") {
    const contact_parameters c = contact_parameters_of(schemes::dkfkd{}, {0.08, 0.0}, 0.5);
    CHECK(c.friction == std::numeric_limits<double>::infinity());
    CHECK_THAT(c.timestep * c.timestep / (2 * 0.5), WithinRel(0.08, 4e-16));
    // Fused schemes have the overdamped limit h/(mγ) instead, and no step at all in the end.
    CHECK_THAT(heavy_ball_of(schemes::d_kf_d{}, {0.1, 1e6, 2.0}).learning_rate,
               WithinRel(0.1 / (2.0 * 1e6), 1e-12));
    CHECK_THROWS_AS(contact_parameters_of(schemes::d_kf_d{}, {0.1, 0.0}), std::invalid_argument);
    CHECK_THROWS_AS(contact_parameters_of(schemes::dfkfd{}, {0.1, 0.0}), std::invalid_argument);
}

TEST_CASE("gradient descent runs as dynamics, minibatch noise included") {
    const heavy_ball descent{0.1, 0.0};
    const contact_parameters c = contact_parameters_of(schemes::dkfkd{}, descent, 2.0);
    CHECK(residual(schemes::dkfkd{}, c, descent) < 4e-15);
    CHECK(residual(schemes::fdkdf{}, contact_parameters_of(schemes::fdkdf{}, descent), descent) <
          4e-15);
    CHECK(residual(schemes::dkfkd{}, c, {0.1, 1e-9}) > 1e-12);
}

TEST_CASE("the largest stable curvature separates motion that stays from motion that grows") {
    for (const double gamma : {0.0, 0.5, 5.0}) {
        const contact_parameters c{0.5, gamma, 1.0};
        const double edge = heavy_ball_of(schemes::d_kf_d{}, c).largest_curvature();
        // h²ω² = 2γh coth(γh/2), 4 without friction.
        const double x = gamma * c.timestep;
        CHECK_THAT(edge * c.timestep * c.timestep,
                   WithinRel(x == 0.0 ? 4.0 : 2 * x / std::tanh(x / 2), 1e-14));
        for (const double curvature : {0.99 * edge, 1.01 * edge}) {
            contact_splitting stepper(contact_hamiltonian(
                                          [&](const vector& q, vector& g) {
                                              g[0] = curvature * q[0];
                                              return 0.5 * g[0] * q[0];
                                          },
                                          {.friction = gamma}),
                                      schemes::d_kf_d{}, splitting_options{.timestep = c.timestep});
            contact_state<vector> state{.q = {1.0}, .p = {0.0}};
            stepper.advance(state, 1000);
            CHECK((std::fabs(state.q[0]) < 30.0) == (curvature < edge));
        }
    }
}

TEST_CASE("numbers that no dynamics has are refused by name") {
    using schemes::dkfkd;
    CHECK_THROWS_WITH(heavy_ball_of(dkfkd{}, {0.0, 1.0, 1.0}), ContainsSubstring("timestep"));
    CHECK_THROWS_WITH(heavy_ball_of(dkfkd{}, {0.1, 1.0, -1.0}), ContainsSubstring("mass"));
    CHECK_THROWS_WITH(heavy_ball_of(dkfkd{}, {0.1, std::nan(""), 1.0}),
                      ContainsSubstring("friction"));
    CHECK_THROWS_WITH(contact_parameters_of(dkfkd{}, {0.0, 0.9}),
                      ContainsSubstring("learning_rate"));
    CHECK_THROWS_WITH(contact_parameters_of(dkfkd{}, {0.1, 1.1}),
                      ContainsSubstring("momentum_coefficient"));
    CHECK_THROWS_WITH(contact_parameters_of(dkfkd{}, {0.1, -0.1}),
                      ContainsSubstring("momentum_coefficient"));
    CHECK_THROWS_WITH(contact_parameters_at_step(dkfkd{}, {0.1, 0.9}, -1.0),
                      ContainsSubstring("timestep"));
    CHECK_THROWS_WITH(contact_parameters_of(schemes::variational{}, {0.1, 1.5}),
                      ContainsSubstring("momentum_coefficient"));
    // Only the variational scheme turns momenta round.
    CHECK(contact_parameters_of(schemes::variational{}, {0.1, -0.5}).friction > 0.0);
}

}  // namespace dynamics_optimiser_equivalence_test
