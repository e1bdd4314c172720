// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The snapshots that a thermometer keeps: the last position, and two origins of a sliding window.

#include <thermosgd/core/snapshot.hpp>

#include <cstdint>
#include <utility>

namespace THERMOSGD_NAMESPACE::detail {

/// The last position and the origins of the window over which ⟨v⟩, R and the norm drift are taken.
///
/// What telescopes needs one snapshot at the start of its window. Two that take turns keep the
/// window between a half and three quarters of the segment: whenever the batches collapse, that is
/// when the segment has doubled, the newer origin becomes the older and the present the newer.
/// \cost three scalars per parameter
template <real_scalar T>
struct window_snapshots {
    snapshot<T> last;          ///< the last position seen
    snapshot<T> newer_origin;  ///< the position when the segment last doubled
    snapshot<T> older_origin;  ///< the one before, where the window begins

    /// Begins a segment at the last position. \cost two copies
    void begin_window() {
        newer_origin = last;
        older_origin = last;
    }

    /// Slides the window when the segment has doubled. \cost one copy
    void slide_window() {
        std::swap(older_origin, newer_origin);
        newer_origin = last;
    }

    /// The memory held [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return sizeof(T) * (last.x.size() + newer_origin.x.size() + older_origin.x.size());
    }

    /// Reads or writes the snapshots.
    template <class Archive>
    void archive(Archive& ar) {
        ar(last, newer_origin, older_origin);
    }
};

}  // namespace THERMOSGD_NAMESPACE::detail
