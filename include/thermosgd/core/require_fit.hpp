// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether buffers are those of a layout: their sizes, names, ends and storage order.

#include <thermosgd/core/buffer.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Follows buffers through a layout in one walk and refuses the first that contradicts it.
class fit_check {
public:
    fit_check(const char* function, const layout& layout)
        : function_(function), groups_(layout.groups()), layout_(layout) {}

    /// \tparam P  parameters; the walk begins at their first scalar
    template <class P>
    void visit(const P& p) {
        if constexpr (is_named<P>) {
            if constexpr (std::convertible_to<decltype(p.first), std::string_view>) {
                check_name(p.first);
            }
            visit(p.second);
        } else if constexpr (buffer<P>) {
            check_piece(parameter_count(p), order_of(p));
        } else {
            for (const auto& part : p) {
                visit(part);
            }
        }
    }

private:
    /// The first group that ends behind the present place; groups stand in the order of memory.
    void settle() {
        while (next_ < groups_.size() && groups_[next_].offset + groups_[next_].size <= place_) {
            ++next_;
        }
    }

    void check_name(std::string_view name) {
        settle();
        const bool at_group = next_ < groups_.size() && groups_[next_].offset == place_;
        if (at_group ? groups_[next_].name == name : !layout_.contains(name)) {
            return;
        }
        refuse("buffer \"" + std::string(name) + "\" begins at scalar " + std::to_string(place_) +
               ", where the layout has " +
               (at_group ? "group \"" + groups_[next_].name + '"' : std::string("no such group")) +
               "; expected the names and the order of the layout (a map walks in the order of its "
               "keys, an unordered one in any)");
    }

    void check_piece(std::size_t size, storage_order order) {
        settle();
        const std::size_t end = place_ + size;
        if (order == storage_order::column_major && next_ < groups_.size()) {
            check_order(groups_[next_], end);
        }
        // Groups may lie in a buffer or buffers in a group; they may not overlap in part.
        while (size != 0 && next_ < groups_.size() && groups_[next_].offset < end) {
            const group& g = groups_[next_];
            const std::size_t last = g.offset + g.size;
            const bool holds_group = place_ <= g.offset && last <= end;
            const bool within_group = g.offset <= place_ && end <= last;
            if (!holds_group && !within_group) {
                refuse("a buffer of the scalars " + std::to_string(place_) + " to " +
                       std::to_string(end - 1) + " overlaps group \"" + g.name + "\", " +
                       std::to_string(g.offset) + " to " + std::to_string(last - 1) +
                       ", in part; expected buffers that end where groups end");
            }
            if (last > end) {
                break;
            }
            ++next_;
        }
        place_ = end;
    }

    void check_order(const group& g, std::size_t end) const {
        const bool alone = g.offset == place_ && g.offset + g.size == end;
        if (alone && g.filters() != 0 && g.shape.size() > 1 && !g.options.column_major) {
            refuse("the buffer of group \"" + g.name +
                   "\" is column-major, expected the group to say so, since its filters depend on "
                   "it: {.filter_axis = …, .column_major = true} with the shape as the matrix has "
                   "it");
        }
    }

    [[noreturn]] void refuse(const std::string& what) const {
        THERMOSGD_THROW(layout_error(std::string(function_) + ": " + what));
    }

    const char* function_;
    std::span<const group> groups_;
    const layout& layout_;
    std::size_t place_ = 0;  // of the next scalar
    std::size_t next_ = 0;   // group
};

}  // namespace detail

/// Throws unless buffers fit a layout: as many scalars; names, where a range has them, at the
/// groups of these names; ends that cut no group; and for a column-major buffer with filters a
/// group that says so.
///
/// \param function  name of the caller, for the message      \param p  parameters, shape any
/// \throws layout_error naming what does not fit and what was expected
/// \cost O(buffers + groups); O(1) for one flat buffer
template <parameter_argument P>
void require_fit(const char* function, const layout& layout, const P& p) {
    require_size(function, layout, parameter_count(p));
    if constexpr (!contiguous_buffer<std::remove_cvref_t<P>>) {
        detail::fit_check(function, layout).visit(p);
    }
}

}  // namespace THERMOSGD_NAMESPACE
