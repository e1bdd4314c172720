// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A contact splitting used as an optimiser: SGD with momentum, one gradient per step.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/array_backend.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>
#include <thermosgd/dynamics/stage.hpp>
#include <thermosgd/dynamics/step_failure.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How a contact optimiser steps.
struct contact_optimiser_options {
    double learning_rate = 0.01;        ///< η, > 0 [theta²/loss]
    double momentum_coefficient = 0.9;  ///< μ in [0, 1]; 0 is gradient descent [1]
    double mass = 1.0;                  ///< m, > 0, the unit of momenta [loss·time²/theta²]
    bool restore_on_failure = true;     ///< keep a copy of weights and momenta through each step
};

/// Minimises a loss by the contact flow of H = |p|²/(2m) + loss + γS, in steps that are SGD with
/// momentum exactly.
/// \f[ v_{k+1} = \mu v_k - \eta\nabla L(x_k), \qquad x_{k+1} = x_k + v_{k+1} \f]
/// The x are the points at which the scheme takes its gradients, evaluation_point(), and equal the
/// weights of that recurrence from x₀ = the first weights and v₀ = 0 to rounding. The weights that
/// step() moves are the positions of the flow; they differ from x by a part of the step, which
/// vanishes where the optimiser comes to rest. The recurrence holds for gradients of minibatches.
///
/// \code
/// contact_optimiser opt(loss_and_gradient, {.learning_rate = 0.1, .momentum_coefficient = 0.9});
/// opt.step(weights);
/// \endcode
/// \tparam Loss    `double f(const Buffer& weights, Gradient& gradient)`: returns the loss and
///                 writes all of the gradient, an owning buffer of the same type; of std::ref(f)
///                 the reference is kept
/// \tparam Scheme  of namespace schemes, with one gradient in each step and a drift before it
/// \tparam Buffer  of the weights: what the first parameter of the loss says, or that of weights
///                 which you hand to the constructor
/// \cost per step one gradient, 7 reads or writes per parameter, and 4 more for the copy that
///       undoes a failure. Memory: momenta, gradient, evaluation point and that copy, 5 arrays,
///       allocated by the first step
/// \see Bravetti, Seri, Vermeeren and Zadra 2020; optimiser_equivalence.hpp
template <class Loss, class Scheme = schemes::dkfkd,
          writable_buffer Buffer = detail::buffer_taken_t<Loss>>
    requires gradient_potential<Loss, Buffer> && (detail::kick_places<Scheme>() == 1)
class contact_optimiser {
    using T = parameter_value_t<Buffer>;
    using system_type = hamiltonian<field::contact, Loss, uniform_mass, linear_dissipation>;

public:
    /// \throws std::invalid_argument for η or m that is not positive, for μ outside [0, 1], and for
    ///         μ = 0 with a scheme whose step vanishes then, as that of d_kf_d does
    explicit contact_optimiser(Loss loss_and_gradient,
                               const contact_optimiser_options& options = {}, Scheme scheme = {})
        : system_{std::move(loss_and_gradient), uniform_mass{options.mass}, {}},
          options_(options),
          parameters_(contact_parameters_of(
              scheme, {options.learning_rate, options.momentum_coefficient}, options.mass)) {}

    /// For weights in the type of buffer of `like`. \copydoc contact_optimiser
    contact_optimiser(Loss loss_and_gradient, const Buffer& /*like*/,
                      const contact_optimiser_options& options, Scheme scheme = {})
        : contact_optimiser(std::move(loss_and_gradient), options, scheme) {}

    /// One step, which takes the gradient at the evaluation point.
    /// \param weights   positions, moved in place [theta]; between two steps only this optimiser
    ///                  should change them
    /// \param executor  for the loops over memory; the numbers do not depend on it
    /// \throws layout_error if the weights have gaps or another size than at the first step, or if
    ///         the gradient has another size; step_failure if the loss, a gradient or a momentum is
    ///         not finite: weights and momenta are then those before the step
    template <executor Executor = serial_executor>
    void step(Buffer& weights, Executor&& executor = {}) {
        const std::span<T> q = detail::contiguous_scalars(weights, "contact_optimiser: weights");
        if (steps_ == 0) {
            momenta_.assign(q.size(), T{});
        } else if (momenta_.size() != q.size()) {
            THERMOSGD_THROW(layout_error("contact_optimiser: " + std::to_string(q.size()) +
                                         " weights, expected " + std::to_string(momenta_.size()) +
                                         " as at the first step"));
        }
        memory_.fit(weights);
        detail::fit_like(point_, weights);
        const detail::phase_spans<T> state{q, momenta_};
        if (options_.restore_on_failure) {
            memory_.q_before.assign(q.begin(), q.end());
            memory_.p_before = momenta_;
        }
        detail::restore_guard<T> guard(state, memory_.q_before, memory_.p_before,
                                       options_.restore_on_failure);
        backend<std::remove_reference_t<Executor>> passes{system_, weights, state, memory_,
                                                          executor};
        detail::merged_flows<system_type, decltype(passes)> flows(system_, passes);
        detail::append_stage<Scheme>(flows, linear_dissipation{parameters_.friction}, 0.0,
                                     parameters_.timestep);
        flows.flush();
        if (passes.failure != nullptr) {
            detail::throw_step_failure("contact_optimiser", passes.failure,
                                       passes.first_bad_component(), q.size(), steps_ + 1,
                                       static_cast<double>(steps_) * parameters_.timestep);
        }
        guard.commit();
        const std::span<T> x = detail::contiguous_scalars(point_, "contact_optimiser: weights");
        const T lead = static_cast<T>(gradient_lead(Scheme{}, parameters_));
        for (std::size_t i = 0; i < q.size(); ++i) {
            x[i] = q[i] + lead * momenta_[i];
        }
        has_point_ = true;
        loss_ = passes.loss;
        ++steps_;
    }

    /// The loss at which the last step took its gradient [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double loss() const noexcept { return loss_; }

    /// Where the next step takes its gradient: the weights of SGD with momentum after as many
    /// steps [theta].
    /// \throws error before the first step, when it is the weights themselves, and after an archive
    ///         was read until the next one \cost O(1)
    [[nodiscard]] const owning_buffer_t<Buffer>& evaluation_point() const {
        if (!has_point_) {
            THERMOSGD_THROW(
                error("contact_optimiser::evaluation_point: no step was taken yet, "
                      "expected one: until then it is the weights"));
        }
        return point_;
    }

    /// The momenta p, one per weight in the order of memory [loss·time/theta]; none before the
    /// first step. |p|²/(2m) is the kinetic energy. \cost O(1)
    [[nodiscard]] std::span<const T> momenta() const noexcept { return momenta_; }

    /// Steps taken. \cost O(1)
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

    /// The dynamics that it is: h, γ (infinite for μ = 0) and m. \cost O(1)
    [[nodiscard]] const contact_parameters& parameters() const noexcept { return parameters_; }

    /// η and μ. \cost O(1)
    [[nodiscard]] heavy_ball equivalent() const noexcept {
        return {options_.learning_rate, options_.momentum_coefficient};
    }

    /// Changes η, with μ and m as they are, so that the timestep goes as √η.
    /// \param what  preserve::displacement leaves v as it is, as in the recurrence above, and
    ///              divides p by the ratio of the timesteps; preserve::momentum leaves p
    /// \throws std::invalid_argument unless η > 0 \cost O(1), or one pass over p
    void set_learning_rate(double learning_rate, preserve what = preserve::displacement) {
        const contact_parameters next = contact_parameters_of(
            Scheme{}, {learning_rate, options_.momentum_coefficient}, options_.mass);
        if (what == preserve::displacement) {
            const T ratio = static_cast<T>(parameters_.timestep / next.timestep);
            for (T& p : momenta_) {
                p *= ratio;
            }
        }
        options_.learning_rate = learning_rate;
        parameters_ = next;
    }

    /// Hands momenta, loss and the number of steps to `ar`; the weights are yours to store.
    template <class Archive>
    void archive(Archive& ar) {
        ar(momenta_);
        ar(loss_);
        ar(steps_);
    }

private:
    /// The backend of merged_flows: one gradient, and passes over weights and momenta.
    template <class Executor>
    struct backend {
        system_type& system;
        Buffer& weights;
        detail::phase_spans<T> state;
        detail::step_memory<Buffer>& memory;
        Executor& executor;
        std::span<const T> gradient{};
        double loss = not_available;
        const char* failure = nullptr;

        void evaluate(double /*t*/) {
            if (failure != nullptr) {
                return;
            }
            loss = system.potential(std::as_const(weights), memory.gradient);
            gradient = detail::contiguous_scalars(memory.gradient, "contact_optimiser: gradient");
            if (gradient.size() != state.q.size()) {
                THERMOSGD_THROW(layout_error(
                    "contact_optimiser: gradient has " + std::to_string(gradient.size()) +
                    " scalars, expected as many as weights, " + std::to_string(state.q.size())));
            }
            if (!is_finite(loss)) {
                failure = "the loss is not finite";
            }
        }

        [[nodiscard]] static constexpr bool stale(double /*t*/) noexcept { return false; }

        void run(const detail::flow_cycle& cycle) {
            if (failure != nullptr) {
                return;
            }
            const double squared = detail::run_pass<T>(state.q, state.p, gradient, cycle.flows,
                                                       system.kinetic, memory.partial, executor);
            if (!is_finite(squared)) {
                failure = "a gradient or momentum is not finite";
            }
        }

        [[nodiscard]] std::size_t first_bad_component() const noexcept {
            std::size_t i = 0;
            while (i < gradient.size() && is_finite(gradient[i])) {
                ++i;
            }
            return gradient.empty() ? state.q.size() : i;
        }
    };

    system_type system_;
    contact_optimiser_options options_;
    contact_parameters parameters_;
    std::vector<T> momenta_;
    detail::step_memory<Buffer> memory_;
    owning_buffer_t<Buffer> point_{};
    bool has_point_ = false;
    double loss_ = not_available;
    std::uint64_t steps_ = 0;
};

template <class Loss>
contact_optimiser(Loss) -> contact_optimiser<Loss>;
template <class Loss>
contact_optimiser(Loss, contact_optimiser_options) -> contact_optimiser<Loss>;
template <class Loss, splitting_scheme Scheme>
contact_optimiser(Loss, contact_optimiser_options, Scheme) -> contact_optimiser<Loss, Scheme>;
template <class Loss, writable_buffer Buffer>
contact_optimiser(Loss, Buffer, contact_optimiser_options)
    -> contact_optimiser<Loss, schemes::dkfkd, Buffer>;
template <class Loss, writable_buffer Buffer, splitting_scheme Scheme>
contact_optimiser(Loss, Buffer, contact_optimiser_options, Scheme)
    -> contact_optimiser<Loss, Scheme, Buffer>;

}  // namespace THERMOSGD_NAMESPACE
