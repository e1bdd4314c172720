// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Writes reference.bin: gradients and trained parameters of the problems by libtorch in double.
///
/// The file is a sequence of little-endian doubles: for each problem the loss and the gradient at the
/// start, the loss, the parameters and the running statistics after the last step, tensors in the
/// order of the network, each as append_digest keeps it.

#include <cstdio>
#include <fstream>
#include <iostream>
#include <vector>

#include <torch/torch.h>

#include "problem.hpp"

namespace {

namespace nn = torch::nn;
namespace F = torch::nn::functional;

/// 8–16–128–10 with pools 3 and 2.
struct small_lenet : nn::Module {
    explicit small_lenet(bool with_normalisation) : normalised(with_normalisation) {
        conv1 = register_module("conv1", nn::Conv2d(1, 8, 5));
        if (normalised) {
            bn1 = register_module("bn1", nn::BatchNorm2d(8));
        }
        conv2 = register_module("conv2", nn::Conv2d(8, 16, 5));
        if (normalised) {
            bn2 = register_module("bn2", nn::BatchNorm2d(16));
        }
        linear1 = register_module("linear1", nn::Linear(64, 128));
        if (normalised) {
            bn3 = register_module("bn3", nn::BatchNorm1d(128));
        }
        linear2 = register_module("linear2", nn::Linear(128, 10));
        to(torch::kFloat64);
    }

    torch::Tensor forward(torch::Tensor x) {
        x = conv1(x);
        x = normalised ? bn1(x) : x;
        x = torch::max_pool2d(torch::relu(x), 3);
        x = conv2(x);
        x = normalised ? bn2(x) : x;
        x = torch::max_pool2d(torch::relu(x), 2);
        x = linear1(x.flatten(1));
        x = normalised ? bn3(x) : x;
        return linear2(torch::relu(x));
    }

    bool normalised;
    nn::Conv2d conv1{nullptr};
    nn::Conv2d conv2{nullptr};
    nn::BatchNorm2d bn1{nullptr};
    nn::BatchNorm2d bn2{nullptr};
    nn::BatchNorm1d bn3{nullptr};
    nn::Linear linear1{nullptr};
    nn::Linear linear2{nullptr};
};

void append(std::vector<double>& kept, const torch::Tensor& tensor) {
    const torch::Tensor flat = tensor.detach().contiguous();
    reference::append_digest(kept, flat.data_ptr<double>(), static_cast<std::size_t>(flat.numel()));
}

void append_solution(std::vector<double>& kept, const reference::problem& problem) {
    small_lenet network(problem.normalised);
    {
        const torch::NoGradGuard guard;
        for (auto& item : network.named_parameters()) {
            torch::Tensor& tensor = item.value();
            const auto values =
                reference::initial(item.key(), static_cast<std::size_t>(tensor.size(0)),
                                   static_cast<std::size_t>(tensor.numel()));
            std::copy(values.begin(), values.end(), tensor.data_ptr<double>());
        }
    }
    const auto count = static_cast<std::int64_t>(problem.images);
    constexpr auto side = static_cast<std::int64_t>(reference::side);
    torch::Tensor images = torch::empty({count, 1, side, side}, torch::kFloat64);
    torch::Tensor labels = torch::empty({count}, torch::kInt64);
    for (std::int64_t i = 0; i < count; ++i) {
        labels[i] = static_cast<std::int64_t>(reference::label(static_cast<std::size_t>(i)));
        for (std::int64_t p = 0; p < side * side; ++p) {
            images.data_ptr<double>()[i * side * side + p] =
                reference::pixel(static_cast<std::size_t>(i), static_cast<std::size_t>(p / side),
                                 static_cast<std::size_t>(p % side));
        }
    }
    torch::optim::SGD optimiser(network.parameters(),
                                torch::optim::SGDOptions(problem.learning_rate)
                                    .momentum(problem.momentum)
                                    .weight_decay(problem.weight_decay));
    for (int step = 0; step < reference::steps; ++step) {
        optimiser.zero_grad();
        const torch::Tensor loss = F::cross_entropy(network.forward(images), labels);
        loss.backward();
        if (step == 0) {
            kept.push_back(loss.item<double>());
            for (const torch::Tensor& tensor : network.parameters()) {
                append(kept, tensor.grad());
            }
        }
        optimiser.step();
        if (step + 1 == reference::steps) {
            kept.push_back(loss.item<double>());
            std::cout << "loss after " << step << " steps: " << loss.item<double>() << '\n';
        }
    }
    for (const torch::Tensor& tensor : network.parameters()) {
        append(kept, tensor);
    }
    if (problem.normalised) {
        for (const torch::Tensor& tensor :
             {network.bn1->running_mean, network.bn1->running_var, network.bn2->running_mean,
              network.bn2->running_var, network.bn3->running_mean, network.bn3->running_var}) {
            append(kept, tensor);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: generate FILE\n";
        return 2;
    }
    torch::set_num_threads(1);
    std::vector<double> kept;
    for (const reference::problem& problem : reference::problems) {
        append_solution(kept, problem);
    }
    std::ofstream file(argv[1], std::ios::binary);
    file.write(reinterpret_cast<const char*>(kept.data()),
               static_cast<std::streamsize>(kept.size() * sizeof(double)));
    if (!file.flush()) {
        std::cerr << "generate: cannot write '" << argv[1] << "'\n";
        return 1;
    }
    std::cout << kept.size() << " numbers\n";
    return 0;
}
