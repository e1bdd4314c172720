// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The interface through which the library runs independent tasks, serially or on a pool that the
/// user owns.

#include <thermosgd/core/namespace.hpp>

#include <concepts>
#include <cstddef>

namespace THERMOSGD_NAMESPACE {

/// Something that calls `task(i)` once for every i in [0, count) and returns when all are done.
///
/// The order and the thread of each call are the executor's choice; results never depend on them,
/// because tasks write to disjoint places and partial results are combined in index order.
/// A thread pool, an OpenMP loop or a TBB arena fits in one line. `concurrency()` is the number of
/// tasks that may run at once [1].
template <class Executor>
concept executor = requires(Executor& e, std::size_t count, void (&task)(std::size_t)) {
    { e.concurrency() } -> std::convertible_to<std::size_t>;
    e.for_each_index(count, task);
};

/// Runs every task on the calling thread, in index order.
///
/// \cost no thread, no allocation.
struct serial_executor {
    /// The number of tasks that run at once: 1.
    [[nodiscard]] static constexpr std::size_t concurrency() noexcept { return 1; }

    /// Calls `task(0) … task(count − 1)` in order.
    template <class Task>
    static constexpr void for_each_index(std::size_t count, Task&& task) {
        for (std::size_t i = 0; i < count; ++i) {
            task(i);
        }
    }
};

static_assert(executor<serial_executor>);

}  // namespace THERMOSGD_NAMESPACE
