// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::buffer_traits
#include "catch_shim.hpp"

#include <thermosgd/core/flat_view.hpp>

#include <algorithm>
#include <array>
#include <ranges>
#include <span>
#include <vector>

namespace core_flat_view_test {

using thermosgd::flat_view;

/// Halves of scalars, widened block by block into memory of the call.
struct halves {
    std::vector<signed char> twice;
};

}  // namespace core_flat_view_test

template <>
struct thermosgd::buffer_traits<core_flat_view_test::halves> {
    using value_type = float;
    static std::size_t size(const core_flat_view_test::halves& h) { return h.twice.size(); }
    static storage_order order(const core_flat_view_test::halves&) { return storage_order::flat; }
    template <class F>
    static void for_each_run(const core_flat_view_test::halves& h, F&& f) {
        std::array<float, 4> block{};
        for (std::size_t i = 0; i < h.twice.size(); i += block.size()) {
            const std::size_t n = std::min(block.size(), h.twice.size() - i);
            for (std::size_t k = 0; k < n; ++k) {
                block[k] = 0.5F * static_cast<float>(h.twice[i + k]);
            }
            f(strided_run<const float>{block.data(), n});
        }
    }
};

namespace core_flat_view_test {

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

TEST_CASE("scalars that an adapter widens into scratch memory are kept, each with its own value") {
    const halves narrow{{1, 2, 3, 4, 5, 6, 7, 8, 9}};
    flat_view<float> view;
    view.assign(narrow);
    REQUIRE(view.size() == 9);
    std::array<float, 9> copy{};
    const float* all = view.load(0, 9, copy.data());
    for (std::size_t i = 0; i < 9; ++i) {
        CHECK(view[i] == 0.5F * static_cast<float>(i + 1));
        CHECK(all[i] == view[i]);
    }
}

TEST_CASE("buffers that a range makes on the fly are kept, those that it lends are not copied") {
    const std::vector<std::vector<double>> layers{{1, 2, 3}, {4, 5}};
    const auto by_value = layers | std::views::transform([](const auto& l) { return l; });
    const auto lent = layers | std::views::transform([](const auto& l) { return std::span(l); });
    std::array<double, 3> copy{};
    flat_view<double> view;
    view.assign(by_value);
    REQUIRE(view.size() == 5);
    CHECK(view[0] == 1);
    CHECK(view[4] == 5);
    CHECK(view.load(0, 3, copy.data()) != layers[0].data());
    view.assign(lent);
    CHECK(view.size() == 5);
    CHECK(view.load(0, 3, copy.data()) == layers[0].data());
}

}  // namespace core_flat_view_test
