// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Which folder each word stands for, and whether it holds what was asked for.

#include "data_sets.hpp"

#include <trainer/cnn/networks.hpp>
#include <trainer/data/load.hpp>
#include <trainer/training/training.hpp>

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace paper {

namespace {

const std::filesystem::path& fashion_package() {
    static const std::filesystem::path path = data::search().fallback;
    return path;
}

loaded_data load(const std::string& named, const std::function<void(std::string_view)>& notice) {
    loaded_data found{data::load(named, notice), {}};
    const data::dataset& train = found.sets.train;
    const cnn::shape image = trainer::shape_of(train);
    if (image != cnn::mnist_shape && image != cnn::cifar10_shape) {
        throw thermosgd::error(fmt::format("'{}': images of {}×{}×{}, expected 1×28×28 or 3×32×32",
                                           train.source, image.channels, image.rows,
                                           image.columns));
    }
    if (train.count() == 0 || found.sets.test.count() == 0) {
        throw thermosgd::error(
            fmt::format("'{}': {} training and {} test images, expected some of each", train.source,
                        train.count(), found.sets.test.count()));
    }
    found.facts = trainer::facts_of(found.sets);
    return found;
}

void require_name(const loaded_data& data, const std::string& wanted) {
    for (const auto& [word, name] : known_sets) {
        if (word == wanted && !data.facts.name.starts_with(name)) {
            throw thermosgd::error(fmt::format("--data-set {}: found {} in {}, expected {}", word,
                                               data.facts.name, data.facts.source, name));
        }
    }
}

}  // namespace

std::vector<loaded_data> load_data_sets(const run_options& options,
                                        const std::function<void(std::string_view)>& notice) {
    std::vector<std::string> named = options.data;
    if (named.empty()) {
        if (options.data_set == "cifar10") {
            throw thermosgd::error(
                "--data-set cifar10: expected --data DIR, the folder with its binary files");
        }
        named.push_back(options.data_set == "fashion" ? fashion_package().string() : "");
    }
    std::vector<loaded_data> loaded;
    const auto is_loaded = [&](std::string_view name) {
        return std::any_of(loaded.begin(), loaded.end(),
                           [&](const loaded_data& one) { return one.facts.name == name; });
    };
    for (const std::string& one : named) {
        loaded_data data = load(one, notice);
        require_name(data, options.data_set);
        if (is_loaded(data.facts.name)) {
            throw thermosgd::error(
                fmt::format("--data: {} again, expected different data sets", data.facts.name));
        }
        loaded.push_back(std::move(data));
    }
    std::error_code ignored;
    if (options.everything && options.data_set.empty() && !is_loaded("Fashion-MNIST") &&
        std::filesystem::exists(fashion_package(), ignored)) {
        loaded.push_back(load(fashion_package().string(), notice));
    }
    return loaded;
}

}  // namespace paper
