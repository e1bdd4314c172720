// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/instruction_set.hpp>

#include <map>
#include <string>

namespace core_instruction_set_test {

using namespace thermosgd;

TEST_CASE("the instruction set is the best one that this processor can run") {
    const std::map<std::string, detail::simd> known{{"avx512", detail::simd::avx512},
                                                    {"avx2+fma", detail::simd::avx2},
                                                    {"x86-64", detail::simd::portable},
                                                    {"aarch64", detail::simd::portable},
                                                    {"generic", detail::simd::portable}};
    REQUIRE(known.count(instruction_set()) == 1);
    CHECK(known.at(instruction_set()) == detail::best_simd());
    CHECK(detail::can_run(detail::best_simd()));
    CHECK(detail::can_run(detail::simd::portable));
    for (const detail::simd variant : {detail::simd::avx2, detail::simd::avx512}) {
        CHECK(detail::can_run(variant) <= (detail::best_simd() >= variant));
    }
}

#if defined(__AVX2__) && defined(__FMA__)
TEST_CASE("what the compiler was allowed to use can be run") {
    CHECK(detail::can_run(detail::simd::avx2));
}
#endif

}  // namespace core_instruction_set_test
