// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Results with a right checksum and bad contents.

#include <paper/results/result_names.hpp>

#include <thermosgd/core/error.hpp>

#include <functional>
#include <string>

#include "catch_shim.hpp"

namespace examples_paper_results_result_names_test {

namespace {

using support::json;

/// The members that names and sizes are looked for in.
json body() {
    return json::parse(R"body({
        "id": "mnist-A-eta1e-2-b32-l4e-2-s1-2e199891",
        "spec": {"data_set": "MNIST", "network": "A-conv", "sampling": "in-order", "seed": 0},
        "data": {"name": "CIFAR-10 subset", "train": 60000, "test": 10000},
        "machine": "AMD EPYC (2.2 GHz)", "instruction_set": "avx2+fma",
        "segments": [{"groups": [{"name": "conv1.bias", "kind": "bias", "d": 8}],
                      "filters": [{"name": "conv1[3]"}], "ratios": [{"of": ["conv1", "conv2"]}],
                      "total": {"name": "all groups", "kind": "all", "d": 13338}}],
        "temperature_curve": {"conv1": [[400, 1e-6]]},
        "extra": {"readings": [["velocity.skewness", "conv1/linear2", null, "1", "a remark"]],
                  "removal": {"layers": [{"layer": "conv1", "curves": {"hottest first": {}}}]},
                  "maps": {"conv1.weight": {"extents": [2, 1], "low": 0.0, "high": 1.0,
                                            "logarithmic": true, "levels": "00ff"}}}})body");
}

std::string fault_after(const std::function<void(json&)>& change) {
    json changed = body();
    change(changed);
    try {
        paper::check_names(changed);
    } catch (const thermosgd::error& problem) {
        return problem.what();
    }
    return {};
}

}  // namespace

TEST_CASE("what runs leave is sound") {
    CHECK(fault_after([](json&) {}).empty());
}

TEST_CASE("a name that would be a command, a path or a tag is refused wherever it stands") {
    for (const char* name : {"linear2`touch x`", "/tmp/x", "../x", "<script>", "a\"b", "a\nb"}) {
        CAPTURE(name);
        const auto refused = [&](const std::function<void(json&)>& change) {
            CHECK_THAT(fault_after(change), ContainsSubstring("expected"));
        };
        refused([&](json& b) { b["id"] = name; });
        refused([&](json& b) { b["spec"]["network"] = name; });
        refused([&](json& b) { b["data"]["name"] = name; });
        refused([&](json& b) { b["segments"][0]["groups"][0]["name"] = name; });
        refused([&](json& b) { b["segments"][0]["filters"][0]["name"] = name; });
        refused([&](json& b) { b["segments"][0]["ratios"][0]["of"][1] = name; });
        refused([&](json& b) { b["segments"][0]["total"]["name"] = name; });
        refused([&](json& b) { b["temperature_curve"][name] = json::array(); });
        refused([&](json& b) { b["extra"]["readings"][0][1] = name; });
        refused([&](json& b) { b["extra"]["removal"]["layers"][0]["layer"] = name; });
        refused(
            [&](json& b) { b["extra"]["removal"]["layers"][0]["curves"][name] = json::object(); });
        refused([&](json& b) {
            b["extra"]["maps"][std::string(name) + ".weight"] = b["extra"]["maps"]["conv1.weight"];
        });
    }
}

TEST_CASE("texts for people have one line and an end") {
    const auto machine = [](const std::string& text) {
        return fault_after([&](json& b) { b["machine"] = text; });
    };
    CHECK(machine("<img src=x> `x`").empty());  // pages escape it
    CHECK_FALSE(machine("a\nb").empty());
    CHECK_FALSE(machine(std::string(1001, 'x')).empty());
}

TEST_CASE("counts are numbers from 0 on that an unsigned number can hold") {
    for (const json& bad : {json(-1), json(-0.5), json(-5e300), json(1e19)}) {
        CAPTURE(bad.dump());
        CHECK_THAT(fault_after([&](json& b) { b["segments"][0]["groups"][0]["d"] = bad; }),
                   ContainsSubstring("d: "));
        CHECK_THAT(fault_after([&](json& b) { b["data"]["train"] = bad; }),
                   ContainsSubstring("train: "));
    }
}

TEST_CASE("a count may be an estimate") {
    CHECK(fault_after([](json& b) { b["segments"][0]["groups"][0]["d"] = 4.237; }).empty());
}

TEST_CASE("a map has the weights that its extents say, and no more than there can be") {
    const auto map = [](const std::function<void(json&)>& change) {
        return fault_after([&](json& b) { change(b["extra"]["maps"]["conv1.weight"]); });
    };
    CHECK_THAT(map([](json& m) {
                   m["extents"] = {4294967296U, 4294967296U};
                   m["levels"] = "";
               }),
               ContainsSubstring("an extent of 4294967296"));
    CHECK_FALSE(map([](json& m) { m["extents"] = {2, 2}; }).empty());
    CHECK_FALSE(map([](json& m) { m["extents"] = {0, 1}; }).empty());
    CHECK_FALSE(map([](json& m) { m["extents"] = json::array(); }).empty());
    CHECK_FALSE(map([](json& m) { m["levels"] = "00f"; }).empty());
    CHECK_FALSE(map([](json& m) { m["levels"] = "00xx"; }).empty());
}

}  // namespace examples_paper_results_result_names_test
