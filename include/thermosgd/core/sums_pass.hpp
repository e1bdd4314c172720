// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The one pass over memory: the sums of every group and filter of a layout.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/flat_view.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/sums.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace thermosgd {

/// Adds up the sums of every group and filter, the same bits for any number of threads.
///
/// Each filter (or whole group, if it has none) is cut into fixed blocks; blocks add up in order
/// within a piece of 16, pieces in a fixed tree to a filter, filters in a fixed tree to their
/// group. Who computes a piece does not matter. The bits are the same for one instruction set and
/// compiler; another set may contract a·b + c differently.
///
/// \cost one pass: 12 bytes per float parameter for positions (two reads, one write), 4 for
///       displacements; memory O(filters + d / 65,536), allocated at construction.
class sums_pass {
public:
    sums_pass() = default;

    /// Prepares the pass over buffers of this layout.
    ///
    /// \param where   groups and filters
    /// \param masses  one mass per scalar of the layout, skipped ones included, or empty: then
    ///                Σm v² uses the mass of the group [loss·time²/theta²]
    /// \throws layout_error if there are masses but not where.size() of them
    /// \cost O(filters + d / 65,536), allocates
    explicit sums_pass(layout where, std::vector<double> masses = {})
        : layout_(std::move(where)), masses_(std::move(masses)), groups_(layout_.groups().size()) {
        if (!masses_.empty()) {
            require_size("sums_pass: masses", layout_, masses_.size());
        }
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const group& here = layout_.groups()[g];
            first_filter_.push_back(filters_.size());
            const std::size_t units = std::max<std::size_t>(here.filters(), 1);
            for (std::size_t f = 0; f < units; ++f) {
                add_pieces(g, f, here.size / units);
            }
            filters_.resize(filters_.size() + here.filters());
        }
        first_filter_.push_back(filters_.size());
        piece_sums_.resize(pieces_.size());
        cut_into_tasks();
    }

    /// Takes the sums between two positions, `before` (overwritten by `after`) and `after`.
    ///
    /// \param after   parameters after the step, layout().size() scalars
    /// \param before  parameters before it; holds a copy of `after` on return (skipped ranges are
    ///                left alone)
    /// \param level   what to take
    /// \param pool    runs the pieces; off below 65,536 scalars
    /// \throws layout_error if a size differs from the layout's
    template <parameter_argument P, executor Executor>
    void positions(const P& after, std::span<parameter_value_t<P>> before, sums_level level,
                   Executor& pool) {
        using scalar = parameter_value_t<P>;
        require_size("sums_pass::positions: after", layout_, parameter_count(after));
        require_size("sums_pass::positions: before", layout_, before.size());
        flat_view<scalar>& view = std::get<flat_view<scalar>>(views_);
        view.assign(after);
        run_pieces(pool,
                   [&](const piece& p) { return piece_positions<scalar>(p, view, before, level); });
        view.clear();
    }

    /// Takes the sums of a displacement, with the positions before the step or without (then Σx·v
    /// and Σx² are NaN).
    ///
    /// \param step    displacement of one step, layout().size() scalars
    /// \param before  positions before the step, layout().size() scalars, or empty
    /// \throws layout_error if a size differs from the layout's
    template <parameter_argument P, executor Executor>
    void displacements(const P& step, std::span<const parameter_value_t<P>> before,
                       sums_level level, Executor& pool) {
        using scalar = parameter_value_t<P>;
        require_size("sums_pass::displacements: step", layout_, parameter_count(step));
        if (!before.empty()) {
            require_size("sums_pass::displacements: before", layout_, before.size());
        }
        flat_view<scalar>& view = std::get<flat_view<scalar>>(views_);
        view.assign(step);
        run_pieces(pool, [&](const piece& p) {
            return before.empty() ? piece_displacements<scalar, false>(p, view, before, level)
                                  : piece_displacements<scalar, true>(p, view, before, level);
        });
        view.clear();
    }

    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const layout& where() const noexcept { return layout_; }

    /// The sums of each group at the last pass. \cost O(1)
    [[nodiscard]] std::span<const sums> groups() const noexcept { return groups_; }

    /// The sums of each filter of all groups at the last pass, in group order. \cost O(1)
    [[nodiscard]] std::span<const sums> filters() const noexcept { return filters_; }

    /// The sums of each filter of one group at the last pass. \pre group < groups().size()
    [[nodiscard]] std::span<const sums> filters(std::size_t group) const noexcept {
        return filters().subspan(first_filter_[group],
                                 first_filter_[group + 1] - first_filter_[group]);
    }

private:
    static constexpr std::size_t piece_size = 16 * detail::block_size;

    /// A range of one filter's scalars, numbered through within the filter.
    struct piece {
        std::size_t group, filter, first, count;
    };

    void add_pieces(std::size_t group, std::size_t filter, std::size_t size) {
        for (std::size_t first = 0; first < size; first += piece_size) {
            pieces_.push_back({group, filter, first, std::min(piece_size, size - first)});
        }
    }

    /// Puts neighbouring pieces together until a task is worth handing to a thread.
    void cut_into_tasks() {
        std::size_t scalars = 0;
        task_begin_ = {0};
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            scalars += pieces_[i].count;
            if (scalars >= piece_size || i + 1 == pieces_.size()) {
                task_begin_.push_back(i + 1);
                scalars = 0;
            }
        }
    }

    template <class Executor, class PieceSums>
    void run_pieces(Executor& pool, const PieceSums& piece_sums) {
        const auto task = [&](std::size_t t) {
            for (std::size_t i = task_begin_[t]; i < task_begin_[t + 1]; ++i) {
                piece_sums_[i] = piece_sums(pieces_[i]);
            }
        };
        const std::size_t tasks = task_begin_.size() - 1;
        if (tasks > 1 && pool.concurrency() > 1) {
            pool.for_each_index(tasks, task);
        } else {
            serial_executor::for_each_index(tasks, task);
        }
        collect();
    }

    void collect() {
        std::size_t i = 0;
        const auto next = [&](std::size_t group, std::size_t filter) {
            const std::size_t begin = i;
            while (i < pieces_.size() && pieces_[i].group == group && pieces_[i].filter == filter) {
                ++i;
            }
            sums s = pairwise_sum(std::span<const sums>(piece_sums_).subspan(begin, i - begin));
            if (masses_.empty()) {
                s.mv2 = layout_.groups()[group].options.mass * s.v2;
            }
            return s;
        };
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const std::size_t filters = layout_.groups()[g].filters();
            for (std::size_t f = 0; f < filters; ++f) {
                filters_[first_filter_[g] + f] = next(g, f);
            }
            groups_[g] = filters == 0 ? next(g, 0) : pairwise_sum(this->filters(g));
        }
    }

    template <class T>
    [[nodiscard]] sums piece_positions(const piece& p, const flat_view<T>& after,
                                       std::span<T> before, sums_level level) const {
        return for_each_block(p, [&](const filter_range& range) {
            std::array<T, detail::block_size> after_copy;
            if (range.contiguous) {
                T* old = before.data() + range[0];
                const T* now = after.load(range[0], range.count, after_copy.data());
                return add_block(detail::position_step<T>{now, old}, range, level);
            }
            std::array<T, detail::block_size> before_copy;
            for (std::size_t i = 0; i < range.count; ++i) {
                after_copy[i] = after[range[i]];
                before_copy[i] = before[range[i]];
            }
            const sums s = add_block(
                detail::position_step<T>{after_copy.data(), before_copy.data()}, range, level);
            for (std::size_t i = 0; i < range.count; ++i) {
                before[range[i]] = after_copy[i];
            }
            return s;
        });
    }

    template <class T, bool WithPositions>
    [[nodiscard]] sums piece_displacements(const piece& p, const flat_view<T>& step,
                                           std::span<const T> before, sums_level level) const {
        using step_type = detail::displacement_step<T, WithPositions>;
        return for_each_block(p, [&](const filter_range& range) {
            std::array<T, detail::block_size> step_copy, before_copy;
            if (range.contiguous) {
                const T* old = WithPositions ? before.data() + range[0] : nullptr;
                const T* now = step.load(range[0], range.count, step_copy.data());
                return add_block(step_type{now, old}, range, level);
            }
            for (std::size_t i = 0; i < range.count; ++i) {
                step_copy[i] = step[range[i]];
                before_copy[i] = WithPositions ? before[range[i]] : T{};
            }
            return add_block(step_type{step_copy.data(), before_copy.data()}, range, level);
        });
    }

    /// At most block_size scalars of a filter; `range[i]` is the place of the i-th in the layout.
    struct filter_range {
        std::size_t offset;   // of the group
        std::size_t filters;  // of the group, at least 1
        std::size_t chunk;    // scalars of one filter next to each other
        std::size_t filter;
        bool contiguous;    // whether a filter is a single chunk
        std::size_t begin;  // within the filter
        std::size_t count;
        [[nodiscard]] std::size_t operator[](std::size_t i) const noexcept {
            const std::size_t e = begin + i;
            return offset + (e / chunk * filters + filter) * chunk + e % chunk;
        }
    };

    template <class BlockSums>
    [[nodiscard]] sums for_each_block(const piece& p, const BlockSums& block) const {
        const group& g = layout_.groups()[p.group];
        const std::size_t filters = std::max<std::size_t>(g.filters(), 1);
        const std::size_t chunk = g.filters() == 0 ? g.size : g.filter_chunk();
        filter_range range{g.offset, filters, chunk, p.filter, chunk * filters == g.size, 0, 0};
        sums s;
        for (std::size_t done = 0; done < p.count; done += range.count) {
            range.begin = p.first + done;
            range.count = std::min(detail::block_size, p.count - done);
            s += block(range);
        }
        return s;
    }

    template <class Step>
    [[nodiscard]] sums add_block(const Step& step, const filter_range& range,
                                 sums_level level) const {
        if (masses_.empty()) {
            return level == sums_level::all
                       ? detail::sum_block<sums_level::all, false>(step, nullptr, range.count)
                       : detail::sum_block<sums_level::kinetic, false>(step, nullptr, range.count);
        }
        std::array<double, detail::block_size> mass;
        for (std::size_t i = 0; i < range.count; ++i) {
            mass[i] = masses_[range[i]];
        }
        return level == sums_level::all
                   ? detail::sum_block<sums_level::all, true>(step, mass.data(), range.count)
                   : detail::sum_block<sums_level::kinetic, true>(step, mass.data(), range.count);
    }

    layout layout_;
    std::vector<double> masses_;
    std::vector<sums> groups_;
    std::vector<sums> filters_;
    std::vector<std::size_t> first_filter_;
    std::vector<piece> pieces_;
    std::vector<sums> piece_sums_;
    std::vector<std::size_t> task_begin_{0};
    std::tuple<flat_view<float>, flat_view<double>> views_;
};

}  // namespace thermosgd
