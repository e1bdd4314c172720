// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How the learning rate changes in the course of a run: warm-up, then one of five shapes.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <stdexcept>
#include <string>
#include <string_view>

#include <thermosgd/core/error.hpp>

#include "optimiser_options.hpp"

namespace cnn {

/// The shape of a schedule after its warm-up.
enum class schedule_shape {
    constant,  ///< η
    cosine,    ///< half a cosine from η to the floor
    linear,    ///< a straight line from η to the floor
    step,      ///< η times `drop` after every `drop_every` steps
    wsd        ///< warm-up, stable, decay: η, and in the last `decay` steps a line to the floor
};

/// The names on a command line, in the order of the enumeration.
inline constexpr std::array<std::string_view, 5> schedule_names{"constant", "cosine", "linear",
                                                                "step", "wsd"};

/// The name of a shape.
[[nodiscard]] constexpr std::string_view to_string(schedule_shape shape) {
    return schedule_names[static_cast<std::size_t>(shape)];
}

/// The shape of a name; throws std::invalid_argument for another name.
[[nodiscard]] inline schedule_shape schedule_of(std::string_view name) {
    for (std::size_t i = 0; i < schedule_names.size(); ++i) {
        if (schedule_names[i] == name) {
            return static_cast<schedule_shape>(i);
        }
    }
    THERMOSGD_THROW(std::invalid_argument("schedule_of: name = '" + std::string(name) +
                                          "', expected constant, cosine, linear, step or wsd"));
}

/// Whether a shape comes to an end, so that it must be told the length of the run.
[[nodiscard]] constexpr bool has_length(schedule_shape shape) {
    return shape == schedule_shape::cosine || shape == schedule_shape::linear ||
           shape == schedule_shape::wsd;
}

/// A schedule of the learning rate; of what its shape does not need, any value will do.
struct learning_rate_schedule {
    schedule_shape shape = schedule_shape::constant;
    std::uint64_t warmup = 0;      ///< W, steps of a linear rise [steps]
    std::uint64_t length = 0;      ///< N, warm-up included, of cosine, linear and wsd [steps]
    std::uint64_t drop_every = 0;  ///< of step [steps]
    double drop = 0.1;             ///< of step: a factor in (0, 1]
    std::uint64_t decay = 0;       ///< D, of wsd [steps]
    double floor = 0.0;            ///< of cosine, linear and wsd: the last fraction of η, in [0, 1]
};

/// Throws std::invalid_argument, naming field, value and range, where one is out of its range or
/// the parts are longer than the whole.
inline void check(const learning_rate_schedule& schedule) {
    using detail::refuse_unless;
    const auto number = [](std::uint64_t steps) { return static_cast<double>(steps); };
    refuse_unless(schedule.shape <= schedule_shape::wsd, "schedule",
                  static_cast<double>(schedule.shape), "constant, cosine, linear, step or wsd");
    if (schedule.shape == schedule_shape::step) {
        refuse_unless(schedule.drop_every > 0, "drop_every", number(schedule.drop_every),
                      "at least 1 step");
        refuse_unless(schedule.drop > 0.0 && schedule.drop <= 1.0, "drop", schedule.drop,
                      "a factor in (0, 1]");
    }
    if (!has_length(schedule.shape)) {
        return;
    }
    const std::string length = "the length of the schedule, which is " +
                               std::to_string(schedule.length) +
                               (schedule.length == 1 ? " step" : " steps");
    refuse_unless(schedule.length > 0, "length", number(schedule.length), "at least 1 step");
    refuse_unless(schedule.warmup < schedule.length, "warmup", number(schedule.warmup),
                  "fewer steps than " + length);
    refuse_unless(schedule.floor >= 0.0 && schedule.floor <= 1.0, "floor", schedule.floor,
                  "a fraction in [0, 1]");
    if (schedule.shape == schedule_shape::wsd) {
        refuse_unless(schedule.decay > 0, "decay", number(schedule.decay), "at least 1 step");
        refuse_unless(schedule.decay <= schedule.length - schedule.warmup, "decay",
                      number(schedule.decay), "with the warm-up at most " + length);
    }
}

/// The learning rate of a step as a fraction of η.
///
/// In the warm-up (t + 1)/W; then, with u = (t − W)/(N − W) and the floor f,
/// \f[ \text{cosine: } f + (1-f)\tfrac12(1+\cos\pi u), \quad
///     \text{linear: } f + (1-f)(1-u), \quad \text{step: } d^{\lfloor (t-W)/n\rfloor}, \quad
///     \text{wsd: } f + (1-f)\min(1, (N-t)/D) \f]
/// Exactly 1 at t = W − 1 and t = W, exactly f from t = N on: as in PyTorch's CosineAnnealingLR,
/// the floor is reached one step after the last.
///
/// \param t  steps made before this one     \pre check(schedule) does not throw     \cost O(1)
/// \see Loshchilov and Hutter, SGDR (2017), equation 5; Hu et al., MiniCPM (2024), section 4, on
///      warm-up, stable, decay
[[nodiscard]] inline double rate_factor(const learning_rate_schedule& schedule, std::uint64_t t) {
    const auto ratio = [](std::uint64_t a, std::uint64_t b) {
        return static_cast<double>(a) / static_cast<double>(b);
    };
    if (t < schedule.warmup) {
        return ratio(t + 1, schedule.warmup);
    }
    const std::uint64_t after = t - schedule.warmup;
    if (schedule.shape == schedule_shape::constant) {
        return 1.0;
    }
    if (schedule.shape == schedule_shape::step) {
        return std::pow(schedule.drop, static_cast<double>(after / schedule.drop_every));
    }
    if (t >= schedule.length) {
        return schedule.floor;
    }
    double above = 1.0;  // of the way from the floor to η
    if (schedule.shape == schedule_shape::wsd) {
        const std::uint64_t left = schedule.length - t;
        above = left < schedule.decay ? ratio(left, schedule.decay) : 1.0;
    } else {
        const double u = ratio(after, schedule.length - schedule.warmup);
        above = schedule.shape == schedule_shape::linear
                    ? 1.0 - u
                    : 0.5 * (1.0 + std::cos(std::numbers::pi * u));
    }
    return std::lerp(schedule.floor, 1.0, above);
}

}  // namespace cnn
