// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The two verdicts: kinetic stationarity, which gates temperatures, and position stationarity,
/// which gates whatever needs a sampled distribution of positions.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/drift.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// The column number of a scalar that is not in the store.
inline constexpr std::size_t no_column = (std::numeric_limits<std::size_t>::max)();

/// Whether kinetic energy, squared norm and loss have stopped drifting, each judged by itself.
struct kinetic_stationarity {
    std::size_t first_batch = 0;  ///< batches before this one are burn-in and left out
    drift_test kinetic_energy;    ///< half-window test of K
    drift_test squared_norm;      ///< half-window test of |θ|²; unknown where it was not observed
    drift_test loss;              ///< half-window test of the loss; unknown where not given

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(first_batch, kinetic_energy, squared_norm, loss);
    }

    /// Drifting if any test says so; unknown if K's test is, since then nothing gates T; else
    /// stationary. A slow |θ|² or a loss that was not given may leave its own test unknown: the
    /// tests are kept apart so that a reader sees which of them spoke. \cost O(1)
    [[nodiscard]] drift_verdict verdict() const noexcept {
        const std::array all{kinetic_energy.verdict, squared_norm.verdict, loss.verdict};
        if (std::find(all.begin(), all.end(), drift_verdict::drifting) != all.end()) {
            return drift_verdict::drifting;
        }
        return kinetic_energy.verdict;
    }

    /// The tests that reached a verdict, for example "K,x2,loss"; "-" for none. \cost O(1)
    [[nodiscard]] std::string decided_by() const {
        std::string names;
        const auto add = [&](const drift_test& test, const char* name) {
            if (test.verdict != drift_verdict::unknown) {
                names += names.empty() ? "" : ",";
                names += name;
            }
        };
        add(kinetic_energy, "K");
        add(squared_norm, "x2");
        add(loss, "loss");
        return names.empty() ? "-" : names;
    }
};

/// Finds the burn-in of K, |θ|² and the loss together and tests the rest for drift.
///
/// The start is the latest of those found for each (at most half of the batches), the tests compare
/// the two halves of what is left. Together the three tests raise a false alarm with probability
/// `significance` (Bonferroni).
///
/// \param store         batches on a common clock
/// \param kinetic       column of Σv² or Σm v²
/// \param squared_norm  column of Σx², or no_column
/// \param loss          column of the loss, or no_column
/// \param significance  probability of a false alarm [1]
/// \return the start, and one test per column
/// \cost O(batches); allocates O(batches)
[[nodiscard]] inline kinetic_stationarity test_kinetic_stationarity(
    const batch_store& store, std::size_t kinetic, std::size_t squared_norm = no_column,
    std::size_t loss = no_column, double significance = 0.01) {
    kinetic_stationarity result;
    std::array<std::size_t, 3> given{};
    std::size_t count = 0;
    for (const std::size_t column : {kinetic, squared_norm, loss}) {
        if (column != no_column && store.total(column).count != 0) {
            given[count++] = column;
        }
    }
    const std::span<const std::size_t> columns(given.data(), count);
    result.first_batch = find_burn_in(store, columns);
    const auto test = [&](std::size_t column) {
        return std::find(columns.begin(), columns.end(), column) == columns.end()
                   ? drift_test{}
                   : test_half_windows(store, column, result.first_batch,
                                       significance / static_cast<double>(count));
    };
    result.kinetic_energy = test(kinetic);
    result.squared_norm = test(squared_norm);
    result.loss = test(loss);
    return result;
}

/// How far a group came in a window, against how far its single steps add up to.
/// \f[ R(n) = \frac{|x_T - x_0|^2}{\sum_t |\Delta x_t|^2} \f]
///
/// R is 1 for a random walk, about n for a drift, and far below 1 once the positions have been
/// sampled many times over (variance ratio; Pesme et al. 2020).
/// \param squared_distance           |x_T − x_0|² over the window [theta²]
/// \param sum_of_squared_steps       Σ|Δx|² over the same window [theta²]
/// \return R [1]; NaN where nothing moved      \cost O(1), noexcept
[[nodiscard]] constexpr double position_variance_ratio(double squared_distance,
                                                       double sum_of_squared_steps) noexcept {
    return sum_of_squared_steps > 0.0 ? squared_distance / sum_of_squared_steps : not_available;
}

/// The bound on R below which positions count as sampled.
inline constexpr double position_stationarity_bound = 0.1;

/// The residual of K = η⟨θ·g⟩ over a window, which needs no gradient and holds for any optimiser.
/// \f[ \frac{|x_T|^2 - |x_0|^2}{\sum_t |\Delta x_t|^2} \f]
///
/// It is a boundary term that falls as one over the window; groups without normalisation need very
/// long windows. Printed beside the verdict, it gates nothing. (Yaida 2019; norm-drift identity)
/// \param norm_change            |x_T|² − |x_0|² [theta²]
/// \param sum_of_squared_steps   Σ|Δx|² over the window [theta²]
/// \return the residual [1]; NaN where nothing moved      \cost O(1), noexcept
[[nodiscard]] constexpr double norm_drift_residual(double norm_change,
                                                   double sum_of_squared_steps) noexcept {
    return sum_of_squared_steps > 0.0 ? norm_change / sum_of_squared_steps : not_available;
}

}  // namespace THERMOSGD_NAMESPACE
