// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A network in training whose type was chosen at run time, by name.

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <trainer/cnn/layer.hpp>
#include <trainer/cnn/trainer.hpp>
#include <trainer/data/dataset.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trainer {

/// What is known about a network before it is trained.
struct network_facts {
    std::string name;                            ///< as on the command line
    std::string description;                     ///< in a few words
    cnn::shape input;                            ///< of one image
    std::vector<cnn::layer_description> layers;  ///< in the order of the forward pass
    std::vector<cnn::parameter_view> views;      ///< in the order of the flat buffer
    std::size_t parameters = 0;                  ///< scalars in all
    std::size_t operations = 0;                  ///< of one sample's forward and backward pass
    std::size_t smallest_batch = 1;              ///< that it can be trained with
};

/// The facts about the network `name` for images of shape `input`.
///
/// \throws std::invalid_argument for an unknown name or shape
[[nodiscard]] network_facts facts_of(std::string_view name, cnn::shape input);

/// Writes the gradient of the samples of these numbers, of which there are always as many; `stream`
/// names the random numbers of dropout.
using gradient_function = std::function<void(std::span<const std::uint32_t> samples,
                                             std::uint64_t stream, std::span<float> gradient)>;

/// A network in training on one data set: cnn::trainer without its type.
///
/// One virtual call per step is nothing beside the step; it spares everything else from being
/// compiled once per network.
class training {
public:
    virtual ~training() = default;

    /// One step of the optimiser. \return the mean loss of the minibatch before the update
    virtual double step() = 0;
    /// Loss and accuracy on the test images.
    [[nodiscard]] virtual cnn::evaluation evaluate() const = 0;
    /// The same with other parameters in the place of those of the training, which stay.
    [[nodiscard]] virtual cnn::evaluation evaluate_at(std::span<const float> parameters) const = 0;
    /// All parameters in one flat buffer.
    [[nodiscard]] virtual std::span<const float> parameters() const = 0;
    /// The gradient of the last step's minibatch loss, without weight decay, in the same order.
    [[nodiscard]] virtual std::span<const float> gradient() const = 0;
    /// The gradient at the present parameters of batches of `size` samples, as cnn::trainer's
    /// gradient_of; valid as long as the training. Nothing of the training changes.
    [[nodiscard]] virtual gradient_function gradients_of(std::size_t size) const = 0;
    /// η of the last step, as the schedule has it; of the first where none was made.
    [[nodiscard]] virtual double step_learning_rate() const = 0;
    /// √v̂ + ε of every parameter in the last step, as cnn::trainer's preconditioner; empty for SGD
    /// and Nesterov.
    [[nodiscard]] virtual std::span<const float> preconditioner() const = 0;
    /// Changes η from the next step on; throws std::invalid_argument unless it is finite and > 0.
    virtual void set_learning_rate(double learning_rate) = 0;
    /// Of each batch normalisation, layer by layer, at the last minibatch: the means of all channels,
    /// then 1/√(σ² + ε) of all, then twice as many numbers of the backward pass.
    [[nodiscard]] virtual std::span<const float> batch_statistics() const = 0;
    /// Reads or writes all that the next step depends on.
    virtual void archive(thermosgd::checkpoint_writer& ar) = 0;
    virtual void archive(thermosgd::checkpoint_reader& ar) = 0;
};

/// Initialises the network `name` to be trained on `sets`, which must outlive it, as must `pool`.
///
/// \throws std::invalid_argument for an unknown name, an option out of its range, or images whose
///         shape no network takes
[[nodiscard]] std::unique_ptr<training> make_training(std::string_view name,
                                                      const cnn::options& settings,
                                                      const data::train_test& sets,
                                                      thermosgd::thread_pool& pool);

/// The shape of the images of a data set.
[[nodiscard]] inline cnn::shape shape_of(const data::dataset& set) {
    return {set.channels, set.height, set.width};
}

}  // namespace trainer
