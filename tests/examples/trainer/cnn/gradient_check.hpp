// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Random problems for small networks in double, and their gradients by finite differences.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <trainer/cnn/trainer.hpp>

#include "catch_shim.hpp"
#include "random.hpp"

namespace test {

/// Labelled noise: no two pixels are equal, so that no maximum is shared.
struct random_images {
    std::vector<double> pixels;
    std::vector<std::uint8_t> labels;
    cnn::shape image;

    random_images(cnn::shape extent, std::size_t count, std::size_t classes, std::uint64_t seed)
        : pixels(count * extent.size()), labels(count), image(extent) {
        random_stream stream(seed);
        for (double& pixel : pixels) {
            pixel = stream.normal();
        }
        for (std::uint8_t& label : labels) {
            label = static_cast<std::uint8_t>(stream.below(classes));
        }
    }

    [[nodiscard]] cnn::dataset_view<double> view() const { return {pixels, labels, image}; }
};

/// Draws parameters with which every part of a network matters: scales of both signs, shifts and
/// biases of 0.3.
template <class Network>
std::vector<double> random_parameters(std::uint64_t seed) {
    random_stream stream(seed);
    std::vector<double> values(Network::parameters);
    for (const cnn::parameter_view& view : Network::views()) {
        const bool gamma = view.name.starts_with("bn") && view.name.ends_with("weight");
        const double scale = view.name.ends_with("bias")
                                 ? 0.3
                                 : std::sqrt(2.0 * static_cast<double>(view.extents[0]) /
                                             static_cast<double>(view.size));
        for (std::size_t i = view.offset; i < view.offset + view.size; ++i) {
            const double sign = stream.uniform() < 0.5 ? -1.0 : 1.0;
            values[i] = gamma ? sign * (0.5 + stream.uniform()) : scale * stream.normal();
        }
    }
    return values;
}

/// The loss of all images as one batch, and its gradient.
struct loss_and_gradient {
    double loss;
    std::vector<double> gradient;
};

template <class Network>
loss_and_gradient evaluate(const random_images& images, const std::vector<double>& parameters,
                           double dropout = 0.0) {
    thermosgd::serial_executor executor;
    cnn::trainer<Network> trainer({.dropout = dropout,
                                   .batch_size = images.labels.size(),
                                   .seed = 3,
                                   .order = cnn::sampling::in_order},
                                  executor);
    std::copy(parameters.begin(), parameters.end(), trainer.parameters().begin());
    const double loss = trainer.step(images.view());
    return {loss, {trainer.gradient().begin(), trainer.gradient().end()}};
}

/// |a − b| / max(|b|, floor) over one tensor.
inline double relative_distance(const double* a, const double* b, std::size_t size,
                                double floor = 1e-3) {
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        norm += b[i] * b[i];
    }
    return std::sqrt(difference) / std::max(std::sqrt(norm), floor);
}

/// Checks every parameter's gradient against central differences, tensor by tensor.
///
/// The step 1e-6 leaves a rounding error near 1e-10 and a truncation error near 1e-12; a unit that
/// crosses a kink within a step would show as an error of its whole contribution, so the seeds are
/// fixed. A wrong derivative is off by its own size: the tolerance 1e-6 is far from both.
template <class Network>
void check_gradient(std::size_t batch, double dropout = 0.0) {
    const random_images images(Network::input_shape, batch, Network::output_shape.size(),
                               11 + batch);
    std::vector<double> parameters = random_parameters<Network>(5);
    const loss_and_gradient exact = evaluate<Network>(images, parameters, dropout);
    std::vector<double> differences(parameters.size());
    constexpr double step = 1e-6;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const double centre = parameters[i];
        parameters[i] = centre + step;
        const double above = evaluate<Network>(images, parameters, dropout).loss;
        parameters[i] = centre - step;
        const double below = evaluate<Network>(images, parameters, dropout).loss;
        parameters[i] = centre;
        differences[i] = (above - below) / (2.0 * step);
    }
    for (const cnn::parameter_view& view : Network::views()) {
        INFO(view.name << ", batch " << batch);
        CHECK(relative_distance(exact.gradient.data() + view.offset,
                                differences.data() + view.offset, view.size) < 1e-6);
    }
}

/// Checks that two networks with the same parameters are the same function, to rounding.
template <class Network, class Other>
void check_same(std::size_t batch) {
    const random_images images(Network::input_shape, batch, Network::output_shape.size(),
                               17 + batch);
    const std::vector<double> parameters = random_parameters<Network>(7);
    const loss_and_gradient one = evaluate<Network>(images, parameters);
    const loss_and_gradient other = evaluate<Other>(images, parameters);
    CHECK_THAT(one.loss, WithinRel(other.loss, 1e-13));
    for (const cnn::parameter_view& view : Network::views()) {
        INFO(view.name << ", batch " << batch);
        CHECK(relative_distance(one.gradient.data() + view.offset,
                                other.gradient.data() + view.offset, view.size) < 1e-12);
    }
}

}  // namespace test
