// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Particles in a rotating trap whose bath turns with them: a correlated series in an exact Gibbs
/// state, whatever the step.

#include <thermosgd/gibbs/rotating_trap.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "random.hpp"

namespace test {

/// The flow of H for a time h, which is a rotation in phase space, then a bath that draws momenta
/// towards mΩẑ×r for h: both leave the Gibbs state as it is.
class trap_particles {
public:
    using trap = thermosgd::gibbs::rotating_trap;

    trap_particles(const trap& where, const trap::vector& b, double timestep, double friction,
                   std::uint64_t seed)
        : trap_(where),
          spin_(where.mass * trap::angular_velocity(b)),
          cos_(std::cos(where.frequency * timestep)),
          sin_(std::sin(where.frequency * timestep)),
          kept_(std::exp(-friction * timestep)),
          kick_(std::sqrt((1 - kept_ * kept_) * where.mass / b[0])),
          random_(seed),
          particles_(static_cast<std::size_t>(where.particles)) {
        for (trap::point& x : particles_) {
            x = where.sample(b, random_);
        }
    }

    /// (H, L) of all particles after one more step.
    trap::vector step() {
        const double mw = trap_.mass * trap_.frequency;
        trap::vector j{};
        for (trap::point& x : particles_) {
            const trap::point old = x;
            for (std::size_t i = 0; i < 2; ++i) {
                x[i] = cos_ * old[i] + sin_ * old[2 + i] / mw;
                x[2 + i] = cos_ * old[2 + i] - sin_ * old[i] * mw;
            }
            const double with_x = -spin_ * x[1], with_y = spin_ * x[0];
            x[2] = with_x + kept_ * (x[2] - with_x) + kick_ * random_.normal();
            x[3] = with_y + kept_ * (x[3] - with_y) + kick_ * random_.normal();
            const trap::vector one = trap_.moment(x);
            j[0] += one[0];
            j[1] += one[1];
        }
        return j;
    }

    std::vector<trap::vector> series(std::size_t steps) {
        std::vector<trap::vector> result(steps);
        for (trap::vector& j : result) {
            j = step();
        }
        return result;
    }

    [[nodiscard]] const std::vector<trap::point>& particles() const { return particles_; }

private:
    trap trap_;
    double spin_, cos_, sin_, kept_, kick_;
    random_stream random_;
    std::vector<trap::point> particles_;
};

}  // namespace test
