// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Results to JSON and back.

#include "result.hpp"

#include "result_names.hpp"
#include "segment_json.hpp"

#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>

#include <fmt/format.h>

#include <stdexcept>

namespace paper {

namespace {

using support::json;

json json_of(const std::vector<curve_point>& curve) {
    json points = json::array();
    for (const auto& [step, value] : curve) {
        points.push_back({step, cut(value, 4)});
    }
    return points;
}

std::vector<curve_point> curve_of(const json& points) {
    std::vector<curve_point> curve;
    for (const json& point : points) {
        curve.emplace_back(point.at(0).get<std::uint64_t>(), number_of(point.at(1)));
    }
    return curve;
}

/// Everything but schema and checksum.
json body_of(const run_record& r) {
    json segments = json::array();
    for (const segment_record& s : r.segments) {
        segments.push_back(to_json(s));
    }
    json temperatures = json::object();
    for (const auto& [layer, curve] : r.temperature_curve) {
        temperatures[layer] = json_of(curve);
    }
    return {{"id", id_of(r.spec)},
            {"spec", to_json(r.spec)},
            {"data",
             {{"name", r.data.name},
              {"train", r.data.train},
              {"test", r.data.test},
              {"fingerprint", r.data.fingerprint}}},
            {"version", r.version},
            {"instruction_set", r.instruction_set},
            {"machine", r.machine},
            {"seconds", cut(r.seconds, 5)},
            {"observing_seconds", cut(r.observing_seconds, 4)},
            {"peak_memory_mb", cut(r.peak_memory_mb, 4)},
            {"ending", r.ending},
            {"diverged_step", r.diverged_step},
            {"diverged_in", r.diverged_in},
            {"parameters", r.parameters},
            {"segments", segments},
            {"loss_curve", json_of(r.loss_curve)},
            {"temperature_curve", temperatures},
            {"extra", r.extra}};
}

run_record from_body(const json& body) {
    run_record r;
    r.spec = spec_of(body.at("spec"));
    const json& data = body.at("data");
    data.at("name").get_to(r.data.name);
    data.at("train").get_to(r.data.train);
    data.at("test").get_to(r.data.test);
    data.at("fingerprint").get_to(r.data.fingerprint);
    body.at("version").get_to(r.version);
    body.at("instruction_set").get_to(r.instruction_set);
    body.at("machine").get_to(r.machine);
    body.at("seconds").get_to(r.seconds);
    body.at("observing_seconds").get_to(r.observing_seconds);
    body.at("peak_memory_mb").get_to(r.peak_memory_mb);
    body.at("ending").get_to(r.ending);
    body.at("diverged_step").get_to(r.diverged_step);
    body.at("diverged_in").get_to(r.diverged_in);
    body.at("parameters").get_to(r.parameters);
    for (const json& s : body.at("segments")) {
        r.segments.push_back(segment_of(s));
    }
    r.loss_curve = curve_of(body.at("loss_curve"));
    for (const auto& [layer, curve] : body.at("temperature_curve").items()) {
        r.temperature_curve[layer] = curve_of(curve);
    }
    r.extra = body.at("extra");
    return r;
}

/// Refuses readings that the catalogue does not know.
void check_keys(const json& extra) {
    for (const json* readings : lists_of_readings(extra)) {
        for (const json& reading : *readings) {
            (void)thermosgd::observable_of(reading.at(0).get<std::string>());
        }
    }
}

}  // namespace

std::string checksum_of(const support::json& body) {
    return fmt::format("{:016x}", thermosgd::checksum(body.dump()));
}

std::string to_text(const run_record& result) {
    const json body = body_of(result);
    json all{{"schema", result_schema}, {"checksum", checksum_of(body)}};
    all.update(body);
    return all.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

run_record result_of(std::string_view text, const std::string& name) {
    const auto refuse = [&](const std::string& problem) {
        throw thermosgd::error(fmt::format("'{}': {}", name, problem));
    };
    json all = support::parse_bounded(text, name);
    if (!all.is_object()) {
        refuse("no JSON object, expected the result of a run");
    }
    try {
        const int found = all.at("schema").get<int>();
        if (found >= 1 && found < result_schema) {
            // Not damaged, and perhaps hours of work: whoever redoes what is must let this through.
            throw std::invalid_argument(fmt::format(
                "'{}': schema {}, expected {}; 'paper convert --out DIR' converts the results in "
                "DIR",
                name, found, result_schema));
        }
        if (found != result_schema) {
            refuse(fmt::format("schema {}, expected {}", found, result_schema));
        }
        const std::string stored = all.at("checksum").get<std::string>();
        all.erase("schema");
        all.erase("checksum");
        const std::string computed = checksum_of(all);
        if (stored != computed) {
            refuse(fmt::format("checksum {}, expected {}: the file was changed or cut", stored,
                               computed));
        }
        run_record result;
        try {
            check_names(all);
            result = from_body(all);
            check(result.spec);
            check_keys(result.extra);
        } catch (const std::invalid_argument& unknown) {
            refuse(unknown.what());
        } catch (const thermosgd::error& unsound) {
            refuse(unsound.what());
        }
        const std::string id = all.at("id").get<std::string>();
        if (id != id_of(result.spec)) {
            refuse(
                fmt::format("id {}, expected {} from its configuration", id, id_of(result.spec)));
        }
        return result;
    } catch (const json::exception& problem) {
        refuse(fmt::format("not the result of a run ({})", problem.what()));
    }
    return {};
}

std::filesystem::path write_result(const std::filesystem::path& folder, const run_record& result) {
    std::filesystem::path path = folder / (id_of(result.spec) + ".json");
    thermosgd::atomic_file file(path);
    file.write(to_text(result));
    file.commit();
    return path;
}

run_record read_result(const std::filesystem::path& file) {
    return result_of(support::read_bounded(file), file.string());
}

}  // namespace paper
