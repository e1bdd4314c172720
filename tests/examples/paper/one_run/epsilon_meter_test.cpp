// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include <paper/one_run/epsilon_meter.hpp>
#include <thermosgd/core/thread_pool.hpp>
#include <trainer/data/synthetic.hpp>
#include <trainer/training/training.hpp>

namespace examples_paper_one_run_epsilon_meter_test {

namespace {

/// What of θ·∂L/∂θ the meter finds for each layer before a batch normalisation, and what it is.
struct pulls {
    std::vector<double> metered;
    std::vector<double> direct;
    std::vector<double> share;
};

pulls measure(double epsilon) {
    const data::train_test sets = data::synthetic_digits({.train_count = 100, .test_count = 10});
    thermosgd::thread_pool pool(1);
    cnn::options settings;
    settings.batch_size = 16;
    settings.batch_norm_epsilon = epsilon;
    const trainer::network_facts network = trainer::facts_of("A", {1, 28, 28});
    const auto training = trainer::make_training("A", settings, sets, pool);
    paper::epsilon_meter meter(network, epsilon);
    const std::vector<std::string> layers{"conv1", "conv2", "linear1"};
    pulls found;
    found.direct.resize(layers.size());
    std::vector<float> before;
    for (int step = 0; step < 24; ++step) {
        meter.before(training->parameters());
        before.assign(training->parameters().begin(), training->parameters().end());
        (void)training->step();
        meter.after(training->gradient(), training->batch_statistics());
        for (const cnn::parameter_view& view : network.views) {
            for (std::size_t layer = 0; layer < layers.size(); ++layer) {
                if (view.name != layers[layer] + ".weight") {
                    continue;
                }
                for (std::size_t i = view.offset; i < view.offset + view.size; ++i) {
                    found.direct[layer] += double{before[i]} * training->gradient()[i] / 24.0;
                }
            }
        }
    }
    // With one parameter of ⟨θ²⟩ = 1 and λ = 1 the predicted law is 1 + ⟨θ·∂L/∂θ⟩.
    paper::segment_record segment;
    for (const std::string& layer : layers) {
        paper::group_record g;
        g.name = layer;
        g.d = 1;
        g.mean_square_position.value = 1.0;
        segment.groups.push_back(g);
    }
    for (const paper::epsilon_record& r : meter.results(segment, 1.0)) {
        found.metered.push_back(r.predicted_law - 1.0);
        found.share.push_back(r.share);
        CHECK(r.variance >= r.smallest_variance);
    }
    return found;
}

}  // namespace

TEST_CASE("epsilon pulls at the weights before a normalisation as its formula says") {
    const pulls large = measure(0.3);
    REQUIRE(large.metered.size() == 3);
    for (std::size_t layer = 0; layer < 3; ++layer) {
        CHECK(std::abs(large.direct[layer]) > 1e-4);
        CHECK(large.metered[layer] == Approx(large.direct[layer]).epsilon(1e-2));
        CHECK(large.share[layer] > 0.1);
    }
    const pulls none = measure(0.0);
    for (std::size_t layer = 0; layer < 3; ++layer) {
        CHECK(none.metered[layer] == 0.0);
        CHECK(none.share[layer] == 0.0);
        CHECK(std::abs(none.direct[layer]) < 1e-5);
    }
}

}  // namespace examples_paper_one_run_epsilon_meter_test
