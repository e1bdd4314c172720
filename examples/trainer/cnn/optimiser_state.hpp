// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What an optimiser keeps between steps, and the step of whichever optimiser it is.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <thermosgd/core/error.hpp>

#include "adam.hpp"
#include "optimiser_options.hpp"
#include "parameter_ranges.hpp"
#include "sgd.hpp"

namespace cnn {

/// The momentum and the moments of all parameters.
///
/// \cost memory: nothing for SGD without momentum, 1 scalar per parameter with it, 3 for Adam
template <class T>
class optimiser_state {
public:
    /// \param settings  of which only the kind and whether there is momentum matter
    optimiser_state(const optimiser_options& settings, std::size_t parameters)
        : kind_(settings.kind),
          momentum_(settings.momentum > 0.0 || is_adaptive(kind_) ? parameters : 0),
          second_moment_(is_adaptive(kind_) ? parameters : 0),
          preconditioner_(is_adaptive(kind_) ? parameters : 0) {}

    /// Moves the parameters of some ranges by one step.
    ///
    /// \param t         steps made before this one, from 0
    /// \param settings  of the kind given first, η that of this step
    /// \cost one pass, no allocation
    void step(std::span<T> parameters, std::span<const T> gradient,
              std::span<const parameter_range> ranges, std::uint64_t t,
              const optimiser_options& settings) {
        for (const parameter_range& range : ranges) {
            const auto part = [&range]<class U>(std::vector<U>& of) {
                return of.empty() ? std::span<U>{}
                                  : std::span(of).subspan(range.first, range.count);
            };
            const double decay = range.decayed ? settings.weight_decay : 0.0;
            const std::span<T> theta = parameters.subspan(range.first, range.count);
            const std::span<const T> g = gradient.subspan(range.first, range.count);
            if (is_adaptive(kind_)) {
                optimiser_options own = settings;
                own.weight_decay = decay;
                adam_step<T>(theta, g,
                             {part(momentum_), part(second_moment_), part(preconditioner_)}, t + 1,
                             own);
            } else {
                sgd_step<T>(theta, g, part(momentum_), t == 0,
                            {settings.learning_rate, decay, settings.momentum,
                             kind_ == optimiser::nesterov});
            }
        }
    }

    /// b of momentum, or Adam's m, in the order of the parameters; empty without.
    [[nodiscard]] std::span<const T> momentum() const { return momentum_; }
    /// Adam's v, before its bias correction; empty for SGD.
    [[nodiscard]] std::span<const T> second_moment() const { return second_moment_; }
    /// √v̂ + ε of the last step, by which Adam divided; 0 before the first, empty for SGD.
    [[nodiscard]] std::span<const T> preconditioner() const { return preconditioner_; }

    /// Saves or restores all.
    ///
    /// \throws thermosgd::error for the state of another optimiser; thermosgd::layout_error for
    ///         that of another number of parameters or with other momentum
    template <class Archive>
    void archive(Archive& ar) {
        optimiser stored = kind_;
        ar(stored);
        if (stored != kind_) {
            const std::string found = stored <= optimiser::adamw
                                          ? std::string(to_string(stored))
                                          : std::to_string(static_cast<int>(stored));
            THERMOSGD_THROW(thermosgd::error("optimiser_state::archive: optimiser = " + found +
                                             " is stored, expected " +
                                             std::string(to_string(kind_))));
        }
        const std::size_t first = momentum_.size(), second = second_moment_.size();
        ar(momentum_, second_moment_, preconditioner_);
        if (momentum_.size() != first || second_moment_.size() != second ||
            preconditioner_.size() != second) {
            THERMOSGD_THROW(thermosgd::layout_error(
                "optimiser_state::archive: " + std::to_string(momentum_.size()) +
                " numbers of momentum and " + std::to_string(second_moment_.size()) +
                " of second moments are stored, expected " + std::to_string(first) + " and " +
                std::to_string(second) + " as in a network and options like these"));
        }
    }

private:
    optimiser kind_;
    std::vector<T> momentum_;
    std::vector<T> second_moment_;
    std::vector<T> preconditioner_;
};

}  // namespace cnn
