// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/flat_view.hpp>

#include <array>
#include <span>
#include <vector>

namespace core_flat_view_test {

using thermosgd::flat_view;

TEST_CASE("buffers are numbered through, empty ones taking no number") {
    const std::vector<std::vector<float>> layers{{1, 2, 3}, {}, {4}, {5, 6}};
    flat_view<float> view;
    view.assign(layers);
    REQUIRE(view.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(view[i] == static_cast<float>(i + 1));
    }
}

TEST_CASE("a range within one contiguous run is seen in place, across runs it is copied") {
    const std::vector<std::vector<double>> layers{{1, 2, 3}, {4, 5}};
    flat_view<double> view;
    view.assign(layers);
    std::array<double, 5> copy{};
    CHECK(view.load(0, 3, copy.data()) == layers[0].data());
    CHECK(view.load(3, 2, copy.data()) == layers[1].data());
    CHECK(view.load(1, 4, copy.data()) == copy.data());
    CHECK(copy == std::array<double, 5>{2, 3, 4, 5, 0});
}

TEST_CASE("a view follows buffers that were reallocated") {
    std::vector<float> x{1, 2};
    flat_view<float> view;
    view.assign(x);
    std::vector<float>(1000, 7.0F).swap(x);
    view.assign(x);
    CHECK(view.size() == 1000);
    CHECK(view[999] == 7.0F);
    view.clear();
    CHECK(view.size() == 0);
}

}  // namespace core_flat_view_test
