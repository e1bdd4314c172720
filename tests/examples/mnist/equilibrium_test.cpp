// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The main network after its learning rate has dropped: for a fraction of the time in which norms
/// relax its kinetic energies hardly move, while T of conv1 is a third of what it comes to.

#include <trainer/data/load.hpp>
#include <trainer/training/layout_of_network.hpp>
#include <trainer/training/training.hpp>

#include <thermosgd/report/equilibrium_text.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include "catch_shim.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace examples_mnist_equilibrium_test {

namespace {

/// Fashion-MNIST where its package is installed, else digits that are made up: never a download.
data::train_test images() {
    const std::filesystem::path package = data::search{}.fallback;
    return data::load(std::filesystem::exists(package) ? package.string() : "synthetic",
                      [](std::string_view) {});
}

/// The main network at λ = 4e-2 and B = 32, each step shown to a thermometer.
struct observed_training {
    cnn::options settings{.learning_rate = 1e-2, .weight_decay = 4e-2, .batch_size = 32};
    data::train_test sets = images();
    thermosgd::thread_pool pool{1};
    std::unique_ptr<trainer::training> network = trainer::make_training("A", settings, sets, pool);
    thermosgd::thermometer thermo{trainer::layout_of(
        trainer::facts_of("A", trainer::shape_of(sets.train)), trainer::filter_choice::none)};
    std::uint64_t step = 0;

    void train(std::uint64_t steps) {
        for (const std::uint64_t last = step + steps; step < last;) {
            const double loss = network->step();
            thermo.observe(++step, network->parameters(),
                           {.loss = loss,
                            .learning_rate = settings.learning_rate,
                            .weight_decay = settings.weight_decay,
                            .batch_size = settings.batch_size});
        }
    }

    void set_learning_rate(double eta) {
        settings.learning_rate = eta;
        network->set_learning_rate(eta);
    }
};

/// The rows of a report that are weights of layers.
std::vector<thermosgd::group_report> layers_of(const thermosgd::report& r) {
    std::vector<thermosgd::group_report> layers;
    for (const thermosgd::group_report& g : r.groups) {
        if (trainer::is_layer(g.name)) {
            layers.push_back(g);
        }
    }
    return layers;
}

}  // namespace

TEST_CASE("no layer is called equilibrium within 0.24 of 1/(2 eta lambda) after eta has dropped",
          "[coverage]") {
    observed_training run;
    run.train(12'000);
    CHECK(layers_of(run.thermo.report()).front().equilibrium.windows > 3);
    run.set_learning_rate(1e-3);
    constexpr double relaxation = 12'500;  // 1/(2 · 1e-3 · 4e-2) steps
    for (const std::uint64_t more : {500, 500, 1000, 1000}) {
        run.train(more);
        const thermosgd::report r = run.thermo.report();
        const auto since_drop = static_cast<double>(run.step - 12'000);
        REQUIRE(r.observed_steps == run.step - 12'000);
        const std::vector<thermosgd::group_report> layers = layers_of(r);
        REQUIRE(layers.size() == 4);
        std::size_t named = 0;
        for (const thermosgd::group_report& g : layers) {
            using thermosgd::equilibrium_doubt;
            const thermosgd::equilibrium_test& t = g.equilibrium;
            const std::string why = thermosgd::doubt_text(g);
            CAPTURE(since_drop, g.name, why);
            CHECK(t.verdict != thermosgd::equilibrium_verdict::equilibrium);
            const double windows = (since_drop - static_cast<double>(g.burn_in_steps)) / relaxation;
            CHECK_THAT(t.windows, WithinRel(windows, 1e-12));
            if (t.verdict == thermosgd::equilibrium_verdict::drifting ||
                t.doubt == equilibrium_doubt::burn_in) {
                continue;  // a stronger reason
            }
            CHECK(t.doubt == equilibrium_doubt::window);
            CHECK_THAT(why, ContainsSubstring("window 0.") &&
                                ContainsSubstring(" of 1/(2 eta lambda), 3 needed; about 3"));
            ++named;
        }
        CHECK(named > 0);
        // The norms are still those of the larger η: dissipation is far from being made good.
        CHECK(r["conv1"].weight_decay_law.value < 0.5);
        CHECK(r["conv2"].weight_decay_law.value < 0.5);
    }
}

}  // namespace examples_mnist_equilibrium_test
