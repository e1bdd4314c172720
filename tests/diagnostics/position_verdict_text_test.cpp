// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/diagnostics/position_verdict_text.hpp>

#include <string>

namespace diagnostics_position_verdict_text_test {

using namespace thermosgd;

TEST_CASE("a verdict on positions is said in words, with the number it rests on") {
    CHECK(to_text(position_verdict::wandering) == "positions not sampled, wandering");
    CHECK(to_text(position_verdict::sampled) == "positions sampled");
    CHECK(to_text(position_verdict::unknown) == "unknown whether positions were sampled");
    position_stationarity p;
    p.verdict = position_verdict::sampled;
    CHECK(to_text(p) == "positions sampled: no displacement was seen");
    p.ratio.value = 0.0213;
    p.horizon = 4096;
    CHECK(to_text(p) == "positions sampled: R = 0.021 over 4096 steps");
}

}  // namespace diagnostics_position_verdict_text_test
