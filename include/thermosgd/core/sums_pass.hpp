// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The one pass over memory: the sums of every group and filter of a layout.

#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/filter_range.hpp>
#include <thermosgd/core/flat_view.hpp>
#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/sum_block.hpp>
#include <thermosgd/core/sums.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Adds up the sums of every group and filter, the same bits for any number of threads.
///
/// Each filter (or whole group, if it has none) is cut into fixed blocks; blocks add up in order
/// within a piece of 16, pieces in a fixed tree to a filter, filters in a fixed tree to their
/// group. Who computes a piece does not matter. The bits are the same for one instruction set and
/// compiler; another set may contract a·b + c differently.
/// Parameters of 16 bits leave the same bits as floats of the same values.
/// \cost one pass: 12 bytes per float parameter for positions (two reads, one write), 4 for
///       displacements, 6 and 2 for 16 bits; O(filters + d / 65,536), allocated at construction
class sums_pass {
public:
    sums_pass() = default;

    /// Prepares the pass over buffers of this layout.
    /// \param layout   groups and filters
    /// \param masses  one mass per scalar of the layout, skipped ones included, or empty: then
    ///                Σm v² uses the mass of the group [loss·time²/theta²]
    /// \param mass_of_learning_rate  which mass of a group it is, see group::mass()
    /// \throws layout_error if there are masses but not layout.size() of them
    /// \cost O(filters + d / 65,536), allocates
    explicit sums_pass(thermosgd::layout layout, std::vector<double> masses = {},
                       bool mass_of_learning_rate = false)
        : layout_(std::move(layout)),
          masses_(std::move(masses)),
          mass_of_learning_rate_(mass_of_learning_rate),
          groups_(layout_.groups().size()) {
        if (!masses_.empty()) {
            require_size("sums_pass: masses", layout_, masses_.size());
        }
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const group& current = layout_.groups()[g];
            first_filter_.push_back(filters_.size());
            add_pieces(current, 0);
            for (std::size_t f = 1; f < current.filters(); ++f) {
                add_pieces(current, f);
            }
            filters_.resize(filters_.size() + current.filters());
        }
        first_filter_.push_back(filters_.size());
        piece_sums_.resize(pieces_.size());
        cut_into_tasks();
    }

    /// Takes the sums between two positions, `before` (overwritten by `after`) and `after`.
    /// \param after   parameters after the step, layout().size() scalars
    /// \param before  parameters before it; holds a copy of `after` on return (skipped ranges are
    ///                left alone)
    /// \param level   what to take
    /// \param pool    runs the pieces; off below 131,072 scalars, where a pool has nothing to gain
    /// \throws layout_error if a size differs from the layout's
    template <parameter_argument P, executor Executor>
    void positions(const P& after, std::span<parameter_value_t<P>> before, sums_level level,
                   Executor& pool) {
        using scalar = parameter_value_t<P>;
        require_size("sums_pass::positions: after", layout_, parameter_count(after));
        require_size("sums_pass::positions: before", layout_, before.size());
        flat_view<scalar>& view = std::get<flat_view<scalar>>(views_);
        view.assign(after);
        run_pieces(pool, [&](const detail::filter_range& p) {
            return piece_positions<scalar>(p, view, before, level);
        });
        view.clear();
    }

    /// Allocates what a pass over `p` needs, where there was none before. \cost a copy, once
    template <parameter_argument P>
    void make_room(const P& p) {
        std::get<flat_view<parameter_value_t<P>>>(views_).make_room(p);
    }

    /// Takes the sums of a displacement, with the positions before the step or without (then Σx·v
    /// and Σx² are NaN).
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
        run_pieces(pool, [&](const detail::filter_range& p) {
            return before.empty() ? piece_displacements<scalar, false>(p, view, before, level)
                                  : piece_displacements<scalar, true>(p, view, before, level);
        });
        view.clear();
    }

    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const thermosgd::layout& layout() const noexcept { return layout_; }

    /// The masses of single scalars; empty where they are those of the groups. \cost O(1)
    [[nodiscard]] std::span<const double> masses() const noexcept { return masses_; }

    /// The same, to be set for the passes to come. \cost O(1)
    [[nodiscard]] std::span<double> masses() noexcept { return masses_; }

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
    static constexpr std::size_t parallel_from = 2 * piece_size;  // where two threads break even

    /// Cuts one filter, or a group without filters, into pieces.
    void add_pieces(const group& current, std::size_t filter) {
        detail::filter_range piece(current, filter);
        const std::size_t size = current.size / piece.filters;
        for (piece.begin = 0; piece.begin < size; piece.begin += piece_size) {
            piece.count = (std::min)(piece_size, size - piece.begin);
            pieces_.push_back(piece);
        }
        first_piece_.push_back(pieces_.size());
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
                ::new (static_cast<void*>(&piece_sums_[i])) sums(piece_sums(pieces_[i]));
            }
        };
        const std::size_t tasks = task_begin_.size() - 1;
        if (layout_.size() >= parallel_from && pool.concurrency() > 1) {
            pool.for_each_index(tasks, task);
        } else {
            serial_executor::for_each_index(tasks, task);
        }
        collect();
    }

    void collect() {
        std::size_t unit = 0;  // a filter, or a group without filters
        const auto next = [&](const group& current, sums& s) {
            const std::size_t begin = first_piece_[unit];
            const std::size_t end = first_piece_[++unit];
            s = pairwise_sum({piece_sums_.data() + begin, end - begin});
            if (masses_.empty()) {
                s.mv2 = current.mass(mass_of_learning_rate_) * s.v2;
            }
        };
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const group& current = layout_.groups()[g];
            const std::size_t begin = first_filter_[g], end = first_filter_[g + 1];
            for (std::size_t f = begin; f < end; ++f) {
                next(current, filters_[f]);
            }
            if (begin == end) {
                next(current, groups_[g]);
            } else {
                groups_[g] = pairwise_sum(filters(g));
            }
        }
    }

    template <class T>
    [[nodiscard]] sums piece_positions(const detail::filter_range& p, const flat_view<T>& after,
                                       std::span<T> before, sums_level level) const {
        return for_each_block(p, [&](const detail::filter_range& range) {
            std::array<T, detail::block_size> after_copy;
            if (range.contiguous) {
                const std::size_t first = range.place(range.begin);
                const T* now = after.load(first, range.count, after_copy.data());
                return add_block(detail::position_step<T>{now, before.data() + first}, range,
                                 level);
            }
            std::array<T, detail::block_size> before_copy;
            range.for_each_chunk([&](std::size_t i, std::size_t place, std::size_t count) {
                const T* now = after.load(place, count, after_copy.data() + i);
                for (std::size_t k = 0; k < count; ++k) {
                    after_copy[i + k] = now[k];
                    before_copy[i + k] = before[place + k];
                    before[place + k] = now[k];
                }
            });
            return add_block(detail::position_step<T>{after_copy.data(), before_copy.data()}, range,
                             level);
        });
    }

    template <class T, bool WithPositions>
    [[nodiscard]] sums piece_displacements(const detail::filter_range& p, const flat_view<T>& step,
                                           std::span<const T> before, sums_level level) const {
        using step_type = detail::displacement_step<T, WithPositions>;
        return for_each_block(p, [&](const detail::filter_range& range) {
            std::array<T, detail::block_size> step_copy, before_copy;
            if (range.contiguous) {
                const std::size_t first = range.place(range.begin);
                const T* old = WithPositions ? before.data() + first : nullptr;
                const T* now = step.load(first, range.count, step_copy.data());
                return add_block(step_type{now, old}, range, level);
            }
            range.for_each_chunk([&](std::size_t i, std::size_t place, std::size_t count) {
                const T* now = step.load(place, count, step_copy.data() + i);
                for (std::size_t k = 0; k < count; ++k) {
                    step_copy[i + k] = now[k];
                    before_copy[i + k] = WithPositions ? before[place + k] : T{};
                }
            });
            return add_block(step_type{step_copy.data(), before_copy.data()}, range, level);
        });
    }

    template <class BlockSums>
    [[nodiscard]] sums for_each_block(const detail::filter_range& p, const BlockSums& block) const {
        if (p.count <= detail::block_size) {
            return block(p);
        }
        detail::filter_range range = p;
        sums s;
        for (std::size_t done = 0; done < p.count; done += range.count) {
            range.begin = p.begin + done;
            range.count = (std::min)(detail::block_size, p.count - done);
            s += block(range);
        }
        return s;
    }

    template <class Step>
    [[nodiscard]] sums add_block(const Step& step, const detail::filter_range& range,
                                 sums_level level) const {
        if (masses_.empty()) {
            return detail::sum_block_at<false>(level, step, nullptr, range.count, simd_);
        }
        std::array<double, detail::block_size> mass;
        range.for_each_chunk([&](std::size_t i, std::size_t place, std::size_t count) {
            std::copy_n(masses_.data() + place, count, mass.data() + i);
        });
        return detail::sum_block_at<true>(level, step, mass.data(), range.count, simd_);
    }

    detail::simd simd_ = detail::best_simd();
    thermosgd::layout layout_;
    std::vector<double> masses_;
    bool mass_of_learning_rate_ = false;
    std::vector<sums> groups_;
    std::vector<sums> filters_;
    std::vector<std::size_t> first_filter_;
    std::vector<detail::filter_range> pieces_;
    std::vector<std::size_t> first_piece_{0};
    std::vector<sums> piece_sums_;
    std::vector<std::size_t> task_begin_{0};
    std::tuple<flat_view<float>, flat_view<double>, flat_view<bfloat16>, flat_view<float16>> views_;
};

}  // namespace THERMOSGD_NAMESPACE
