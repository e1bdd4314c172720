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
#include <thermosgd/numeric/random_bits.hpp>

#include "cross_entropy.hpp"
#include "dataset.hpp"
#include "layer.hpp"
#include "sequential.hpp"
#include "simd.hpp"

namespace cnn {

/// Scalars of memory rounded up to whole cache lines, and one more, so that no line has two writers
/// and the same place of two blocks never falls into the same cache set.
template <class T>
[[nodiscard]] constexpr std::size_t with_gap(std::size_t size) {
    constexpr std::size_t line = 64 / sizeof(T);
    return (size + line - 1) / line * line + line;
}

/// The memory of one block: the bottom activations, then the others, then scratch.
template <class Network>
inline constexpr std::size_t bottom_size = with_gap<typename Network::scalar>(Network::bottom());
/// \copydoc bottom_size
template <class Network>
inline constexpr std::size_t top_size =
    with_gap<typename Network::scalar>(Network::activations - Network::bottom() + Network::kept);

/// Groups of blocks that share a gradient and the memory of what is not kept, at most.
inline constexpr std::size_t most_groups = 8;

/// Computes loss and gradient of batches of one size; owns the memory that this takes.
///
/// A batch normalisation needs sums over the whole batch, so that a step runs in phases: all blocks up
/// to such a layer, the sums of the blocks added in block order, all blocks on to the next one; and
/// back in the same way. Blocks of a large batch leave the cache between phases: they keep what the
/// network calls its bottom no longer than a phase, and compute it again where it is needed.
///
/// \cost memory: the activations of all blocks, and one gradient for each of at most 8 groups of them
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
        double epsilon = default_batch_norm_epsilon;  ///< of batch normalisation
    };

    /// Memory for batches of `batch_size` samples.
    ///
    /// \param blocks_in_cache  up to as many blocks keep everything; the bits do not depend on it
    explicit batch_gradient(std::size_t batch_size, std::size_t blocks_in_cache = 16)
        : batch_size_(batch_size),
          blocks_((batch_size + lanes - 1) / lanes),
          groups_(std::min(blocks_, most_groups)),
          keeps_bottom_(blocks_ <= blocks_in_cache),
          bottoms_((keeps_bottom_ ? blocks_ : groups_) * bottom_size<Network>),
          tops_(blocks_ * top_size<Network>),
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
        sum_groups(gradient);
        score total;
        for (const score& block : scores_) {
            total += block;
        }
        return total;
    }

    /// What the layers knew of the last batch, layer by layer; of a batch normalisation, four numbers
    /// per channel: all means, then all 1/√(σ² + ε), then means of gradients.
    [[nodiscard]] std::span<const scalar> statistics() const { return statistics_; }

private:
    using offsets = typename Network::offsets;
    static constexpr std::size_t depth = Network::depth;
    static constexpr std::size_t classes = Network::output_shape.size();
    static constexpr std::size_t gradient_stride = with_gap<scalar>(Network::parameters);

    /// One block of the batch and all that its passes need.
    struct work {
        std::size_t block;
        block_memory<scalar> memory;
        cnn::pass pass;
        std::span<const std::uint32_t> samples;
    };

    work work_of(const problem& p, std::size_t block, std::size_t group) {
        scalar* top = tops_.data() + block * top_size<Network>;
        return {block,
                {bottoms_.data() + (keeps_bottom_ ? block : group) * bottom_size<Network>, top,
                 top + Network::activations - Network::bottom(), p.parameters,
                 gradients_.data() + group * gradient_stride, statistics_.data()},
                {true, live_[block], p.dropout_rate, thermosgd::stream_seed(p.stream, block)},
                p.batch.subspan(block * lanes, live_[block])};
    }

    /// Where the sums of all blocks for layer `I` begin.
    template <std::size_t I>
    std::span<double> sums() {
        constexpr std::size_t each = Network::template layer<I>::partials;
        return {sums_.data() + blocks_ * offsets::partials[I], blocks_ * each};
    }

    /// Where the sums of one block for layer `I` begin.
    template <std::size_t I>
    double* sums_of(std::size_t block) {
        return sums<I>().data() + block * Network::template layer<I>::partials;
    }

    std::size_t first_block(std::size_t group) const { return group * blocks_ / groups_; }

    /// Calls `body(work)` for all blocks, groups at the same time. The blocks of a group add to one
    /// gradient, so that memory for gradients does not grow with the batch.
    template <class Executor, class Body>
    void for_each_block(Executor& executor, const problem& p, Body&& body) {
        executor.for_each_index(groups_, [&](std::size_t group) {
            for (std::size_t block = first_block(group); block < first_block(group + 1); ++block) {
                body(work_of(p, block, group));
            }
        });
    }

    template <class Pixel>
    void load(const dataset_view<Pixel>& data, const work& w) const {
        load_block<Network::input_shape>(data, w.samples,
                                         Network::template activation<0>(w.memory));
    }

    /// All blocks from layer First (or, unless `Started`, from the images) to the next layer that needs
    /// sums over the batch, and so on. At the end each block turns round at once.
    template <std::size_t First, bool Started, class Executor, class Pixel>
    void forward(Executor& executor, const dataset_view<Pixel>& data, const problem& p) {
        constexpr std::size_t last = Network::next_over_batch(Started ? First + 1 : First);
        for_each_block(executor, p, [&](const work& w) {
            if constexpr (!Started) {
                load(data, w);
            }
            Network::template forward<First, last>(w.memory, w.pass);
            if constexpr (last < depth) {
                Network::template forward_sums<last>(w.memory, w.pass, sums_of<last>(w.block));
            } else {
                differentiate_loss(data, w);
                backward_to_sums<depth, false>(w);
            }
        });
        if constexpr (last < depth) {
            Network::template layer<last>::combine_forward(
                sums<last>(), live_, p.epsilon, statistics_.data() + offsets::statistics[last],
                p.running + offsets::running[last]);
            forward<last, true>(executor, data, p);
        } else {
            backward<Network::end_of_last_over_batch(depth)>(executor, data, p);
        }
    }

    /// Loss and hits of a block, and the gradient of its logits; the first block of a group clears the
    /// gradient of the parameters.
    template <class Pixel>
    void differentiate_loss(const dataset_view<Pixel>& data, const work& w) {
        std::array<std::uint8_t, lanes> labels{};
        std::transform(w.samples.begin(), w.samples.end(), labels.begin(),
                       [&](std::uint32_t sample) { return data.labels[sample]; });
        scores_[w.block] =
            cross_entropy<classes>(Network::template activation<depth>(w.memory),
                                   std::span<const std::uint8_t>(labels.data(), w.samples.size()),
                                   static_cast<scalar>(1.0 / static_cast<double>(batch_size_)));
        const std::size_t group =
            static_cast<std::size_t>(w.memory.gradient - gradients_.data()) / gradient_stride;
        if (w.block == first_block(group)) {
            std::fill_n(w.memory.gradient, Network::parameters, scalar{0});
        }
    }

    /// One block back through the layers below Last (and, if `Started`, the one that needed sums
    /// itself), down to the sums that the next such layer needs.
    template <std::size_t Last, bool Started>
    void backward_to_sums(const work& w) {
        constexpr std::size_t first = Network::end_of_last_over_batch(Started ? Last - 1 : Last);
        Network::template backward<first, Last>(w.memory, w.pass);
        if constexpr (first > 0) {
            Network::template backward_sums<first - 1>(w.memory, w.pass,
                                                       sums_of<first - 1>(w.block));
        }
    }

    /// All blocks back through layer Last − 1, whose sums are there, and so on to the images.
    template <std::size_t Last, class Executor, class Pixel>
    void backward(Executor& executor, const dataset_view<Pixel>& data, const problem& p) {
        if constexpr (Last > 0) {
            constexpr std::size_t layer = Last - 1;
            constexpr std::size_t next = Network::end_of_last_over_batch(layer);
            Network::template layer<layer>::combine_backward(
                sums<layer>(), live_, statistics_.data() + offsets::statistics[layer],
                gradients_.data() + offsets::parameters[layer]);
            for_each_block(executor, p, [&](const work& w) {
                if (next == 0 && Network::bottom() > 0 && !keeps_bottom_) {
                    load(data, w);
                    Network::template forward<0, layer>(w.memory, w.pass);
                }
                backward_to_sums<Last, true>(w);
            });
            backward<next>(executor, data, p);
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
    bool keeps_bottom_;   ///< from the forward to the backward pass, for each block
    aligned_buffer<scalar> bottoms_;
    aligned_buffer<scalar> tops_;
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
                   const typename Network::scalar* running,
                   double epsilon = default_batch_norm_epsilon) {
    using scalar = typename Network::scalar;
    constexpr std::size_t depth = Network::depth;
    std::vector<scalar> statistics(Network::offsets::statistics[depth]);
    Network::evaluation_statistics(running, epsilon, statistics.data());
    const std::size_t blocks = (data.size() + lanes - 1) / lanes;
    const std::size_t tasks = std::min<std::size_t>(blocks, 4 * executor.concurrency());
    aligned_buffer<scalar> workspace(tasks * (bottom_size<Network> + top_size<Network>));
    std::vector<score> scores(blocks);
    executor.for_each_index(tasks, [&](std::size_t task) {
        scalar* bottom = workspace.data() + task * (bottom_size<Network> + top_size<Network>);
        scalar* top = bottom + bottom_size<Network>;
        const block_memory<scalar> memory{
            bottom,     top,     top + Network::activations - Network::bottom(),
            parameters, nullptr, statistics.data()};
        for (std::size_t b = task * blocks / tasks; b < (task + 1) * blocks / tasks; ++b) {
            const std::size_t live = std::min(lanes, data.size() - b * lanes);
            std::array<std::uint32_t, lanes> samples{};
            for (std::size_t lane = 0; lane < live; ++lane) {
                samples[lane] = static_cast<std::uint32_t>(b * lanes + lane);
            }
            load_block<Network::input_shape>(data,
                                             std::span<const std::uint32_t>(samples.data(), live),
                                             Network::template activation<0>(memory));
            Network::template forward<0, depth>(memory, {.training = false, .live = live});
            scores[b] = cross_entropy<Network::output_shape.size()>(
                Network::template activation<depth>(memory), data.labels.subspan(b * lanes, live),
                scalar{1});
        }
    });
    score total;
    for (const score& block : scores) {
        total += block;
    }
    return total;
}

}  // namespace cnn
