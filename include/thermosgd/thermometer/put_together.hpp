// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The thermometers of several runs that differ only in their seed are put together: observed just
/// now, or read from checkpoints.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/runs_together.hpp>
#include <thermosgd/statistics/chains.hpp>
#include <thermosgd/thermometer/columns.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A run that takes part: what it is called in messages, and what it has measured.
struct run_of_several {
    std::string name;
    const thermometer* thermo = nullptr;
    report measured = {};
};

/// \throws std::invalid_argument "put_together: run 'seed-3': WHAT"
[[noreturn]] inline void refuse_run(const run_of_several& run, const std::string& what) {
    THERMOSGD_THROW(std::invalid_argument("put_together: run '" + run.name + "': " + what));
}

/// Throws unless a setting of a run is that of the first; two that are NaN are the same.
inline void require_setting(const run_of_several& run, const run_of_several& first,
                            const char* setting, const double& value, const double& expected) {
    if (!same(value, expected)) {
        const auto text = [](const double& x) {
            return is_nan(x) ? std::string("not given") : number_text(x);
        };
        refuse_run(run, std::string(setting) + " = " + text(value) + ", expected " +
                            text(expected) + " as in run '" + first.name + "'");
    }
}

/// Throws, naming the first group that differs, unless two runs have the same layout.
inline void require_layout_of(const run_of_several& run, const run_of_several& first) {
    const layout &its = run.thermo->layout(), &expected = first.thermo->layout();
    if (its.fingerprint() == expected.fingerprint()) {
        return;
    }
    const std::string as_in = " as in run '" + first.name + "'";
    if (its.groups().size() != expected.groups().size()) {
        refuse_run(run, "layout of " + std::to_string(its.groups().size()) + " groups, expected " +
                            std::to_string(expected.groups().size()) + as_in);
    }
    const auto text_of = [](const group& g) {
        std::string text = '"' + g.name + "\" of";
        for (const std::size_t extent : g.shape) {
            text += ' ' + std::to_string(extent);
        }
        return text;
    };
    for (std::size_t i = 0; i < its.groups().size(); ++i) {
        const std::string one = text_of(its.groups()[i]), other = text_of(expected.groups()[i]);
        if (one != other) {
            refuse_run(run,
                       "group " + std::to_string(i) + " is " + one + ", expected " + other + as_in);
        }
    }
    refuse_run(
        run,
        "other filters, masses, scales or skipped ranges in its layout, expected those" + as_in);
}

/// Throws unless a run was measured by itself as it must be, and in the way that the first was.
inline void require_alike(const run_of_several& run, const run_of_several& first) {
    const report &r = run.measured, &expected = first.measured;
    require_layout_of(run, first);
    if (r.convention != expected.convention) {
        refuse_run(run, std::string(to_string(r.convention)) + ", expected " +
                            to_string(expected.convention) + " as in run '" + first.name + "'");
    }
    require_setting(run, first, "timestep", r.timestep, expected.timestep);
    require_setting(run, first, "boltzmann", r.boltzmann, expected.boltzmann);
    const step_info &p = r.parameters, &q = expected.parameters;
    require_setting(run, first, "learning_rate", p.learning_rate, q.learning_rate);
    require_setting(run, first, "weight_decay", p.weight_decay, q.weight_decay);
    require_setting(run, first, "momentum_coefficient", p.momentum_coefficient,
                    q.momentum_coefficient);
    require_setting(run, first, "batch_size", p.batch_size, q.batch_size);
    if (p.optimiser != q.optimiser) {
        refuse_run(run, "optimiser '" + std::string(to_string(p.optimiser)) + "', expected '" +
                            std::string(to_string(q.optimiser)) + "' as in run '" + first.name +
                            "'");
    }
    require_setting(run, first, "mass", r.mass, expected.mass);
    const auto masses = run.thermo->last_sums().masses();
    const auto others = first.thermo->last_sums().masses();
    if (!std::equal(masses.begin(), masses.end(), others.begin(), others.end())) {
        refuse_run(run,
                   "other masses of single scalars, expected those of run '" + first.name + "'");
    }
    const schedule &observed = run.thermo->schedule(), &as = first.thermo->schedule();
    if (observed != as && (observed.interval() == 0 || observed.interval() != as.interval())) {
        refuse_run(run, "observes " + r.schedule + ", expected " + expected.schedule +
                            " as in run '" + first.name + "'");
    }
}

/// Throws unless the averages of a run mean something.
inline void require_measured(const run_of_several& run) {
    const report& r = run.measured;
    if (r.observed_steps == 0) {
        refuse_run(run, "0 displacements observed, expected some");
    }
    if (!r.first_nonfinite_group.empty()) {
        refuse_run(run, "NaN or infinity in \"" + r.first_nonfinite_group + "\" at step " +
                            std::to_string(r.first_nonfinite_step) +
                            ", expected a run that stays finite");
    }
    if (r.driven) {
        refuse_run(run, "its hyper-parameters changed throughout, expected them at rest");
    }
    if (!is_finite(r.mass)) {
        refuse_run(run, "learning_rate = not given, expected a number: the mass is made of it");
    }
    for (const std::vector<group_report>* rows : {&r.groups, &r.filters}) {
        for (const group_report& g : *rows) {
            if (g.degrees_of_freedom != 0 && !is_finite(g.temperature.value)) {
                refuse_run(run, "T of \"" + g.name + "\" = " + number_text(g.temperature.value) +
                                    ", expected a finite number");
            }
        }
    }
}

/// Whether a chain of several numbers has but one value.
[[nodiscard]] inline bool is_constant(const std::vector<double>& chain) {
    return chain.size() > 1 &&
           std::adjacent_find(chain.begin(), chain.end(), std::not_equal_to<>()) == chain.end();
}

/// Throws where a group stands still in one run and moves in another.
inline void require_all_move_or_none(const std::vector<run_of_several>& runs,
                                     const std::string& group, const chains& series) {
    const auto moving = std::find_if_not(series.begin(), series.end(), is_constant);
    const auto still = std::find_if(series.begin(), series.end(), is_constant);
    if (moving != series.end() && still != series.end()) {
        refuse_run(runs[static_cast<std::size_t>(still - series.begin())],
                   "K of \"" + group + "\" is one number, " + number_text(still->front()) +
                       ", in all of its " + std::to_string(still->size()) +
                       " batches, expected it to move as in run '" +
                       runs[static_cast<std::size_t>(moving - series.begin())].name + "'");
    }
}

/// Throws where two runs are the same numbers.
inline void require_unlike_seeds(const std::vector<run_of_several>& runs, const chains& series) {
    for (std::size_t i = 0; i < series.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (series[i].size() > 1 && !is_constant(series[i]) && series[i] == series[j]) {
                refuse_run(runs[i],
                           "the same numbers as run '" + runs[j].name + "', expected another seed");
            }
        }
    }
}

/// What the caller named, or numbers.
[[nodiscard]] inline std::vector<run_of_several> runs_of(
    std::span<const thermometer* const> thermometers, std::span<const std::string> names) {
    if (thermometers.empty()) {
        THERMOSGD_THROW(std::invalid_argument("put_together: 0 runs, expected at least one"));
    }
    if (!names.empty() && names.size() != thermometers.size()) {
        THERMOSGD_THROW(std::invalid_argument("put_together: " + std::to_string(names.size()) +
                                              " names for " + std::to_string(thermometers.size()) +
                                              " runs, expected one each, or none"));
    }
    std::vector<run_of_several> runs;
    for (std::size_t i = 0; i < thermometers.size(); ++i) {
        runs.push_back({names.empty() ? std::to_string(i) : names[i], thermometers[i],
                        thermometers[i]->report()});
    }
    return runs;
}

}  // namespace detail

/// Puts together what the thermometers of several runs have measured in their present segments.
///
/// The runs differ in nothing but their random numbers. T of a part is the random-effects mean of
/// what the runs report. R̂ and effective sample sizes are those of K: of each run the batches
/// after its own burn-in, brought to the longest batch length of all (lengths are powers of two),
/// and cut to the last numbers of the shortest chain. T of a longer run stands as it is.
///
/// \param thermometers  at least one; one alone has neither spread nor R̂
/// \param names         of the runs, for messages and the table: files for example; none: numbers
///                      from 0 on
/// \return all groups, filters and everything, in the order of the layout
/// \throws std::invalid_argument naming the run, what was found and what was expected: without
///         runs; where layout, masses, conventions, hyper-parameters or schedules differ; for a run
///         that observed nothing, met NaN or infinity, or was driven; where K of a group is
///         constant in one run and not in another; and for one run that is given twice
/// \cost a report of each run, O(d) with its windows, and that of part_together() for each part
[[nodiscard]] inline runs_together put_together(std::span<const thermometer* const> thermometers,
                                                std::span<const std::string> names = {}) {
    const std::vector<detail::run_of_several> runs = detail::runs_of(thermometers, names);
    const detail::run_of_several& first = runs.front();
    runs_together all;
    all.convention = first.measured.convention;
    all.mass = first.measured.mass;
    all.timestep = first.measured.timestep;
    all.boltzmann = first.measured.boltzmann;
    all.parameters = first.measured.parameters;
    all.parameters.loss = step_info::not_given;
    for (const detail::run_of_several& run : runs) {
        detail::require_measured(run);
        detail::require_alike(run, first);
        all.runs.push_back(run.name);
        all.observed_steps.push_back(run.measured.observed_steps);
        all.observations_per_number =
            (std::max)(all.observations_per_number, run.thermo->batches().ticks_per_batch());
    }
    const detail::column_map columns{detail::parts(first.thermo->layout())};
    const auto part_number = [&](std::size_t part, auto&& row_of) {
        std::vector<estimate> temperatures;
        std::size_t in_equilibrium = 0;
        chains series;
        for (const detail::run_of_several& run : runs) {
            const group_report& row = row_of(run.measured);
            temperatures.push_back(row.temperature);
            in_equilibrium += row.equilibrium.verdict == equilibrium_verdict::equilibrium ? 1U : 0U;
            series.push_back(chain_of(run.thermo->batches(), columns(part, detail::column::mv2),
                                      row.equilibrium.first_batch, all.observations_per_number));
        }
        const group_report& row = row_of(first.measured);
        if (row.filter == no_filters) {
            detail::require_all_move_or_none(runs, row.name, series);
        }
        if (part == 0) {
            detail::require_unlike_seeds(runs, series);
        }
        return part_together(row.name, std::move(temperatures), in_equilibrium, series);
    };
    const std::size_t groups = first.measured.groups.size();
    for (std::size_t i = 0; i < groups; ++i) {
        all.groups.push_back(part_number(
            1 + i, [i](const report& r) -> const group_report& { return r.groups[i]; }));
    }
    all.total = part_number(0, [](const report& r) -> const group_report& { return r.total; });
    for (std::size_t i = 0; i < first.measured.filters.size(); ++i) {
        all.filters.push_back(part_number(
            1 + groups + i, [i](const report& r) -> const group_report& { return r.filters[i]; }));
    }
    return all;
}

/// The same of thermometers that lie side by side.
[[nodiscard]] inline runs_together put_together(std::span<const thermometer> thermometers,
                                                std::span<const std::string> names = {}) {
    std::vector<const thermometer*> pointers;
    for (const thermometer& one : thermometers) {
        pointers.push_back(&one);
    }
    return put_together(std::span<const thermometer* const>(pointers), names);
}

}  // namespace THERMOSGD_NAMESPACE
