// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/curve.hpp>

#include <vector>

namespace report_curve_test {

using namespace thermosgd;

TEST_CASE("a curve is found by its key and its group together") {
    std::vector<curve> curves(3);
    curves[0].key = curves[2].key = "ratio";
    curves[0].group = curves[1].group = "a";
    curves[1].key = "spectrum";
    curves[2].group = "b";
    CHECK(find_curve(curves, "ratio", "a") == &curves[0]);
    CHECK(find_curve(curves, "spectrum", "a") == &curves[1]);
    CHECK(find_curve(curves, "ratio", "b") == &curves[2]);
    CHECK(find_curve(curves, "spectrum", "b") == nullptr);
    CHECK(find_curve({}, "ratio", "a") == nullptr);
}

}  // namespace report_curve_test
