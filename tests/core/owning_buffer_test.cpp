// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::owning_buffer
/// \file
/// The owning types of buffers that the library knows.

#include "catch_shim.hpp"

#include <thermosgd/core/owning_buffer.hpp>

#include <array>
#include <concepts>
#include <span>
#include <vector>

using thermosgd::owning_buffer_t;

static_assert(std::same_as<owning_buffer_t<std::vector<float>>, std::vector<float>>);
static_assert(std::same_as<owning_buffer_t<std::array<double, 3>>, std::array<double, 3>>);
static_assert(std::same_as<owning_buffer_t<std::span<float>>, std::vector<float>>);
static_assert(std::same_as<owning_buffer_t<std::span<const double>>, std::vector<double>>);
static_assert(std::same_as<owning_buffer_t<std::span<double, 4>>, std::vector<double>>);

namespace {

/// A view of a user and its owner.
struct window {
    double* first;
};

}  // namespace

template <>
struct thermosgd::owning_buffer<window> {
    using type = std::vector<double>;
};

TEST_CASE("a view of a user has the owner that the user names") {
    STATIC_REQUIRE(std::same_as<owning_buffer_t<window>, std::vector<double>>);
    CHECK(owning_buffer_t<window>(2, 1.0) == std::vector<double>{1.0, 1.0});
}
