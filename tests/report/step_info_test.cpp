// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/report/step_info.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>

#include "catch_shim.hpp"

namespace report_step_info_test {

using namespace thermosgd;

static_assert(std::is_convertible_v<std::size_t, sample_count>);
static_assert(std::is_convertible_v<int, sample_count>);
static_assert(std::is_convertible_v<double, sample_count>);
static_assert(!std::is_convertible_v<std::string, sample_count>);

TEST_CASE("a batch size is any kind of number, and NaN where it was not given") {
    const std::size_t images = 32;
    const step_info info{.loss = 0.5, .batch_size = images};
    CHECK(info.batch_size == 32.0);
    CHECK(std::isnan(step_info{}.batch_size));
    CHECK(std::isnan(info.learning_rate));
}

TEST_CASE("an optimiser is SGD unless another is named") {
    CHECK(step_info{}.optimiser == optimiser_kind::sgd);
    CHECK(to_string(optimiser_kind::sgd) == "sgd");
    CHECK(to_string(optimiser_kind::other) == "other");
}

}  // namespace report_step_info_test
