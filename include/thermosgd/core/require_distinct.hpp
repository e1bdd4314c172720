// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether each observed scalar lies in memory of its own: tied parameters must not count twice.

#include <thermosgd/core/buffer.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Observed scalars that lie next to each other in memory, or one scalar of a strided run.
template <class T>
struct memory_piece {
    const T* begin;
    const T* end;
    std::size_t group;  // its place in the layout
    std::size_t first;  // number of the first scalar
};

/// The memory of the groups in a walk through all runs; what the layout skips is left out.
template <class T>
class observed_memory {
public:
    explicit observed_memory(std::span<const group> groups) : groups_(groups) {}

    void add(strided_run<const T> r) {
        const std::size_t end = place_ + r.size;
        while (next_ < groups_.size() && groups_[next_].offset < end) {
            const group& g = groups_[next_];
            const std::size_t from = (std::max)(place_, g.offset);
            const std::size_t to = (std::min)(end, g.offset + g.size);
            if (from < to) {
                const T* const data = &r[from - place_];
                // Runs that take turns in memory share no scalar: of these, only beginnings are
                // compared.
                const std::size_t length = r.contiguous() ? to - from : 1;
                pieces_.push_back({data, data + length, next_, from});
            }
            if (g.offset + g.size > end) {
                break;
            }
            ++next_;
        }
        place_ = end;
    }

    /// Throws where two pieces share memory.
    void require_apart(const char* function) {
        std::sort(pieces_.begin(), pieces_.end(), [](const auto& a, const auto& b) {
            return a.begin != b.begin ? std::less<>()(a.begin, b.begin) : a.first < b.first;
        });
        for (std::size_t i = 1; i < pieces_.size(); ++i) {
            if (std::less<>()(pieces_[i].begin, pieces_[i - 1].end)) {
                refuse(function, pieces_[i - 1], pieces_[i]);
            }
        }
    }

private:
    [[noreturn]] void refuse(const char* function, const memory_piece<T>& one,
                             const memory_piece<T>& other) const {
        const bool in_order = one.first < other.first;
        const memory_piece<T>& kept = in_order ? one : other;
        const memory_piece<T>& tied = in_order ? other : one;
        THERMOSGD_THROW(layout_error(
            std::string(function) + ": group \"" + groups_[tied.group].name + "\" (scalar " +
            std::to_string(tied.first) + ") lies in the memory of group \"" +
            groups_[kept.group].name + "\" (scalar " + std::to_string(kept.first) +
            "); expected tied parameters once: give the second to layout::skip"));
    }

    std::span<const group> groups_;
    std::vector<memory_piece<T>> pieces_;
    std::size_t place_ = 0;  // of the next scalar
    std::size_t next_ = 0;   // group
};

}  // namespace detail

/// Throws if two groups, or two places of one, are the same memory, as tied parameters are: they
/// would count twice in the temperature of all groups.
///
/// Buffers that are made on the fly cannot be told apart and pass.
/// \param function  name of the caller, for the message      \param p  parameters that fit `layout`
/// \throws layout_error naming both groups
/// \cost O(r log r) for r runs, 32 bytes of memory each; nothing for one flat buffer
template <parameter_argument P>
void require_distinct(const char* function, const layout& layout, const P& p) {
    using range = std::remove_cvref_t<P>;
    if constexpr (!contiguous_buffer<range> && detail::runs_outlive_the_walk<range>()) {
        using scalar = parameter_value_t<P>;
        detail::observed_memory<scalar> memory(layout.groups());
        for_each_run(p, [&](strided_run<const scalar> r) { memory.add(r); });
        memory.require_apart(function);
    }
}

}  // namespace THERMOSGD_NAMESPACE
