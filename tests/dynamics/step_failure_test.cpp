// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What a failed step says, and the guard that puts a state back.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/step_failure.hpp>

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace dynamics_step_failure_test {

using namespace thermosgd;

static_assert(std::is_base_of_v<error, step_failure>);
static_assert(!std::is_copy_constructible_v<detail::restore_guard<double>>);

TEST_CASE("the message names function, cause, component, step and time") {
    try {
        detail::throw_step_failure("stepper", "a gradient is not finite", 3, 5, 7, 0.6);
        FAIL("it returned");
    } catch (const step_failure& failure) {
        CHECK(failure.step() == 7);
        CHECK(failure.time() == 0.6);
        CHECK(std::string(failure.what()) ==
              "stepper: a gradient is not finite (gradient[3]) at step 7, which began at t = "
              "0.600000");
    }
}

TEST_CASE("a failure without a component names none") {
    CHECK_THROWS_WITH(
        detail::throw_step_failure("stepper", "S is not finite", 5, 5, 1, 0.0),
        !ContainsSubstring("gradient") && ContainsSubstring("S is not finite at step"));
}

TEST_CASE("a state is put back unless its step is committed or the guard is off") {
    for (const bool active : {true, false}) {
        for (const bool commit : {true, false}) {
            std::vector<float> q{1, 2}, p{3, 4};
            const std::vector<float> q_before = q, p_before = p;
            {
                detail::restore_guard<float> guard({q, p}, q_before, p_before, active);
                q = {5, 6};
                p = {7, 8};
                if (commit) {
                    guard.commit();
                }
            }
            const bool restored = active && !commit;
            CHECK(q == (restored ? q_before : std::vector<float>{5, 6}));
            CHECK(p == (restored ? p_before : std::vector<float>{7, 8}));
        }
    }
}

}  // namespace dynamics_step_failure_test
