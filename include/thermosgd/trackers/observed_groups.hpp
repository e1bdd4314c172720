// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The groups that a tracker was made for, and the check that it is shown those and no others.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The sizes of the groups that a tracker follows, numbered through without what the layout skips.
///
/// A tracker holds arrays of these sizes; a displacement of another layout would be written past
/// their ends. So a tracker asks place() where a block goes, and a thermometer asks require_same()
/// before it shows a step; both hold in every build.
class observed_groups {
public:
    /// No groups: of a tracker that is to be assigned to, or read from an archive.
    observed_groups() = default;

    /// The groups of `layout`. \cost O(groups), allocates
    explicit observed_groups(const layout& layout) {
        starts_.push_back(0);
        for (const group& g : layout.groups()) {
            starts_.push_back(starts_.back() + g.size);
        }
    }

    /// The number of groups. \cost O(1)
    [[nodiscard]] std::size_t count() const noexcept {
        return starts_.empty() ? 0 : starts_.size() - 1;
    }

    /// The number of scalars of a group. \pre group < count() \cost O(1)
    [[nodiscard]] std::size_t size(std::size_t group) const noexcept {
        return starts_[group + 1] - starts_[group];
    }

    /// Where a group begins among the scalars of all groups. \pre group <= count() \cost O(1)
    [[nodiscard]] std::size_t begin(std::size_t group) const noexcept { return starts_[group]; }

    /// The number of scalars of all groups together. \cost O(1)
    [[nodiscard]] std::size_t total() const noexcept {
        return starts_.empty() ? 0 : starts_.back();
    }

    /// Where the block of `count` scalars from `first` on of a group lies.
    /// \param tracker  name of the caller, for the message
    /// \throws layout_error if the block does not lie in a group \cost O(1)
    [[nodiscard]] std::size_t place(const char* tracker, std::size_t group, std::size_t first,
                                    std::size_t count) const {
        if (group >= this->count() || first > size(group) || count > size(group) - first)
            [[unlikely]] {
            THERMOSGD_THROW(layout_error(std::string(tracker) + "::add: scalars " +
                                         std::to_string(first) + " to " +
                                         std::to_string(first + count) + " of group " +
                                         std::to_string(group) + ", expected a part of " + text()));
        }
        return starts_[group] + first;
    }

    /// Throws unless `layout` has the same groups.
    /// \param tracker  name of the caller, for the message
    /// \throws layout_error that names both \cost O(groups)
    void require_same(const char* tracker, const layout& layout) const {
        bool same = !starts_.empty() && layout.groups().size() == count();
        for (std::size_t g = 0; same && g < count(); ++g) {
            same = layout.groups()[g].size == size(g);
        }
        if (!same) [[unlikely]] {
            THERMOSGD_THROW(layout_error(std::string(tracker) + ": made for " + text() +
                                         ", shown a layout of " + observed_groups(layout).text()));
        }
    }

    /// True when sizes are the same. \cost O(groups)
    [[nodiscard]] friend bool operator==(const observed_groups&, const observed_groups&) = default;

    /// Writes the sizes, or reads them where none are known.
    /// \param what  names the tracker: "velocity_map: sizes of groups"
    /// \throws error where those stored are others
    template <class Archive>
    void archive(Archive& ar, const char* what) {
        detail::check_archived_setting(ar, what, starts_, starts_.empty());
        detail::require_stored(
            what, starts_.empty() ||
                      (starts_.front() == 0 && std::is_sorted(starts_.begin(), starts_.end())));
    }

    /// "2 groups of 10, 30 scalars"; sizes of the first eight. \cost O(groups), allocates
    [[nodiscard]] std::string text() const {
        constexpr std::size_t most = 8;
        std::string sizes;
        for (std::size_t g = 0; g < count() && g < most; ++g) {
            sizes += (g == 0 ? " of " : ", ") + std::to_string(size(g));
        }
        return starts_.empty() ? "no layout"
                               : std::to_string(count()) + " groups" + sizes +
                                     (count() > most ? ", …" : "") + " scalars";
    }

private:
    std::vector<std::size_t> starts_;  // of each group, and the end of the last
};

}  // namespace THERMOSGD_NAMESPACE
