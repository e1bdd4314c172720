// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The batch store: many scalars on one clock, kept as a few hundred batches of equal length.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// Several time series on a common clock, in constant memory.
///
/// One call of append() is one tick of the clock and gives one number per column. The store keeps
/// the moments of every column over batches of equal numbers of ticks; the batch in progress is
/// kept apart. When `capacity` batches are complete they are merged in pairs and the batch length
/// doubles, so that after the first `capacity` ticks there are always between capacity/2 and
/// capacity batches. Error bars, burn-in, drift tests and jackknife all read this store.
///
/// A column need not be observed at every tick: an entry that is NaN or infinite (told by its bits,
/// so also under -ffast-math) means "not observed now". The count of a batch then differs between
/// columns and may be 0.
///
/// \cost memory 24 bytes × columns × (capacity + 1), all allocated by the constructor
/// \see Flyvbjerg and Petersen 1989; the pairwise collapse is that of Galois (ALPS/ALEA)
class batch_store {
public:
    /// The greatest capacity, 24 MB per column [1].
    static constexpr std::size_t largest_capacity = 1U << 20U;

    /// A store without columns, to be assigned to or read from an archive.
    batch_store() = default;

    /// An empty store.
    /// \param columns  number of scalars per tick [1]
    /// \param capacity greatest number of complete batches, even, 4 to largest_capacity [1]
    /// \throws std::invalid_argument for another capacity
    explicit batch_store(std::size_t columns, std::size_t capacity = 512)
        : columns_(columns), capacity_(capacity), current_(columns) {
        if (capacity < 4 || capacity % 2 != 0 || capacity > largest_capacity) {
            THERMOSGD_THROW(
                std::invalid_argument("batch_store: capacity = " + std::to_string(capacity) +
                                      ", expected an even number from 4 to 1048576"));
        }
        make_room();
    }

    /// A copy has the room that append() needs, too.
    batch_store(const batch_store& other)
        : columns_(other.columns_),
          capacity_(other.capacity_),
          length_(other.length_),
          current_ticks_(other.current_ticks_),
          current_(other.current_) {
        make_room();
        cells_ = other.cells_;
        batch_ticks_ = other.batch_ticks_;
    }
    batch_store(batch_store&&) noexcept = default;
    batch_store& operator=(const batch_store& other) { return *this = batch_store(other); }
    batch_store& operator=(batch_store&&) noexcept = default;
    ~batch_store() = default;

    /// Allocates what append() needs, where that was not done: for a store of no columns that was
    /// read from an archive. \cost nothing the second time
    void make_room() {
        if (columns_ != 0) {
            cells_.reserve(capacity_ * columns_);
            batch_ticks_.reserve(capacity_);
        }
    }

    /// Adds one tick: `row[j]` is the number of column j, non-finite where not observed.
    /// \param row one number per column [unit of the column]
    /// \throws layout_error when the row has another size; the store is then unchanged
    /// \cost about 2 ns per column, amortised; allocates nothing
    void append(std::span<const double> row) {
        if (row.size() != columns_) {
            THERMOSGD_THROW(
                layout_error("batch_store::append: row.size() = " + std::to_string(row.size()) +
                             ", expected " + std::to_string(columns_)));
        }
        append_leading(row);
    }

    /// Adds one tick at which only the first columns were observed.
    /// \param row one number per column, of the first row.size() columns
    /// \throws layout_error for more numbers than columns()
    /// \cost about 2 ns per number, amortised; allocates nothing
    void append_leading(std::span<const double> row) {
        if (row.size() > columns_) {
            THERMOSGD_THROW(layout_error(
                "batch_store::append_leading: row.size() = " + std::to_string(row.size()) +
                ", expected at most " + std::to_string(columns_)));
        }
        make_room();
        // Neighbouring columns mostly share their count, so that few divisions are made.
        std::uint64_t count = 0;
        double reciprocal = 0;
        moments* cell = current_.data();
        for (const double& x : row) {
            if (is_finite(x)) {
                if (cell->count + 1 != count) {
                    count = cell->count + 1;
                    reciprocal = 1.0 / static_cast<double>(count);
                }
                cell->push(x, reciprocal);
            }
            ++cell;
        }
        if (++current_ticks_ >= length_) {
            close();
        }
    }

    /// Puts the ticks of `later` behind those of this store.
    ///
    /// Where this store ends on a boundary of the merged batches, the result holds the same batches
    /// as one store fed with both (to rounding). Otherwise the batch across the seam takes what was
    /// in progress as well and is up to twice as long; total moments agree to 1e-12 in any case.
    /// \param later a store of the same columns; its capacity does not matter
    /// \return this store
    /// \throws layout_error when the numbers of columns differ; the store is then unchanged
    /// \cost O(columns × capacity); allocates nothing
    batch_store& operator+=(const batch_store& later) {
        if (&later == this) {
            return *this += batch_store(later);
        }
        if (later.columns_ != columns_) {
            THERMOSGD_THROW(layout_error(
                "batch_store::operator+=: later.columns() = " + std::to_string(later.columns_) +
                ", expected " + std::to_string(columns_)));
        }
        make_room();
        while (length_ < later.length_) {
            collapse();
        }
        // Lengths are powers of two, so that pieces fill a batch of this store exactly.
        const std::span<const moments> cells = later.cells_;
        for (std::size_t b = 0; b < later.batches(); ++b) {
            absorb(cells.subspan(b * columns_, columns_), later.batch_ticks_[b]);
        }
        absorb(later.current_, later.current_ticks_);
        return *this;
    }

    /// Forgets all ticks and keeps the columns: a new segment begins.
    void clear() noexcept {
        length_ = 1;
        current_ticks_ = 0;
        std::fill(current_.begin(), current_.end(), moments{});
        cells_.clear();
        batch_ticks_.clear();
    }

    /// The number of scalars per tick [1].
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }

    /// The greatest number of complete batches [1].
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// The number of complete batches [1].
    [[nodiscard]] std::size_t batches() const noexcept { return batch_ticks_.size(); }

    /// The length of a batch [tick]: a power of two.
    [[nodiscard]] std::uint64_t ticks_per_batch() const noexcept { return length_; }

    /// The number of ticks of batch `b` [tick]: ticks_per_batch() unless it lies across a seam.
    [[nodiscard]] std::uint64_t batch_ticks(std::size_t b) const { return batch_ticks_[b]; }

    /// The number of ticks before batch `b` [tick], for b up to and including batches().
    [[nodiscard]] std::uint64_t ticks_before(std::size_t b) const {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < b; ++i) {
            sum += batch_ticks_[i];
        }
        return sum;
    }

    /// The number of ticks appended, those of the batch in progress included [tick].
    [[nodiscard]] std::uint64_t ticks() const { return ticks_before(batches()) + current_ticks_; }

    /// The moments of `column` over the complete batch `b`; count 0 where it was never observed.
    [[nodiscard]] const moments& batch(std::size_t b, std::size_t column) const {
        THERMOSGD_ASSERT(b < batches() && column < columns_);
        return cells_[b * columns_ + column];
    }

    /// The moments of `column` over the batch in progress.
    [[nodiscard]] const moments& current(std::size_t column) const {
        THERMOSGD_ASSERT(column < columns_);
        return current_[column];
    }

    /// The moments of `column` over everything from batch `first_batch` on, the batch in progress
    /// included: the mean and the variance of single ticks over the retained window.
    /// \cost O(batches), no allocation
    [[nodiscard]] moments total(std::size_t column, std::size_t first_batch = 0) const {
        moments sum;
        for (std::size_t b = first_batch; b < batches(); ++b) {
            sum += batch(b, column);
        }
        return sum += current(column);
    }

    /// The memory held for moments [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return sizeof(moments) * columns_ * (capacity_ + 1);
    }

    /// Reads or writes the whole state; a store read back continues bit for bit.
    /// \throws error where a store that was made for some columns is given another number of them
    ///         or another capacity, and for a state that none can have
    template <class Archive>
    void archive(Archive& ar) {
        const bool open = columns_ == 0;
        detail::check_archived_setting(ar, "batch_store: columns", columns_, open);
        detail::check_archived_setting(ar, "batch_store: capacity", capacity_, open);
        ar(length_, current_ticks_, current_, cells_, batch_ticks_);
        // A copy takes room for the capacity: of a store of nothing that is given one, not much.
        constexpr std::size_t most_cells = std::size_t{1} << 22U;  // 96 MiB
        detail::require_stored(
            "batch_store", capacity_ >= 4 && capacity_ % 2 == 0 && capacity_ <= largest_capacity &&
                               length_ > 0 && current_ticks_ < length_ &&
                               current_.size() == columns_ && batches() <= capacity_ &&
                               cells_.size() == batches() * columns_ &&
                               (!open || columns_ == 0 || capacity_ <= most_cells / columns_));
        if (!open) {
            make_room();
        }
    }

private:
    /// Adds a piece that follows in time to the batch in progress.
    void absorb(std::span<const moments> row, std::uint64_t ticks) {
        for (std::size_t j = 0; j < columns_; ++j) {
            current_[j] += row[j];
        }
        current_ticks_ += ticks;
        if (current_ticks_ >= length_) {
            close();
        }
    }

    /// Declares the batch in progress complete.
    void close() {
        cells_.insert(cells_.end(), current_.begin(), current_.end());
        batch_ticks_.push_back(current_ticks_);
        std::fill(current_.begin(), current_.end(), moments{});
        current_ticks_ = 0;
        if (batches() >= capacity_) {
            collapse();
        }
    }

    /// Merges batches in pairs; an odd one at the end goes back into the batch in progress.
    void collapse() {
        const std::size_t pairs = batches() / 2;
        for (std::size_t b = 0; b < pairs; ++b) {
            for (std::size_t j = 0; j < columns_; ++j) {
                cells_[b * columns_ + j] =
                    cells_[2 * b * columns_ + j] + cells_[(2 * b + 1) * columns_ + j];
            }
            batch_ticks_[b] = batch_ticks_[2 * b] + batch_ticks_[2 * b + 1];
        }
        length_ *= 2;
        if (batches() % 2 != 0) {
            for (std::size_t j = 0; j < columns_; ++j) {
                current_[j] = cells_[2 * pairs * columns_ + j] + current_[j];
            }
            current_ticks_ += batch_ticks_[2 * pairs];
        }
        cells_.resize(pairs * columns_);
        batch_ticks_.resize(pairs);
        if (current_ticks_ >= length_) {
            close();
        }
    }

    std::size_t columns_ = 0;
    std::size_t capacity_ = 512;
    std::uint64_t length_ = 1;
    std::uint64_t current_ticks_ = 0;
    std::vector<moments> current_;
    std::vector<moments> cells_;  // row after row: cell (b, j) at b * columns_ + j
    std::vector<std::uint64_t> batch_ticks_;
};

}  // namespace THERMOSGD_NAMESPACE
