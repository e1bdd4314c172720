// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The stepper: a sequence of exact flows, composed to its order, over states of any buffer.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/array_backend.hpp>
#include <thermosgd/dynamics/composition.hpp>
#include <thermosgd/dynamics/elementwise_backend.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>
#include <thermosgd/dynamics/splitting_scheme.hpp>
#include <thermosgd/dynamics/stage.hpp>
#include <thermosgd/dynamics/step_failure.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How a stepper steps.
struct splitting_options {
    double timestep = 0.1;                    ///< h, > 0 [time]
    composition order = composition::none();  ///< 2, 4 or 6
    bool noisy_force = false;        ///< the gradient is that of a minibatch: refuse orders above 2
    bool restore_on_failure = true;  ///< keep a copy of the state through each call
};

/// What stays the same when the step changes: see set_step().
enum class preserve {
    momentum,     ///< p: the physical choice
    displacement  ///< h p/m, which optimisers call velocity: p is divided by the ratio of the steps
};

/// Steps states of a contact Hamiltonian by a symmetric sequence of exact flows.
///
/// Each flow is exact, so that the conformal factor, angular momentum and, for
/// quadratic H, the identity S = q·p/2 + e^{−γt}(S₀ − q₀·p₀/2) hold to rounding at any step.
/// advance() merges the ends of neighbouring steps: one gradient per stage, five reads or writes of
/// memory traffic per parameter, S included. Nothing is kept of a state between calls.
///
/// \tparam Hamiltonian  made by contact_hamiltonian()     \tparam Scheme  of namespace schemes
/// \tparam Buffer       of the states, for the memory of gradient and backup: what the first
///         parameter of the potential says, or the buffer of a state that you hand to the
///         constructor
/// \cost per step and stage one gradient and 5 reads or writes per parameter in advance(), 9 in
///       step(); 4 more per call for the copy that undoes a failure. Memory: three arrays,
///       allocated by the first call for states of one size, none later
template <class Hamiltonian, class Scheme = default_scheme<Hamiltonian>,
          writable_buffer Buffer = detail::buffer_taken_t<typename Hamiltonian::potential_type>>
    requires exact_flows<Hamiltonian, Scheme> &&
             potential_over<typename Hamiltonian::potential_type, Buffer>
class contact_splitting : detail::refuses_other_buffers<Buffer> {
    using T = parameter_value_t<Buffer>;
    using potential_type = typename Hamiltonian::potential_type;
    using dissipation_type = typename Hamiltonian::dissipation_type;
    static constexpr bool fused = detail::is_elementwise<potential_type>;
    static_assert(!fused || (linear_in_s<dissipation_type> &&
                             quadratic_kinetic_energy<typename Hamiltonian::kinetic_type>),
                  "thermosgd: an elementwise_potential needs U linear in S and a quadratic K; "
                  "write the gradient into an array instead");

public:
    using detail::refuses_other_buffers<Buffer>::step;
    using detail::refuses_other_buffers<Buffer>::advance;

    /// \throws std::invalid_argument for h ≤ 0 or not finite; for an order above 2 with a noisy
    ///         force or γh > 1
    contact_splitting(Hamiltonian h, Scheme /*scheme*/, const splitting_options& options)
        : h_(std::move(h)), options_(options) {
        detail::check_positive("contact_splitting", "timestep", options.timestep);
        if (options.order.order() > 2 && options.noisy_force) {
            THERMOSGD_THROW(std::invalid_argument(
                "contact_splitting: order = " + std::to_string(options.order.order()) +
                ", expected 2 for a noisy force: no composition of steps averages noise"));
        }
    }

    /// With the scheme that fits best.
    contact_splitting(Hamiltonian h, const splitting_options& options)
        : contact_splitting(std::move(h), Scheme{}, options) {}

    /// For states over the buffer of `like`.
    contact_splitting(Hamiltonian h, Scheme scheme, const contact_state<Buffer>& /*like*/,
                      const splitting_options& options)
        : contact_splitting(std::move(h), scheme, options) {}

    /// \copydoc contact_splitting
    contact_splitting(Hamiltonian h, const contact_state<Buffer>& /*like*/,
                      const splitting_options& options)
        : contact_splitting(std::move(h), Scheme{}, options) {}

    /// The order of the scheme [1]. \cost O(1)
    [[nodiscard]] int order() const noexcept { return options_.order.order(); }

    /// Gradients per step in advance() [1]: one per stage, two where the potential depends on time
    /// and the scheme begins with a kick. \cost O(1)
    [[nodiscard]] int gradients_per_step() const noexcept {
        const int places = detail::kick_places<Scheme>();
        constexpr bool shared = !detail::depends_on_time<potential_type, Buffer> || ends_;
        return static_cast<int>(options_.order.stages()) * (shared ? 1 : places);
    }

    /// h [time]. \cost O(1)
    [[nodiscard]] double timestep() const noexcept { return options_.timestep; }

    /// The Hamiltonian. \cost O(1)
    [[nodiscard]] const Hamiltonian& system() const noexcept { return h_; }

    /// V at the last gradient [loss]; NaN before there was one. \cost O(1)
    [[nodiscard]] double last_potential() const noexcept { return last_potential_; }

    /// Changes h. \param x  whose momenta are divided by the ratio of the steps if `what` says so
    /// \throws std::invalid_argument for h ≤ 0 or not finite      \cost O(1) or one pass
    void set_step(double timestep, contact_state<Buffer>& x, preserve what = preserve::momentum) {
        detail::check_positive("contact_splitting::set_step", "timestep", timestep);
        if (what == preserve::displacement) {
            const T ratio = static_cast<T>(options_.timestep / timestep);
            for (T& p : detail::contiguous_scalars(x.p, "contact_splitting::set_step: p")) {
                p *= ratio;
            }
        }
        options_.timestep = timestep;
    }

    /// One step. \copydoc advance
    template <executor Executor = serial_executor>
    void step(contact_state<Buffer>& x, Executor&& executor = {}) {
        advance(x, 1, executor);
    }

    /// A number of steps, whose neighbouring flows are merged.
    ///
    /// The result is that of as many step()s to rounding; sums do not depend on the executor.
    /// \throws layout_error if q and p differ in size or have gaps; step_failure if a gradient, a
    ///         momentum or S is not finite, naming step, time and component: the state is then the
    ///         one before the call, bit for bit (with restore_on_failure); std::invalid_argument if
    ///         f(t) is not finite at the beginning, or γh > 1 for an order above 2
    template <executor Executor = serial_executor>
    void advance(contact_state<Buffer>& x, std::uint64_t steps, Executor&& executor = {}) {
        const detail::phase_spans<T> memory = detail::spans_of(x, "contact_splitting");
        h_.kinetic.validate(memory.q.size());
        check_friction(x);
        memory_.fit(x.q);
        if (options_.restore_on_failure) {
            memory_.q_before.assign(memory.q.begin(), memory.q.end());
            memory_.p_before.assign(memory.p.begin(), memory.p.end());
        }
        detail::restore_guard<T> guard(memory, memory_.q_before, memory_.p_before,
                                       options_.restore_on_failure);
        if constexpr (fused) {
            advance_fused(x, memory, steps, executor);
        } else {
            advance_arrays(x, memory, steps, executor);
        }
        guard.commit();
    }

private:
    static constexpr bool ends_ = detail::scheme_has<Scheme>(flow::friction_explicit);

    void check_friction(const contact_state<Buffer>& x) const {
        double rate = 0.0;
        if constexpr (linear_in_s<dissipation_type>) {
            rate = h_.dissipation.rate_at(x.t);
        } else {
            rate = h_.dissipation.derivative(x.s);
        }
        constexpr bool constant = std::same_as<dissipation_type, linear_dissipation>;
        if (!is_finite(rate) && !(constant && !ends_ && rate > 0.0)) {
            THERMOSGD_THROW(std::invalid_argument(
                "contact_splitting: the friction rate at t = " + detail::number_text(x.t) +
                " is not finite; " +
                (constant ? "take a scheme other than variational" : "begin where it is")));
        }
        if (order() > 2 && std::fabs(rate) * options_.timestep > 1.0) {
            THERMOSGD_THROW(std::invalid_argument(
                "contact_splitting: friction times timestep = " +
                std::to_string(rate * options_.timestep) + ", expected at most 1 for order " +
                std::to_string(order()) + ", whose backward stages amplify it"));
        }
    }

    /// The flows of one step that begins at time t.
    template <class Flows>
    void add_step(Flows& flows, double t) const {
        for (const double weight : options_.order.weights()) {
            const double h = weight * options_.timestep;
            detail::append_stage<Scheme>(flows, h_.dissipation, t, h);
            t += h;
        }
    }

    template <class Executor>
    void advance_arrays(contact_state<Buffer>& x, detail::phase_spans<T> memory,
                        std::uint64_t steps, Executor& executor) {
        using backend_type =
            detail::array_backend<Hamiltonian, Buffer, std::remove_reference_t<Executor>>;
        backend_type backend(h_, x, memory, memory_, executor);
        detail::merged_flows<Hamiltonian, backend_type> flows(h_, backend);
        for (std::uint64_t k = 0; k < steps; ++k) {
            backend.begin_step(k + 1);
            add_step(flows, x.t + static_cast<double>(k) * options_.timestep);
            if (k + 1 == steps) {
                flows.flush();
            }
            if (backend.failure() != nullptr) {
                const std::uint64_t step = backend.failure_step();
                detail::throw_step_failure("contact_splitting", backend.failure(),
                                           backend.first_bad_component(), memory.q.size(), step,
                                           x.t + static_cast<double>(step - 1) * options_.timestep);
            }
        }
        x.s = backend.s();
        x.t += static_cast<double>(steps) * options_.timestep;
        last_potential_ = backend.potential();
    }

    template <class Executor>
    void advance_fused(contact_state<Buffer>& x, detail::phase_spans<T> memory, std::uint64_t steps,
                       Executor& executor) {
        const std::uint64_t chunk = std::max<std::uint64_t>(1, 64 / options_.order.stages());
        double s = x.s;
        for (std::uint64_t done = 0; done < steps;) {
            const std::uint64_t count = (std::min)(chunk, steps - done);
            cycles_.clear();
            detail::recording_backend backend(cycles_);
            detail::merged_flows<Hamiltonian, detail::recording_backend> flows(h_, backend);
            for (std::uint64_t k = done; k < done + count; ++k) {
                add_step(flows, x.t + static_cast<double>(k) * options_.timestep);
            }
            flows.flush();
            detail::run_fused(h_, memory.q, memory.p, cycles_, sums_, executor);
            for (std::size_t i = 0; i < cycles_.size(); ++i) {
                const detail::action_coefficients& k = cycles_[i].action;
                s = k.m * s + k.v * sums_[i].potential + k.w * sums_[i].squared_momentum;
                if (!is_finite(sums_[i].squared_momentum) || !is_finite(sums_[i].potential) ||
                    !is_finite(s)) {
                    const std::uint64_t step = done + i * count / cycles_.size() + 1;
                    detail::throw_step_failure(
                        "contact_splitting", "the potential, a momentum or S is not finite",
                        memory.q.size(), memory.q.size(), step,
                        x.t + static_cast<double>(step - 1) * options_.timestep);
                }
                if (cycles_[i].flows.kicks()) {
                    last_potential_ = sums_[i].potential;
                }
            }
            done += count;
        }
        x.s = s;
        x.t += static_cast<double>(steps) * options_.timestep;
    }

    Hamiltonian h_;
    splitting_options options_;
    detail::step_memory<Buffer> memory_;
    std::vector<detail::flow_cycle> cycles_;
    std::vector<detail::cycle_sums> sums_;
    double last_potential_ = not_available;
};

template <class H>
contact_splitting(H, splitting_options) -> contact_splitting<H>;
template <class H, splitting_scheme Scheme>
contact_splitting(H, Scheme, splitting_options) -> contact_splitting<H, Scheme>;
template <class H, splitting_scheme Scheme, class Buffer>
contact_splitting(H, Scheme, contact_state<Buffer>, splitting_options)
    -> contact_splitting<H, Scheme, Buffer>;
template <class H, class Buffer>
contact_splitting(H, contact_state<Buffer>, splitting_options)
    -> contact_splitting<H, default_scheme<H>, Buffer>;

}  // namespace THERMOSGD_NAMESPACE
