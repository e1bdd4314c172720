// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What follows single parameters (maps, sketches, projections), and how it is shown a step.

#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/require_fit.hpp>
#include <thermosgd/core/scalar.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace THERMOSGD_NAMESPACE {

/// Something that is shown the displacement of every observed step, block by block.
///
/// `add(group, first, v, x)` brings the displacements of the scalars number first …
/// first + v.size() − 1 of a group [theta per step], and x, their positions before the step
/// [theta], or nullptr; blocks come in order, at most 4,096 scalars each, skipped ranges never.
/// `close_step(step)` ends the step, `restart(step)` tells that a new segment begins after it.
/// `require_layout(layout)` throws a layout_error unless the tracker was made for these groups: it
/// is asked before every step, so that nothing is written past its arrays.
template <class Tracker>
concept tracker =
    requires(Tracker& t, const layout& layout, std::span<const double> v, const double* x) {
        t.add(std::size_t{}, std::size_t{}, v, x);
        t.close_step(std::uint64_t{});
        t.restart(std::uint64_t{});
        std::as_const(t).require_layout(layout);
    };

/// A tracker that wants to know how each step was made, before it is shown it:
/// `begin_step(parameters)` brings the hyper-parameters of every group, in layout order.
template <class Tracker>
concept informed_tracker =
    tracker<Tracker> && requires(Tracker& t, std::span<const hyper_parameters> parameters) {
        t.begin_step(parameters);
    };

/// A tracker that must know of steps in which nothing moved, which it is not shown, so that they
/// are no gap: `skip_step(step)`.
template <class Tracker>
concept skipping_tracker =
    tracker<Tracker> && requires(Tracker& t) { t.skip_step(std::uint64_t{}); };

namespace detail {

/// Tells a tracker of a step in which nothing moved, if it wants to know.
template <tracker Tracker>
void skip_step(Tracker& tracker, std::uint64_t step) {
    if constexpr (skipping_tracker<Tracker>) {
        tracker.skip_step(step);
    }
}

/// Calls `f(group, first in the group, first in the layout, count, block + offset)` for the parts
/// of the blocks of `p` that lie in a group.
template <class P, class F>
void for_each_group_block(const layout& layout, const P& p, const F& f) {
    const std::span<const group> groups = layout.groups();
    std::size_t g = 0;
    for_each_block(p, [&](std::size_t first, std::size_t count, const auto* block) {
        for (std::size_t done = 0; done < count;) {
            const std::size_t place = first + done;
            while (g < groups.size() && groups[g].offset + groups[g].size <= place) {
                ++g;
            }
            if (g == groups.size()) {
                return;
            }
            if (place < groups[g].offset) {
                done += (std::min)(groups[g].offset - place, count - done);
                continue;
            }
            const std::size_t n =
                (std::min)(groups[g].offset + groups[g].size - place, count - done);
            f(g, place - groups[g].offset, place, n, block + done);
            done += n;
        }
    });
}

/// Whether no scalar of any group moved: a step that a loss scaler skipped.
/// \param now, before  positions, or a displacement and nothing, where 0 is no motion
/// \return false where something is not finite \cost O(1) for a step that moved, else one read
template <parameter_argument P>
[[nodiscard]] bool nothing_moved(const layout& layout, const P& now,
                                 std::span<const parameter_value_t<P>> before) {
    bool same = true;
    for_each_group_block(
        layout, now,
        [&](std::size_t, std::size_t, std::size_t place, std::size_t count, const auto* block) {
            for (std::size_t i = 0; same && i < count; ++i) {
                const auto value = static_cast<double>(block[i]);
                const auto last = before.empty() ? 0.0 : static_cast<double>(before[place + i]);
                same = is_finite(value) && value == last;
            }
        });
    return same && !layout.groups().empty();
}

}  // namespace detail

/// Shows trackers the displacement between two positions.
/// \param layout   groups of the layout      \param after  parameters after the step, layout.size()
/// \param before  parameters before it, as many      \param step  its number
/// \throws layout_error for another number of scalars, or a tracker of another layout
/// \cost one read of both and what the trackers need; no allocation
template <parameter_argument P, tracker... Trackers>
void track_positions(const layout& layout, const P& after,
                     std::span<const parameter_value_t<P>> before, std::uint64_t step,
                     Trackers&... trackers) {
    require_fit("track_positions: after", layout, after);
    require_size("track_positions: before", layout, before.size());
    (std::as_const(trackers).require_layout(layout), ...);
    detail::for_each_group_block(layout, after,
                                 [&](std::size_t g, std::size_t first, std::size_t place,
                                     std::size_t count, const auto* block) {
                                     std::array<double, detail::block_size> v, x;
                                     for (std::size_t i = 0; i < count; ++i) {
                                         x[i] = static_cast<double>(before[place + i]);
                                         v[i] = static_cast<double>(block[i]) - x[i];
                                     }
                                     (trackers.add(g, first, std::span(v.data(), count), x.data()),
                                      ...);
                                 });
    (trackers.close_step(step), ...);
}

/// Shows trackers a displacement that is given, with the positions before it or without.
/// \param layout         groups of the layout
/// \param displacement  displacement of the step, layout.size() scalars
/// \param before        positions before it, as many, or empty      \param step  its number
/// \throws layout_error for another number of scalars, or a tracker of another layout
/// \cost one read of what is given and what the trackers need; no allocation
template <parameter_argument P, tracker... Trackers>
void track_displacement(const layout& layout, const P& displacement,
                        std::span<const parameter_value_t<P>> before, std::uint64_t step,
                        Trackers&... trackers) {
    require_fit("track_displacement: displacement", layout, displacement);
    if (!before.empty()) {
        require_size("track_displacement: before", layout, before.size());
    }
    (std::as_const(trackers).require_layout(layout), ...);
    detail::for_each_group_block(
        layout, displacement,
        [&](std::size_t g, std::size_t first, std::size_t place, std::size_t count,
            const auto* block) {
            std::array<double, detail::block_size> v, x;
            for (std::size_t i = 0; i < count; ++i) {
                v[i] = static_cast<double>(block[i]);
                x[i] = before.empty() ? 0.0 : static_cast<double>(before[place + i]);
            }
            const double* positions = before.empty() ? nullptr : x.data();
            (trackers.add(g, first, std::span(v.data(), count), positions), ...);
        });
    (trackers.close_step(step), ...);
}

}  // namespace THERMOSGD_NAMESPACE
