// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/reading.hpp>

#include <limits>
#include <string>
#include <vector>

namespace report_reading_test {

using namespace thermosgd;

TEST_CASE("readings line up, show their label once and no key, and mark what is not known") {
    estimate good;
    good.value = 0.1234;
    good.error = 0.0056;
    good.n_eff = 812.7;
    good.verdict = reliability::reliable;
    estimate poor = good;
    poor.n_eff = 20;
    poor.verdict = reliability::unknown;
    const std::vector<reading> readings{
        {"velocity.skewness", "skewness of v", "conv1", good, "1", "0 if symmetric"},
        {"velocity.skewness", "skewness of v", "linear1", poor, "1", ""},
        {"temperature.gini", "Gini coefficient of T", "conv1", exact_value(0.25), "1",
         "0.1 if all are equal"},
        {"entropy.position", "entropy of x", "conv1", estimate{}, "k_B",
         "not available: wandering"},
    };
    CHECK(to_text(readings) ==
          "observable               group       value ± s.e.  unit  N_eff  remark\n"
          "skewness of v            conv1    0.1234 ± 0.0056     1    812  0 if symmetric\n"
          "                       linear1  0.1234 ± 0.0056 ?     1     20\n"
          "Gini coefficient of T    conv1               0.25     1      -  0.1 if all are equal\n"
          "entropy of x             conv1                  -   k_B      -  not available: "
          "wandering\n");
}

TEST_CASE("no readings are a header, and an infinite value is none") {
    CHECK(to_text(std::vector<reading>{}) ==
          "observable  group  value ± s.e.  unit  N_eff  remark\n");
    const std::vector<reading> infinite{
        {"x", "label of x", "g", exact_value(std::numeric_limits<double>::infinity()), "1", ""}};
    CHECK(to_text(infinite).find("inf") == std::string::npos);
}

TEST_CASE("a p-value that is not there is not printed as a number") {
    CHECK(detail::p_value_text(1.3e-5) == "p 1.3e-05");
    CHECK(detail::p_value_text(0.3) == "p 0.3");
    CHECK(detail::p_value_text(std::numeric_limits<double>::quiet_NaN()) == "no p-value");
}

}  // namespace report_reading_test
