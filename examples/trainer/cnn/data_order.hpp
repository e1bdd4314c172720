// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which samples form which batch: shuffled epochs, independent draws, or the order as given.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/numeric/random_stream.hpp>

namespace cnn {

/// How samples are drawn. The stationary state of SGD depends on it.
enum class sampling {
    shuffled,  ///< each epoch is a new permutation cut into whole batches; a remainder is left out
    independent,  ///< every sample is drawn from all, with replacement
    in_order      ///< 0, 1, 2, … again and again, in whole batches
};

/// The names on a command line, in the order of the enumeration.
inline constexpr std::array<std::string_view, 3> sampling_names{"shuffled", "independent",
                                                                "in-order"};

/// The name of a sampling.
[[nodiscard]] constexpr std::string_view to_string(sampling how) {
    return sampling_names[static_cast<std::size_t>(how)];
}

/// The sampling of a name; throws std::invalid_argument for another name.
[[nodiscard]] inline sampling sampling_of(std::string_view name) {
    for (std::size_t i = 0; i < sampling_names.size(); ++i) {
        if (sampling_names[i] == name) {
            return static_cast<sampling>(i);
        }
    }
    THERMOSGD_THROW(std::invalid_argument("sampling_of: name = '" + std::string(name) +
                                          "', expected shuffled, independent or in-order"));
}

/// Puts the elements of `range` in an order drawn uniformly from all orders (Fisher–Yates).
///
/// \param range  random access, at most 2^32 − 1 elements     \cost O(n), no allocation
template <class Range>
constexpr void shuffle(Range& range, thermosgd::random_stream& random) {
    for (std::size_t i = range.size(); i > 1; --i) {
        using std::swap;
        swap(range[i - 1], range[random.below(static_cast<std::uint32_t>(i))]);
    }
}

/// An endless sequence of batches of sample numbers, determined by its seed.
///
/// \cost memory 4 bytes per sample of the data set
class data_order {
public:
    data_order() = default;

    /// Batches of `batch_size` out of `count` samples; throws std::invalid_argument where
    /// batch_size is 0, count is below it, or count is above 2^32 − 1.
    data_order(sampling how, std::size_t count, std::size_t batch_size, std::uint64_t seed)
        : how_(how), count_(count), batch_size_(batch_size), generator_(seed) {
        if (batch_size == 0 || (how != sampling::independent && count < batch_size) || count == 0 ||
            count > 0xffffffffU) {
            THERMOSGD_THROW(std::invalid_argument(
                "data_order: batch_size = " + std::to_string(batch_size) +
                ", expected 1 to the number of samples, which is " + std::to_string(count)));
        }
        indices_.resize(how == sampling::independent ? batch_size : count);
        std::iota(indices_.begin(), indices_.end(), 0U);
        position_ = indices_.size();
    }

    /// The sample numbers of the next batch; valid until the next call.
    ///
    /// \cost O(batch), and O(count) at the start of a shuffled epoch; no allocation
    std::span<const std::uint32_t> next() {
        if (how_ == sampling::independent) {
            for (std::uint32_t& index : indices_) {
                index = generator_.below(static_cast<std::uint32_t>(count_));
            }
            position_ = 0;
        } else if (position_ + batch_size_ > indices_.size()) {
            position_ = 0;
            if (how_ == sampling::shuffled) {
                shuffle(indices_, generator_);
            }
        }
        const std::span<const std::uint32_t> batch(indices_.data() + position_, batch_size_);
        position_ += batch_size_;
        ++batches_;
        return batch;
    }

    /// Batches drawn so far.
    [[nodiscard]] std::uint64_t batches() const { return batches_; }
    /// Batches of one epoch: ⌊count / batch size⌋, at least 1.
    [[nodiscard]] std::size_t batches_per_epoch() const {
        return count_ < batch_size_ ? 1 : count_ / batch_size_;
    }
    /// Samples to draw from.
    [[nodiscard]] std::size_t count() const { return count_; }

    /// Saves or restores everything, the position in the epoch included.
    /// \throws thermosgd::error for the order of other data, another batch size or way of sampling,
    ///         and for a state that none can have
    template <class Archive>
    void archive(Archive& ar) {
        const std::tuple given(how_, count_, batch_size_);
        const bool open = count_ == 0;  // made of nothing, to be read into
        ar(how_, count_, batch_size_, generator_, indices_, position_, batches_);
        const std::size_t held = how_ == sampling::independent ? batch_size_ : count_;
        const bool possible = (open || given == std::tuple(how_, count_, batch_size_)) &&
                              how_ <= sampling::in_order && indices_.size() == held &&
                              batch_size_ <= held && position_ <= held &&
                              (batch_size_ > 0 || count_ == 0) &&
                              std::all_of(indices_.begin(), indices_.end(),
                                          [this](std::uint32_t index) { return index < count_; });
        if (!possible) {
            THERMOSGD_THROW(thermosgd::error(
                "data_order: an order of " + std::to_string(count_) + " samples in batches of " +
                std::to_string(batch_size_) + " with " + std::to_string(indices_.size()) +
                " numbers is stored, expected that of the same data and options"));
        }
    }

private:
    sampling how_ = sampling::shuffled;
    std::uint64_t count_ = 0;
    std::uint64_t batch_size_ = 0;
    thermosgd::random_stream generator_;
    std::vector<std::uint32_t> indices_;
    std::uint64_t position_ = 0;
    std::uint64_t batches_ = 0;
};

}  // namespace cnn
