// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loss of a network as a potential of dynamics: of minibatches, and of one full batch.

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/numeric/random_stream.hpp>
#include <trainer/cnn/batch_gradient.hpp>
#include <trainer/cnn/data_order.hpp>
#include <trainer/cnn/dataset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace contact {

/// Adds the penalty ½λ|θ|² of all parameters to a loss, and λθ to its gradient.
/// \return the penalty [loss]      \cost one pass
template <class T>
double add_weight_decay(std::span<const T> theta, double lambda, std::span<T> gradient) {
    double sum = 0.0;
    const auto decay = static_cast<T>(lambda);
    for (std::size_t i = 0; i < theta.size(); ++i) {
        sum += static_cast<double>(theta[i]) * static_cast<double>(theta[i]);
        gradient[i] += decay * theta[i];
    }
    return 0.5 * lambda * sum;
}

/// V(θ) = mean cross-entropy of some samples + ½λ|θ|², and its gradient.
///
/// The network is in training mode: batch normalisation takes mean and variance of these samples,
/// so that V is a function of θ and of them alone; the running statistics move along, for
/// evaluation.
template <class Network>
class loss_of_samples {
public:
    using scalar = typename Network::scalar;

    /// \param data, pool  are kept by reference     \param samples  how many each call will name
    loss_of_samples(const cnn::dataset_view<std::uint8_t>& data, std::size_t samples,
                    double weight_decay, thermosgd::thread_pool& pool)
        : data_(data),
          pool_(pool),
          weight_decay_(weight_decay),
          compute_(samples),
          running_(Network::offsets::running[Network::depth]) {
        Network::initialise_running(running_.data());
    }

    /// \return V [loss]      \cost one forward and backward pass
    double operator()(std::span<const scalar> theta, std::span<const std::uint32_t> samples,
                      std::span<scalar> gradient) {
        const cnn::score total =
            compute_(pool_, data_, {theta.data(), running_.data(), samples, 0.0, 0}, gradient);
        return total.loss / static_cast<double>(samples.size()) +
               add_weight_decay<scalar>(theta, weight_decay_, gradient);
    }

    /// What batch normalisation needs for evaluation. \cost O(1)
    [[nodiscard]] std::span<const scalar> running() const { return running_; }

private:
    const cnn::dataset_view<std::uint8_t>& data_;
    thermosgd::thread_pool& pool_;
    double weight_decay_;
    cnn::batch_gradient<Network> compute_;
    std::vector<scalar> running_;
};

/// Draws a new minibatch at every call, in the order in which cnn::trainer does with this seed.
template <class Network>
class minibatch_loss {
public:
    using scalar = typename Network::scalar;

    minibatch_loss(const cnn::dataset_view<std::uint8_t>& data, std::size_t batch_size,
                   double weight_decay, std::uint64_t seed, thermosgd::thread_pool& pool)
        : loss_(data, batch_size, weight_decay, pool),
          order_(cnn::sampling::shuffled, data.size(), batch_size,
                 thermosgd::stream_seed(seed, 1)) {}

    /// V of the next minibatch [loss]; writes its gradient.
    double operator()(std::span<const scalar> theta, std::span<scalar> gradient) {
        value_ = loss_(theta, order_.next(), gradient);
        gradient_.assign(gradient.begin(), gradient.end());
        return value_;
    }

    /// V of the last minibatch [loss]. \cost O(1)
    [[nodiscard]] double value() const { return value_; }
    /// ∇V of the last minibatch [loss/theta]. \cost O(1)
    [[nodiscard]] std::span<const scalar> gradient() const { return gradient_; }

    /// \copydoc loss_of_samples::running
    [[nodiscard]] std::span<const scalar> running() const { return loss_.running(); }

private:
    loss_of_samples<Network> loss_;
    cnn::data_order order_;
    std::vector<scalar> gradient_;
    double value_ = 0.0;
};

/// V of all samples of a data set; remembers the last point, where it costs no pass.
///
/// Schemes that begin and end with a kick ask for the gradient twice at one point when their steps
/// are taken one by one: they still compute it once.
template <class Network>
class full_batch_loss {
public:
    using scalar = typename Network::scalar;

    full_batch_loss(const cnn::dataset_view<std::uint8_t>& data, double weight_decay,
                    thermosgd::thread_pool& pool)
        : loss_(data, data.size(), weight_decay, pool), samples_(data.size()) {
        std::iota(samples_.begin(), samples_.end(), 0U);
    }

    /// V [loss]; writes its gradient.
    double operator()(std::span<const scalar> theta, std::span<scalar> gradient) {
        if (!std::equal(theta.begin(), theta.end(), theta_.begin(), theta_.end())) {
            theta_.assign(theta.begin(), theta.end());
            gradient_.resize(theta.size());
            value_ = loss_(theta, samples_, gradient_);
            ++passes_;
        }
        std::copy(gradient_.begin(), gradient_.end(), gradient.begin());
        return value_;
    }

    /// V at the last point [loss]. \cost O(1)
    [[nodiscard]] double value() const { return value_; }
    /// ∇V at the last point [loss/theta]. \cost O(1)
    [[nodiscard]] std::span<const scalar> gradient() const { return gradient_; }
    /// Gradients computed so far. \cost O(1)
    [[nodiscard]] std::uint64_t passes() const { return passes_; }

private:
    loss_of_samples<Network> loss_;
    std::vector<std::uint32_t> samples_;
    std::vector<scalar> theta_, gradient_;
    double value_ = 0.0;
    std::uint64_t passes_ = 0;
};

}  // namespace contact
