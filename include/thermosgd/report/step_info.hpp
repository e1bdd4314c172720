// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a trainer tells about the step that it just made: an input of every observation.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/scalar.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

/// A number of samples; takes any kind of number, so that `.batch_size = images.size()` needs no
/// cast in a list of initialisers.
class sample_count {
public:
    /// Not given. \cost O(1)
    constexpr sample_count() = default;

    /// \param count  samples of a minibatch, an integer or not [samples] \cost O(1)
    template <class Number>
        requires std::is_arithmetic_v<Number>
    // NOLINTNEXTLINE(google-explicit-constructor): a number is meant to be given as it is
    constexpr sample_count(Number count) noexcept : count_(static_cast<double>(count)) {}

    /// The number, NaN where it was not given [samples]. \cost O(1)
    // NOLINTNEXTLINE(google-explicit-constructor): as above
    [[nodiscard]] constexpr operator const double&() const noexcept { return count_; }

    /// Reads or writes it.
    template <class Archive>
    void archive(Archive& ar) {
        ar(count_);
    }

private:
    double count_ = not_available;
};

/// One number per scalar of a layout, floats or doubles of the caller.
class scalars_of_step {
public:
    /// None.
    constexpr scalars_of_step() = default;

    /// \param numbers  contiguous floats or doubles, which outlive the call they are given to
    template <class Range>
        requires std::convertible_to<Range&&, std::span<const float>> ||
                 std::convertible_to<Range&&, std::span<const double>>
    // NOLINTNEXTLINE(google-explicit-constructor): a buffer is meant to be given as it is
    constexpr scalars_of_step(Range&& numbers) noexcept {
        if constexpr (std::convertible_to<Range&&, std::span<const float>>) {
            floats_ = numbers;
        } else {
            doubles_ = numbers;
        }
    }

    /// How many there are [1]. \cost O(1)
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return floats_.size() + doubles_.size();
    }

    /// Number `i`. \pre i < size() \cost O(1)
    [[nodiscard]] constexpr double operator[](std::size_t i) const noexcept {
        return floats_.empty() ? doubles_[i] : static_cast<double>(floats_[i]);
    }

private:
    std::span<const float> floats_;
    std::span<const double> doubles_;
};

/// What a trainer may tell about the step it just made; whatever is left out is "not available".
struct step_info {
    /// The value of whatever is left out.
    static constexpr double not_given = not_available;

    double loss = not_given;                  ///< of the minibatch, before the step [loss]
    double learning_rate = not_given;         ///< η; groups may have scales of it [theta²/loss]
    double weight_decay = not_given;          ///< λ; as η [loss/theta²]
    double momentum_coefficient = not_given;  ///< μ, or β₁ of Adam and Lion [1]; NaN counts as 0
    sample_count batch_size = {};             ///< B [samples]
    optimiser_kind optimiser = optimiser_kind::sgd;    ///< which laws η, λ and μ belong to
    decay_kind decay = decay_kind::of_optimiser;       ///< coupled or decoupled
    double beta2 = not_given;                          ///< β₂ of Adam and Lion [1]
    std::span<const hyper_parameters> of_groups = {};  ///< those of each group in layout order, in
        ///< place of the above; read in the call only
    scalars_of_step preconditioner = {};  ///< √v̂ + ε of each scalar after the step, for a mass of
                                          ///< mass::of_preconditioner; as of_groups

    /// What all groups share unless of_groups says otherwise. \cost O(1)
    [[nodiscard]] constexpr hyper_parameters common() const noexcept {
        return {learning_rate, weight_decay, momentum_coefficient, beta2, optimiser, decay};
    }

    /// Reads or writes all fields but what belongs to the caller of a step.
    template <class Archive>
    void archive(Archive& ar) {
        ar(loss, learning_rate, weight_decay, momentum_coefficient, batch_size, optimiser, decay,
           beta2);
        detail::require_stored(
            "step_info", optimiser <= optimiser_kind::other && decay <= decay_kind::decoupled);
    }
};

}  // namespace THERMOSGD_NAMESPACE
