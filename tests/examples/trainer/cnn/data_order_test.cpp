// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the order of the data.

#include <trainer/cnn/data_order.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include <thermosgd/io/checkpoint.hpp>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace examples_trainer_cnn_data_order_test {

namespace {

std::vector<std::uint32_t> batches(cnn::data_order& order, int count) {
    std::vector<std::uint32_t> result;
    for (int i = 0; i < count; ++i) {
        const auto batch = order.next();
        result.insert(result.end(), batch.begin(), batch.end());
    }
    return result;
}

}  // namespace

TEST_CASE("a shuffled epoch visits every sample once, and the next in another order") {
    cnn::data_order order(cnn::sampling::shuffled, 60, 12, 1);
    REQUIRE(order.batches_per_epoch() == 5);
    std::vector<std::uint32_t> first = batches(order, 5);
    std::vector<std::uint32_t> second = batches(order, 5);
    CHECK(first != second);
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    std::vector<std::uint32_t> all(60);
    std::iota(all.begin(), all.end(), 0U);
    CHECK(first == all);
    CHECK(second == all);
    CHECK(order.batches() == 10);
}

TEST_CASE("a remainder of an epoch is left out, another one each time") {
    cnn::data_order order(cnn::sampling::shuffled, 10, 4, 1);
    REQUIRE(order.batches_per_epoch() == 2);
    std::set<std::uint32_t> ever;
    for (int epoch = 0; epoch < 20; ++epoch) {
        const std::vector<std::uint32_t> samples = batches(order, 2);
        const std::set<std::uint32_t> distinct(samples.begin(), samples.end());
        CHECK(distinct.size() == 8);
        ever.insert(distinct.begin(), distinct.end());
    }
    CHECK(ever.size() == 10);
}

TEST_CASE("independent draws are uniform and repeat within an epoch") {
    cnn::data_order order(cnn::sampling::independent, 20, 7, 5);
    const std::vector<std::uint32_t> samples = batches(order, 10'000);
    REQUIRE(samples.size() == 70'000);
    std::vector<double> counts(20, 0.0);
    double neighbours = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        ++counts.at(samples[i]);
        neighbours += i > 0 && samples[i] == samples[i - 1] ? 1.0 : 0.0;
    }
    double chi_squared = 0.0;
    for (const double count : counts) {
        chi_squared += (count - 3500.0) * (count - 3500.0) / 3500.0;
    }
    CHECK(chi_squared < 66.0);  // 19 degrees of freedom: above with a probability of 4e-7
    CHECK(chi_squared > 1.9);   // below with a probability of 3e-7
    // Binomial(69,999, 1/20): 5.5 standard deviations of 57.7, exceeded by chance with 4e-8.
    CHECK(std::abs(neighbours - 3500.0) < 318.0);
}

TEST_CASE("independent draws may come from fewer samples than a batch") {
    cnn::data_order order(cnn::sampling::independent, 3, 8, 5);
    for (const std::uint32_t sample : batches(order, 5)) {
        CHECK(sample < 3);
    }
}

TEST_CASE("the order as given starts again after the last whole batch") {
    cnn::data_order order(cnn::sampling::in_order, 5, 2, 1);
    CHECK(batches(order, 3) == std::vector<std::uint32_t>{0, 1, 2, 3, 0, 1});
}

TEST_CASE("the seed decides the order") {
    const auto how = GENERATE(cnn::sampling::shuffled, cnn::sampling::independent);
    cnn::data_order one(how, 50, 5, 1);
    cnn::data_order same(how, 50, 5, 1);
    cnn::data_order other(how, 50, 5, 2);
    const auto samples = batches(one, 20);
    CHECK(samples == batches(same, 20));
    CHECK(samples != batches(other, 20));
}

TEST_CASE("a restored order goes on where the saved one was") {
    const auto how =
        GENERATE(cnn::sampling::shuffled, cnn::sampling::independent, cnn::sampling::in_order);
    const scratch_folder folder;
    cnn::data_order order(how, 50, 8, 1);
    batches(order, 9);  // in the middle of the second epoch
    thermosgd::save_checkpoint(folder / "order", "test", order);
    cnn::data_order restored;
    thermosgd::load_checkpoint(folder / "order", "test", restored);
    CHECK(restored.batches() == 9);
    CHECK(batches(restored, 30) == batches(order, 30));
}

TEST_CASE("impossible batches and unknown names are refused with the value in the message") {
    CHECK_THROWS_AS(cnn::data_order(cnn::sampling::shuffled, 10, 0, 1), std::invalid_argument);
    CHECK_THROWS_AS(cnn::data_order(cnn::sampling::shuffled, 10, 11, 1), std::invalid_argument);
    CHECK_THROWS_AS(cnn::data_order(cnn::sampling::independent, 0, 1, 1), std::invalid_argument);
    CHECK(cnn::sampling_of("independent") == cnn::sampling::independent);
    CHECK(cnn::to_string(cnn::sampling::in_order) == "in-order");
    CHECK_THROWS_WITH(cnn::sampling_of("shufled"),
                      "sampling_of: name = 'shufled', expected shuffled, "
                      "independent or in-order");
}

TEST_CASE("all orders of four elements come equally often from shuffle") {
    thermosgd::random_stream random(7);
    std::vector<double> counts(256, 0.0);
    constexpr int draws = 48'000;
    for (int i = 0; i < draws; ++i) {
        std::vector<int> order{0, 1, 2, 3};
        cnn::shuffle(order, random);
        ++counts[static_cast<std::size_t>(64 * order[0] + 16 * order[1] + 4 * order[2] + order[3])];
    }
    double chi_squared = 0.0;
    int seen = 0;
    for (const double count : counts) {
        if (count > 0.0) {
            ++seen;
            chi_squared += (count - 2000.0) * (count - 2000.0) / 2000.0;
        }
    }
    CHECK(seen == 24);
    CHECK(chi_squared < 74.0);  // 23 degrees of freedom: above with a probability of 3e-7
    CHECK(chi_squared > 3.0);   // below with a probability of 2e-7
}

}  // namespace examples_trainer_cnn_data_order_test
