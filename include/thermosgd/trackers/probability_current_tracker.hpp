// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The products of projected positions and velocities whose averages tell of probability currents.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/trackers/projection.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Batches of x_i, v_i, x_i x_j, v_i v_j and ½(x_i v_j − x_j v_i) on a few projections of a group.
///
/// x is the position before the step, relative to any fixed point near it, v the displacement of
/// the step. Nothing reaches over a step, so that missed steps need no care except for x.
///
/// \cost per step 2 ns for each of k(3k + 5)/2 columns, 34 at k = 4; memory 24 · capacity bytes per
///       column, allocated by the constructor
class current_tracker {
public:
    /// A tracker of nothing, to be assigned to.
    current_tracker() = default;

    /// \param dimension  k, number of projections, at most 16      \param capacity  of the store
    /// \throws std::invalid_argument for another k, and unless capacity is even and >= 4
    explicit current_tracker(std::size_t dimension, std::size_t capacity = 256)
        : dimension_(dimension) {
        if (dimension > most_projections) {
            THERMOSGD_THROW(
                std::invalid_argument("current_tracker: dimension = " + std::to_string(dimension) +
                                      ", expected at most " + std::to_string(most_projections)));
        }
        const std::size_t columns = 2 * dimension + 2 * symmetric() + antisymmetric();
        store_ = batch_store(columns, capacity);
        row_.resize(columns);
    }

    /// Adds a step. \param x  positions before it [theta] \param v  displacements [theta]
    /// \throws layout_error unless both have dimension() numbers \cost see the class
    void push(std::span<const double> x, std::span<const double> v) {
        detail::require_count("current_tracker::push: x", x.size(), dimension_);
        detail::require_count("current_tracker::push: v", v.size(), dimension_);
        std::size_t c = 0;
        for (const double number : x) {
            row_[c++] = number;
        }
        for (const double number : v) {
            row_[c++] = number;
        }
        for (const std::span<const double> u : {x, v}) {
            for (std::size_t i = 0; i < dimension_; ++i) {
                for (std::size_t j = 0; j <= i; ++j) {
                    row_[c++] = u[i] * u[j];
                }
            }
        }
        for (std::size_t i = 0; i < dimension_; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                row_[c++] = 0.5 * (x[j] * v[i] - x[i] * v[j]);
            }
        }
        store_.append(row_);
    }

    /// Forgets everything. \cost O(batches)
    void clear() noexcept { store_.clear(); }

    /// k. \cost O(1)
    [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }

    /// The batches of all products. \cost O(1)
    [[nodiscard]] const batch_store& store() const noexcept { return store_; }

    /// The column of x_i. \cost O(1)
    [[nodiscard]] std::size_t x(std::size_t i) const noexcept { return i; }
    /// The column of v_i. \cost O(1)
    [[nodiscard]] std::size_t v(std::size_t i) const noexcept { return dimension_ + i; }
    /// The column of x_i x_j, j <= i. \cost O(1)
    [[nodiscard]] std::size_t xx(std::size_t i, std::size_t j) const noexcept {
        return 2 * dimension_ + i * (i + 1) / 2 + j;
    }
    /// The column of v_i v_j, j <= i. \cost O(1)
    [[nodiscard]] std::size_t vv(std::size_t i, std::size_t j) const noexcept {
        return xx(i, j) + symmetric();
    }
    /// The column of ½(x_i v_j − x_j v_i), i < j. \cost O(1)
    [[nodiscard]] std::size_t current(std::size_t i, std::size_t j) const noexcept {
        return 2 * dimension_ + 2 * symmetric() + j * (j - 1) / 2 + i;
    }

    /// The memory held for batches [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept { return store_.state_bytes(); }

    /// Reads or writes everything; k is given again.
    /// \throws error where it is another
    template <class Archive>
    void archive(Archive& ar) {
        detail::check_archived_setting(ar, "current_tracker: dimension", dimension_);
        ar(store_);
    }

private:
    [[nodiscard]] std::size_t symmetric() const noexcept {
        return dimension_ * (dimension_ + 1) / 2;
    }
    [[nodiscard]] std::size_t antisymmetric() const noexcept { return symmetric() - dimension_; }

    std::size_t dimension_ = 0;
    batch_store store_;
    std::vector<double> row_;
};

}  // namespace THERMOSGD_NAMESPACE
