// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Who judges what, and the table.

#include "claims.hpp"

#include <paper/results/table_columns.hpp>

#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace paper {

namespace {

using reliability_of = judgement (*)(const claim_threshold&, const hearing&);

/// Claims that no run can decide; the reason stands in the thresholds.
judgement judge_nothing(const claim_threshold& c, const hearing&) {
    return {verdict::not_testable, c.why, std::string(undecidable)};
}

constexpr std::array<std::pair<std::string_view, reliability_of>, 29> judges{{
    {"D5", judge_nothing},
    {"D6", judge_stationary_temperature},
    {"D7", judge_mean_velocity},
    {"D7-GD", judge_full_batch},
    {"D7-GD-plain", judge_full_batch},
    {"D8", judge_equipartition},
    {"D9", judge_mean_velocity},
    {"E2", judge_schedule},
    {"E3", judge_layers},
    {"E4", judge_exponents},
    {"E4-fixed", judge_fixed_epochs},
    {"E4-bn", judge_exponents},
    {"E5", judge_exponents},
    {"E6", judge_filters},
    {"C1", judge_damage},
    {"C1-hot", judge_removal},
    {"C1-norm", judge_damage},
    {"C2", judge_independence},
    {"C2-law", judge_law},
    {"T1", judge_nothing},
    {"T2", judge_entropy},
    {"T3", judge_gibbs},
    {"FE", judge_nothing},
    {"X-independent", judge_comparison},
    {"X-epsilon", judge_epsilon},
    {"X-sampling", judge_sampling},
    {"X-velocity", judge_epoch_velocity},
    {"X-decay", judge_decay},
    {"X-no-decay", judge_no_decay},
}};

reliability_of judge_of(const claim_threshold& claim) {
    for (const auto& [id, by] : judges) {
        if (id == claim.id) {
            return by;
        }
    }
    throw thermosgd::error(
        fmt::format("thresholds: claim '{}', expected one that can be judged", claim.id));
}

const claim_threshold* find_claim(const thresholds& limits, std::string_view id) {
    const auto found = std::find_if(limits.claims.begin(), limits.claims.end(),
                                    [&](const claim_threshold& c) { return c.id == id; });
    return found == limits.claims.end() ? nullptr : &*found;
}

/// Whether other data say the same of Fig. 3 to 6.
judgement judge_other_data(const claim_threshold& c, const hearing& here, const hearing& there) {
    judgement j;
    if (there.runs.empty()) {
        const bool itself =
            !here.runs.empty() && here.runs.front().result.spec.data_set.starts_with("CIFAR-10");
        j.measured = itself ? "these are the runs on CIFAR-10; those on other data judge it"
                            : "no runs on CIFAR-10";
        return j;
    }
    std::size_t same = 0, opposite = 0;
    for (const char* id : {"E3", "E4", "E5", "E6"}) {
        const claim_threshold* claim = find_claim(here.limits, id);
        if (claim == nullptr) {
            continue;
        }
        const verdict ours = judge_of(*claim)(*claim, here).what;
        const verdict theirs = judge_of(*claim)(*claim, there).what;
        list(j.measured, fmt::format("{} {} ({} here)", id, to_string(theirs), to_string(ours)));
        const auto decided = [](verdict v) {
            return v == verdict::confirmed || v == verdict::contradicted;
        };
        if (decided(ours) && decided(theirs)) {
            same += ours == theirs ? 1 : 0;
            opposite += ours != theirs ? 1 : 0;
        }
    }
    const data_record& data = there.runs.front().result.data;
    j.measured = fmt::format("{} ({} training images): {}", data.name, data.train, j.measured);
    j.what = opposite > 0                                  ? verdict::contradicted
             : static_cast<double>(same) >= c.at("fewest") ? verdict::confirmed
                                                           : verdict::not_testable;
    j.decides = fmt::format("{} verdicts equal, {} opposite, on {} training images", same, opposite,
                            data.train);
    return j;
}

}  // namespace

std::vector<claim_row> judge_claims(const evidence& runs, const figure_points& points,
                                    const evidence& others, const thresholds& limits) {
    const thresholds other_limits = limits_on(limits, "CIFAR-10");
    const figure_points elsewhere = points_of(others, other_limits.rules);
    std::vector<claim_row> rows;
    for (const claim_threshold& claim : limits.claims) {
        const auto by_seeds = [&](int seed_set) {
            const hearing here{runs, points, limits, seed_set};
            if (claim.id == "C3") {
                return judge_other_data(claim, here, {others, elsewhere, other_limits, seed_set});
            }
            return judge_of(claim)(claim, here);
        };
        rows.push_back({claim, by_seeds(1), by_seeds(2)});
    }
    return rows;
}

std::string claims_text(const std::vector<claim_row>& rows) {
    std::string text;
    for (const claim_row& row : rows) {
        text += fmt::format("{:<13} {:<13} {}\n", row.claim.id, to_string(row.first.what),
                            row.claim.says);
        if (!row.first.decides.empty()) {
            text += fmt::format("{:27} {}\n", "", row.first.decides);
        }
        if (row.second.what != verdict::not_run && row.second.what != row.first.what) {
            text += fmt::format("{:27} second seeds: {}; {}\n", "", to_string(row.second.what),
                                row.second.decides);
        }
    }
    return text + tally_text(rows);
}

std::string tally_text(const std::vector<claim_row>& rows) {
    std::map<verdict, std::size_t> tally;
    std::size_t both = 0, same = 0;
    for (const claim_row& row : rows) {
        ++tally[row.first.what];
        // Claims without numbers are not testable by any seeds.
        const bool again = row.second.what != verdict::not_run && !row.claim.numbers.empty();
        both += again ? 1 : 0;
        same += again && row.second.what == row.first.what ? 1 : 0;
    }
    std::string text;
    for (const auto& [what, count] : tally) {
        list(text, fmt::format("{} {}", count, to_string(what)));
    }
    return fmt::format("{} claims: {}. Second seeds: {} of {} verdicts are the same.\n",
                       rows.size(), text, same, both);
}

}  // namespace paper
