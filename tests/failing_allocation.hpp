// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Counts what a test program allocates, and fails one allocation where a test asks for it; for one
/// translation unit per program.

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>

namespace test {

/// Allocations so far.
inline std::size_t allocations = 0;

/// Those not freed yet.
inline std::size_t live_allocations = 0;

inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

/// How many more succeed before one fails.
inline std::size_t allocations_before_failure = never;

/// Fails allocation number `n` from here on (0 is the next) until the end of the scope, once.
class failing_allocation {
public:
    explicit failing_allocation(std::size_t n) { allocations_before_failure = n; }
    failing_allocation(const failing_allocation&) = delete;
    failing_allocation& operator=(const failing_allocation&) = delete;
    ~failing_allocation() { allocations_before_failure = never; }

    /// Whether it has failed.
    [[nodiscard]] static bool happened() { return allocations_before_failure == never; }
};

/// Calls `action`. \return whether it ended with std::bad_alloc; what else it throws is passed on
template <class Action>
bool runs_out_of_memory(Action&& action) {
    try {
        action();
        return false;
    } catch (const std::bad_alloc&) {
        return true;
    }
}

/// Calls `scenario(n)` for n = 0, 1, … until it says that allocation n was not reached.
/// \return how many were failed; an optimising compiler leaves some out, so tests ask for about half
template <class Scenario>
std::size_t fail_each_allocation(Scenario&& scenario) {
    std::size_t n = 0;
    while (scenario(n)) {
        ++n;
    }
    return n;
}

inline void* allocate(std::size_t size) noexcept {
    ++allocations;
    if (allocations_before_failure != never && allocations_before_failure-- == 0) {
        allocations_before_failure = never;
        return nullptr;
    }
    void* const memory = std::malloc(size > 0 ? size : 1);
    live_allocations += memory != nullptr ? 1U : 0U;
    return memory;
}

inline void release(void* memory) noexcept {
    live_allocations -= memory != nullptr ? 1U : 0U;
    std::free(memory);
}

}  // namespace test

[[gnu::noinline]] void* operator new(std::size_t size) {
    if (void* memory = test::allocate(size)) {
        return memory;
    }
    throw std::bad_alloc();
}

[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return test::allocate(size);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
    test::release(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    test::release(memory);
}
