// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From the sentences of schema 1 to keys, from the verdicts of schema 2 to those of 3.

#include "convert.hpp"

#include "judge_again.hpp"
#include "result.hpp"

#include <fmt/format.h>
#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>

#include <algorithm>
#include <array>
#include <system_error>
#include <vector>

namespace paper {

namespace {

using support::json;

/// What a reading was called in schema 1.
struct old_name {
    std::string_view sentence;
    thermosgd::known_key key;
};

constexpr std::array old_names{
    old_name{"spread of T between layers, CV", "temperature.cv.between_groups"},
    old_name{"T of the hottest over T of the coldest", "temperature.hottest_over_coldest"},
    old_name{"CV^2 of T within the group, from two windows", "temperature.cv2.two_windows"},
    old_name{"the same, measured less its noise", "temperature.cv2.noise_free"},
    old_name{"the same from pooled kurtosis: upper bound", "temperature.cv2.kurtosis_bound"},
    old_name{"Gini coefficient of T", "temperature.gini"},
    old_name{"T of the 90th over the 10th percentile", "temperature.percentile_ratio"},
    old_name{"skewness of v", "velocity.skewness"},
    old_name{"excess kurtosis of v, pooled", "velocity.excess_kurtosis"},
    old_name{"degrees of freedom 2<K>^2/Var K", "kinetic.degrees_of_freedom.variance"},
    old_name{"the same from 8/skewness(K)^2", "kinetic.degrees_of_freedom.skewness"},
    old_name{"Maxwell-Boltzmann: skew(K)<K>/(2 sd K)", "kinetic.maxwell_ratio"},
    old_name{"tail index of v, parameter by parameter", "velocity.tail_index.blocks"},
    old_name{"Hill's tail index of v/sqrt(tau), |z| >= 4", "velocity.tail_index.hill"},
    old_name{"R = |dx|^2/(n <v^2>), by sketch", "position.ratio.sketch"},
    old_name{"the same of one window, exactly", "position.ratio.one_window"},
    old_name{"diffusion exponent d ln MSD/d ln n", "diffusion.exponent"},
    old_name{"diffusion coefficient D", "diffusion.coefficient"},
    old_name{"velocity autocorrelation at one step", "velocity.autocorrelation.one_step"},
    old_name{"entropy production on projections", "current.entropy_production"},
    old_name{"entropy of v per parameter, Gaussian", "entropy.velocity.gaussian"},
    old_name{"the same from the histogram of v/sqrt(tau)", "entropy.velocity.histogram"},
    old_name{"action 2<K>t of the segment", "action.segment"},
    old_name{"entropy of positions per coordinate, Gaussian", "entropy.position.gaussian"},
    old_name{"the same from nearest neighbours", "entropy.position.nearest_neighbour"},
    old_name{"T S of positions, later half less earlier", "free_energy.ts_change"},
    old_name{"F = U - sum of T S, later half less earlier", "free_energy.change"},
    old_name{"heat gamma S of the segment, gamma = 2/dt", "heat.segment"},
    old_name{"its entropy per parameter and step, at the T of all", "heat.entropy_rate"},
    old_name{"kinetic T, m = dt^2/(2 eta), 2<K>/d", "temperature.kinetic"},
    old_name{"T of the gradient, eta <|g|^2>/(2d (1 - mu^2))", "temperature.gradient"},
    old_name{"virial T, <theta.g>/d", "temperature.virial"},
    old_name{"(1 + mu)<|dtheta|^2>/(2 eta <theta.g>)", "fluctuation_dissipation.ratio"},
    old_name{"|G|^2 of the true gradient", "gradient.squared_norm"},
    old_name{"tr Sigma of the gradient of one sample", "gradient.noise_trace.two_sizes"},
    old_name{"the same from batches of one size", "gradient.noise_trace.one_size"},
    old_name{"gradient noise scale tr Sigma/|G|^2", "gradient.noise_scale"},
    old_name{"T of the gradient noise, m = dt^2/(2 eta)", "temperature.gradient_noise"},
    old_name{"the same over the kinetic T", "temperature.gradient_noise.over_kinetic"},
    old_name{"v^2 of full-batch over minibatch steps", "velocity.full_batch_share"},
    old_name{"hottest filter", "filter.hottest"},
    old_name{"coldest filter", "filter.coldest"},
    old_name{"rank correlation of two halves", "filter.rank_correlation"},
    old_name{"Gibbs state of K: beta = 1/(k_B T)", "gibbs.beta"},
    old_name{"Var K over that of the Gibbs state", "gibbs.kinetic_variance_ratio"},
    old_name{"velocity of the frame, mean of all parameters", "gibbs.frame_velocity"},
    old_name{"angular velocity in a plane of two directions", "gibbs.angular_velocity"},
};

/// \throws thermosgd::error for a sentence that schema 1 did not have
std::string key_of_sentence(const std::string& sentence, const std::string& name) {
    for (const old_name& one : old_names) {
        if (one.sentence == sentence) {
            return std::string(one.key.info().key);
        }
    }
    throw thermosgd::error(fmt::format("'{}': no key for the reading '{}'", name, sentence));
}

json checked(const json& body) {
    json whole{{"schema", result_schema}, {"checksum", checksum_of(body)}};
    whole.update(body);
    return whole;
}

/// Puts the present verdicts in the place of those of schema 2.
void judge_all_again(json& body, const std::string& name) {
    const run_record result = result_of(checked(body).dump(), name);
    const auto set = [&](json& stored, const segment_record& s, const group_record& g) {
        stored.at("stationary") = word_of_result(judge_again(result, s, g));
    };
    for (std::size_t i = 0; i < result.segments.size(); ++i) {
        const segment_record& s = result.segments[i];
        json& stored = body.at("segments").at(i);
        for (std::size_t k = 0; k < s.groups.size(); ++k) {
            set(stored.at("groups").at(k), s, s.groups[k]);
        }
        if (s.total) {
            set(stored.at("total"), s, *s.total);
        }
    }
    if (!result.segments.empty() && body.at("extra").contains("per_epoch")) {
        for (json& stored : body.at("extra").at("per_epoch").at("groups")) {
            // Of epochs neither z nor curve was kept.
            group_record g;
            g.temperature = estimate_of(stored.at("T"));
            g.mean_square_position = estimate_of(stored.at("x2"));
            stored.at("stationary").get_to(g.stationary);
            set(stored, result.segments.back(), g);
        }
    }
}

}  // namespace

std::string converted(std::string_view text, const std::string& name) {
    json all = support::parse_bounded(text, name);
    try {
        const int found = all.is_object() ? all.at("schema").get<int>() : result_schema;
        if (found < 1 || found >= result_schema) {
            (void)result_of(text, name);
            return std::string(text);
        }
        const std::string stored = all.at("checksum").get<std::string>();
        all.erase("schema");
        all.erase("checksum");
        if (stored != checksum_of(all)) {
            throw thermosgd::error(fmt::format(
                "'{}': checksum {}, expected {}: the file was changed or cut; nothing was "
                "converted",
                name, stored, checksum_of(all)));
        }
        if (found == 1) {
            for (json* readings : lists_of_readings(all.at("extra"))) {
                for (json& reading : *readings) {
                    reading.at(0) = key_of_sentence(reading.at(0).get<std::string>(), name);
                }
            }
        }
        judge_all_again(all, name);
    } catch (const json::exception& problem) {
        throw thermosgd::error(
            fmt::format("'{}': not the result of a run ({})", name, problem.what()));
    }
    std::string result = checked(all).dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    (void)result_of(result, name);
    return result;
}

conversion convert_results(const std::filesystem::path& folder) {
    std::error_code failure;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator all(folder, failure), end; !failure && all != end;
         all.increment(failure)) {
        const std::filesystem::path& file = all->path();
        if (file.extension() == ".json" && !file.stem().string().starts_with("plan")) {
            files.push_back(file);
        }
    }
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot read this folder ({})", folder.string(), failure.message()));
    }
    std::sort(files.begin(), files.end());
    conversion done;
    for (const std::filesystem::path& path : files) {
        const std::string before = support::read_bounded(path);
        const std::string after = converted(before, path.string());
        ++done.results;
        if (after != before) {
            thermosgd::atomic_file file(path);
            file.write(after);
            file.commit();
            ++done.converted;
        }
    }
    return done;
}

}  // namespace paper
