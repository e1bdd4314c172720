// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Projections of a group on a few fixed random directions.

#include <thermosgd/core/error.hpp>
#include <thermosgd/numeric/small_matrix.hpp>
#include <thermosgd/trackers/count_sketch.hpp>
#include <thermosgd/trackers/count_sketch_kernel.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// The greatest number of directions.
inline constexpr std::size_t most_projections = 16;

/// Projects the scalars of a group on k fixed random directions.
/// \f[ P_a(v) = \frac{1}{\sqrt d} \sum_i s_{ai} v_i, \qquad s_{ai} = \pm 1 \f]
///
/// Directions have length 1 and are orthogonal to within 1/√d; P_a(v)² is on average |v|²/d.
/// Where d <= k the directions are the axes themselves, d of them. The signs are a hash of a and of
/// the number of the scalar within its group. Linear: positions relative to the start of a window
/// are the sum of the projected displacements.
///
/// A count sketch can be projected in place of the scalars it was made of: the directions are again
/// fixed random signs, orthogonal to within one over the root of the buckets, and the cost per step
/// does not grow with d.
///
/// \cost 32 bytes
class projection {
public:
    /// Projections on nothing.
    projection() = default;

    /// \param count  k, from 1 to 16 [1]      \param size  d, number of scalars of the group [1]
    /// \param seed   of the signs
    /// \throws std::invalid_argument for another k \cost O(1)
    explicit projection(std::size_t count, std::size_t size,
                        std::uint64_t seed = 0x7072'6f6a'6563'7400U)
        : count_((std::min)(count, size)), size_(size), seed_(seed) {
        if (count == 0 || count > most_projections) {
            THERMOSGD_THROW(std::invalid_argument("projection: count = " + std::to_string(count) +
                                                  ", expected 1 to " +
                                                  std::to_string(most_projections)));
        }
    }

    /// The number of directions: k, or d where that is smaller [1]. \cost O(1)
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

    /// Whether the directions are the axes. \cost O(1)
    [[nodiscard]] bool exact() const noexcept { return count_ == size_; }

    /// Adds the projections of some scalars of the group.
    /// \param first  number of the first of them within the group
    /// \param v      the scalars [theta]
    /// \param out    count() sums to add to [theta]
    /// \throws layout_error unless out has count() sums and the scalars are of the group
    /// \cost 0.4 ns per scalar and direction
    void add(std::size_t first, std::span<const double> v, std::span<double> out) const {
        detail::require_count("projection::add: out", out.size(), count_);
        if (v.size() > size_ || first > size_ - v.size()) {
            THERMOSGD_THROW(layout_error("projection::add: scalars " + std::to_string(first) +
                                         " to " + std::to_string(first + v.size()) +
                                         ", expected at most " + std::to_string(size_)));
        }
        if (exact()) {
            for (std::size_t i = 0; i < v.size(); ++i) {
                out[first + i] += v[i];
            }
            return;
        }
        add_signed_sums(first, v, out);
    }

    /// Adds the projections of all scalars of the group, given as their sketch.
    /// \param image  the sketch of the group: count_sketch::image() [theta]
    /// \param out    count() sums to add to [theta]
    /// \pre not exact() \throws layout_error unless out has count() sums
    /// \cost 0.4 ns per bucket and direction
    void add_sketch(std::span<const double> image, std::span<double> out) const {
        detail::require_count("projection::add_sketch: out", out.size(), count_);
        THERMOSGD_ASSERT(!exact());
        add_signed_sums(0, image, out);
    }

    /// ln of the volume that the directions span: 0 where they are orthogonal, below 0 otherwise.
    /// \f[ \tfrac12 \ln\det G, \qquad G_{ab} = \frac1d \sum_j n_j s_{aj} s_{bj} \f]
    /// with n_j the number of scalars in bucket j of a sketch, or 1 for single scalars. An entropy
    /// of projections is lower by as much as that of d-dimensional positions on orthogonal
    /// directions.
    /// \param buckets  of the sketch that is projected, or 0: the scalars themselves
    /// \return the logarithm [1]; 0 for the axes   \cost O(k² · buckets), or O(k² · d); allocates
    ///         k²
    [[nodiscard]] double log_volume(std::size_t buckets = 0) const {
        if (exact()) {
            return 0.0;
        }
        const std::size_t places = buckets == 0 ? size_ : (std::min)(buckets, size_);
        small_matrix<> gram(count_);
        for (std::size_t j = 0; j < places; ++j) {
            const double scalars =
                buckets == 0 ? 1.0 : static_cast<double>((size_ - 1 - j) / buckets + 1);
            const double share = scalars / static_cast<double>(size_);
            for (std::size_t a = 0; a < count_; ++a) {
                const double product = detail::flipped(share, sign(a, j));
                for (std::size_t b = 0; b <= a; ++b) {
                    gram(a, b) += detail::flipped(product, sign(b, j));
                }
            }
        }
        return 0.5 * detail::log_det_positive(gram);
    }

    /// The memory held [byte]: signs are computed, not held. \cost O(1)
    [[nodiscard]] static constexpr std::size_t state_bytes() noexcept { return 0; }

    /// Memory traffic of add() [byte per parameter]: further directions find the block in cache.
    [[nodiscard]] static constexpr std::size_t bytes_per_parameter() noexcept { return 8; }

private:
    /// The sign of scalar or bucket `j` in direction `a`.
    [[nodiscard]] std::uint64_t sign(std::size_t a, std::size_t j) const noexcept {
        return detail::sign_of(detail::random_bits(seed_, a), j);
    }

    void add_signed_sums(std::size_t first, std::span<const double> v,
                         std::span<double> out) const noexcept {
        const double scale = 1.0 / std::sqrt(static_cast<double>(size_));
        for (std::size_t a = 0; a < count_; ++a) {
            // Buckets enough that no addition waits for the one before.
            std::array<double, 64> partial{};
            detail::add_signed(detail::random_bits(seed_, a), first, v, partial.data(),
                               partial.size());
            for (std::size_t half = partial.size() / 2; half != 0; half /= 2) {
                for (std::size_t i = 0; i < half; ++i) {
                    partial[i] += partial[i + half];
                }
            }
            out[a] += scale * partial[0];
        }
    }

    std::size_t count_ = 0;
    std::size_t size_ = 0;
    std::uint64_t seed_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
