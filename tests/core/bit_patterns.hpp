// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Floating-point numbers of every kind, given by their bits so that no optimiser knows them.

#include <bit>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

template <class T>
struct bit_pattern {
    using bits_type = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    std::string name;
    bits_type bits;
    bool finite;

    /// The number, read at run time.
    [[nodiscard]] T value() const {
        const volatile bits_type hidden = bits;
        return std::bit_cast<T>(static_cast<bits_type>(hidden));
    }
};

/// One of each kind, of both signs.
template <class T>
std::vector<bit_pattern<T>> bit_patterns() {
    using bits = typename bit_pattern<T>::bits_type;
    constexpr int fraction = sizeof(T) == 4 ? 23 : 52;
    constexpr bits sign = bits{1} << (8 * sizeof(T) - 1);
    constexpr bits one = sizeof(T) == 4 ? bits{0x3f800000} : static_cast<bits>(0x3ff0000000000000);
    constexpr bits infinity = static_cast<bits>(~sign >> fraction << fraction);
    std::vector<bit_pattern<T>> all{
        {"zero", 0, true},
        {"smallest subnormal", 1, true},
        {"largest subnormal", (bits{1} << fraction) - 1, true},
        {"smallest normal", bits{1} << fraction, true},
        {"one", one, true},
        {"largest", infinity - 1, true},
        {"infinity", infinity, false},
        {"signalling NaN", infinity + 1, false},
        {"quiet NaN", infinity | bits{1} << (fraction - 1), false},
        {"NaN with every bit set", infinity | ((bits{1} << fraction) - 1), false},
    };
    for (std::size_t i = 0, positive = all.size(); i < positive; ++i) {
        all.push_back({"negative " + all[i].name, all[i].bits | sign, all[i].finite});
    }
    return all;
}
