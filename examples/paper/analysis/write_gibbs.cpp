// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// CSV files of Gibbs states, entropy and free energy.

#include "write_tables.hpp"

#include "extra_readers.hpp"

#include <fmt/format.h>
#include <thermosgd/io/csv.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace paper {

namespace {

namespace fs = std::filesystem;
using thermosgd::confidence_interval;
using thermosgd::csv_writer;
using thermosgd::estimate;

estimate number(double value) {
    estimate e;
    e.value = value;
    return e;
}

/// Writes readings of the layers of one run.
class reading_rows {
public:
    reading_rows(csv_writer& out, const measured_run& run, double level)
        : out_(out), run_(run), level_(level) {}

    void write(const gibbs_layer& layer) {
        append(layer.name, "", "d", number(layer.d), "1", "");
        const auto freedom = [&](const char* what, const estimate& e) {
            append(layer.name, "", what, e, "1", to_string(e.verdict));
        };
        freedom("d_eff by Var K", layer.by_variance);
        freedom("d_eff by the map", layer.by_map);
        freedom("d_eff by skewness", layer.by_skewness);
        append_ratio_of_all_steps(layer);
        for (const gibbs_subgroup& group : layer.subgroups) {
            write(layer.name, group);
        }
    }

private:
    void append_with(const std::string& layer, std::string_view subgroup, std::string_view what,
                     const estimate& e, const confidence_interval& interval, std::string_view unit,
                     std::string_view verdict) {
        const std::uint64_t seed = run_.result.spec.seed;
        out_.append(run_.id, seed, seed_set_of(seed), layer, subgroup, what, e.value, e.error,
                    end_of(interval.lower), end_of(interval.upper), unit, verdict);
    }

    void append(const std::string& layer, std::string_view subgroup, std::string_view what,
                const estimate& e, std::string_view unit, std::string_view verdict) {
        if (std::isfinite(e.value)) {
            append_with(layer, subgroup, what, e, e.interval(level_), unit, verdict);
        }
    }

    /// Var K over that of the Gibbs law is d/d_eff, with the error of d_eff, which is of all steps.
    void append_ratio_of_all_steps(const gibbs_layer& layer) {
        const estimate& freedom = layer.by_variance;
        if (!(freedom.value > 0)) {
            return;
        }
        estimate ratio = freedom;
        ratio.value = layer.d / freedom.value;
        ratio.error = ratio.value * freedom.error / freedom.value;
        const confidence_interval of_freedom = freedom.interval(level_);
        const bool known = of_freedom.lower > 0 && std::isfinite(of_freedom.upper);
        append_with(
            layer.name, "time translation", ratio_of("K") + ", all steps", ratio,
            known ? confidence_interval{layer.d / of_freedom.upper, layer.d / of_freedom.lower}
                  : confidence_interval{},
            "1", to_string(freedom.verdict));
    }

    static std::string ratio_of(const std::string& component) {
        return fmt::format("Var {} over that of the Gibbs law", component);
    }

    void write(const std::string& layer, const gibbs_subgroup& group) {
        // Written even without a number: the verdict says why there is none.
        append_with(layer, group.name, "p of the shape", number(group.p), {}, "1", group.status);
        const auto more = [&](std::string_view what, const estimate& e, std::string_view unit) {
            append(layer, group.name, what, e, unit, group.status);
        };
        more("p of the variance", number(group.covariance_p), "1");
        more("samples", number(group.samples), "1");
        more("g", number(group.inefficiency), "1");
        for (const gibbs_component& one : group.components) {
            // As of independent normal numbers: the fourth moment of the samples is not kept.
            estimate ln;
            ln.value = std::log(one.variance_ratio);
            ln.error = std::sqrt(2 / (group.samples - 1));
            ln.nu = group.samples - 1;
            ln.verdict = thermosgd::reliability::rough;
            estimate ratio = number(one.variance_ratio);
            confidence_interval interval;
            if (group.samples > 2 && one.variance_ratio > 0) {
                const confidence_interval of_ln = ln.interval(level_);
                ratio.error = one.variance_ratio * ln.error;
                interval = {std::exp(of_ln.lower), std::exp(of_ln.upper)};
            }
            append_with(layer, group.name, ratio_of(one.name), ratio, interval, "1", group.status);
        }
        for (const gibbs_parameter& one : group.parameters) {
            more(one.name, one.value, one.unit);
        }
    }

    csv_writer& out_;
    const measured_run& run_;
    double level_;
};

}  // namespace

void write_gibbs_tables(const fs::path& folder, const evidence& runs, double level) {
    csv_writer gibbs = open_table(folder, "gibbs.csv");
    csv_writer entropy = open_table(folder, "entropy.csv");
    for (const measured_run& run : runs) {
        const std::uint64_t seed = run.result.spec.seed;
        for (const gibbs_layer& layer : gibbs_of(run.result)) {
            reading_rows(gibbs, run, level).write(layer);
        }
        for (const entropy_curve& curve : entropy_of(run.result)) {
            for (std::size_t i = 0; i < curve.step.size(); ++i) {
                entropy.append(run.id, seed, seed_set_of(seed), curve.name, curve.step[i],
                               curve.value[i], curve.error[i], curve.unit, curve.verdict[i],
                               curve.layers);
            }
        }
    }
    gibbs.flush();
    entropy.flush();
}

}  // namespace paper
