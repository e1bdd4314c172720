// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Where the data come from, and whether they will do.

#include "find_data.hpp"

#include <trainer/training/training.hpp>

#include <trainer/cnn/networks.hpp>
#include <trainer/data/load.hpp>

#include <fmt/format.h>

namespace mnist {

data::train_test load_data(const train_options& options,
                           const std::function<void(std::string_view)>& notice) {
    return data::load(options.data, notice);
}

data::train_test usable_data(const train_options& options,
                             const std::function<void(std::string_view)>& notice) {
    data::train_test sets = load_data(options, notice);
    const cnn::shape image = trainer::shape_of(sets.train);
    if (image != cnn::mnist_shape && image != cnn::cifar10_shape) {
        throw thermosgd::error(fmt::format("'{}': images of {}×{}×{}, expected 1×28×28 or 3×32×32",
                                           sets.train.source, image.channels, image.rows,
                                           image.columns));
    }
    if (options.limit_train > sets.train.count()) {
        throw thermosgd::error(
            fmt::format("--limit-train: {}, expected at most {}, the number of "
                        "training images",
                        options.limit_train, sets.train.count()));
    }
    if (options.limit_train != 0) {
        sets.train = data::first(sets.train, options.limit_train);
    }
    if (sets.train.count() == 0 || sets.test.count() == 0) {
        throw thermosgd::error(
            fmt::format("'{}': {} training and {} test images, expected some of "
                        "each",
                        sets.train.source, sets.train.count(), sets.test.count()));
    }
    if (options.sgd.batch_size > sets.train.count()) {
        throw thermosgd::error(
            fmt::format("--batch-size: {}, expected at most {}, the number of "
                        "training images",
                        options.sgd.batch_size, sets.train.count()));
    }
    const std::size_t smallest = trainer::facts_of(options.network, image).smallest_batch;
    if (options.sgd.batch_size < smallest) {
        throw thermosgd::error(
            fmt::format("--batch-size: {}, expected at least {} with batch "
                        "normalisation",
                        options.sgd.batch_size, smallest));
    }
    return sets;
}

}  // namespace mnist
