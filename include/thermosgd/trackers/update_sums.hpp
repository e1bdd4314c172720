// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The sums of one step that an update_tracker takes beside its sketch, decay taken out.

#include <thermosgd/core/namespace.hpp>

#include <array>
#include <cstddef>
#include <numeric>
#include <span>

namespace THERMOSGD_NAMESPACE::detail {

/// ηθ·u, |θ|² before the step and |θ|² after it [theta²].
struct update_sums {
    double position = 0, norm = 0, norm_after = 0;

    /// Adds a block, and writes its updates ηu = −(Δθ + (1 − a)θ).
    /// \param decay  1 − a [1]      \param v  Δθ      \param x  θ before, as many
    /// \param w      room for as many      \cost 0.5 ns per parameter: in lanes, so that no sum
    ///               waits for the one before
    void add(double decay, std::span<const double> v, const double* x, double* w) noexcept {
        constexpr std::size_t lanes = 8;
        std::array<double, lanes> along{}, before{}, after{};
        const auto add_one = [&](std::size_t i, std::size_t lane) {
            const double place = x[i], moved = place + v[i];
            w[i] = -v[i] - decay * place;
            along[lane] += place * w[i];
            before[lane] += place * place;
            after[lane] += moved * moved;
        };
        std::size_t i = 0;
        for (; i + lanes <= v.size(); i += lanes) {
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                add_one(i + lane, lane);
            }
        }
        for (std::size_t lane = 0; i < v.size(); ++i, ++lane) {
            add_one(i, lane);
        }
        position += std::accumulate(along.begin(), along.end(), 0.0);
        norm += std::accumulate(before.begin(), before.end(), 0.0);
        norm_after += std::accumulate(after.begin(), after.end(), 0.0);
    }

    /// Reads or writes the sums.
    template <class Archive>
    void archive(Archive& ar) {
        ar(position, norm, norm_after);
    }
};

}  // namespace THERMOSGD_NAMESPACE::detail
