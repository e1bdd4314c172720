// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A generator of random numbers with saveable state, whose sequence does not depend on the library.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace cnn {

/// One step of splitmix64: mixes the bits of `state` after adding the golden-ratio increment.
///
/// \see Steele, Lea & Flood 2014
[[nodiscard]] constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/// A number that names one of many independent streams below a seed.
[[nodiscard]] constexpr std::uint64_t stream_seed(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t state = seed;
    const std::uint64_t mixed = splitmix64(state);
    state = mixed ^ (index * 0xd1342543de82ef95ULL);
    return splitmix64(state);
}

/// xoshiro256**: 64 random bits per call, period 2^256 − 1.
///
/// \see Blackman & Vigna 2021
class random_generator {
public:
    /// The state is four numbers of splitmix64 started at `seed`.
    explicit constexpr random_generator(std::uint64_t seed = 0) {
        for (std::uint64_t& word : state_) {
            word = splitmix64(seed);
        }
    }

    /// The next 64 random bits.
    constexpr std::uint64_t operator()() {
        const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    constexpr double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

    /// Uniform in {0, …, bound − 1}, without bias; bound > 0.
    ///
    /// \see Lemire 2019
    constexpr std::uint32_t below(std::uint32_t bound) {
        std::uint64_t product = ((*this)() >> 32) * bound;
        if (static_cast<std::uint32_t>(product) < bound) {
            const std::uint32_t threshold = (0U - bound) % bound;
            while (static_cast<std::uint32_t>(product) < threshold) {
                product = ((*this)() >> 32) * bound;
            }
        }
        return static_cast<std::uint32_t>(product >> 32);
    }

    /// Saves or restores the state.
    template <class Archive>
    void archive(Archive& ar) {
        ar(state_);
    }

    friend constexpr bool operator==(const random_generator&, const random_generator&) = default;

private:
    std::array<std::uint64_t, 4> state_{};
};

/// Puts the elements of `range` in an order drawn uniformly from all orders (Fisher–Yates).
///
/// \param range  random access, at most 2^32 − 1 elements     \cost O(n), no allocation
template <class Range>
constexpr void shuffle(Range& range, random_generator& generator) {
    for (std::size_t i = range.size(); i > 1; --i) {
        using std::swap;
        swap(range[i - 1], range[generator.below(static_cast<std::uint32_t>(i))]);
    }
}

}  // namespace cnn
