// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Merged flows against the elementary flows one after the other, over random schemes.

#include "catch_shim.hpp"

#include <thermosgd/core/executor.hpp>
#include <thermosgd/dynamics/array_backend.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dynamics/plain_flows.hpp"
#include "random.hpp"

namespace dynamics_merged_flows_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;

/// An anharmonic chain.
struct chain {
    double operator()(const vector& q, vector& g) const { return (*this)(q, 0.0, g); }

protected:
    double operator()(const vector& q, double force, vector& g) const {
        double v = 0.0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            const double pull = i + 1 < q.size() ? q[i + 1] : 0.0;
            v += 0.5 * q[i] * q[i] + 0.25 * q[i] * q[i] * q[i] * q[i] + 0.1 * q[i] * pull -
                 force * q[i];
            g[i] = q[i] + q[i] * q[i] * q[i] + 0.1 * pull + (i > 0 ? 0.1 * q[i - 1] : 0.0) - force;
        }
        return v;
    }
};

/// The same under a force that depends on time.
struct driven_chain : private chain {
    double operator()(const vector& q, double t, vector& g) const {
        return chain::operator()(q, std::cos(t), g);
    }
};

/// An array_backend that counts.
template <class Hamiltonian>
struct counting_backend : detail::array_backend<Hamiltonian, vector, serial_executor> {
    using base = detail::array_backend<Hamiltonian, vector, serial_executor>;
    using base::base;
    std::size_t passes = 0;
    void run(const detail::flow_cycle& cycle) {
        ++passes;
        base::run(cycle);
    }
};

/// A state, its memory, and the flows on it.
template <class Hamiltonian>
struct bench {
    Hamiltonian& h;
    contact_state<vector> x{.q = {0.4, -0.2, 0.7}, .p = {0.3, 0.9, -0.5}, .s = 0.25};
    detail::step_memory<vector> memory{};
    serial_executor serial{};
    detail::phase_spans<double> spans = (memory.fit(x.q), detail::spans_of(x, "test"));
    counting_backend<Hamiltonian> backend{h, x, spans, memory, serial};
    detail::merged_flows<Hamiltonian, counting_backend<Hamiltonian>> flows{h, backend};
    test::plain_flows<Hamiltonian> plain{h, x.q, x.p, x.s};

    /// After everything pending is done. \return the largest difference
    double difference() {
        flows.flush();
        CHECK(backend.failure() == nullptr);
        double worst = std::fabs(backend.s() - static_cast<double>(plain.s));
        for (std::size_t i = 0; i < x.q.size(); ++i) {
            worst = std::fmax(worst, std::fabs(x.q[i] - static_cast<double>(plain.q[i])));
            worst = std::fmax(worst, std::fabs(x.p[i] - static_cast<double>(plain.p[i])));
        }
        return worst;
    }
};

template <class Hamiltonian>
inline constexpr bool linear_contact =
    Hamiltonian::generated == field::contact && linear_in_s<typename Hamiltonian::dissipation_type>;

template <class Hamiltonian>
inline constexpr bool quadratic = quadratic_kinetic_energy<typename Hamiltonian::kinetic_type>;

/// Random schemes of 40 flows with random fractions of both signs: all neighbours occur.
template <class Hamiltonian>
void check_random_words(Hamiltonian h) {
    test::random_stream random(11);
    for (int scheme = 0; scheme < 200; ++scheme) {
        bench<Hamiltonian> b{h};
        double t = 0.0;
        for (int flow_part = 0; flow_part < 40; ++flow_part) {
            const double step = 0.1 * (random.uniform() - 0.3), x = 0.3 * step;
            switch (random.below(6)) {
            case 0: b.flows.drift(step), b.plain.drift(step); break;
            case 1: b.flows.kick(step, t), b.plain.kick(step, t); break;
            case 2: b.flows.friction(step, x), b.plain.friction(step, x); break;
            case 3:
                if constexpr (linear_contact<Hamiltonian>) {
                    b.flows.kick_friction(step, x, t), b.plain.kick_friction(step, x, t);
                }
                break;
            case 4:
                if constexpr (linear_contact<Hamiltonian> && quadratic<Hamiltonian>) {
                    b.flows.drift_friction(step, x), b.plain.drift_friction(step, x);
                }
                break;
            default:
                if constexpr (linear_contact<Hamiltonian>) {
                    b.flows.scale(1.0 - step), b.plain.scale(1.0 - step);
                }
                t += step;
            }
        }
        INFO("scheme " << scheme);
        CHECK_THAT(b.difference(), WithinAbs(0.0, 2e-13));
        CHECK(b.backend.gradients() <= b.plain.gradients);
    }
}

const linear_dissipation rate{0.3};
const quadratic_dissipation curved{0.3, 0.2};
const general_dissipation hyperbolic{[](double s) { return 0.3 * std::sinh(s); },
                                     [](double s) { return 0.3 * std::cosh(s); }};

}  // namespace

TEST_CASE("random sequences under the contact field are the flows one after the other") {
    check_random_words(contact_hamiltonian(chain{}, {.mass = 1.7, .friction = 0.3}));
    check_random_words(contact_hamiltonian(driven_chain{}, uniform_mass{}, rate));
    check_random_words(contact_hamiltonian(chain{}, masses({1.0, 2.0, 0.5}), rate));
    check_random_words(contact_hamiltonian(chain{}, relativistic{1.0, 1.5}, rate));
    check_random_words(contact_hamiltonian(chain{}, uniform_mass{}, curved));
    check_random_words(contact_hamiltonian(driven_chain{}, relativistic{1.0, 1.5}, curved));
    check_random_words(contact_hamiltonian(chain{}, masses({1.0, 2.0, 0.5}), hyperbolic));
}

TEST_CASE("random sequences under the evolution field are the flows one after the other") {
    constexpr field evolution = field::evolution;
    check_random_words(contact_hamiltonian<evolution>(chain{}, {.mass = 1.7, .friction = 0.3}));
    check_random_words(contact_hamiltonian<evolution>(chain{}, masses({1.0, 2.0, 0.5}), rate));
    check_random_words(
        contact_hamiltonian<evolution>(driven_chain{}, relativistic{1.0, 1.5}, rate));
    check_random_words(contact_hamiltonian<evolution>(chain{}, uniform_mass{}, curved));
    check_random_words(
        contact_hamiltonian<evolution>(driven_chain{}, masses({1.0, 2.0, 0.5}), hyperbolic));
}

TEST_CASE("friction at no rate adds the time times p·∂K/∂p to S under the evolution field") {
    const auto check = [](auto h) {
        bench<decltype(h)> b{h};
        b.flows.friction(0.1, 0.0);
        b.plain.friction(0.1, 0.0);
        CHECK_THAT(b.difference(), WithinAbs(0.0, 1e-15));
        CHECK(b.backend.s() > 0.26);
    };
    check(contact_hamiltonian<field::evolution>(chain{}));
    check(contact_hamiltonian<field::evolution>(chain{}, relativistic{}, linear_dissipation{}));
}

TEST_CASE("a step passes over memory once per gradient, whatever its friction") {
    const auto count = [](auto h, auto&& flows) {
        bench<decltype(h)> b{h};
        constexpr std::size_t steps = 50;
        for (std::size_t k = 0; k < steps; ++k) {
            flows(b.flows);
        }
        b.flows.flush();
        CHECK(b.backend.gradients() >= steps);
        CHECK(b.backend.gradients() <= steps + 1);
        // One more for what comes before the first gradient, one for what comes after the last.
        CHECK(b.backend.passes <= steps + 2);
        CHECK(b.backend.passes >= steps);
    };
    const auto h = contact_hamiltonian(chain{}, {.friction = 0.3});
    count(h, [](auto& f) { f.drift(0.05), f.kick_friction(0.1, 0.03, 0.0), f.drift(0.05); });
    count(h, [](auto& f) { f.kick(0.05, 0.0), f.drift_friction(0.1, 0.03), f.kick(0.05, 0.0); });
    count(h, [](auto& f) {
        f.drift(0.05), f.kick(0.05, 0.0), f.friction(0.1, 0.03), f.kick(0.05, 0.0), f.drift(0.05);
    });
    count(h, [](auto& f) {
        f.friction(0.05, 0.015), f.drift(0.05), f.kick(0.1, 0.0), f.drift(0.05);
        f.friction(0.05, 0.015);
    });
    count(h, [](auto& f) {
        f.friction(0.05, 0.015), f.kick(0.05, 0.0), f.drift(0.1), f.kick(0.05, 0.0);
        f.friction(0.05, 0.015);
    });
    count(contact_hamiltonian<field::evolution>(chain{}, {.friction = 0.3}), [](auto& f) {
        f.friction(0.05, 0.015), f.drift(0.05), f.kick(0.1, 0.0), f.drift(0.05);
        f.friction(0.05, 0.015);
    });
}

TEST_CASE("a gradient serves until the position moves") {
    auto h = contact_hamiltonian(chain{}, {.friction = 0.3});
    bench<decltype(h)> b{h};
    b.flows.kick(0.1, 0.0), b.flows.friction(0.1, 0.03), b.flows.kick(0.1, 0.0);
    b.flows.flush();
    b.flows.kick(0.1, 5.0);
    CHECK(b.backend.gradients() == 1);
    b.flows.drift(0.1), b.flows.kick(0.1, 5.0);
    CHECK(b.backend.gradients() == 2);
    auto driven = contact_hamiltonian(driven_chain{}, {.friction = 0.3});
    bench<decltype(driven)> d{driven};
    d.flows.kick(0.1, 0.0), d.flows.kick(0.1, 0.0);
    CHECK(d.backend.gradients() == 1);
    d.flows.kick(0.1, 0.5);
    CHECK(d.backend.gradients() == 2);
}

TEST_CASE("flushing nothing does nothing") {
    auto h = contact_hamiltonian(chain{}, {.friction = 0.3});
    bench<decltype(h)> b{h};
    b.flows.flush();
    b.flows.scale(1.0);
    b.flows.flush();
    CHECK(b.backend.passes == 0);
    CHECK(b.difference() == 0.0);
}

}  // namespace dynamics_merged_flows_test
