// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The sums of one buffer without a layout: what the free functions of observables/ stand on.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/flat_view.hpp>
#include <thermosgd/core/sum_block.hpp>
#include <thermosgd/core/sums.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// Throws unless `p` and `q` pair up scalar by scalar: equal sizes, and storage in the same order.
///
/// \param function  name of the caller, for the message
/// \throws layout_error naming both sizes, or the orders: a row-major array against a column-major
///         one would pair the wrong scalars
/// \cost O(number of buffers)
template <parameter_argument P, parameter_argument Q>
void require_paired(const char* function, const P& p, const Q& q) {
    const std::size_t p_size = parameter_count(p);
    const std::size_t q_size = parameter_count(q);
    if (p_size != q_size) {
        THERMOSGD_THROW(layout_error(std::string(function) + ": the buffers hold " +
                                     std::to_string(p_size) + " and " + std::to_string(q_size) +
                                     " scalars, expected equal numbers"));
    }
    const storage_order a = order_of(p);
    const storage_order b = order_of(q);
    const bool any_order = a == storage_order::flat || b == storage_order::flat;
    if (!any_order && (a != b || a == storage_order::mixed)) {
        THERMOSGD_THROW(layout_error(std::string(function) +
                                     ": row-major against column-major buffers, expected the same "
                                     "storage order"));
    }
}

namespace detail {

/// Calls `f(first, count, const T* block)` for consecutive blocks of `p`, at most block_size long.
template <class P, class F>
void for_each_block(const P& p, F&& f) {
    using scalar = parameter_value_t<P>;
    std::size_t first = 0;
    for_each_run(p, [&](strided_run<const scalar> r) {
        std::array<scalar, block_size> copy;
        for (std::size_t done = 0; done < r.size;) {
            const std::size_t count = (std::min)(block_size, r.size - done);
            const scalar* block = copy.data();
            if (r.contiguous()) {
                block = r.data + done;
            } else {
                for (std::size_t i = 0; i < count; ++i) {
                    copy[i] = r[done + i];
                }
            }
            f(first, count, block);
            done += count;
            first += count;
        }
    });
}

}  // namespace detail

/// The sums over a buffer of displacements (or velocities), every mass 1.
///
/// \param v  displacements, shape any [theta per step]
/// \return Σv … Σv⁴, d and the counts; Σx·v and Σx² are NaN: no position is given
/// \cost one read of v; no allocation
template <parameter_argument P>
[[nodiscard]] sums displacement_sums(const P& v) {
    using step_type = detail::displacement_step<parameter_value_t<P>, false>;
    sums total;
    detail::for_each_block(v, [&](std::size_t, std::size_t count, const auto* block) {
        total += detail::sum_block<sums_level::all, false>(step_type{block, nullptr}, nullptr,
                                                           count, detail::best_simd());
    });
    return total;
}

/// The sums over a buffer of displacements with one mass per parameter.
///
/// \param v       displacements, shape any [theta per step]
/// \param masses  as many masses, paired in storage order [loss·time²/theta²]
/// \return as above with Σm v²
/// \throws layout_error if the two do not pair up
/// \cost one read of each; one allocation of O(runs)
template <parameter_argument P, parameter_argument M>
[[nodiscard]] sums displacement_sums(const P& v, const M& masses) {
    require_paired("displacement_sums", v, masses);
    using step_type = detail::displacement_step<parameter_value_t<P>, false>;
    using mass_type = parameter_value_t<M>;
    flat_view<mass_type> mass;
    mass.assign(masses);
    sums total;
    detail::for_each_block(v, [&](std::size_t first, std::size_t count, const auto* block) {
        std::array<mass_type, detail::block_size> copy;
        std::array<double, detail::block_size> wide;
        std::copy_n(mass.load(first, count, copy.data()), count, wide.begin());
        total += detail::sum_block<sums_level::all, true>(step_type{block, nullptr}, wide.data(),
                                                          count, detail::best_simd());
    });
    return total;
}

}  // namespace THERMOSGD_NAMESPACE
