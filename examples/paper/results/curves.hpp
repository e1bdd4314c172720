// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Loss and temperatures of layers over a whole run, averaged over windows of equal length.

#include "result.hpp"

#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/sums_pass.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace paper {

/// The mean of what was added since the last point; a point needs at least one number.
class windowed_mean {
public:
    /// Adds a number of this window. \cost O(1)
    void add(double number) noexcept {
        sum_ += number;
        ++count_;
    }

    /// Ends the window after `step`.
    void close(std::uint64_t step, std::vector<curve_point>& curve) {
        if (count_ != 0) {
            curve.emplace_back(step, sum_ / static_cast<double>(count_));
        }
        sum_ = 0.0;
        count_ = 0;
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(sum_, count_);
    }

private:
    double sum_ = 0.0;
    std::uint64_t count_ = 0;
};

/// Collects both curves of a run, window by window.
class curve_recorder {
public:
    /// \param where         the groups     \param layers  of these, those that are shown
    /// \param steps         of the whole run, above 0
    /// \param loss_points   windows of the loss, above 0; of the temperature a quarter as many
    curve_recorder(const thermosgd::layout& where, const std::vector<std::size_t>& layers,
                   std::uint64_t steps, std::uint64_t loss_points)
        : layers_(layers),
          loss_window_(std::max<std::uint64_t>(1, (steps + loss_points - 1) / loss_points)),
          temperature_window_(4 * loss_window_),
          temperatures_(layers.size()),
          temperature_curves_(layers.size()) {
        for (const std::size_t layer : layers) {
            names_.push_back(where.groups()[layer].name);
            sizes_.push_back(static_cast<double>(where.groups()[layer].size));
        }
    }

    /// Adds the loss of a step.
    void add_loss(double loss) noexcept { loss_.add(loss); }

    /// Adds the sums of an observed step.
    void add_sums(const thermosgd::sums_pass& pass) noexcept {
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            temperatures_[i].add(0.5 * pass.groups()[layers_[i]].v2 / sizes_[i]);
        }
    }

    /// Ends the windows that end after `step`, or all of them.
    void close(std::uint64_t step, bool all) {
        if (all || step % loss_window_ == 0) {
            loss_.close(step, loss_curve_);
        }
        if (all || step % temperature_window_ == 0) {
            for (std::size_t i = 0; i < layers_.size(); ++i) {
                temperatures_[i].close(step, temperature_curves_[i]);
            }
        }
    }

    /// The loss over the run.
    [[nodiscard]] const std::vector<curve_point>& loss() const noexcept { return loss_curve_; }

    /// The temperatures over the run, by layer.
    [[nodiscard]] std::map<std::string, std::vector<curve_point>> temperatures() const {
        std::map<std::string, std::vector<curve_point>> curves;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            curves[names_[i]] = temperature_curves_[i];
        }
        return curves;
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(loss_, temperatures_, loss_curve_, temperature_curves_);
    }

private:
    std::vector<std::size_t> layers_;
    std::vector<std::string> names_;
    std::vector<double> sizes_;
    std::uint64_t loss_window_;
    std::uint64_t temperature_window_;
    windowed_mean loss_;
    std::vector<windowed_mean> temperatures_;
    std::vector<curve_point> loss_curve_;
    std::vector<std::vector<curve_point>> temperature_curves_;
};

}  // namespace paper
