// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Merged flows of many steps over one block of memory after the other, for potentials that are
/// sums over independent degrees of freedom.

#include <thermosgd/dynamics/flow_pass.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// The backend of merged_flows that writes down what is to be done, since no coefficient depends on
/// the state: U linear in S, K quadratic.
class recording_backend {
public:
    explicit recording_backend(std::vector<flow_cycle>& cycles) : cycles_(cycles) {}

    void evaluate(double /*t*/) const noexcept {}
    [[nodiscard]] static constexpr bool stale(double /*t*/) noexcept { return false; }
    void run(const flow_cycle& cycle) { cycles_.push_back(cycle); }

private:
    std::vector<flow_cycle>& cycles_;
};

/// Carries out all recorded cycles on one block. \param sums  one per cycle
///
/// Friction costs nothing: momenta are kept over a common factor, which joins the coefficients. The
/// block is copied to where its vectors lie within cache lines: many cycles pay for that.
template <bool Masses, class V, class T>
void run_fused_block(const V& potential, std::size_t first, std::span<T> q, std::span<T> p,
                     const double* inverse, std::span<const flow_cycle> cycles, cycle_sums* sums,
                     simd variant) {
    constexpr double largest_factor = 1 << 20;  // and least 1/: far from overflow in float
    const std::size_t n = q.size();
    alignas(64) T x[fused_block], y[fused_block];
    std::copy(q.begin(), q.end(), x);
    std::copy(p.begin(), p.end(), y);
    std::size_t last_kick = cycles.size();
    while (last_kick > 0 && !cycles[--last_kick].flows.kicks()) {
    }
    double factor = 1.0;
    const auto multiply = [&] {
        std::transform(y, y + n, y, [&](T momentum) { return static_cast<T>(factor) * momentum; });
        factor = 1.0;
    };
    for (std::size_t k = 0; k < cycles.size(); ++k) {
        const flow_coefficients& f = cycles[k].flows;
        factor *= f.a;
        if (!(std::fabs(factor) < largest_factor && std::fabs(factor) * largest_factor > 1.0)) {
            multiply();
        }
        const flow_coefficients scaled{1.0, f.b / factor, f.c * factor, 1.0};
        if (!f.kicks()) {
            sums[k].squared_momentum = pass_of_block<false, true, Masses>(
                x, y, static_cast<const T*>(nullptr), inverse, n, scaled, variant);
        } else if (cycles[k].action.v != 0.0 || k == last_kick) {
            sums[k] = fused_pass_of_block<true, Masses>(potential, first, x, y, inverse, n, scaled,
                                                        variant);
        } else {
            sums[k] = fused_pass_of_block<false, Masses>(potential, first, x, y, inverse, n, scaled,
                                                         variant);
        }
        sums[k].squared_momentum *= factor * factor;
        factor *= f.e;
    }
    multiply();
    std::copy(x, x + n, q.begin());
    std::copy(y, y + n, p.begin());
}

/// Carries out recorded cycles on all of memory, block by block, and adds up what S needs.
///
/// V is summed for cycles whose S needs it, and for the last kick.
/// \param sums  blocks × cycles, for the partial sums       \cost one read and write of q and p
template <class Hamiltonian, class T, executor Executor>
void run_fused(const Hamiltonian& h, std::span<T> q, std::span<T> p,
               const std::vector<flow_cycle>& cycles, std::vector<cycle_sums>& sums,
               Executor& executor) {
    constexpr bool masses = requires { h.kinetic.inverse_masses; };
    const simd variant = best_simd();
    const double one_inverse = masses ? 1.0 : h.kinetic.inverse(0);
    const std::size_t n = q.size();
    const std::size_t blocks = (n + fused_block - 1) / fused_block;
    sums.assign(std::max<std::size_t>(blocks, 1) * cycles.size(), {});
    for_each_block(blocks, executor, [&](std::size_t block) {
        const std::size_t first = block * fused_block;
        const std::size_t count = (std::min)(fused_block, n - first);
        const double* inverse = &one_inverse;
        if constexpr (masses) {
            inverse = h.kinetic.inverse_masses.data() + first;
        }
        run_fused_block<masses>(referred(h.potential), first, q.subspan(first, count),
                                p.subspan(first, count), inverse, cycles,
                                sums.data() + block * cycles.size(), variant);
    });
    for (std::size_t block = 1; block < blocks; ++block) {
        for (std::size_t k = 0; k < cycles.size(); ++k) {
            sums[k].potential += sums[block * cycles.size() + k].potential;
            sums[k].squared_momentum += sums[block * cycles.size() + k].squared_momentum;
        }
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
