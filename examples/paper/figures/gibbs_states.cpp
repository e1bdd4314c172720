// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Beyond the paper: Gibbs states of the one-parameter groups.

#include "data_points.hpp"
#include "describe.hpp"
#include "figures.hpp"

#include <fmt/format.h>

#include <cmath>

namespace paper {

namespace {

using names = std::vector<std::string>;

/// One kind of reading as a curve.
struct reading_curve {
    std::string subgroup;  ///< empty: of none
    std::string reading;
    std::string key;
};

/// Layers side by side, and the runs of each beside each other.
class layer_readings {
public:
    explicit layer_readings(const csv_table& t) : t_(t), runs_(t.different("run")) {
        for (std::size_t row = 0; row < t.size(); ++row) {
            const std::string& group = t.text(row, "group");
            if (group.find('.') == std::string::npos &&
                std::find(groups_.begin(), groups_.end(), group) == groups_.end()) {
                groups_.push_back(group);
            }
        }
    }

    [[nodiscard]] const names& groups() const noexcept { return groups_; }

    /// Adds the points of some kinds of readings with their 95 % intervals.
    /// \param in_errors  whether to show them in units of their standard errors
    void add_to(plot& p, const std::vector<reading_curve>& curves, bool in_errors = false) const {
        for (std::size_t k = 0; k < curves.size(); ++k) {
            std::string key = plain(curves[k].key);
            for (const double set : seed_sets) {
                const auto points = points_of(curves, k, set, in_errors);
                p.points(points, mark_of(k), key, label_of_set(curves[k].key, set),
                         0.75 * size_of_set(set));
                if (!points.empty()) {
                    key.clear();
                }
            }
        }
        p.categories(groups_);
    }

    /// Marks how many parameters each layer has.
    void mark_d(plot& p) const {
        std::string key = "d, the weights of the layer";
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            for (std::size_t row = 0; row < t_.size(); ++row) {
                if (t_.text(row, "group") == groups_[i] && t_.text(row, "reading") == "d" &&
                    t_.text(row, "subgroup").empty()) {
                    const double d = t_.number(row, "value");
                    const auto x = static_cast<double>(i);
                    p.line({{x - 0.42, d}, {x + 0.42, d}}, {"#333333", 0, 1}, key,
                           "d of " + groups_[i], 2.0);
                    key.clear();
                    break;
                }
            }
        }
    }

private:
    [[nodiscard]] std::vector<plot_point> points_of(const std::vector<reading_curve>& curves,
                                                    std::size_t k, double seed_set,
                                                    bool in_errors) const {
        const reading_curve& curve = curves[k];
        const double width = 0.8 / static_cast<double>(curves.size());
        const double shift = width * (static_cast<double>(k) + 0.5) - 0.4;
        std::vector<plot_point> points;
        for (std::size_t row = 0; row < t_.size(); ++row) {
            const auto place = std::find(groups_.begin(), groups_.end(), t_.text(row, "group"));
            if (t_.text(row, "reading") != curve.reading ||
                t_.text(row, "subgroup") != curve.subgroup || place == groups_.end() ||
                t_.number(row, "seed_set") != seed_set) {
                continue;
            }
            plot_point point = point_of(
                t_, row, {.x = "", .y = "value", .low = "lower", .high = "upper", .full = ""});
            const auto run = std::find(runs_.begin(), runs_.end(), t_.text(row, "run"));
            point.x = static_cast<double>(place - groups_.begin()) + shift +
                      0.7 * width *
                          ((static_cast<double>(run - runs_.begin()) + 0.5) /
                               static_cast<double>(runs_.size()) -
                           0.5);
            if (in_errors) {
                const double error = t_.number(row, "error");
                point.y /= error;
                point.low /= error;
                point.high /= error;
            }
            if (std::isfinite(point.y)) {
                points.push_back(point);
            }
        }
        return points;
    }

    const csv_table& t_;
    names runs_;
    names groups_;
};

/// Says why a momentum vanishes, where one does.
std::string vanishing_momentum_in(const csv_table& t) {
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (t.text(row, "reading") == "Var P over that of the Gibbs law" &&
            t.number(row, "value") < 1e-6) {
            return " P of the last layer vanishes up to rounding, since gradients of softmax "
                   "cancel over its outputs.";
        }
    }
    return {};
}

/// In how many fits of each one-parameter group the bootstrap refuses the law.
std::string refusals_in(const csv_table& t) {
    constexpr double level = 0.01;
    names parts;
    for (const std::string& subgroup : t.different("subgroup")) {
        std::size_t fits = 0, shape = 0, variance = 0;
        for (std::size_t row = 0; row < t.size(); ++row) {
            const double p = t.number(row, "value");
            if (t.text(row, "subgroup") != subgroup || !std::isfinite(p)) {
                continue;
            }
            const bool of_shape = t.text(row, "reading") == "p of the shape";
            fits += of_shape ? 1U : 0U;
            shape += of_shape && p < level ? 1U : 0U;
            variance += t.text(row, "reading") == "p of the variance" && p < level ? 1U : 0U;
        }
        if (fits != 0) {
            parts.push_back(fmt::format("{} {} and {} of {}", subgroup, shape, variance, fits));
        }
    }
    return parts.empty() ? std::string()
                         : fmt::format(
                               " Fits of single layers and runs in which the parametric "
                               "bootstrap has p < {} for the shape of the law, and for "
                               "the variance of its moments (which agrees by "
                               "construction with d_eff for d): {}.",
                               level, fmt::join(parts, "; "));
}

void add(figure& f, const plot& p) {
    if (!p.empty()) {
        f.panels.push_back(p.finish());
    }
}

}  // namespace

figure gibbs_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("gibbs.csv");
    figure f{.name = "gibbs", .title = "Gibbs states of the one-parameter groups"};
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    const layer_readings readings(t);
    constexpr const char* layers = "layer (weights) [name]";

    plot degrees("degrees", "Degrees of freedom", layers, "d and d_{eff} [1]");
    degrees.log_y().wide();
    readings.add_to(degrees, {{"", "d_eff by Var K", "d_eff by Var K"},
                              {"", "d_eff by the map", "d_eff by the map"},
                              {"", "d_eff by skewness", "d_eff by skewness"}});
    if (!degrees.empty()) {
        readings.mark_d(degrees);
    }
    add(f, degrees);

    plot energy("energy", "Time translation", layers, "Var K over that of the law [1]");
    energy.log_y().include_y(1.0, 1.0);
    energy.level(1.0, "Gibbs law");
    readings.add_to(energy, {{"time translation", "Var K over that of the Gibbs law, all steps",
                              "d parameters of one temperature"}});
    add(f, energy);

    plot frame("frame", "Moving frame", layers, "Var P over that of the law [1]");
    frame.log_y().include_y(1.0, 1.0);
    frame.level(1.0, "Gibbs law");
    readings.add_to(frame, {{"moving frame", "Var P over that of the Gibbs law", "momentum P"}});
    add(f, frame);

    plot rotation("rotation", "Rotation of a plane", layers, "Var J over that of the law [1]");
    rotation.log_y().include_y(1.0, 1.0);
    rotation.level(1.0, "Gibbs law");
    readings.add_to(rotation,
                    {{"plane rotation", "Var H over that of the Gibbs law", "energy H"},
                     {"plane rotation", "Var L over that of the Gibbs law", "angular momentum L"}});
    add(f, rotation);

    plot motion("motion", "Does the frame move, the plane turn?", layers,
                "velocity/standard error [1]");
    motion.level(0.0, "at rest");
    readings.add_to(motion,
                    {{"moving frame", "velocity", "velocity of the frame"},
                     {"plane rotation", "angular velocity", "angular velocity"}},
                    true);
    add(f, motion);

    f.caption =
        "A Gibbs state is fitted to the moment of each one-parameter group of transformations: "
        "kinetic energy K for time translation, K and the momentum P for the moving frame, energy "
        "H and angular momentum L of a plane in a trap for plane rotation, where positions were "
        "sampled. It gives K of d parameters a Gamma law with d/2 as its shape: d_eff is what the "
        "measured law has in place of d, read in several ways that must agree with d where the "
        "Gibbs law holds, and Var K is d/d_eff times as large as it should be. Points side by side "
        "are runs" +
        second_set_in(t) +
        ". Bars: 95 % intervals, of the angular velocity as the fitted law has it, of P, H and L "
        "as "
        "of as many independent normal numbers." +
        vanishing_momentum_in(t) + refusals_in(t);
    return f;
}

}  // namespace paper
