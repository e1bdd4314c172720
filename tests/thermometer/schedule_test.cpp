// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermometer/schedule.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace thermometer_schedule_test {

using namespace thermosgd;

namespace {

using steps = std::vector<std::uint64_t>;

/// The steps up to `last` at which a displacement is measured, by asking about each.
steps differences(const schedule& s, std::uint64_t last) {
    steps found;
    for (std::uint64_t step = 0; step <= last; ++step) {
        if (s.wanted(step) == observation::difference) {
            found.push_back(step);
        }
    }
    return found;
}

/// Whether every difference after step 0 has the step before it kept, and nothing else is wanted.
void check_adjacent(const schedule& s, std::uint64_t last) {
    for (std::uint64_t step = 0; step < last; ++step) {
        CAPTURE(step);
        const bool next = s.wanted(step + 1) == observation::difference;
        const observation here = s.wanted(step);
        if (next ? here == observation::nothing : here == observation::snapshot) {
            FAIL("a pair is torn or a snapshot is useless");
        }
    }
    CHECK(s.count(0, last) ==
          differences(s, last).size() - (s.wanted(0) == observation::difference ? 1U : 0U));
    // Counts over any windows add up.
    for (std::uint64_t middle = 0; middle <= last; middle += 7) {
        if (s.count(0, middle) + s.count(middle, last) != s.count(0, last)) {
            FAIL("counts do not add up at " << middle);
        }
    }
}

schedule calibrated(double share, double step, double difference, double snapshot) {
    schedule s = schedule::budget(share);
    REQUIRE(s.calibrate(step, difference, snapshot));
    return s;
}

}  // namespace

TEST_CASE("every step, and one adjacent pair in n") {
    CHECK(differences(schedule(), 4) == steps{0, 1, 2, 3, 4});
    CHECK(schedule() == schedule::every(1));
    CHECK(differences(schedule::every(2), 7) == steps{1, 3, 5, 7});
    CHECK(differences(schedule::every(5), 16) == steps{1, 6, 11, 16});
    CHECK(schedule::every(5).wanted(5) == observation::snapshot);
    CHECK(schedule::every(5).wanted(7) == observation::nothing);
    for (const std::uint64_t n : {1U, 2U, 3U, 10U}) {
        check_adjacent(schedule::every(n), 200);
    }
    CHECK(schedule::every(10).count(5, 5) == 0);
    CHECK(schedule::every(10).count(9, 5) == 0);
    CHECK(schedule::every(10).count(0, 1'000'000'000'000) == 100'000'000'000);
}

TEST_CASE("logarithmic steps are the rounded powers, counted once, from the origin on") {
    const schedule ten = schedule::logarithmic(10);
    CHECK(differences(ten, 100) ==
          steps{1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 79, 100});
    CHECK(differences(schedule::logarithmic(1, 50), 1100) == steps{51, 60, 150, 1050});
    check_adjacent(ten, 5000);
    check_adjacent(schedule::logarithmic(3, 17), 5000);
    // More per decade than there are steps: every step, until the powers are sparser.
    CHECK(differences(schedule::logarithmic(1000), 100).size() == 100);
    check_adjacent(schedule::logarithmic(1000), 5000);
    // Asking about a step and listing the powers agree far out, too.
    for (const double per_decade : {0.5, 2.0, 7.0, 100.0}) {
        const schedule s = schedule::logarithmic(per_decade);
        std::set<double> marks;
        for (int j = 0; j <= 12 * per_decade; ++j) {
            marks.insert(std::round(std::pow(10.0, j / per_decade)));
        }
        std::size_t met = 0;
        for (const double m : marks) {
            met += s.measures(static_cast<std::uint64_t>(m)) ? 1U : 0U;
        }
        CHECK(met == marks.size());
        CHECK(s.count(0, 1'000'000'000'000) == marks.size());
    }
    schedule moved = ten;
    moved.restart(1000);
    CHECK(differences(moved, 1010) == steps{1001, 1002, 1003, 1004, 1005, 1006, 1008, 1010});
}

TEST_CASE("listed steps come in any order, repeated ones once") {
    const schedule s = schedule::listed({9, 4, 5, 9, 100});
    CHECK(differences(s, 200) == steps{4, 5, 9, 100});
    CHECK(s.wanted(3) == observation::snapshot);
    CHECK(s.wanted(4) == observation::difference);
    CHECK(s.wanted(99) == observation::snapshot);
    check_adjacent(s, 200);
    const schedule none = schedule::listed({});
    CHECK(differences(none, 50).empty());
    CHECK(none.count(0, 1000) == 0);
    CHECK(none.to_text() == "no steps");
}

TEST_CASE("a budget takes the densest pairs that cost at most its share") {
    // 1 % of 10 ms is 0.1 ms.
    CHECK(calibrated(0.01, 0.010, 0.0001, 0.01).interval() == 1);
    CHECK(calibrated(0.01, 0.010, 0.00011, 0.0).interval() == 2);
    CHECK(calibrated(0.01, 0.010, 0.0003, 0.0002).interval() == 5);
    CHECK(calibrated(0.01, 0.010, 0.0, 0.0).interval() == 1);
    for (const double cost : {1e-5, 1e-4, 3.3e-4, 2e-3, 0.7}) {
        const schedule s = calibrated(0.01, 0.010, cost, 0.5 * cost);
        CAPTURE(cost, s.interval());
        CHECK(s.expected_share() <= 0.01 * (1 + 1e-12));
        // One step less between pairs would be too dear.
        const auto denser = static_cast<double>(s.interval() - 1);
        const double price = denser == 1 ? cost : 1.5 * cost;
        CHECK((s.interval() == 1 || price / denser > 0.01 * 0.010));
    }
    check_adjacent(calibrated(0.01, 0.010, 0.0003, 0.0002), 100);
}

TEST_CASE("a budget is calibrated once per segment, other schedules never") {
    schedule s = schedule::budget(0.01, 4);
    CHECK(s.has_budget());
    CHECK_FALSE(s.calibrated());
    CHECK(std::isnan(s.expected_share()));
    CHECK(s.interval() == 4);
    CHECK(s.calibrate(1.0, 0.05));
    CHECK(s.calibrated());
    CHECK(s.interval() == 5);
    CHECK_FALSE(s.calibrate(1.0, 0.5));
    CHECK(s.interval() == 5);
    s.restart(100);
    CHECK_FALSE(s.calibrated());
    CHECK(s.interval() == 5);
    CHECK(s.calibrate(1.0, 0.5));
    CHECK(s.interval() == 50);
    schedule plain = schedule::every(3);
    CHECK_FALSE(plain.calibrate(1.0, 0.5));
    CHECK(plain == schedule::every(3));
    plain.restart(7);
    CHECK(plain == schedule::every(3));
}

TEST_CASE("a schedule says in words what it does") {
    CHECK(schedule().to_text() == "every step");
    CHECK(schedule::every(10).to_text() == "one pair in 10 steps");
    CHECK(schedule::logarithmic(10, 3).to_text() ==
          "pairs at log-spaced steps, 10 per decade from step 3 on");
    CHECK(schedule::listed({7, 3}).to_text() == "pairs at 2 listed steps from 3 to 7");
    CHECK(schedule::budget(0.01).to_text() ==
          "at most 1 % of a step: one pair in 10 steps until calibrated");
    CHECK(calibrated(0.01, 0.010, 0.0003, 0.0002).to_text() ==
          "at most 1 % of a step: one pair in 5 steps (1 %, calibrated with 0.01 s per step and "
          "0.0005 s per observation)");
    CHECK(calibrated(0.5, 0.010, 0.0001, 0.01).to_text() ==
          "at most 50 % of a step: every step (1 %, calibrated with 0.01 s per step and 0.0001 s "
          "per observation)");
}

TEST_CASE("a schedule survives a checkpoint, its calibration included") {
    const scratch_folder folder;
    const auto path = folder / "schedule";
    std::vector<schedule> all{schedule(), schedule::every(7), schedule::logarithmic(3.5, 11),
                              schedule::listed({5, 2}), calibrated(0.01, 1.0, 0.2, 0.1)};
    all[2].restart(12);
    for (schedule& s : all) {
        CAPTURE(s.to_text());
        save_checkpoint(path, "schedule", s);
        schedule back = schedule::every(99);
        load_checkpoint(path, "schedule", back);
        CHECK(back == s);
        CHECK(back.to_text() == s.to_text());
        CHECK(differences(back, 300) == differences(s, 300));
    }
}

TEST_CASE("nonsense is refused by name") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    CHECK_THROWS_AS(schedule::every(0), std::invalid_argument);
    CHECK_THROWS_AS(schedule::budget(0.01, 0), std::invalid_argument);
    CHECK_THROWS_AS(schedule::listed({3, 0}), std::invalid_argument);
    for (const double bad : {0.0, -1.0, nan, infinite}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(schedule::logarithmic(bad), std::invalid_argument);
        CHECK_THROWS_AS(schedule::budget(bad), std::invalid_argument);
        schedule s = schedule::budget(0.01);
        CHECK_THROWS_AS(s.calibrate(bad, 1.0), std::invalid_argument);
        CHECK_FALSE(s.calibrated());
    }
    CHECK_THROWS_AS(schedule::budget(1.01), std::invalid_argument);
    schedule s = schedule::budget(0.01);
    CHECK_THROWS_AS(s.calibrate(1.0, -1.0), std::invalid_argument);
    CHECK_THROWS_AS(s.calibrate(1.0, nan), std::invalid_argument);
    CHECK_THROWS_AS(s.calibrate(1.0, 1.0, infinite), std::invalid_argument);
    // A share that no run could meet gives pairs so rare that none comes, not a wrapped number.
    CHECK(s.calibrate(1e-300, 1e300));
    CHECK(s.interval() == 1'000'000'000'000'000);
}

TEST_CASE("steps up to the last number there is are counted") {
    const std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    CHECK(schedule::every(7).count(last - 70, last) == 10);
    CHECK(schedule().count(last - 70, last) == 70);
    CHECK(schedule::every(7).count(0, last) == last / 7 + 1);
}

}  // namespace thermometer_schedule_test
