// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Reading results.

#include "evidence.hpp"

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
            all.push_back({read_result(file), run.id, run.tags});
        } catch (const thermosgd::error& problem) {
            notice(problem.what());
        }
    }
    return all;
}

}  // namespace paper
