// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Variances of the means of blocks of a series, from which the error of its mean is found.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE::detail {

/// Running sums over the cells of a series, from which any block mean is one subtraction.
class block_sums {
public:
    block_sums(std::span<const moments> cells, const moments& rest) : total_(rest) {
        for (const moments& cell : cells) {
            total_ += cell;
        }
        counts_.reserve(cells.size() + 1);
        deviations_.reserve(cells.size() + 1);
        counts_.push_back(0);
        deviations_.push_back(0);
        for (const moments& cell : cells) {
            if (cell.count > 0) {
                const double count = static_cast<double>(cell.count);
                counts_.push_back(counts_.back() + count);
                // About the mean of all, so that an offset of the data cannot cancel digits.
                deviations_.push_back(deviations_.back() + count * (cell.mean - total_.mean));
            }
        }
    }

    [[nodiscard]] const moments& total() const noexcept { return total_; }

    /// The number of cells with observations.
    [[nodiscard]] std::size_t cells() const noexcept { return counts_.size() - 1; }

    /// The mean number of observations per cell.
    [[nodiscard]] double cell_length() const noexcept {
        return counts_.back() / static_cast<double>(cells());
    }

    /// The number of blocks of `block` cells that fit side by side, fractions included.
    [[nodiscard]] double blocks(std::size_t block) const noexcept {
        return static_cast<double>(cells()) / static_cast<double>(block);
    }

    /// V(b) for blocks of `block` < cells() cells.
    [[nodiscard]] double variance(std::size_t block) const {
        double sum = 0;
        for (std::size_t i = 0; i + block < counts_.size(); ++i) {
            const double deviation = deviations_[i + block] - deviations_[i];
            sum += deviation * deviation / (counts_[i + block] - counts_[i]);
        }
        const double n = static_cast<double>(cells());
        const double length = static_cast<double>(block);
        // n/(n − block) undoes the loss from measuring about the mean of the same data.
        return sum / (n - length + 1) * n / (n - length) / total_.variance();
    }

    /// The squared skewness of the means of blocks of `block` cells side by side [1].
    [[nodiscard]] double squared_skewness(std::size_t block) const {
        moments of_means;
        const auto for_each_mean = [&](auto&& f) {
            for (std::size_t i = 0; i + block < counts_.size(); i += block) {
                f((deviations_[i + block] - deviations_[i]) / (counts_[i + block] - counts_[i]));
            }
        };
        for_each_mean([&](double x) { of_means.push(x); });
        const double n = static_cast<double>(of_means.count);
        const double scale = std::sqrt(of_means.m2 / n);
        double cubes = 0;
        for_each_mean([&](double x) { cubes += std::pow((x - of_means.mean) / scale, 3); });
        return scale > 0 ? cubes / n * cubes / n : 0.0;
    }

private:
    moments total_;
    std::vector<double> counts_;
    std::vector<double> deviations_;
};

/// The fewest blocks that give an error bar.
inline constexpr double fewest_blocks = 10;

/// V(b) for blocks of 1, 2, 4, … cells; "level" k is the length 2^k.
class block_ladder {
public:
    /// Measures all lengths of which there are at least four blocks. \cost O(cells · log cells)
    explicit block_ladder(const block_sums& sums)
        : cells_(static_cast<double>(sums.cells())),
          cell_length_(sums.cells() == 0 ? 0.0 : sums.cell_length()),
          least_(1 / static_cast<double>(sums.total().count)) {
        for (std::size_t block = 1; 4 * block <= sums.cells(); block *= 2) {
            variances_.push_back(sums.variance(block));
        }
    }

    /// The number of levels. \cost O(1)
    [[nodiscard]] std::size_t levels() const noexcept { return variances_.size(); }

    /// The number of blocks side by side at a level, fractions included. \cost O(1)
    [[nodiscard]] double blocks(std::size_t level) const noexcept {
        return cells_ / static_cast<double>(std::size_t{1} << level);
    }

    /// The length of blocks [observation]. \cost O(1)
    [[nodiscard]] double length(std::size_t level) const noexcept {
        return cell_length_ * static_cast<double>(std::size_t{1} << level);
    }

    /// V(b) at a level [1]. \cost O(1)
    [[nodiscard]] double variance(std::size_t level) const { return variances_[level]; }

    /// The lugsail estimate of g: V_L = 2V(b) − V(b/2), free of the 1/b bias of V.
    /// \pre 0 < level < levels() \cost O(1)
    [[nodiscard]] double raw_lugsail(std::size_t level) const {
        return 2 * variances_[level] - variances_[level - 1];
    }

    /// V_L kept above V(b)/2 and 1/N. \pre 0 < level < levels() \cost O(1)
    [[nodiscard]] double lugsail(std::size_t level) const {
        return (std::max)({raw_lugsail(level), 0.5 * variances_[level], least_});
    }

private:
    double cells_, cell_length_, least_;
    std::vector<double> variances_;
};

/// The variance of block means times the length of a block, in units of the variance of one number.
/// \f[ V(b) = b\,\mathrm{Var}(\bar x_b)/\sigma^2 \;\to\; g = 1 + 2\sum_k \rho_k \f]
/// Blocks overlap: one begins at every cell. Cells without observations are skipped.
/// \param cells consecutive batches of one series   \param block block length [cell]
/// \return V [1]; NaN unless 0 < block < number of cells, and when the series is constant
/// \cost O(cells), two allocations of 8 bytes per cell
/// \see Meketon and Schmeiser 1984 (overlapping batch means)
[[nodiscard]] inline double block_variance(std::span<const moments> cells, std::size_t block) {
    const block_sums sums(cells, {});
    if (block == 0 || block >= sums.cells() || !(sums.total().m2 > 0)) {
        return not_available;
    }
    return sums.variance(block);
}

}  // namespace THERMOSGD_NAMESPACE::detail
