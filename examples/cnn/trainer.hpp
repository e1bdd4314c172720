// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Trains a network: a step on a batch, evaluation, and everything that a checkpoint must hold.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/executor.hpp>

#include "cross_entropy.hpp"
#include "data_order.hpp"
#include "dataset.hpp"
#include "layer.hpp"
#include "random.hpp"
#include "sequential.hpp"
#include "sgd.hpp"
#include "simd.hpp"

namespace cnn {

/// Settings of a training run.
struct options {
    double learning_rate = 1e-2;          ///< η > 0
    double weight_decay = 0.0;            ///< λ ≥ 0, added to the gradient of all parameters
    double momentum = 0.0;                ///< μ in [0, 1)
    double dropout = 0.0;                 ///< probability in [0, 1)
    std::size_t batch_size = 32;          ///< β
    std::uint64_t seed = 1;               ///< of initialisation, data order and dropout
    sampling order = sampling::shuffled;  ///< how batches are drawn
};

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
/// \cost memory: parameters, gradient and momentum, and per block of a batch its activations
template <class Network, thermosgd::executor Executor = thermosgd::serial_executor>
class trainer {
public:
    using scalar = typename Network::scalar;

    /// Initialises the parameters; keeps a reference to the executor.
    ///
    /// \throws std::invalid_argument for an option out of its range
    trainer(const options& settings, Executor& executor)
        : settings_(settings),
          executor_(&executor),
          parameters_(Network::parameters),
          gradient_(Network::parameters),
          momentum_(settings.momentum == 0.0 ? 0 : Network::parameters),
          running_(offsets::running[depth]),
          statistics_(offsets::statistics[depth]),
          blocks_((settings.batch_size + lanes - 1) / lanes),
          groups_(std::min(blocks_, std::size_t{32})),
          partials_(blocks_ * offsets::partials[depth]),
          live_(blocks_, lanes),
          scores_(blocks_) {
        check(settings);
        live_.back() = settings.batch_size - (blocks_ - 1) * lanes;
        activations_ = aligned_buffer<scalar>(blocks_ * block_size);
        group_gradients_ = aligned_buffer<scalar>(groups_ * gradient_stride);
        random_generator generator(stream_seed(settings.seed, 0));
        Network::initialise(parameters_.data(), generator);
        Network::initialise_running(running_.data());
    }

    /// One step of SGD on the next batch of `data`.
    ///
    /// \return the mean loss of the batch before the update, without weight decay; NaN or infinite
    ///         where the run has diverged
    /// \throws thermosgd::layout_error where images are not the network's input, or the number of
    ///         samples has changed since the last step; std::invalid_argument for a label too great
    template <class Pixel>
    double step(const dataset_view<Pixel>& data) {
        const std::span<const std::uint32_t> batch = next_batch(data);
        const auto load = [&](std::size_t block) {
            load_block<Network::input_shape>(data, samples_of(batch, block), activations(block));
        };
        forward_phase<0, false>(data.labels, batch, load);
        backward_phase<depth, false>();
        sum_gradients();
        sgd_step<scalar>(parameters_, gradient_, momentum_, steps_ == 0,
                         {settings_.learning_rate, settings_.weight_decay, settings_.momentum});
        ++steps_;
        last_ = {};
        for (const score& block : scores_) {
            last_ += block;
        }
        return last_.loss / static_cast<double>(settings_.batch_size);
    }

    /// Mean loss and accuracy on `data` with running statistics and without dropout.
    ///
    /// \throws as step     \cost allocates a few blocks of activations
    template <class Pixel>
    [[nodiscard]] evaluation evaluate(const dataset_view<Pixel>& data) const {
        check_data(data);
        std::vector<scalar> statistics(offsets::statistics[depth]);
        Network::evaluation_statistics(running_.data(), statistics.data());
        for (std::size_t i = 0; i < data.size(); ++i) {
            check_label(data.labels[i], i);
        }
        const std::size_t blocks = (data.size() + lanes - 1) / lanes;
        const std::size_t tasks = std::min(blocks, 4 * executor_->concurrency());
        const aligned_buffer<scalar> workspace(tasks * block_size);
        std::vector<score> scores(blocks);
        executor_->for_each_index(tasks, [&](std::size_t task) {
            scalar* memory = const_cast<scalar*>(workspace.data()) + task * block_size;
            const block_memory<scalar> block{memory, memory + Network::activations,
                                             parameters_.data(), nullptr, statistics.data()};
            for (std::size_t b = task * blocks / tasks; b < (task + 1) * blocks / tasks; ++b) {
                std::array<std::uint32_t, lanes> indices{};
                const std::size_t live = std::min(lanes, data.size() - b * lanes);
                for (std::size_t lane = 0; lane < live; ++lane) {
                    indices[lane] = static_cast<std::uint32_t>(b * lanes + lane);
                }
                load_block<Network::input_shape>(
                    data, std::span<const std::uint32_t>(indices.data(), live), memory);
                Network::template forward<0, depth>(block, {.training = false, .live = live});
                scores[b] = cross_entropy<classes>(memory + output_offset,
                                                   data.labels.subspan(b * lanes, live), scalar{1});
            }
        });
        score total;
        for (const score& block : scores) {
            total += block;
        }
        const auto count = static_cast<double>(data.size());
        return {total.loss / count, static_cast<double>(total.correct) / count};
    }

    /// All parameters in one flat buffer.
    [[nodiscard]] std::span<const scalar> parameters() const { return parameters_; }
    /// All parameters, to be set by the caller.
    [[nodiscard]] std::span<scalar> parameters() { return parameters_; }
    /// ∇L of the last batch, without weight decay, in the same order.
    [[nodiscard]] std::span<const scalar> gradient() const { return gradient_; }
    /// The running mean and unbiased variance of each batch normalisation, layer by layer.
    [[nodiscard]] std::span<const scalar> running_statistics() const { return running_; }
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
    /// The settings, with the learning rate that is in use.
    [[nodiscard]] const options& settings() const { return settings_; }
    /// Changes η from the next step on; throws std::invalid_argument unless it is finite and > 0.
    void set_learning_rate(double learning_rate) {
        options changed = settings_;
        changed.learning_rate = learning_rate;
        check(changed);
        settings_ = changed;
    }

    /// Saves or restores all that the next step depends on, except the data and the options.
    ///
    /// \throws thermosgd::layout_error where what was read belongs to another network
    template <class Archive>
    void archive(Archive& ar) {
        ar(parameters_, momentum_, running_, order_, steps_, settings_.learning_rate);
        if (parameters_.size() != Network::parameters ||
            running_.size() != offsets::running[depth] ||
            momentum_.size() != (settings_.momentum == 0.0 ? 0 : Network::parameters)) {
            THERMOSGD_THROW(thermosgd::layout_error(
                "trainer::archive: " + std::to_string(parameters_.size()) + " parameters and " +
                std::to_string(momentum_.size()) +
                " of momentum, expected those of a network with " +
                std::to_string(Network::parameters) + " and of the same options"));
        }
    }

private:
    using offsets = typename Network::offsets;
    static constexpr std::size_t depth = Network::depth;
    static constexpr std::size_t classes = Network::output_shape.size();
    static constexpr std::size_t output_offset = Network::template activation_offset<depth>();
    static constexpr std::size_t line = 64 / sizeof(scalar);  ///< scalars of a cache line
    /// Scalars of one block (activations, then scratch) and of one group's gradient, and one cache
    /// line more, so that the same place of two blocks never falls into the same cache set.
    static constexpr std::size_t block_size =
        (Network::activations + Network::kept + 2 * line - 1) / line * line;
    static constexpr std::size_t gradient_stride =
        (Network::parameters + 2 * line - 1) / line * line;

    scalar* activations(std::size_t block) { return activations_.data() + block * block_size; }

    block_memory<scalar> memory(std::size_t block, std::size_t group) {
        return {activations(block), activations(block) + Network::activations, parameters_.data(),
                group_gradients_.data() + group * gradient_stride, statistics_.data()};
    }

    pass pass_of(std::size_t block) const {
        return {true, live_[block], settings_.dropout,
                stream_seed(stream_seed(settings_.seed, 2 + steps_), block)};
    }

    std::span<const std::uint32_t> samples_of(std::span<const std::uint32_t> batch,
                                              std::size_t block) const {
        return batch.subspan(block * lanes, live_[block]);
    }

    /// Calls `body(block, group)` for all blocks, groups of blocks at the same time. Each group adds
    /// to its own gradient, so that memory for gradients does not grow with the batch.
    template <class Body>
    void for_each_block(Body&& body) {
        executor_->for_each_index(groups_, [&](std::size_t group) {
            for (std::size_t block = group * blocks_ / groups_;
                 block < (group + 1) * blocks_ / groups_; ++block) {
                body(block, group);
            }
        });
    }

    /// Runs all blocks from layer First (or from the images) to the next layer that needs sums over
    /// the batch, combines these, and goes on; at the end, the gradient of the logits.
    template <std::size_t First, bool Started, class Load>
    void forward_phase(std::span<const std::uint8_t> labels, std::span<const std::uint32_t> batch,
                       const Load& load) {
        constexpr std::size_t last = Network::next_over_batch(Started ? First + 1 : First);
        double* sums = partials_.data();
        if constexpr (last < depth) {
            sums += blocks_ * offsets::partials[last];
        }
        for_each_block([&](std::size_t block, std::size_t group) {
            const block_memory<scalar> here = memory(block, group);
            const pass p = pass_of(block);
            if constexpr (!Started) {
                load(block);
            }
            Network::template forward<First, last>(here, p);
            if constexpr (last < depth) {
                using layer = typename Network::template layer<last>;
                Network::template forward_sums<last>(here, p, sums + block * layer::partials);
            } else {
                std::array<std::uint8_t, lanes> block_labels{};
                const auto samples = samples_of(batch, block);
                for (std::size_t i = 0; i < samples.size(); ++i) {
                    block_labels[i] = labels[samples[i]];
                }
                scores_[block] = cross_entropy<classes>(
                    here.activations + output_offset,
                    std::span<const std::uint8_t>(block_labels.data(), samples.size()),
                    static_cast<scalar>(1.0 / static_cast<double>(settings_.batch_size)));
            }
        });
        if constexpr (last < depth) {
            using layer = typename Network::template layer<last>;
            layer::combine_forward({sums, blocks_ * layer::partials}, live_,
                                   statistics_.data() + offsets::statistics[last],
                                   running_.data() + offsets::running[last]);
            forward_phase<last, true>(labels, batch, load);
        }
    }

    /// Runs all blocks backward through the layers below Last, down to the next layer that needs
    /// sums over the batch, combines these, and goes on.
    template <std::size_t Last, bool Started>
    void backward_phase() {
        constexpr std::size_t above = Started ? Last - 1 : Last;
        constexpr std::size_t first = Network::end_of_last_over_batch(above);
        double* sums = partials_.data();
        if constexpr (first > 0) {
            sums += blocks_ * offsets::partials[first - 1];
        }
        for_each_block([&](std::size_t block, std::size_t group) {
            const block_memory<scalar> here = memory(block, group);
            const pass p = pass_of(block);
            if constexpr (!Started) {
                if (block == group * blocks_ / groups_) {
                    std::fill_n(here.gradient, Network::parameters, scalar{0});
                }
            }
            Network::template backward<first, Last>(here, p);
            if constexpr (first > 0) {
                using layer = typename Network::template layer<first - 1>;
                Network::template backward_sums<first - 1>(here, p, sums + block * layer::partials);
            }
        });
        if constexpr (first > 0) {
            using layer = typename Network::template layer<first - 1>;
            layer::combine_backward({sums, blocks_ * layer::partials}, live_,
                                    statistics_.data() + offsets::statistics[first - 1],
                                    group_gradients_.data() + offsets::parameters[first - 1]);
            backward_phase<first, true>();
        }
    }

    void sum_gradients() {
        std::copy_n(group_gradients_.data(), Network::parameters, gradient_.data());
        for (std::size_t group = 1; group < groups_; ++group) {
            const scalar* from = group_gradients_.data() + group * gradient_stride;
            for (std::size_t i = 0; i < Network::parameters; ++i) {
                gradient_[i] += from[i];
            }
        }
    }

    template <class Pixel>
    std::span<const std::uint32_t> next_batch(const dataset_view<Pixel>& data) {
        check_data(data);
        if (order_.count() == 0) {
            order_ = data_order(settings_.order, data.size(), settings_.batch_size,
                                stream_seed(settings_.seed, 1));
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

    static void check(const options& settings) {
        const auto require = [](bool good, const char* name, double value, const char* expected) {
            if (!good) {
                THERMOSGD_THROW(std::invalid_argument("trainer: " + std::string(name) + " = " +
                                                      std::to_string(value) + ", expected " +
                                                      expected));
            }
        };
        require(std::isfinite(settings.learning_rate) && settings.learning_rate > 0.0,
                "learning_rate", settings.learning_rate, "a finite number above 0");
        require(std::isfinite(settings.weight_decay) && settings.weight_decay >= 0.0,
                "weight_decay", settings.weight_decay, "a finite number from 0 on");
        require(settings.momentum >= 0.0 && settings.momentum < 1.0, "momentum", settings.momentum,
                "a number in [0, 1)");
        require(settings.dropout >= 0.0 && settings.dropout < 1.0, "dropout", settings.dropout,
                "a number in [0, 1)");
        require(settings.batch_size >= Network::smallest_batch, "batch_size",
                static_cast<double>(settings.batch_size),
                Network::smallest_batch == 1 ? "at least 1"
                                             : "at least 2, since one sample has no variance");
    }

    options settings_;
    Executor* executor_;
    std::vector<scalar> parameters_;
    std::vector<scalar> gradient_;
    std::vector<scalar> momentum_;
    std::vector<scalar> running_;     ///< running mean and variance
    std::vector<scalar> statistics_;  ///< of the batch in work
    std::size_t blocks_;              ///< of a batch
    std::size_t groups_;              ///< of blocks that share a gradient
    std::vector<double> partials_;    ///< sums over one block each
    std::vector<std::size_t> live_;   ///< samples of each block
    std::vector<score> scores_;       ///< of each block
    aligned_buffer<scalar> activations_;
    aligned_buffer<scalar> group_gradients_;
    data_order order_;
    std::uint64_t steps_ = 0;
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
