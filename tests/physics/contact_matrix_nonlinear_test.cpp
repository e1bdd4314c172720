// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Orders over the support matrix: contact field, U not linear in S.

#include "catch_shim.hpp"

#include "physics/contact_matrix.hpp"

namespace physics_contact_matrix_nonlinear_test {

using thermosgd::field;

TEST_CASE("the contact field with a nonlinear U has order 2 with one mass") {
    CHECK(test::check_nonlinear<field::contact>(test::one_mass) == 6);
}

TEST_CASE("the contact field with a nonlinear U has order 2 with a mass for each parameter") {
    CHECK(test::check_nonlinear<field::contact>(test::two_masses()) == 6);
}

TEST_CASE("the contact field with a nonlinear U has order 2 with a relativistic K") {
    CHECK(test::check_nonlinear<field::contact>(test::fast) == 6);
}

}  // namespace physics_contact_matrix_nonlinear_test
