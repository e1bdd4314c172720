// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Symmetric compositions of a second-order step to orders 4 and 6.

#include <thermosgd/core/namespace.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

namespace THERMOSGD_NAMESPACE {

/// A palindromic sequence of fractions wᵢ of a step, Σwᵢ = 1, and the order it gives to any
/// symmetric scheme of order 2.
///
/// Fractions below 0 run friction backwards: orders above 2 are for γh ≤ 1 and forces without
/// noise.
class composition {
public:
    /// The order of the composed step [1]. \cost O(1)
    [[nodiscard]] constexpr int order() const noexcept { return order_; }

    /// The name in tables. \cost O(1)
    [[nodiscard]] constexpr const char* name() const noexcept { return name_; }

    /// The number of second-order steps in it [1]. \cost O(1)
    [[nodiscard]] constexpr std::size_t stages() const noexcept { return stages_; }

    /// The fractions in order [1]. \cost O(1)
    [[nodiscard]] constexpr std::span<const double> weights() const noexcept {
        return {weights_.data(), stages_};
    }

    /// One step of order 2.
    [[nodiscard]] static constexpr composition none() { return {2, "", {}}; }

    /// Order 4 in 5 stages, Σ|w| = 2.3: the default of order 4. \see Suzuki 1990
    [[nodiscard]] static constexpr composition suzuki4() {
        constexpr double w = 0.41449077179437573714235406;  // 1/(4 − 4^(1/3))
        return {4, "Su4", {w, w}};
    }

    /// Order 4 in 3 stages, Σ|w| = 4.4. \see Yoshida 1990
    [[nodiscard]] static constexpr composition yoshida4() {
        return {4, "Yo4", {1.3512071919596576340476878}};  // 1/(2 − 2^(1/3))
    }

    /// Order 6 in 9 stages, Σ|w| = 3.8: the default of order 6. \see Kahan and Li 1997
    [[nodiscard]] static constexpr composition kahan_li6() {
        return {6,
                "KL6",
                {0.39216144400731413927925056, 0.33259913678935943859974864,
                 -0.70624617255763935980996482, 0.08221359629355080023149045}};
    }

    /// Order 6 in 7 stages, Σ|w| = 5.7. \see Yoshida 1990, solution A
    [[nodiscard]] static constexpr composition yoshida6() {
        return {6,
                "Yo6",
                {0.78451361047755726381949763, 0.23557321335935813368479318,
                 -1.17767998417887100694641568}};
    }

private:
    static constexpr std::size_t most_stages = 9;

    /// The centre is 1 − 2Σ, so that the fractions add up to 1 in double.
    constexpr composition(int order, const char* name, std::initializer_list<double> half)
        : order_(order), name_(name), stages_(2 * half.size() + 1) {
        double centre = 1.0;
        std::size_t i = 0;
        for (const double w : half) {
            weights_[i] = w;
            weights_[stages_ - 1 - i] = w;
            centre -= 2.0 * w;
            ++i;
        }
        weights_[i] = centre;
    }

    int order_;
    const char* name_;
    std::size_t stages_;
    std::array<double, most_stages> weights_{};
};

}  // namespace THERMOSGD_NAMESPACE
