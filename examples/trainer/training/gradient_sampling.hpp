// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gradients of many batches at the parameters where a run ended.

#include "training.hpp"

#include <thermosgd/core/layout.hpp>
#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/observables/gradient/gradient_samples.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace trainer {

/// How many gradients of which batches to take.
struct sampling_plan {
    std::size_t small = 0;  ///< B, as in training
    std::size_t large = 0;  ///< the other size
    std::size_t parts = 0;  ///< batches of B per draw
    std::size_t draws = 0;  ///< 0: none, since two batches are more than memory should hold
    std::size_t full = 0;   ///< images of the full batch
};

/// Eight batches of B and one of 8B per draw, 32 to 256 draws: about a quarter of the work of the
/// run, at most that of 4,096 steps. Batches hold no more than 16,384 images, which the activations
/// of a batch normalisation need in memory at the same time.
[[nodiscard]] inline sampling_plan plan_sampling(std::size_t batch_size, std::size_t images,
                                                 std::uint64_t steps) {
    constexpr std::size_t most = 16'384;
    sampling_plan plan;
    const std::size_t factor =
        std::min<std::size_t>(8, most / std::max<std::size_t>(batch_size, 1));
    if (factor < 2) {
        return plan;
    }
    plan.small = batch_size;
    plan.large = factor * batch_size;
    plan.parts = 8;
    plan.draws = static_cast<std::size_t>(std::clamp<std::uint64_t>(steps / 64, 32, 256));
    plan.full = std::min(images, most);
    return plan;
}

/// Takes the gradients of a plan, of images drawn independently of each other and of training.
///
/// The full batch is all images in their order where memory allows, else independent ones, too.
/// \param gradients_of  as training::gradients_of      \param images  how many there are
/// \param point         the parameters at which it takes gradients
/// \param seed          of the run      \pre plan.draws > 0
[[nodiscard]] inline thermosgd::gradient_samples sample_gradients(
    const sampling_plan& plan, const thermosgd::layout& where, std::span<const float> point,
    double weight_decay, std::size_t images, std::uint64_t seed,
    const std::function<gradient_function(std::size_t)>& gradients_of) {
    thermosgd::gradient_samples samples(
        where, {static_cast<double>(plan.small), static_cast<double>(plan.large)}, weight_decay);
    // No stream of training has this number.
    const std::uint64_t own =
        thermosgd::stream_seed(seed, std::numeric_limits<std::uint64_t>::max());
    thermosgd::random_stream random(own);
    std::uint64_t streams = 0;
    std::vector<float> gradient(where.size());
    const auto take = [&](const gradient_function& compute, std::size_t size) {
        std::vector<std::uint32_t> batch(size);
        std::generate(batch.begin(), batch.end(),
                      [&] { return random.below(static_cast<std::uint32_t>(images)); });
        compute(batch, thermosgd::stream_seed(own, streams++), gradient);
    };
    {
        const gradient_function full = gradients_of(plan.full);
        const bool all = plan.full == images;
        if (all) {
            std::vector<std::uint32_t> batch(images);
            std::iota(batch.begin(), batch.end(), 0U);
            full(batch, thermosgd::stream_seed(own, streams++), gradient);
        } else {
            take(full, plan.full);
        }
        samples.set_full(
            gradient, point,
            all ? std::numeric_limits<double>::infinity() : static_cast<double>(plan.full));
    }
    const gradient_function small = gradients_of(plan.small), large = gradients_of(plan.large);
    for (std::size_t draw = 0; draw < plan.draws; ++draw) {
        for (std::size_t part = 0; part < plan.parts; ++part) {
            take(small, plan.small);
            samples.add_part(gradient, point);
        }
        take(large, plan.large);
        samples.add_whole(gradient, point);
    }
    return samples;
}

}  // namespace trainer
