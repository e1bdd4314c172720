// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The noise of minibatch gradients from the norms of gradients of two batch sizes.
///
/// A gradient of n samples is g_n = G + noise of covariance Σ/n, so that ⟨|g_n|²⟩ = |G|² + tr Σ/n:
/// two batch sizes give both terms. In a data-parallel run the two norms come for free, before and
/// after the all-reduce; with gradient accumulation after the first and after the last part.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// Two batch sizes b < B [sample].
struct batch_size_pair {
    double part = 1;   ///< b, of each part
    double whole = 2;  ///< B, of the whole
};

/// The squared norm of the true gradient, without bias.
/// \f[ |G|^2 = \frac{B\,|g_B|^2 - b\,|g_b|^2}{B - b} \f]
/// One step scatters widely and may come out negative: average before you divide by it.
/// \param small_norm2 |g_b|², the mean over the parts where there are several [loss²/theta²]
/// \param large_norm2 |g_B|² [loss²/theta²]   \param size b and B, b < B
/// \return |G|² [loss²/theta²]   \cost O(1), noexcept   \see McCandlish et al. 2018, appendix A.1
[[nodiscard]] constexpr double squared_gradient(double small_norm2, double large_norm2,
                                                batch_size_pair size) noexcept {
    return (size.whole * large_norm2 - size.part * small_norm2) / (size.whole - size.part);
}

/// The trace of the covariance of the gradient of one sample, without bias.
/// \f[ \mathrm{tr}\,\Sigma = \frac{|g_b|^2 - |g_B|^2}{1/b - 1/B} \f]
/// \return tr Σ [loss²/theta²]; parameters, cost and source as squared_gradient
[[nodiscard]] constexpr double gradient_noise_trace(double small_norm2, double large_norm2,
                                                    batch_size_pair size) noexcept {
    return (small_norm2 - large_norm2) / (1 / size.part - 1 / size.whole);
}

/// The noise of a gradient: what it is, and from which batch size on it is small.
struct gradient_noise {
    estimate squared_gradient;  ///< |G|² of the true gradient [loss²/theta²]
    estimate noise_trace;       ///< tr Σ of one sample [loss²/theta²]
    estimate noise_scale;       ///< tr Σ/|G|² [sample]; NaN unless |G|² is known to be positive

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(squared_gradient, noise_trace, noise_scale);
    }
};

/// What a step of `batch_size` samples gains of what one of all samples would, at the best step
/// length of each.
/// \f[ \frac{\Delta L(B)}{\Delta L(\infty)} = \frac{1}{1 + B_{noise}/B} \f]
/// It is ½ at B = B_noise, which is where twice the batch saves a quarter of the steps.
/// \param noise_scale  of a group or of all [sample]   \param batch_size  B [sample]
/// \return the share with its error to first order [1]     \cost O(1), noexcept
/// \see McCandlish et al. 2018, equation 2.7
[[nodiscard]] inline estimate batch_efficiency(const estimate& noise_scale,
                                               double batch_size) noexcept {
    estimate share = noise_scale;
    share.value = 1 / (1 + noise_scale.value / batch_size);
    share.error = share.value * share.value * noise_scale.error / batch_size;
    return share;
}

namespace detail {

inline void check_batch_sizes(const char* function, batch_size_pair size) {
    if (!(size.part > 0 && size.whole > size.part) || !is_finite(size.whole)) {
        THERMOSGD_THROW(std::invalid_argument(
            std::string(function) + ": batch sizes = " + number_text(size.part) + " and " +
            number_text(size.whole) + ", expected 0 < part < whole"));
    }
}

}  // namespace detail

namespace detail {

/// |G|², tr Σ and their ratio, given how the means of two columns become the first two.
template <class Square, class Trace>
[[nodiscard]] gradient_noise gradient_noise_of(const batch_store& store,
                                               std::array<std::size_t, 2> columns,
                                               const Square& square, const Trace& trace,
                                               std::size_t first_batch) {
    gradient_noise result;
    result.squared_gradient = jackknife(store, columns, square, first_batch);
    result.noise_trace = jackknife(store, columns, trace, first_batch);
    if (result.squared_gradient.value > 2 * result.squared_gradient.error) {
        result.noise_scale = jackknife(
            store, columns, [&](std::span<const double> m) { return trace(m) / square(m); },
            first_batch);
    }
    return result;
}

}  // namespace detail

/// The simple noise scale from the batches of the two squared norms.
/// \f[ B_{simple} = \frac{\mathrm{tr}\,\Sigma}{|G|^2} \f]
/// Numerator and denominator are averaged first, then divided, then jackknifed: the mean of the
/// ratios of single steps is biased (by 1.3 % where |G|² scatters by 11 %).
/// \param store  the norms on one clock
/// \param part   column of |g_b|²   \param whole column of |g_B|² at the same ticks
/// \param size   b and B   \param first_batch first batch to use [batch]
/// \return the three estimates. Where |G|² is not positive by two standard errors the noise scale
///         is NaN and unknown: its distribution has no mean
/// \throws std::invalid_argument for batch sizes, columns or a batch out of range
/// \cost as three jackknife()   \see McCandlish et al. 2018
[[nodiscard]] inline gradient_noise estimate_gradient_noise(const batch_store& store,
                                                            std::size_t part, std::size_t whole,
                                                            batch_size_pair size,
                                                            std::size_t first_batch = 0) {
    detail::check_batch_sizes("estimate_gradient_noise", size);
    return detail::gradient_noise_of(
        store, {part, whole},
        [&](std::span<const double> m) { return squared_gradient(m[0], m[1], size); },
        [&](std::span<const double> m) { return gradient_noise_trace(m[0], m[1], size); },
        first_batch);
}

}  // namespace THERMOSGD_NAMESPACE
