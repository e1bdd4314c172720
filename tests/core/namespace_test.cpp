// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::buffer_traits
#include "catch_shim.hpp"

#include <thermosgd/core/buffer.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>

#include <string>
#include <typeinfo>

namespace core_namespace_test {

namespace {
struct first_buffer {};
struct second_buffer {};
}  // namespace

}  // namespace core_namespace_test

template <>
struct thermosgd::buffer_traits<core_namespace_test::first_buffer> {
    static constexpr int chosen = 1;
};

namespace thermosgd {
template <>
struct buffer_traits<core_namespace_test::second_buffer> {
    static constexpr int chosen = 2;
};
}  // namespace thermosgd

namespace core_namespace_test {

TEST_CASE("types have the flags of the unit in their linker names, errors have not") {
    const std::string layout = typeid(thermosgd::layout).name();
    const std::string error = typeid(thermosgd::layout_error).name();
    CHECK(layout.find("baseline") != std::string::npos);
    CHECK(error.find("baseline") == std::string::npos);
}

TEST_CASE("a specialisation needs not to name the inner namespace") {
    using namespace thermosgd::THERMOSGD_BASELINE;
    CHECK(buffer_traits<first_buffer>::chosen == 1);
    CHECK(buffer_traits<second_buffer>::chosen == 2);
}

}  // namespace core_namespace_test
