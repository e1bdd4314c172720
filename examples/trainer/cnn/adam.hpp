// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Adam, with weight decay in the gradient or decoupled from it.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "optimiser_options.hpp"
#include "simd.hpp"
#include "square_root.hpp"

namespace cnn {

/// What Adam keeps of every parameter, three spans as long as the parameters.
template <class T>
struct adam_moments {
    std::span<T> first;           ///< m, mean of g
    std::span<T> second;          ///< v, mean of g²
    std::span<T> preconditioner;  ///< √v̂ + ε of the last step; written, never read
};

namespace detail {

/// The constants of one step.
template <class T>
struct adam_constants {
    T kept1, added1, kept2, added2;  // β₁, 1 − β₁, β₂, 1 − β₂
    T root_scale;                    // 1/√(1 − β₂ᵗ)
    T epsilon;
    T rate;     // η/(1 − β₁ᵗ)
    T coupled;  // λ of Adam
    T kept;     // 1 − ηλ of AdamW

    adam_constants(const optimiser_options& settings, std::uint64_t t)
        : kept1(static_cast<T>(settings.beta1)),
          added1(static_cast<T>(1.0 - settings.beta1)),
          kept2(static_cast<T>(settings.beta2)),
          added2(static_cast<T>(1.0 - settings.beta2)),
          root_scale(static_cast<T>(1.0 / std::sqrt(unbias(settings.beta2, t)))),
          epsilon(static_cast<T>(settings.epsilon)),
          rate(static_cast<T>(settings.learning_rate / unbias(settings.beta1, t))),
          coupled(static_cast<T>(coupled_decay(settings))),
          kept(static_cast<T>(settings.kind == optimiser::adamw
                                  ? 1.0 - settings.learning_rate * settings.weight_decay
                                  : 1.0)) {}

    static double unbias(double beta, std::uint64_t t) {
        return 1.0 - std::pow(beta, static_cast<double>(t));
    }

    /// Moves one native vector of parameters.
    [[gnu::always_inline]] void move(T* parameters, const T* gradient, T* first, T* second,
                                     T* preconditioner) const {
        const vector_of<T> theta = load(parameters);
        const vector_of<T> g = load(gradient) + coupled * theta;
        const vector_of<T> m = kept1 * load(first) + added1 * g;
        const vector_of<T> v = kept2 * load(second) + added2 * (g * g);
        const vector_of<T> p = root_scale * square_root<T>(v) + epsilon;
        store(first, m);
        store(second, v);
        store(preconditioner, p);
        store(parameters, kept * theta - rate * (m / p));
    }
};

}  // namespace detail

/// One step of Adam or AdamW, in PyTorch's form:
/// \f[ m \leftarrow \beta_1 m + (1-\beta_1) g, \quad
///     v \leftarrow \beta_2 v + (1-\beta_2) g^2, \quad
///     \theta \leftarrow \theta -
///     \eta\,\frac{m/(1-\beta_1^t)}{\sqrt{v/(1-\beta_2^t)} + \epsilon} \f]
/// with g + λθ for g in Adam, and θ ← (1 − ηλ)θ before the step in AdamW. At ε = 0 a parameter that
/// never had a gradient becomes NaN.
///
/// \param t         the number of this step, from 1; m and v are 0 before the first
/// \param settings  η that of this step; Adam unless its kind is adamw
/// \cost one pass over five arrays: 8 scalars of traffic per parameter; no allocation
/// \see Kingma and Ba (2015), algorithm 1; Loshchilov and Hutter (2019), algorithm 2
template <class T>
void adam_step(std::span<T> parameters, std::span<const T> gradient, const adam_moments<T>& moments,
               std::uint64_t t, const optimiser_options& settings) {
    const detail::adam_constants<T> constants(settings, t);
    const std::size_t whole = parameters.size() / width<T> * width<T>;
    for (std::size_t i = 0; i < whole; i += width<T>) {
        constants.move(parameters.data() + i, gradient.data() + i, moments.first.data() + i,
                       moments.second.data() + i, moments.preconditioner.data() + i);
    }
    // The rest in a vector of its own: the bits of a parameter do not depend on its place.
    const std::size_t rest = parameters.size() - whole;
    if (rest == 0) {
        return;
    }
    std::array<std::array<T, width<T>>, 5> lanes_of_rest{};
    auto& [theta, g, m, v, p] = lanes_of_rest;
    const auto copy = [rest](const T* from, T* to) { std::copy_n(from, rest, to); };
    copy(parameters.data() + whole, theta.data());
    copy(gradient.data() + whole, g.data());
    copy(moments.first.data() + whole, m.data());
    copy(moments.second.data() + whole, v.data());
    constants.move(theta.data(), g.data(), m.data(), v.data(), p.data());
    copy(theta.data(), parameters.data() + whole);
    copy(m.data(), moments.first.data() + whole);
    copy(v.data(), moments.second.data() + whole);
    copy(p.data(), moments.preconditioner.data() + whole);
}

}  // namespace cnn
