// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::buffer_traits
#include <thermosgd/core/buffer.hpp>

#include <array>
#include <complex>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <initializer_list>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <valarray>
#include <vector>

#include "catch_shim.hpp"
#include "core/walked.hpp"

/// A user's tensor: memory, a stride, and no iterators.
struct strided_tensor {
    std::vector<float> memory{};
    std::ptrdiff_t stride = 1;
};

template <>
struct thermosgd::buffer_traits<strided_tensor> {
    using value_type = float;
    static std::size_t size(const strided_tensor& t) {
        return t.memory.size() / static_cast<std::size_t>(t.stride);
    }
    static storage_order order(const strided_tensor&) { return storage_order::row_major; }
    template <class F>
    static void for_each_run(const strided_tensor& t, F&& f) {
        f(strided_run<const float>{t.memory.data(), size(t), t.stride});
    }
};

/// Adapted, empty, and of any order.
struct ordered_tensor {
    thermosgd::storage_order order = thermosgd::storage_order::flat;
};

template <>
struct thermosgd::buffer_traits<ordered_tensor> {
    using value_type = float;
    static std::size_t size(const ordered_tensor&) { return 0; }
    static storage_order order(const ordered_tensor& t) { return t.order; }
    template <class F>
    static void for_each_run(const ordered_tensor&, F&&) {}
};

/// Adapted in name only.
struct integer_tensor {};

template <>
struct thermosgd::buffer_traits<integer_tensor> {
    using value_type = int;
    static std::size_t size(const integer_tensor&) { return 0; }
    static storage_order order(const integer_tensor&) { return storage_order::flat; }
    template <class F>
    static void for_each_run(const integer_tensor&, F&&) {}
};

namespace {

using thermosgd::for_each_run;
using thermosgd::order_of;
using thermosgd::parameter_count;
using thermosgd::parameter_value_t;
using thermosgd::storage_order;

struct layer {
    std::vector<float> weights;
};

/// A contiguous range whose end is not known without a walk.
struct until_zero {
    struct sentinel {
        bool operator==(const double* p) const { return *p == 0.0; }
    };
    [[nodiscard]] const double* begin() const { return nullptr; }
    [[nodiscard]] sentinel end() const { return {}; }
};

/// A range of layers that happens to have a member called second.
struct model : std::vector<std::vector<double>> {
    int second = 0;
};

template <class P, class Scalar>
constexpr bool accepted = thermosgd::parameters<P> && thermosgd::parameters<const P&> &&
                          std::same_as<parameter_value_t<P>, Scalar>;
template <class P>
constexpr bool rejected = !thermosgd::parameters<P>;

// One piece of memory.
static_assert(accepted<std::vector<float>, float>);
static_assert(accepted<std::vector<double>, double>);
static_assert(accepted<const std::vector<double>, double>);
static_assert(accepted<std::array<float, 3>, float>);
static_assert(accepted<std::array<float, 0>, float>);
static_assert(accepted<std::span<float>, float>);
static_assert(accepted<std::span<const double>, double>);
static_assert(accepted<std::span<const double, 4>, double>);
static_assert(accepted<float[5], float>);
static_assert(accepted<std::initializer_list<double>, double>);
static_assert(accepted<std::valarray<double>, double>);
static_assert(accepted<strided_tensor, float>);
static_assert(thermosgd::buffer<std::vector<float>> && thermosgd::buffer<strided_tensor>);
static_assert(thermosgd::adapted_buffer<strided_tensor>);
static_assert(!thermosgd::contiguous_buffer<strided_tensor>);

// Ranges of those, and names with them.
static_assert(accepted<std::vector<std::vector<float>>, float>);
static_assert(accepted<std::array<std::vector<std::vector<double>>, 2>, double>);
static_assert(accepted<float[3][5], float>);
static_assert(accepted<std::list<std::vector<float>>, float>);
static_assert(accepted<std::deque<std::span<const float>>, float>);
static_assert(accepted<std::vector<strided_tensor>, float>);
static_assert(accepted<std::map<std::string, std::vector<double>>, double>);
static_assert(accepted<std::pair<std::string, std::vector<double>>, double>);
static_assert(accepted<std::pair<const char*, const std::vector<double>&>, double>);
static_assert(accepted<std::pair<const char*, const strided_tensor>, float>);
static_assert(accepted<std::vector<std::pair<std::string, std::vector<float>>>, float>);
static_assert(accepted<std::map<std::string, std::map<int, std::vector<float>>>, float>);
static_assert(accepted<model, double>);
static_assert(!thermosgd::buffer<std::vector<std::vector<float>>>);

// A single number is not a buffer: its address is all that it would add.
static_assert(rejected<double>);
static_assert(rejected<float*>);
static_assert(rejected<float[]>);
static_assert(rejected<void>);
static_assert(rejected<std::optional<double>>);
static_assert(rejected<std::tuple<std::vector<double>, std::vector<float>>>);
// Not float or double.
static_assert(rejected<std::vector<int>>);
static_assert(rejected<std::vector<bool>>);
static_assert(rejected<std::vector<long double>>);
static_assert(rejected<std::vector<std::complex<double>>>);
static_assert(rejected<std::vector<std::vector<int>>>);
static_assert(rejected<std::vector<double*>>);
static_assert(rejected<std::string>);
static_assert(rejected<std::string_view>);
static_assert(rejected<std::vector<std::string>>);
static_assert(rejected<std::filesystem::path>);
static_assert(rejected<std::map<std::string, double>>);
static_assert(rejected<integer_tensor>);
// Scalars that are not in one piece of memory.
static_assert(rejected<std::list<float>>);
static_assert(rejected<std::deque<double>>);
static_assert(rejected<std::set<double>>);
static_assert(rejected<std::ranges::iota_view<int, int>>);
static_assert(rejected<until_zero>);
static_assert(rejected<layer>);

}  // namespace

TEST_CASE("a contiguous range is one run over its own memory") {
    const std::vector<double> v{1, 2, 3};
    const auto seen = walk(v);
    CHECK(seen.runs == 1);
    CHECK(seen.scalars == v);
    CHECK(seen.addresses.front() == v.data());
    CHECK(parameter_count(v) == 3);
    CHECK(order_of(v) == storage_order::flat);
}

TEST_CASE("nested ranges are numbered through, in order") {
    const std::map<std::string, std::vector<std::vector<double>>> nested{{"b", {{4}, {}, {5, 6}}},
                                                                         {"a", {{1, 2}, {3}}}};
    CHECK(walk(nested).scalars == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(parameter_count(nested) == 6);

    const float matrix[2][3] = {{1, 2, 3}, {4, 5, 6}};
    CHECK(walk(matrix).scalars == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK(walk(matrix).runs == 2);
    CHECK(parameter_count(matrix) == 6);
}

TEST_CASE("a valarray is a buffer, wherever its header was included") {
    const std::valarray<double> v{3, 1, 2};
    CHECK(walk(v).scalars == std::vector<double>{3, 1, 2});
    CHECK(parameter_count(v) == 3);
}

TEST_CASE("a pair stands for its second member, other types with one do not") {
    const std::vector<double> weights{1, 2};
    const std::pair<const char*, const std::vector<double>&> named{"weights", weights};
    CHECK(walk(named).addresses.front() == weights.data());
    CHECK(parameter_count(named) == 2);

    model m;
    m.push_back({7, 8});
    CHECK(walk(m).scalars == std::vector<double>{7, 8});
    CHECK(parameter_count(m) == 2);
    CHECK(order_of(m) == storage_order::flat);
}

TEST_CASE("a view over members is a range of buffers") {
    const std::vector<layer> layers{{{1, 2}}, {{3}}};
    const auto weights = std::views::transform(layers, &layer::weights);
    CHECK(walk(weights).scalars == std::vector<float>{1, 2, 3});
    CHECK(walk(weights).addresses.front() == layers.front().weights.data());
}

TEST_CASE("a specialisation of buffer_traits is used, alone and in ranges") {
    const strided_tensor t{{0, 1, 2, 3, 4, 5}, 2};
    CHECK(walk(t).scalars == std::vector<float>{0, 2, 4});
    CHECK(parameter_count(t) == 3);
    CHECK(order_of(t) == storage_order::row_major);

    const std::vector<strided_tensor> two{t, {{6, 7, 8}, 3}};
    CHECK(walk(two).scalars == std::vector<float>{0, 2, 4, 6});
    CHECK(walk(two).runs == 2);
    CHECK(parameter_count(two) == 4);
    CHECK(order_of(two) == storage_order::row_major);
}

TEST_CASE("a range of buffers has the order on which they agree") {
    using named_layers = std::vector<std::pair<int, ordered_tensor>>;
    const auto order_of_both = [](storage_order a, storage_order b) {
        return order_of(named_layers{{0, {a}}, {1, {b}}});
    };
    CHECK(order_of_both(storage_order::flat, storage_order::flat) == storage_order::flat);
    CHECK(order_of_both(storage_order::flat, storage_order::row_major) == storage_order::row_major);
    CHECK(order_of_both(storage_order::column_major, storage_order::flat) ==
          storage_order::column_major);
    CHECK(order_of_both(storage_order::row_major, storage_order::column_major) ==
          storage_order::mixed);
    const std::vector<named_layers> nested{{{0, {storage_order::row_major}}},
                                           {{0, {storage_order::column_major}}}};
    CHECK(order_of(nested) == storage_order::mixed);
    CHECK(order_of(named_layers{}) == storage_order::flat);
}

TEST_CASE("empty buffers hold no scalars and no address") {
    const std::vector<double> none;
    std::size_t calls = 0;
    for_each_run(none, [&](thermosgd::strided_run<const double> r) {
        ++calls;
        CHECK(r.size == 0);
        CHECK(r.data == nullptr);
    });
    CHECK(calls <= 1);
    CHECK(parameter_count(none) == 0);
    CHECK(parameter_count(std::vector<std::vector<float>>{}) == 0);
    CHECK(walk(std::array<float, 0>{}).scalars.empty());
}

TEST_CASE("each call sees where the memory is now") {
    std::vector<double> v{1, 2};
    CHECK(walk(v).addresses.front() == v.data());
    v.reserve(1000);
    v.push_back(3);
    CHECK(walk(v).addresses.front() == v.data());
    CHECK(walk(v).scalars == v);
}

TEST_CASE("the function is called in place: it may have state and may not be copyable") {
    struct counter {
        std::unique_ptr<std::size_t> seen = std::make_unique<std::size_t>(0);
        void operator()(thermosgd::strided_run<const float> r) { *seen += r.size; }
    };
    counter count;
    for_each_run(std::vector<strided_tensor>{{{1, 2}, 1}, {{3}, 1}}, count);
    CHECK(*count.seen == 3);
    for_each_run(std::vector<float>{1, 2}, count);
    CHECK(*count.seen == 5);
}

TEST_CASE("the walk over memory is a constant expression") {
    constexpr double sum = [] {
        const std::array<std::array<double, 2>, 2> a{{{1, 2}, {3, 4}}};
        double s = 0;
        for_each_run(a, [&](thermosgd::strided_run<const double> r) {
            for (std::size_t i = 0; i < r.size; ++i) {
                s += r[i];
            }
        });
        return s;
    }();
    STATIC_REQUIRE(sum == 10.0);
}
