// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// SGD with noisy gradients in a quadratic well, with two layers in xtensor arrays. The closed form
// for the loss ½|θ − 1|² and gradient noise of variance 1 is T = ½⟨v²⟩ = η²/(2 − η), the same in both.
#include <thermosgd/adapt/xtensor.hpp>
#include <thermosgd/thermosgd.hpp>

#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xarray.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xrandom.hpp>
#else
#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xrandom.hpp>
#endif

#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
    constexpr double learning_rate = 0.1;
    std::vector<xt::xarray<double>> layers{xt::zeros<double>({4, 6}), xt::zeros<double>({4})};

    thermosgd::layout layout;
    layout.add("weights", {4, 6});
    layout.add("bias", {4});
    thermosgd::thermometer thermo(layout);

    xt::random::default_engine_type generator(1);
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        double loss = 0.0;
        for (auto& theta : layers) {
            const xt::xarray<double> noise = xt::random::randn(theta.shape(), 0.0, 1.0, generator);
            loss += 0.5 * xt::sum(xt::square(theta - 1.0))();
            theta -= learning_rate * (theta - 1.0 + noise);
        }
        thermo.observe(step, layers, {.loss = loss, .learning_rate = learning_rate});
    }
    for (const thermosgd::group_report& layer : thermo.report().groups) {
        std::printf("%-11s T = %.4f\n", layer.name.c_str(), layer.temperature.value);
    }
    std::printf("closed form T = %.4f\n", learning_rate * learning_rate / (2 - learning_rate));
}
