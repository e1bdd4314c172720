// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The network as a physical system on one full batch: at constant temperature and energy.

#include "image_sets.hpp"
#include "mean_error.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>
#include <trainer/cnn/networks.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace contact {

/// The network that moves: as the one that is trained, without batch normalisation.
///
/// Where batch normalisation follows, V does not change with the size of a filter's weights:
/// nothing holds them but weight decay, under which they fall straight into the origin, where the gradient
/// is infinite.
using moving_network = cnn::network_a_plain<float>;

/// What is simulated; m = 1, and ½λ|θ|² is part of V.
struct ensemble_settings {
    std::size_t images = 512;            ///< of the full batch
    double weight_decay = 2e-2;          ///< λ [loss/theta²]
    double temperature = 1e-5;           ///< kT of the bath [loss]
    double friction = 0.4;               ///< γ of the Langevin bath; CSVR has τ = 1/(2γ) [1/time]
    double timestep = 0.2;               ///< h [time]
    bool choose_timestep = true;         ///< halve h where the potential does not allow it
    std::uint64_t training = 2000;       ///< steps of heavy ball on minibatches, to begin with
    std::uint64_t equilibration = 800;   ///< steps of Langevin that are not measured
    std::uint64_t steps = 1200;          ///< measured steps of each ensemble
    double start_temperature = 1e-4;     ///< of momenta at the start of the energy table [loss]
    std::uint64_t start_training = 300;  ///< training of its networks, which are still on their way
    std::uint64_t starts = 4;            ///< networks of the energy table
    std::uint64_t window = 16;           ///< steps of the largest h in the energy table
    std::uint64_t halvings = 3;          ///< of h
    std::uint64_t seed = 1;              ///< of initialisation, minibatches and noise
};

/// One step of an ensemble.
struct ensemble_row {
    double time = 0;         ///< since the ensemble began [time]
    double potential = 0;    ///< V [loss]
    double kinetic = 0;      ///< K of the state after the step [loss]
    double contact = 0;      ///< S, an action [loss·time]
    double heat = 0;         ///< given to the bath so far [loss]
    double temperature = 0;  ///< 2K/d from momenta without bias [loss]
    double virial = 0;       ///< θ·∇V/d [loss]
};

/// What was measured of one ensemble.
struct ensemble {
    std::string name;          ///< "Langevin"
    std::string scheme = {};   ///< how it was stepped, and where its momenta are taken
    double timestep = 0;       ///< h [time]
    std::string failure = {};  ///< why there is nothing of it; empty if there is
    std::vector<ensemble_row> rows = {};
    thermosgd::report report = {};                  ///< temperatures of all groups
    std::vector<thermosgd::reading> readings = {};  ///< equipartition, as diagnose() has it
    double energy_error = 0;                        ///< greatest |E − E₀|, heat counted [loss]
    double energy_drift =
        0;  ///< mean of E − E₀ over the last tenth less that over the first [loss]
};

/// Errors of the energy at one step size, over all starts.
struct energy_error {
    double timestep = 0;        ///< h [time]
    std::uint64_t steps = 0;    ///< per start
    mean_error greatest = {};   ///< max |E − E₀| [loss]
    mean_error root_mean = {};  ///< root of the mean square of E − E₀ [loss]
    mean_error ratio = {};      ///< of root_mean to that of the next smaller h, start by start [1]
};

/// What was found.
struct ensemble_results {
    std::vector<ensemble> ensembles;     ///< Langevin, CSVR, constant energy
    std::vector<energy_error> energies;  ///< h halved from one to the next
    std::string energy_failure;          ///< why there are none; empty if there are
    double curvature = 0;                ///< the largest of V after training [loss/theta²]
    mean_error factor = {};           ///< by which half an h divides the rms error, over all h [1]
    double trained_loss = 0;          ///< V after training [loss]
    std::uint64_t gradients = 0;      ///< of the full batch, in all
    double seconds_per_gradient = 0;  ///< [s]
};

/// Trains briefly, brings the network to a temperature, and measures. The timestep is the largest of
/// h, h/2, … that the measured curvature allows and that keeps the energy; an ensemble that fails all
/// the same says so, and the others stand.
///
/// \param notice  is told what begins, and which share of the work is done
/// \throws thermosgd::step_failure if the training diverges
[[nodiscard]] ensemble_results simulate_ensembles(
    const images& train, const ensemble_settings& settings, thermosgd::thread_pool& pool,
    const std::function<void(std::string_view, double)>& notice);

}  // namespace contact
