// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The error bar of any function of many numbers, each of which was measured in two windows.

#include <thermosgd/core/error.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace thermosgd {

/// A function of averages over two windows, with the error that the scatter between them shows.
/// \f[ y = f\!\left(\tfrac{a + b}{2}\right), \qquad
///     \sigma^2 = \max\!\left(\sum_B \delta_B^2,\ \Big(\tfrac{f(b) - f(a)}2\Big)^2\right), \qquad
///     \delta_B = \tfrac12\left[f(\text{b in block } B) - f(\text{a in block } B)\right] \f]
/// (b − a)/2 has the variance of the noise of (a + b)/2 whatever that noise is: no correlation time,
/// no distribution is needed, and f may sort. In δ_B one block of numbers is taken from one window,
/// the others being averages; blocks of neighbours keep what neighbours share. The second term has
/// all in it that is common to blocks, and one degree of freedom.
///
/// It is the error of f of the numbers as they are measured, to which their noise belongs: where
/// f is curved that noise also shifts it. What changes from one window to the other counts as noise.
/// \param first, second  a and b, of windows of about equal length [any]
/// \param f              double(std::span<const double>)
/// \param blocks         how many blocks to make at most [1]
/// \return y; n_eff and ν are the number of blocks, and the verdict is rough at best: unknown below
///         ten blocks. NaN for no numbers
/// \throws std::invalid_argument for unequal sizes or no blocks
/// \cost 2 · blocks + 3 calls of f, one copy
template <class Function>
[[nodiscard]] estimate two_window_estimate(std::span<const double> first,
                                           std::span<const double> second, Function&& f,
                                           std::size_t blocks = 32) {
    if (first.size() != second.size() || blocks == 0) {
        THERMOSGD_THROW(std::invalid_argument(
            "two_window_estimate: second.size() = " + std::to_string(second.size()) +
            ", blocks = " + std::to_string(blocks) + ", expected " + std::to_string(first.size()) +
            " and at least one"));
    }
    estimate y;
    const std::size_t d = first.size();
    if (d == 0) {
        return y;
    }
    std::vector<double> mean(d);
    for (std::size_t k = 0; k < d; ++k) {
        mean[k] = 0.5 * first[k] + 0.5 * second[k];
    }
    const auto value = [&](std::span<const double> numbers) -> double { return f(numbers); };
    const auto with = [&](std::span<const double> window, std::size_t begin, std::size_t end) {
        const std::vector<double> kept(mean.begin() + static_cast<std::ptrdiff_t>(begin),
                                       mean.begin() + static_cast<std::ptrdiff_t>(end));
        const auto place = mean.begin() + static_cast<std::ptrdiff_t>(begin);
        std::copy(window.begin() + static_cast<std::ptrdiff_t>(begin),
                  window.begin() + static_cast<std::ptrdiff_t>(end), place);
        const double result = value(mean);
        std::copy(kept.begin(), kept.end(), place);
        return result;
    };
    y.value = value(mean);
    const std::size_t count = std::min(blocks, d);
    double sum = 0;
    for (std::size_t b = 0; b < count; ++b) {
        const std::size_t begin = b * d / count, end = (b + 1) * d / count;
        const double change = 0.5 * (with(second, begin, end) - with(first, begin, end));
        sum += change * change;
    }
    const double whole = 0.5 * (value(second) - value(first));
    y.error = std::sqrt(std::fmax(sum, whole * whole));
    y.n_eff = static_cast<double>(count);
    y.nu = static_cast<double>(count);
    y.verdict = count >= 10 && is_finite(y.error) ? reliability::rough : reliability::unknown;
    return y;
}

}  // namespace thermosgd
