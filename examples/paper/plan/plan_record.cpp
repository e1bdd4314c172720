// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Sittings to JSON and back.

#include "plan_record.hpp"

#include <fmt/format.h>
#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>

#include <support/json.hpp>

#include <algorithm>
#include <exception>
#include <system_error>

namespace paper {

namespace {

using support::json;

json to_json(const sitting& s) {
    return {{"plan", s.plan},
            {"threads", s.threads},
            {"runs", s.runs},
            {"wall_seconds", s.wall_seconds},
            {"run_seconds", s.run_seconds},
            {"peak_memory_mb", s.peak_memory_mb},
            {"machine", s.machine},
            {"version", s.version}};
}

sitting sitting_of(const json& stored) {
    return {stored.at("plan").get<std::string>(),    stored.at("threads").get<std::size_t>(),
            stored.at("runs").get<std::size_t>(),    stored.at("wall_seconds").get<double>(),
            stored.at("run_seconds").get<double>(),  stored.at("peak_memory_mb").get<double>(),
            stored.at("machine").get<std::string>(), stored.at("version").get<std::string>()};
}

}  // namespace

std::filesystem::path plan_record_file(const std::filesystem::path& results, std::size_t rank) {
    return results / (rank == 0 ? std::string("plan.json") : fmt::format("plan-{}.json", rank));
}

std::vector<sitting> read_plan_record(const std::filesystem::path& file,
                                      const std::function<void(std::string_view)>& notice) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return {};
    }
    try {
        std::vector<sitting> sittings;
        const json stored = support::parse_bounded(support::read_bounded(file), file.string());
        for (const json& one : stored.at("sittings")) {
            sittings.push_back(sitting_of(one));
        }
        return sittings;
    } catch (const std::exception&) {  // of JSON, or a file without bounds
        notice(fmt::format("'{}': not the record of a plan; what earlier sittings cost is lost",
                           file.string()));
        return {};
    }
}

void write_plan_record(const std::filesystem::path& file, const std::vector<sitting>& sittings) {
    sitting sum;
    json list = json::array();
    for (const sitting& one : sittings) {
        sum.runs += one.runs;
        sum.wall_seconds += one.wall_seconds;
        sum.run_seconds += one.run_seconds;
        sum.peak_memory_mb = std::max(sum.peak_memory_mb, one.peak_memory_mb);
        list.push_back(to_json(one));
    }
    const json record{{"schema", 1},
                      {"runs", sum.runs},
                      {"wall_seconds", sum.wall_seconds},
                      {"run_seconds", sum.run_seconds},
                      {"peak_memory_mb", sum.peak_memory_mb},
                      {"sittings", list}};
    thermosgd::atomic_file out(file);
    out.write(record.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
    out.commit();
}

}  // namespace paper
