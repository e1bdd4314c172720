// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Mean and standard error of independent runs.

#include <contact/mean_error.hpp>

#include <cmath>
#include <vector>

#include "catch_shim.hpp"

namespace examples_contact_mean_error_test {

TEST_CASE("mean and standard error are s/√n") {
    const contact::mean_error m = contact::mean_of(std::vector<double>{1.0, 2.0, 6.0});
    CHECK(m.mean == 3.0);
    CHECK(std::fabs(m.error - std::sqrt(14.0 / 6.0)) < 1e-15);
    CHECK(m.text() == "3.0 ± 1.5");
}

TEST_CASE("one run has no error bar, and none has no mean") {
    const contact::mean_error one = contact::mean_of(std::vector<double>{2.5});
    CHECK(one.mean == 2.5);
    CHECK(std::isnan(one.error));
    CHECK(one.text() == "2.5 ± ?");
    CHECK(std::isnan(contact::mean_of({}).mean));
}

}  // namespace examples_contact_mean_error_test
