// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Langevin dynamics: the contact flow of H = K + V + γS with the noise of a bath, BAOAB and OBABO.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/guarded_advance.hpp>
#include <thermosgd/dynamics/hamiltonian.hpp>
#include <thermosgd/dynamics/langevin_pass.hpp>
#include <thermosgd/dynamics/thermostat.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Where in a step the bath acts, exactly: O is p ← e^{−γh}p + √(mkT(1 − e^{−2γh})) ξ.
enum class langevin_scheme {
    baoab,  ///< K(h/2) D(h/2) O(h) D(h/2) K(h/2): positions with least bias
    obabo   ///< O(h/2) K(h/2) D(h) K(h/2) O(h/2): momenta of the state without bias
};

/// Momenta of a step from which a temperature is taken.
enum class step_moment {
    middle,  ///< around the noise of BAOAB, around the drift of OBABO
    end      ///< those of the state after the step
};

/// How a Langevin stepper steps.
struct langevin_options {
    double temperature = 1.0;  ///< kT of the bath, ≥ 0 [loss]
    double timestep = 0.1;     ///< h, > 0 [time]
    langevin_scheme scheme = langevin_scheme::baoab;
    bool restore_on_failure = true;  ///< keep a copy of the state through each call
};

/// Steps of dq = p/m dt, dp = −∇V dt − γp dt + √(2γmkT) dW, of weak order 2.
///
/// On V = ½kq², ω² = k/m, at any γ: BAOAB has ⟨q²⟩ = kT/k exactly, momenta just before and after
/// the noise have exactly mkT, and those at the end of the step mkT(1 − h²ω²/4). OBABO has exact
/// momenta at the end and ⟨q²⟩ = (kT/k)/(1 − h²ω²/4). Stable for hω < 2 whatever γ. The contact
/// variable has S′ = K − V − γS, with the noise in K only.
///
/// The noise of a block of parameters depends on the stream and the place of the block, not on the
/// executor's threads.
///
/// \tparam Hamiltonian  of the contact field, with a quadratic K and U = γS
/// \cost per step of advance() one gradient, 5 reads or writes per parameter, and one normal number
///       per parameter (two for OBABO), which at 15 ns each take most of the time. Four arrays at
///       most, allocated by the first call
/// \see Leimkuhler and Matthews 2013 (BAOAB); Bussi and Parrinello 2007 (OBABO)
template <class Hamiltonian,
          writable_buffer Buffer = detail::buffer_taken_t<typename Hamiltonian::potential_type>>
    requires(Hamiltonian::generated == field::contact) &&
            std::same_as<typename Hamiltonian::dissipation_type, linear_dissipation> &&
            quadratic_kinetic_energy<typename Hamiltonian::kinetic_type> &&
            potential_over<typename Hamiltonian::potential_type, Buffer>
class langevin : detail::refuses_other_buffers<Buffer> {
    using T = parameter_value_t<Buffer>;
    using potential_type = detail::written_gradient<typename Hamiltonian::potential_type>;
    static constexpr bool timed = detail::depends_on_time<potential_type, Buffer>;

public:
    using detail::refuses_other_buffers<Buffer>::step;
    using detail::refuses_other_buffers<Buffer>::advance;

    /// \throws std::invalid_argument for h ≤ 0, kT < 0 or γ < 0
    langevin(Hamiltonian h, const langevin_options& options)
        : potential_{std::move(h.potential)},
          kinetic_(std::move(h.kinetic)),
          friction_(h.dissipation.rate),
          options_(options) {
        detail::check_positive("langevin", "timestep", options.timestep);
        detail::check_not_negative("langevin", "temperature", options.temperature);
        if (!(friction_ >= 0.0)) {
            THERMOSGD_THROW(std::invalid_argument(
                "langevin: friction = " + detail::number_text(friction_) + ", expected >= 0"));
        }
    }

    /// For states over the buffer of `like`. \copydoc langevin
    langevin(Hamiltonian h, const contact_state<Buffer>& /*like*/, const langevin_options& options)
        : langevin(std::move(h), options) {}

    /// One step. \copydoc advance
    template <executor Executor = serial_executor>
    void step(contact_state<Buffer>& x, random_stream& random, Executor&& executor = {}) {
        advance(x, 1, random, executor);
    }

    /// A number of steps, one gradient each and one more per call.
    ///
    /// The result is that of as many step()s to rounding, for a potential that gives the same
    /// gradient twice; that of a minibatch is taken again at the beginning of each call.
    /// \param random  goes on where the last step left it
    /// \throws layout_error, step_failure as contact_splitting::advance(): state, random numbers
    ///         and what this stepper has counted are then as before the call
    template <executor Executor = serial_executor>
    void advance(contact_state<Buffer>& x, std::uint64_t steps, random_stream& random,
                 Executor&& executor = {}) {
        const detail::phase_spans<T> memory = detail::spans_of(x, "langevin");
        kinetic_.validate(memory.q.size());
        if (steps == 0) {
            return;
        }
        memory_.fit(x.q);
        if (options_.restore_on_failure) {
            memory_.q_before.assign(memory.q.begin(), memory.q.end());
            memory_.p_before.assign(memory.p.begin(), memory.p.end());
        }
        detail::restore_guard<T> guard(memory, memory_.q_before, memory_.p_before,
                                       options_.restore_on_failure);
        random_stream numbers = random;
        counted now{.heat = counted_.heat};
        const bool baoab = options_.scheme == langevin_scheme::baoab;
        const double h = options_.timestep, x_step = friction_ * h * (baoab ? 1.0 : 0.5);
        detail::langevin_coefficients f;
        f.decay = std::exp(-x_step);
        f.width = std::sqrt(-std::expm1(-2.0 * x_step) * options_.temperature);
        double s = x.s;
        std::span<const T> gradient = evaluate(x, x.t, 1, now);
        // A pass at the positions between two steps: the end of one, the beginning of the other.
        for (std::uint64_t k = 0; k <= steps; ++k) {
            const bool begins = k < steps, ends = k > 0;
            f.end_kick = ends ? 0.5 * h : 0.0;
            f.begin_kick = begins ? 0.5 * h : 0.0;
            f.drift = !begins ? 0.0 : baoab ? 0.5 * h : h;
            f.noises = (begins ? 1 : 0) + (ends && !baoab ? 1 : 0);
            for (int i = 0; i < f.noises; ++i) {
                f.keys[static_cast<std::size_t>(i)] = numbers.bits();
            }
            const detail::langevin_sums sums =
                baoab ? detail::langevin_pass<true, T>(memory.q, memory.p, gradient, f, kinetic_,
                                                       partial_, executor)
                      : detail::langevin_pass<false, T>(memory.q, memory.p, gradient, f, kinetic_,
                                                        partial_, executor);
            if (!is_finite(sums.drift)) {
                fail(x, "a gradient or momentum is not finite", k);
            }
            now.heat += 0.5 * (sums.before - sums.after);
            now.middle += !begins ? 0.0
                          : baoab ? 0.25 * (sums.before + sums.after)
                                  : 0.5 * sums.drift;
            now.end += ends ? 0.5 * sums.end : 0.0;
            now.kinetic = 0.5 * sums.end;
            s = action(s, sums, f, now.potential, baoab);
            if (begins) {
                gradient = evaluate(x, x.t + static_cast<double>(k + 1) * h, k + 1, now);
            }
        }
        now.steps = steps;
        now.freedom = static_cast<double>(memory.q.size());
        x.s = s;
        x.t += static_cast<double>(steps) * h;
        counted_ = now;
        random = numbers;
        guard.commit();
    }

    /// 2⟨K⟩/d over the steps of the last call, from momenta at a moment of each [loss]; NaN before
    /// one.
    ///
    /// For BAOAB the middle is without bias on a quadratic potential, the end is colder by 1 −
    /// h²ω²/4. For OBABO the end is without bias, the middle (of the drift) is hotter. \cost O(1)
    [[nodiscard]] double kinetic_temperature(step_moment moment) const noexcept {
        const double sum = moment == step_moment::middle ? counted_.middle : counted_.end;
        return 2.0 * sum / (static_cast<double>(counted_.steps) * counted_.freedom);
    }

    /// At the moment without bias. \copydoc kinetic_temperature(step_moment) const
    [[nodiscard]] double kinetic_temperature() const noexcept {
        return kinetic_temperature(unbiased_moment());
    }

    /// The middle for BAOAB, the end for OBABO. \cost O(1)
    [[nodiscard]] step_moment unbiased_moment() const noexcept {
        return options_.scheme == langevin_scheme::baoab ? step_moment::middle : step_moment::end;
    }

    /// Heat given to the bath in all calls, −ΣΔK over the noises [loss]; over kT it is the entropy
    /// of the bath. K + V + heat is conserved up to O(h²). \cost O(1)
    [[nodiscard]] double heat() const noexcept { return counted_.heat; }

    /// K + V at the end of the last call [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double energy() const noexcept { return counted_.potential + counted_.kinetic; }

    /// V at the end of the last call [loss]; NaN before one. \cost O(1)
    [[nodiscard]] double last_potential() const noexcept { return counted_.potential; }

    /// The weak order of the scheme [1]. \cost O(1)
    [[nodiscard]] static constexpr int order() noexcept { return 2; }

    /// h [time]. \cost O(1)
    [[nodiscard]] double timestep() const noexcept { return options_.timestep; }

private:
    static constexpr double unknown = not_available;

    struct counted {
        double middle = 0.0;  // Σ K over the steps
        double end = 0.0;
        double heat = 0.0;
        double potential = unknown;
        double kinetic = unknown;  // of the state
        double freedom = unknown;
        std::uint64_t steps = 0;
    };

    /// V into `now`, and the gradient, which the callback may have put into another array.
    std::span<const T> evaluate(contact_state<Buffer>& x, double t, std::uint64_t step,
                                counted& now) {
        if constexpr (timed) {
            now.potential = potential_(x.q, t, memory_.gradient);
        } else {
            now.potential = potential_(x.q, memory_.gradient);
        }
        if (!is_finite(now.potential)) {
            fail(x, "the potential is not finite", step);
        }
        const std::span<const T> slopes =
            detail::contiguous_scalars(memory_.gradient, "langevin: gradient");
        if (slopes.size() != parameter_count(x.q)) {
            THERMOSGD_THROW(layout_error("langevin: gradient has " + std::to_string(slopes.size()) +
                                         " scalars, expected as many as q, " +
                                         std::to_string(parameter_count(x.q))));
        }
        return slopes;
    }

    [[noreturn]] void fail(const contact_state<Buffer>& x, const char* what, std::uint64_t step) {
        const auto slopes = detail::contiguous_scalars(memory_.gradient, "langevin: gradient");
        std::size_t bad = 0;
        while (bad < slopes.size() && is_finite(slopes[bad])) {
            ++bad;
        }
        const std::uint64_t failed = step == 0 ? 1 : step;
        detail::throw_step_failure("langevin", what, bad, slopes.size(), failed,
                                   x.t + static_cast<double>(failed - 1) * options_.timestep);
    }

    /// S after the flows of a pass.
    static double action(double s, const detail::langevin_sums& sums,
                         const detail::langevin_coefficients& f, double potential, bool baoab) {
        s -= f.end_kick * potential;
        if (baoab) {
            s += 0.5 * f.drift * sums.before - f.begin_kick * potential;
            s = f.noises > 0 ? f.decay * s : s;
        } else {
            s = (f.noises == 2 ? f.decay * f.decay : f.decay) * s - f.begin_kick * potential;
        }
        return s + 0.5 * f.drift * sums.drift;
    }

    potential_type potential_;
    typename Hamiltonian::kinetic_type kinetic_;
    double friction_;
    langevin_options options_;
    detail::step_memory<Buffer> memory_;
    std::vector<detail::langevin_sums> partial_;
    counted counted_;
};

template <class H>
langevin(H, langevin_options) -> langevin<H>;
template <class H, class Buffer>
langevin(H, contact_state<Buffer>, langevin_options) -> langevin<H, Buffer>;

}  // namespace THERMOSGD_NAMESPACE
