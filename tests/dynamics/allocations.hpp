// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Counts what a test program allocates; for one translation unit per program.

#include <cstddef>
#include <cstdlib>
#include <new>

namespace test {

/// Allocations so far.
inline std::size_t allocations = 0;

}  // namespace test

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++test::allocations;
    if (void* memory = std::malloc(size > 0 ? size : 1)) {
        return memory;
    }
    throw std::bad_alloc();
}

[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++test::allocations;
    return std::malloc(size > 0 ? size : 1);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
