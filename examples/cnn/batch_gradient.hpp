// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loss of a batch and its gradient: blocks of samples on several threads, in phases.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <thermosgd/core/executor.hpp>

#include "cross_entropy.hpp"
#include "dataset.hpp"
#include "layer.hpp"
#include "random.hpp"
#include "sequential.hpp"
#include "simd.hpp"

namespace cnn {

/// The memory of a network's blocks: activations, then scratch, one cache line apart so that the same
/// place of two blocks never falls into the same cache set.
template <class Network>
inline constexpr std::size_t block_size =
    Network::activations + Network::kept + 64 / sizeof(typename Network::scalar);

/// Computes loss and gradient of batches of one size; owns the memory that this takes.
///
/// A batch normalisation needs sums over the whole batch, so that a step runs in phases: all blocks up
/// to such a layer, the sums of the blocks added in block order, all blocks on to the next one; and
/// back in the same way.
///
/// \cost memory: the activations of all blocks, and one gradient for each of at most 32 groups of them
template <class Network>
class batch_gradient {
public:
    using scalar = typename Network::scalar;

    /// What a pass over one batch reads and writes.
    struct problem {
        const scalar* parameters;              ///< flat
        scalar* running;                       ///< running statistics, moved towards the batch's
        std::span<const std::uint32_t> batch;  ///< sample numbers, batch_size of them
        double dropout_rate;                   ///< of dropout layers
        std::uint64_t stream;                  ///< names the random numbers of this batch
    };

    /// Memory for batches of `batch_size` samples.
    explicit batch_gradient(std::size_t batch_size)
        : batch_size_(batch_size),
          blocks_((batch_size + lanes - 1) / lanes),
          groups_(std::min(blocks_, std::size_t{32})),
          activations_(blocks_ * block_size<Network>),
          gradients_(groups_ * gradient_stride),
          statistics_(offsets::statistics[depth]),
          sums_(blocks_ * offsets::partials[depth]),
          live_(blocks_, lanes),
          scores_(blocks_) {
        live_.back() = batch_size - (blocks_ - 1) * lanes;
    }

    /// The summed loss and the hits of a batch; writes the gradient of its mean loss to `gradient`.
    template <thermosgd::executor Executor, class Pixel>
    score operator()(Executor& executor, const dataset_view<Pixel>& data, const problem& p,
                     std::span<scalar> gradient) {
        forward<0, false>(executor, data, p);
        backward<depth, false>(executor, p);
        sum_groups(gradient);
        score total;
        for (const score& block : scores_) {
            total += block;
        }
        return total;
    }

private:
    using offsets = typename Network::offsets;
    static constexpr std::size_t depth = Network::depth;
    static constexpr std::size_t classes = Network::output_shape.size();
    static constexpr std::size_t output_offset = Network::template activation_offset<depth>();
    static constexpr std::size_t gradient_stride =
        Network::parameters + 64 / sizeof(scalar);  // no cache line has two writers

    block_memory<scalar> memory(const problem& p, std::size_t block, std::size_t group) {
        scalar* activations = activations_.data() + block * block_size<Network>;
        return {activations, activations + Network::activations, p.parameters,
                gradients_.data() + group * gradient_stride, statistics_.data()};
    }

    pass pass_of(const problem& p, std::size_t block) const {
        return {true, live_[block], p.dropout_rate, stream_seed(p.stream, block)};
    }

    /// Where the sums of all blocks for layer `I` begin.
    template <std::size_t I>
    std::span<double> sums() {
        constexpr std::size_t each = Network::template layer<I>::partials;
        return {sums_.data() + blocks_ * offsets::partials[I], blocks_ * each};
    }

    std::size_t first_block(std::size_t group) const { return group * blocks_ / groups_; }

    /// Calls `body(block, group)` for all blocks, groups at the same time. The blocks of a group add to
    /// one gradient, so that memory for gradients does not grow with the batch.
    template <class Executor, class Body>
    void for_each_block(Executor& executor, Body&& body) {
        executor.for_each_index(groups_, [&](std::size_t group) {
            for (std::size_t block = first_block(group); block < first_block(group + 1); ++block) {
                body(block, group);
            }
        });
    }

    /// All blocks from layer First (or, unless `Started`, from the images) to the next layer that needs
    /// sums over the batch, and so on; at the end, the gradient of the logits.
    template <std::size_t First, bool Started, class Executor, class Pixel>
    void forward(Executor& executor, const dataset_view<Pixel>& data, const problem& p) {
        constexpr std::size_t last = Network::next_over_batch(Started ? First + 1 : First);
        for_each_block(executor, [&](std::size_t block, std::size_t group) {
            const block_memory<scalar> here = memory(p, block, group);
            const pass pass = pass_of(p, block);
            const auto samples = p.batch.subspan(block * lanes, live_[block]);
            if constexpr (!Started) {
                load_block<Network::input_shape>(data, samples, here.activations);
            }
            Network::template forward<First, last>(here, pass);
            if constexpr (last < depth) {
                constexpr std::size_t each = Network::template layer<last>::partials;
                Network::template forward_sums<last>(here, pass,
                                                     sums<last>().data() + block * each);
            } else {
                std::array<std::uint8_t, lanes> labels{};
                std::transform(samples.begin(), samples.end(), labels.begin(),
                               [&](std::uint32_t sample) { return data.labels[sample]; });
                scores_[block] = cross_entropy<classes>(
                    here.activations + output_offset,
                    std::span<const std::uint8_t>(labels.data(), samples.size()),
                    static_cast<scalar>(1.0 / static_cast<double>(batch_size_)));
            }
        });
        if constexpr (last < depth) {
            Network::template layer<last>::combine_forward(
                sums<last>(), live_, statistics_.data() + offsets::statistics[last],
                p.running + offsets::running[last]);
            forward<last, true>(executor, data, p);
        }
    }

    /// All blocks back through the layers below Last (and, if `Started`, the one that needed sums
    /// itself), down to the next layer that needs sums over the batch, and so on.
    template <std::size_t Last, bool Started, class Executor>
    void backward(Executor& executor, const problem& p) {
        constexpr std::size_t first = Network::end_of_last_over_batch(Started ? Last - 1 : Last);
        for_each_block(executor, [&](std::size_t block, std::size_t group) {
            const block_memory<scalar> here = memory(p, block, group);
            const pass pass = pass_of(p, block);
            if (!Started && block == first_block(group)) {
                std::fill_n(here.gradient, Network::parameters, scalar{0});
            }
            Network::template backward<first, Last>(here, pass);
            if constexpr (first > 0) {
                constexpr std::size_t each = Network::template layer<first - 1>::partials;
                Network::template backward_sums<first - 1>(here, pass,
                                                           sums<first - 1>().data() + block * each);
            }
        });
        if constexpr (first > 0) {
            Network::template layer<first - 1>::combine_backward(
                sums<first - 1>(), live_, statistics_.data() + offsets::statistics[first - 1],
                gradients_.data() + offsets::parameters[first - 1]);
            backward<first, true>(executor, p);
        }
    }

    void sum_groups(std::span<scalar> gradient) const {
        std::copy_n(gradients_.data(), Network::parameters, gradient.data());
        for (std::size_t group = 1; group < groups_; ++group) {
            const scalar* from = gradients_.data() + group * gradient_stride;
            for (std::size_t i = 0; i < Network::parameters; ++i) {
                gradient[i] += from[i];
            }
        }
    }

    std::size_t batch_size_;
    std::size_t blocks_;  ///< of a batch
    std::size_t groups_;  ///< of blocks that share a gradient
    aligned_buffer<scalar> activations_;
    aligned_buffer<scalar> gradients_;
    std::vector<scalar> statistics_;  ///< of the batch in work
    std::vector<double> sums_;        ///< over one block each
    std::vector<std::size_t> live_;   ///< samples of each block
    std::vector<score> scores_;       ///< of each block
};

/// Loss and hits summed over all of `data`, with running statistics and without dropout.
///
/// \cost allocates a few blocks of activations
template <class Network, thermosgd::executor Executor, class Pixel>
score evaluate_all(Executor& executor, const dataset_view<Pixel>& data,
                   const typename Network::scalar* parameters,
                   const typename Network::scalar* running) {
    using scalar = typename Network::scalar;
    constexpr std::size_t depth = Network::depth;
    std::vector<scalar> statistics(Network::offsets::statistics[depth]);
    Network::evaluation_statistics(running, statistics.data());
    const std::size_t blocks = (data.size() + lanes - 1) / lanes;
    const std::size_t tasks = std::min<std::size_t>(blocks, 4 * executor.concurrency());
    aligned_buffer<scalar> workspace(tasks * block_size<Network>);
    std::vector<score> scores(blocks);
    executor.for_each_index(tasks, [&](std::size_t task) {
        scalar* activations = workspace.data() + task * block_size<Network>;
        const block_memory<scalar> memory{activations, activations + Network::activations,
                                          parameters, nullptr, statistics.data()};
        for (std::size_t b = task * blocks / tasks; b < (task + 1) * blocks / tasks; ++b) {
            const std::size_t live = std::min(lanes, data.size() - b * lanes);
            std::array<std::uint32_t, lanes> samples{};
            for (std::size_t lane = 0; lane < live; ++lane) {
                samples[lane] = static_cast<std::uint32_t>(b * lanes + lane);
            }
            load_block<Network::input_shape>(
                data, std::span<const std::uint32_t>(samples.data(), live), activations);
            Network::template forward<0, depth>(memory, {.training = false, .live = live});
            scores[b] = cross_entropy<Network::output_shape.size()>(
                activations + Network::template activation_offset<depth>(),
                data.labels.subspan(b * lanes, live), scalar{1});
        }
    });
    score total;
    for (const score& block : scores) {
        total += block;
    }
    return total;
}

}  // namespace cnn
