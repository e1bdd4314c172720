// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A stream of random numbers that the caller owns, the same on every machine.

#include <thermosgd/core/error.hpp>
#include <thermosgd/numeric/random_bits.hpp>
#include <thermosgd/numeric/random_source.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace thermosgd {

/// xoshiro256** seeded by splitmix64, with uniform and normal numbers on top.
///
/// The standard library fixes its engines but not its distributions; these are fixed, so that a
/// seed says the same on every platform but for the rounding of log(). Two seeds give streams that
/// are independent for all practical purposes. A copy goes on as the original would; archive()
/// stores the stream with a checkpoint.
/// \see Blackman and Vigna 2021; Marsaglia and Bray 1964 (the polar method)
class random_stream {
public:
    /// A stream that depends on the seed only. \param seed  any number
    explicit random_stream(std::uint64_t seed = 0) noexcept {
        for (std::uint64_t place = 0; place < 4; ++place) {
            state_[place] = detail::random_bits(seed, place);
        }
    }

    /// 64 random bits. \cost 1 ns
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

    /// A number uniform in [0, 1), a multiple of 2⁻⁵³. \cost 1 ns
    double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }

    /// A number of the standard normal law. \cost about 15 ns; every second call has it at hand
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

    /// Whether two streams go on in the same way. \cost O(1)
    friend bool operator==(const random_stream& a, const random_stream& b) noexcept {
        return std::equal(a.state_, a.state_ + 4, b.state_) && a.has_spare_ == b.has_spare_ &&
               (!a.has_spare_ || a.spare_ == b.spare_);
    }

    /// Hands the state to `ar`, a callable that reads or writes each member in order.
    /// \throws error if what was read is no state of this generator
    template <class Archive>
    void archive(Archive& ar) {
        for (std::uint64_t& word : state_) {
            ar(word);
        }
        ar(spare_);
        ar(has_spare_);
        if ((state_[0] | state_[1] | state_[2] | state_[3]) == 0) {
            THERMOSGD_THROW(
                error("random_stream: the stored state is all zeros, expected one that "
                      "a seed can reach"));
        }
    }

private:
    std::uint64_t state_[4]{};
    double spare_ = 0;
    bool has_spare_ = false;
};

static_assert(random_source<random_stream>);

}  // namespace thermosgd
