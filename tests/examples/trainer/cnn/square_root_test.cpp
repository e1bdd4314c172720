// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the square root of a native vector.

#include <trainer/cnn/square_root.hpp>

#include <array>
#include <cmath>
#include <limits>

#include "catch_shim.hpp"
#include "random.hpp"

namespace examples_trainer_cnn_square_root_test {

TEMPLATE_TEST_CASE("every lane is std::sqrt of its own, bit for bit", "", float, double) {
    using T = TestType;
    test::random_stream stream(7);
    std::array<T, cnn::width<T>> x{}, root{};
    const auto compare = [&] {
        cnn::store(root.data(), cnn::square_root<T>(cnn::load(x.data())));
        for (std::size_t i = 0; i < x.size(); ++i) {
            CHECK(root[i] == std::sqrt(x[i]));
        }
    };
    for (int round = 0; round < 200; ++round) {
        for (T& value : x) {
            value =
                static_cast<T>(std::ldexp(1.0 + 1e-6 * static_cast<double>(stream.below(1'000'000)),
                                          static_cast<int>(stream.below(120)) - 60));
        }
        compare();
    }
    using limits = std::numeric_limits<T>;
    for (const T special :
         {T{0}, limits::denorm_min(), limits::min(), limits::max(), limits::infinity()}) {
        x.fill(special);
        compare();
    }
    x.fill(T{-1});
    cnn::store(root.data(), cnn::square_root<T>(cnn::load(x.data())));
    CHECK(std::isnan(root.back()));
}

}  // namespace examples_trainer_cnn_square_root_test
