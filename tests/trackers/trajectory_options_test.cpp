// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/trackers/trajectory_options.hpp>

namespace trackers_trajectory_options_test {

using thermosgd::trajectory_options;

TEST_CASE("options read back are those that were written, and differ from any others") {
    trajectory_options written{.buckets = 64,
                               .levels = 9,
                               .velocity_width = 32,
                               .velocity_levels = 3,
                               .projections = 2,
                               .spectrum_segment = 128,
                               .kinetic_levels = 5};
    test::memory_writer out;
    out(written);
    CHECK(out.words.size() == 7);
    trajectory_options read;
    CHECK_FALSE(read == written);
    test::memory_reader in(out.words);
    in(read);
    CHECK(in.at_end());
    CHECK(read == written);
    read.kinetic_levels = 6;
    CHECK_FALSE(read == written);
}

}  // namespace trackers_trajectory_options_test
