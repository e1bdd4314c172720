// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Results of runs of `paper`, their checksum made right; what is read is written again. An
/// input that begins with an id gets schema and checksum; another is read as it is.

#include "json_mutator.hpp"
#include "seeds.hpp"

#include <paper/results/result.hpp>
#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/file.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>
#include <utility>

namespace {

using fuzz::json;

thermosgd::estimate known(double value) {
    return {value, 0.01 * value, 200, 2, 40, thermosgd::reliability::reliable};
}

paper::group_record group(std::string name, std::string kind) {
    paper::group_record g;
    g.name = std::move(name);
    g.kind = std::move(kind);
    g.d = 10;
    g.temperature = g.velocity_variance = g.mean_square_position = known(1e-5);
    g.law = g.balance = g.cv2 = known(1.0);
    g.stationary = "stationary";
    g.drift_kinetic = g.drift_norm = g.drift_loss = 0.5;
    g.position_ratio = g.norm_drift = g.gini = g.d_eff = 0.1;
    return g;
}

paper::run_record sound(bool full) {
    paper::run_record r;
    r.spec.stages = {{.learning_rate = 0.1, .steps = 100, .burn_in = 50}};
    r.data = {"MNIST", 100, 20, "0123456789abcdef"};
    r.version = "0.1.0";
    r.instruction_set = "avx2";
    r.machine = "a machine";
    r.ending = full ? "finished" : "diverged";
    r.parameters = 20;
    if (full) {
        paper::segment_record s;
        s.learning_rate = 0.1;
        s.first_step = 50;
        s.last_step = 100;
        s.observed = 50;
        s.loss = known(0.3);
        s.test = {0.3, 0.9, 0.01, 20};
        s.groups = {group("conv1", "weight"), group("conv1.bias", "bias")};
        s.filters = {{"conv1[0]", known(1e-5), known(1.0), known(1.0)}};
        s.ratios = {{"conv1", "linear1", known(2.0)}};
        s.epsilon = {{"conv1", 1, 0.5, 1e-5, 1, 0.01}};
        s.total = group("all groups", "all");
        r.segments = {s};
        r.loss_curve = {{10, 0.5}, {20, 0.25}};
        r.temperature_curve["conv1"] = {{10, 1e-5}};
        r.extra["readings"] =
            json::array({json::array({"velocity.excess_kurtosis", "conv1",
                                      json::array({0.1, 0.01, 200.0, 40.0, "r"}), "1", ""})});
    }
    return r;
}

/// Adds the schema and a checksum, which fits where the body is as nlohmann's dump() writes it.
std::string sealed(std::string_view body) {
    return fmt::format(R"({{"schema":{},"checksum":"{:016x}",{})", paper::result_schema,
                       thermosgd::checksum(body), body.substr(1));
}

void read(std::string_view text) {
    paper::run_record r;
    try {
        r = paper::result_of(text, "input");
    } catch (const thermosgd::error&) {
        return;
    } catch (const std::invalid_argument&) {
        return;
    }
    for (const paper::segment_record& s : r.segments) {
        (void)s.find("conv1");
        for (const paper::group_record& g : s.groups) {
            fuzz::require(support::is_plain_name(g.name), "names are of one grammar");
            (void)(g.at_equilibrium() || g.rough());
        }
    }
    (void)paper::lists_of_readings(r.extra);
    if (thermosgd::checksum(text) % 16 == 0) {
        const std::string again = paper::to_text(r);
        fuzz::require(paper::to_text(paper::result_of(again, "again")) == again,
                      "what was read is written and read");
    }
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
    std::vector<std::string> all;
    for (const bool full : {false, true}) {
        json whole = json::parse(paper::to_text(sound(full)));
        whole.erase("schema");
        whole.erase("checksum");
        all.push_back(whole.dump());
    }
    all.push_back(paper::to_text(sound(false)));
    all.emplace_back("[[[[[[[[]]]]]]]]");
    all.emplace_back(R"({"schema":1})");
    return all;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.starts_with(R"({"id":)")) {
        read(sealed(text));
        return 0;
    }
    read(text);
    return 0;
}
