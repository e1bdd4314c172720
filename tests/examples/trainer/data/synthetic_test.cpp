// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the digits made by formula: shape, determinism, and that there is something to learn.

#include <trainer/data/synthetic.hpp>

#include <set>
#include <string>

#include "catch_shim.hpp"

namespace examples_trainer_data_synthetic_test {

namespace {

/// The share of test images whose nearest class mean of the training images is their class.
double nearest_mean_accuracy(const data::train_test& sets) {
    const std::size_t size = sets.train.image_size();
    std::vector<std::vector<double>> means(10, std::vector<double>(size, 0.0));
    const auto counts = data::class_counts(sets.train);
    for (std::size_t i = 0; i < sets.train.count(); ++i) {
        const std::size_t label = sets.train.labels[i];
        for (std::size_t p = 0; p < size; ++p) {
            means[label][p] += sets.train.image(i)[p] / static_cast<double>(counts[label]);
        }
    }
    std::size_t right = 0;
    for (std::size_t i = 0; i < sets.test.count(); ++i) {
        std::size_t best = 0;
        double least = 1e300;
        for (std::size_t k = 0; k < 10; ++k) {
            double distance = 0.0;
            for (std::size_t p = 0; p < size; ++p) {
                const double difference = sets.test.image(i)[p] - means[k][p];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = k;
            }
        }
        right += best == sets.test.labels[i] ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(sets.test.count());
}

}  // namespace

TEST_CASE("synthetic digits have the shape asked for and balanced classes") {
    const data::train_test grey = data::synthetic_digits({.train_count = 40, .test_count = 20});
    CHECK(grey.train.images.size() == 40 * 28 * 28);
    CHECK(data::class_counts(grey.train) == std::vector<std::size_t>(10, 4));
    CHECK(data::class_counts(grey.test) == std::vector<std::size_t>(10, 2));
    const data::train_test colour =
        data::synthetic_digits({.train_count = 40, .test_count = 20, .channels = 3, .side = 32});
    CHECK(colour.train.image_size() == 3 * 32 * 32);
    CHECK(colour.train.images.size() == 40 * 3 * 32 * 32);
    CHECK(colour.test.mean.size() == 3);
    CHECK_THROWS_AS(data::synthetic_digits({.channels = 0}), std::invalid_argument);
    CHECK_THROWS_AS(data::synthetic_digits({.side = 11}), std::invalid_argument);
}

TEST_CASE("synthetic digits depend on the seed and on nothing else, and no two are alike") {
    const data::train_test one = data::synthetic_digits({.train_count = 100, .test_count = 50});
    const data::train_test same = data::synthetic_digits({.train_count = 100, .test_count = 50});
    const data::train_test other =
        data::synthetic_digits({.train_count = 100, .test_count = 50, .seed = 2});
    CHECK(one.train.images == same.train.images);
    CHECK(one.test.images == same.test.images);
    CHECK(one.train.images != other.train.images);
    std::set<std::string> distinct;
    for (const auto* part : {&one.train, &one.test}) {
        for (std::size_t i = 0; i < part->count(); ++i) {
            const auto image = part->image(i);
            distinct.emplace(image.begin(), image.end());
        }
    }
    CHECK(distinct.size() == 150);
}

TEST_CASE("synthetic digits can be learnt: the nearest class mean beats chance by far") {
    // About 0.7 both: too little for a rule so simple, so that a network has something to add.
    for (const auto& options :
         {data::synthetic_options{}, data::synthetic_options{.channels = 3, .side = 32}}) {
        const double accuracy = nearest_mean_accuracy(data::synthetic_digits(options));
        CHECK(accuracy > 0.55);
        CHECK(accuracy < 0.85);
    }
}

}  // namespace examples_trainer_data_synthetic_test
