// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Reading results.

#include "evidence.hpp"

#include "extra_readers.hpp"

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace paper {

bool measured_run::has(std::string_view tag) const {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

double steps_per_epoch(const run_record& result) {
    const std::size_t images =
        result.spec.limit_train != 0 ? result.spec.limit_train : result.data.train;
    return static_cast<double>(std::max<std::size_t>(1, images / result.spec.batch_size));
}

bool is_trained(const run_record& result, double accuracy) {
    return result.ending == "finished" && !result.segments.empty() &&
           result.segments.back().test.accuracy >= accuracy;
}

namespace {

/// What later parts read of "extra", read once here, where the file is known.
/// \throws nlohmann::json::exception for another form
void require_readable(const run_record& result) {
    (void)removal_of(result);
    (void)gibbs_of(result);
    (void)entropy_of(result);
    (void)entropy_rate_ratio(result);
}

}  // namespace

evidence read_evidence(std::span<const planned_run> plan, const std::filesystem::path& results,
                       const std::function<void(std::string_view)>& notice) {
    evidence all;
    for (const planned_run& run : plan) {
        const std::filesystem::path file = results / (run.id + ".json");
        std::error_code failure;
        if (!std::filesystem::exists(file, failure)) {
            continue;
        }
        try {
            run_record result = read_result(file);
            if (!(result.spec == run.spec)) {
                throw thermosgd::error(fmt::format("'{}': the result of another run ({})",
                                                   file.string(), id_of(result.spec)));
            }
            require_readable(result);
            all.push_back({std::move(result), run.id, run.tags});
        } catch (const thermosgd::error& problem) {
            notice(problem.what());
        } catch (const nlohmann::json::exception& problem) {
            notice(
                fmt::format("'{}': not the result of a run ({})", file.string(), problem.what()));
        }
    }
    return all;
}

}  // namespace paper
