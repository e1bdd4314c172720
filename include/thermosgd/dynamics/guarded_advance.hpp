// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loop over steps that steppers with a thermostat share: merged flows, and nothing changed by
/// a failure.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/array_backend.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>
#include <thermosgd/dynamics/step_failure.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace THERMOSGD_NAMESPACE::detail {

/// A potential that writes its gradient, whatever kind V is.
template <class V>
struct written_gradient {
    V potential;

    template <class Buffer, class Gradient>
        requires std::is_invocable_v<V&, const Buffer&, Gradient&>
    double operator()(const Buffer& q, Gradient& g) {
        return potential(q, g);
    }

    template <class Buffer, class Gradient>
        requires std::is_invocable_v<V&, const Buffer&, double, Gradient&>
    double operator()(const Buffer& q, double t, Gradient& g) {
        return potential(q, t, g);
    }

    template <class Buffer, class Gradient>
        requires is_elementwise<V>
    double operator()(const Buffer& q, Gradient& g) {
        const auto slopes = contiguous_scalars(g, "gradient");
        double sum = 0.0;
        for_each_run(q, [&](auto r) {
            for (std::size_t i = 0; i < r.size; ++i) {
                slopes[i] = referred(potential).derivative_of(r.data[i], i);
                sum += static_cast<double>(referred(potential).energy_of(r.data[i], i));
            }
        });
        return sum;
    }
};

/// The sizes and settings of one call.
struct guarded_call {
    const char* function;
    double timestep;
    bool restore;
    std::uint64_t steps;
};

/// What is left after the last step.
struct guarded_end {
    double potential = not_available;
    double squared_momentum = not_available;  ///< Σ p²/m
};

/// Takes steps with a backend over the arrays of `x`; what `step(flows, backend, k)` does is one.
///
/// S of the state goes through the backend. \throws layout_error, step_failure: the state is then
/// the one before, bit for bit, if the call says so
template <class Hamiltonian, class Buffer, class Executor, class Step>
guarded_end advance_guarded(const guarded_call& call, Hamiltonian& h, contact_state<Buffer>& x,
                            step_memory<Buffer>& kept, Executor& executor, Step&& step) {
    using T = parameter_value_t<Buffer>;
    const phase_spans<T> memory = spans_of(x, call.function);
    h.kinetic.validate(memory.q.size());
    kept.fit(x.q);
    if (call.restore) {
        kept.q_before.assign(memory.q.begin(), memory.q.end());
        kept.p_before.assign(memory.p.begin(), memory.p.end());
    }
    restore_guard<T> guard(memory, kept.q_before, kept.p_before, call.restore);
    using backend_type = array_backend<Hamiltonian, Buffer, std::remove_reference_t<Executor>>;
    backend_type backend(h, x, memory, kept, executor);
    merged_flows<Hamiltonian, backend_type> flows(h, backend);
    guarded_end end;
    for (std::uint64_t k = 0; k < call.steps; ++k) {
        backend.begin_step(k + 1);
        step(flows, backend, k);
        if (k + 1 == call.steps) {
            end.squared_momentum = flows.squared_momentum();
            flows.flush();
        }
        if (backend.failure() != nullptr) {
            const std::uint64_t failed = backend.failure_step();
            throw_step_failure(call.function, backend.failure(), backend.first_bad_component(),
                               memory.q.size(), failed,
                               x.t + static_cast<double>(failed - 1) * call.timestep);
        }
    }
    if (call.steps > 0) {
        x.s = backend.s();
        x.t += static_cast<double>(call.steps) * call.timestep;
        end.potential = backend.potential();
    }
    guard.commit();
    return end;
}

}  // namespace THERMOSGD_NAMESPACE::detail
