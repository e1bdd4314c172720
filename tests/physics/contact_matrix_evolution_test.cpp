// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Orders over the support matrix: evolution field.

#include "catch_shim.hpp"

#include "physics/contact_matrix.hpp"

namespace physics_contact_matrix_evolution_test {

using thermosgd::field;

TEST_CASE("the evolution field with a linear U has order 2 with every K") {
    CHECK(test::check_linear<field::evolution>(test::one_mass) == 6);
    CHECK(test::check_linear<field::evolution>(test::two_masses()) == 6);
    CHECK(test::check_linear<field::evolution>(test::fast) == 6);
}

TEST_CASE("the evolution field with a nonlinear U has order 2 with a quadratic K") {
    CHECK(test::check_nonlinear<field::evolution>(test::one_mass) == 6);
    CHECK(test::check_nonlinear<field::evolution>(test::two_masses()) == 6);
}

}  // namespace physics_contact_matrix_evolution_test
