// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the data set as a value: channel statistics, normalisation, subsets.

#include <trainer/data/dataset.hpp>

#include <numeric>

#include "catch_shim.hpp"

namespace examples_trainer_data_dataset_test {

namespace {

/// Two channels of 1×2 pixels: the first varies, the second is 51 throughout.
data::dataset small_set() {
    data::dataset set;
    set.name = "small";
    set.channels = 2;
    set.height = 1;
    set.width = 2;
    set.classes = 3;
    set.images = {0, 255, 51, 51, 255, 0, 51, 51, 0, 0, 51, 51, 255, 255, 51, 51};
    set.labels = {2, 0, 2, 1};
    return set;
}

}  // namespace

TEST_CASE("channel statistics are the mean and the population deviation of pixel/255") {
    const auto statistics = data::measure_channels(small_set());
    CHECK(statistics.mean[0] == 0.5);
    CHECK(statistics.deviation[0] == 0.5);
    CHECK_THAT(statistics.mean[1], WithinRel(0.2, 1e-15));
    CHECK(statistics.deviation[1] == 1.0);  // constant: nothing to divide by
}

TEST_CASE("normalised training images have mean 0 and deviation 1 in each varying channel") {
    data::train_test sets{small_set(), data::first(small_set(), 1)};
    data::set_normalisation(sets);
    CHECK(sets.test.mean == sets.train.mean);
    CHECK(sets.test.deviation == sets.train.deviation);
    std::vector<double> values(sets.train.images.size());
    for (std::size_t i = 0; i < sets.train.count(); ++i) {
        data::normalised_image(sets.train, i, std::span(values).subspan(4 * i, 4));
    }
    CHECK(values[0] == -1.0);
    CHECK(values[1] == 1.0);
    CHECK_THAT(values[2], WithinAbs(0.0, 1e-15));
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < values.size(); i += 4) {
        sum += values[i] + values[i + 1];
        squares += values[i] * values[i] + values[i + 1] * values[i + 1];
    }
    CHECK_THAT(sum, WithinAbs(0.0, 1e-14));
    CHECK_THAT(squares, WithinRel(8.0, 1e-14));

    std::vector<float> room(3);
    CHECK_THROWS_AS(data::normalised_image(sets.train, 0, std::span(room)), std::invalid_argument);
    room.resize(4);
    CHECK_THROWS_AS(data::normalised_image(sets.train, 4, std::span(room)), std::invalid_argument);
}

TEST_CASE("a subset holds the images asked for, in order, normalised as the whole") {
    data::dataset set = small_set();
    set.mean = {0.25, 0.5};
    set.deviation = {2.0, 3.0};
    const std::vector<std::size_t> indices{3, 0, 3};
    const data::dataset part = data::subset(set, indices);
    CHECK(part.count() == 3);
    CHECK(part.labels == std::vector<std::uint8_t>{1, 2, 1});
    CHECK(part.images ==
          std::vector<std::uint8_t>{255, 255, 51, 51, 0, 255, 51, 51, 255, 255, 51, 51});
    CHECK(part.mean == set.mean);
    CHECK(part.name == "small");
    const std::vector<std::size_t> beyond{4};
    CHECK_THROWS_AS(data::subset(set, beyond), std::invalid_argument);
}

TEST_CASE("the first images of a set are a prefix, and all of them if it is shorter") {
    const data::dataset set = small_set();
    CHECK(data::first(set, 2).labels == std::vector<std::uint8_t>{2, 0});
    CHECK(data::first(set, 99).images == set.images);
    CHECK(data::first(set, 0).count() == 0);
    CHECK(data::class_counts(set) == std::vector<std::size_t>{1, 1, 2});
}

}  // namespace examples_trainer_data_dataset_test
