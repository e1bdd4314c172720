// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/gradient_tracker.hpp>
#include <thermosgd/trackers/tracker.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace diagnostics_recorder_test {

using namespace thermosgd;

static_assert(tracker<diagnostics_recorder>);

namespace {

/// Shows `step` with every velocity equal to `v`.
void show(diagnostics_recorder& r, const layout& where, std::uint64_t step, double v) {
    for (std::size_t g = 0; g < where.groups().size(); ++g) {
        const std::vector<double> block(where.groups()[g].size, v);
        r.add(g, 0, block, nullptr);
    }
    r.close_step(step);
}

layout two_groups() {
    layout where;
    where.add("a", {3});
    where.add("b", {2, 4}, {.filter_axis = 0});
    return where;
}

}  // namespace

TEST_CASE("two windows lie side by side, and the beginning is dropped at powers of two") {
    const layout where = two_groups();
    diagnostics_recorder r(where);
    r.restart(0);
    for (std::uint64_t step = 1; step <= 1200; ++step) {
        show(r, where, step, step <= 256 ? 5.0 : step <= 1024 ? 1.0 : 2.0);
        const std::uint64_t n = r.steps();
        CHECK(n == step);
        if (n == 255) {
            CHECK((r.older_map().steps() == 0 && r.newer_map().steps() == 255));
        } else if (n == 256) {
            CHECK((r.older_map().steps() == 256 && r.newer_map().steps() == 0));
        } else if (n == 512) {
            CHECK((r.older_map().steps() == 256 && r.newer_map().steps() == 0));
        } else if (n == 1023) {
            CHECK((r.older_map().steps() == 256 && r.newer_map().steps() == 511));
        }
    }
    CHECK((r.older_map().steps() == 512 && r.newer_map().steps() == 176));
    CHECK(r.older_map().mean_square(1, 7) == 1.0);
    CHECK(r.newer_map().mean_square(0, 2) == 4.0);
    // The newer velocities are twice the √τ of the older window.
    CHECK(r.histogram().total(0) == 3 * 176);
    std::size_t two = 0;
    while (r.histogram().edge(two + 1) <= 2.0) {
        ++two;
    }
    CHECK(r.histogram().positive(0, two) == 3 * 176);
}

TEST_CASE("powers of the kinetic energy are those of every step") {
    const layout where = two_groups();
    diagnostics_recorder r(where);
    show(r, where, 1, 1.0);
    show(r, where, 2, 3.0);
    const batch_store& powers = r.kinetic_powers();
    REQUIRE(powers.columns() == 6);
    CHECK(powers.total(0).mean == 0.5 * (3.0 + 27.0));
    CHECK(powers.total(1).mean == 0.5 * (9.0 + 729.0));
    CHECK(powers.total(5).mean == 0.5 * (512.0 + 373248.0));
}

TEST_CASE("a restart forgets everything") {
    const layout where = two_groups();
    diagnostics_recorder r(where);
    for (std::uint64_t step = 1; step <= 600; ++step) {
        show(r, where, step, 1.0);
    }
    r.restart(600);
    CHECK(r.steps() == 0);
    CHECK((r.older_map().steps() == 0 && r.newer_map().steps() == 0));
    CHECK(r.kinetic_powers().ticks() == 0);
    CHECK(r.histogram().total(0) == 0);
}

TEST_CASE(
    "layers are the groups of two axes or more, or all groups where there are fewer than two") {
    layout network;
    network.add("conv", {4, 3}, {.filter_axis = 0});
    network.add("bias", {4}, {.filter_axis = no_filters});
    network.add("linear", {2, 5}, {.filter_axis = no_filters});
    CHECK(weights_of_layers(network) == std::vector<std::size_t>{0, 2});
    layout flat;
    flat.add("all", {4, 3}, {.filter_axis = 0});
    flat.add("bias", {4}, {.filter_axis = no_filters});
    CHECK(weights_of_layers(flat) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a recorder of other options or groups does not read what another one has stored") {
    const layout where = two_groups();
    const scratch_folder folder;
    diagnostics_recorder written(where);
    for (std::uint64_t step = 1; step <= 300; ++step) {
        show(written, where, step, 1.0);
    }
    save_checkpoint(folder / "state", "", written);
    const auto refusal = [&](const layout& of, const diagnostics_options& options) {
        diagnostics_recorder other(of, options);
        try {
            load_checkpoint(folder / "state", "", other);
        } catch (const error& e) {
            return std::string(e.what());
        }
        CHECK(other.steps() == 300);
        return std::string("read");
    };
    CHECK(refusal(where, {}) == "read");
    CHECK_THAT(refusal(where, {.trajectory = {.buckets = 512}}), ContainsSubstring("trajectory"));
    CHECK_THAT(refusal(where, {.trajectory = {.projections = 2}}), ContainsSubstring("trajectory"));
    CHECK_THAT(refusal(where, {.tails = {.block = 16, .every = 4}}),
               ContainsSubstring("tail_tracker: block: the state was stored with 32"));
    CHECK_THAT(refusal(where, {.capacity = 256}), ContainsSubstring("capacity"));
    layout bigger = where;
    bigger.add("c", {1});
    CHECK_THAT(refusal(bigger, {}), ContainsSubstring("sizes of groups"));
    layout other;
    other.add("a", {4});
    other.add("b", {1, 7}, {.filter_axis = 0});
    CHECK_THAT(refusal(other, {}), ContainsSubstring("sizes of groups"));
    CHECK_THAT(refusal(layout{}, {}), ContainsSubstring("sizes of groups"));
}

TEST_CASE("what a recorder and a thermometer hold and read is what their documentation says") {
    layout where;
    where.add("w", {100'000});
    const diagnostics_recorder r(where);
    // Two maps of 20 bytes, scales of 8 and sums of tails of 20 per parameter; 2.2 MB per group.
    const auto bytes = static_cast<double>(r.state_bytes());
    CHECK((bytes > 68.0 * 100'000 && bytes < 68.0 * 100'000 + 2.5e6));
    CHECK(r.bytes_per_parameter() == 40 + 8 + 12);
    CHECK(count_sketch::bytes_per_parameter() == 8);
    CHECK(projection::bytes_per_parameter() == 8);

    thermometer t(where, {.capacity = 64});
    const std::size_t batches = t.state_bytes();
    CHECK(batches == sizeof(moments) * t.batches().columns() * 65);
    t.observe(0, std::vector<float>(where.size()));
    CHECK(t.state_bytes() == batches + 3 * sizeof(float) * 100'000);
    const gradient_tracker gradients(where);
    CHECK(gradients.state_bytes() == sizeof(moments) * 3 * 513);
    CHECK((gradient_tracker::bytes_per_parameter<float>() == 4));
}

}  // namespace diagnostics_recorder_test
