// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The time series of a run: loss and temperatures averaged over intervals of equal length.

#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <trainer/cnn/trainer.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mnist {

/// Collects one interval after the other; each becomes a row of the series file.
///
/// Columns: step and epoch at the end of the interval; loss, the mean minibatch loss over it [loss];
/// test_loss [loss] and test_accuracy [1] where they were evaluated; T_NAME, the mean instantaneous
/// temperature over it of each group, then of each filter [loss/k_B].
class series {
public:
    /// \param where            groups and filters      \param convention  of T
    /// \param steps_per_epoch  steps in which the data are seen once
    series(const thermosgd::layout& where, thermosgd::temperature_convention convention,
           double steps_per_epoch)
        : convention_(convention), steps_per_epoch_(steps_per_epoch) {
        for (const thermosgd::group& g : where.groups()) {
            names_.push_back(g.name);
            sizes_.push_back(g.size);
        }
        for (const thermosgd::group& g : where.groups()) {
            for (std::size_t f = 0; f < g.filters(); ++f) {
                names_.push_back(g.name + '[' + std::to_string(f) + ']');
                sizes_.push_back(g.filter_size());
            }
        }
        mv2_.assign(sizes_.size(), 0.0);
    }

    /// The names of the columns.
    [[nodiscard]] std::vector<std::string> columns() const {
        std::vector<std::string> names{"step", "epoch", "loss", "test_loss", "test_accuracy"};
        for (const std::string& name : names_) {
            names.push_back("T_" + name);
        }
        return names;
    }

    /// Adds a step's minibatch loss.
    void add_loss(double loss) noexcept {
        loss_ += loss;
        ++steps_;
    }

    /// Adds the sums of an observed step.
    void add_sums(const thermosgd::sums_pass& pass) noexcept {
        std::size_t i = 0;
        for (const thermosgd::sums& s : pass.groups()) {
            mv2_[i++] += s.mv2;
        }
        for (const thermosgd::sums& s : pass.filters()) {
            mv2_[i++] += s.mv2;
        }
        ++observed_;
    }

    /// The steps since the last row.
    [[nodiscard]] std::uint64_t pending() const noexcept { return steps_; }

    /// The mean minibatch loss since the last row; NaN without a step.
    [[nodiscard]] double loss() const noexcept { return mean(loss_, steps_); }

    /// Ends the interval after `step`. \return its row: one number per column, NaN for none
    [[nodiscard]] std::vector<double> close(std::uint64_t step,
                                            const std::optional<cnn::evaluation>& test) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        std::vector<double> row{static_cast<double>(step),
                                static_cast<double>(step) / steps_per_epoch_, loss(),
                                test ? test->loss : none, test ? test->accuracy : none};
        for (std::size_t i = 0; i < sizes_.size(); ++i) {
            row.push_back(thermosgd::equipartition_temperature(0.5 * mean(mv2_[i], observed_),
                                                               sizes_[i], convention_));
            mv2_[i] = 0.0;
        }
        loss_ = 0.0;
        steps_ = 0;
        observed_ = 0;
        return row;
    }

    /// Reads or writes the interval that has begun.
    template <class Archive>
    void archive(Archive& ar) {
        ar(loss_, steps_, mv2_, observed_);
    }

private:
    [[nodiscard]] static double mean(double sum, std::uint64_t count) noexcept {
        return count == 0 ? std::numeric_limits<double>::quiet_NaN()
                          : sum / static_cast<double>(count);
    }

    thermosgd::temperature_convention convention_;
    double steps_per_epoch_;
    std::vector<std::string> names_;  // of groups, then filters
    std::vector<std::size_t> sizes_;  // their numbers of scalars
    double loss_ = 0.0;               // sum over the interval
    std::uint64_t steps_ = 0;         // in the interval
    std::vector<double> mv2_;         // Σ m v², summed over the observed steps of the interval
    std::uint64_t observed_ = 0;      // steps in the interval
};

}  // namespace mnist
