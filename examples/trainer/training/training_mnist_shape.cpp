// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The networks for images of the shape of MNIST.

#include "training_of.hpp"

namespace trainer {

template std::unique_ptr<training> make_training_for<cnn::mnist_shape>(std::string_view,
                                                                       const cnn::options&,
                                                                       const data::train_test&,
                                                                       thermosgd::thread_pool&);

}  // namespace trainer
