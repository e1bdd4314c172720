// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The random numbers of the tests: the same on every platform, compiler and standard library.

#include <bit>
#include <cmath>
#include <cstdint>

namespace test {

/// xoshiro256** seeded by splitmix64, with uniform and normal numbers on top.
///
/// The standard library fixes its engines but not its distributions; a test with a fixed seed needs
/// both fixed. Copyable; two streams with different seeds are independent for all purposes here.
/// \see Blackman and Vigna 2021; Steele, Lea and Flood 2014
class random_stream {
public:
    /// A stream that depends on the seed only.
    explicit random_stream(std::uint64_t seed) noexcept {
        for (std::uint64_t& word : state_) {
            seed += 0x9e37'79b9'7f4a'7c15;
            std::uint64_t z = seed;
            z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
            z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
            word = z ^ (z >> 31);
        }
    }

    /// 64 random bits.
    std::uint64_t bits() noexcept {
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

    /// A number uniform in [0, 1), a multiple of 2⁻⁵³.
    double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }

    /// An index uniform in [0, count) with a bias below count/2⁶⁴.
    std::uint64_t below(std::uint64_t count) noexcept { return bits() % count; }

    /// A number of the standard normal distribution, by Marsaglia's polar method.
    double normal() noexcept {
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        double x = 0;
        double y = 0;
        double square = 0;
        do {
            x = 2 * uniform() - 1;
            y = 2 * uniform() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        const double scale = std::sqrt(-2 * std::log(square) / square);
        spare_ = y * scale;
        has_spare_ = true;
        return x * scale;
    }

private:
    std::uint64_t state_[4];
    double spare_ = 0;
    bool has_spare_ = false;
};

}  // namespace test
