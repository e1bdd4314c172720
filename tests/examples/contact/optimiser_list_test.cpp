// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// SGD and heavy ball of the comparison are cnn::sgd to rounding.

// Whole networks: UBSan, which the tests of examples/trainer/cnn put on every layer, would take g++ minutes.
// flags: -fno-sanitize=undefined

#include <contact/image_sets.hpp>
#include <contact/loss.hpp>
#include <contact/optimiser_list.hpp>

#include <thermosgd/dynamics/contact_splitting.hpp>
#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>
#include <trainer/data/synthetic.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace {

constexpr double weight_decay = 1e-3;
constexpr std::size_t batch_size = 8;
constexpr std::uint64_t seed = 3;
constexpr int steps = 40;

/// Small, with every kind of layer; T is float or double.
template <class T>
using small_network = cnn::network<T, cnn::shape{1, 12, 12}, cnn::conv2d<3, 3>, cnn::batch_norm,
                                   cnn::relu, cnn::max_pool<2>, cnn::linear<10>>;

const data::train_test& digits() {
    static const data::train_test sets =
        data::synthetic_digits({.train_count = 100, .test_count = 10, .side = 12});
    return sets;
}

/// The parameters after the given steps of cnn::trainer.
template <class T>
std::vector<T> by_trainer(const thermosgd::heavy_ball& ball) {
    thermosgd::thread_pool pool(1);
    const contact::images data = contact::view_of(digits().train, 100);
    cnn::trainer<small_network<T>, thermosgd::thread_pool> trainer(
        {.learning_rate = ball.learning_rate,
         .weight_decay = weight_decay,
         .momentum = ball.momentum_coefficient,
         .batch_size = batch_size,
         .seed = seed},
        pool);
    for (int k = 0; k < steps; ++k) {
        trainer.step(data);
    }
    return {trainer.parameters().begin(), trainer.parameters().end()};
}

/// The same of an optimiser of the comparison, at the point where it takes its next gradient.
template <class T>
std::vector<T> by_flows(const std::string& name) {
    using network = small_network<T>;
    thermosgd::thread_pool pool(1);
    const contact::images data = contact::view_of(digits().train, 100);
    contact::minibatch_loss<network> loss(data, batch_size, weight_decay, seed, pool);
    std::vector<T> theta(network::parameters), momenta(network::parameters);
    thermosgd::random_stream random(thermosgd::stream_seed(seed, 0));
    network::initialise(theta.data(), random);
    bool found = false;
    const auto potential = [&](const std::span<T>& q, std::vector<T>& g) { return loss(q, g); };
    contact::for_each_optimiser(potential, [&](const contact::optimiser_facts& facts, const auto& h,
                                               auto scheme, double timestep) {
        if (facts.name != name) {
            return;
        }
        found = true;
        thermosgd::contact_state<std::span<T>> x{.q = theta, .p = momenta};
        thermosgd::contact_splitting stepper(h, scheme, x,
                                             {.timestep = timestep, .noisy_force = true});
        for (int k = 0; k < steps; ++k) {
            stepper.step(x);
        }
        for (std::size_t i = 0; i < theta.size(); ++i) {
            theta[i] += static_cast<T>(0.5 * timestep) * momenta[i];
        }
    });
    REQUIRE(found);
    return theta;
}

template <class T>
double distance(const std::vector<T>& a, const std::vector<T>& b) {
    REQUIRE(a.size() == b.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        worst = std::max(worst, std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    }
    return worst;
}

}  // namespace

TEST_CASE("heavy ball is DKFKD to rounding, in double") {
    const std::vector<double> flows = by_flows<double>("heavy ball");
    CHECK(distance(flows, by_trainer<double>(contact::plain_heavy_ball)) < 1e-12);
    // Slightly other settings are told apart.
    thermosgd::heavy_ball other = contact::plain_heavy_ball;
    other.momentum_coefficient += 1e-6;
    CHECK(distance(flows, by_trainer<double>(other)) > 1e-8);
}

TEST_CASE("SGD is DKFKD of infinite friction to rounding, in double") {
    const std::vector<double> flows = by_flows<double>("SGD");
    CHECK(distance(flows, by_trainer<double>(contact::plain_sgd)) < 1e-12);
    thermosgd::heavy_ball other = contact::plain_sgd;
    other.learning_rate *= 1.0 + 1e-6;
    CHECK(distance(flows, by_trainer<double>(other)) > 1e-8);
}

TEST_CASE("heavy ball and SGD agree with cnn::sgd in float, as the comparison runs them") {
    // Rounding of weights of up to 1, over 40 steps that are not chaotic yet.
    CHECK(distance(by_flows<float>("heavy ball"), by_trainer<float>(contact::plain_heavy_ball)) <
          1e-4);
    CHECK(distance(by_flows<float>("SGD"), by_trainer<float>(contact::plain_sgd)) < 1e-4);
}

TEST_CASE("the contact optimisers are none of the two") {
    const std::vector<double> ball = by_flows<double>("heavy ball");
    for (const char* name : {"contact", "contact U(S)", "relativistic"}) {
        CAPTURE(name);
        CHECK(distance(by_flows<double>(name), ball) > 1e-3);
    }
}
