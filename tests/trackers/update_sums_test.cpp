// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/trackers/update_sums.hpp>

#include <cstddef>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace trackers_update_sums_test {

TEST_CASE("sums in lanes are those of a plain loop, for lengths that lanes do not divide") {
    test::random_stream random(1);
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 31U, 4096U}) {
        CAPTURE(count);
        std::vector<double> v(count), x(count), w(count, 99.0);
        for (std::size_t i = 0; i < count; ++i) {
            v[i] = random.normal();
            x[i] = random.normal();
        }
        thermosgd::detail::update_sums sums{.position = 1, .norm = 2, .norm_after = 3};
        sums.add(0.25, v, x.data(), w.data());
        double position = 1, norm = 2, norm_after = 3;
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(w[i] == -v[i] - 0.25 * x[i]);
            position += x[i] * w[i];
            norm += x[i] * x[i];
            norm_after += (x[i] + v[i]) * (x[i] + v[i]);
        }
        CHECK_THAT(sums.position, WithinAbs(position, 1e-12 * static_cast<double>(count + 1)));
        CHECK_THAT(sums.norm, WithinRel(norm, 1e-13));
        CHECK_THAT(sums.norm_after, WithinRel(norm_after, 1e-13));
    }
}

}  // namespace trackers_update_sums_test
