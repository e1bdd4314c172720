// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Random draws of what several averages of one window could as well have been.
///
/// For functions too rough for the jackknife, such as ranks.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/numeric/random_source.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// Most blocks that draws are made of: longer blocks leave less correlation between them.
inline constexpr std::size_t most_draw_blocks = 32;

/// Several columns of a store cut into long blocks, from which averages are drawn again.
/// \f[ x^* = \bar x + \frac{1}{\sqrt{\chi^2_\nu/\nu}} \sum_b
///         \frac{\xi_b\,(x_b - \bar x)}{\sqrt{n_b(n_b-1)}}, \quad \nu = n_b - 1 \f]
/// with standard normal ξ: draws from the multivariate t distribution with the covariance of the
/// block means, correlations between the columns included. It is the posterior of the true means
/// under a flat prior where block means are normal and independent.
class bootstrap_draws {
public:
    /// \param store   the series   \param columns which of them
    /// \param first   first batch to use   \param last one past the last   [batch]
    /// \param shortest least length of a block [batch]
    /// \pre every column < store.columns(), first ≤ last ≤ store.batches()
    /// Batches in which a column was not observed are left out for all of them; what does not fill
    /// a block is left out at the beginning. \cost O(batches · columns)
    bootstrap_draws(const batch_store& store, std::span<const std::size_t> columns,
                    std::size_t first, std::size_t last, std::size_t shortest = 1)
        : columns_(columns.size()), means_(columns.size()) {
        std::vector<double> cells;
        std::size_t rows = 0;
        for (std::size_t b = first; b < last; ++b) {
            const bool complete =
                std::all_of(columns.begin(), columns.end(),
                            [&](std::size_t column) { return store.batch(b, column).count > 0; });
            if (complete) {
                for (const std::size_t column : columns) {
                    cells.push_back(store.batch(b, column).mean);
                }
                ++rows;
            }
        }
        const std::size_t length = (std::max)(
            {shortest, (rows + most_draw_blocks - 1) / most_draw_blocks, std::size_t{1}});
        blocks_ = rows / length;
        deviations_.assign(blocks_ * columns_, 0);
        const std::size_t skipped = rows - blocks_ * length;
        for (std::size_t r = skipped; r < rows; ++r) {
            const std::size_t block = (r - skipped) / length;
            for (std::size_t k = 0; k < columns_; ++k) {
                deviations_[block * columns_ + k] +=
                    cells[r * columns_ + k] / static_cast<double>(length);
            }
        }
        for (std::size_t k = 0; k < columns_; ++k) {
            moments all;
            for (std::size_t b = 0; b < blocks_; ++b) {
                all.push(deviations_[b * columns_ + k]);
            }
            means_[k] = all.mean;
            for (std::size_t b = 0; b < blocks_; ++b) {
                deviations_[b * columns_ + k] -= all.mean;
            }
        }
    }

    /// The number of blocks n_b; draws need two. \cost O(1)
    [[nodiscard]] std::size_t blocks() const noexcept { return blocks_; }

    /// The mean of each column over the blocks. \cost O(1)
    [[nodiscard]] std::span<const double> means() const noexcept { return means_; }

    /// Deviation of column `k` in block `b` from its mean. \cost O(1)
    [[nodiscard]] double deviation(std::size_t b, std::size_t k) const {
        return deviations_[b * columns_ + k];
    }

    /// Writes one draw about `centre` into `out`, one number per column.
    /// \pre blocks() ≥ 2   \cost O(blocks · columns), no allocation
    template <random_source R>
    void draw(R& random, std::span<const double> centre, std::span<double> out) const {
        std::copy(centre.begin(), centre.end(), out.begin());
        const auto n = static_cast<double>(blocks_);
        double chi_squared = 0;
        for (std::size_t i = 0; i + 1 < blocks_; ++i) {
            const double z = random.normal();
            chi_squared += z * z;
        }
        const double scale = 1 / std::sqrt(n * chi_squared);  // (n_b − 1) cancels against ν
        for (std::size_t b = 0; b < blocks_; ++b) {
            const double weight = scale * random.normal();
            for (std::size_t k = 0; k < columns_; ++k) {
                out[k] += weight * deviations_[b * columns_ + k];
            }
        }
    }

private:
    std::size_t columns_;
    std::size_t blocks_ = 0;
    std::vector<double> means_;
    std::vector<double> deviations_;  // block after block
};

}  // namespace THERMOSGD_NAMESPACE
