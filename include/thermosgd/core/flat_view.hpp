// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Parameters numbered through: any scalar, or a range of them next to each other, by its number.

#include <thermosgd/core/buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The runs of some parameters with the number of the first scalar of each.
///
/// It borrows the memory: use it within the call that received the parameters. Scalars that do not
/// stay where they are handed out (an adapter that widens, a range of buffers by value) are copied.
/// \cost 16 to 32 bytes per run; one run per contiguous buffer; a copy only where one is needed
template <real_scalar T>
class flat_view {
public:
    /// Collects the runs of `p` in place of those before.
    /// \cost O(runs), or a copy; allocates only for more runs or scalars than ever before
    template <parameters P>
    void assign(const P& p) {
        clear();
        if constexpr (detail::runs_outlive_the_walk<std::remove_cvref_t<P>>()) {
            for_each_run(p, [this](strided_run<const T> r) {
                if (r.size != 0) {
                    runs_.push_back({r, size_});
                    size_ += r.size;
                }
            });
        } else {
            for_each_run(p, [this](strided_run<const T> r) {
                if (r.contiguous()) {
                    copied_.insert(copied_.end(), r.data, r.data + r.size);
                    return;
                }
                for (std::size_t i = 0; i < r.size; ++i) {
                    copied_.push_back(r[i]);
                }
            });
            size_ = copied_.size();
            if (size_ != 0) {
                runs_.push_back({{copied_.data(), size_}, 0});
            }
        }
    }

    /// Allocates what assign() needs for `p`, where nothing was collected before.
    /// \cost as assign(), once
    template <parameters P>
    void make_room(const P& p) {
        if (runs_.capacity() == 0) {
            assign(p);
            clear();
        }
    }

    /// Forgets the memory, keeping the room for its runs. \cost O(1)
    void clear() noexcept {
        runs_.clear();
        copied_.clear();
        size_ = 0;
    }

    /// The number of scalars. \cost O(1)
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The i-th scalar. \pre i < size() \cost O(log runs)
    [[nodiscard]] T operator[](std::size_t i) const {
        const placed_run& r = *find(i);
        return r.scalars[i - r.first];
    }

    /// The `count` scalars from number `first` on, next to each other.
    ///
    /// \param copy  room for `count` scalars, used when they are not next to each other
    /// \return into the buffer itself where one contiguous run holds them all, else `copy`
    /// \pre first + count <= size(), count > 0 \cost O(count) at most
    [[nodiscard]] const T* load(std::size_t first, std::size_t count, T* copy) const {
        auto r = runs_.size() == 1 ? runs_.begin() : find(first);
        std::size_t within = first - r->first;
        if (r->scalars.contiguous() && within + count <= r->scalars.size) {
            return r->scalars.data + within;
        }
        for (std::size_t done = 0; done < count; ++r, within = 0) {
            const std::size_t n = (std::min)(count - done, r->scalars.size - within);
            for (std::size_t i = 0; i < n; ++i) {
                copy[done + i] = r->scalars[within + i];
            }
            done += n;
        }
        return copy;
    }

private:
    struct placed_run {
        strided_run<const T> scalars;
        std::size_t first;
    };

    [[nodiscard]] auto find(std::size_t i) const {
        return std::upper_bound(runs_.begin(), runs_.end(), i,
                                [](std::size_t n, const placed_run& r) { return n < r.first; }) -
               1;
    }

    std::vector<placed_run> runs_;
    std::vector<T> copied_;  // scalars that do not stay where they were
    std::size_t size_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
