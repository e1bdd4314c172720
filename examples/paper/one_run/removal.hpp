// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a trained network loses with its filters and units, taken out one by one and in order of
/// their temperature.

#include <paper/results/result.hpp>

#include <trainer/cnn/trainer.hpp>
#include <trainer/training/training.hpp>

#include <support/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace paper {

/// A layer whose outputs (filters, or units) can be taken out.
struct removable_layer {
    /// Parameters of output o: `each` of them from `first + o · each` on.
    struct part {
        std::size_t first = 0;
        std::size_t each = 0;
    };

    std::string name;         ///< "conv1"
    std::size_t outputs = 0;  ///< how many there are
    std::vector<part> parts;  ///< weights, biases, and the scale and shift of its batch norm
    bool normalised = false;  ///< whether there is one
    std::size_t scale = 0;    ///< where its γ begins
};

/// All layers with weights but the last, whose outputs are the answer itself.
[[nodiscard]] std::vector<removable_layer> removable_layers(const trainer::network_facts& network);

/// Sets everything that belongs to one output to 0: weights, bias, scale and shift. The output is 0
/// from then on, in evaluation too, and what it was weighted with matters no more.
/// \pre output < layer.outputs
void take_out(const removable_layer& layer, std::size_t output, std::span<float> parameters);

/// What is tried.
struct removal_plan {
    std::size_t random_orders = 50;  ///< at least 2, for a scatter
    std::size_t most_points = 17;    ///< of a curve, both ends included; at least 2
    std::uint64_t seed = 1;          ///< of the random orders
};

/// Loss and hits of the network with these parameters on test images, running statistics of batch
/// normalisation as training left them.
using evaluator = std::function<cnn::evaluation(std::span<const float>)>;

/// Takes outputs out of a trained network, layer by layer: each one alone, and more and more of
/// them in four orders.
///
///     {"images", "accuracy", "loss", "random_orders", "layers": [{"layer", "outputs",
///       "normalised", "T": [per output], "x2": […], "gamma": […],
///       "accuracy_damage": [what is lost without this output alone], "loss_damage": […],
///       "spearman": {"T, loss damage": rho, "T, accuracy damage", "x2, loss damage",
///         "x2, accuracy damage", "T, x2", "gamma, loss damage", "T, gamma"},
///       "removed": [0, …, outputs],
///       "curves": {"hottest first": {"accuracy": […], "loss": […]}, "coldest first",
///         "smallest norm first",
///         "random": {"accuracy", "accuracy_error", "loss", "loss_error"}}}, …]}
///
/// "gamma" is |γ| at the end; T and ⟨θ²⟩ are means over the segment, as measured. Random orders are
/// averaged, their errors those of the mean. Where T was not measured, orders and correlations that
/// need it are left out, as are those with γ where there is none.
/// \param measured    the filters' temperatures, by name "conv1[0]"
/// \param parameters  of the trained network         \param images  that `evaluate` looks at
/// \return for "removal" of a result's extra
/// \throws std::invalid_argument for a plan out of range; what `evaluate` throws passes through
/// \cost outputs + 53 · points evaluations per layer: 2,300 for network A
[[nodiscard]] support::json removal_json(const trainer::network_facts& network,
                                         const segment_record& measured,
                                         std::span<const float> parameters, std::size_t images,
                                         const evaluator& evaluate, const removal_plan& plan = {});

}  // namespace paper
