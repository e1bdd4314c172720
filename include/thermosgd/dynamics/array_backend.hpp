// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Merged flows over arrays, with a gradient that a callback writes.

#include <thermosgd/dynamics/flow_pass.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>
#include <thermosgd/dynamics/state.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// Gives an array the size and storage order of another; allocates where the size differs.
template <class Buffer>
void fit_like(owning_buffer_t<Buffer>& array, const Buffer& q) {
    using T = parameter_value_t<Buffer>;
    const std::size_t n = parameter_count(q);
    if (parameter_count(array) != n) {
        if constexpr (requires { array.assign(n, T{}); }) {
            array.assign(n, T{});
        } else {
            array = owning_buffer_t<Buffer>(q);
        }
    }
    if (order_of(array) != order_of(q)) {
        THERMOSGD_THROW(
            layout_error("contact_splitting: q has another storage order than an "
                         "array of its own type, expected the same"));
    }
}

/// Arrays of the shape of a state that a stepper keeps from step to step.
template <class Buffer>
struct step_memory {
    using T = parameter_value_t<Buffer>;

    owning_buffer_t<Buffer> gradient{};
    std::vector<T> q_before, p_before;
    std::vector<double> partial;

    /// Allocates once, for states of this shape.
    void fit(const Buffer& q) {
        fit_like(gradient, q);
        partial.resize((parameter_count(q) + pass_block - 1) / pass_block);
    }
};

/// The backend of merged_flows for potentials that write a gradient.
template <class Hamiltonian, class Buffer, executor Executor>
class array_backend {
    using T = parameter_value_t<Buffer>;
    using potential_type = typename Hamiltonian::potential_type;
    static constexpr bool timed = depends_on_time<potential_type, Buffer>;

public:
    array_backend(Hamiltonian& h, contact_state<Buffer>& x, phase_spans<T> memory,
                  step_memory<Buffer>& kept, Executor& executor)
        : h_(h), x_(x), memory_(memory), kept_(kept), executor_(executor), s_(x.s) {}

    /// Says which step of the call the flows that follow belong to, from 1 on.
    void begin_step(std::uint64_t step) noexcept { step_ = step; }

    void evaluate(double t) {
        if (failure_ != nullptr) {
            return;
        }
        if constexpr (timed) {
            potential_ = h_.potential(x_.q, t, kept_.gradient);
        } else {
            potential_ = h_.potential(x_.q, kept_.gradient);
        }
        evaluated_at_ = t;
        evaluated_in_ = step_;
        ++gradients_;
        // The callback may have assigned another array.
        gradient_ = contiguous_scalars(kept_.gradient, "gradient");
        if (gradient_.size() != memory_.q.size()) {
            THERMOSGD_THROW(layout_error("gradient has " + std::to_string(gradient_.size()) +
                                         " scalars, expected as many as q, " +
                                         std::to_string(memory_.q.size())));
        }
        if (!is_finite(potential_)) {
            fail("the potential is not finite");
        }
    }

    /// Two sums for the same time may differ by their rounding.
    [[nodiscard]] bool stale(double t) const noexcept {
        constexpr double rounding = 16.0 * std::numeric_limits<double>::epsilon();
        return timed && std::fabs(t - evaluated_at_) > rounding * std::fabs(t);
    }

    void run(const flow_cycle& cycle) {
        if (failure_ != nullptr) {
            return;
        }
        squared_momentum_ = run_pass<T>(memory_.q, memory_.p, gradient_, cycle.flows, h_.kinetic,
                                        kept_.partial, executor_);
        if (!is_finite(squared_momentum_)) {
            fail("a gradient or momentum is not finite");
            failed_in_ = evaluated_in_ != 0 ? evaluated_in_ : failed_in_;
        }
        const action_coefficients& k = cycle.action;
        s_ = k.m * s_ + (k.v == 0.0 ? 0.0 : k.v * potential_) +
             (k.w == 0.0 ? 0.0 : k.w * squared_momentum_);
        squared_momentum_ *= cycle.flows.e * cycle.flows.e;
        known_ = true;
        if (!is_finite(s_) || !is_finite(squared_momentum_)) {
            fail(is_finite(s_) ? "a momentum is not finite" : "S is not finite");
        }
    }

    [[nodiscard]] double s() const noexcept { return s_; }
    void set_s(double s) noexcept {
        s_ = s;
        if (!is_finite(s)) {
            fail("S is not finite");
        }
    }
    [[nodiscard]] double potential() const noexcept { return potential_; }
    [[nodiscard]] std::size_t gradients() const noexcept { return gradients_; }

    [[nodiscard]] double squared_momentum() {
        if (!known_) {
            run({});
        }
        return squared_momentum_;
    }

    /// Keeps the first failure; what follows it does not matter.
    void fail(const char* what) noexcept {
        if (failure_ == nullptr) {
            failure_ = what;
            failed_in_ = step_;
            bad_component_ = 0;
            while (bad_component_ < gradient_.size() && is_finite(gradient_[bad_component_])) {
                ++bad_component_;
            }
        }
    }
    [[nodiscard]] const char* failure() const noexcept { return failure_; }

    /// The step of the call in which the gradient behind the failure was taken.
    [[nodiscard]] std::uint64_t failure_step() const noexcept { return failed_in_; }

    /// The first component of its gradient that is not finite, or the number of components.
    [[nodiscard]] std::size_t first_bad_component() const noexcept {
        return gradient_.empty() ? memory_.q.size() : bad_component_;
    }

private:
    Hamiltonian& h_;
    contact_state<Buffer>& x_;
    phase_spans<T> memory_;
    step_memory<Buffer>& kept_;
    Executor& executor_;
    std::span<const T> gradient_{};
    double s_;
    double potential_ = 0.0;
    double evaluated_at_ = 0.0;
    double squared_momentum_ = 0.0;
    bool known_ = false;
    std::size_t gradients_ = 0;
    std::uint64_t step_ = 0, evaluated_in_ = 0, failed_in_ = 0;
    std::size_t bad_component_ = 0;
    const char* failure_ = nullptr;
};

}  // namespace THERMOSGD_NAMESPACE::detail
