// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/diagnostics/currents.hpp>

#include <vector>

namespace diagnostics_currents_test {

using namespace thermosgd;

TEST_CASE("without a segment there are no readings of currents") {
    layout where;
    where.add("a", {5});
    std::vector<reading> all;
    report r;
    r.groups.resize(1);
    detail::add_current_readings(r, {0}, diagnostics_recorder(where), all);
    CHECK(all.empty());
}

}  // namespace diagnostics_currents_test
