// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loop over memory of Langevin dynamics between two gradients, noise included.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/dynamics/flow_pass.hpp>
#include <thermosgd/numeric/random_bits.hpp>
#include <thermosgd/numeric/random_stream.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// What happens to one degree of freedom between two gradients, at the end of one step and the
/// beginning of the next.
///
/// BAOAB: p −= k₀g, p −= k₁g, q += d p/m, p = μp + σ√m ξ, q += d p/m.
/// OBABO: p −= k₀g, p = μp + σ√m ξ once or twice, p −= k₁g, q += d p/m.
struct langevin_coefficients {
    double end_kick = 0.0;                ///< k₀
    double begin_kick = 0.0;              ///< k₁
    double drift = 0.0;                   ///< d
    int noises = 0;                       ///< at most 2
    double decay = 1.0;                   ///< μ
    double width = 0.0;                   ///< σ = √(kT(1 − μ²))
    std::array<std::uint64_t, 2> keys{};  ///< of the noises
};

/// Σ p²/m at the end of the step, before the noise, after it, and of the last drift.
struct langevin_sums {
    double end = 0.0, before = 0.0, after = 0.0, drift = 0.0;
};

/// The pass over one block, whose noise depends on the keys and the place of the block only.
template <bool Baoab, class T, class Kinetic>
[[nodiscard]] langevin_sums langevin_block(T* q, T* p, const T* g, std::size_t first, std::size_t n,
                                           const langevin_coefficients& f, const Kinetic& kinetic) {
    std::array<random_stream, 2> streams;
    for (std::size_t k = 0; k < 2; ++k) {
        streams[k] = random_stream(random_bits(f.keys[k], first));
    }
    constexpr bool masses = requires { kinetic.inverse_masses; };
    double inverse = kinetic.inverse(first);
    double width = f.width / std::sqrt(inverse);
    const auto noise = [&](double momentum) {
        momentum = f.decay * momentum + width * streams[0].normal();
        return f.noises == 1 ? momentum : f.decay * momentum + width * streams[1].normal();
    };
    langevin_sums sums;
    for (std::size_t i = 0; i < n; ++i) {
        if constexpr (masses) {
            inverse = kinetic.inverse(first + i);
            width = f.width / std::sqrt(inverse);
        }
        const double slope = static_cast<double>(g[i]);
        double x = static_cast<double>(q[i]);
        double y = static_cast<double>(p[i]) - f.end_kick * slope;
        if constexpr (Baoab) {
            sums.end += inverse * y * y;
            y -= f.begin_kick * slope;
            sums.before += inverse * y * y;
            x += f.drift * inverse * y;
            y = f.noises > 0 ? noise(y) : y;
            sums.after += inverse * y * y;
        } else {
            sums.before += inverse * y * y;
            y = f.noises > 0 ? noise(y) : y;
            sums.after += inverse * y * y;
            y -= f.begin_kick * slope;
        }
        sums.drift += inverse * y * y;
        x += f.drift * inverse * y;
        p[i] = static_cast<T>(y);
        q[i] = static_cast<T>(x);
    }
    if constexpr (!Baoab) {
        // After two noises of half a step each K has the law that it has after one.
        sums.end = sums.after;
    }
    return sums;
}

/// The pass over all blocks; sums are added in the order of the blocks, whoever runs them.
/// \cost 5 reads or writes per parameter and a normal number per noise, about 15 ns each
template <bool Baoab, class T, class Kinetic, executor Executor>
[[nodiscard]] langevin_sums langevin_pass(std::span<T> q, std::span<T> p, std::span<const T> g,
                                          const langevin_coefficients& f, const Kinetic& kinetic,
                                          std::vector<langevin_sums>& partial, Executor& executor) {
    const std::size_t blocks = (p.size() + pass_block - 1) / pass_block;
    partial.resize(blocks);
    for_each_block(blocks, executor, [&](std::size_t block) {
        const std::size_t first = block * pass_block;
        const std::size_t n = (std::min)(pass_block, p.size() - first);
        partial[block] = langevin_block<Baoab>(q.data() + first, p.data() + first, g.data() + first,
                                               first, n, f, kinetic);
    });
    langevin_sums sums;
    for (const langevin_sums& block : partial) {
        sums.end += block.end;
        sums.before += block.before;
        sums.after += block.after;
        sums.drift += block.drift;
    }
    return sums;
}

}  // namespace THERMOSGD_NAMESPACE::detail
