// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Samples of a whole run at equal distances, in memory that does not grow.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Every n-th row of a series, n a power of two that doubles when there is no more room.
///
/// Row 0 is always kept, and all that are kept lie n rows apart; once `capacity` rows were seen
/// there are between half of it and all of it. What a batch store cannot tell, since it keeps
/// averages, can be taken from them: shapes of distributions and entropies.
///
/// \cost push() copies a row, or does nothing; memory 8 · width · capacity bytes, allocated by the
///       constructor
class thinned_samples {
public:
    /// Samples of nothing, to be assigned to.
    thinned_samples() = default;

    /// \param width     numbers per row [1]
    /// \param capacity  most rows to keep [1]
    /// \throws std::invalid_argument unless capacity is even and >= 2
    explicit thinned_samples(std::size_t width, std::size_t capacity = 1024)
        : width_(width), capacity_(capacity) {
        if (capacity < 2 || capacity % 2 != 0) {
            THERMOSGD_THROW(
                std::invalid_argument("thinned_samples: capacity = " + std::to_string(capacity) +
                                      ", expected an even number >= 2"));
        }
        kept_.reserve(width * capacity);
    }

    /// A copy has the room that push() needs, too.
    thinned_samples(const thinned_samples& other)
        : width_(other.width_),
          capacity_(other.capacity_),
          size_(other.size_),
          seen_(other.seen_),
          stride_(other.stride_) {
        kept_.reserve(width_ * capacity_);
        kept_ = other.kept_;
    }
    thinned_samples(thinned_samples&&) noexcept = default;
    thinned_samples& operator=(const thinned_samples& other) {
        return *this = thinned_samples(other);
    }
    thinned_samples& operator=(thinned_samples&&) noexcept = default;
    ~thinned_samples() = default;

    /// Adds the next row. \param row  as many numbers as width() [any]
    /// \throws layout_error for another number \cost O(width), amortised; no allocation
    void push(std::span<const double> row) {
        detail::require_count("thinned_samples::push: row", row.size(), width_);
        if (seen_ % stride_ == 0 && size() == capacity_) {
            halve();
        }
        if (seen_ % stride_ == 0) {
            kept_.insert(kept_.end(), row.begin(), row.end());
            ++size_;
        }
        ++seen_;
    }

    /// Forgets everything. \cost O(1)
    void clear() noexcept {
        kept_.clear();
        size_ = 0;
        seen_ = 0;
        stride_ = 1;
    }

    /// Numbers per row [1]. \cost O(1)
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Rows seen since the beginning or clear() [1]. \cost O(1)
    [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }

    /// Rows kept [1]. \cost O(1)
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// How many rows apart those kept are [1]. \cost O(1)
    [[nodiscard]] std::uint64_t stride() const noexcept { return stride_; }

    /// The rows kept among those numbered from `first` up to `last`, the latter left out.
    /// \return rows one after the other, in the order of time [any] \cost O(1)
    [[nodiscard]] std::span<const double> rows(std::uint64_t first, std::uint64_t last) const {
        const auto place = [&](std::uint64_t number) {
            const std::uint64_t row = number / stride_ + (number % stride_ != 0 ? 1U : 0U);
            return static_cast<std::size_t>(std::min<std::uint64_t>(row, size_));
        };
        const std::size_t begin = place(first);
        const std::size_t end = (std::max)(begin, place(last));
        return std::span(kept_).subspan(begin * width_, (end - begin) * width_);
    }

    /// All rows kept. \cost O(1)
    [[nodiscard]] std::span<const double> rows() const noexcept { return kept_; }

    /// The memory held for rows [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return sizeof(double) * width_ * capacity_;
    }

    /// Reads or writes everything.
    template <class Archive>
    void archive(Archive& ar) {
        const bool open = capacity_ == 0;
        detail::check_archived_setting(ar, "thinned_samples: width", width_, open);
        detail::check_archived_setting(ar, "thinned_samples: capacity", capacity_, open);
        ar(size_, seen_, stride_, kept_);
        // A copy takes room for the capacity: of samples of nothing that are given one, not much.
        constexpr std::size_t most = std::size_t{1} << 24U;  // 128 MiB
        detail::require_stored("thinned_samples",
                               size_ <= capacity_ && std::has_single_bit(stride_) &&
                                   kept_.size() == size_ * width_ &&
                                   (!open || width_ == 0 || capacity_ <= most / width_));
        if (!open) {
            kept_.reserve(width_ * capacity_);
        }
    }

private:
    /// Keeps rows 0, 2, 4, …; the next row to keep is a multiple of the doubled distance, too.
    void halve() {
        for (std::size_t i = 1; 2 * i < size_; ++i) {
            std::copy_n(kept_.begin() + static_cast<std::ptrdiff_t>(2 * i * width_), width_,
                        kept_.begin() + static_cast<std::ptrdiff_t>(i * width_));
        }
        size_ /= 2;
        kept_.resize(size_ * width_);
        stride_ *= 2;
    }

    std::size_t width_ = 0;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
    std::uint64_t seen_ = 0;
    std::uint64_t stride_ = 1;
    std::vector<double> kept_;
};

}  // namespace THERMOSGD_NAMESPACE
