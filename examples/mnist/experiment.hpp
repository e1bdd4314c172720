// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A training run under the thermometer, from its first step or from a checkpoint to its end.

#include <trainer/training/training.hpp>
#include "options.hpp"
#include "progress.hpp"
#include "series.hpp"
#include "update_rows.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/diagnostics/curves.hpp>
#include <thermosgd/io/csv.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/update_tracker.hpp>
#include <trainer/training/step_info_of.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mnist {

/// Why a run ended.
enum class ending { finished, stopped, diverged };

/// What a run leaves besides its files.
struct outcome {
    ending how = ending::finished;
    std::uint64_t step = 0;                           ///< the last step, or the one that gave NaN
    std::string diverged_in;                          ///< the first parameters that were not finite
    thermosgd::report report;                         ///< of all that was measured
    std::vector<thermosgd::reading> observables;      ///< those that --observables asks for
    std::vector<thermosgd::curve> curves;             ///< of the same topics
    std::vector<update_row> updates;                  ///< of the layers; empty without --updates
    std::vector<thermosgd::reading> update_readings;  ///< of the same, by key
    std::vector<float> temperature_map;   ///< T of every parameter; empty without equipartition
    std::optional<cnn::evaluation> test;  ///< at the end; none if it diverged
    double seconds = 0.0;                 ///< of training, evaluations and writing left out
    double observing_seconds = 0.0;       ///< of these, in the thermometer
    std::string unwritten;  ///< why the last checkpoint or rows of the series are not on the disk
};

/// The state of a run: the network, the thermometer, and where the series stands.
class experiment {
public:
    /// \param options  as given, the length in steps     \param sets  must outlive the experiment
    /// \param data_fingerprint  of the data, for the checkpoint
    /// \throws std::invalid_argument for options that do not fit the data
    experiment(const train_options& options, const data::train_test& sets,
               const std::string& data_fingerprint, thermosgd::thread_pool& pool);

    /// Starts the series file, which replaces one of the same name.
    void start(const std::filesystem::path& series_file);

    /// Continues from a checkpoint; rows of the series that came later are cut off.
    ///
    /// \param other_bits  whether one of another instruction set may be continued, whose sums are
    ///                    rounded otherwise
    /// \return the instruction set with which the checkpoint was written
    std::string resume(const std::filesystem::path& series_file,
                       const std::filesystem::path& checkpoint, bool other_bits);

    /// Trains to the end, to a signal or to NaN. Saves checkpoints as the options say, and when
    /// stopped by a signal. A disk that is full does not end the run.
    ///
    /// \param notice  told where something could not be written
    outcome run(progress& shown, const std::filesystem::path& checkpoint,
                const std::function<void(std::string_view)>& notice);

    /// The network.
    [[nodiscard]] const trainer::network_facts& network() const noexcept { return network_; }
    /// All parameters in one flat buffer.
    [[nodiscard]] std::span<const float> parameters() const { return training_->parameters(); }
    /// Steps done.
    [[nodiscard]] std::uint64_t step() const noexcept { return step_; }

    /// Reads or writes all that the next step depends on.
    template <class Archive>
    void archive(Archive& ar) {
        training_->archive(ar);
        if (options_.observables.need_recorder()) {
            ar(recorder_);
        }
        if (measures_gradients()) {
            ar(gradients_);
        }
        if (follows_updates(options_)) {
            ar(updates_);
        }
        ar(thermometer_, series_, step_, series_size_, last_loss_, last_accuracy_, seconds_,
           observing_seconds_);
    }

private:
    using clock = std::chrono::steady_clock;

    void observe(const thermosgd::step_info& info);

    [[nodiscard]] bool measures_gradients() const noexcept {
        return options_.observables.has(thermosgd::topic::gradient);
    }
    [[nodiscard]] std::vector<thermosgd::reading> noise_at_the_end(
        const thermosgd::report& report, const std::vector<std::size_t>& layers) const;
    void add_observables(outcome& result) const;
    bool take_step();
    void close_row(const std::optional<cnn::evaluation>& test);
    void save(const std::filesystem::path& checkpoint);
    cnn::evaluation evaluate();
    [[nodiscard]] std::string tag() const;
    [[nodiscard]] progress_state state(clock::time_point begin, std::uint64_t first) const;

    train_options options_;
    trainer::network_facts network_;
    thermosgd::layout layout_;
    std::string data_fingerprint_;
    std::size_t images_;  // to train on
    std::unique_ptr<trainer::training> training_;
    thermosgd::thermometer thermometer_;
    thermosgd::diagnostics_recorder recorder_;  // of no groups where none needs it
    thermosgd::gradient_tracker gradients_;     // the same
    thermosgd::update_tracker updates_;         // the same
    trainer::step_teller teller_;
    series series_;
    std::optional<thermosgd::csv_writer> file_;

    std::uint64_t step_ = 0;
    std::uint64_t series_size_ = 0;  // of the file, at a checkpoint [bytes]
    double last_loss_;
    double last_accuracy_;
    double seconds_ = 0.0;
    double observing_seconds_ = 0.0;
};

}  // namespace mnist
