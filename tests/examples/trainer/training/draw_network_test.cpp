// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <trainer/training/draw_network.hpp>

#include <trainer/cnn/networks.hpp>

#include "catch_shim.hpp"

#include <sstream>
#include <string>

namespace examples_trainer_training_draw_network_test {

TEST_CASE("a network is drawn with the shape and the parameters of every layer") {
    using network = cnn::main_network<float>;
    trainer::network_facts facts;
    facts.name = "A";
    facts.description = "as in a test";
    facts.input = cnn::mnist_shape;
    facts.layers = network::describe();
    facts.views = network::views();
    facts.parameters = network::parameters;
    std::ostringstream out;
    trainer::draw_network(out, facts, false);
    CHECK(out.str() ==
          "network A: as in a test\n"
          "  layer           output  parameters\n"
          "  image          1×28×28\n"
          "  ├─ conv1       8×24×24         208   8·1·5·5 weights, 8 biases\n"
          "  ├─ bn1                          16   8 scales, 8 shifts\n"
          "  │  relu\n"
          "  │  max_pool      8×8×8\n"
          "  ├─ conv2        16×4×4       3,216   16·8·5·5 weights, 16 biases\n"
          "  ├─ bn2                          32   16 scales, 16 shifts\n"
          "  │  relu\n"
          "  │  max_pool     16×2×2\n"
          "  ├─ linear1         128       8,320   128·64 weights, 128 biases\n"
          "  ├─ bn3                         256   128 scales, 128 shifts\n"
          "  │  relu\n"
          "  ├─ linear2          10       1,290   10·128 weights, 10 biases\n"
          "  └─ scores           10      13,338   in all\n");
    std::ostringstream with_dropout;
    trainer::draw_network(with_dropout, facts, true);
    CHECK(with_dropout.str().find("│  dropout") != std::string::npos);
}

TEST_CASE("thousands are set apart") {
    CHECK(trainer::count_text(0) == "0");
    CHECK(trainer::count_text(999) == "999");
    CHECK(trainer::count_text(1000) == "1,000");
    CHECK(trainer::count_text(1234567) == "1,234,567");
}

}  // namespace examples_trainer_training_draw_network_test
