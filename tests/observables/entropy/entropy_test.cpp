// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/observables/entropy/entropy.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace observables_entropy_entropy_test {

using namespace thermosgd;

namespace {

differential_entropy known(double value, double error, std::size_t d) {
    differential_entropy s;
    s.entropy = {value, error, 400, 1, 100, reliability::reliable};
    s.bias = -0.1;
    s.dimensions = d;
    s.status = entropy_status::available;
    return s;
}

}  // namespace

TEST_CASE("an entropy of positions passes only where positions have been sampled") {
    const differential_entropy s = known(3, 0.1, 2);
    CHECK(of_positions(s, 0.0999).status == entropy_status::available);
    CHECK(of_positions(s, true).entropy.value == 3);
    for (const double ratio :
         {0.1, 1.0, 50.0, std::numeric_limits<double>::quiet_NaN(),
          std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
        CAPTURE(ratio);
        const differential_entropy gated = of_positions(s, ratio);
        CHECK(gated.status == entropy_status::wandering);
        CHECK(std::isnan(gated.entropy.value));
        CHECK(std::isnan(gated.bias));
        CHECK(gated.entropy.verdict == reliability::unknown);
        CHECK(gated.dimensions == 2);
        CHECK(to_text(gated) == "not available: wandering");
    }
    CHECK(of_positions(s, false).status == entropy_status::wandering);
    // A reason that came first is kept.
    const differential_entropy broken = unavailable(s, entropy_status::nonfinite);
    CHECK(of_positions(broken, 7.0).status == entropy_status::nonfinite);
}

TEST_CASE("a result says its value and what it takes for granted, or why there is none") {
    differential_entropy s = known(3, 0.1, 2);
    CHECK(to_text(s) ==
          "3.00 ± 0.10 (N_eff 400) k_B (Gaussian, independent coordinates: an upper bound)");
    s.floored = 4;
    s.method = entropy_method::nearest_neighbour;
    CHECK(to_text(s) ==
          "3.00 ± 0.10 (N_eff 400) k_B (smooth density, samples thinned to independence; 4 at the "
          "rounding floor)");
    CHECK(to_text(differential_entropy{}) == "not available: too few independent samples");
    CHECK(to_text(unavailable(s, entropy_status::degenerate)) ==
          "not available: a coordinate does not vary");
}

TEST_CASE("differences are per coordinate and add their errors") {
    const estimate d = entropy_difference(known(10, 0.4, 4), known(3, 0.3, 2));
    CHECK_THAT(d.value, WithinRel(1.0, 1e-15));
    CHECK_THAT(d.error, WithinRel(std::hypot(0.1, 0.15), 1e-15));
    CHECK(d.verdict == reliability::reliable);
    // Another unit of the coordinates, a factor c: S changes by d ln c.
    const double c = std::log(1000.0);
    const estimate scaled = entropy_difference(known(10 + 4 * c, 0.4, 4), known(3 + 2 * c, 0.3, 2));
    CHECK_THAT(scaled.value, WithinRel(1.0, 1e-14));
    CHECK(std::isnan(entropy_difference(known(1, 1, 1), differential_entropy{}).value));
    CHECK(entropy_difference(differential_entropy{}, known(1, 1, 1)).verdict ==
          reliability::unknown);
    differential_entropy other = known(1, 1, 1);
    other.method = entropy_method::histogram;
    CHECK_THROWS_AS(entropy_difference(other, known(1, 1, 1)), std::invalid_argument);
}

}  // namespace observables_entropy_entropy_test
