// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Trains a network: a step on a batch, evaluation, and everything that a checkpoint must hold.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/executor.hpp>
#include <thermosgd/numeric/random_stream.hpp>

#include "batch_gradient.hpp"
#include "cross_entropy.hpp"
#include "data_order.hpp"
#include "dataset.hpp"
#include "layer.hpp"
#include "optimiser_state.hpp"
#include "options.hpp"
#include "parameter_ranges.hpp"
#include "sequential.hpp"

namespace cnn {

/// Mean loss and fraction of hits over a data set.
struct evaluation {
    double loss;
    double accuracy;
};

/// A network in training.
///
/// Samples are computed in blocks of 16, and all sums over samples are formed block by block in
/// block order: the bits of a run depend on its options and the instruction set, not on threads.
///
/// \tparam Network   a type as in networks.hpp     \tparam Executor  runs blocks at the same time
/// \cost memory: parameters, gradient and optimiser_state, and per block of a batch its activations
template <class Network, thermosgd::executor Executor = thermosgd::serial_executor>
class trainer {
public:
    using scalar = typename Network::scalar;

    /// Initialises the parameters; keeps a reference to the executor.
    ///
    /// \throws std::invalid_argument for an option out of its range
    trainer(const options& settings, Executor& executor)
        : settings_((check(settings, Network::smallest_batch), settings)),
          executor_(&executor),
          parameters_(Network::parameters),
          gradient_(Network::parameters),
          optimiser_(optimiser_of(settings), Network::parameters),
          ranges_(parameter_ranges<Network>(settings)),
          running_(running_size),
          compute_gradient_(settings.batch_size) {
        thermosgd::random_stream generator(thermosgd::stream_seed(settings.seed, 0));
        Network::initialise(parameters_.data(), generator);
        Network::initialise_running(running_.data());
    }

    /// One step of the optimiser on the next batch of `data`.
    ///
    /// \return the mean loss of the batch before the update, without weight decay; NaN or infinite
    ///         where the run has diverged
    /// \throws thermosgd::layout_error where images are not the network's input, or the number of
    ///         samples has changed since the last step; std::invalid_argument for a label too great
    template <class Pixel>
    double step(const dataset_view<Pixel>& data) {
        const std::span<const std::uint32_t> batch = next_batch(data);
        last_ = compute_gradient_(
            *executor_, data,
            {parameters_.data(), running_.data(), batch, settings_.dropout,
             thermosgd::stream_seed(settings_.seed, 2 + steps_), settings_.batch_norm_epsilon},
            gradient_);
        optimiser_options now = optimiser_of(settings_);
        now.learning_rate = last_rate_ = rate_of(steps_);
        optimiser_.step(parameters_, gradient_, ranges_, steps_, now);
        ++steps_;
        return last_.loss / static_cast<double>(settings_.batch_size);
    }

    /// Mean loss and accuracy on `data` with running statistics and without dropout.
    ///
    /// \throws as step     \cost allocates a few blocks of activations
    template <class Pixel>
    [[nodiscard]] evaluation evaluate(const dataset_view<Pixel>& data) const {
        return evaluate_at(data, parameters_);
    }

    /// The same at other parameters, with the running statistics as they are.
    ///
    /// \throws as step; thermosgd::layout_error where there are not as many parameters
    template <class Pixel>
    [[nodiscard]] evaluation evaluate_at(const dataset_view<Pixel>& data,
                                         std::span<const scalar> parameters) const {
        if (parameters.size() != Network::parameters) {
            THERMOSGD_THROW(thermosgd::layout_error(
                "trainer::evaluate_at: parameters.size() = " + std::to_string(parameters.size()) +
                ", expected " + std::to_string(Network::parameters)));
        }
        check_data(data);
        for (std::size_t i = 0; i < data.size(); ++i) {
            check_label(data.labels[i], i);
        }
        const score total = evaluate_all<Network>(*executor_, data, parameters.data(),
                                                  running_.data(), settings_.batch_norm_epsilon);
        const auto count = static_cast<double>(data.size());
        return {total.loss / count, static_cast<double>(total.correct) / count};
    }

    /// The gradient of the mean loss of any samples at the present parameters, in training mode.
    ///
    /// Nothing that a step depends on changes: batch normalisation moves a copy of its statistics.
    /// \param samples   their numbers, some maybe more than once
    /// \param stream    names the random numbers of dropout
    /// \param compute   memory for samples.size() of them, to be used again
    /// \param gradient  is written, without weight decay
    /// \return the mean loss of the samples
    /// \throws as step; std::invalid_argument for a sample that is not in the data
    template <class Pixel>
    double gradient_of(const dataset_view<Pixel>& data, std::span<const std::uint32_t> samples,
                       std::uint64_t stream, batch_gradient<Network>& compute,
                       std::span<scalar> gradient) const {
        check_data(data);
        for (const std::uint32_t sample : samples) {
            if (sample >= data.size()) {
                THERMOSGD_THROW(std::invalid_argument(
                    "trainer::gradient_of: sample = " + std::to_string(sample) +
                    ", expected below " + std::to_string(data.size())));
            }
            check_label(data.labels[sample], sample);
        }
        std::vector<scalar> running = running_;
        const score total = compute(*executor_, data,
                                    {parameters_.data(), running.data(), samples, settings_.dropout,
                                     stream, settings_.batch_norm_epsilon},
                                    gradient);
        return total.loss / static_cast<double>(samples.size());
    }

    /// All parameters in one flat buffer.
    [[nodiscard]] std::span<const scalar> parameters() const { return parameters_; }
    /// All parameters, to be set by the caller.
    [[nodiscard]] std::span<scalar> parameters() { return parameters_; }
    /// ∇L of the last batch, without weight decay, in the same order.
    [[nodiscard]] std::span<const scalar> gradient() const { return gradient_; }
    /// The running mean and unbiased variance of each batch normalisation, layer by layer.
    [[nodiscard]] std::span<const scalar> running_statistics() const { return running_; }
    /// The statistics of the last batch, as batch_gradient::statistics().
    [[nodiscard]] std::span<const scalar> batch_statistics() const {
        return compute_gradient_.statistics();
    }
    /// Names, shapes and places in the flat buffers.
    [[nodiscard]] static std::vector<parameter_view> views() { return Network::views(); }
    /// Fraction of hits in the last batch, before the update and in training mode.
    [[nodiscard]] double batch_accuracy() const {
        return static_cast<double>(last_.correct) / static_cast<double>(settings_.batch_size);
    }
    /// Steps done.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    /// The order of the data; empty before the first step.
    [[nodiscard]] const data_order& order() const { return order_; }
    /// The settings, with the learning rate that is in use: the highest of the schedule.
    [[nodiscard]] const options& settings() const { return settings_; }
    /// η of the last step by the schedule; of the first where none was made. A change of η by
    /// set_learning_rate counts from the next step on.
    [[nodiscard]] double step_learning_rate() const {
        return steps_ == 0 ? rate_of(0) : last_rate_;
    }
    /// √v̂ + ε by which Adam or AdamW divided in the last step, in the order of the parameters; 0
    /// before the first, empty for SGD and Nesterov.
    [[nodiscard]] std::span<const scalar> preconditioner() const {
        return optimiser_.preconditioner();
    }
    /// Changes η from the next step on; throws std::invalid_argument unless it is finite and > 0.
    void set_learning_rate(double learning_rate) {
        options changed = settings_;
        changed.learning_rate = learning_rate;
        check(changed, Network::smallest_batch);
        settings_ = changed;
    }

    /// Saves or restores all that the next step depends on, except the data and the options.
    ///
    /// \throws thermosgd::layout_error where what was read belongs to another network, and
    ///         thermosgd::error where to another optimiser
    template <class Archive>
    void archive(Archive& ar) {
        ar(parameters_, optimiser_, running_, order_, steps_, settings_.learning_rate, last_rate_);
        if (parameters_.size() != Network::parameters || running_.size() != running_size) {
            THERMOSGD_THROW(
                thermosgd::layout_error("trainer::archive: " + std::to_string(parameters_.size()) +
                                        " parameters, expected those of a network with " +
                                        std::to_string(Network::parameters)));
        }
    }

private:
    static constexpr std::size_t running_size = Network::offsets::running[Network::depth];
    static constexpr std::size_t classes = Network::output_shape.size();

    template <class Pixel>
    std::span<const std::uint32_t> next_batch(const dataset_view<Pixel>& data) {
        check_data(data);
        if (order_.count() == 0) {
            order_ = data_order(settings_.order, data.size(), settings_.batch_size,
                                thermosgd::stream_seed(settings_.seed, 1));
        }
        if (order_.count() != data.size()) {
            THERMOSGD_THROW(thermosgd::layout_error(
                "trainer::step: data.size() = " + std::to_string(data.size()) + ", expected " +
                std::to_string(order_.count()) + " as in the steps before"));
        }
        const std::span<const std::uint32_t> batch = order_.next();
        for (const std::uint32_t sample : batch) {
            check_label(data.labels[sample], sample);
        }
        return batch;
    }

    /// η of the step after `steps` others.
    [[nodiscard]] double rate_of(std::uint64_t steps) const {
        return settings_.learning_rate * rate_factor(settings_.schedule, steps);
    }

    static void check_label(std::size_t label, std::size_t sample) {
        if (label >= classes) {
            THERMOSGD_THROW(std::invalid_argument(
                "trainer: label of sample " + std::to_string(sample) + " = " +
                std::to_string(label) + ", expected below " + std::to_string(classes)));
        }
    }

    template <class Pixel>
    static void check_data(const dataset_view<Pixel>& data) {
        constexpr shape expected = Network::input_shape;
        const auto right = [](const std::vector<double>& values) {
            return values.empty() || values.size() == expected.channels;
        };
        if (data.image != expected || data.images.size() != data.size() * expected.size() ||
            !right(data.mean) || !right(data.deviation)) {
            THERMOSGD_THROW(thermosgd::layout_error(
                "trainer: data holds " + std::to_string(data.images.size()) + " pixels for " +
                std::to_string(data.size()) + " labels, expected images of " +
                std::to_string(expected.channels) + "x" + std::to_string(expected.rows) + "x" +
                std::to_string(expected.columns) + " with one mean and deviation per channel"));
        }
    }

    options settings_;
    Executor* executor_;
    std::vector<scalar> parameters_;
    std::vector<scalar> gradient_;
    optimiser_state<scalar> optimiser_;
    std::vector<parameter_range> ranges_;
    std::vector<scalar> running_;  ///< mean and variance of each normalised channel
    batch_gradient<Network> compute_gradient_;
    data_order order_;
    std::uint64_t steps_ = 0;
    double last_rate_ = 0.0;
    score last_;
};

/// The name of the first group of parameters that holds a NaN or an infinity; empty if none does.
template <class T>
[[nodiscard]] std::string first_non_finite(std::span<const T> parameters,
                                           const std::vector<parameter_view>& views) {
    for (const parameter_view& view : views) {
        for (const T value : parameters.subspan(view.offset, view.size)) {
            if (!std::isfinite(value)) {
                return view.name;
            }
        }
    }
    return {};
}

}  // namespace cnn
