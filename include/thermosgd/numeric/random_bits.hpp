// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Random bits that depend on a seed and a place only: no state, the same on every machine.

#include <thermosgd/core/namespace.hpp>

#include <cstdint>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Number `place` of the sequence that splitmix64 makes from `seed`. \cost 1 ns
/// \see Steele, Lea and Flood 2014
[[nodiscard]] constexpr std::uint64_t random_bits(std::uint64_t seed,
                                                  std::uint64_t place) noexcept {
    std::uint64_t z = seed + (place + 1) * 0x9e37'79b9'7f4a'7c15U;
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9U;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11ebU;
    return z ^ (z >> 31);
}

}  // namespace detail

/// The seed of one of many independent streams below one seed.
/// \param seed  any number \param index  of the stream
/// \return a seed for random_stream; different indices give different ones \cost 2 ns
[[nodiscard]] constexpr std::uint64_t stream_seed(std::uint64_t seed,
                                                  std::uint64_t index) noexcept {
    return detail::random_bits(detail::random_bits(seed, 0) ^ (index * 0xd134'2543'de82'ef95U), 0);
}

}  // namespace THERMOSGD_NAMESPACE
