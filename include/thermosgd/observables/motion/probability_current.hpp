// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Irreversibility: probability currents, angular momentum and entropy production on projections.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/random_bits.hpp>
#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/observables/motion/entropy_production.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/trackers/count_sketch.hpp>
#include <thermosgd/trackers/probability_current_tracker.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What became of a measurement of currents.
enum class current_verdict {
    measured,         ///< positions were sampled and there was enough data
    not_sampled,      ///< positions were not sampled: what is seen may be drift
    too_few_batches,  ///< fewer than 20 complete batches
    singular          ///< covariances without an inverse: a direction that never moves
};

/// The name of a verdict: "measured", "not sampled", "too few batches" or "singular".
[[nodiscard]] constexpr std::string_view to_string(current_verdict verdict) noexcept {
    switch (verdict) {
    case current_verdict::measured: return "measured";
    case current_verdict::not_sampled: return "not sampled";
    case current_verdict::too_few_batches: return "too few batches";
    case current_verdict::singular: break;
    }
    return "singular";
}

/// The currents of a group on its projections.
struct probability_current {
    std::size_t dimension = 0;          ///< k, number of projections
    std::vector<estimate> circulation;  ///< L_ij, i < j, in the order 01, 02, 12, 03, … [theta²]
    estimate entropy_production;        ///< EPR, the bias taken off [k_B per step]
    double bias = not_available;        ///< mean EPR of the shuffled data [k_B]
    double p_value = 1;  ///< fraction of shuffled data with an EPR as large; at least 1/400 [1]
    current_verdict verdict = current_verdict::too_few_batches;  ///< whether to trust it
};

namespace detail {

/// The three matrices of entropy_production_rate() from means in the order of the store's columns.
struct current_matrices {
    small_matrix<> covariance, velocities, circulation;

    current_matrices(const current_tracker& tracker, std::span<const double> m)
        : covariance(tracker.dimension()), velocities(covariance), circulation(covariance) {
        const std::size_t k = tracker.dimension();
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                const double xx = m[tracker.xx(i, j)] - m[tracker.x(i)] * m[tracker.x(j)];
                const double vv = m[tracker.vv(i, j)] - m[tracker.v(i)] * m[tracker.v(j)];
                covariance(i, j) = covariance(j, i) = xx;
                velocities(i, j) = velocities(j, i) = vv;
            }
            for (std::size_t j = i + 1; j < k; ++j) {
                circulation(i, j) =
                    m[tracker.current(i, j)] -
                    0.5 * (m[tracker.x(i)] * m[tracker.v(j)] - m[tracker.x(j)] * m[tracker.v(i)]);
                circulation(j, i) = -circulation(i, j);
            }
        }
    }

    [[nodiscard]] double entropy_production() const {
        return entropy_production_rate(covariance, velocities, circulation);
    }
};

/// EPRs of data of which every block of batches runs forward or backward in time at random: what
/// fluctuations alone make of L.
[[nodiscard]] inline std::vector<double> shuffled_entropy_productions(
    const current_tracker& tracker, current_matrices matrices, std::size_t first_batch) {
    constexpr std::size_t surrogates = 399, signs = 64;
    const batch_store& store = tracker.store();
    const std::size_t k = tracker.dimension(), batches = store.batches() - first_batch;
    const std::size_t per_block = (batches + signs - 1) / signs;
    const std::size_t blocks = batches / per_block;
    // What the mean of L over each block contributes to the mean over all, less the common part.
    std::vector<small_matrix<>> parts(blocks, matrices.circulation);
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = i + 1; j < k; ++j) {
            moments all;
            std::vector<moments> block(blocks);
            for (std::size_t b = 0; b < blocks * per_block; ++b) {
                block[b / per_block] += store.batch(first_batch + b, tracker.current(i, j));
                all += store.batch(first_batch + b, tracker.current(i, j));
            }
            for (std::size_t b = 0; b < blocks; ++b) {
                parts[b](i, j) = (block[b].mean - all.mean) / static_cast<double>(blocks);
            }
        }
    }
    std::vector<double> result;
    for (std::size_t s = 0; s < surrogates; ++s) {
        small_matrix<>& l = matrices.circulation;
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = i + 1; j < k; ++j) {
                l(i, j) = 0;
                for (std::size_t b = 0; b < blocks; ++b) {
                    const bool backward = (random_bits(s, 0) >> b & 1U) != 0;
                    l(i, j) += backward ? -parts[b](i, j) : parts[b](i, j);
                }
                l(j, i) = -l(i, j);
            }
        }
        result.push_back(matrices.entropy_production());
    }
    return result;
}

}  // namespace detail

/// Measures the currents of a group, and whether they are more than fluctuations.
/// \f[ L_{ij} = \tfrac12 \langle x_i v_j - x_j v_i \rangle, \qquad
///     \mathrm{EPR} = \mathrm{Tr}\,[Q^{-1} A (\Sigma A^T - A\Sigma)] \f]
/// L is the mean rate at which area is swept in a plane; under detailed balance all L vanish. SGD
/// on a quadratic has L = ½η[H, Σ] in any basis: zero only if noise and curvature commute. EPR is
/// the entropy produced per step by the linear process with these covariances; projecting on fewer
/// directions can only lower it, so that it is a lower bound for the group.
///
/// EPR is quadratic in L and therefore biased upwards by fluctuations. The bias is measured on 399
/// surrogates, in which blocks of up to 1/64 of the run go forward or backward in time at random,
/// and taken off; so the value may be negative. The p-value counts surrogates at least as large.
/// The error is that of the block jackknife, with the scatter of the surrogates added in squares.
/// Blocks must be longer than the correlation time of positions.
///
/// Assumes positions that are stationary and Markov. Under momentum positions alone are not Markov:
/// L still tells whether probability circulates, but EPR is then that of pairs of neighbouring
/// positions only, not of the process in (x, v).
/// \param tracker      what was measured
/// \param positions    the verdict of test_position_stationarity(): without "sampled" the verdict
///                     is not_sampled and no error counts as known
/// \param first_batch  batches before it are burn-in
/// \return currents; without numbers where the verdict is too_few_batches
/// \throws std::invalid_argument unless first_batch <= batches
/// \cost O(batches · k³ + 400 · k³ + k² · batches · log batches): 3 ms at k = 4; allocates
/// \see Zia and Schmittmann 2007 (currents); Seifert 2012 (entropy production)
[[nodiscard]] inline probability_current estimate_probability_current(
    const current_tracker& tracker, position_verdict positions, std::size_t first_batch = 0) {
    const batch_store& store = tracker.store();
    probability_current result;
    result.dimension = tracker.dimension();
    if (store.columns() > 0) {
        detail::check_window("measure_current", store, 0, first_batch);
    }
    if (store.batches() < first_batch + 20) {
        return result;
    }
    result.verdict = positions == position_verdict::sampled ? current_verdict::measured
                                                            : current_verdict::not_sampled;
    for (std::size_t j = 1; j < result.dimension; ++j) {
        for (std::size_t i = 0; i < j; ++i) {
            result.circulation.push_back(jackknife(
                store,
                {tracker.current(i, j), tracker.x(i), tracker.v(j), tracker.x(j), tracker.v(i)},
                [](std::span<const double> m) { return m[0] - 0.5 * (m[1] * m[2] - m[3] * m[4]); },
                first_batch));
        }
    }
    std::vector<std::size_t> columns(store.columns());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    std::vector<double> means;
    for (const std::size_t c : columns) {
        means.push_back(store.total(c, first_batch).mean);
    }
    const detail::current_matrices matrices(tracker, means);
    const double plain = matrices.entropy_production();
    estimate& e = result.entropy_production;
    if (!is_finite(plain)) {
        result.verdict = current_verdict::singular;
    } else {
        e = jackknife(
            store, columns,
            [&](std::span<const double> m) {
                return detail::current_matrices(tracker, m).entropy_production();
            },
            first_batch);
        moments null;
        std::size_t larger = 0;
        for (const double x :
             detail::shuffled_entropy_productions(tracker, matrices, first_batch)) {
            null.push(x);
            larger += x >= plain ? 1U : 0U;
        }
        result.bias = null.mean;
        result.p_value = static_cast<double>(1 + larger) / static_cast<double>(1 + null.count);
        e.value = plain - null.mean;
        e.error = std::hypot(e.error, std::sqrt(null.variance()));
    }
    if (result.verdict != current_verdict::measured) {
        e.verdict = reliability::unknown;
        for (estimate& l : result.circulation) {
            l.verdict = reliability::unknown;
        }
    }
    return result;
}

/// The angular momentum in the plane of two projections, from their circulation.
/// \f[ J_{ij} = m \langle x_i \dot x_j - x_j \dot x_i \rangle = 2 m L_{ij}/\Delta t \f]
/// \param circulation  L_ij [theta²]   \param mass  m   \param timestep  Δt [time]
/// \return J [mass · theta²/time] \cost O(1)
[[nodiscard]] inline estimate angular_momentum(estimate circulation, double mass = 1.0,
                                               double timestep = 1.0) noexcept {
    circulation.value *= 2 * mass / timestep;
    circulation.error *= std::fabs(2 * mass / timestep);
    return circulation;
}

}  // namespace THERMOSGD_NAMESPACE
