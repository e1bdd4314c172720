// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Merged flows of many steps over one block of memory after the other, for potentials that are sums
/// over independent degrees of freedom.

#include <thermosgd/dynamics/flow_pass.hpp>
#include <thermosgd/dynamics/merged_flows.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace thermosgd::detail {

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

/// Carries out recorded cycles on all of memory, block by block, and adds up what S needs.
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
        const std::size_t count = std::min(fused_block, n - first);
        const double* inverse = &one_inverse;
        if constexpr (masses) {
            inverse = h.kinetic.inverse_masses.data() + first;
        }
        T* const x = q.data() + first;
        T* const y = p.data() + first;
        T g[fused_block], u[fused_block];
        for (std::size_t k = 0; k < cycles.size(); ++k) {
            const flow_coefficients& f = cycles[k].flows;
            cycle_sums& sum = sums[block * cycles.size() + k];
            if (f.kicks()) {
                sum.potential = evaluate_block(h.potential, x, g, u, count, first, variant);
                sum.squared_momentum =
                    pass_of_block<true, true, masses>(x, y, g, inverse, count, f, variant);
            } else {
                sum.squared_momentum =
                    pass_of_block<false, true, masses>(x, y, g, inverse, count, f, variant);
            }
        }
    });
    for (std::size_t block = 1; block < blocks; ++block) {
        for (std::size_t k = 0; k < cycles.size(); ++k) {
            sums[k].potential += sums[block * cycles.size() + k].potential;
            sums[k].squared_momentum += sums[block * cycles.size() + k].squared_momentum;
        }
    }
}

}  // namespace thermosgd::detail
