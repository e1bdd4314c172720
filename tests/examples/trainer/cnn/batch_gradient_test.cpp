// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the gradient of a batch: what is computed again has the bits of what was kept.

#include <trainer/cnn/batch_gradient.hpp>

#include <cstdint>
#include <numeric>
#include <vector>

#include <thermosgd/core/executor.hpp>

#include <trainer/cnn/networks.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_batch_gradient_test {

namespace {

constexpr cnn::shape image{1, 8, 8};

using pooled = cnn::network<double, image, cnn::conv2d<2, 3>, cnn::dropout, cnn::batch_norm,
                            cnn::relu, cnn::max_pool<2>, cnn::linear<3>>;
using plain = cnn::network<double, image, cnn::conv2d<2, 3>, cnn::batch_norm, cnn::linear<3>>;
using without_norm = cnn::network<double, image, cnn::conv2d<2, 3>, cnn::linear<3>>;

struct result {
    double loss;
    std::vector<double> gradient;
    std::vector<double> running;
};

template <class Network>
result compute(std::size_t batch, std::size_t blocks_in_cache, double dropout) {
    const test::random_images images(image, batch, 3, 5);
    const std::vector<double> parameters = test::random_parameters<Network>(7);
    std::vector<std::uint32_t> samples(batch);
    std::iota(samples.begin(), samples.end(), 0U);
    result r{0.0, std::vector<double>(Network::parameters),
             std::vector<double>(Network::offsets::running[Network::depth])};
    cnn::batch_gradient<Network> gradient(batch, blocks_in_cache);
    thermosgd::serial_executor executor;
    r.loss = gradient(executor, images.view(),
                      {parameters.data(), r.running.data(), samples, dropout, 3}, r.gradient)
                 .loss;
    return r;
}

}  // namespace

TEMPLATE_TEST_CASE("what is computed again has the bits of what was kept", "", pooled, plain,
                   without_norm) {
    for (const double dropout : {0.0, 0.3}) {
        // Ten blocks, the last one not full, in fewer groups.
        const result kept = compute<TestType>(147, 10, dropout);
        const result again = compute<TestType>(147, 9, dropout);
        CHECK(kept.loss == again.loss);
        CHECK(kept.gradient == again.gradient);
        CHECK(kept.running == again.running);
        const result twice = compute<TestType>(147, 0, dropout);
        CHECK(twice.gradient == kept.gradient);
    }
}

TEST_CASE("only activations that one part of the backward pass reads may be computed again") {
    STATIC_REQUIRE(pooled::bottom() == pooled::activation_offset<3>());
    STATIC_REQUIRE(pooled::bottom() == (64 + 72) * cnn::lanes);
    STATIC_REQUIRE(plain::bottom() == 0);
    STATIC_REQUIRE(without_norm::bottom() == 0);
}

TEST_CASE("a batch of many groups has the gradient of finite differences") {
    test::check_gradient<pooled>(16 * 17 + 3);
}

}  // namespace examples_trainer_cnn_batch_gradient_test
