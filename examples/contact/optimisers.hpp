// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Optimisers that are schemes of contact flows, side by side on minibatches.

#include "image_sets.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace contact {

/// The network whose optimisers are compared: 8–16–128–10 with batch normalisation.
using trained_network = cnn::main_network<float>;

/// What all optimisers have in common.
struct training_settings {
    std::uint64_t steps = 1500;    ///< gradients of minibatches per run
    std::uint64_t seeds = 3;       ///< runs per optimiser, each of its own initialisation and order
    std::uint64_t first_seed = 1;  ///< of the first run
    std::size_t batch_size = 32;
    double weight_decay = 1e-3;  ///< λ; ½λ|θ|² is part of V
    std::uint64_t rows = 50;     ///< of the recorded series
};

/// Means over an interval of steps, and states at its end.
struct training_row {
    std::uint64_t gradients = 0;  ///< so far
    double time = 0;              ///< so far [time]
    double potential = 0;         ///< V of the minibatches [loss]
    double kinetic = 0;           ///< K after the steps [loss]
    double hamiltonian = 0;       ///< H = K + V + U(S) [loss]; NaN where γ is infinite
    double contact = 0;           ///< S at the end, an action [loss·time]; NaN as above
    double heat = 0;              ///< dissipated so far [loss]
    double temperature = 0;       ///< p·∂K/∂p per parameter, 2K/d for a quadratic K [loss]
    std::vector<double> layers;   ///< the same of the weights of each layer
    double test_loss = 0;         ///< cross-entropy of test images at the end [loss]
    double test_accuracy = 0;     ///< on them [1]
};

/// One run of one optimiser.
struct training_run {
    std::string optimiser;
    std::uint64_t seed = 0;
    std::vector<training_row> rows = {};
    cnn::evaluation final = {};  ///< on all test images
    std::string failure = {};    ///< what ended the run early; empty if nothing did
};

/// An optimiser of the comparison.
struct optimiser_facts {
    std::string name;
    std::string scheme;      ///< scheme and field
    std::string parameters;  ///< h, γ and what else there is
    std::string heavy_ball;  ///< the η and μ that it is, or why it is none
    double friction = 0.0;   ///< γ at S = 0 [1/time]
};

/// Those that are compared, in their order.
[[nodiscard]] std::vector<optimiser_facts> compared_optimisers();

/// The names of the layers in training_row::layers.
[[nodiscard]] std::vector<std::string> trained_layers();

/// Trains with every optimiser and seed; each step is one minibatch gradient.
///
/// Runs of one seed start at the same parameters and see the same minibatches.
/// \param notice  is told before each run what it is, and which share of the work is done
[[nodiscard]] std::vector<training_run> compare_optimisers(
    const images& train, const images& test, const training_settings& settings,
    thermosgd::thread_pool& pool, const std::function<void(std::string_view, double)>& notice);

}  // namespace contact
