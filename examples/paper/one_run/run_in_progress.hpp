// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The state of a run between two of its steps.

#include <paper/plan/run_spec.hpp>
#include <paper/results/curves.hpp>
#include <paper/results/result.hpp>
#include "epsilon_meter.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/gradient_tracker.hpp>
#include <trainer/data/dataset.hpp>
#include <trainer/training/data_facts.hpp>
#include <trainer/training/layout_of_network.hpp>
#include <trainer/training/training.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace paper {

/// A network in training with everything that measures it.
///
/// During burn-in one pair of steps in eight is looked at, for the curves alone; then a fresh
/// thermometer begins, and what else the configuration asks for.
class run_in_progress {
public:
    /// \param sets  must outlive the run     \throws as execute()
    run_in_progress(const run_spec& spec, const data::train_test& sets,
                    const trainer::data_facts& facts);

    /// Steps done.
    [[nodiscard]] std::uint64_t step() const noexcept { return step_; }
    /// Whether all stages are done.
    [[nodiscard]] bool finished() const noexcept { return stage_ == spec_.stages.size(); }

    /// Trains and observes one step; at the end of a stage, evaluates and reports.
    /// \return false if it gave NaN or infinity, which is not observed
    /// \pre !finished()
    bool advance();

    /// The result, once the run is finished or has diverged.
    /// \param state  where weights and maps go; empty: they are not written
    [[nodiscard]] run_record result(const std::filesystem::path& state);

    /// Saves or restores all that the next step depends on.
    void save(const std::filesystem::path& checkpoint);
    void load(const std::filesystem::path& checkpoint);

    /// Adds to the time that the run has taken [s].
    void add_seconds(double seconds) noexcept { seconds_ += seconds; }

    template <class Archive>
    void archive(Archive& ar);

private:
    [[nodiscard]] bool measuring() const noexcept { return in_stage_ >= now().burn_in; }
    [[nodiscard]] const stage& now() const { return spec_.stages[stage_]; }
    [[nodiscard]] bool last_stage() const { return stage_ + 1 == spec_.stages.size(); }
    [[nodiscard]] bool records() const {
        return last_stage() && (spec_.measure.maps || spec_.measure.gibbs);
    }
    [[nodiscard]] bool measures_gradients() const { return last_stage() && spec_.measure.maps; }
    [[nodiscard]] std::string tag() const;
    void make_meters();
    void begin_part();
    void observe(double loss);
    void end_stage();
    void add_extra(run_record& result, const std::filesystem::path& state);

    run_spec spec_;
    trainer::data_facts facts_;
    data::train_test fewer_;  // where only the first images are trained with
    const data::train_test& sets_;
    trainer::network_facts network_;
    thermosgd::layout layout_;
    std::vector<std::size_t> layers_;
    std::uint64_t steps_per_epoch_;
    thermosgd::thread_pool pool_{1};
    std::unique_ptr<trainer::training> training_;

    std::size_t stage_ = 0;
    std::uint64_t in_stage_ = 0;  // steps done of the stage
    std::uint64_t step_ = 0;
    thermosgd::thermometer thermometer_;
    thermosgd::thermometer epochs_;             // shown the parameters once an epoch
    thermosgd::diagnostics_recorder recorder_;  // of no groups where none needs it
    thermosgd::gradient_tracker gradients_;     // the same
    epsilon_meter epsilon_;
    curve_recorder curves_;
    windowed_mean epoch_loss_;
    std::vector<segment_record> segments_;
    std::string diverged_in_;
    double seconds_ = 0.0;
    double observing_seconds_ = 0.0;
};

}  // namespace paper
