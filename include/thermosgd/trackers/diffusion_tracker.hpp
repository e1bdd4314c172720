// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How far a group comes in 1, 2, 4, … steps, from the images of its single steps.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/statistics/batches.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The sizes of a displacement_tracker.
struct displacement_tracker_options {
    std::size_t levels = 24;     ///< lags 1, 2, …, 2^(levels − 1) [step]
    std::size_t capacity = 256;  ///< greatest number of batches per lag, even, >= 4
};

/// The squared lengths of all displacements over 1, 2, 4, … steps of one group.
///
/// Time is cut into windows of 2^l steps that lie side by side, at every level l; two windows make
/// one of the next level. What is added up in a window is the image of the displacement (a count
/// sketch, or the displacement itself), so that one image per level is all that is kept. A run of n
/// steps has n/2^l displacements of each length, no two of which overlap, and their mean is
/// unbiased whatever the process. Beside |Δ|² the sum of |v|² over the same window is averaged, so
/// that their ratio has the fluctuations that both share taken off.
///
/// After interrupt(), as at a step that was missed or not finite, all windows start again: no
/// displacement reaches across the gap, and what was averaged before stays.
///
/// \cost per step O(width): two images are read and written on average, 1 ns per bucket; memory
///       8 · width + 48 · capacity bytes per level, allocated by the constructor
class displacement_tracker {
public:
    /// The columns of a store of lag().
    enum column : std::size_t { squared_displacement, sum_of_squared_steps };

    /// A tracker of nothing, to be assigned to.
    displacement_tracker() = default;

    /// \param width    numbers per image [1]      \param options  sizes
    /// \throws std::invalid_argument unless 1 <= levels <= 63, capacity even and >= 4
    explicit displacement_tracker(std::size_t width,
                                  const displacement_tracker_options& options = {})
        : width_(width) {
        if (options.levels == 0 || options.levels > 63) {
            THERMOSGD_THROW(std::invalid_argument(
                "displacement_tracker: levels = " + std::to_string(options.levels) +
                ", expected 1 to 63"));
        }
        for (std::size_t l = 0; l < options.levels; ++l) {
            levels_.emplace_back(width, options.capacity);
        }
    }

    /// Adds a step.
    /// \param image           image of its displacement v [theta]
    /// \param squared_length  |v|², exact where the image is a sketch [theta²]
    /// \pre all finite \throws layout_error unless image.size() == width \cost see the class
    void push(std::span<const double> image, double squared_length) {
        detail::require_count("displacement_tracker::push: image", image.size(), width_);
        ++steps_;
        ++phase_;
        double sum = squared_length;
        for (std::size_t l = 0; l < levels_.size(); ++l) {
            level& current = levels_[l];
            double square = 0;
            if (l == 0) {
                square = squared_length;
            } else {
                for (std::size_t i = 0; i < width_; ++i) {
                    square += image[i] * image[i];
                }
            }
            current.store.append(std::array{square, sum});
            if (l + 1 == levels_.size()) {
                break;
            }
            level& next = levels_[l + 1];
            if ((phase_ >> l & 1U) != 0) {
                std::copy(image.begin(), image.end(), next.image.begin());
                next.sum = sum;
                break;
            }
            for (std::size_t i = 0; i < width_; ++i) {
                next.image[i] += image[i];
            }
            next.sum += sum;
            image = next.image;
            sum = next.sum;
        }
    }

    /// The next step does not follow the last one. \cost O(1)
    void interrupt() noexcept { phase_ = 0; }

    /// Forgets everything. \cost O(levels)
    void clear() noexcept {
        phase_ = 0;
        steps_ = 0;
        for (level& l : levels_) {
            l.store.clear();
        }
    }

    /// The steps added since the beginning or clear() [1]. \cost O(1)
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

    /// The number of lags. \cost O(1)
    [[nodiscard]] std::size_t levels() const noexcept { return levels_.size(); }

    /// The squared displacements over 2^number steps, one tick each, with columns as above.
    /// \pre number < levels() \cost O(1)
    [[nodiscard]] const batch_store& lag(std::size_t number) const { return levels_[number].store; }

    /// The memory held for images and batches [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return levels_.empty()
                   ? 0
                   : levels_.size() * (sizeof(double) * width_ + levels_[0].store.state_bytes());
    }

    /// Reads or writes everything; the options are given again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::size_t levels = levels_.size();
        std::size_t capacity = levels_.empty() ? 0 : levels_[0].store.capacity();
        detail::check_archived_setting(ar, "displacement_tracker: width", width_);
        detail::check_archived_setting(ar, "displacement_tracker: levels", levels);
        detail::check_archived_setting(ar, "displacement_tracker: capacity", capacity);
        ar(phase_, steps_, levels_);
        bool possible = levels_.size() == levels;
        for (const level& one : levels_) {
            possible = possible && one.image.size() == width_ && one.store.columns() == 2 &&
                       one.store.capacity() == capacity;
        }
        detail::require_stored("displacement_tracker", possible);
        for (level& one : levels_) {
            one.store.make_room();
        }
    }

private:
    /// The window in progress of one level and what was measured at it.
    struct level {
        level() = default;
        level(std::size_t width, std::size_t capacity) : image(width), store(2, capacity) {}

        std::vector<double> image;  // of the displacement since the window began
        double sum = 0;             // of |v|² since then
        batch_store store;

        template <class Archive>
        void archive(Archive& ar) {
            ar(image, sum, store);
        }
    };

    std::size_t width_ = 0;
    std::uint64_t phase_ = 0;  // steps since the windows began
    std::uint64_t steps_ = 0;
    std::vector<level> levels_;
};

}  // namespace THERMOSGD_NAMESPACE
