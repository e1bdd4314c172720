// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Beyond the paper: entropy and free energy along a run.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"
#include "over_runs.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <sstream>

namespace paper {

namespace {

/// A curve of one run.
struct run_curve {
    std::string seed;  ///< "seed 7"
    double seed_set = 1.0;
    std::vector<plot_point> points;  ///< with bars where they have errors
    bool errors = false;
};

run_curve curve_in(const csv_table& t, const std::string& run, const std::string& curve) {
    run_curve found;
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (t.text(row, "run") == run && t.text(row, "curve") == curve) {
            found.points.push_back(
                point_of(t, row, {.x = "step", .y = "value", .error = "error", .full = ""}));
            found.errors = found.errors || std::isfinite(t.number(row, "error"));
            found.seed = "seed " + t.text(row, "seed");
            found.seed_set = t.number(row, "seed_set");
        }
    }
    return found;
}

/// The means over the runs of each seed set at a few of their steps, the second set between the
/// first.
/// \return whether there are some: of sets with two runs or more
bool add_means(plot& p, const std::vector<run_curve>& curves) {
    std::string key = "mean of the seeds";
    bool some = false;
    for (const double set : seed_sets) {
        std::map<double, over_runs> at_step;
        for (const run_curve& one : curves) {
            for (const plot_point& point : one.points) {
                if (one.seed_set == set) {
                    at_step[point.x].values.push_back(point.y);
                }
            }
        }
        std::vector<plot_point> means;
        const std::size_t every = std::max<std::size_t>(1, at_step.size() / 8);
        std::size_t number = 0;
        for (const auto& [step, point] : at_step) {
            if (++number % every == (set == 1.0 ? 0 : every / 2) && point.values.size() > 1) {
                means.push_back(point.at(step));
            }
        }
        p.points(means, {"#777777", 7, 1}, key, label_of_set("mean of the seeds", set),
                 0.75 * size_of_set(set));
        if (!means.empty()) {
            key.clear();
            some = true;
        }
    }
    return some;
}

/// Which layers a curve holds: "conv1, conv2 and linear1 (seeds 1 and 3)".
std::string layers_of(const csv_table& t, const std::string& curve) {
    std::map<std::string, std::vector<std::string>> seeds;
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (t.text(row, "curve") == curve) {
            std::vector<std::string>& known = seeds[t.text(row, "layers")];
            if (std::find(known.begin(), known.end(), t.text(row, "seed")) == known.end()) {
                known.push_back(t.text(row, "seed"));
            }
        }
    }
    std::vector<std::string> parts;
    for (const auto& [layers, of] : seeds) {
        std::istringstream words(layers);
        std::vector<std::string> all;
        for (std::string word; words >> word;) {
            all.push_back(word);
        }
        parts.push_back(listed(all) +
                        (seeds.size() == 1
                             ? ""
                             : (of.size() == 1 ? " (seed " : " (seeds ") + listed(of) + ")"));
    }
    return fmt::format("{}", fmt::join(parts, "; "));
}

bool has(const csv_table& t, const std::string& column, const std::string& text) {
    const std::vector<std::string> all = t.different(column);
    return std::find(all.begin(), all.end(), text) != all.end();
}

}  // namespace

figure entropy_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("entropy.csv");
    figure f{.name = "entropy", .title = "Entropy and free energy along the run"};
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    const std::vector<std::string> runs = t.different("run");
    bool averaged = false;
    for (const std::string& name : t.different("curve")) {
        std::vector<run_curve> curves;
        std::string unit;
        for (std::size_t row = 0; row < t.size() && unit.empty(); ++row) {
            unit = t.text(row, "curve") == name ? t.text(row, "unit") : "";
        }
        plot p("curve_" + std::to_string(f.panels.size() + 1), "", "step [step]",
               plain(name) + " [" + unit + "]");
        bool errors = false;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            curves.push_back(curve_in(t, runs[i], name));
            const run_curve& one = curves.back();
            const std::string label = label_of_set(one.seed, one.seed_set);
            std::vector<std::pair<double, double>> joined;
            for (const plot_point& point : one.points) {
                joined.emplace_back(point.x, point.y);
            }
            p.line(joined, mark_of(i), one.errors ? "" : one.seed, label, 1.2,
                   one.seed_set == 1.0 ? 1 : 2);
            if (one.errors) {
                p.points(one.points, mark_of(i), one.seed, label, size_of_set(one.seed_set));
                errors = true;
            }
        }
        if (!errors) {
            averaged = add_means(p, curves) || averaged;
        }
        if (!p.empty()) {
            f.panels.push_back(p.finish());
        }
    }
    f.caption =
        "Along the evolution field of the contact Hamiltonian, with m = 1/(2η) and Δt = 1, one "
        "colour for each seed";
    const std::string second = second_set_in(t);
    f.caption += second.empty() ? "." : second + ", dashed.";
    if (has(t, "curve", "S")) {
        f.caption +=
            " S grows by 2K Δt, the loss in nat times the step, and the heat by γ S, summed over "
            "the weights of " +
            layers_of(t, "S");
        f.caption += averaged
                         ? "; symbols: the mean over the seeds of a set with the standard error "
                           "of the scatter between them."
                         : ".";
    }
    if (has(t, "curve", "F")) {
        f.caption +=
            " F = U − Σ T S over windows of the run holds T S of those layers whose positions were "
            "sampled, " +
            layers_of(t, "F") +
            ": curves of different layers do not compare, and windows may differ between seeds.";
    }
    if (has(t, "curve", "U")) {
        f.caption += " U is the mean loss with the term of weight decay of all parameters.";
    }
    if (has(t, "curve", "F") || has(t, "curve", "U")) {
        f.caption += " Bars of F and U: one standard error";
        f.caption += has(t, "verdict", "unknown")
                         ? ", a lower bound where the windows are few correlation times long: see "
                           "the verdicts in the CSV file."
                         : ".";
    }
    return f;
}

}  // namespace paper
