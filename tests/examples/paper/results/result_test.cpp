// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <paper/results/result.hpp>
#include <thermosgd/core/error.hpp>

namespace examples_paper_results_result_test {

namespace {

paper::run_spec example_spec() {
    paper::run_spec spec;
    spec.stages = {{1e-2, 50'000, 25'000}};
    return spec;
}

thermosgd::estimate example_estimate(double value) {
    thermosgd::estimate e;
    e.value = value;
    e.error = value / 128.0;
    e.n_eff = 73.0;
    e.nu = 12.5;
    e.verdict = thermosgd::reliability::rough;
    return e;
}

/// A result in which every field holds something.
paper::run_record example_result() {
    paper::run_record r;
    r.spec = example_spec();
    r.data = {"MNIST", 60'000, 10'000, "0123456789abcdef"};
    r.version = "0.1.0";
    r.instruction_set = "avx2";
    r.machine = "a processor";
    r.seconds = 12.5;
    r.observing_seconds = 0.25;
    r.peak_memory_mb = 80.0;
    r.ending = "finished";
    r.parameters = 13'338;
    paper::segment_record s;
    s.learning_rate = 1e-2;
    s.first_step = 25'000;
    s.last_step = 50'000;
    s.observed = 25'000;
    s.loss = example_estimate(0.25);
    s.test = {0.5, 0.98, 0.0014, 10'000};
    paper::group_record g;
    g.name = "conv1";
    g.kind = "weight";
    g.d = 200;
    g.temperature = example_estimate(5.5e-7);
    g.velocity_variance = example_estimate(1.1e-6);
    g.mean_square_position = example_estimate(1.25e-3);
    g.law = example_estimate(1.0);
    g.balance = example_estimate(1.0);
    g.scale_invariant = true;
    g.stationary = "stationary";
    g.drift_kinetic = 0.5;
    g.drift_norm = -0.25;
    g.drift_loss = 1.5;
    g.position_ratio = 0.01;
    g.norm_drift = -0.002;
    g.zero_velocities = 0.125;
    g.burn_in = 32;
    g.cv2 = example_estimate(0.5);
    g.gini = 0.375;
    g.d_eff = 150.5;
    s.groups = {g};
    g.name = "all groups";
    g.kind = "all";
    s.total = g;
    s.filters = {{"conv1[0]", example_estimate(4e-7), example_estimate(1e-3), {}}};
    s.ratios = {{"conv1", "conv2", example_estimate(6.5)}};
    s.epsilon = {{"conv1", 0.25, 0.125, 0.5, 0.75, 0.0625}};
    r.segments = {s};
    r.loss_curve = {{100, 2.25}, {200, 1.5}};
    r.temperature_curve["conv1"] = {{400, 1e-6}};
    r.extra["removal"] = {{"images", 10}};
    return r;
}

}  // namespace

TEST_CASE("a configuration has one spelling") {
    const paper::run_spec spec = example_spec();
    CHECK(paper::canonical_text(spec) ==
          R"({"batch_norm_epsilon":1.0000000000000001e-05,"batch_size":32,"data_set":"MNIST",)"
          R"("decay_batch_norm":true,"dropout":0,"every":1,"limit_train":0,)"
          R"("measure":{"gibbs":false,"maps":false,"per_epoch":false,"removal":false,)"
          R"("weights":false},"network":"A","sampling":"shuffled","seed":1,)"
          R"("stages":[{"burn_in":25000,"learning_rate":0.01,"steps":50000}],)"
          R"("weight_decay":0.040000000000000001})");
    CHECK(nlohmann::json::accept(paper::canonical_text(spec)));
    CHECK(paper::spec_of(paper::to_json(spec)) == spec);
}

TEST_CASE("the name of a run tells what it is and differs with every field") {
    CHECK(paper::id_of(example_spec()) == paper::id_of(example_spec()));
    CHECK(paper::id_of(example_spec()).starts_with("mnist-A-eta1e-2-b32-l4e-2-s1-"));
    std::vector<paper::run_spec> others(19, example_spec());
    others[1].data_set = "Fashion-MNIST";
    others[2].limit_train = 6000;
    others[3].network = "B";
    others[4].batch_size = 64;
    others[5].weight_decay = 0.0;
    others[6].sampling = "independent";
    others[7].seed = 2;
    others[8].dropout = 0.1;
    others[9].batch_norm_epsilon = 1e-3;
    others[10].decay_batch_norm = false;
    others[11].stages[0].learning_rate = 1e-3;
    others[12].stages[0].steps = 50'001;
    others[13].stages[0].burn_in = 0;
    others[14].stages.push_back({1e-3, 10, 5});
    others[15].every = 2;
    others[16].measure.maps = true;
    others[17].measure.gibbs = true;
    others[18].measure.removal = true;
    others.push_back(example_spec());
    others.back().measure.per_epoch = true;
    others.push_back(example_spec());
    others.back().measure.weights = true;
    std::set<std::string> names;
    for (const paper::run_spec& spec : others) {
        names.insert(paper::id_of(spec));
        CHECK(paper::id_of(spec).find_first_of("/ ,:") == std::string::npos);
    }
    CHECK(names.size() == others.size());
}

TEST_CASE("numbers in names are short") {
    CHECK(paper::short_number(1e-2) == "1e-2");
    CHECK(paper::short_number(0.1) == "1e-1");
    CHECK(paper::short_number(2.5e-4) == "2.5e-4");
    CHECK(paper::short_number(0.0) == "0");
    CHECK(paper::short_number(25.0) == "25");
    CHECK(paper::short_number(1e-12) == "1e-12");
}

TEST_CASE("configurations out of range are refused by name") {
    CHECK_NOTHROW(paper::check(example_spec()));
    const auto refused = [](auto change) {
        paper::run_spec spec = example_spec();
        change(spec);
        CHECK_THROWS_AS(paper::check(spec), std::invalid_argument);
    };
    refused([](paper::run_spec& s) { s.stages.clear(); });
    refused([](paper::run_spec& s) { s.stages[0].burn_in = 50'000; });
    refused([](paper::run_spec& s) { s.stages[0].learning_rate = 0.0; });
    refused([](paper::run_spec& s) { s.weight_decay = -1.0; });
    refused([](paper::run_spec& s) { s.sampling = "sorted"; });
    refused([](paper::run_spec& s) { s.every = 0; });
    refused([](paper::run_spec& s) { s.batch_norm_epsilon = NAN; });
}

TEST_CASE("a result reads back as it was written") {
    const paper::run_record r = example_result();
    const std::string text = paper::to_text(r);
    const paper::run_record back = paper::result_of(text, "text");
    CHECK(paper::to_text(back) == text);
    CHECK(back.spec == r.spec);
    REQUIRE(back.segments.size() == 1);
    const paper::group_record* conv1 = back.segments[0].find("conv1");
    REQUIRE(conv1 != nullptr);
    CHECK(back.segments[0].find("conv9") == nullptr);
    CHECK(conv1->temperature.value == 5.5e-7);
    CHECK(conv1->temperature.error == Approx(5.5e-7 / 128.0).epsilon(5e-3));
    CHECK(conv1->temperature.verdict == thermosgd::reliability::rough);
    CHECK(conv1->rough());
    CHECK(conv1->at_equilibrium());
    CHECK(conv1->d_eff == 150.5);
    CHECK(conv1->cv2.value == 0.5);
    CHECK(std::isnan(back.segments[0].filters[0].law.value));
    CHECK(back.segments[0].ratios[0].denominator == "conv2");
    CHECK(back.segments[0].epsilon[0].predicted_law == 0.75);
    CHECK(back.segments[0].epsilon[0].predicted_error == 0.0625);
    CHECK(back.segments[0].total->name == "all groups");
    CHECK(back.loss_curve == r.loss_curve);
    CHECK(back.temperature_curve == r.temperature_curve);
    CHECK(back.extra == r.extra);
}

TEST_CASE("what was not measured stays not available") {
    paper::run_record r = example_result();
    r.segments[0].groups[0].temperature = {};
    r.segments[0].groups[0].gini = paper::none;
    r.segments[0].loss = {};
    const paper::run_record back = paper::result_of(paper::to_text(r), "text");
    CHECK(std::isnan(back.segments[0].groups[0].temperature.value));
    CHECK(std::isnan(back.segments[0].groups[0].gini));
    CHECK(std::isnan(back.segments[0].loss.value));
    CHECK(back.segments[0].groups[0].balance.value == 1.0);
}

TEST_CASE("a result that was changed or cut is refused with its name") {
    using Catch::Matchers::Contains;
    const std::string text = paper::to_text(example_result());
    const auto refuses = [](const std::string& bad, const char* reason) {
        CHECK_THROWS_WITH(paper::result_of(bad, "a.json"),
                          Contains("'a.json'") && Contains(reason));
    };
    std::string changed = text;
    changed[changed.find("5.5e-07") + 2] = '6';
    refuses(changed, "checksum");
    refuses(text.substr(0, text.size() / 2), "no JSON object");
    refuses("", "no JSON object");
    refuses("[1, 2]", "no JSON object");
    refuses("{}", "not the result of a run");
    std::string newer = text;
    newer.replace(newer.find("\"schema\":3"), 10, "\"schema\":9");
    refuses(newer, "schema 9");
    CHECK_NOTHROW(paper::result_of(text, "a.json"));
}

TEST_CASE("a result file has the name of its run") {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / "thermosgd_result_test";
    std::filesystem::create_directories(folder);
    const paper::run_record r = example_result();
    const std::filesystem::path file = paper::write_result(folder, r);
    CHECK(file == folder / (paper::id_of(r.spec) + ".json"));
    CHECK(paper::to_text(paper::read_result(file)) == paper::to_text(r));
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 20);
    CHECK_THROWS_AS(paper::read_result(file), thermosgd::error);
    std::filesystem::remove_all(folder);
    CHECK_THROWS_AS(paper::read_result(file), thermosgd::error);
    CHECK_THROWS_AS(paper::write_result(folder, r), thermosgd::error);
}

}  // namespace examples_paper_results_result_test
