// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The error bar of any function of many numbers, each of which was measured in two windows.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Many numbers, each measured in two windows that lie side by side.
struct two_window_error {
    std::span<const double> first;   ///< a, averages over the one [any]
    std::span<const double> second;  ///< b, over the other, in the same order [the same]
    double first_steps = 1;          ///< n, length of the one [step]
    double second_steps = 1;         ///< m, of the other [step]
};

/// A function of averages over two windows, with the error that the scatter between them shows.
/// \f[ y = f(x), \quad x = \frac{na + mb}{n + m}, \quad s = \frac{\sqrt{nm}}{n + m}(b - a), \quad
///     \sigma^2 = \max\!\left(\sum_B \delta_B^2,\ \delta_\mathrm{all}^2\right), \quad
///     \delta_B = \tfrac12\left[f(x + s_B) - f(x - s_B)\right] \f]
/// s has the variance of the noise of x whatever that noise is: no correlation time and no
/// distribution is needed, and f may sort. s_B is s in one block of numbers and 0 in the others;
/// blocks of neighbours keep what neighbours share. δ_all, with all blocks at once, has in it what
/// is common to blocks, and one degree of freedom.
///
/// It is the error of f of the numbers as they are measured, to which their noise belongs: where f
/// is curved that noise also shifts it. What changes from one window to the other counts as noise.
/// \param windows  of many correlation times each
/// \param f        double(std::span<const double>)
/// \param blocks   how many blocks to make at most [1]
/// \return y; n_eff and ν are the number of blocks, and the verdict is rough at best: unknown below
///         ten blocks. NaN for no numbers
/// \throws std::invalid_argument for unequal sizes, no blocks, or lengths that are not positive
/// \cost 2 · blocks + 3 calls of f, three copies
template <class Function>
[[nodiscard]] estimate two_window_estimate(const two_window_error& windows, Function&& f,
                                           std::size_t blocks = 32) {
    const std::size_t d = windows.first.size();
    const double n = windows.first_steps, m = windows.second_steps;
    if (windows.second.size() != d || blocks == 0 || !(n > 0) || !(m > 0)) {
        THERMOSGD_THROW(std::invalid_argument(
            "two_window_estimate: second.size() = " + std::to_string(windows.second.size()) +
            ", blocks = " + std::to_string(blocks) + ", steps = " + detail::number_text(n) +
            " and " + detail::number_text(m) + ", expected " + std::to_string(d) +
            " and numbers above 0"));
    }
    estimate y;
    if (d == 0) {
        return y;
    }
    std::vector<double> x(d), s(d);
    for (std::size_t k = 0; k < d; ++k) {
        x[k] = n / (n + m) * windows.first[k] + m / (n + m) * windows.second[k];
        s[k] = std::sqrt(n * m) / (n + m) * (windows.second[k] - windows.first[k]);
    }
    std::vector<double> moved = x;
    const auto value = [&]() -> double { return f(std::span<const double>(moved)); };
    const auto change = [&](std::size_t begin, std::size_t end) {
        double halves[2];
        for (const bool up : {false, true}) {
            for (std::size_t k = begin; k < end; ++k) {
                moved[k] = up ? x[k] + s[k] : x[k] - s[k];
            }
            halves[up] = value();
        }
        for (std::size_t k = begin; k < end; ++k) {
            moved[k] = x[k];
        }
        return 0.5 * (halves[1] - halves[0]);
    };
    y.value = value();
    const std::size_t count = (std::min)(blocks, d);
    double sum = 0;
    for (std::size_t b = 0; b < count; ++b) {
        const double part = change(b * d / count, (b + 1) * d / count);
        sum += part * part;
    }
    const double all = change(0, d);
    y.error = std::sqrt(std::fmax(sum, all * all));
    y.n_eff = static_cast<double>(count);
    y.nu = static_cast<double>(count);
    y.verdict = count >= 10 && is_finite(y.error) ? reliability::rough : reliability::unknown;
    return y;
}

}  // namespace THERMOSGD_NAMESPACE
