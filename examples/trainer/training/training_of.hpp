// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The training of networks for one shape of images; two sources compile it, side by side.

#include "training.hpp"

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace trainer {

/// A data set as the trainer sees it.
[[nodiscard]] inline cnn::dataset_view<std::uint8_t> view_of(const data::dataset& set) {
    return {set.images, set.labels, shape_of(set), set.mean, set.deviation};
}

/// cnn::trainer behind the interface `training`.
template <class Network>
class training_of final : public training {
public:
    training_of(const cnn::options& settings, const data::train_test& sets,
                thermosgd::thread_pool& pool)
        : trainer_(settings, pool), train_(view_of(sets.train)), test_(view_of(sets.test)) {}

    double step() override { return trainer_.step(train_); }
    cnn::evaluation evaluate() const override { return trainer_.evaluate(test_); }
    cnn::evaluation evaluate_at(std::span<const float> parameters) const override {
        return trainer_.evaluate_at(test_, parameters);
    }
    std::span<const float> parameters() const override { return trainer_.parameters(); }
    std::span<const float> gradient() const override { return trainer_.gradient(); }
    gradient_function gradients_of(std::size_t size) const override {
        auto compute = std::make_shared<cnn::batch_gradient<Network>>(size);
        return [this, compute](std::span<const std::uint32_t> samples, std::uint64_t stream,
                               std::span<float> gradient) {
            trainer_.gradient_of(train_, samples, stream, *compute, gradient);
        };
    }
    double step_learning_rate() const override { return trainer_.step_learning_rate(); }
    std::span<const float> preconditioner() const override { return trainer_.preconditioner(); }
    void set_learning_rate(double learning_rate) override {
        trainer_.set_learning_rate(learning_rate);
    }
    std::span<const float> batch_statistics() const override { return trainer_.batch_statistics(); }
    void archive(thermosgd::checkpoint_writer& ar) override { trainer_.archive(ar); }
    void archive(thermosgd::checkpoint_reader& ar) override { trainer_.archive(ar); }

private:
    cnn::trainer<Network, thermosgd::thread_pool> trainer_;
    cnn::dataset_view<std::uint8_t> train_;
    cnn::dataset_view<std::uint8_t> test_;
};

/// make_training for images of shape `Input` alone.
template <cnn::shape Input>
[[nodiscard]] std::unique_ptr<training> make_training_for(std::string_view name,
                                                          const cnn::options& settings,
                                                          const data::train_test& sets,
                                                          thermosgd::thread_pool& pool) {
    return cnn::visit_network<float>(
        name, Input, [&]<class Network>() -> std::unique_ptr<training> {
            if constexpr (Network::input_shape == Input) {
                return std::make_unique<training_of<Network>>(settings, sets, pool);
            } else {
                return nullptr;  // of another shape, which another source compiles
            }
        });
}

extern template std::unique_ptr<training> make_training_for<cnn::mnist_shape>(
    std::string_view, const cnn::options&, const data::train_test&, thermosgd::thread_pool&);
extern template std::unique_ptr<training> make_training_for<cnn::cifar10_shape>(
    std::string_view, const cnn::options&, const data::train_test&, thermosgd::thread_pool&);

}  // namespace trainer
