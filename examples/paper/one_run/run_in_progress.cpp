// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One step after the other, and what each stage leaves.

#include "run_in_progress.hpp"

#include "segment_of_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

namespace paper {

namespace {

constexpr std::uint64_t burn_in_every = 8;

bool all_finite(std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

cnn::options settings_of(const run_spec& spec) {
    check(spec);
    cnn::options settings;
    settings.learning_rate = spec.stages.front().learning_rate;
    settings.weight_decay = spec.weight_decay;
    settings.dropout = spec.dropout;
    settings.batch_size = spec.batch_size;
    settings.seed = spec.seed;
    settings.order = cnn::sampling_of(spec.sampling);
    settings.batch_norm_epsilon = spec.batch_norm_epsilon;
    settings.decay_batch_norm = spec.decay_batch_norm;
    return settings;
}

data::train_test fewer_of(const run_spec& spec, const data::train_test& sets) {
    const std::size_t wanted = spec.limit_train == 0 ? sets.train.count() : spec.limit_train;
    if (wanted > sets.train.count() || spec.batch_size > wanted) {
        throw std::invalid_argument(
            fmt::format("execute: {} training images in batches of {}, expected at most {} images "
                        "and batches no larger",
                        wanted, spec.batch_size, sets.train.count()));
    }
    if (spec.limit_train == 0) {
        return {};
    }
    return {data::first(sets.train, spec.limit_train), sets.test};
}

/// A curve has more points where it shows a schedule or a descent without noise.
std::uint64_t loss_points(const run_spec& spec) {
    return spec.stages.size() > 1 || spec.limit_train != 0 ? 400 : 120;
}

/// What diagnose() and gibbs_json() read at the end.
thermosgd::topics topics_of(const measurements& wanted) {
    using thermosgd::topic, thermosgd::topics;
    topics all;
    if (wanted.maps) {
        all = all | topics{topic::equipartition, topic::distribution};
    }
    if (wanted.gibbs) {
        all = all | gibbs_topics();
    }
    return all;
}

}  // namespace

run_in_progress::run_in_progress(const run_spec& spec, const data::train_test& sets,
                                 const trainer::data_facts& facts)
    : spec_(spec),
      facts_(facts),
      fewer_(fewer_of(spec, sets)),
      sets_(spec.limit_train == 0 ? sets : fewer_),
      network_(trainer::facts_of(spec.network, trainer::shape_of(sets.train))),
      layout_(trainer::layout_of(network_, spec.measure.removal ? trainer::filter_choice::all
                                                                : trainer::filter_choice::conv1)),
      layers_(trainer::layers_of(layout_)),
      steps_per_epoch_(sets_.train.count() / spec.batch_size),
      training_(trainer::make_training(spec.network, settings_of(spec), sets_, pool_)),
      thermometer_(layout_),
      epochs_(layout_),
      epsilon_(network_, spec.batch_norm_epsilon),
      curves_(layout_, layers_, total_steps(spec), loss_points(spec)) {
    begin_part();
}

/// The meters of the present part, new.
void run_in_progress::make_meters() {
    thermosgd::thermometer_options options;
    options.schedule = thermosgd::schedule::every(measuring() ? spec_.every : burn_in_every);
    thermometer_ = thermosgd::thermometer(layout_, options);
    if (!measuring()) {
        return;
    }
    if (spec_.measure.per_epoch) {
        epochs_ = thermosgd::thermometer(layout_);
    }
    if (records()) {
        recorder_ = thermosgd::diagnostics_recorder(layout_, {.topics = topics_of(spec_.measure)});
    }
    if (measures_gradients()) {
        gradients_ = thermosgd::gradient_tracker(layout_, spec_.weight_decay);
    }
}

/// Begins a burn-in or the measurement after it.
void run_in_progress::begin_part() {
    make_meters();
    epsilon_.restart();
    thermometer_.observe(step_, training_->parameters());
    if (measuring() && spec_.measure.per_epoch) {
        epochs_.observe(0, training_->parameters());
    }
}

/// Shows the parameters after the present step to all that measures.
void run_in_progress::observe(double loss) {
    const std::span<const float> parameters = training_->parameters();
    const thermosgd::step_info info{.loss = loss,
                                    .learning_rate = now().learning_rate,
                                    .weight_decay = spec_.weight_decay,
                                    .momentum_coefficient = 0.0,
                                    .batch_size = static_cast<double>(spec_.batch_size)};
    const bool differs = thermometer_.needs(step_) == thermosgd::observation::difference;
    if (measuring() && records() && measures_gradients()) {
        gradients_.set_gradient(training_->gradient());
        thermometer_.observe(step_, parameters, info, recorder_, gradients_);
    } else if (measuring() && records()) {
        thermometer_.observe(step_, parameters, info, recorder_);
    } else {
        thermometer_.observe(step_, parameters, info);
    }
    curves_.add_loss(loss);
    if (differs) {
        curves_.add_sums(thermometer_.last_sums());
    }
    if (!measuring()) {
        return;
    }
    epsilon_.after(training_->gradient(), training_->batch_statistics());
    if (spec_.measure.per_epoch) {
        epoch_loss_.add(loss);
        const std::uint64_t measured = in_stage_ + 1 - now().burn_in;
        if (measured % steps_per_epoch_ == 0) {
            std::vector<curve_point> mean;
            epoch_loss_.close(step_, mean);
            thermosgd::step_info epoch = info;
            epoch.loss = mean.front().second;
            epochs_.observe(measured / steps_per_epoch_, parameters, epoch);
        }
    }
}

bool run_in_progress::advance() {
    using clock = std::chrono::steady_clock;
    if (measuring()) {
        epsilon_.before(training_->parameters());
    }
    const double loss = training_->step();
    ++step_;
    if (!std::isfinite(loss) || !all_finite(training_->parameters())) {
        diverged_in_ = "the loss";
        for (const cnn::parameter_view& view : network_.views) {
            if (!all_finite(training_->parameters().subspan(view.offset, view.size))) {
                diverged_in_ = view.name;
                break;
            }
        }
        return false;
    }
    const clock::time_point trained = clock::now();
    observe(loss);
    ++in_stage_;
    const bool stage_ends = in_stage_ == now().steps;
    curves_.close(step_, stage_ends);
    if (in_stage_ == now().burn_in) {
        begin_part();
    }
    observing_seconds_ += std::chrono::duration<double>(clock::now() - trained).count();
    if (stage_ends) {
        end_stage();
    }
    return true;
}

/// Files what was measured in the stage, and turns to the next.
void run_in_progress::end_stage() {
    const thermosgd::report report = thermometer_.report();
    segment_record segment = segment_of_report(thermometer_, report, layers_);
    segment.learning_rate = now().learning_rate;
    segment.epsilon = epsilon_.results(segment, spec_.weight_decay);
    const cnn::evaluation test = training_->evaluate();
    const std::size_t images = sets_.test.count();
    segment.test = {test.loss, test.accuracy,
                    std::sqrt(test.accuracy * (1.0 - test.accuracy) / static_cast<double>(images)),
                    images};
    segments_.push_back(std::move(segment));
    if (last_stage()) {
        ++stage_;
        return;
    }
    ++stage_;
    in_stage_ = 0;
    training_->set_learning_rate(now().learning_rate);
    begin_part();
}

}  // namespace paper
