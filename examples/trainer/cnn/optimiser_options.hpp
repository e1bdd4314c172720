// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which optimiser moves the parameters, with which constants, and their ranges.

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include <thermosgd/core/error.hpp>

namespace cnn {

/// How a step is made from gradients g; λθ is weight decay. Formulas in sgd.hpp and adam.hpp.
enum class optimiser {
    sgd,       ///< SGD, and with momentum the heavy ball; λθ is part of the gradient
    nesterov,  ///< momentum of Nesterov in PyTorch's form; λθ is part of the gradient
    adam,      ///< Adam; λθ is part of the gradient
    adamw      ///< Adam with decoupled weight decay: parameters shrink by ηλ beside the step
};

/// The names on a command line, in the order of the enumeration.
inline constexpr std::array<std::string_view, 4> optimiser_names{"sgd", "nesterov", "adam",
                                                                 "adamw"};

/// The name of an optimiser.
[[nodiscard]] constexpr std::string_view to_string(optimiser kind) {
    return optimiser_names[static_cast<std::size_t>(kind)];
}

/// The optimiser of a name; throws std::invalid_argument for another name.
[[nodiscard]] inline optimiser optimiser_of(std::string_view name) {
    for (std::size_t i = 0; i < optimiser_names.size(); ++i) {
        if (optimiser_names[i] == name) {
            return static_cast<optimiser>(i);
        }
    }
    THERMOSGD_THROW(std::invalid_argument("optimiser_of: name = '" + std::string(name) +
                                          "', expected sgd, nesterov, adam or adamw"));
}

/// Whether it is Adam or AdamW, which scale every parameter by its own preconditioner.
[[nodiscard]] constexpr bool is_adaptive(optimiser kind) {
    return kind == optimiser::adam || kind == optimiser::adamw;
}

/// An optimiser and its constants.
struct optimiser_options {
    optimiser kind = optimiser::sgd;
    double learning_rate = 1e-2;  ///< η > 0, the highest of a schedule
    double weight_decay = 0.0;    ///< λ ≥ 0
    double momentum = 0.0;        ///< μ in [0, 1) of SGD, in (0, 1) of Nesterov, 0 of Adam
    double beta1 = 0.9;           ///< β₁ in [0, 1): memory of Adam's mean of g
    double beta2 = 0.999;         ///< β₂ in [0, 1): memory of Adam's mean of g²
    double epsilon = 1e-8;        ///< ε ≥ 0, added to √v̂
};

/// λ in the gradient g + λθ that a step follows: 0 where decay is decoupled.
[[nodiscard]] constexpr double coupled_decay(const optimiser_options& settings) {
    return settings.kind == optimiser::adamw ? 0.0 : settings.weight_decay;
}

namespace detail {

/// A number as short as it can be read back: "1e-09".
[[nodiscard]] inline std::string number_text(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

/// Throws std::invalid_argument "trainer: NAME = VALUE, expected EXPECTED" unless it is `good`.
inline void refuse_unless(bool good, const char* name, double value, const std::string& expected) {
    if (!good) {
        THERMOSGD_THROW(std::invalid_argument("trainer: " + std::string(name) + " = " +
                                              number_text(value) + ", expected " + expected));
    }
}

}  // namespace detail

/// Throws std::invalid_argument, naming option, value and range, where a constant is out of its
/// range or belongs to another optimiser.
inline void check(const optimiser_options& settings) {
    using detail::refuse_unless;
    const auto fraction = [](double x) { return x >= 0.0 && x < 1.0; };
    refuse_unless(settings.kind <= optimiser::adamw, "optimiser",
                  static_cast<double>(settings.kind), "sgd, nesterov, adam or adamw");
    refuse_unless(std::isfinite(settings.learning_rate) && settings.learning_rate > 0.0,
                  "learning_rate", settings.learning_rate, "a finite number above 0");
    refuse_unless(std::isfinite(settings.weight_decay) && settings.weight_decay >= 0.0,
                  "weight_decay", settings.weight_decay, "a finite number from 0 on");
    refuse_unless(fraction(settings.momentum), "momentum", settings.momentum, "a number in [0, 1)");
    refuse_unless(settings.kind != optimiser::nesterov || settings.momentum > 0.0, "momentum",
                  settings.momentum, "a number in (0, 1) for Nesterov's momentum");
    refuse_unless(!is_adaptive(settings.kind) || settings.momentum == 0.0, "momentum",
                  settings.momentum, "0 for Adam and AdamW, whose momentum is beta1");
    refuse_unless(fraction(settings.beta1), "beta1", settings.beta1, "a number in [0, 1)");
    refuse_unless(fraction(settings.beta2), "beta2", settings.beta2, "a number in [0, 1)");
    refuse_unless(std::isfinite(settings.epsilon) && settings.epsilon >= 0.0, "epsilon",
                  settings.epsilon, "a finite number from 0 on");
}

}  // namespace cnn
