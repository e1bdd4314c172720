// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The front doors behind the macros of other people's headers: <complex.h>, <windows.h> without
/// NOMINMAX, AssertMacros.h of macOS, and names that are common in numerical code.
// own unit: the macros must not reach other tests

#include "catch_shim.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <charconv>
#include <cmath>
#include <complex>
#include <concepts>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#define _Complex_I (__extension__ 1.0iF)
#define I _Complex_I
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define near
#define far
#define small char
#define interface struct
#define check(assertion) ((void)0)
#define verify(assertion) ((void)0)
#define require(assertion, label) ((void)0)
#define real double
#define IN
#define OUT
#define ERROR 0

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/diagnostics.hpp>
#include <thermosgd/dynamics.hpp>
#include <thermosgd/gibbs.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/io/report_csv.hpp>
#include <thermosgd/io/report_json_lines.hpp>
#include <thermosgd/statistics/replicas.hpp>
#include <thermosgd/thermosgd.hpp>

namespace core_macros_test {

TEST_CASE("a report is made behind other people's macros") {
    thermosgd::layout names;
    names.add("w", {4, 5}, {.filter_axis = 0});
    thermosgd::thermometer thermo(names);
    std::vector<float> x(20);
    for (std::uint64_t step = 0; step < 600; ++step) {
        for (float& weight : x) {
            weight = step % 2 == 0 ? 0.0F : 1.0F;
        }
        thermo.observe(step, x);
    }
    CHECK(thermo.report()["w"].temperature.value == 0.5);
    CHECK(thermosgd::contact_hamiltonian([](const std::vector<double>&, std::vector<double>&) {
              return 0.0;
          }).kinetic.mass == 1.0);
}

}  // namespace core_macros_test
