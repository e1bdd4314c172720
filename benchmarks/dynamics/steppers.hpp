// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Steppers of ours and of odeint behind one interface, each built with flags of its own.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace benchmarks {

enum class shape : std::uint8_t { quadratic, quartic };

/// V = Σ q²/2 or Σ q⁴/4 over d degrees of freedom of mass 1; steps of 0.01.
struct problem {
    shape potential;
    std::size_t d;
    int order;            ///< 2 or 4
    std::size_t threads;  ///< of ours; odeint has one
};
inline constexpr double timestep = 0.01;

/// Where all start.
template <class T>
std::vector<T> positions_of(const problem& what) {
    std::vector<T> q(what.d);
    for (std::size_t i = 0; i < q.size(); ++i) {
        q[i] = static_cast<T>(0.5 + static_cast<double>(i % 1024) / 1024.0);
    }
    return q;
}

/// What can step.
class stepper {
public:
    virtual ~stepper() = default;
    virtual void advance(std::uint64_t steps) = 0;
};

using make_stepper = std::unique_ptr<stepper>(const problem& what);

// dynamics/ours.cpp, -O2: contact_splitting of H = K + V + 0.1 S with S, for a callback that writes
// the gradient and returns V, and for an elementwise_potential.
make_stepper make_array_float, make_array_double, make_fused_float, make_fused_double;

// dynamics/peers.cpp, -O3 -march=native: velocity_verlet (order 2) or symplectic_rkn_sb3a_mclachlan
// (order 4), which know neither V nor friction nor S; and loops of the traffic of a step through
// arrays with hardly any arithmetic.
make_stepper make_odeint_float, make_odeint_double, make_roofline_float, make_roofline_double;

}  // namespace benchmarks
