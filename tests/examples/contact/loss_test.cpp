// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The loss as a potential: value, gradient, and passes that are not taken twice.

#include <contact/image_sets.hpp>
#include <contact/loss.hpp>

#include <trainer/cnn/networks.hpp>
#include <trainer/data/synthetic.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "catch_shim.hpp"

namespace examples_contact_loss_test {

namespace {

/// Smooth but for max(0, x), and small.
using network = cnn::network<double, cnn::shape{1, 12, 12}, cnn::conv2d<2, 5>, cnn::relu,
                             cnn::max_pool<4>, cnn::linear<10>>;

struct fixture {
    data::train_test sets =
        data::synthetic_digits({.train_count = 50, .test_count = 10, .side = 12});
    contact::images view = contact::view_of(sets.train, 20);
    thermosgd::thread_pool pool{1};
    std::vector<double> theta = std::vector<double>(network::parameters);
    std::vector<double> gradient = theta;

    fixture() {
        thermosgd::random_stream random(5);
        network::initialise(theta.data(), random);
    }
};

}  // namespace

TEST_CASE("the gradient of the full batch, weight decay included, is that of the loss") {
    fixture f;
    contact::full_batch_loss<network> loss(f.view, 0.3, f.pool);
    (void)loss(f.theta, f.gradient);
    const std::vector<double> gradient = f.gradient;
    std::vector<double> ignored(f.theta.size());
    for (std::size_t i = 0; i < f.theta.size(); i += 7) {
        constexpr double step = 1e-6;
        std::vector<double> moved = f.theta;
        moved[i] += step;
        const double above = loss(moved, ignored);
        moved[i] -= 2 * step;
        const double below = loss(moved, ignored);
        CAPTURE(i);
        CHECK(std::fabs((above - below) / (2 * step) - gradient[i]) < 1e-7);
    }
}

TEST_CASE("the full batch is computed once at a point") {
    fixture f;
    contact::full_batch_loss<network> loss(f.view, 0.3, f.pool);
    const double first = loss(f.theta, f.gradient);
    const std::vector<double> gradient = f.gradient;
    std::fill(f.gradient.begin(), f.gradient.end(), 0.0);
    CHECK(loss(f.theta, f.gradient) == first);
    CHECK(f.gradient == gradient);
    CHECK(loss.passes() == 1);
    f.theta[3] = std::nextafter(f.theta[3], 1.0);
    (void)loss(f.theta, f.gradient);
    CHECK(loss.passes() == 2);
    CHECK(loss.value() == loss(f.theta, f.gradient));
}

TEST_CASE("minibatches change from call to call and average to the full batch over an epoch") {
    fixture f;
    contact::minibatch_loss<network> loss(f.view, 5, 0.3, 1, f.pool);
    contact::full_batch_loss<network> all(f.view, 0.3, f.pool);
    double sum = 0.0, least = 1e30, most = -1e30;
    for (int batch = 0; batch < 4; ++batch) {
        const double value = loss(f.theta, f.gradient);
        CHECK(loss.value() == value);
        CHECK(std::equal(f.gradient.begin(), f.gradient.end(), loss.gradient().begin()));
        sum += value;
        least = std::min(least, value);
        most = std::max(most, value);
    }
    CHECK(std::fabs(sum / 4 - all(f.theta, f.gradient)) < 1e-12);
    CHECK(most - least > 1e-3);
}

TEST_CASE("weight decay adds its energy and its force") {
    const std::vector<double> theta{1.0, -2.0};
    std::vector<double> gradient{0.5, 0.5};
    CHECK(contact::add_weight_decay<double>(theta, 0.1, gradient) == 0.25);
    CHECK(std::fabs(gradient[0] - 0.6) < 1e-15);
    CHECK(std::fabs(gradient[1] - 0.3) < 1e-15);
}

}  // namespace examples_contact_loss_test
