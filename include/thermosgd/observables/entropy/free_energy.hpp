// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Free energies F = U − T S of stationary states, to be read as differences between two of them.
///
/// U is the mean loss, S the entropy of the positions, and T the physical temperature with
/// m = Δt²/(2η), see mass_from_learning_rate(): only then are U and T S in the same unit. The
/// velocities of heavy ball show 1/(1 + μ) of it; take virial_temperature() there.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/entropy/entropy.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/propagation.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The free energy of one state; by itself it depends on the unit of the positions.
struct free_energy {
    estimate value;                                             ///< F [loss]; NaN unless available
    double temperature = not_available;                         ///< T, physical [loss/k_B]
    std::size_t dimensions = 0;                                 ///< d of the entropy [1]
    entropy_method method = entropy_method::gaussian_diagonal;  ///< of the entropy
    entropy_status status = entropy_status::too_few_samples;    ///< that of the entropy

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(value, temperature, dimensions, method, status);
    }
};

/// The difference of two free energies.
struct free_energy_difference {
    estimate value;                   ///< F_b − F_a [loss]; NaN unless both are available
    double per_unit = not_available;  ///< T_b d_b − T_a d_a [loss]
    entropy_status status = entropy_status::too_few_samples;  ///< why there is none

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(value, per_unit, status);
    }
};

/// The free energy of a state from its parts.
/// \f[ F = U - k_B T S \f]
/// U, T and S of one window share their noise in a way that is not known here: their errors are
/// added, which bounds that of F whatever they share. gaussian_free_energy() knows better.
/// \param energy      U = ⟨L⟩ [loss]
/// \param temperature T, physical, m = Δt²/(2η) [loss/k_B]
/// \param entropy     S of the positions, gated by of_positions() [k_B]
/// \param boltzmann   k_B [loss per temperature]
/// \return F with the status of S   \cost O(1)
[[nodiscard]] inline free_energy estimate_free_energy(const estimate& energy,
                                                      const estimate& temperature,
                                                      const differential_entropy& entropy,
                                                      double boltzmann = 1.0) {
    free_energy f;
    f.temperature = boltzmann * temperature.value;
    f.dimensions = entropy.dimensions;
    f.method = entropy.method;
    f.status = entropy.status;
    if (f.status != entropy_status::available) {
        return f;
    }
    const double t = boltzmann * temperature.value;
    const double s = entropy.entropy.value;
    f.value.value = energy.value - t * s;
    f.value.error = energy.error + std::fabs(t) * entropy.entropy.error +
                    std::fabs(s) * boltzmann * temperature.error;
    f.value.n_eff = std::fmin(energy.n_eff, std::fmin(temperature.n_eff, entropy.entropy.n_eff));
    f.value.g = std::fmax(energy.g, std::fmax(temperature.g, entropy.entropy.g));
    f.value.nu = std::fmin(energy.nu, std::fmin(temperature.nu, entropy.entropy.nu));
    f.value.verdict = worse(energy.verdict, worse(temperature.verdict, entropy.entropy.verdict));
    return f;
}

/// Where the averages that make a free energy stand in a store.
struct free_energy_columns {
    std::size_t loss = 0;                 ///< of L [loss]
    std::size_t kinetic = 1;              ///< of Σmv² of all d degrees of freedom [loss]
    std::span<const std::size_t> first;   ///< of x_k, one per coordinate [theta]
    std::span<const std::size_t> second;  ///< of x_k², in the same order [theta²]
};

/// The free energy of a few coordinates by one jackknife over the batches of a run.
/// \f[ F = \langle L\rangle - \frac{\langle\sum mv^2\rangle}{d}\,\tfrac12
///         \sum_k \ln\left[2\pi e\,(\langle x_k^2\rangle - \langle x_k\rangle^2)\right] \f]
/// What L, K and the variances share is in the error, and the bias of the logarithms is taken off.
/// Measure x from a point near its mean, such as the start of the window, so that no digits cancel.
/// \param store   all columns on one clock
/// \param columns where they stand
/// \param degrees_of_freedom d of the kinetic energy [1], ≥ 1
/// \param sampled whether positions have been sampled, R < position_stationarity_bound
/// \param first_batch first batch to use [batch]
/// \return F in units of k_B T = ⟨Σmv²⟩/d, with m = Δt²/(2η); not available: wandering where
///         positions were not sampled, degenerate where a coordinate does not vary
/// \throws std::invalid_argument for d = 0, columns or a batch out of range; layout_error for
///         another number of x than of x²
/// \cost that of one jackknife()
[[nodiscard]] inline free_energy gaussian_free_energy(const batch_store& store,
                                                      const free_energy_columns& columns,
                                                      std::size_t degrees_of_freedom, bool sampled,
                                                      std::size_t first_batch = 0) {
    const std::size_t n = columns.first.size();
    if (columns.second.size() != n) {
        THERMOSGD_THROW(layout_error("gaussian_free_energy: columns.second.size() = " +
                                     std::to_string(columns.second.size()) + ", expected " +
                                     std::to_string(n)));
    }
    if (degrees_of_freedom == 0) {
        THERMOSGD_THROW(std::invalid_argument(
            "gaussian_free_energy: degrees_of_freedom = 0, expected at least 1"));
    }
    std::vector<std::size_t> all{columns.loss, columns.kinetic};
    all.insert(all.end(), columns.first.begin(), columns.first.end());
    all.insert(all.end(), columns.second.begin(), columns.second.end());
    const auto d = static_cast<double>(degrees_of_freedom);
    const estimate value = jackknife(
        store, all,
        [&](std::span<const double> mean) {
            double s = 0;
            for (std::size_t k = 0; k < n; ++k) {
                const double variance = mean[2 + n + k] - mean[2 + k] * mean[2 + k];
                s += 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * variance);
            }
            return mean[0] - mean[1] / d * s;
        },
        first_batch);
    free_energy f;
    f.dimensions = n;
    for (const std::size_t column : all) {
        if (store.total(column, first_batch).count == 0) {
            return f;
        }
    }
    f.temperature = store.total(columns.kinetic, first_batch).mean / d;
    if (n == 0) {
        return f;
    }
    f.status = !sampled                 ? entropy_status::wandering
               : is_finite(value.value) ? entropy_status::available
                                        : entropy_status::degenerate;
    if (f.status == entropy_status::available) {
        f.value = value;
    }
    return f;
}

/// The difference of the free energies of two independent states, such as segments of a run.
///
/// In a smaller unit, which makes the numbers x larger by a factor c, ΔF is less by ln c times
/// `per_unit`, T_b d_b − T_a d_a. At equal temperature it does not depend on units; otherwise it is
/// a statement about the unit, too.
/// \param b one state   \param a the other; the entropies of both by the same method
/// \return F_b − F_a, and why there is none
/// \throws std::invalid_argument for two methods   \cost O(1)
[[nodiscard]] inline free_energy_difference estimate_free_energy_difference(const free_energy& b,
                                                                            const free_energy& a) {
    if (a.method != b.method) {
        THERMOSGD_THROW(std::invalid_argument(
            "free_energy_difference: entropies by two methods, expected the same for both"));
    }
    free_energy_difference difference;
    difference.status = b.status != entropy_status::available ? b.status : a.status;
    difference.per_unit = b.temperature * static_cast<double>(b.dimensions) -
                          a.temperature * static_cast<double>(a.dimensions);
    if (difference.status == entropy_status::available) {
        difference.value = independent_difference(b.value, a.value);
    }
    return difference;
}

}  // namespace THERMOSGD_NAMESPACE
