// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/strided_run.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

#include "catch_shim.hpp"

namespace core_strided_run_test {

using thermosgd::strided_run;

TEST_CASE("a run reaches its scalars at multiples of its stride, of either sign") {
    const std::array<float, 6> memory{0, 1, 2, 3, 4, 5};
    const strided_run<const float> forward{memory.data(), 3, 2};
    const strided_run<const float> backward{memory.data() + 5, 6, -1};
    const strided_run<const float> still{memory.data() + 4, 9, 0};
    for (std::size_t i = 0; i < forward.size; ++i) {
        CHECK(&forward[i] == &memory[2 * i]);
    }
    for (std::size_t i = 0; i < backward.size; ++i) {
        CHECK(&backward[i] == &memory[5 - i]);
    }
    CHECK(&still[0] == &still[8]);
}

TEST_CASE("a run is contiguous when its stride is 1 or it has no neighbours") {
    std::array<double, 4> memory{};
    CHECK(strided_run<double>{memory.data(), 4, 1}.contiguous());
    CHECK(strided_run<double>{memory.data(), 1, -3}.contiguous());
    CHECK(strided_run<double>{memory.data(), 0, 7}.contiguous());
    CHECK_FALSE(strided_run<double>{memory.data(), 2, 2}.contiguous());
    CHECK_FALSE(strided_run<double>{memory.data() + 3, 4, -1}.contiguous());
    CHECK_FALSE(strided_run<double>{memory.data(), 4, 0}.contiguous());
}

TEST_CASE("a run of mutable scalars writes through, and one of constants does not") {
    std::array<double, 3> memory{};
    const strided_run<double> r{memory.data(), 2, 2};
    r[1] = 5.0;
    CHECK(memory[2] == 5.0);
    STATIC_REQUIRE(std::is_same_v<decltype(strided_run<const double>{}[0]), const double&>);
}

TEST_CASE("a default run is empty") {
    constexpr strided_run<const float> nothing;
    STATIC_REQUIRE(nothing.data == nullptr);
    STATIC_REQUIRE(nothing.size == 0);
    STATIC_REQUIRE(nothing.contiguous());
}

}  // namespace core_strided_run_test
