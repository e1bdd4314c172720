// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a kernel sees of a parameter buffer, written down for comparison.

#include <thermosgd/core/buffer.hpp>

#include <cstddef>
#include <vector>

/// The scalars of a buffer in the order of its runs, and how many runs there were.
template <class T>
struct walked {
    std::vector<T> scalars{};
    std::vector<const T*> addresses{};
    std::size_t runs = 0;
};

template <class P>
walked<thermosgd::parameter_value_t<P>> walk(const P& p) {
    using value = thermosgd::parameter_value_t<P>;
    walked<value> seen;
    thermosgd::for_each_run(p, [&](thermosgd::strided_run<const value> r) {
        ++seen.runs;
        for (std::size_t i = 0; i < r.size; ++i) {
            seen.scalars.push_back(r[i]);
            seen.addresses.push_back(&r[i]);
        }
    });
    return seen;
}
