// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The positions that a thermometer was shown, in the type in which it was shown them.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/report/rounding.hpp>
#include <thermosgd/thermometer/window_snapshots.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace THERMOSGD_NAMESPACE::detail {

/// Snapshots in the type that came first: float, double, bfloat16 or float16.
class shown_positions {
public:
    /// Snapshots of type T. \throws layout_error if another type was shown before \cost O(1)
    template <class T>
    [[nodiscard]] window_snapshots<T>& of() {
        if (kept_.index() == 0) {
            kept_.template emplace<window_snapshots<T>>();
        }
        auto* const found = std::get_if<window_snapshots<T>>(&kept_);
        if (found == nullptr) {
            shown_positions wanted;
            (void)wanted.template of<T>();
            THERMOSGD_THROW(layout_error(std::string("thermometer::observe: parameters of type ") +
                                         scalar_name(wanted.digits()) + ", expected " +
                                         scalar_name(digits()) + " as at the steps before"));
        }
        return *found;
    }

    /// Calls f(snapshots) with those in use, if any.
    template <class F>
    void visit(const F& f) const {
        std::visit(
            [&f](const auto& kept) {
                if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(kept)>, nothing>) {
                    f(kept);
                }
            },
            kept_);
    }

    /// Binary digits of the type shown: 24, 53, 8, 11, or 0 where nothing was [1]. \cost O(1)
    [[nodiscard]] int digits() const noexcept {
        constexpr std::array<int, types> all{0, 24, 53, 8, 11};
        return all[kept_.index()];
    }

    /// The memory held [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        std::size_t bytes = 0;
        visit([&bytes](const auto& kept) { bytes = kept.state_bytes(); });
        return bytes;
    }

    /// Puts a later window behind this one. \pre same_type(later) \throws as merge of
    ///         window_snapshots
    template <class Merge>
    void merge_with(const shown_positions& later, const Merge& merge) {
        later.visit([&]<class Kept>(const Kept& kept) { merge(std::get<Kept>(kept_), kept); });
    }

    /// True where both were shown the same type. \cost O(1)
    [[nodiscard]] bool same_type(const shown_positions& other) const noexcept {
        return kept_.index() == other.kept_.index();
    }

    /// Reads or writes everything. \param size  scalars of the layout
    /// \throws error for a type that there is not, or snapshots of another size
    template <class Archive>
    void archive(Archive& ar, std::size_t size) {
        std::uint64_t type = kept_.index();
        ar(type);
        require_stored("thermometer: positions", type < types);
        if (type != kept_.index()) {
            choose(type, std::make_index_sequence<types>());
        }
        std::visit(
            [&](auto& kept) {
                if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(kept)>, nothing>) {
                    ar(kept);
                }
            },
            kept_);
        visit([size](const auto& kept) {
            for (const auto* one : {&kept.last, &kept.newer_origin, &kept.older_origin}) {
                require_stored("thermometer: positions", one->x.empty() || one->x.size() == size);
            }
        });
    }

private:
    using nothing = std::monostate;
    using kept_type = std::variant<nothing, window_snapshots<float>, window_snapshots<double>,
                                   window_snapshots<bfloat16>, window_snapshots<float16>>;
    static constexpr std::size_t types = std::variant_size_v<kept_type>;

    /// Makes room for snapshots of the type with a number.
    template <std::size_t... Type>
    void choose(std::size_t type, std::index_sequence<Type...> /*all*/) {
        ((type == Type ? static_cast<void>(kept_.template emplace<Type>()) : void()), ...);
    }

    kept_type kept_;
};

}  // namespace THERMOSGD_NAMESPACE::detail
