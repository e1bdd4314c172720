// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/statistics/influence.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace statistics_influence_test {

using namespace thermosgd;

TEST_CASE("the influence of a batch is the derivative of f along its departure from the means") {
    batch_store store(2, 8);
    for (int i = 0; i < 8; ++i) {
        store.append(std::array{1.0 + i, 2.0 - 0.1 * i});
    }
    const std::array<std::size_t, 2> columns{0, 1};
    const auto sum = [](std::span<const double> m) { return 3 * m[0] - m[1]; };
    const std::vector<double> linear = detail::influence_of_batches(store, columns, 0, sum);
    REQUIRE(linear.size() == store.batches());
    const double x = store.total(0).mean, y = store.total(1).mean;
    double total = 0;
    for (std::size_t b = 0; b < linear.size(); ++b) {
        const double dx = store.batch(b, 0).mean - x, dy = store.batch(b, 1).mean - y;
        CHECK_THAT(linear[b], WithinAbs(3 * dx - dy, 1e-12));
        total += linear[b];
    }
    CHECK_THAT(total, WithinAbs(0, 1e-12));
    // A ratio, by hand: n[(x + dx/n)/(y + dy/n) − x/y].
    const auto ratio = [](std::span<const double> m) { return m[0] / m[1]; };
    const std::vector<double> curved = detail::influence_of_batches(store, columns, 0, ratio);
    const double n = static_cast<double>(curved.size());
    for (std::size_t b = 0; b < curved.size(); ++b) {
        const double dx = store.batch(b, 0).mean - x, dy = store.batch(b, 1).mean - y;
        CHECK_THAT(curved[b], WithinAbs(n * ((x + dx / n) / (y + dy / n) - x / y), 1e-12));
    }
    // About the means of the second half.
    const std::size_t half = store.batches() / 2;
    const std::vector<double> late = detail::influence_of_batches(store, columns, half, sum);
    double of_half = 0;
    for (std::size_t b = half; b < late.size(); ++b) {
        of_half += late[b];
    }
    CHECK_THAT(of_half, WithinAbs(0, 1e-12));
    CHECK(late[0] < linear[0]);
}

TEST_CASE("a batch in which a column was not observed says nothing") {
    batch_store store(2, 8);
    for (int i = 0; i < 8; ++i) {
        store.append(std::array{1.0 + i, i == 3 ? not_available : 1.0});
    }
    const std::array<std::size_t, 2> columns{0, 1};
    const auto sum = [](std::span<const double> m) { return m[0] + m[1]; };
    const std::vector<double> u = detail::influence_of_batches(store, columns, 0, sum);
    std::size_t silent = 0;
    for (std::size_t b = 0; b < u.size(); ++b) {
        CHECK(std::isnan(u[b]) == (store.batch(b, 1).count == 0));
        silent += std::isnan(u[b]) ? 1U : 0U;
    }
    CHECK(silent == (store.ticks_per_batch() == 1 ? 1 : 0));
    CHECK(detail::influence_of_batches(batch_store(2), columns, 0, sum).empty());
}

}  // namespace statistics_influence_test
