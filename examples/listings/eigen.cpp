// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Linear regression by SGD on noisy samples, with the weights in an Eigen matrix. A row holds the
// weights of one output and is one filter of the report: all are equally hot, since the noise of all
// outputs is the same.
#include <thermosgd/adapt/eigen.hpp>
#include <thermosgd/thermosgd.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <cstdio>
#include <random>

int main() {
    using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    std::mt19937_64 generator(1);
    std::normal_distribution<double> normal;
    const auto gaussian = [&](Eigen::Index rows, Eigen::Index columns) -> matrix {
        return matrix::NullaryExpr(rows, columns, [&] { return normal(generator); });
    };

    constexpr int outputs = 3, inputs = 8, batch = 16;
    constexpr double learning_rate = 0.05;
    const matrix truth = gaussian(outputs, inputs);
    matrix weights = matrix::Zero(outputs, inputs);

    thermosgd::layout layout;
    layout.add("linear", {outputs, inputs}, {.filter_axis = 0});
    thermosgd::thermometer thermo(layout);

    for (std::uint64_t step = 0; step < 20'000; ++step) {
        const matrix x = gaussian(inputs, batch);
        const matrix residual = (weights - truth) * x - gaussian(outputs, batch);
        weights -= learning_rate / batch * residual * x.transpose();
        thermo.observe(step, weights,
                       {.loss = 0.5 * residual.squaredNorm() / batch,
                        .learning_rate = learning_rate,
                        .batch_size = batch});
    }
    for (const thermosgd::group_report& output : thermo.report().filters) {
        std::printf("%s  T = %.2e\n", output.name.c_str(), output.temperature.value);
    }
}
