// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the parameters are called: named groups, their filter axis, and ranges left out.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>

#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The value of group_options::filter_axis for a group that is observed only as a whole.
inline constexpr std::size_t no_filters = (std::numeric_limits<std::size_t>::max)();

/// What is known about a group besides its name and shape.
struct group_options {
    std::size_t filter_axis = no_filters;  ///< axis that numbers the filters (output channels or
                                           ///< units): 0 for the first one; `no_filters`: none
    double mass = 1.0;             ///< m of every parameter of the group [loss·time²/theta²], > 0
    bool column_major = false;     ///< the first axis is the fastest one, as in Eigen's default
                                   ///< matrices; otherwise the last
    bool scale_invariant = false;  ///< the loss does not change when a filter's weights are
                                   ///< scaled, as with batch normalisation after the layer;
                                   ///< turns on the law of
                                   ///< observables/temperature/fluctuation_dissipation.hpp
    double learning_rate_scale = 1.0;  ///< η of the group over that of the step, > 0 [1]
    double weight_decay_scale = 1.0;   ///< λ of the group over that of the step, ≥ 0; 0 for norms
                                       ///< and biases that do not decay [1]
};

/// A named group of parameters: one tensor, seen as a layer.
struct group {
    std::string name;                ///< unique in its layout
    std::vector<std::size_t> shape;  ///< extents, slowest axis first unless column_major
    std::size_t offset = 0;          ///< place of its first scalar among all scalars
    std::size_t size = 0;            ///< number of scalars: the product of the shape
    group_options options;           ///< as given to layout::add

    /// The number of filters, 0 if the group has none. \cost O(1)
    [[nodiscard]] std::size_t filters() const noexcept {
        return options.filter_axis == no_filters ? 0 : shape[options.filter_axis];
    }

    /// The number of scalars of one filter, 0 if there are none. \cost O(1)
    [[nodiscard]] std::size_t filter_size() const noexcept {
        return filters() == 0 ? 0 : size / filters();
    }

    /// The mass of every parameter; as m = Δt²/(2η), that is with the η of the group, where asked.
    /// \cost O(1)
    [[nodiscard]] double mass(bool of_learning_rate) const noexcept {
        return options.mass / (of_learning_rate ? options.learning_rate_scale : 1.0);
    }

    /// Scalars of one filter that lie next to each other: the product of the axes that are faster
    /// than the filter axis. \cost O(rank)
    [[nodiscard]] std::size_t filter_chunk() const noexcept {
        std::size_t chunk = 1;
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            const bool faster =
                options.column_major ? axis < options.filter_axis : axis > options.filter_axis;
            chunk *= faster ? shape[axis] : 1;
        }
        return chunk;
    }
};

/// The order of all parameters: groups that are observed, and ranges that are not.
///
/// The identity of a group is its name and index, never an address, so buffers may be reallocated
/// between steps. Scalars are numbered through in the order in which add() and skip() were called;
/// a range of buffers is numbered through in the same way.
///
/// \code
/// thermosgd::layout layout;
/// layout.add("conv1", {8, 1, 5, 5}, {.filter_axis = 0});    // 8 filters of 25 weights
/// layout.skip(8);                                           // their biases, not observed
/// layout.add("linear1", {128, 64}, {.scale_invariant = true});
/// \endcode
class layout {
public:
    /// Appends a group.
    ///
    /// \param name     unique, not empty, and not "all groups", which is what they are together
    /// \param shape    extents, slowest axis first unless options.column_major; {} is one scalar
    /// \param options  filter axis, mass, scale invariance, own learning rate and weight decay
    /// \return the index of the group
    /// \throws std::invalid_argument for a name that cannot be, a filter axis outside the shape, a
    ///         mass or scale of η that is not positive and finite, a scale of λ that is negative or
    ///         not finite, or more scalars than memory can hold
    /// \cost O(log groups + rank), allocates
    std::size_t add(std::string name, std::vector<std::size_t> shape, group_options options = {}) {
        if (name.empty()) {
            THERMOSGD_THROW(std::invalid_argument("layout::add: name is empty, expected a name"));
        }
        if (name == "all groups") {
            THERMOSGD_THROW(
                std::invalid_argument("layout::add: name = \"all groups\", expected another: "
                                      "reports use it for the sum"));
        }
        if (index_.contains(name)) {
            THERMOSGD_THROW(std::invalid_argument("layout::add: name = \"" + name +
                                                  "\", expected one not used before"));
        }
        const auto refuse_unless = [&](bool good, const char* what, double value,
                                       const char* expected) {
            if (!good || !is_finite(value)) {
                THERMOSGD_THROW(
                    std::invalid_argument("layout::add: group \"" + name + "\": " + what + " = " +
                                          detail::number_text(value) + ", expected " + expected));
            }
        };
        const char* positive = "a positive finite number";
        refuse_unless(options.mass > 0.0, "mass", options.mass, positive);
        refuse_unless(options.learning_rate_scale > 0.0, "learning_rate_scale",
                      options.learning_rate_scale, positive);
        refuse_unless(options.weight_decay_scale >= 0.0, "weight_decay_scale",
                      options.weight_decay_scale, "a finite number from 0");
        if (options.filter_axis != no_filters && options.filter_axis >= shape.size()) {
            THERMOSGD_THROW(std::invalid_argument(
                "layout::add: group \"" + name + "\": filter_axis = " +
                std::to_string(options.filter_axis) + ", expected less than the number of axes, " +
                std::to_string(shape.size()) + ", or thermosgd::no_filters"));
        }
        std::size_t size = 1;
        for (const std::size_t extent : shape) {
            if (extent != 0 && size > largest_size / extent) {
                THERMOSGD_THROW(std::invalid_argument(
                    "layout::add: group \"" + name +
                    "\": the product of its extents overflows, expected a size in memory"));
            }
            size *= extent;
        }
        require_room("layout::add: group \"" + name + '"', size);
        index_.emplace(name, groups_.size());
        groups_.push_back({std::move(name), std::move(shape), size_, size, options});
        size_ += size;
        return groups_.size() - 1;
    }

    /// Leaves out the next `count` scalars.
    /// \throws std::invalid_argument for more scalars than memory can hold \cost O(1)
    void skip(std::size_t count) {
        require_room("layout::skip", count);
        size_ += count;
    }

    /// The number of scalars of all buffers together, skipped ones included. \cost O(1)
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The observed groups in order. \cost O(1)
    [[nodiscard]] std::span<const group> groups() const noexcept { return groups_; }

    /// The index of the group called `name`.
    /// \throws std::invalid_argument that lists the names there are, if it is none of them
    /// \cost O(log groups)
    [[nodiscard]] std::size_t index(std::string_view name) const {
        const auto found = index_.find(name);
        if (found != index_.end()) {
            return found->second;
        }
        std::string known;
        for (const group& g : groups_) {
            known += (known.empty() ? "\"" : ", \"") + g.name + '"';
        }
        THERMOSGD_THROW(std::invalid_argument("layout::index: name = \"" + std::string(name) +
                                              "\", expected one of " +
                                              (known.empty() ? "no groups" : known)));
    }

    /// Whether there is a group called `name`. \cost O(log groups)
    [[nodiscard]] bool contains(std::string_view name) const { return index_.contains(name); }

    /// The group called `name`. \throws as index() \cost O(log groups)
    [[nodiscard]] const group& at(std::string_view name) const { return groups_[index(name)]; }

    /// The number of filters of all groups together. \cost O(groups)
    [[nodiscard]] std::size_t filters() const noexcept {
        std::size_t count = 0;
        for (const group& g : groups_) {
            count += g.filters();
        }
        return count;
    }

    /// A line of text that is equal for equal layouts, for the header of a checkpoint.
    ///
    /// \return `name[extents]@offset/axis*m2` per group, `*` marking scale invariance and m2 a mass
    ///         of 2 where it is not 1, and the size
    /// \cost O(groups), allocates
    [[nodiscard]] std::string fingerprint() const {
        std::string text;
        for (const group& g : groups_) {
            text += g.name + '[';
            for (const std::size_t extent : g.shape) {
                text += std::to_string(extent) + ',';
            }
            text += "]@" + std::to_string(g.offset);
            if (g.options.filter_axis != no_filters) {
                text += '/' + std::to_string(g.options.filter_axis);
            }
            text += g.options.column_major ? "c" : "";
            text += g.options.scale_invariant ? "*" : "";
            const auto unless_one = [&](char what, double value) {
                if (value != 1.0) {
                    text += what + detail::setting_text(value);
                }
            };
            unless_one('m', g.options.mass);
            unless_one('e', g.options.learning_rate_scale);
            unless_one('d', g.options.weight_decay_scale);
            text += ';';
        }
        return text + std::to_string(size_);
    }

private:
    static constexpr std::size_t largest_size =
        static_cast<std::size_t>((std::numeric_limits<std::ptrdiff_t>::max)()) / sizeof(double);

    void require_room(const std::string& who, std::size_t count) const {
        if (count > largest_size - size_) {
            THERMOSGD_THROW(std::invalid_argument(
                who + ": " + std::to_string(count) + " scalars after " + std::to_string(size_) +
                ", expected at most " + std::to_string(largest_size) + " in all"));
        }
    }

    std::vector<group> groups_;
    std::map<std::string, std::size_t, detail::ascending> index_;  // of each name
    std::size_t size_ = 0;
};

/// Throws unless a buffer of `size` scalars fits `layout`.
///
/// \param function  name of the caller, for the message
/// \throws layout_error naming the number found, the number expected and the last group
/// \cost O(1)
inline void require_size(const char* function, const layout& layout, std::size_t size) {
    if (size != layout.size()) {
        const std::string last =
            layout.groups().empty() ? "no group" : "\"" + layout.groups().back().name + "\" last";
        THERMOSGD_THROW(layout_error(
            std::string(function) + ": the buffers hold " + std::to_string(size) +
            " scalars, expected " + std::to_string(layout.size()) + " as in the layout (" +
            std::to_string(layout.groups().size()) + " groups, " + last + ")"));
    }
}

}  // namespace THERMOSGD_NAMESPACE
