// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::buffer_traits
#include "catch_shim.hpp"

#include <thermosgd/core/displacement_sums.hpp>

#include <cmath>
#include <span>
#include <vector>

using namespace thermosgd;

namespace {

/// A matrix view with a storage order of its own, to be refused in a pair with the other order.
struct ordered {
    std::vector<double> data;
    storage_order order;
};

/// A reversed view: one run of negative stride.
struct reversed {
    std::span<const float> data;
};

}  // namespace

template <>
struct thermosgd::buffer_traits<ordered> {
    using value_type = double;
    static std::size_t size(const ordered& b) { return b.data.size(); }
    static storage_order order(const ordered& b) { return b.order; }
    template <class F>
    static void for_each_run(const ordered& b, F&& f) {
        f(strided_run<const double>{b.data.data(), b.data.size()});
    }
};

template <>
struct thermosgd::buffer_traits<reversed> {
    using value_type = float;
    static std::size_t size(const reversed& b) { return b.data.size(); }
    static storage_order order(const reversed&) { return storage_order::flat; }
    template <class F>
    static void for_each_run(const reversed& b, F&& f) {
        f(strided_run<const float>{b.data.data() + b.data.size() - 1, b.data.size(), -1});
    }
};

TEST_CASE("1e8 float squares, streamed in small chunks, are summed to 1e-6 and better") {
    // 1e8 · 0.1²: a running sum in float is 25 % low.
    const std::vector<float> chunk(10'000, 0.1F);
    const double square = static_cast<double>(0.1F) * static_cast<double>(0.1F);
    sums total;
    for (int i = 0; i < 10'000; ++i) {
        total += displacement_sums(chunk);
    }
    CHECK(total.d == 100'000'000);
    CHECK_THAT(total.v2, WithinRel(1e8 * square, 1e-12));
    CHECK_THAT(total.v, WithinRel(1e8 * static_cast<double>(0.1F), 1e-12));
}

TEST_CASE("a cut into buffers does not change what is summed") {
    std::vector<float> flat(10'000);
    for (std::size_t i = 0; i < flat.size(); ++i) {
        flat[i] = std::sin(static_cast<float>(i));
    }
    const std::vector<std::span<const float>> cut{std::span<const float>(flat).first(1),
                                                  std::span<const float>(flat).subspan(1, 5000),
                                                  std::span<const float>(flat).subspan(5001)};
    const sums a = displacement_sums(flat);
    const sums b = displacement_sums(cut);
    CHECK(a.d == b.d);
    CHECK_THAT(a.v2, WithinRel(b.v2, 1e-14));
    CHECK_THAT(a.v4, WithinRel(b.v4, 1e-14));
}

TEST_CASE("a negative stride sums the same scalars") {
    const std::vector<float> v{1, 2, 3, 4, 5};
    CHECK(displacement_sums(reversed{v}).v2 == displacement_sums(v).v2);
    CHECK(displacement_sums(reversed{v}, std::vector<double>{1, 0, 0, 0, 0}).mv2 == 25.0);
    CHECK(displacement_sums(v, std::vector<double>{1, 0, 0, 0, 0}).mv2 == 1.0);
}

TEST_CASE("masses pair up with displacements in storage order, across different cuts") {
    const std::vector<std::vector<double>> v{{1, 2}, {3}};
    const std::vector<float> m{1, 10, 100};
    CHECK(displacement_sums(v, m).mv2 == 1.0 + 40.0 + 900.0);
    CHECK(displacement_sums(v, m).v2 == 14.0);
}

TEST_CASE("buffers that do not pair up are refused") {
    CHECK_THROWS_AS(displacement_sums(std::vector<double>(3), std::vector<double>(2)),
                    layout_error);
    const ordered rows{{1, 2, 3, 4}, storage_order::row_major};
    const ordered columns{{1, 2, 3, 4}, storage_order::column_major};
    const ordered flat{{1, 2, 3, 4}, storage_order::flat};
    CHECK_THROWS_AS(displacement_sums(rows, columns), layout_error);
    CHECK_NOTHROW(displacement_sums(rows, rows));
    CHECK_NOTHROW(displacement_sums(rows, flat));
    CHECK_NOTHROW(displacement_sums(flat, columns));
    // Which of them are which is not known, so two mixtures are not taken to be the same.
    const std::vector<ordered> mixed{rows, columns};
    CHECK_THROWS_AS(displacement_sums(mixed, mixed), layout_error);
    CHECK_NOTHROW(displacement_sums(mixed, std::vector<double>(8)));
}

TEST_CASE("nothing at all sums to nothing") {
    CHECK(displacement_sums(std::vector<float>{}).d == 0);
    CHECK(displacement_sums(std::vector<float>{}).v2 == 0.0);
    CHECK(displacement_sums(std::vector<std::vector<float>>{}).d == 0);
}
