// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// How an estimate prints and what its interval is.

#include <cmath>
#include <limits>
#include <sstream>
#include <string>

#include <thermosgd/statistics/estimate.hpp>

#include "catch_shim.hpp"

namespace statistics_estimate_test {

using thermosgd::estimate;
using thermosgd::format_value_error;
using thermosgd::reliability;

namespace {

std::string print(const estimate& e) {
    std::ostringstream out;
    out << e;
    return out.str();
}

}  // namespace

TEST_CASE("the error prints with two digits and the value to the same place") {
    CHECK(format_value_error(5.2234e-7, 0.031e-7) == "5.223e-07 ± 0.031e-07");
    CHECK(format_value_error(5.2234e-7, 0.31e-7) == "5.22e-07 ± 0.31e-07");
    CHECK(format_value_error(0.12345, 0.0056) == "0.1235 ± 0.0056");
    CHECK(format_value_error(-99.96, 0.0996) == "-99.96 ± 0.10");
    CHECK(format_value_error(99.996, 0.1) == "100.00 ± 0.10");
    CHECK(format_value_error(123.4, 12) == "123 ± 12");
    CHECK(format_value_error(3, 400) == "3 ± 400");
    CHECK(format_value_error(0, 0.1) == "0.00 ± 0.10");
    CHECK(format_value_error(1e10, 3e7) == "1.0000e+10 ± 0.0030e+10");
    CHECK(format_value_error(2e-9, 5e-7) == "0.0e-07 ± 5.0e-07");
    CHECK(format_value_error(-9.9996e-7, 1.2e-10) == "-9.9996e-07 ± 0.0012e-07");
    CHECK(format_value_error(9.9999e-7, 1.2e-9) == "1.0000e-06 ± 0.0012e-06");
}

TEST_CASE("an error of 0 and an error that is not known say so") {
    CHECK(format_value_error(0.25, 0) == "0.25 ± 0");
    CHECK(format_value_error(0.25, std::numeric_limits<double>::quiet_NaN()) == "0.25 ± ?");
    CHECK(format_value_error(0.25, std::numeric_limits<double>::infinity()) == "0.25 ± ?");
    CHECK(format_value_error(1e300, 1e-300).size() < 100);
}

TEST_CASE("an estimate prints its verdict") {
    estimate e{5.22e-7, 3.1e-9, 812, 19, 40, reliability::reliable};
    CHECK(print(e) == "5.220e-07 ± 0.031e-07 (N_eff 812)");
    e.n_eff = 73;
    e.verdict = reliability::rough;
    CHECK(print(e) == "5.220e-07 ± 0.031e-07 (rough, N_eff 73)");
    e.verdict = reliability::unknown;
    CHECK(print(e) == "5.220e-07 (unknown, error at least 0.031e-07)");
    CHECK(print(estimate{}).find("unknown") != std::string::npos);
}

TEST_CASE("the interval is Student's") {
    estimate e{10, 2, 100, 1, 10, reliability::reliable};
    CHECK_THAT(e.interval().lower, WithinRel(10 - 2 * 2.228138852, 1e-9));
    CHECK_THAT(e.interval().upper, WithinRel(10 + 2 * 2.228138852, 1e-9));
    CHECK(e.interval(0.99).upper > e.interval(0.95).upper);
    CHECK(e.interval().contains(14.4));
    CHECK(!e.interval().contains(14.5));
    CHECK(!e.interval().contains(5.5));
    e.error = 0;
    CHECK(e.interval().contains(10));
    CHECK(!e.interval().contains(std::nextafter(10.0, 11.0)));
    CHECK_THROWS_AS(e.interval(1), std::invalid_argument);
    CHECK_THROWS_AS(e.interval(0), std::invalid_argument);
}

TEST_CASE("the interval of an unknown error is the whole line") {
    const estimate e{10, 2, 12, 8, 10, reliability::unknown};
    CHECK(e.interval().contains(-1e300));
    CHECK(e.interval().contains(1e300));
}

TEST_CASE("an exact factor scales value and error, and an error never has a sign") {
    const estimate e{.value = 3, .error = 0.5, .n_eff = 70, .g = 2, .nu = 9};
    CHECK(thermosgd::detail::scaled(e, -2).value == -6);
    CHECK(thermosgd::detail::scaled(e, -2).error == 1);
    CHECK(thermosgd::detail::scaled(e, 2).error == 1);
    CHECK(thermosgd::detail::scaled(e, 0).error == 0);
    CHECK_FALSE(std::signbit(thermosgd::detail::scaled(e, 0).error));
    CHECK(thermosgd::detail::scaled(e, -2).n_eff == 70);
}

TEST_CASE("the worse of two verdicts is the less trustworthy one") {
    CHECK(worse(reliability::reliable, reliability::rough) == reliability::rough);
    CHECK(worse(reliability::unknown, reliability::rough) == reliability::unknown);
    CHECK(worse(reliability::reliable, reliability::reliable) == reliability::reliable);
    CHECK(to_string(reliability::rough) == "rough");
    CHECK(to_string(reliability::reliable) == "reliable");
    CHECK(to_string(reliability::unknown) == "unknown");
}

TEST_CASE("values at both ends of the range print as numbers") {
    CHECK(format_value_error(5e-324, 5e-324) == "4.9e-324 ± 4.9e-324");
    CHECK(format_value_error(1.5e-320, 2e-322) == "1.500e-320 ± 0.020e-320");
    CHECK(format_value_error(1.7e308, 1e306) == "1.700e+308 ± 0.010e+308");
}

}  // namespace statistics_estimate_test
