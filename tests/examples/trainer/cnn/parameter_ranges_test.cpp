// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of which parameters weight decay acts on.

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/parameter_ranges.hpp>

#include <cstddef>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_parameter_ranges_test {

TEMPLATE_TEST_CASE("decay spares what the options say, and ranges cover all parameters in order",
                   "", cnn::main_network<float>, cnn::network_a_plain<double>) {
    using network = TestType;
    for (const bool batch_norm : {true, false}) {
        for (const bool biases : {true, false}) {
            CAPTURE(batch_norm, biases);
            const std::vector<cnn::parameter_range> ranges = cnn::parameter_ranges<network>(
                {.decay_batch_norm = batch_norm, .decay_biases = biases});
            std::vector<bool> decayed;
            for (std::size_t i = 0; i < ranges.size(); ++i) {
                CHECK(ranges[i].first == decayed.size());
                CHECK((i == 0 || ranges[i].decayed != ranges[i - 1].decayed));
                decayed.resize(decayed.size() + ranges[i].count, ranges[i].decayed);
            }
            REQUIRE(decayed.size() == network::parameters);
            for (const cnn::parameter_view& view : network::views()) {
                CAPTURE(view.name);
                const bool expected = view.name.starts_with("bn")   ? batch_norm
                                      : view.name.ends_with("bias") ? biases
                                                                    : true;
                for (std::size_t i = view.offset; i < view.offset + view.size; ++i) {
                    REQUIRE(decayed[i] == expected);
                }
            }
            CHECK((ranges.size() == 1) == (biases && (batch_norm || network::views().size() == 8)));
        }
    }
}

}  // namespace examples_trainer_cnn_parameter_ranges_test
