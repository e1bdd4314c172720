// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The power spectrum of a series, by averaging the periodograms of its segments.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// The discrete Fourier transform of 2^m complex numbers, in place.
/// \f[ X_j = \sum_t x_t\, e^{-2\pi i jt/n} \f]
/// \see Cooley and Tukey 1965, radix 2
class fourier_transform {
public:
    fourier_transform() = default;

    /// \param size  a power of two \cost allocates the cosines and sines
    explicit fourier_transform(std::size_t size) : cosine_(size / 2), sine_(size / 2) {
        for (std::size_t k = 0; k < size / 2; ++k) {
            const double angle =
                -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
            cosine_[k] = std::cos(angle);
            sine_[k] = std::sin(angle);
        }
    }

    /// \pre both spans hold `size` numbers \cost O(n log n), no allocation
    void operator()(std::span<double> re, std::span<double> im) const noexcept {
        const std::size_t n = re.size();
        for (std::size_t i = 1, j = 0; i < n; ++i) {
            std::size_t bit = n / 2;
            for (; (j & bit) != 0; bit /= 2) {
                j ^= bit;
            }
            j |= bit;
            if (i < j) {
                std::swap(re[i], re[j]);
                std::swap(im[i], im[j]);
            }
        }
        for (std::size_t half = 1; half < n; half *= 2) {
            const std::size_t stride = n / (2 * half);
            for (std::size_t start = 0; start < n; start += 2 * half) {
                for (std::size_t k = 0; k < half; ++k) {
                    const std::size_t a = start + k;
                    const std::size_t b = a + half;
                    const double c = cosine_[k * stride];
                    const double s = sine_[k * stride];
                    const double x = re[b] * c - im[b] * s;
                    const double y = re[b] * s + im[b] * c;
                    re[b] = re[a] - x;
                    im[b] = im[a] - y;
                    re[a] += x;
                    im[a] += y;
                }
            }
        }
    }

private:
    std::vector<double> cosine_;
    std::vector<double> sine_;
};

}  // namespace detail

/// How a segment is weighted before it is transformed.
enum class spectrum_window {
    rectangular,  ///< not at all; segments side by side; a strong line leaks into all frequencies
    hann          ///< by 1 − cos; segments overlap by half; a line is three bins wide
};

/// The sizes of a spectrum.
struct spectrum_options {
    std::size_t segment = 1024;                      ///< numbers per segment, a power of two >= 8
    std::size_t width = 1;                           ///< series measured side by side
    spectrum_window window = spectrum_window::hann;  ///< weights of a segment
};

/// The power at one frequency.
struct spectrum_point {
    double frequency = 0;  ///< f, from 0 to ½ [cycle/entry]
    estimate density;      ///< one-sided power density P(f) [x² per (cycle/entry)]

    /// The interval that contains the truth with probability `level`, by the χ² distribution of
    /// power with ν = density.nu, within 1 % of it from ν = 10 on (Wilson and Hilferty 1931).
    /// \return the interval [x² per (cycle/entry)]; the whole line without a segment
    /// \throws std::invalid_argument for a level outside (0, 1) \cost about 1 µs
    [[nodiscard]] confidence_interval interval(double level = 0.95) const {
        detail::check_probability("spectrum_point::interval", "level", level);
        if (!(density.nu > 0)) {
            return {};
        }
        const double z = normal_critical(0.5 * (1 - level));
        const double spread = 2 / (9 * density.nu);
        const auto quantile = [&](double at) {
            const double root = (std::max)(0.0, 1 - spread + at * std::sqrt(spread));
            return root * root * root;
        };
        return {density.value / quantile(z), density.value / quantile(-z)};
    }
};

/// Welch's estimate of the power spectrum of a series, or of several added up.
/// \f[ P(f_j) = \frac{2}{S\sum_t w_t^2} \sum_{s=1}^{S}
///     \Big|\sum_t w_t (x_{s,t} - \bar x_s)\, e^{-2\pi i jt/L}\Big|^2, \qquad f_j = j/L \f]
/// with half of that at f = 0 and f = ½. One-sided: the sum of P(f_j)/L over all bins is the mean
/// square of a segment about its mean, exactly for the rectangular window (Parseval), on average
/// for the other. Frequencies below 2/L are not resolved. Several series, say the projections of a
/// trajectory, are transformed one by one and their powers added: the spectrum of |x|².
///
/// Power in a bin is χ² distributed with ν = 2 N_eff (N_eff at f = 0 and ½), N_eff the number of
/// segments, less the overlap for Hann's window: S/(1 + 2(1 − 1/S)/36). Adding up series gives
/// no more freedom here, as they may be correlated. An entry that is not finite, like interrupt(),
/// discards the segment in progress.
///
/// \cost per entry and series 0.04 µs at L = 1,024; memory L · (width + 5) · 8 bytes
/// \see Welch 1967
class welch_spectrum {
public:
    /// A spectrum of nothing, to be assigned to.
    welch_spectrum() = default;

    /// \param options  sizes
    /// \throws std::invalid_argument unless segment is a power of two >= 8 and width >= 1
    /// \cost allocates everything it needs
    explicit welch_spectrum(const spectrum_options& options)
        : options_(options), transform_(options.segment), weights_(options.segment, 1.0) {
        if (options.segment < 8 || !std::has_single_bit(options.segment) || options.width == 0) {
            THERMOSGD_THROW(std::invalid_argument(
                "welch_spectrum: segment = " + std::to_string(options.segment) + ", width = " +
                std::to_string(options.width) + ", expected a power of two >= 8, at least 1"));
        }
        if (options.window == spectrum_window::hann) {
            for (std::size_t t = 0; t < options.segment; ++t) {
                weights_[t] = 1 - std::cos(2 * std::numbers::pi * (static_cast<double>(t) + 0.5) /
                                           static_cast<double>(options.segment));
            }
        }
        recent_.resize(options.segment * options.width);
        re_.resize(options.segment);
        im_.resize(options.segment);
        power_.resize(options.segment / 2 + 1);
    }

    /// Adds the next entry. \param x  one number per series
    /// \throws layout_error for another number of them \cost see the class
    void push(std::span<const double> x) {
        detail::require_count("welch_spectrum::push: x", x.size(), options_.width);
        for (const double& number : x) {
            if (!is_finite(number)) {
                interrupt();
                return;
            }
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            recent_[i * options_.segment + filled_] = x[i];
        }
        if (++filled_ == options_.segment) {
            transform_segment();
        }
    }

    /// Adds the next number of a single series. \pre width == 1
    void push(const double& x) { push({&x, 1}); }

    /// The next entry does not follow the last one. \cost O(1)
    void interrupt() noexcept { filled_ = 0; }

    /// Forgets everything. \cost O(segment)
    void clear() noexcept {
        filled_ = 0;
        segments_ = 0;
        std::fill(power_.begin(), power_.end(), 0.0);
    }

    /// The number of segments averaged so far [1]. \cost O(1)
    [[nodiscard]] std::uint64_t segments() const noexcept { return segments_; }

    /// P at the frequencies 0, 1/L, …, ½; NaN, unknown, without a whole segment.
    /// \cost O(segment), allocates the result
    [[nodiscard]] std::vector<spectrum_point> density() const {
        std::vector<spectrum_point> result(power_.size());
        const double count = static_cast<double>(segments_);
        const bool overlap = options_.window == spectrum_window::hann && segments_ > 1;
        const double n_eff = overlap ? count / (1 + 2 * (1 - 1 / count) / 36) : count;
        for (std::size_t j = 0; j < power_.size(); ++j) {
            result[j].frequency = static_cast<double>(j) / static_cast<double>(options_.segment);
            if (segments_ == 0) {
                continue;
            }
            const bool is_real = j == 0 || j + 1 == power_.size();
            estimate& e = result[j].density;
            e.value = power_[j] / count;
            e.n_eff = n_eff;
            e.g = count / n_eff;
            e.nu = is_real ? n_eff : 2 * n_eff;
            e.error = e.value * std::sqrt(2 / e.nu);
            e.verdict = detail::reliability_of(n_eff, n_eff);
        }
        return result;
    }

    /// The memory held for the segment in progress and the sums [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return sizeof(double) * (recent_.size() + power_.size() + 4 * weights_.size());
    }

    /// Reads or writes everything; the options are given again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::size_t segment = weights_.size();
        detail::check_archived_setting(ar, "welch_spectrum: segment", segment);
        detail::check_archived_setting(ar, "welch_spectrum: width", options_.width);
        detail::check_archived_setting(ar, "welch_spectrum: window", options_.window);
        ar(recent_, filled_, power_, segments_);
        detail::require_stored("welch_spectrum",
                               recent_.size() == segment * options_.width &&
                                   (filled_ < segment || segment == 0) &&
                                   power_.size() == (segment == 0 ? 0 : segment / 2 + 1));
    }

private:
    /// Adds the power of recent_ to power_ and keeps what the next segment shares with it.
    void transform_segment() noexcept {
        const std::size_t n = options_.segment;
        double weight = 0;
        for (const double w : weights_) {
            weight += w * w;
        }
        for (std::size_t i = 0; i < options_.width; ++i) {
            double* x = recent_.data() + i * n;
            double mean = 0;
            for (std::size_t t = 0; t < n; ++t) {
                mean += (x[t] - x[0]) / static_cast<double>(n);
            }
            for (std::size_t t = 0; t < n; ++t) {
                re_[t] = weights_[t] * (x[t] - x[0] - mean);
                im_[t] = 0;
            }
            transform_(re_, im_);
            for (std::size_t j = 0; j < power_.size(); ++j) {
                const double sides = j == 0 || j == n / 2 ? 1 : 2;
                power_[j] += sides * (re_[j] * re_[j] + im_[j] * im_[j]) / weight;
            }
            std::copy(x + n / 2, x + n, x);
        }
        filled_ = options_.window == spectrum_window::hann ? n / 2 : 0;
        ++segments_;
    }

    spectrum_options options_;
    detail::fourier_transform transform_;
    std::vector<double> weights_;
    std::vector<double> recent_;  // series after series, `segment` numbers each
    std::size_t filled_ = 0;
    std::vector<double> re_, im_;
    std::vector<double> power_;  // summed over segments and series
    std::uint64_t segments_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
