// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Newtonian dynamics in contact with a thermostat that scales all momenta.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/guarded_advance.hpp>
#include <thermosgd/dynamics/newton.hpp>
#include <thermosgd/dynamics/thermostat.hpp>

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Where in a step the thermostat T acts.
enum class thermostat_place {
    ends,   ///< T(h/2) K(h/2) D(h) K(h/2) T(h/2): its momenta belong to the positions of the state
    middle  ///< K(h/2) D(h/2) T(h) D(h/2) K(h/2): its momenta are half a step behind; positions are
            ///< sampled with less bias
};

/// How a thermostatted stepper steps.
struct thermostatted_options {
    double timestep = 0.1;  ///< h, > 0 [time]
    thermostat_place place = thermostat_place::ends;
    double freedom = 0.0;            ///< d [1], less constraints; 0: as many as parameters
    bool restore_on_failure = true;  ///< keep a copy of the state through each call
};

/// Steps of x″ = −∇V/m, symmetric and of order 2, with a scaling thermostat.
///
/// Where the thermostat has acted K has the law that it says; this is also where
/// kinetic_temperature() is taken. With the thermostat at the ends, K of the state is that K; at
/// the middle the state ends with half a kick, after which ⟨p²⟩ is smaller by the factor 1 −
/// h²ω²/4. S is the action ∫(K − V) dt, which the thermostat leaves alone. Momenta that are all
/// zero have no direction and stay.
///
/// \tparam Hamiltonian  of newtonian(), or contact_hamiltonian() with no_dissipation
/// \cost per step of advance() one gradient and 8 reads or writes per parameter with the thermostat
///       at the ends, 7 at the middle: momenta are needed between two kicks, or between kick and
///       drift, before the pass can go on; 5 in steps at which it does not act. Three arrays,
///       allocated by the first call
template <class Hamiltonian, scaling_thermostat Thermostat,
          writable_buffer Buffer = detail::buffer_taken_t<typename Hamiltonian::potential_type>>
    requires std::same_as<typename Hamiltonian::dissipation_type, no_dissipation> &&
             quadratic_kinetic_energy<typename Hamiltonian::kinetic_type> &&
             potential_over<typename Hamiltonian::potential_type, Buffer>
class thermostatted : detail::refuses_other_buffers<Buffer> {
    using system_type = hamiltonian<Hamiltonian::generated,
                                    detail::written_gradient<typename Hamiltonian::potential_type>,
                                    typename Hamiltonian::kinetic_type, no_dissipation>;

public:
    using detail::refuses_other_buffers<Buffer>::step;
    using detail::refuses_other_buffers<Buffer>::advance;

    /// \throws std::invalid_argument for h ≤ 0, d < 0, or settings that the thermostat refuses
    thermostatted(Hamiltonian h, Thermostat thermostat, const thermostatted_options& options = {})
        : h_{{std::move(h.potential)}, std::move(h.kinetic), {}},
          thermostat_(std::move(thermostat)),
          options_(options) {
        detail::check_positive("thermostatted", "timestep", options.timestep);
        detail::check_not_negative("thermostatted", "freedom", options.freedom);
        thermostat_.validate();
        if (std::same_as<Thermostat, constant_energy> &&
            options.place == thermostat_place::middle) {
            THERMOSGD_THROW(std::invalid_argument(
                "thermostatted: constant_energy at the middle of a step, expected it at the ends, "
                "where positions and momenta belong to the same time"));
        }
    }

    /// For states over the buffer of `like`. \copydoc thermostatted
    thermostatted(Hamiltonian h, Thermostat thermostat, const contact_state<Buffer>& /*like*/,
                  const thermostatted_options& options)
        : thermostatted(std::move(h), std::move(thermostat), options) {}

    /// One step. \copydoc advance
    template <executor Executor = serial_executor>
    void step(contact_state<Buffer>& x, random_stream& random, Executor&& executor = {}) {
        advance(x, 1, random, executor);
    }

    /// A number of steps; the result is that of as many step()s to rounding, for a potential that
    /// gives the same gradient twice.
    /// \param random  used by thermostats that need it; goes on where the last step left it
    /// \throws layout_error, step_failure as contact_splitting::advance(): state, random numbers
    ///         and what this stepper has counted are then as before the call
    template <executor Executor = serial_executor>
    void advance(contact_state<Buffer>& x, std::uint64_t steps, random_stream& random,
                 Executor&& executor = {}) {
        random_stream numbers = random;
        counted now = counted_;
        now.kinetic = 0.0;
        now.moments = 0;
        const double d =
            options_.freedom > 0.0 ? options_.freedom : static_cast<double>(parameter_count(x.q));
        const double h = options_.timestep;
        const detail::guarded_end end = detail::advance_guarded(
            {"thermostatted", h, options_.restore_on_failure, steps}, h_, x, memory_, executor,
            [&](auto& flows, auto& backend, std::uint64_t k) {
                // V of both ends of a step, so that the next one shares the gradient.
                const double before = x.t + static_cast<double>(k) * h;
                const double after = x.t + static_cast<double>(k + 1) * h;
                const bool ends = options_.place == thermostat_place::ends;
                if (ends) {
                    act(flows, backend, unknown, 0.5 * h, d, numbers, now);
                }
                flows.kick(0.5 * h, before);
                if (ends) {
                    flows.drift(h);
                } else {
                    if (thermostat_.acts_at(now.steps)) {
                        // Before the drift is pending, so that it stays whole.
                        static_cast<void>(flows.squared_momentum());
                    }
                    flows.drift(0.5 * h);
                    act(flows, backend, unknown, h, d, numbers, now);
                    flows.drift(0.5 * h);
                }
                flows.kick(0.5 * h, after);
                ++now.steps;
                if (ends) {
                    act(flows, backend, backend.potential(), 0.5 * h, d, numbers, now);
                }
            });
        if (steps > 0) {
            now.energy = end.potential + 0.5 * end.squared_momentum;
            now.potential = end.potential;
        }
        now.freedom = d;
        counted_ = now;
        random = numbers;
    }

    /// 2⟨K⟩/d over the moments of the last call at which the thermostat had acted [loss]; NaN if
    /// there was none. \cost O(1)
    [[nodiscard]] double kinetic_temperature() const noexcept {
        return 2.0 * kinetic_energy() / counted_.freedom;
    }

    /// ⟨K⟩ over the same moments [loss]. \cost O(1)
    [[nodiscard]] double kinetic_energy() const noexcept {
        return counted_.moments == 0 ? unknown
                                     : counted_.kinetic / static_cast<double>(counted_.moments);
    }

    /// K + V at the end of the last call [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double energy() const noexcept { return counted_.energy; }

    /// What the thermostat has given to the momenta in all calls, ΣΔK [loss].
    ///
    /// energy() − absorbed_energy() is conserved up to O(h²). \cost O(1)
    [[nodiscard]] double absorbed_energy() const noexcept { return counted_.absorbed; }

    /// V at the end of the last call [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double last_potential() const noexcept { return counted_.potential; }

    /// Steps completed in all calls. \cost O(1)
    [[nodiscard]] std::uint64_t steps() const noexcept { return counted_.steps; }

    /// The order of the scheme [1]. \cost O(1)
    [[nodiscard]] static constexpr int order() noexcept { return 2; }

    /// h [time]. \cost O(1)
    [[nodiscard]] double timestep() const noexcept { return options_.timestep; }

    /// The thermostat, whose settings may change between calls. \cost O(1)
    [[nodiscard]] Thermostat& thermostat() noexcept { return thermostat_; }

    /// Stores what has been counted, absorbed energy and steps, with a checkpoint.
    template <class Archive>
    void archive(Archive& ar) {
        ar(counted_.kinetic);
        ar(counted_.moments);
        ar(counted_.absorbed);
        ar(counted_.energy);
        ar(counted_.potential);
        ar(counted_.freedom);
        ar(counted_.steps);
    }

private:
    static constexpr double unknown = not_available;

    struct counted {
        double kinetic = 0.0;
        std::uint64_t moments = 0;
        double absorbed = 0.0;
        double energy = unknown;
        double potential = unknown;
        double freedom = unknown;
        std::uint64_t steps = 0;
    };

    template <class Flows, class Backend>
    void act(Flows& flows, Backend& backend, double potential, double duration, double freedom,
             random_stream& random, counted& now) const {
        if (!thermostat_.acts_at(now.steps)) {
            return;
        }
        const double kinetic = 0.5 * flows.squared_momentum();
        double factor = 1.0;
        if (kinetic > 0.0) {
            factor = thermostat_.factor({kinetic, potential, freedom, duration, now.steps}, random);
        }
        if (!is_finite(factor)) {
            backend.fail("the thermostat has no factor, as where V is above the constant energy");
            return;
        }
        flows.rescale_momentum(factor);
        now.absorbed += (factor * factor - 1.0) * kinetic;
        now.kinetic += factor * factor * kinetic;
        ++now.moments;
    }

    system_type h_;
    Thermostat thermostat_;
    thermostatted_options options_;
    detail::step_memory<Buffer> memory_;
    counted counted_;
};

template <class H, class T>
thermostatted(H, T, thermostatted_options) -> thermostatted<H, T>;
template <class H, class T, class Buffer>
thermostatted(H, T, contact_state<Buffer>, thermostatted_options) -> thermostatted<H, T, Buffer>;

}  // namespace THERMOSGD_NAMESPACE
