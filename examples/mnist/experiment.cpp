// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The loop: step, observe, write down.

#include "experiment.hpp"

#include <support/interrupt.hpp>
#include <trainer/training/gradient_sampling.hpp>

#include <fmt/format.h>
#include <thermosgd/diagnostics/gradient_noise.hpp>
#include <thermosgd/diagnostics/updates.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/version.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>

namespace mnist {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double seconds_between(std::chrono::steady_clock::time_point a,
                       std::chrono::steady_clock::time_point b) {
    return std::chrono::duration<double>(b - a).count();
}

bool all_finite(std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

/// The name of the first parameters with NaN or infinity.
std::string first_non_finite(const trainer::network_facts& network,
                             std::span<const float> parameters) {
    for (const cnn::parameter_view& view : network.views) {
        if (!all_finite(parameters.subspan(view.offset, view.size))) {
            return view.name;
        }
    }
    return "the loss";
}

thermosgd::thermometer_options thermometer_options_of(const train_options& options) {
    thermosgd::thermometer_options result;
    result.convention = options.convention;
    result.schedule = options.budget > 0.0 ? thermosgd::schedule::budget(0.01 * options.budget)
                                           : thermosgd::schedule::every(options.every);
    return result;
}

/// λ in the gradient that the optimiser follows.
double decay_of(const train_options& options) {
    return cnn::coupled_decay(cnn::optimiser_of(options.sgd));
}

double steps_per_epoch(const train_options& options, const data::train_test& sets) {
    return static_cast<double>(
        std::max<std::size_t>(sets.train.count() / options.sgd.batch_size, 1));
}

/// What the name of the instruction set follows in the tag of a checkpoint.
constexpr std::string_view sums_on = " sums on ";

}  // namespace

experiment::experiment(const train_options& options, const data::train_test& sets,
                       const std::string& data_fingerprint, thermosgd::thread_pool& pool)
    : options_(options),
      network_(trainer::facts_of(options.network, trainer::shape_of(sets.train))),
      layout_(trainer::layout_of(network_, options.filters)),
      data_fingerprint_(data_fingerprint),
      images_(sets.train.count()),
      training_(trainer::make_training(options.network, options.sgd, sets, pool)),
      thermometer_(layout_, thermometer_options_of(options)),
      recorder_(options.observables.need_recorder()
                    ? thermosgd::diagnostics_recorder(layout_, {.topics = options.observables})
                    : thermosgd::diagnostics_recorder()),
      gradients_(measures_gradients() ? thermosgd::gradient_tracker(layout_, decay_of(options))
                                      : thermosgd::gradient_tracker()),
      updates_(follows_updates(options) ? thermosgd::update_tracker(layout_)
                                        : thermosgd::update_tracker()),
      teller_(options.sgd, network_),
      series_(layout_, options.convention, steps_per_epoch(options, sets)),
      last_loss_(none),
      last_accuracy_(none) {}

void experiment::start(const std::filesystem::path& series_file) {
    file_.emplace(series_file, series_.columns());
    observe({});
}

std::string experiment::resume(const std::filesystem::path& series_file,
                               const std::filesystem::path& checkpoint, bool other_bits) {
    using thermosgd::checkpoint_reader;
    const std::string same_run = tag();
    checkpoint_reader stored(checkpoint, checkpoint_reader::any_tag());
    const std::string& held = stored.tag();
    const std::size_t end = same_run.rfind(sums_on) + sums_on.size();
    const bool only_bits = held != same_run && held.starts_with(same_run.substr(0, end)) &&
                           held.find(' ', end) == std::string::npos;
    if (only_bits && !other_bits) {
        throw thermosgd::error(fmt::format(
            "'{}': a checkpoint of a run with sums on {}, expected {}, which rounds otherwise; "
            "--other-bits continues it nevertheless",
            checkpoint.string(), held.substr(end), same_run.substr(end)));
    }
    if (!only_bits) {
        stored.require_tag(same_run);
    }
    stored(*this);
    stored.finish();
    file_.emplace(thermosgd::csv_writer::continue_at(series_file, series_.columns(), series_size_));
    return only_bits ? held.substr(end) : same_run.substr(end);
}

/// Everything that must be equal for a checkpoint to be continued bit for bit.
std::string experiment::tag() const {
    support::json decisive = decisive_options(options_);
    decisive.erase("data");  // the folder may have moved
    return decisive.dump() + " data " + data_fingerprint_ + " layout " + layout_.fingerprint() +
           std::string(sums_on) + thermosgd::instruction_set();
}

/// Shows the parameters after the present step to all that measures.
void experiment::observe(const thermosgd::step_info& info) {
    const std::span<const float> parameters = training_->parameters();
    const auto show = [&](auto&... trackers) {
        thermometer_.observe(step_, parameters, info, trackers...);
    };
    const auto with_updates = [&](auto&... trackers) {
        follows_updates(options_) ? show(trackers..., updates_) : show(trackers...);
    };
    const auto with_gradients = [&](auto&... trackers) {
        measures_gradients() ? with_updates(trackers..., gradients_) : with_updates(trackers...);
    };
    options_.observables.need_recorder() ? with_gradients(recorder_) : with_gradients();
}

/// Trains one step and observes it. \return false if it gave NaN or infinity; then it is not observed
bool experiment::take_step() {
    const clock::time_point begin = clock::now();
    const double loss = [&] {
        const auto timed = thermometer_.time_step();  // for a budget
        return training_->step();
    }();
    ++step_;
    const std::span<const float> parameters = training_->parameters();
    const bool good = std::isfinite(loss) && all_finite(parameters);
    const clock::time_point trained = clock::now();
    if (good) {
        const bool measured = thermometer_.needs(step_) == thermosgd::observation::difference;
        if (measures_gradients()) {
            gradients_.set_gradient(training_->gradient());
        }
        observe(teller_.of_step(loss, training_->step_learning_rate()));
        series_.add_loss(loss);
        if (measured) {
            series_.add_sums(thermometer_.last_sums());
        }
    }
    const clock::time_point end = clock::now();
    seconds_ += seconds_between(begin, end);
    observing_seconds_ += seconds_between(trained, end);
    return good;
}

cnn::evaluation experiment::evaluate() {
    const cnn::evaluation result = training_->evaluate();
    last_accuracy_ = result.accuracy;
    return result;
}

void experiment::close_row(const std::optional<cnn::evaluation>& test) {
    last_loss_ = series_.loss();
    file_->append_row(series_.close(step_, test));
}

void experiment::save(const std::filesystem::path& checkpoint) {
    file_->sync();
    series_size_ = file_->size();
    thermosgd::save_checkpoint(checkpoint, tag(), *this);
}

progress_state experiment::state(clock::time_point begin, std::uint64_t first) const {
    progress_state s{.step = step_,
                     .steps = options_.steps,
                     .loss = last_loss_,
                     .accuracy = last_accuracy_,
                     .seconds_left = none,
                     .temperatures = {}};
    if (std::isnan(last_loss_)) {
        s.loss = series_.loss();
    }
    if (step_ > first) {
        s.seconds_left = seconds_between(begin, clock::now()) / static_cast<double>(step_ - first) *
                         static_cast<double>(options_.steps - step_);
    }
    for (const std::size_t group : trainer::layers_of(layout_)) {
        s.temperatures.emplace_back(layout_.groups()[group].name,
                                    thermometer_.temperature(group).value);
    }
    return s;
}

/// Readings of gradients of many batches at the present parameters, which take some seconds.
std::vector<thermosgd::reading> experiment::noise_at_the_end(
    const thermosgd::report& report, const std::vector<std::size_t>& layers) const {
    const cnn::options& sgd = options_.sgd;
    const trainer::sampling_plan plan = trainer::plan_sampling(sgd.batch_size, images_, step_);
    if (plan.draws == 0) {
        return {thermosgd::reading_of(
            "gradient.noise_scale", "all groups", {},
            "not measured: batches of twice the size do not fit into memory")};
    }
    const auto samples = trainer::sample_gradients(
        plan, layout_, training_->parameters(), decay_of(options_), images_, sgd.seed,
        [&](std::size_t size) { return training_->gradients_of(size); });
    return thermosgd::noise_readings(report, samples, layers);
}

/// Adds the readings, curves and the map that are asked for.
void experiment::add_observables(outcome& result) const {
    const thermosgd::topics wanted = options_.observables;
    if (wanted.empty()) {
        return;
    }
    const std::vector<std::size_t> layers = thermosgd::weights_of_layers(layout_);
    result.observables = thermosgd::diagnose(thermometer_, recorder_, layers, wanted, &gradients_);
    if (measures_gradients() && result.how != ending::diverged) {
        const std::vector<thermosgd::reading> noise = noise_at_the_end(result.report, layers);
        result.observables.insert(result.observables.end(), noise.begin(), noise.end());
    }
    result.curves = thermosgd::diagnostic_curves(thermometer_, recorder_, layers, wanted);
    if (wanted.has(thermosgd::topic::equipartition)) {
        for (std::size_t g = 0; g < layout_.groups().size(); ++g) {
            for (const double t :
                 thermosgd::temperature_map(result.report, layout_, recorder_, g)) {
                result.temperature_map.push_back(static_cast<float>(t));
            }
        }
    }
}

outcome experiment::run(progress& shown, const std::filesystem::path& checkpoint,
                        const std::function<void(std::string_view)>& notice) {
    outcome result;
    std::string no_rows, no_checkpoint;  // why not, as it stands
    const auto write = [&](std::string& failure, auto&& action) {
        try {
            action();
            failure.clear();
            return true;
        } catch (const thermosgd::error& problem) {
            if (failure.empty()) {
                shown.clear();
                notice(fmt::format("{}; the run goes on", problem.what()));
            }
            failure = problem.what();
            return false;
        }
    };
    const clock::time_point begin = clock::now();
    const std::uint64_t first = step_;
    std::optional<cnn::evaluation> test;
    bool saved = first != 0;  // a run that goes on has its checkpoint already
    while (step_ < options_.steps) {
        if (support::interrupted_by() != 0) {
            result.how = ending::stopped;
            break;
        }
        if (!take_step()) {
            result.how = ending::diverged;
            result.diverged_in = first_non_finite(network_, training_->parameters());
            break;
        }
        saved = false;
        test.reset();
        if (step_ % options_.evaluate_every == 0 || step_ == options_.steps) {
            test = evaluate();
        }
        if (step_ % options_.series_every == 0 || test) {
            // Rows that do not get to the disk now are tried again with the next.
            write(no_rows, [&] { close_row(test); });
        }
        if (options_.checkpoint_every != 0 && step_ % options_.checkpoint_every == 0) {
            saved = write(no_checkpoint, [&] { save(checkpoint); });
        }
        if (shown.due(step_)) {
            shown.show(state(begin, first));
        }
    }
    const bool wanted = result.how == ending::stopped ||
                        (result.how == ending::finished && options_.checkpoint_every != 0);
    if (wanted && !saved) {
        write(no_checkpoint, [&] { save(checkpoint); });
    }
    if (result.how != ending::diverged && !test) {
        test = evaluate();
    }
    write(no_rows, [&] {
        if (series_.pending() != 0) {
            close_row(test);
        }
        file_->flush();
    });
    result.unwritten = no_rows.empty() ? no_checkpoint : no_rows;
    shown.clear();

    result.step = step_;
    result.test = test;
    result.report = thermometer_.report();
    if (follows_updates(options_)) {
        result.updates = update_rows(updates_, result.report, trainer::layers_of(layout_));
        result.update_readings = thermosgd::update_readings(result.report, updates_);
        std::erase_if(result.update_readings, [&](const thermosgd::reading& r) {
            return std::none_of(result.updates.begin(), result.updates.end(),
                                [&](const update_row& row) { return row.name == r.group; });
        });
    }
    add_observables(result);
    result.seconds = seconds_;
    result.observing_seconds = observing_seconds_;
    return result;
}

}  // namespace mnist
