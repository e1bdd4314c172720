// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loops over memory that flows between two gradients amount to, per instruction set.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/kinetic.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// What all flows between two evaluations of the gradient do to one degree of freedom:
/// p₁ = a p − b g, q += c p₁/m, p = e p₁.
struct flow_coefficients {
    double a = 1.0, b = 0.0, c = 0.0, e = 1.0;

    [[nodiscard]] bool kicks() const noexcept { return b != 0.0; }
    [[nodiscard]] bool drifts() const noexcept { return c != 0.0; }
};

/// Σ V and Σ p₁²/m over one block.
struct cycle_sums {
    double potential = 0.0;
    double squared_momentum = 0.0;
};

/// Scalars per partial sum: q, p and g of a block fit in L2.
inline constexpr std::size_t pass_block = 4096;

/// Blocks of one pass from which two threads are faster than one.
inline constexpr std::size_t parallel_blocks = 16;

/// Scalars per block of many fused steps: q and p of it fit in L1.
inline constexpr std::size_t fused_block = 512;

#define THERMOSGD_KERNEL <thermosgd/dynamics/flow_pass.inl>
#include <thermosgd/core/foreach_instruction_set.inl>

/// Kick and drift of n scalars, with a gradient in memory. \return Σ p₁²/m
template <bool Kick, bool Drift, bool Masses, class T>
[[nodiscard]] double pass_of_block(T* q, T* p, const T* g, const double* inverse, std::size_t n,
                                   const flow_coefficients& f, simd variant) {
    return with_instruction_set(variant, [&](auto target) {
        return array_pass<Kick, Drift, Masses>(target, q, p, g, inverse, n, f);
    });
}

/// Kick and drift of n scalars whose forces are functions; the factors a and e are left out.
/// \param first  the index of the first scalar      \return Σ V, if `Energy`, and Σ p₁²/m
template <bool Energy, bool Masses, class V, class T>
[[nodiscard]] cycle_sums fused_pass_of_block(const V& potential, std::size_t first, T* q, T* p,
                                             const double* inverse, std::size_t n,
                                             const flow_coefficients& f, simd variant) {
    return with_instruction_set(variant, [&](auto target) {
        return function_pass<Energy, Masses>(target, potential, first, q, p, inverse, n, f);
    });
}

/// Calls `body(block)` for all blocks, on the executor's threads where there are several of them
/// and no fewer blocks than `least`.
template <class Body, executor Executor>
void for_each_block(std::size_t blocks, Executor& executor, Body&& body, std::size_t least = 2) {
    if (executor.concurrency() > 1 && blocks >= least) {
        executor.for_each_index(blocks, body);
    } else {
        serial_executor{}.for_each_index(blocks, body);
    }
}

/// Runs a pass over all blocks; sums are added in the order of the blocks, whoever runs them.
template <class T, class Kinetic, executor Executor>
[[nodiscard]] double run_pass(std::span<T> q, std::span<T> p, std::span<const T> g,
                              const flow_coefficients& f, const Kinetic& kinetic,
                              std::vector<double>& partial, Executor& executor) {
    constexpr bool masses = requires { kinetic.inverse_masses; };
    const simd variant = best_simd();
    double one_inverse = 1.0;
    if constexpr (quadratic_kinetic_energy<Kinetic> && !masses) {
        one_inverse = kinetic.inverse(0);
    }
    const std::size_t blocks = (p.size() + pass_block - 1) / pass_block;
    const auto pass = [&](std::size_t block) {
        const std::size_t first = block * pass_block;
        const std::size_t n = (std::min)(pass_block, p.size() - first);
        const double* inverse = &one_inverse;
        if constexpr (masses) {
            inverse = kinetic.inverse_masses.data() + first;
        }
        T* const x = q.data() + first;
        T* const y = p.data() + first;
        const T* const z = f.kicks() ? g.data() + first : nullptr;
        double& sum = partial[block];
        if (f.kicks()) {
            sum = f.drifts() ? pass_of_block<true, true, masses>(x, y, z, inverse, n, f, variant)
                             : pass_of_block<true, false, masses>(x, y, z, inverse, n, f, variant);
        } else {
            sum = f.drifts() ? pass_of_block<false, true, masses>(x, y, z, inverse, n, f, variant)
                             : pass_of_block<false, false, masses>(x, y, z, inverse, n, f, variant);
        }
    };
    for_each_block(blocks, executor, pass, parallel_blocks);
    double sum = 0.0;
    for (std::size_t block = 0; block < blocks; ++block) {
        sum += partial[block];
    }
    return sum;
}

}  // namespace THERMOSGD_NAMESPACE::detail
