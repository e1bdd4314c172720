// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One small network's gradient by finite differences, in double and then in float.

#include "gradients.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>

#include "examples/trainer/cnn/gradient_check.hpp"

namespace {

template <class T>
using small = cnn::network<T, cnn::shape{1, 9, 9}, cnn::conv2d<5, 3>, cnn::batch_norm, cnn::relu,
                           cnn::max_pool<2>, cnn::conv2d<3, 2>, cnn::relu, cnn::linear<6>,
                           cnn::batch_norm, cnn::relu, cnn::linear<3>>;

std::vector<double> gradient_in_float(const test::random_images& images,
                                      const std::vector<double>& parameters) {
    thermosgd::serial_executor executor;
    cnn::trainer<small<float>> trainer(
        {.batch_size = images.labels.size(), .seed = 3, .order = cnn::sampling::in_order},
        executor);
    std::transform(parameters.begin(), parameters.end(), trainer.parameters().begin(),
                   [](double value) { return static_cast<float>(value); });
    trainer.step(images.view());
    return {trainer.gradient().begin(), trainer.gradient().end()};
}

}  // namespace

gradient_errors worst_gradient_errors() {
    using network = small<double>;
    const test::random_images images(network::input_shape, 21, 3, 11);
    std::vector<double> parameters = test::random_parameters<network>(5);
    const std::vector<double> exact = test::evaluate<network>(images, parameters).gradient;
    const std::vector<double> in_float = gradient_in_float(images, parameters);
    std::vector<double> differences(parameters.size());
    constexpr double step = 1e-6;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const double centre = parameters[i];
        parameters[i] = centre + step;
        const double above = test::evaluate<network>(images, parameters).loss;
        parameters[i] = centre - step;
        const double below = test::evaluate<network>(images, parameters).loss;
        parameters[i] = centre;
        differences[i] = (above - below) / (2.0 * step);
    }
    gradient_errors worst{0.0, 0.0};
    for (const cnn::parameter_view& view : network::views()) {
        const double* reference = exact.data() + view.offset;
        worst.of_double = std::max(
            worst.of_double,
            test::relative_distance(differences.data() + view.offset, reference, view.size));
        worst.of_float = std::max(
            worst.of_float,
            test::relative_distance(in_float.data() + view.offset, reference, view.size, 1e-2));
    }
    return worst;
}
