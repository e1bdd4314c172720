// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/thermometer/window_snapshots.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace thermometer_window_snapshots_test {

using namespace thermosgd;

TEST_CASE("the window covers a half to three quarters of a segment that has doubled twice") {
    detail::window_snapshots<float> kept;
    batch_store clock(1);
    kept.last.take(std::vector<float>{0.0F}, 0);
    kept.begin_window();
    for (std::uint64_t step = 1; step <= 20'000; ++step) {
        kept.last.take(std::vector<float>{static_cast<float>(step)}, step);
        const std::uint64_t length = clock.ticks_per_batch();
        clock.append(std::array{1.0});
        if (clock.ticks_per_batch() != length) {
            kept.slide_window();
        }
        REQUIRE(kept.older_origin.x[0] == static_cast<float>(kept.older_origin.step));
        if (step >= 1024) {
            const double share =
                static_cast<double>(step - kept.older_origin.step) / static_cast<double>(step);
            REQUIRE(share >= 0.5);
            REQUIRE(share <= 0.75);
        } else {
            REQUIRE(kept.older_origin.step == 0);
        }
    }
}

}  // namespace thermometer_window_snapshots_test
