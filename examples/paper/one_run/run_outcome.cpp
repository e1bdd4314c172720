// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What a run leaves at its end, and what it keeps when it is interrupted.

#include <paper/results/extra_results.hpp>
#include <paper/results/segment_json.hpp>
#include "gibbs_of_run.hpp"
#include "machine.hpp"
#include "removal.hpp"
#include "run_in_progress.hpp"

#include <support/peak_memory.hpp>
#include <thermosgd/diagnostics.hpp>
#include <thermosgd/diagnostics/curves.hpp>
#include <thermosgd/version.hpp>
#include <trainer/training/tensors.hpp>

#include <fmt/format.h>

#include <span>
#include <utility>

namespace paper {

namespace {

std::string version_text() {
    return fmt::format("{}.{}.{}", thermosgd::version_major, thermosgd::version_minor,
                       thermosgd::version_patch);
}

}  // namespace

run_record run_in_progress::result(const std::filesystem::path& state) {
    run_record r;
    r.spec = spec_;
    r.data = {facts_.name, sets_.train.count(), sets_.test.count(), facts_.fingerprint};
    r.version = version_text();
    r.instruction_set = thermosgd::instruction_set();
    r.machine = processor_name();
    r.ending = finished() ? "finished" : "diverged";
    r.diverged_step = finished() ? 0 : step_;
    r.diverged_in = diverged_in_;
    r.parameters = network_.parameters;
    r.segments = segments_;
    if (!finished()) {
        curves_.close(step_, true);
    }
    r.loss_curve = curves_.loss();
    r.temperature_curve = curves_.temperatures();
    if (finished()) {
        add_extra(r, state);
    }
    r.seconds = seconds_;
    r.observing_seconds = observing_seconds_;
    r.peak_memory_mb = support::peak_memory();
    return r;
}

/// Adds what the flags of the configuration ask for.
void run_in_progress::add_extra(run_record& r, const std::filesystem::path& state) {
    const measurements& wanted = spec_.measure;
    const std::filesystem::path folder = state / id_of(spec_);
    if (wanted.maps) {
        using thermosgd::topic;
        const thermosgd::topics topics{topic::equipartition, topic::distribution, topic::gradient,
                                       topic::ranking};
        const auto readings =
            thermosgd::diagnose(thermometer_, recorder_, layers_, topics, &gradients_);
        r.extra["readings"] = readings_json(readings);
        take_spread(readings, r.segments.back());
        const thermosgd::report report = thermometer_.report();
        std::vector<float> map;
        for (std::size_t g = 0; g < layout_.groups().size(); ++g) {
            for (const double t : thermosgd::temperature_map(report, layout_, recorder_, g)) {
                map.push_back(static_cast<float>(t));
            }
        }
        r.extra["maps"] = tensors_json(network_.views, map, true);
        if (!state.empty()) {
            trainer::write_tensors(folder / "maps", network_.views, map);
        }
    }
    if (wanted.gibbs) {
        r.extra["gibbs"] = gibbs_json(thermometer_, recorder_, layers_);
    }
    if (wanted.removal) {
        r.extra["removal"] = removal_json(
            network_, r.segments.back(), training_->parameters(), sets_.test.count(),
            [&](std::span<const float> parameters) { return training_->evaluate_at(parameters); },
            {.seed = spec_.seed});
    }
    // Of filters beyond conv1, "removal" has the norms; their temperatures are enough.
    for (filter_record& f : r.segments.back().filters) {
        if (!f.name.starts_with("conv1[")) {
            f.mean_square_position = f.law = {};
        }
    }
    if (wanted.per_epoch) {
        r.extra["per_epoch"] = per_epoch_json(epochs_, steps_per_epoch_);
    }
    if (wanted.maps || wanted.weights) {
        r.extra["weights"] =
            tensors_json(network_.views, training_->parameters(), false, "conv1.weight");
        if (!state.empty()) {
            trainer::write_tensors(folder / "weights", network_.views, training_->parameters());
        }
    }
}

/// Everything that must be equal for a checkpoint to be continued bit for bit.
std::string run_in_progress::tag() const {
    return fmt::format("schema {} version {} {} data {} layout {} sums on {}", result_schema,
                       version_text(), canonical_text(spec_), facts_.fingerprint,
                       layout_.fingerprint(), thermosgd::instruction_set());
}

/// Stages done are stored as they are written, since a result holds no more digits than that.
template <class Archive>
void run_in_progress::archive(Archive& ar) {
    std::vector<std::string> segments;
    if constexpr (!Archive::is_reading) {
        for (const segment_record& s : segments_) {
            segments.push_back(to_json(s).dump());
        }
    }
    ar(stage_, in_stage_, step_, segments);
    if constexpr (Archive::is_reading) {
        segments_.clear();
        for (const std::string& text : segments) {
            segments_.push_back(segment_of(support::json::parse(text)));
        }
        if (stage_ >= spec_.stages.size()) {
            throw thermosgd::error("checkpoint of a stage that is not there");
        }
        make_meters();
    }
    training_->archive(ar);
    ar(thermometer_, epsilon_, curves_, seconds_, observing_seconds_);
    if (measuring() && spec_.measure.per_epoch) {
        ar(epochs_, epoch_loss_);
    }
    if (measuring() && records()) {
        ar(recorder_);
    }
    if (measuring() && measures_gradients()) {
        ar(gradients_);
    }
}

void run_in_progress::save(const std::filesystem::path& checkpoint) {
    thermosgd::save_checkpoint(checkpoint, tag(), *this);
}

void run_in_progress::load(const std::filesystem::path& checkpoint) {
    thermosgd::load_checkpoint(checkpoint, tag(), *this);
    training_->set_learning_rate(now().learning_rate);
}

}  // namespace paper
