// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/core/sums_pass.hpp>

#include <atomic>
#include <cmath>
#include <span>
#include <thread>
#include <vector>

namespace core_sums_pass_test {

using namespace thermosgd;

namespace {

/// Runs tasks on so many threads, handed out in whatever order they come.
struct threads {
    std::size_t count;
    [[nodiscard]] std::size_t concurrency() const { return count; }
    template <class Task>
    void for_each_index(std::size_t tasks, Task&& task) const {
        std::atomic<std::size_t> next = 0;
        std::vector<std::thread> pool;
        for (std::size_t t = 0; t < count; ++t) {
            pool.emplace_back([&] {
                for (std::size_t i = next++; i < tasks; i = next++) {
                    task(i);
                }
            });
        }
        for (std::thread& t : pool) {
            t.join();
        }
    }
};
static_assert(executor<threads>);

layout mixed_layout() {
    layout where;
    where.add("conv1", {8, 1, 5, 5}, {.filter_axis = 0});
    where.skip(8);
    where.add("linear1", {128, 64}, {.filter_axis = 0, .mass = 2.0});
    where.add("last axis", {25, 3, 16}, {.filter_axis = 2});
    where.add("middle axis", {7, 5, 6}, {.filter_axis = 1});
    where.add("empty", {0, 3}, {.filter_axis = 0});
    where.add("bias", {10});
    where.add("long", {2, 100'000}, {.filter_axis = 0});
    where.skip(3);
    return where;
}

template <class T>
std::vector<T> random_buffer(std::size_t size, std::uint64_t seed, double scale) {
    test::random_stream random(seed);
    std::vector<T> x(size);
    for (T& value : x) {
        value = static_cast<T>(scale * random.normal());
    }
    return x;
}

/// The scalars of a filter by the definition of row-major indexing.
std::vector<std::size_t> filter_indices(const group& g, std::size_t filter) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < g.size; ++i) {
        if (i / g.filter_chunk() % g.filters() == filter) {
            indices.push_back(g.offset + i);
        }
    }
    return indices;
}

}  // namespace

TEMPLATE_TEST_CASE("groups and filters hold the sums of their own scalars", "", float, double) {
    const layout where = mixed_layout();
    const auto x0 = random_buffer<TestType>(where.size(), 1, 1.0);
    const auto dx = random_buffer<TestType>(where.size(), 2, 0.1);
    std::vector<TestType> x1(where.size());
    for (std::size_t i = 0; i < x1.size(); ++i) {
        x1[i] = x0[i] + dx[i];
    }
    std::vector<TestType> kept = x0;
    sums_pass pass(where);
    serial_executor serial;
    pass.positions(x1, std::span<TestType>(kept), sums_level::all, serial);

    const auto check = [&](const sums& s, const std::vector<std::size_t>& indices, double mass) {
        long double v = 0, v2 = 0, xv = 0, x2 = 0, v4 = 0;
        for (const std::size_t i : indices) {
            const long double x = x0[i];
            const long double step = static_cast<long double>(x1[i]) - x;
            v += step;
            v2 += step * step;
            v4 += step * step * step * step;
            xv += x * step;
            x2 += x * x;
        }
        CHECK(s.d == indices.size());
        CHECK_THAT(s.v2, WithinRel(static_cast<double>(v2), 1e-12));
        CHECK_THAT(s.mv2, WithinRel(mass * static_cast<double>(v2), 1e-12));
        CHECK_THAT(s.v4, WithinRel(static_cast<double>(v4), 1e-12));
        CHECK_THAT(s.x2, WithinRel(static_cast<double>(x2), 1e-12));
        CHECK_THAT(s.v, WithinAbs(static_cast<double>(v), 1e-12 * static_cast<double>(s.d)));
        CHECK_THAT(s.xv, WithinAbs(static_cast<double>(xv), 1e-12 * static_cast<double>(s.d)));
    };
    for (std::size_t g = 0; g < where.groups().size(); ++g) {
        const group& here = where.groups()[g];
        CAPTURE(here.name);
        std::vector<std::size_t> all(here.size);
        for (std::size_t i = 0; i < here.size; ++i) {
            all[i] = here.offset + i;
        }
        check(pass.groups()[g], all, here.options.mass);
        REQUIRE(pass.filters(g).size() == here.filters());
        for (std::size_t f = 0; f < here.filters() && here.size != 0; ++f) {
            check(pass.filters(g)[f], filter_indices(here, f), here.options.mass);
        }
    }

    SECTION("the new position is kept, skipped ranges are left alone") {
        for (const group& g : where.groups()) {
            for (std::size_t i = g.offset; i < g.offset + g.size; ++i) {
                REQUIRE(kept[i] == x1[i]);
            }
        }
        CHECK(kept[200] == x0[200]);
        CHECK(kept.back() == x0.back());
    }
    SECTION("filters add up to their layer bit for bit") {
        for (std::size_t g = 0; g < where.groups().size(); ++g) {
            if (where.groups()[g].filters() != 0) {
                CHECK(pairwise_sum(pass.filters(g)) == pass.groups()[g]);
            }
        }
    }
    SECTION("the displacement gives the same sums as the two positions") {
        std::vector<double> wide_dx(where.size()), wide_x0(x0.begin(), x0.end());
        for (std::size_t i = 0; i < wide_dx.size(); ++i) {
            wide_dx[i] = static_cast<double>(x1[i]) - static_cast<double>(x0[i]);
        }
        sums_pass other(where);
        other.displacements(wide_dx, wide_x0, sums_level::all, serial);
        for (std::size_t g = 0; g < where.groups().size(); ++g) {
            CHECK(other.groups()[g] == pass.groups()[g]);
        }
        other.displacements(wide_dx, {}, sums_level::all, serial);
        CHECK(std::isnan(other.groups()[0].xv));
        CHECK(std::isnan(other.filters(2)[0].x2));
        CHECK(other.filters(2)[3].v3 == pass.filters(2)[3].v3);
    }
}

TEST_CASE("1, 2 and 4 threads give the same bits") {
    const layout where = mixed_layout();
    const auto x0 = random_buffer<float>(where.size(), 3, 1.0);
    const auto x1 = random_buffer<float>(where.size(), 4, 1.0);
    std::vector<sums> first;
    for (const std::size_t count : {1U, 2U, 4U}) {
        std::vector<float> kept = x0;
        sums_pass pass(where);
        threads pool{count};
        pass.positions(x1, std::span<float>(kept), sums_level::all, pool);
        std::vector<sums> all(pass.groups().begin(), pass.groups().end());
        all.insert(all.end(), pass.filters().begin(), pass.filters().end());
        if (first.empty()) {
            first = all;
        }
        CHECK(all == first);
        CHECK(kept.back() == x0.back());
    }
}

TEST_CASE("a range of buffers and one flat buffer give the same bits") {
    const layout where = mixed_layout();
    const auto x1 = random_buffer<double>(where.size(), 5, 1.0);
    const std::span<const double> flat(x1);
    const std::vector<std::span<const double>> cut{flat.first(57), flat.subspan(57, 5000),
                                                   flat.subspan(5057)};
    std::vector<double> kept_a(where.size()), kept_b(where.size());
    sums_pass a(where), b(where);
    serial_executor serial;
    a.positions(x1, std::span<double>(kept_a), sums_level::all, serial);
    b.positions(cut, std::span<double>(kept_b), sums_level::all, serial);
    CHECK(kept_a == kept_b);
    for (std::size_t g = 0; g < where.groups().size(); ++g) {
        CHECK(a.groups()[g] == b.groups()[g]);
    }
}

TEST_CASE("one mass per parameter weighs every scalar, in any filter order") {
    layout where;
    where.add("w", {2, 3}, {.filter_axis = 1});
    const std::vector<double> mass{1, 10, 100, 1000, 10000, 100000};
    sums_pass pass(where, mass);
    serial_executor serial;
    pass.displacements(std::vector<double>(6, 1.0), {}, sums_level::kinetic, serial);
    CHECK(pass.groups()[0].mv2 == 111111.0);
    CHECK(pass.filters(0)[0].mv2 == 1001.0);
    CHECK(pass.filters(0)[2].mv2 == 100100.0);
    CHECK(pass.groups()[0].v2 == 6.0);
    CHECK_THROWS_AS(sums_pass(where, {1.0, 2.0}), layout_error);
}

TEST_CASE("a non-finite entry is counted in its filter and group only") {
    layout where;
    where.add("a", {2, 3}, {.filter_axis = 0});
    where.add("b", {4});
    std::vector<float> x(10, 1.0F), kept(10, 0.0F);
    x[4] = std::numeric_limits<float>::quiet_NaN();
    sums_pass pass(where);
    serial_executor serial;
    pass.positions(x, std::span<float>(kept), sums_level::kinetic, serial);
    CHECK(pass.groups()[0].n_nonfinite == 1);
    CHECK(pass.filters(0)[0].n_nonfinite == 0);
    CHECK(pass.filters(0)[1].n_nonfinite == 1);
    CHECK(pass.groups()[1].n_nonfinite == 0);
    CHECK(pass.groups()[1].v2 == 4.0);
}

TEST_CASE("buffers of another size are refused before anything is changed") {
    layout where;
    where.add("a", {4});
    std::vector<float> kept(4, 1.0F), kept_short(3, 1.0F);
    sums_pass pass(where);
    serial_executor serial;
    CHECK_THROWS_AS(
        pass.positions(std::vector<float>(5), std::span<float>(kept), sums_level::all, serial),
        layout_error);
    CHECK_THROWS_AS(pass.positions(std::vector<float>(4), std::span<float>(kept_short),
                                   sums_level::all, serial),
                    layout_error);
    CHECK_THROWS_AS(pass.displacements(std::vector<float>(4), std::span<const float>(kept_short),
                                       sums_level::all, serial),
                    layout_error);
    CHECK(kept == std::vector<float>(4, 1.0F));
}

}  // namespace core_sums_pass_test
