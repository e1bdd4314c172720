// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/statistics/thinned_samples.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace statistics_thinned_samples_test {

using namespace thermosgd;

namespace {

void push_numbers(thinned_samples& samples, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
        const auto x = static_cast<double>(i);
        samples.push(std::array{x, -x});
    }
}

}  // namespace

TEST_CASE("the rows kept lie a power of two apart from row 0 on, half the capacity at least") {
    thinned_samples samples(2, 8);
    for (std::uint64_t n = 1; n <= 200; ++n) {
        push_numbers(samples, n - 1, n);
        CHECK(samples.seen() == n);
        REQUIRE(samples.size() <= 8);
        REQUIRE(samples.size() >= std::min<std::uint64_t>(n, 4));
        REQUIRE(samples.rows().size() == 2 * samples.size());
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto expected = static_cast<double>(i * samples.stride());
            REQUIRE(samples.rows()[2 * i] == expected);
            REQUIRE(samples.rows()[2 * i + 1] == -expected);
        }
        // The last one kept is less than a distance away.
        REQUIRE(n - (samples.size() - 1) * samples.stride() <= samples.stride());
    }
    CHECK(samples.stride() == 32);
}

TEST_CASE("rows between two numbers are those kept from the first on and before the last") {
    thinned_samples samples(2, 8);
    push_numbers(samples, 0, 100);  // kept: 0, 16, …, 96
    REQUIRE(samples.stride() == 16);
    for (std::uint64_t first = 0; first <= 120; ++first) {
        for (std::uint64_t last = 0; last <= 120; last += 3) {
            std::size_t expected = 0;
            for (std::uint64_t row = 0; row < 100; row += 16) {
                expected += row >= first && row < last ? 1U : 0U;
            }
            const std::span<const double> rows = samples.rows(first, last);
            REQUIRE(rows.size() == 2 * expected);
            REQUIRE((expected == 0 || rows[0] >= static_cast<double>(first)));
        }
    }
}

TEST_CASE("samples forget when told, and go on from a checkpoint as if nothing had been") {
    thinned_samples samples(2, 8), restored;
    push_numbers(samples, 0, 77);
    const scratch_folder folder;
    save_checkpoint(folder / "state.ckpt", "test", samples);
    load_checkpoint(folder / "state.ckpt", "test", restored);
    push_numbers(samples, 77, 200);
    push_numbers(restored, 77, 200);
    REQUIRE(samples.size() == restored.size());
    CHECK(std::equal(samples.rows().begin(), samples.rows().end(), restored.rows().begin()));
    CHECK(samples.state_bytes() == 128);

    samples.clear();
    CHECK(samples.rows().empty());
    push_numbers(samples, 5, 8);
    CHECK(samples.stride() == 1);
    CHECK(samples.rows(1, 2)[0] == 6);
}

TEST_CASE("an odd capacity, or one below 2, is refused") {
    CHECK_THROWS_AS(thinned_samples(1, 7), std::invalid_argument);
    CHECK_THROWS_AS(thinned_samples(1, 0), std::invalid_argument);
    CHECK_NOTHROW(thinned_samples(1, 2));
}

TEST_CASE("a row of another width is refused and not kept") {
    thinned_samples samples(2, 4);
    CHECK_THROWS_AS(samples.push(std::vector<double>(1)), thermosgd::layout_error);
    CHECK_THROWS_AS(samples.push(std::vector<double>(3)), thermosgd::layout_error);
    CHECK(samples.size() == 0);
    CHECK_NOTHROW(samples.push(std::vector<double>(2)));
}

}  // namespace statistics_thinned_samples_test
