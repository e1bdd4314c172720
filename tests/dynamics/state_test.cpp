// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::buffer_traits
/// \file
/// States and the buffers that they may be over.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/state.hpp>

#include <array>
#include <cstddef>
#include <list>
#include <span>
#include <type_traits>
#include <vector>

using namespace thermosgd;

static_assert(writable_buffer<std::vector<double>>);
static_assert(writable_buffer<std::vector<float>>);
static_assert(writable_buffer<std::array<double, 4>>);
static_assert(writable_buffer<std::span<float>>);
static_assert(!writable_buffer<std::span<const float>>);
static_assert(!writable_buffer<const std::vector<double>>);
static_assert(!writable_buffer<std::vector<int>>);
static_assert(!writable_buffer<std::list<double>>);
static_assert(!writable_buffer<std::vector<std::vector<double>>>);
static_assert(std::is_aggregate_v<contact_state<std::vector<double>>>);
static_assert(std::is_same_v<contact_state<std::span<float>>::value_type, float>);

namespace {

/// Every other scalar of an array: a buffer with gaps.
struct every_other {
    double* first;
    std::size_t count;
    [[nodiscard]] double* data() const { return first; }
};

/// Two pieces of memory that look like one buffer.
struct two_pieces {
    double* first;
    double* second;
    [[nodiscard]] double* data() const { return first; }
};

}  // namespace

template <>
struct thermosgd::buffer_traits<every_other> {
    using value_type = double;
    static std::size_t size(const every_other& b) { return b.count; }
    static storage_order order(const every_other&) { return storage_order::flat; }
    template <class F>
    static void for_each_run(const every_other& b, F&& f) {
        f(strided_run<const double>{b.first, b.count, 2});
    }
};

template <>
struct thermosgd::buffer_traits<two_pieces> {
    using value_type = double;
    static std::size_t size(const two_pieces&) { return 2; }
    static storage_order order(const two_pieces&) { return storage_order::flat; }
    template <class F>
    static void for_each_run(const two_pieces& b, F&& f) {
        f(strided_run<const double>{b.first, 1});
        f(strided_run<const double>{b.second, 1});
    }
};

TEST_CASE("a state starts at S = 0 and t = 0") {
    const contact_state<std::vector<double>> x{.q = {1.0}, .p = {2.0}};
    CHECK(x.s == 0.0);
    CHECK(x.t == 0.0);
}

TEST_CASE("the scalars of a state are its own memory") {
    contact_state<std::vector<double>> x{.q = {1.0, 2.0}, .p = {3.0, 4.0}};
    const auto spans = detail::spans_of(x, "f");
    CHECK(spans.q.data() == x.q.data());
    CHECK(spans.p.data() == x.p.data());
    CHECK(spans.q.size() == 2);
    contact_state<std::array<float, 3>> y{.q = {1, 2, 3}, .p = {}};
    CHECK(detail::spans_of(y, "f").q.data() == y.q.data());
    std::vector<float> memory(6);
    contact_state<std::span<float>> z{.q = std::span(memory).first(3),
                                      .p = std::span(memory).last(3)};
    CHECK(detail::spans_of(z, "f").p.data() == memory.data() + 3);
    contact_state<std::vector<double>> empty;
    CHECK(detail::spans_of(empty, "f").q.empty());
}

TEST_CASE("momenta that are not as many as positions are refused by name and number") {
    contact_state<std::vector<double>> x{.q = {1.0, 2.0}, .p = {3.0}};
    CHECK_THROWS_AS(detail::spans_of(x, "step"), layout_error);
    CHECK_THROWS_WITH(detail::spans_of(x, "step"),
                      ContainsSubstring("step: p has 1 scalars, expected as many as q, 2"));
}

TEST_CASE("buffers with gaps are refused by name") {
    std::array<double, 6> memory{};
    every_other gaps{memory.data(), 3};
    STATIC_REQUIRE(writable_buffer<every_other>);
    CHECK_THROWS_AS(detail::contiguous_scalars(gaps, "q"), layout_error);
    CHECK_THROWS_WITH(detail::contiguous_scalars(gaps, "q"), ContainsSubstring("q is a view"));
    two_pieces pieces{memory.data(), memory.data() + 4};
    CHECK_THROWS_AS(detail::contiguous_scalars(pieces, "p"), layout_error);
    contact_state<every_other> x{.q = gaps, .p = gaps};
    CHECK_THROWS_WITH(detail::spans_of(x, "step"), ContainsSubstring("step: q is a view"));
}
