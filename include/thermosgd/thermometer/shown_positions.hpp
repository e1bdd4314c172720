// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The positions that a thermometer was shown, in the type in which it was shown them.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/thermometer/window_snapshots.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>

namespace THERMOSGD_NAMESPACE::detail {

/// Snapshots of floats or of doubles, whichever came first; the other stays empty.
class shown_positions {
public:
    /// Snapshots of type T. \throws layout_error if the other type was shown before \cost O(1)
    template <class T>
    [[nodiscard]] window_snapshots<T>& of() {
        constexpr bool single = std::is_same_v<T, float>;
        constexpr type wanted = single ? type::floats : type::doubles;
        if (type_ == type::nothing) {
            type_ = wanted;
        }
        if (type_ != wanted) {
            THERMOSGD_THROW(
                layout_error(std::string("thermometer::observe: parameters of type ") +
                             (single ? "float, expected double" : "double, expected float") +
                             " as at the steps before"));
        }
        if constexpr (single) {
            return floats_;
        } else {
            return doubles_;
        }
    }

    /// Calls f(snapshots) with those in use, if any.
    template <class F>
    void visit(const F& f) const {
        if (type_ == type::floats) {
            f(floats_);
        } else if (type_ == type::doubles) {
            f(doubles_);
        }
    }

    /// Binary digits of the type shown: 24, 53, or 0 where nothing was [1]. \cost O(1)
    [[nodiscard]] int digits() const noexcept {
        return type_ == type::nothing  ? 0
               : type_ == type::floats ? std::numeric_limits<float>::digits
                                       : std::numeric_limits<double>::digits;
    }

    /// The memory held [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return floats_.state_bytes() + doubles_.state_bytes();
    }

    /// Puts a later window behind this one. \throws as merge of window_snapshots, and
    ///         std::invalid_argument where the types differ
    template <class Merge>
    void merge_with(const shown_positions& later, const Merge& merge) {
        if (type_ == type::floats) {
            merge(floats_, later.floats_);
        } else if (type_ == type::doubles) {
            merge(doubles_, later.doubles_);
        }
    }

    /// True where both were shown the same type. \cost O(1)
    [[nodiscard]] bool same_type(const shown_positions& other) const noexcept {
        return type_ == other.type_;
    }

    /// Reads or writes everything. \param size  scalars of the layout
    /// \throws error for a type that there is not, or snapshots of another size
    template <class Archive>
    void archive(Archive& ar, std::size_t size) {
        ar(type_);
        require_stored("thermometer: positions", type_ <= type::doubles);
        if (type_ == type::floats) {
            ar(floats_);
        } else if (type_ == type::doubles) {
            ar(doubles_);
        }
        visit([size](const auto& kept) {
            for (const auto* one : {&kept.last, &kept.newer_origin, &kept.older_origin}) {
                require_stored("thermometer: positions", one->x.empty() || one->x.size() == size);
            }
        });
    }

private:
    enum class type : std::size_t { nothing, floats, doubles };

    type type_ = type::nothing;
    window_snapshots<float> floats_;
    window_snapshots<double> doubles_;
};

}  // namespace THERMOSGD_NAMESPACE::detail
