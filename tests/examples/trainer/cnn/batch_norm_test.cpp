// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of batch normalisation: gradients, statistics, invariances.

#include <trainer/cnn/batch_norm.hpp>
#include <trainer/cnn/networks.hpp>

#include <numeric>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_batch_norm_test {

namespace {

template <class... Specs>
using net = cnn::network<double, cnn::shape{2, 6, 7}, Specs...>;

using after_convolution = net<cnn::conv2d<3, 3>, cnn::batch_norm, cnn::linear<4>>;
using after_linear = net<cnn::linear<6>, cnn::batch_norm, cnn::relu, cnn::linear<4>>;
using first = net<cnn::batch_norm, cnn::conv2d<3, 3>, cnn::linear<4>>;
using last = net<cnn::conv2d<3, 3>, cnn::relu, cnn::linear<4>, cnn::batch_norm>;
using twice = net<cnn::conv2d<3, 3>, cnn::batch_norm, cnn::batch_norm, cnn::relu, cnn::linear<4>>;

/// Runs one step of a network that is one batch normalisation of `channels` numbers.
using only = cnn::network<double, cnn::shape{3}, cnn::batch_norm>;

}  // namespace

TEMPLATE_TEST_CASE("batch normalisation's gradients equal finite differences", "",
                   after_convolution, after_linear, first, last, twice) {
    const auto batch = GENERATE(std::size_t{5}, std::size_t{16}, std::size_t{32}, std::size_t{50});
    test::check_gradient<TestType>(batch);
}

TEST_CASE("running statistics are moved by a tenth towards mean and unbiased variance") {
    const auto count = GENERATE(std::size_t{2}, std::size_t{21});
    const test::random_images images({3}, count, 3, 4);
    thermosgd::serial_executor executor;
    cnn::trainer<only> trainer({.batch_size = count, .order = cnn::sampling::in_order}, executor);
    std::vector<double> mean(3, 0.0);
    std::vector<double> variance(3, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            mean[c] += images.pixels[3 * i + c] / static_cast<double>(count);
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            const double deviation = images.pixels[3 * i + c] - mean[c];
            variance[c] += deviation * deviation / static_cast<double>(count - 1);
        }
    }
    for (int steps = 1; steps <= 3; ++steps) {
        trainer.step(images.view());
        const double kept = std::pow(0.9, steps);
        for (std::size_t c = 0; c < 3; ++c) {
            CHECK_THAT(trainer.running_statistics()[c], WithinAbs((1.0 - kept) * mean[c], 1e-14));
            CHECK_THAT(trainer.running_statistics()[3 + c],
                       WithinRel(kept + (1.0 - kept) * variance[c], 1e-13));
        }
    }
}

TEST_CASE("evaluation normalises with the running statistics") {
    const test::random_images images({3}, 40, 3, 4);
    thermosgd::serial_executor executor;
    cnn::trainer<only> trainer({.learning_rate = 0.5, .batch_size = 8}, executor);
    for (int step = 0; step < 7; ++step) {
        trainer.step(images.view());
    }
    double loss = 0.0;
    for (std::size_t i = 0; i < 40; ++i) {
        double z[3];
        double sum = 0.0;
        for (std::size_t c = 0; c < 3; ++c) {
            z[c] = trainer.parameters()[3 + c] +
                   trainer.parameters()[c] *
                       (images.pixels[3 * i + c] - trainer.running_statistics()[c]) /
                       std::sqrt(trainer.running_statistics()[3 + c] + 1e-5);
            sum += std::exp(z[c]);
        }
        loss += (std::log(sum) - z[images.labels[i]]) / 40.0;
    }
    CHECK_THAT(trainer.evaluate(images.view()).loss, WithinRel(loss, 1e-12));
    CHECK_THAT(trainer.evaluate(images.view()).loss, !WithinRel(trainer.step(images.view()), 1e-3));
}

TEST_CASE("the option epsilon is what is added to the variance, in training and in evaluation") {
    const double epsilon = GENERATE(0.0, 1e-5, 0.5);
    const test::random_images images({3}, 20, 3, 4);
    thermosgd::serial_executor executor;
    cnn::trainer<only> trainer({.learning_rate = 1e-300,
                                .batch_size = 20,
                                .order = cnn::sampling::in_order,
                                .batch_norm_epsilon = epsilon},
                               executor);
    const auto loss_with = [&](const double* mean, const double* variance) {
        double loss = 0.0;
        for (std::size_t i = 0; i < 20; ++i) {
            double z[3];
            double sum = 0.0;
            for (std::size_t c = 0; c < 3; ++c) {
                z[c] = (images.pixels[3 * i + c] - mean[c]) / std::sqrt(variance[c] + epsilon);
                sum += std::exp(z[c]);
            }
            loss += (std::log(sum) - z[images.labels[i]]) / 20.0;
        }
        return loss;
    };
    double mean[3] = {};
    double variance[3] = {};
    for (std::size_t i = 0; i < 60; ++i) {
        mean[i % 3] += images.pixels[i] / 20.0;
    }
    for (std::size_t i = 0; i < 60; ++i) {
        variance[i % 3] += std::pow(images.pixels[i] - mean[i % 3], 2) / 20.0;
    }
    const double loss = loss_with(mean, variance);
    std::vector<std::uint32_t> samples(20);
    std::iota(samples.begin(), samples.end(), 0U);
    cnn::batch_gradient<only> compute(20);
    std::vector<double> gradient(only::parameters);
    CHECK_THAT(trainer.gradient_of(images.view(), samples, 1, compute, gradient),
               WithinRel(loss, 1e-12));
    CHECK_THAT(trainer.step(images.view()), WithinRel(loss, 1e-12));
    const double* running = trainer.running_statistics().data();
    CHECK_THAT(trainer.evaluate(images.view()).loss,
               WithinRel(loss_with(running, running + 3), 1e-12));
}

TEST_CASE("a network that normalises after an unpadded first convolution ignores brightness") {
    // Exact but for epsilon = 1e-5, which counts relative to the variance of the convolution:
    // images 100 times as bright differ from it being 0 by 1e-5/(10⁴ σ²), images as they are by
    // 1e-5/σ². So two bright copies agree to 1e-7 and better, and a dim copy to about 1e-4.
    using network =
        net<cnn::conv2d<3, 3>, cnn::batch_norm, cnn::relu, cnn::max_pool<2>, cnn::linear<4>>;
    const std::vector<double> parameters = test::random_parameters<network>(5);
    const auto run = [&](double scale, double shift) {
        test::random_images images(network::input_shape, 20, 4, 4);
        for (double& pixel : images.pixels) {
            pixel = scale * pixel + shift;
        }
        return test::evaluate<network>(images, parameters);
    };
    const test::loss_and_gradient plain = run(100.0, 0.0);
    const test::loss_and_gradient bright = run(1000.0, 3000.0);
    const test::loss_and_gradient dim = run(1.0, 3.0);
    CHECK_THAT(bright.loss, WithinRel(plain.loss, 1e-8));
    CHECK_THAT(dim.loss, WithinRel(plain.loss, 1e-4));
    CHECK_THAT(dim.loss, !WithinRel(plain.loss, 1e-10));
    const std::size_t head = 3 * 2 * 9 + 3;  // the first convolution's gradient scales with 1/scale
    CHECK(test::relative_distance(bright.gradient.data() + head, plain.gradient.data() + head,
                                  network::parameters - head) < 1e-7);
    CHECK(test::relative_distance(dim.gradient.data() + head, plain.gradient.data() + head,
                                  network::parameters - head) < 1e-3);
}

TEST_CASE("the loss's gradient is orthogonal to weights before batch normalisation") {
    const test::random_images images(after_convolution::input_shape, 32, 4, 4);
    const std::vector<double> parameters = test::random_parameters<after_convolution>(5);
    const test::loss_and_gradient result = test::evaluate<after_convolution>(images, parameters);
    for (std::size_t filter = 0; filter < 3; ++filter) {
        double product = 0.0;
        double size = 0.0;
        for (std::size_t i = filter * 18; i < (filter + 1) * 18; ++i) {
            product += parameters[i] * result.gradient[i];
            size += std::abs(parameters[i] * result.gradient[i]);
        }
        // epsilon/variance is below 1e-5 here, and it is the only reason why it is not 0
        CHECK(size > 1e-4);
        CHECK(std::abs(product) < 1e-4 * size);
        CHECK(std::abs(result.gradient[54 + filter]) < 1e-12);
    }
}

}  // namespace examples_trainer_cnn_batch_norm_test
