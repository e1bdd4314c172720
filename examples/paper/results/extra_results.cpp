// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Readings, epochs and tensors to JSON.

#include "extra_results.hpp"

#include "segment_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace paper {

namespace {

using support::json;

constexpr double levels = 255.0;

/// The least and the greatest of the numbers that can be shown; 0 and 0 if none can.
std::pair<double, double> range_of(std::span<const float> numbers, bool logarithmic) {
    double low = 0.0;
    double high = 0.0;
    bool first = true;
    for (const float x : numbers) {
        if (std::isfinite(x) && (!logarithmic || x > 0.0F)) {
            low = first ? x : std::min<double>(low, x);
            high = first ? x : std::max<double>(high, x);
            first = false;
        }
    }
    return {low, high};
}

json tensor_json(std::span<const float> numbers, const std::vector<std::size_t>& extents,
                 bool logarithmic) {
    auto [low, high] = range_of(numbers, logarithmic);
    low = cut(low, 6).get<double>();
    high = cut(high, 6).get<double>();
    std::string digits;
    for (const float x : numbers) {
        double place = 0.0;
        if (high > low && std::isfinite(x) && (!logarithmic || x > 0.0F)) {
            place =
                logarithmic ? std::log(x / low) / std::log(high / low) : (x - low) / (high - low);
        }
        const double level = std::round(levels * std::clamp(place, 0.0, 1.0));
        digits += fmt::format("{:02x}", static_cast<unsigned>(level));
    }
    return {{"extents", extents},
            {"low", low},
            {"high", high},
            {"logarithmic", logarithmic},
            {"levels", digits}};
}

}  // namespace

support::json readings_json(std::span<const thermosgd::reading> readings) {
    json all = json::array();
    for (const thermosgd::reading& r : readings) {
        if (std::isfinite(r.value.value)) {
            all.push_back({r.key, r.group, to_json(r.value), r.unit, r.remark});
        }
    }
    return all;
}

void take_spread(std::span<const thermosgd::reading> readings, segment_record& segment) {
    for (group_record& g : segment.groups) {
        for (const thermosgd::reading& r : readings) {
            if (r.group != g.name) {
                continue;
            }
            if (r.key == "temperature.cv2.two_windows") {
                g.cv2 = r.value;
            } else if (r.key == "temperature.gini") {
                g.gini = r.value.value;
            } else if (r.key == "kinetic.degrees_of_freedom.variance") {
                g.d_eff = r.value.value;
            }
        }
    }
}

support::json per_epoch_json(const thermosgd::thermometer& epochs, std::uint64_t steps_per_epoch) {
    const thermosgd::report report = epochs.report();
    json groups = json::array();
    for (const thermosgd::group_report& g : report.groups) {
        groups.push_back({{"name", g.name},
                          {"d", g.degrees_of_freedom},
                          {"T", to_json(g.temperature)},
                          {"x2", to_json(g.mean_square_position)},
                          {"stationary", word_of_result(g.equilibrium.verdict)}});
    }
    return {{"steps_per_epoch", steps_per_epoch},
            {"epochs", report.observed_steps},
            {"groups", groups}};
}

support::json tensors_json(const std::vector<cnn::parameter_view>& views,
                           std::span<const float> numbers, bool logarithmic,
                           std::string_view suffix) {
    json all = json::object();
    for (const cnn::parameter_view& view : views) {
        if (view.extents.size() > 1 && view.name.ends_with(suffix)) {
            all[view.name] =
                tensor_json(numbers.subspan(view.offset, view.size), view.extents, logarithmic);
        }
    }
    return all;
}

std::vector<double> tensor_of(const support::json& tensor) {
    const double low = tensor.at("low").get<double>();
    const double high = tensor.at("high").get<double>();
    const bool logarithmic = tensor.at("logarithmic").get<bool>();
    const std::string digits = tensor.at("levels").get<std::string>();
    std::vector<double> numbers;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        const double place = std::stoi(digits.substr(i, 2), nullptr, 16) / levels;
        numbers.push_back(logarithmic ? (low > 0.0 ? low * std::pow(high / low, place) : 0.0)
                                      : low + place * (high - low));
    }
    return numbers;
}

}  // namespace paper
