// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Contact density dynamics: a deterministic thermostat whose friction is a function of S, among
/// them that of Nosé and Hoover.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/guarded_advance.hpp>
#include <thermosgd/dynamics/newton.hpp>
#include <thermosgd/dynamics/thermostat.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// A density f of the contact variable: friction(S, kT) = −kT (ln f)′(S) and log_density(S, kT), up
/// to a constant.
template <class F>
concept contact_variable_density = requires(const F& f, double s, double kt) {
    f.validate();
    { f.friction(s, kt) } -> std::convertible_to<double>;
    { f.log_density(s, kt) } -> std::convertible_to<double>;
};

/// S is normal with variance Q kT: the thermostat of Nosé and Hoover, of friction S/Q.
///
/// A single harmonic mode is not ergodic under it.
/// \see Nosé 1984; Hoover 1985
struct gaussian_density {
    double inertia = 1.0;  ///< Q, > 0 [loss·time²]

    /// \throws std::invalid_argument for Q ≤ 0
    void validate() const { detail::check_positive("gaussian_density", "inertia", inertia); }

    /// ζ = S/Q [1/time]. \cost O(1)
    [[nodiscard]] double friction(double s, double /*kt*/) const noexcept { return s / inertia; }

    /// −S²/(2QkT) [1]. \cost O(1)
    [[nodiscard]] double log_density(double s, double kt) const noexcept {
        return -s * s / (2.0 * inertia * kt);
    }
};

/// S is logistic with scale w: bounded friction (kT/w) tanh(S/2w).
///
/// A single harmonic mode is ergodic under it for wω ≤ 0.2 kT, not for 0.3 kT and more. The
/// friction reaches kT/w: the step must be far below w/kT.
/// \see Bravetti and Tapias 2016
struct logistic_density {
    double scale = 1.0;  ///< w, > 0 [loss·time]

    /// \throws std::invalid_argument for w ≤ 0
    void validate() const { detail::check_positive("logistic_density", "scale", scale); }

    /// ζ = (kT/w) tanh(S/2w) [1/time]. \cost O(1)
    [[nodiscard]] double friction(double s, double kt) const noexcept {
        return kt / scale * std::tanh(0.5 * s / scale);
    }

    /// −2 ln cosh(S/2w) [1]. \cost O(1)
    [[nodiscard]] double log_density(double s, double /*kt*/) const noexcept {
        const double x = std::fabs(0.5 * s / scale);
        return -2.0 * (x + std::log1p(std::exp(-2.0 * x)));
    }
};

/// How a contact density stepper steps.
struct contact_density_options {
    double temperature = 1.0;        ///< kT, > 0 [loss]
    double timestep = 0.1;           ///< h, > 0 [time]
    double freedom = 0.0;            ///< d [1], less constraints; 0: as many as parameters
    bool restore_on_failure = true;  ///< keep a copy of the state through each call
};

/// Steps of q′ = p/m, p′ = −∇V − ζ(S)p, S′ = |p|²/m − d kT with ζ = −kT (ln f)′.
///
/// The contact field of 𝓗 = (e^{−E/kT} f(S))^{−1/d}, in another time; it leaves the density
/// e^{−E/kT} f(S) as it is, so that where it is ergodic positions and momenta are canonical. A
/// scheme of exact flows, symmetric and of order 2: S over h/2, friction over h/2, velocity Verlet
/// over h, friction, S. The momenta of the state belong to its positions.
///
/// Whether it is ergodic is for you to see: several runs from different states must agree.
/// \tparam Hamiltonian  of newtonian(), or contact_hamiltonian() with no_dissipation
/// \tparam Density      gaussian_density, logistic_density or your own
/// \cost per step of advance() one gradient and 8 reads or writes per parameter, no random number
/// \see Bravetti and Tapias 2016 (thermostat algorithm for generating target ensembles)
template <class Hamiltonian, contact_variable_density Density,
          writable_buffer Buffer = detail::buffer_taken_t<typename Hamiltonian::potential_type>>
    requires std::same_as<typename Hamiltonian::dissipation_type, no_dissipation> &&
             quadratic_kinetic_energy<typename Hamiltonian::kinetic_type> &&
             potential_over<typename Hamiltonian::potential_type, Buffer>
class contact_density : detail::refuses_other_buffers<Buffer> {
    // The flows of the evolution field leave S to the thermostat.
    using system_type = hamiltonian<field::evolution,
                                    detail::written_gradient<typename Hamiltonian::potential_type>,
                                    typename Hamiltonian::kinetic_type, no_dissipation>;

public:
    using detail::refuses_other_buffers<Buffer>::step;
    using detail::refuses_other_buffers<Buffer>::advance;

    /// \throws std::invalid_argument for h ≤ 0, kT ≤ 0, d < 0 or a density that is not one
    contact_density(Hamiltonian h, Density density, const contact_density_options& options)
        : h_{{std::move(h.potential)}, std::move(h.kinetic), {}},
          density_(std::move(density)),
          options_(options) {
        detail::check_positive("contact_density", "timestep", options.timestep);
        detail::check_positive("contact_density", "temperature", options.temperature);
        detail::check_not_negative("contact_density", "freedom", options.freedom);
        density_.validate();
    }

    /// For states over the buffer of `like`. \copydoc contact_density
    contact_density(Hamiltonian h, Density density, const contact_state<Buffer>& /*like*/,
                    const contact_density_options& options)
        : contact_density(std::move(h), std::move(density), options) {}

    /// One step. \copydoc advance
    template <executor Executor = serial_executor>
    void step(contact_state<Buffer>& x, Executor&& executor = {}) {
        advance(x, 1, executor);
    }

    /// A number of steps; the result is that of as many step()s to rounding.
    /// \throws layout_error, step_failure as contact_splitting::advance(): state and counters are
    ///         then as before the call
    template <executor Executor = serial_executor>
    void advance(contact_state<Buffer>& x, std::uint64_t steps, Executor&& executor = {}) {
        const double d =
            options_.freedom > 0.0 ? options_.freedom : static_cast<double>(parameter_count(x.q));
        const double h = options_.timestep, kt = options_.temperature;
        double kinetic = 0.0, friction = friction_;
        const detail::guarded_end end = detail::advance_guarded(
            {"contact_density", h, options_.restore_on_failure, steps}, h_, x, memory_, executor,
            [&](auto& flows, auto& backend, std::uint64_t k) {
                double p2 = flows.squared_momentum();
                const auto carry_s = [&] {
                    backend.set_s(backend.s() + 0.5 * h * (p2 - d * kt));
                    if (!is_finite(backend.s())) {
                        backend.fail("S is not finite");
                    }
                };
                const auto damp = [&] {
                    const double x_half = 0.5 * h * density_.friction(backend.s(), kt);
                    friction += d * x_half;
                    flows.rescale_momentum(std::exp(-x_half));
                    p2 *= std::exp(-2.0 * x_half);
                };
                carry_s();
                damp();
                flows.kick(0.5 * h, x.t + static_cast<double>(k) * h);
                flows.drift(h);
                flows.kick(0.5 * h, x.t + static_cast<double>(k + 1) * h);
                p2 = flows.squared_momentum();
                damp();
                carry_s();
                kinetic += 0.5 * p2;
            });
        if (steps > 0) {
            potential_ = end.potential;
            energy_ = end.potential + 0.5 * end.squared_momentum;
            invariant_ = energy_ / kt - density_.log_density(x.s, kt) + friction;
            temperature_ = 2.0 * kinetic / (d * static_cast<double>(steps));
            friction_ = friction;
        }
    }

    /// 2⟨K⟩/d over the ends of the steps of the last call [loss]; NaN before one.
    ///
    /// Its average is kT without bias from the step, since S would not be stationary otherwise:
    /// that K is right says nothing about the distribution. \cost O(1)
    [[nodiscard]] double kinetic_temperature() const noexcept { return temperature_; }

    /// E/kT − ln f(S) + d ∫ζ dt at the end of the last call [1]: conserved up to O(h²); a drift
    /// says that h is too large. \cost O(1)
    [[nodiscard]] double invariant() const noexcept { return invariant_; }

    /// K + V at the end of the last call [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double energy() const noexcept { return energy_; }

    /// V at the end of the last call [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double last_potential() const noexcept { return potential_; }

    /// The order of the scheme [1]. \cost O(1)
    [[nodiscard]] static constexpr int order() noexcept { return 2; }

    /// h [time]. \cost O(1)
    [[nodiscard]] double timestep() const noexcept { return options_.timestep; }

private:
    static constexpr double unknown = not_available;

    system_type h_;
    Density density_;
    contact_density_options options_;
    detail::step_memory<Buffer> memory_;
    double friction_ = 0.0;  // d ∫ζ dt over all calls
    double potential_ = unknown;
    double energy_ = unknown;
    double invariant_ = unknown;
    double temperature_ = unknown;
};

template <class H, class D>
contact_density(H, D, contact_density_options) -> contact_density<H, D>;
template <class H, class D, class Buffer>
contact_density(H, D, contact_state<Buffer>, contact_density_options)
    -> contact_density<H, D, Buffer>;

}  // namespace THERMOSGD_NAMESPACE
