// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The file of thresholds that verdicts of `paper` are made by.

#include "json_mutator.hpp"
#include "memory_file.hpp"
#include "seeds.hpp"

#include <paper/analysis/thresholds.hpp>
#include <thermosgd/core/error.hpp>

std::vector<std::string> fuzz::seeds() {
    json rules = json::object();
    for (const char* name : {"significance", "interval", "fewest_points", "fewest_seeds",
                             "equilibrium_share", "trained_accuracy", "trained_accuracy_cifar10"}) {
        rules[name] = {{"value", 0.5}, {"why", "so"}};
    }
    const json claim{
        {"id", "E1"}, {"section", "3"}, {"says", "it is"}, {"why", "so"}, {"least", 2}};
    const json all{{"rules", rules}, {"claims", json::array({claim})}};
    return {all.dump(), json{{"rules", rules}, {"claims", json::array()}}.dump(), "{}",
            std::string(200, '[')};
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::memory_file file;
    paper::thresholds read;
    try {
        read = paper::read_thresholds(file.holding({data, size}));
    } catch (const thermosgd::error&) {
        return 0;
    }
    fuzz::require(read.significance > 0 && read.significance < 1, "a level is between 0 and 1");
    for (const paper::claim_threshold& claim : read.claims) {
        for (const auto& [name, value] : claim.numbers) {
            fuzz::require(claim.at(name) == value, "a number is found by its name");
        }
    }
    (void)paper::limits_on(read, "CIFAR-10 subset");
    return 0;
}
