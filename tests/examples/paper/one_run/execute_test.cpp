// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <paper/one_run/execute.hpp>
#include <thermosgd/core/thread_pool.hpp>
#include <trainer/cnn/data_order.hpp>
#include <trainer/data/synthetic.hpp>
#include <trainer/training/training.hpp>

namespace examples_paper_one_run_execute_test {

namespace {

namespace fs = std::filesystem;

const data::train_test& sets() {
    static const data::train_test made =
        data::synthetic_digits({.train_count = 200, .test_count = 20});
    return made;
}

const trainer::data_facts& facts() {
    static const trainer::data_facts found = trainer::facts_of(sets());
    return found;
}

paper::run_spec small_spec(std::uint64_t steps, std::uint64_t burn_in) {
    paper::run_spec spec;
    spec.data_set = "synthetic";
    spec.network = "A";
    spec.batch_size = 16;
    spec.stages = {{1e-2, steps, burn_in}};
    return spec;
}

paper::run_record run(const paper::run_spec& spec) {
    std::optional<paper::run_record> result = paper::execute(spec, sets(), facts());
    REQUIRE(result.has_value());
    return *result;
}

/// The text of a result without what a clock decides.
std::string timeless(paper::run_record result) {
    result.seconds = result.observing_seconds = result.peak_memory_mb = 0.0;
    return paper::to_text(result);
}

/// A folder of its own that is gone at the end.
struct folder {
    fs::path path;
    explicit folder(const char* name) : path(fs::temp_directory_path() / name) {
        fs::remove_all(path);
    }
    ~folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("loss and temperature are those of the steps made by hand") {
    const paper::run_spec spec = small_spec(60, 20);
    const paper::run_record result = run(spec);

    thermosgd::thread_pool pool(1);
    cnn::options settings;
    settings.weight_decay = spec.weight_decay;
    settings.batch_size = spec.batch_size;
    const auto training = trainer::make_training("A", settings, sets(), pool);
    REQUIRE(result.loss_curve.size() == 60);
    REQUIRE(result.segments.size() == 1);
    const paper::segment_record& segment = result.segments[0];
    const paper::group_record& conv1 = segment.groups[0];
    REQUIRE(conv1.name == "conv1");
    double squares = 0.0;
    double count = 0.0;
    std::vector<float> before;
    for (std::uint64_t step = 1; step <= 60; ++step) {
        before.assign(training->parameters().begin(), training->parameters().end());
        const double loss = training->step();
        CHECK(result.loss_curve[step - 1].first == step);
        CHECK(result.loss_curve[step - 1].second == Approx(loss).epsilon(1e-10));
        if (step > 20 + conv1.burn_in) {
            for (std::size_t i = 0; i < conv1.d; ++i) {
                const double v = double{training->parameters()[i]} - double{before[i]};
                squares += v * v;
            }
            count += 1.0;
        }
    }
    CHECK(conv1.temperature.value ==
          Approx(0.5 * squares / (count * static_cast<double>(conv1.d))).epsilon(1e-9));
    CHECK(segment.first_step == 20);
    CHECK(segment.last_step == 60);
    CHECK(segment.observed == 40);
    CHECK(segment.test.loss == Approx(training->evaluate().loss));
    CHECK(segment.groups.size() == 14);
    CHECK(segment.filters.size() == 8);
    CHECK(segment.ratios.size() == 6);
    CHECK(segment.epsilon.size() == 3);
    CHECK(segment.ratios[0].value.value ==
          Approx(conv1.temperature.value / segment.find("conv2")->temperature.value).epsilon(0.2));
    CHECK(result.temperature_curve.size() == 4);
    CHECK(result.temperature_curve.at("conv1").back().first == 60);
}

TEST_CASE("a run that is interrupted again and again gives the same result") {
    paper::run_spec spec = small_spec(50, 24);
    spec.stages.push_back({1e-3, 40, 8});
    spec.measure.maps = spec.measure.per_epoch = spec.measure.weights = true;
    const paper::run_record whole = run(spec);
    REQUIRE(whole.segments.size() == 2);
    CHECK(whole.segments[1].learning_rate == 1e-3);
    CHECK(whole.extra.contains("maps"));
    CHECK(whole.extra.contains("per_epoch"));

    const folder state("thermosgd_execute_test");
    paper::execution how;
    how.state = state.path;
    how.look_seconds = 0.0;
    std::vector<std::uint64_t> stopped_at;
    std::uint64_t now = 0;
    // In the burn-in of both stages, at the end of one, and while measuring.
    const std::vector<std::uint64_t> stops{7, 24, 41, 50, 53, 58, 77};
    how.progress = [&](std::uint64_t step) { now = step; };
    how.stop = [&] {
        const bool wanted = std::find(stops.begin(), stops.end(), now) != stops.end() &&
                            (stopped_at.empty() || stopped_at.back() != now);
        if (wanted) {
            stopped_at.push_back(now);
        }
        return wanted;
    };
    how.notice = [](std::string_view line) { FAIL(std::string(line)); };
    std::optional<paper::run_record> result;
    while (!result) {
        result = paper::execute(spec, sets(), facts(), how);
        CHECK(fs::exists(paper::checkpoint_file(state.path, spec)));
    }
    CHECK(stopped_at == stops);
    CHECK(timeless(*result) == timeless(whole));
    CHECK(fs::exists(state.path / paper::id_of(spec) / "weights" / "conv1.weight.npy"));
    CHECK(fs::exists(state.path / paper::id_of(spec) / "maps" / "conv2.weight.npy"));

    paper::run_spec other = spec;
    other.seed = 2;
    CHECK(timeless(run(other)) != timeless(whole));
}

TEST_CASE("a checkpoint that is unfit is named and not read") {
    const paper::run_spec spec = small_spec(20, 4);
    const folder state("thermosgd_execute_unfit");
    fs::create_directories(state.path);
    std::ofstream(paper::checkpoint_file(state.path, spec)) << "no checkpoint";
    std::string said;
    paper::execution how;
    how.state = state.path;
    how.notice = [&](std::string_view line) { said += line; };
    const auto result = paper::execute(spec, sets(), facts(), how);
    REQUIRE(result.has_value());
    CHECK(said.find(paper::checkpoint_file(state.path, spec).string()) != std::string::npos);
    CHECK(timeless(*result) == timeless(run(spec)));
}

TEST_CASE("a run that diverges is a result, and says where") {
    paper::run_spec spec = small_spec(40, 10);
    spec.network = "A-plain";
    spec.stages[0].learning_rate = 1e6;
    const paper::run_record result = run(spec);
    CHECK(result.ending == "diverged");
    CHECK(result.diverged_step >= 1);
    CHECK(result.diverged_step <= 40);
    CHECK_FALSE(result.diverged_in.empty());
    CHECK(result.segments.empty());
    CHECK(paper::result_of(paper::to_text(result), "text").ending == "diverged");

    spec.stages[0].learning_rate = 1e-2;
    CHECK(run(spec).ending == "finished");
}

TEST_CASE("on the full batch an epoch is a step") {
    paper::run_spec spec = small_spec(30, 10);
    spec.limit_train = 32;
    spec.batch_size = 32;
    spec.measure.per_epoch = true;
    const paper::run_record result = run(spec);
    CHECK(result.data.train == 32);
    const auto& epochs = result.extra.at("per_epoch");
    CHECK(epochs.at("steps_per_epoch") == 1);
    CHECK(epochs.at("epochs") == 20);
    const thermosgd::estimate by_step = result.segments[0].groups[0].temperature;
    const auto by_epoch = paper::estimate_of(epochs.at("groups").at(0).at("T"));
    CHECK(by_epoch.value == Approx(by_step.value).epsilon(1e-5));

    // Four independent steps: their noise adds up.
    spec.limit_train = 64;
    spec.batch_size = 16;
    spec.sampling = "independent";
    spec.stages = {{1e-2, 90, 10}};
    const paper::run_record minibatch = run(spec);
    CHECK(minibatch.extra.at("per_epoch").at("epochs") == 20);
    const auto four_steps =
        paper::estimate_of(minibatch.extra.at("per_epoch").at("groups").at(0).at("T"));
    const double one_step = minibatch.segments[0].groups[0].temperature.value;
    CHECK(four_steps.value > 2.0 * one_step);
    CHECK(four_steps.value < 8.0 * one_step);
}

TEST_CASE("what does not fit the data is refused") {
    const auto refused = [](auto change) {
        paper::run_spec spec = small_spec(4, 0);
        change(spec);
        CHECK_THROWS_AS(paper::execute(spec, sets(), facts()), std::invalid_argument);
    };
    refused([](paper::run_spec& s) { s.limit_train = 201; });
    refused([](paper::run_spec& s) { s.batch_size = 201; });
    refused([](paper::run_spec& s) { s.network = "Z"; });
    refused([](paper::run_spec& s) { s.stages[0].burn_in = 4; });
    CHECK(run(small_spec(4, 0)).segments[0].observed == 4);
}

}  // namespace examples_paper_one_run_execute_test
