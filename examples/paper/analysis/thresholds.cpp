// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Reading thresholds.

#include "thresholds.hpp"

#include <fmt/format.h>
#include <support/json.hpp>
#include <thermosgd/core/error.hpp>

#include "support/bounded_json.hpp"

namespace paper {

namespace {

using support::json;

claim_threshold claim_of(const json& stored) {
    claim_threshold claim;
    const auto text = [&](const char* name) { return stored.value(name, std::string()); };
    stored.at("id").get_to(claim.id);
    stored.at("section").get_to(claim.section);
    stored.at("says").get_to(claim.says);
    claim.figure = text("figure");
    claim.confirmed = text("confirmed");
    claim.contradicted = text("contradicted");
    stored.at("why").get_to(claim.why);
    for (const auto& [name, value] : stored.items()) {
        if (value.is_number()) {
            claim.numbers[name] = value.get<double>();
        }
    }
    return claim;
}

}  // namespace

double claim_threshold::at(std::string_view name) const {
    const auto found = numbers.find(name);
    if (found == numbers.end()) {
        throw thermosgd::error(fmt::format("thresholds: claim {} has no number '{}'", id, name));
    }
    return found->second;
}

thresholds read_thresholds(const std::filesystem::path& file) {
    const auto refuse = [&](const std::string& problem) {
        throw thermosgd::error(fmt::format("'{}': {}", file.string(), problem));
    };
    const json all = support::parse_bounded(support::read_bounded(file), file.string());
    if (!all.is_object()) {
        refuse("no JSON object, expected thresholds of verdicts");
    }
    thresholds read;
    try {
        const auto rule = [&](const char* name) {
            return all.at("rules").at(name).at("value").get<double>();
        };
        const auto count = [&](const char* name) {
            const double value = rule(name);
            if (!(value >= 0.0 && value <= 1e6)) {
                refuse(fmt::format("{} = {}, expected 0 to 1000000", name, value));
            }
            return static_cast<std::size_t>(value);
        };
        read.significance = rule("significance");
        read.interval = rule("interval");
        read.fewest_points = count("fewest_points");
        read.fewest_seeds = count("fewest_seeds");
        read.rules = {rule("equilibrium_share"), rule("trained_accuracy")};
        read.trained_accuracy_cifar10 = rule("trained_accuracy_cifar10");
        for (const json& claim : all.at("claims")) {
            read.claims.push_back(claim_of(claim));
        }
    } catch (const json::exception& problem) {
        refuse(fmt::format("not thresholds of verdicts ({})", problem.what()));
    }
    for (const double level : {read.significance, read.interval}) {
        if (!(level > 0.0 && level < 1.0)) {
            refuse(fmt::format("a level of {}, expected between 0 and 1", level));
        }
    }
    return read;
}

}  // namespace paper
