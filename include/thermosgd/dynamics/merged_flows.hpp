// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Elementary flows gathered into one pass over memory per gradient.

#include <thermosgd/dynamics/flow_pass.hpp>
#include <thermosgd/dynamics/hamiltonian.hpp>

#include <cmath>

namespace THERMOSGD_NAMESPACE::detail {

/// What the flows of one cycle do to S, for dissipations linear in S: S = m S + v V + w P, where V
/// is the potential at the kick and P = Σ p₁²/m.
struct action_coefficients {
    double m = 1.0, v = 0.0, w = 0.0;
};

/// All that happens between two gradients.
struct flow_cycle {
    flow_coefficients flows;
    action_coefficients action;
};

/// Applies elementary flows one after the other, and touches memory once per gradient.
///
/// Flows at the same q multiply and kick p; flows along the same p multiply it and drift q. Both
/// kinds are linear, so that each cycle "kicks, then drifts" is four numbers, and S is three more.
/// The momentum is read once and written once per gradient, and friction costs nothing. Only
/// where a factor depends on S or |p|² of that very moment does the momentum have its own pass.
///
/// `Backend` has
/// - `void evaluate(double t)`: the gradient at q and t, and V; `bool stale(double t)`: whether the
///   last one was for another time than V needs,
/// - `void run(const flow_cycle&)`: the pass, with what it does to S,
/// - and for nonlinear U and isotropic K `double s()`, `void set_s(double)`, `double potential()`,
///   `double squared_momentum()` (of the memory as it is: Σ p²/m, for isotropic K |p|²) and
///   `void fail(const char*)`, after which results do not matter.
template <class Hamiltonian, class Backend>
class merged_flows {
    static constexpr bool contact = Hamiltonian::generated == field::contact;
    using kinetic_type = typename Hamiltonian::kinetic_type;
    using dissipation_type = typename Hamiltonian::dissipation_type;

public:
    merged_flows(const Hamiltonian& h, Backend& backend) : h_(h), backend_(backend) {}

    /// D over h.
    void drift(double h) {
        fresh_ = false;
        past_kicks_ = true;
        if constexpr (quadratic_kinetic_energy<kinetic_type>) {
            flows_.c += h * flows_.e;
            if constexpr (contact) {
                action_.w += 0.5 * h * flows_.e * flows_.e;
            }
        } else {
            settle_momentum();
            const double p2 = flows_.e * flows_.e * backend_.squared_momentum();
            const double factor = h_.kinetic.velocity_factor(p2);
            flows_.c += h * factor * flows_.e;
            if constexpr (contact) {
                backend_.set_s(backend_.s() + h * (factor * p2 - h_.kinetic.energy(p2)));
            }
        }
    }

    /// K over h, with V at time t.
    void kick(double h, double t) {
        begin_kick(t);
        flows_.b += h;
        if constexpr (contact) {
            action_.v -= h;
        }
    }

    /// (KF) over h with x = ∫f.
    void kick_friction(double h, double x, double t) {
        begin_kick(t);
        const double decay = std::exp(-x), mean = h * mean_decay(x);
        scale(decay);
        flows_.b += mean;
        action_.v -= mean;
    }

    /// (DF) over h with x = ∫f.
    void drift_friction(double h, double x) {
        fresh_ = false;
        past_kicks_ = true;
        const double decay = std::exp(-x), mean = h * mean_decay(x);
        flows_.c += mean * flows_.e;
        action_.w += 0.5 * mean * flows_.e * flows_.e;
        scale(decay);
    }

    /// F over h; x = ∫f for a U linear in S.
    void friction(double h, double x) {
        if constexpr (linear_in_s<dissipation_type>) {
            if constexpr (contact) {
                scale(std::exp(-x));
            } else {
                linear_evolution_friction(h, x);
            }
        } else {
            nonlinear_friction(h);
        }
    }

    /// p and S times a number.
    void scale(double factor) {
        (past_kicks_ ? flows_.e : flows_.a) *= factor;
        if (!past_kicks_) {
            flows_.b *= factor;
        }
        action_.m *= factor;
        action_.v *= factor;
        action_.w *= factor;
    }

    /// Σ p²/m of now (|p|² for an isotropic K); what is pending on p is carried out first.
    [[nodiscard]] double squared_momentum() {
        settle_momentum();
        return flows_.e * flows_.e * backend_.squared_momentum();
    }

    /// p times a number from outside the Hamiltonian, after squared_momentum(); S stays.
    void rescale_momentum(double factor) {
        past_kicks_ = true;
        flows_.e *= factor;
    }

    /// Carries out what is pending.
    void flush() {
        if (flows_.kicks() || flows_.drifts() || flows_.a * flows_.e != 1.0 || action_.m != 1.0 ||
            action_.v != 0.0 || action_.w != 0.0) {
            backend_.run({flows_, action_});
        }
        flows_ = {};
        action_ = {};
        past_kicks_ = false;
    }

private:
    void begin_kick(double t) {
        if (!fresh_ || backend_.stale(t)) {
            flush();
            backend_.evaluate(t);
            fresh_ = true;
        } else if (past_kicks_) {
            if (flows_.a == 1.0 && !flows_.kicks() && !flows_.drifts() && action_.w == 0.0) {
                // A factor of p alone: the kick comes after it in the same pass.
                flows_ = {flows_.e, 0.0, 0.0, 1.0};
                past_kicks_ = false;
            } else {
                flush();
            }
        }
    }

    /// Makes the momentum in memory the present one up to the factor e; q may still be pending.
    void settle_momentum() {
        if (flows_.kicks() || flows_.a != 1.0) {
            flow_cycle now{{flows_.a, flows_.b, flows_.c, 1.0}, action_};
            backend_.run(now);
            flows_ = {1.0, 0.0, 0.0, flows_.e};
            action_ = {};
        } else if (action_.m != 1.0 || action_.v != 0.0 || action_.w != 0.0) {
            const double s = action_.m * backend_.s() + action_.v * backend_.potential() +
                             (action_.w == 0.0 ? 0.0 : action_.w * backend_.squared_momentum());
            backend_.set_s(s);
            action_ = {};
        }
    }

    void linear_evolution_friction(double h, double x) {
        const double decay = std::exp(-x);
        if constexpr (quadratic_kinetic_energy<kinetic_type>) {
            // (K before − K after)/γ, with K = P/2.
            past_kicks_ = true;
            action_.w += h * mean_decay(2.0 * x) * flows_.e * flows_.e;
        } else {
            settle_momentum();
            past_kicks_ = true;
            const double before = flows_.e * flows_.e * backend_.squared_momentum();
            const double after = before * decay * decay;
            const double heat =
                x == 0.0 ? h * before * h_.kinetic.velocity_factor(before)
                         : (h_.kinetic.energy(before) - h_.kinetic.energy(after)) * h / x;
            backend_.set_s(backend_.s() + heat);
        }
        flows_.e *= decay;
    }

    void nonlinear_friction(double h) {
        friction_step r;
        if constexpr (contact) {
            if (action_.w == 0.0) {
                backend_.set_s(action_.m * backend_.s() +
                               (action_.v == 0.0 ? 0.0 : action_.v * backend_.potential()));
                action_ = {};
            } else {
                settle_momentum();
            }
            r = contact_friction(h_.dissipation, backend_.s(), h);
        } else {
            settle_momentum();
            r = evolution_friction(h_.dissipation, backend_.s(),
                                   0.5 * flows_.e * flows_.e * backend_.squared_momentum(), h);
        }
        if (!r.finite || !is_finite(r.s) || !is_finite(r.factor)) {
            backend_.fail("S leaves the finite numbers under U(S)");
        }
        backend_.set_s(r.s);
        if (past_kicks_) {
            flows_.e *= r.factor;
        } else {
            flows_.a *= r.factor;
            flows_.b *= r.factor;
        }
    }

    const Hamiltonian& h_;
    Backend& backend_;
    flow_coefficients flows_;
    action_coefficients action_;
    bool fresh_ = false;       // the gradient is that of q and t
    bool past_kicks_ = false;  // of the present cycle: flows now act on p₁
};

}  // namespace THERMOSGD_NAMESPACE::detail
