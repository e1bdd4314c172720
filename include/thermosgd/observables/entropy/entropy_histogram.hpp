// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The entropy of independent coordinates from histograms, whatever the shape of their density.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/observables/entropy/entropy.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// The bins of one coordinate: the number of each, in order, and how many samples it holds.
class histogram_bins {
public:
    /// \param bins the bin of every sample, whole numbers
    explicit histogram_bins(std::vector<double> bins) : samples_(bins.size()) {
        std::sort(bins.begin(), bins.end(), ascending{});
        for (const double bin : bins) {
            if (numbers_.empty() || numbers_.back() != bin) {
                numbers_.push_back(bin);
                counts_.push_back(0);
            }
            counts_.back() += 1;
        }
    }

    [[nodiscard]] std::size_t occupied() const noexcept { return numbers_.size(); }

    /// −ln p of a bin that holds samples.
    [[nodiscard]] double surprisal(double bin) const {
        const auto at = std::lower_bound(numbers_.begin(), numbers_.end(), bin);
        const double count = counts_[static_cast<std::size_t>(at - numbers_.begin())];
        return std::log(static_cast<double>(samples_) / count);
    }

private:
    std::size_t samples_;
    std::vector<double> numbers_;
    std::vector<double> counts_;
};

}  // namespace detail

/// The entropy of coordinates taken as independent, each from a histogram of its samples.
/// \f[ S = \sum_k \Big[-\sum_j p_j \ln p_j + \ln\Delta_k + \frac{n_{occ}-1}{2N_{eff}}\Big], \quad
///     \Delta_k \le 3.49\,\sigma_k N_{eff}^{-1/3} \f]
/// The bins divide the range of the samples evenly, so that no bin lies across an edge of the
/// density.
///
/// No shape is assumed; dependence between coordinates is not seen, so that the sum is an upper
/// bound. The error is that of the time average of −ln p, by lugsail(): correlations in time and
/// between coordinates are in it. Left over is the smoothing by the bins, about +0.003 per Gaussian
/// coordinate at N_eff = 10⁴.
/// \param rows   samples in the order of time, d numbers each [x]
/// \param d      numbers per sample
/// \param inefficiency g of the samples where it is known (1: independent), or 0: measured
/// \return S [k_B]; degenerate where a coordinate never changes; verdict unknown where g is or
///         N_eff is below 50
/// \throws layout_error unless rows.size() is a multiple of d; std::invalid_argument for 0 < g < 1
/// \cost O(d n log n); 32 bytes per sample
/// \see Scott 1979 (the width); Miller 1955, Madow (the bias)
[[nodiscard]] inline differential_entropy histogram_entropy(
    std::span<const double> rows, std::size_t d, double inefficiency = measured_inefficiency) {
    differential_entropy s;
    s.method = entropy_method::histogram;
    s.dimensions = d;
    const entropy_status status = detail::check_samples("histogram_entropy", rows, d, inefficiency);
    if (status != entropy_status::available) {
        return unavailable(s, status);
    }
    const std::size_t n = rows.size() / d;
    const detail::sample_correlation g = detail::correlation_of(rows, d, inefficiency);
    const double n_eff = std::fmax(1.0, static_cast<double>(n) / g.worst());
    std::vector<double> surprisal(n);
    double log_widths = 0;
    double bias = 0;
    for (std::size_t k = 0; k < d; ++k) {
        std::vector<double> x = detail::coordinate(rows, d, k);
        moments spread;
        for (const double value : x) {
            spread.push(value);
        }
        const double scott = 3.49 * std::sqrt(spread.variance()) / std::cbrt(n_eff);
        const auto [least, greatest] = std::minmax_element(x.begin(), x.end());
        const double from = *least;
        const double range = *greatest - from;
        if (!is_finite(scott) || !is_finite(range)) {
            return unavailable(s, entropy_status::nonfinite);
        }
        if (!(scott > 0)) {
            return unavailable(s, entropy_status::degenerate);
        }
        const double most = std::ceil(range / scott);
        const double width = range / most;
        for (double& value : x) {
            value = std::fmin(std::floor((value - from) / width), most - 1);
        }
        const detail::histogram_bins bins(x);
        for (std::size_t i = 0; i < n; ++i) {
            surprisal[i] += bins.surprisal(x[i]);
        }
        log_widths += std::log(width);
        bias -= (static_cast<double>(bins.occupied()) - 1) / (2 * n_eff);
    }
    s.bias = bias;
    s.entropy = mean_of_series(surprisal);
    s.entropy.value += log_widths - bias;
    if (inefficiency != measured_inefficiency) {
        // What the caller knows of the correlations counts more than what the series shows.
        moments plain;
        for (const double value : surprisal) {
            plain.push(value);
        }
        s.entropy.error = std::sqrt(plain.variance() / n_eff);
        s.entropy.nu = std::fmax(1.0, n_eff - 1);
        s.entropy.g = inefficiency;
        s.entropy.verdict = detail::reliability_of(n_eff, n_eff);
    }
    s.entropy.n_eff = std::fmin(n_eff, s.entropy.n_eff > 0 ? s.entropy.n_eff : n_eff);
    s.entropy.verdict =
        worse(worse(s.entropy.verdict, g.verdict), detail::reliability_of(n_eff, n_eff));
    s.status = entropy_status::available;
    return s;
}

}  // namespace THERMOSGD_NAMESPACE
