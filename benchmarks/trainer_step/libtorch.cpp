// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The same training in libtorch's C++ frontend, in the form that is fastest there.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <torch/torch.h>

#include "stepper.hpp"

/// Of OpenBLAS, where that is the BLAS that libtorch finds.
extern "C" [[gnu::weak]] void openblas_set_num_threads(int count);

namespace trainer_step {

namespace {

torch::nn::Sequential network(network_row row) {
    const std::int64_t window = row == network_row::b ? 2 : 3;
    const std::int64_t side = row == network_row::b ? 4 : 2;
    const auto relu = [] { return torch::nn::ReLU(torch::nn::ReLUOptions(true)); };
    torch::nn::Sequential net(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 5)), torch::nn::BatchNorm2d(8), relu(),
        torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(window)),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 16, 5)), torch::nn::BatchNorm2d(16), relu(),
        torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(2)), torch::nn::Flatten(),
        torch::nn::Linear(16 * side * side, 128));
    if (row != network_row::a_convolutions) {
        net->push_back(torch::nn::BatchNorm1d(128));
    }
    net->push_back(relu());
    net->push_back(torch::nn::Linear(128, 10));
    return net;
}

class libtorch_stepper final : public stepper {
public:
    explicit libtorch_stepper(const problem& p)
        : batch_(static_cast<std::int64_t>(p.batch)),
          threads_(static_cast<int>(p.threads)),
          network_(network(p.row)),
          optimiser_(network_->parameters(),
                     torch::optim::SGDOptions(p.learning_rate).weight_decay(p.weight_decay)) {
        const auto count = static_cast<std::int64_t>(p.labels.size());
        images_ = torch::empty({count, 1, 28, 28});
        labels_ = torch::empty({count}, torch::kLong);
        std::transform(p.images.begin(), p.images.end(), images_.data_ptr<float>(),
                       [&](std::uint8_t pixel) {
                           return static_cast<float>((pixel / 255.0 - p.mean) / p.deviation);
                       });
        std::copy(p.labels.begin(), p.labels.end(), labels_.data_ptr<std::int64_t>());
        network_->train();
    }

    [[nodiscard]] std::vector<float> parameters() const override {
        std::vector<float> values;
        for (const torch::Tensor& tensor : network_->parameters()) {
            const float* first = tensor.data_ptr<float>();
            values.insert(values.end(), first, first + tensor.numel());
        }
        return values;
    }

    void set_parameters(std::span<const float> values) override {
        for (torch::Tensor& tensor : network_->parameters()) {
            const auto size = static_cast<std::size_t>(tensor.numel());
            std::copy_n(values.begin(), size, tensor.data_ptr<float>());
            values = values.subspan(size);
        }
    }

    /// libtorch does not tell a BLAS with threads of its own.
    void take_threads() override {
        torch::set_num_threads(threads_);
        if (openblas_set_num_threads != nullptr) {
            openblas_set_num_threads(threads_);
        }
    }

    double step() override {
        if (position_ + batch_ > labels_.numel()) {
            position_ = 0;
        }
        const torch::Tensor images = images_.narrow(0, position_, batch_);
        const torch::Tensor labels = labels_.narrow(0, position_, batch_);
        position_ += batch_;
        optimiser_.zero_grad();
        const torch::Tensor loss =
            torch::nn::functional::cross_entropy(network_->forward(images), labels);
        loss.backward();
        optimiser_.step();
        return loss.item<double>();
    }

private:
    std::int64_t batch_;
    int threads_;
    std::int64_t position_ = 0;
    torch::Tensor images_;
    torch::Tensor labels_;
    torch::nn::Sequential network_;
    torch::optim::SGD optimiser_;
};

}  // namespace

std::unique_ptr<stepper> make_libtorch(const problem& p) {
    return std::make_unique<libtorch_stepper>(p);
}

std::string_view libtorch_blas() {
    return openblas_set_num_threads != nullptr ? "OpenBLAS" : "a BLAS other than OpenBLAS (slow?)";
}

}  // namespace trainer_step
