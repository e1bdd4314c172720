// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// A report under -ffast-math: what nobody gave is not available, and no NaN is taken for a number.
// flags: -ffast-math

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/thermosgd.hpp>

#include "catch_shim.hpp"
#include "random.hpp"

namespace thermometer_fast_math_test {

using namespace thermosgd;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Stationary motion in a well, 2,000 steps of two groups.
struct well {
    layout names;
    thermometer thermo;
    diagnostics_recorder recorder;

    explicit well(const step_info& info)
        : names([] {
              layout l;
              l.add("first", {4, 5}, {.filter_axis = 0});
              l.add("second", {10});
              return l;
          }()),
          thermo(names),
          recorder(names) {
        test::random_stream random(7);
        std::vector<double> x(names.size());
        for (std::uint64_t step = 0; step < 2000; ++step) {
            for (double& weight : x) {
                weight += 0.1 * (random.normal() - weight);
            }
            thermo.observe(step, x, info, recorder);
        }
    }
};

TEST_CASE("what was not given is not available") {
    const well run({});
    const report r = run.thermo.report();
    CHECK_FALSE(is_finite(r.loss.value));
    CHECK_FALSE(is_finite(r.parameters.learning_rate));
    CHECK_FALSE(is_finite(r.parameters.batch_size));
    for (const group_report& g : r.groups) {
        CHECK_FALSE(is_finite(g.weight_decay_law.value));
        CHECK(is_finite(g.temperature.value));
    }
    const std::string text = to_text(r);
    CHECK(contains(text, "eta not given, lambda not given, momentum not given, batch not given"));
    CHECK_FALSE(contains(text, "mean minibatch loss"));
    CHECK_FALSE(contains(text, "nan"));
}

TEST_CASE("what was given stands in the report") {
    const report r =
        well({.loss = 2, .learning_rate = 0.1, .weight_decay = 1, .batch_size = 8}).thermo.report();
    CHECK(r.loss.value == 2);
    CHECK(contains(to_text(r), "eta 0.1, lambda 1, momentum not given, batch 8"));
}

TEST_CASE("no reading of a diagnosis is without its number or without its reason") {
    const well run({});
    const std::vector<reading> readings = diagnose(run.thermo, run.recorder);
    CHECK(readings.size() > 20);
    for (const reading& r : readings) {
        CAPTURE(r.key, r.group, r.remark);
        CHECK((is_finite(r.value.value) || !r.remark.empty()));
    }
}

TEST_CASE("an observable without degrees of freedom is not available") {
    const std::array none{equipartition_temperature(1.0, 0)};
    CHECK_FALSE(is_finite(none[0]));
}

}  // namespace thermometer_fast_math_test
