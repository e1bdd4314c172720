// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: replaces operator new
/// \file
/// The batch store against direct means over stored data.

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include "catch_shim.hpp"
#include "failing_allocation.hpp"
#include "memory_archive.hpp"
#include "random.hpp"

using thermosgd::batch_store;
using thermosgd::moments;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A table of ticks × columns, with gaps: column 1 is seen every third tick.
struct table {
    std::size_t columns = 3;
    std::vector<double> numbers;

    table(std::size_t ticks, std::uint64_t seed) {
        test::random_stream random(seed);
        for (std::size_t t = 0; t < ticks; ++t) {
            numbers.push_back(1e6 + random.normal());
            numbers.push_back(t % 3 == 0 ? random.normal() : missing);
            numbers.push_back(t % 7 == 5 ? std::numeric_limits<double>::infinity()
                                         : -5 + 0.01 * random.normal());
        }
    }

    [[nodiscard]] std::size_t ticks() const { return numbers.size() / columns; }

    [[nodiscard]] std::span<const double> row(std::size_t t) const {
        return std::span(numbers).subspan(t * columns, columns);
    }

    [[nodiscard]] moments direct(std::size_t column, std::size_t first, std::size_t last) const {
        moments result;
        for (std::size_t t = first; t < last; ++t) {
            if (std::isfinite(row(t)[column])) {
                result.push(row(t)[column]);
            }
        }
        return result;
    }

    [[nodiscard]] batch_store store(std::size_t first, std::size_t last,
                                    std::size_t capacity = 16) const {
        batch_store result(columns, capacity);
        for (std::size_t t = first; t < last; ++t) {
            result.append(row(t));
        }
        return result;
    }
};

void check_same(const moments& got, const moments& expected, double relative) {
    CHECK(got.count == expected.count);
    CHECK_THAT(got.mean, WithinAbs(expected.mean, relative * (1 + std::fabs(expected.mean))));
    // m2 of numbers around 1e6 with sd 1 keeps 16 − 6 digits in a single merge.
    CHECK_THAT(got.m2, WithinRel(expected.m2, 1e-9));
}

}  // namespace

TEST_CASE("collapsed batches equal moments taken directly over the same ticks") {
    const table data(5000, 1);
    for (const std::size_t ticks : {1u, 15u, 16u, 17u, 100u, 4096u, 5000u}) {
        CAPTURE(ticks);
        const batch_store store = data.store(0, ticks);
        CHECK(store.ticks() == ticks);
        const std::size_t length = store.ticks_per_batch();
        CHECK(store.batches() == ticks / length);
        for (std::size_t j = 0; j < data.columns; ++j) {
            for (std::size_t b = 0; b < store.batches(); ++b) {
                CHECK(store.batch_ticks(b) == length);
                CHECK(store.ticks_before(b) == b * length);
                check_same(store.batch(b, j), data.direct(j, b * length, (b + 1) * length), 1e-13);
            }
            check_same(store.current(j), data.direct(j, store.batches() * length, ticks), 1e-13);
            check_same(store.total(j), data.direct(j, 0, ticks), 1e-13);
            const std::size_t half = store.batches() / 2;
            check_same(store.total(j, half), data.direct(j, half * length, ticks), 1e-13);
        }
    }
}

TEST_CASE("there are between capacity/2 and capacity batches after the first ones") {
    batch_store store(1, 8);
    const double x = 1;
    for (std::size_t tick = 1; tick <= 3000; ++tick) {
        store.append({&x, 1});
        CHECK(store.batches() < 8);
        CHECK(store.batches() >= std::min<std::size_t>(tick, 4));
    }
}

TEST_CASE("what is not finite is not observed, in that column only") {
    batch_store store(2, 4);
    for (const double gap :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        store.append(std::array{gap, 2.0});
        store.append(std::array{3.0, gap});
    }
    CHECK(store.total(0) == moments{3, 3.0, 0.0});
    CHECK(store.total(1) == moments{3, 2.0, 0.0});
    CHECK(store.ticks() == 6);
}

TEST_CASE("a batch in which a column was never seen has count 0 there") {
    batch_store store(2, 16);
    for (int tick = 0; tick < 10; ++tick) {
        store.append(std::array{tick == 4 ? 1.5 : missing, 1.0});
    }
    CHECK(store.batches() == 10);
    CHECK(store.batch(3, 0).count == 0);
    CHECK(store.batch(4, 0) == moments{1, 1.5, 0});
    CHECK(store.total(0).count == 1);
}

TEST_CASE("append allocates nothing") {
    batch_store store(5, 16);
    const std::array row{1.0, 2.0, missing, 4.0, 5.0};
    const std::size_t before = test::allocations;
    for (int tick = 0; tick < 10'000; ++tick) {
        store.append(row);
    }
    CHECK(test::allocations == before);
    batch_store copy = store;
    const std::size_t copied = test::allocations;
    for (int tick = 0; tick < 10'000; ++tick) {
        copy.append(row);
    }
    CHECK(test::allocations <= copied + 2);
    CHECK(copied > before);
}

TEST_CASE("merging two stores split at a batch boundary equals one store of both") {
    const table data(4096, 2);
    for (const std::size_t split : {512u, 1024u, 2048u, 3072u, 3584u}) {
        CAPTURE(split);
        batch_store merged = data.store(0, split);
        merged += data.store(split, data.ticks());
        const batch_store whole = data.store(0, data.ticks());
        REQUIRE(merged.ticks_per_batch() == whole.ticks_per_batch());
        REQUIRE(merged.batches() == whole.batches());
        for (std::size_t j = 0; j < data.columns; ++j) {
            for (std::size_t b = 0; b < whole.batches(); ++b) {
                CHECK(merged.batch_ticks(b) == whole.batch_ticks(b));
                check_same(merged.batch(b, j), whole.batch(b, j), 1e-13);
            }
            check_same(merged.total(j), whole.total(j), 1e-13);
        }
    }
}

TEST_CASE("merging at any tick keeps all moments and nearly equal batches") {
    const table data(3001, 3);
    test::random_stream random(4);
    for (int trial = 0; trial < 100; ++trial) {
        batch_store merged(data.columns, 16);
        std::size_t begin = 0;
        while (begin < data.ticks()) {
            const std::size_t end =
                std::min<std::size_t>(data.ticks(), begin + 1 + random.below(1500));
            merged += data.store(begin, end);
            begin = end;
        }
        CHECK(merged.ticks() == data.ticks());
        CHECK(merged.batches() < merged.capacity());
        CHECK(merged.batches() >= 4);
        std::size_t first = 0;
        for (std::size_t b = 0; b < merged.batches(); ++b) {
            CHECK(merged.batch_ticks(b) >= merged.ticks_per_batch());
            CHECK(merged.batch_ticks(b) < 3 * merged.ticks_per_batch());
            const std::size_t last = first + merged.batch_ticks(b);
            check_same(merged.batch(b, 0), data.direct(0, first, last), 1e-13);
            first = last;
        }
        for (std::size_t j = 0; j < data.columns; ++j) {
            check_same(merged.total(j), data.direct(j, 0, data.ticks()), 1e-12);
        }
    }
}

TEST_CASE("merging with nothing, with itself and with a longer store") {
    const table data(1000, 5);
    const batch_store whole = data.store(0, 1000);
    batch_store a = whole;
    a += batch_store(data.columns, 16);
    check_same(a.total(0), whole.total(0), 1e-15);
    CHECK(a.batches() == whole.batches());

    batch_store b(data.columns, 16);
    b += whole;
    check_same(b.total(2), whole.total(2), 1e-13);
    CHECK(b.ticks() == 1000);

    batch_store twice = whole;
    twice += twice;
    CHECK(twice.ticks() == 2000);
    CHECK_THAT(twice.total(0).mean, WithinRel(whole.total(0).mean, 1e-14));

    batch_store brief = data.store(0, 10);
    brief += data.store(10, 1000);
    check_same(brief.total(1), whole.total(1), 1e-13);
}

TEST_CASE("a merged store keeps the error bar of the whole") {
    const table data(20'000, 6);
    const batch_store whole = data.store(0, data.ticks(), 512);
    batch_store merged(data.columns);
    for (std::size_t begin = 0; begin < data.ticks(); begin += 3700) {
        merged += data.store(begin, std::min<std::size_t>(begin + 3700, data.ticks()), 512);
    }
    for (std::size_t j = 0; j < data.columns; ++j) {
        const auto expected = mean_estimate(whole, j);
        const auto got = mean_estimate(merged, j);
        CHECK_THAT(got.value, WithinAbs(expected.value, 1e-12 * (1 + std::fabs(expected.value))));
        // Two estimates of one error bar from other blocks of the same data: each is uncertain by
        // 1/sqrt(2 nu), 14 % at nu = 24.
        CHECK_THAT(got.error, WithinRel(expected.error, 0.5));
        CHECK(got.verdict != thermosgd::reliability::unknown);
    }
}

TEST_CASE("a store that was written and read back continues bit for bit") {
    const table data(2500, 7);
    batch_store original = data.store(0, 777);
    test::memory_writer writer;
    writer(original);
    batch_store copy;
    test::memory_reader reader(writer.words);
    reader(copy);
    CHECK(reader.at_end());
    for (std::size_t t = 777; t < data.ticks(); ++t) {
        original.append(data.row(t));
        copy.append(data.row(t));
    }
    REQUIRE(copy.batches() == original.batches());
    CHECK(copy.ticks() == original.ticks());
    CHECK(copy.ticks_per_batch() == original.ticks_per_batch());
    for (std::size_t j = 0; j < data.columns; ++j) {
        for (std::size_t b = 0; b < copy.batches(); ++b) {
            CHECK(copy.batch(b, j) == original.batch(b, j));
        }
        CHECK(copy.current(j) == original.current(j));
    }
}

TEST_CASE("a row of the first columns leaves the others unobserved") {
    batch_store store(3, 4);
    for (int tick = 0; tick < 11; ++tick) {
        const double value = tick;
        if (tick % 2 == 0) {
            store.append(std::vector<double>{value, value, value});
        } else {
            store.append_leading(std::vector<double>{value, value});
        }
    }
    CHECK(store.ticks() == 11);
    CHECK(store.total(0).mean == 5.0);
    CHECK(store.total(1).count == 11);
    CHECK(store.total(2).count == 6);
    CHECK(store.total(2).mean == 5.0);
    CHECK_THROWS_AS(store.append(std::vector<double>{1.0, 2.0}), thermosgd::layout_error);
}

TEST_CASE("a cleared store is as new") {
    const table data(100, 8);
    batch_store store = data.store(0, 100);
    store.clear();
    CHECK(store.ticks() == 0);
    CHECK(store.batches() == 0);
    CHECK(store.ticks_per_batch() == 1);
    CHECK(store.total(0).count == 0);
    CHECK(store.columns() == 3);
    store.append(data.row(0));
    CHECK(store.total(0).count == 1);
}

TEST_CASE("a row of another size, other columns and an odd capacity are refused") {
    batch_store store(2, 4);
    CHECK_THROWS_AS(store.append(std::array{1.0}), thermosgd::layout_error);
    CHECK_THROWS_AS(store.append_leading(std::array{1.0, 2.0, 3.0}), thermosgd::layout_error);
    CHECK_THROWS_AS(store += batch_store(3, 4), thermosgd::layout_error);
    CHECK(store.ticks() == 0);
    CHECK_THROWS_AS(batch_store(1, 3), std::invalid_argument);
    CHECK_THROWS_AS(batch_store(1, 2), std::invalid_argument);
    CHECK_THROWS_AS(batch_store(1, 0), std::invalid_argument);
}
