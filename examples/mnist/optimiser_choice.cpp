// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Optimiser and schedule from the command line to text.

#include "optimiser_choice.hpp"

#include "checks.hpp"

#include <thermosgd/core/error.hpp>
#include <trainer/training/draw_network.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace mnist {

namespace {

using cnn::optimiser;
using cnn::schedule_shape;

const cnn::options usual;

template <class Value>
void refuse_unless(bool good, const char* option, const Value& value, const std::string& expected) {
    if (!good) {
        throw thermosgd::error(fmt::format("{}: {}, expected {}", option, value, expected));
    }
}

}  // namespace

void add_optimiser_options(CLI::App& app, train_options& o) {
    const std::vector<std::string> optimisers(cnn::optimiser_names.begin(),
                                              cnn::optimiser_names.end());
    const std::vector<std::string> schedules(cnn::schedule_names.begin(),
                                             cnn::schedule_names.end());
    const auto fraction = number("a number from 0 to below 1", 0.0, true, 1.0);
    cnn::learning_rate_schedule& schedule = o.sgd.schedule;
    app.add_option_function<std::string>(
           "--optimiser",
           [&o](const std::string& text) { o.sgd.optimiser = cnn::optimiser_of(text); },
           "sgd, with --momentum the heavy ball; nesterov; adam, with lambda in the\n"
           "gradient; adamw, with parameters shrinking by eta*lambda beside the step")
        ->check(one_of(optimisers))
        ->default_str(std::string(cnn::to_string(o.sgd.optimiser)))
        ->type_name("WORD");
    app.add_option("--momentum", o.sgd.momentum, "mu of the heavy ball, or of nesterov")
        ->check(fraction)
        ->capture_default_str()
        ->type_name("X");
    app.add_option("--beta1", o.sgd.beta1, "of adam and adamw: memory of the mean of g")
        ->check(fraction)
        ->capture_default_str()
        ->type_name("X");
    app.add_option("--beta2", o.sgd.beta2, "of adam and adamw: memory of the mean of g^2")
        ->check(fraction)
        ->capture_default_str()
        ->type_name("X");
    app.add_option("--adam-epsilon", o.sgd.adam_epsilon,
                   "of adam and adamw: added to the root of that mean")
        ->check(
            number("a finite number from 0 on", 0.0, true, std::numeric_limits<double>::infinity()))
        ->default_str("1e-8")
        ->type_name("X");
    app.add_option_function<std::string>(
           "--schedule",
           [&schedule](const std::string& text) { schedule.shape = cnn::schedule_of(text); },
           "of eta: constant; cosine or linear to 0; step: times --drop-factor every\n"
           "--drop-every steps; wsd: constant, then linear to 0 in --decay-steps")
        ->check(one_of(schedules))
        ->default_str(std::string(cnn::to_string(schedule.shape)))
        ->type_name("WORD");
    app.add_option("--warmup", schedule.warmup, "steps of a linear rise to eta before that")
        ->check(count(0))
        ->capture_default_str()
        ->type_name("STEPS");
    app.add_option("--schedule-steps", schedule.length,
                   "length of cosine, linear and wsd; left out: that of the run")
        ->check(count(1))
        ->type_name("STEPS");
    app.add_option("--drop-every", schedule.drop_every, "steps between the drops of step")
        ->check(count(1))
        ->type_name("STEPS");
    app.add_option("--drop-factor", schedule.drop, "factor of each drop of step")
        ->check(number("a number above 0 and below 1", 0.0, false, 1.0))
        ->capture_default_str()
        ->type_name("X");
    app.add_option("--decay-steps", schedule.decay,
                   "length of the decay of wsd; left out: a tenth of the schedule")
        ->check(count(1))
        ->type_name("STEPS");
}

void check_optimiser(const train_options& options) {
    const cnn::options& sgd = options.sgd;
    const cnn::learning_rate_schedule& schedule = sgd.schedule;
    const bool adaptive = cnn::is_adaptive(sgd.optimiser);
    const std::string with = fmt::format("--optimiser {}", cnn::to_string(sgd.optimiser));
    refuse_unless(sgd.optimiser != optimiser::nesterov || sgd.momentum > 0.0, "--momentum",
                  sgd.momentum, "a number above 0 with " + with);
    refuse_unless(!adaptive || sgd.momentum == 0.0, "--momentum", sgd.momentum,
                  "none with " + with + ", whose momentum is --beta1");
    const std::string adam = "--optimiser adam or adamw, which alone has it";
    refuse_unless(adaptive || sgd.beta1 == usual.beta1, "--beta1", sgd.beta1, adam);
    refuse_unless(adaptive || sgd.beta2 == usual.beta2, "--beta2", sgd.beta2, adam);
    refuse_unless(adaptive || sgd.adam_epsilon == usual.adam_epsilon, "--adam-epsilon",
                  sgd.adam_epsilon, adam);
    const bool drops = schedule.shape == schedule_shape::step;
    refuse_unless(!drops || schedule.drop_every > 0, "--schedule", "step",
                  "--drop-every STEPS beside it");
    refuse_unless(drops || schedule.drop_every == 0, "--drop-every", schedule.drop_every,
                  "--schedule step, which alone drops");
    refuse_unless(drops || schedule.drop == usual.schedule.drop, "--drop-factor", schedule.drop,
                  "--schedule step, which alone drops");
    refuse_unless(schedule.shape == schedule_shape::wsd || schedule.decay == 0, "--decay-steps",
                  schedule.decay, "--schedule wsd, which alone has a decay");
    refuse_unless(cnn::has_length(schedule.shape) || schedule.length == 0, "--schedule-steps",
                  schedule.length, "--schedule cosine, linear or wsd, which alone have a length");
}

void settle_schedule(train_options& options) {
    cnn::learning_rate_schedule& schedule = options.sgd.schedule;
    if (!cnn::has_length(schedule.shape)) {
        return;
    }
    if (schedule.length == 0) {
        schedule.length = options.steps;
    }
    refuse_unless(options.steps <= schedule.length, "--steps", options.steps,
                  fmt::format("at most {}, the length of the schedule {}", schedule.length,
                              cnn::to_string(schedule.shape)));
    refuse_unless(schedule.warmup < schedule.length, "--warmup", schedule.warmup,
                  fmt::format("fewer steps than the {} of the schedule {}", schedule.length,
                              cnn::to_string(schedule.shape)));
    if (schedule.shape != schedule_shape::wsd) {
        return;
    }
    const std::uint64_t room = schedule.length - schedule.warmup;
    if (schedule.decay == 0) {
        schedule.decay = std::clamp<std::uint64_t>(schedule.length / 10, 1, room);
    }
    refuse_unless(schedule.decay <= room, "--decay-steps", schedule.decay,
                  fmt::format("at most the {} of the schedule after its warm-up", room));
}

void add_optimiser(support::json& decisive, const cnn::options& settings) {
    decisive["optimiser"] = cnn::to_string(settings.optimiser);
    decisive["momentum"] = settings.momentum;
    decisive["beta1"] = settings.beta1;
    decisive["beta2"] = settings.beta2;
    decisive["adam-epsilon"] = settings.adam_epsilon;
    decisive["schedule"] = cnn::to_string(settings.schedule.shape);
    decisive["warmup"] = settings.schedule.warmup;
    decisive["schedule-steps"] = settings.schedule.length;
    decisive["drop-every"] = settings.schedule.drop_every;
    decisive["drop-factor"] = settings.schedule.drop;
    decisive["decay-steps"] = settings.schedule.decay;
}

void read_optimiser(const support::json& decisive, cnn::options& settings) {
    decisive.at("momentum").get_to(settings.momentum);
    const auto word = [&](const char* name, const char* otherwise) {
        return decisive.value(name, std::string(otherwise));
    };
    try {
        settings.optimiser = cnn::optimiser_of(word("optimiser", "sgd"));
        settings.schedule.shape = cnn::schedule_of(word("schedule", "constant"));
    } catch (const std::invalid_argument& problem) {
        throw thermosgd::error(problem.what());
    }
}

std::string optimiser_lines(const cnn::options& settings) {
    std::string lines;
    if (cnn::is_adaptive(settings.optimiser)) {
        lines +=
            fmt::format("optimiser: {}, beta1 {}, beta2 {}, epsilon {}; weight decay {}\n",
                        cnn::to_string(settings.optimiser), settings.beta1, settings.beta2,
                        settings.adam_epsilon,
                        settings.optimiser == optimiser::adamw ? "decoupled" : "in the gradient");
    } else if (settings.optimiser == optimiser::nesterov) {
        lines += "optimiser: nesterov\n";
    }
    const cnn::learning_rate_schedule& schedule = settings.schedule;
    std::string shape;
    const std::string end = fmt::format("to 0 at step {}", trainer::count_text(schedule.length));
    switch (schedule.shape) {
    case schedule_shape::constant: shape = "constant"; break;
    case schedule_shape::cosine: shape = "cosine " + end; break;
    case schedule_shape::linear: shape = "linear " + end; break;
    case schedule_shape::step:
        shape = fmt::format("times {} every {} steps", schedule.drop,
                            trainer::count_text(schedule.drop_every));
        break;
    case schedule_shape::wsd:
        shape = fmt::format("constant, in the last {} steps linear {}",
                            trainer::count_text(schedule.decay), end);
        break;
    }
    if (schedule.shape != schedule_shape::constant || schedule.warmup > 0) {
        lines += fmt::format(
            "schedule of eta: {}{}\n",
            schedule.warmup == 0
                ? ""
                : fmt::format("warm-up of {} steps, then ", trainer::count_text(schedule.warmup)),
            shape);
    }
    return lines;
}

std::string optimiser_caption(const cnn::options& settings) {
    std::string words;
    if (settings.optimiser != optimiser::sgd) {
        words += fmt::format(", {}", cnn::to_string(settings.optimiser));
    }
    if (settings.schedule.shape != schedule_shape::constant) {
        words += fmt::format(", {}", cnn::to_string(settings.schedule.shape));
    }
    return words;
}

}  // namespace mnist
