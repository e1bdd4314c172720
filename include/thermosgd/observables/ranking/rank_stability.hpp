// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether the same filters stay hot: the correlation of ranks between two halves of a run.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/observables/ranking/ranking.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How alike the order of filters is in the first and in the second half of a window.
struct rank_stability {
    estimate spearman;  ///< correlation of ranks [1]
    estimate kendall;   ///< τ; (1 + τ)/2 of all pairs kept their order [1]
    /// What noise alone leaves of ρ and of τ where no filter changes [1].
    double spearman_without_change = not_available;
    double kendall_without_change = not_available;
    /// P(τ as low or lower by noise alone): small where places were really traded [1].
    double p_value = not_available;
    std::size_t filters = 0;  ///< number compared [1]

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(spearman, kendall, spearman_without_change, kendall_without_change, p_value, filters);
    }
};

namespace detail {

/// Means pulled together until they spread as much as they would without their noise.
[[nodiscard]] inline std::vector<double> without_noise(const bootstrap_draws& blocks) {
    const std::span<const double> means = blocks.means();
    const std::size_t n = means.size();
    moments spread;
    for (const double mean : means) {
        spread.push(mean);
    }
    // The noise of a mean, less what all filters have in common.
    double noise = 0;
    for (std::size_t b = 0; b < blocks.blocks(); ++b) {
        moments of_block;
        for (std::size_t k = 0; k < n; ++k) {
            of_block.push(blocks.deviation(b, k));
        }
        noise += of_block.variance();
    }
    const auto count = static_cast<double>(blocks.blocks());
    noise /= count * (count - 1);
    const double kept = spread.variance() > noise ? std::sqrt(1 - noise / spread.variance()) : 0.0;
    std::vector<double> centre(means.begin(), means.end());
    for (double& mean : centre) {
        mean = spread.mean + kept * (mean - spread.mean);
    }
    return centre;
}

}  // namespace detail

/// Compares the ranks of filters in the two halves of a window.
///
/// Errors are the scatter of the correlation when the halves are drawn again by bootstrap_draws;
/// the expectation without change draws both halves about the means of the whole window, pulled
/// together by their noise. Ranks of filters that differ by less than it change from half to half
/// without any change of the filters: compare with that expectation, not with 1.
/// \param store   the batches of a run   \param columns one per filter
/// \param options burn-in, draws and seed
/// \return the correlations; unknown below two filters that were observed or ten blocks per half,
///         and where the error bar of a filter in a half is unknown
/// \throws std::invalid_argument for no draws, columns or a batch out of range
/// \cost draws · n · (64 + n) operations
[[nodiscard]] inline rank_stability estimate_rank_stability(const batch_store& store,
                                                            std::span<const std::size_t> columns,
                                                            const ranking_options& options = {}) {
    if (options.draws == 0) {
        THERMOSGD_THROW(std::invalid_argument("rank_stability: draws = 0, expected at least 1"));
    }
    const std::size_t first = options.first_batch;
    std::vector<std::size_t> seen;
    for (const std::size_t column : columns) {
        detail::check_window("rank_stability", store, column, first);
        if (store.total(column, first).count > 0) {
            seen.push_back(column);
        }
    }
    rank_stability result;
    result.filters = seen.size();
    const std::size_t last = store.batches();
    const std::size_t middle = first + (last - first) / 2;
    std::size_t longest = 1;
    estimate common;
    common.verdict = reliability::reliable;
    common.n_eff = (std::numeric_limits<double>::max)();
    for (const std::size_t column : seen) {
        for (const auto& [from, to] : {std::pair{first, middle}, std::pair{middle, last}}) {
            const lugsail_mean mean = lugsail(detail::column_cells(store, column, from, to));
            longest = (std::max)(longest, mean.block);
            common.n_eff = (std::min)(common.n_eff, mean.mean.n_eff);
            common.g = std::fmax(common.g, mean.mean.g);
            common.verdict = worse(common.verdict, mean.mean.verdict);
        }
    }
    // No longer than leaves enough of them; an error bar that needs more is unknown anyway.
    const std::size_t shortest =
        (std::min)(longest, std::max<std::size_t>(1, (middle - first) / 10));
    const bootstrap_draws early(store, seen, first, middle, shortest);
    const bootstrap_draws late(store, seen, middle, last, shortest);
    const bootstrap_draws whole(store, seen, first, last, shortest);
    const std::size_t least = (std::min)(early.blocks(), late.blocks());
    if (seen.size() < 2 || static_cast<double>(least) < detail::fewest_blocks) {
        return result;
    }
    const auto correlate = [](std::span<const double> a, std::span<const double> b) {
        return std::pair{spearman_correlation(a, b), kendall_correlation(a, b)};
    };
    common.nu = static_cast<double>(least - 1);
    const auto [rho, tau] = correlate(early.means(), late.means());
    const std::vector<double> unchanged = detail::without_noise(whole);
    moments drawn_rho, drawn_tau, null_rho, null_tau;
    std::size_t as_low = 0;
    std::vector<double> a(seen.size()), b(seen.size());
    detail::counted_stream random(options.seed);
    for (std::size_t d = 0; d < options.draws; ++d) {
        early.draw(random, early.means(), a);
        late.draw(random, late.means(), b);
        const auto [r, t] = correlate(a, b);
        if (is_finite(r) && is_finite(t)) {
            drawn_rho.push(r);
            drawn_tau.push(t);
        }
        early.draw(random, unchanged, a);
        late.draw(random, unchanged, b);
        const auto [r0, t0] = correlate(a, b);
        if (is_finite(r0) && is_finite(t0)) {
            null_rho.push(r0);
            null_tau.push(t0);
            as_low += t0 <= tau ? 1U : 0U;
        }
    }
    result.spearman = common;
    result.kendall = common;
    result.spearman.value = rho;
    result.kendall.value = tau;
    if (is_finite(tau) && drawn_tau.count > 1 && null_tau.count > 1) {
        result.spearman.error = std::sqrt(drawn_rho.variance());
        result.kendall.error = std::sqrt(drawn_tau.variance());
        result.spearman_without_change = null_rho.mean;
        result.kendall_without_change = null_tau.mean;
        result.p_value = static_cast<double>(as_low) / static_cast<double>(null_tau.count);
    } else {
        result.spearman.verdict = reliability::unknown;
        result.kendall.verdict = reliability::unknown;
    }
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
