// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Names, spellings and ranges of configurations.

#include "run_spec.hpp"

#include <thermosgd/io/file.hpp>
#include <trainer/cnn/data_order.hpp>
#include <trainer/cnn/options.hpp>

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <stdexcept>

namespace paper {

namespace {

using support::json;

/// The part of a name that tells data sets apart: letters and digits in lower case, "-" between.
std::string slug(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '-';
    }
    return result;
}

std::string measures_of(const measurements& m) {
    return fmt::format(R"({{"gibbs":{},"maps":{},"per_epoch":{},"removal":{},"weights":{}}})",
                       m.gibbs, m.maps, m.per_epoch, m.removal, m.weights);
}

}  // namespace

std::string canonical_text(const run_spec& spec) {
    std::string stages;
    for (const stage& part : spec.stages) {
        stages +=
            fmt::format(R"({}{{"burn_in":{},"learning_rate":{:.17g},"steps":{}}})",
                        stages.empty() ? "" : ",", part.burn_in, part.learning_rate, part.steps);
    }
    return fmt::format(
        R"({{"batch_norm_epsilon":{:.17g},"batch_size":{},"data_set":{},"decay_batch_norm":{},)"
        R"("dropout":{:.17g},"every":{},"limit_train":{},"measure":{},"network":{},)"
        R"("sampling":{},"seed":{},"stages":[{}],"weight_decay":{:.17g}}})",
        spec.batch_norm_epsilon, spec.batch_size, json(spec.data_set).dump(), spec.decay_batch_norm,
        spec.dropout, spec.every, spec.limit_train, measures_of(spec.measure),
        json(spec.network).dump(), json(spec.sampling).dump(), spec.seed, stages,
        spec.weight_decay);
}

std::string short_number(double number) {
    std::array<char, 64> buffer{};
    const bool small = number != 0.0 && number < 1.0 && number > -1.0;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                      small ? std::chars_format::scientific : std::chars_format::general)
            .ptr;
    std::string text(buffer.data(), end);
    const std::size_t e = text.find('e');
    if (e != std::string::npos) {  // "1e-02", "1e+06"
        std::size_t digit = e + 1;
        if (text[digit] == '+') {
            text.erase(digit, 1);
        } else if (text[digit] == '-') {
            ++digit;
        }
        while (digit + 1 < text.size() && text[digit] == '0') {
            text.erase(digit, 1);
        }
    }
    return text;
}

std::string id_of(const run_spec& spec) {
    std::string name = slug(spec.data_set);
    if (spec.limit_train != 0) {
        name += fmt::format("{}", spec.limit_train);
    }
    name.append("-").append(spec.network).append("-eta");
    for (std::size_t i = 0; i < spec.stages.size(); ++i) {
        name.append(i == 0 ? "" : "_").append(short_number(spec.stages[i].learning_rate));
    }
    name +=
        fmt::format("-b{}-l{}-s{}", spec.batch_size, short_number(spec.weight_decay), spec.seed);
    if (spec.sampling != "shuffled") {
        name.append("-").append(spec.sampling);
    }
    const std::string decisive = fmt::format("schema {} ", schema) + canonical_text(spec);
    return fmt::format("{}-{:08x}", name, thermosgd::checksum(decisive) >> 32U);
}

support::json to_json(const run_spec& spec) {
    json stages = json::array();
    for (const stage& part : spec.stages) {
        stages.push_back({{"learning_rate", part.learning_rate},
                          {"steps", part.steps},
                          {"burn_in", part.burn_in}});
    }
    const measurements& m = spec.measure;
    return {{"data_set", spec.data_set},
            {"limit_train", spec.limit_train},
            {"network", spec.network},
            {"batch_size", spec.batch_size},
            {"weight_decay", spec.weight_decay},
            {"sampling", spec.sampling},
            {"seed", spec.seed},
            {"dropout", spec.dropout},
            {"batch_norm_epsilon", spec.batch_norm_epsilon},
            {"decay_batch_norm", spec.decay_batch_norm},
            {"stages", stages},
            {"every", spec.every},
            {"measure",
             {{"maps", m.maps},
              {"gibbs", m.gibbs},
              {"removal", m.removal},
              {"per_epoch", m.per_epoch},
              {"weights", m.weights}}}};
}

run_spec spec_of(const support::json& stored) {
    run_spec spec;
    stored.at("data_set").get_to(spec.data_set);
    stored.at("limit_train").get_to(spec.limit_train);
    stored.at("network").get_to(spec.network);
    stored.at("batch_size").get_to(spec.batch_size);
    stored.at("weight_decay").get_to(spec.weight_decay);
    stored.at("sampling").get_to(spec.sampling);
    stored.at("seed").get_to(spec.seed);
    stored.at("dropout").get_to(spec.dropout);
    stored.at("batch_norm_epsilon").get_to(spec.batch_norm_epsilon);
    stored.at("decay_batch_norm").get_to(spec.decay_batch_norm);
    for (const json& part : stored.at("stages")) {
        spec.stages.push_back({part.at("learning_rate").get<double>(),
                               part.at("steps").get<std::uint64_t>(),
                               part.at("burn_in").get<std::uint64_t>()});
    }
    stored.at("every").get_to(spec.every);
    const json& m = stored.at("measure");
    m.at("maps").get_to(spec.measure.maps);
    m.at("gibbs").get_to(spec.measure.gibbs);
    m.at("removal").get_to(spec.measure.removal);
    m.at("per_epoch").get_to(spec.measure.per_epoch);
    m.at("weights").get_to(spec.measure.weights);
    return spec;
}

void check(const run_spec& spec) {
    const auto refuse = [](std::string_view field, std::string_view found,
                           std::string_view expected) {
        throw std::invalid_argument(
            fmt::format("run_spec: {} = {}, expected {}", field, found, expected));
    };
    if (spec.stages.empty()) {
        refuse("stages", "none", "at least one");
    }
    for (const stage& part : spec.stages) {
        if (part.burn_in >= part.steps) {
            refuse("burn_in", fmt::format("{}", part.burn_in),
                   fmt::format("less than the {} steps of the stage", part.steps));
        }
        cnn::options settings;
        settings.learning_rate = part.learning_rate;
        settings.weight_decay = spec.weight_decay;
        settings.dropout = spec.dropout;
        settings.batch_size = spec.batch_size;
        settings.batch_norm_epsilon = spec.batch_norm_epsilon;
        cnn::check(settings, 1);
    }
    if (spec.every == 0) {
        refuse("every", "0", "at least 1");
    }
    (void)cnn::sampling_of(spec.sampling);
}

}  // namespace paper
