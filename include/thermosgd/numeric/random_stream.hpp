// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A stream of random numbers that the caller owns, the same on every machine.

#include <thermosgd/core/error.hpp>
#include <thermosgd/numeric/random_bits.hpp>
#include <thermosgd/numeric/random_source.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// xoshiro256**: 64 random bits per call, period 2²⁵⁶ − 1. \see Blackman and Vigna 2021
class xoshiro256 {
public:
    /// The state is the first four numbers of splitmix64. \param seed  any number
    explicit constexpr xoshiro256(std::uint64_t seed) noexcept {
        for (std::uint64_t place = 0; place < 4; ++place) {
            state_[place] = random_bits(seed, place);
        }
    }

    /// 64 random bits. \cost 1 ns
    constexpr std::uint64_t operator()() noexcept {
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

    /// Hands the state to `ar`. \throws error for a state of zeros, which no seed reaches
    template <class Archive>
    void archive(Archive& ar) {
        for (std::uint64_t& number : state_) {
            ar(number);
        }
        if ((state_[0] | state_[1] | state_[2] | state_[3]) == 0) {
            THERMOSGD_THROW(
                error("random_stream: the stored state is all zeros, expected one that "
                      "a seed can reach"));
        }
    }

    /// Whether two generators go on in the same way.
    friend constexpr bool operator==(const xoshiro256&, const xoshiro256&) = default;

private:
    std::array<std::uint64_t, 4> state_{};
};

/// splitmix64: the numbers random_bits(seed, 0), random_bits(seed, 1), and so on.
/// \see Steele, Lea and Flood 2014
class splitmix64 {
public:
    /// \param seed  any number
    explicit constexpr splitmix64(std::uint64_t seed) noexcept : seed_(seed) {}

    /// 64 random bits. \cost 1 ns
    constexpr std::uint64_t operator()() noexcept { return random_bits(seed_, drawn_++); }

    /// Hands the state to `ar`.
    template <class Archive>
    void archive(Archive& ar) {
        ar(seed_);
        ar(drawn_);
    }

    /// Whether two generators go on in the same way.
    friend constexpr bool operator==(const splitmix64&, const splitmix64&) = default;

private:
    std::uint64_t seed_;
    std::uint64_t drawn_ = 0;
};

}  // namespace detail

/// Uniform and normal numbers from the bits of a generator, the same on every machine.
///
/// The standard library fixes its engines and leaves its distributions open; here both are fixed,
/// so that a seed gives the same numbers on every platform up to the rounding of log(). Two seeds
/// give streams that are independent for all practical purposes. A copy goes on as the original
/// would; archive() stores the stream with a checkpoint.
/// \tparam Generator  of 64 bits per call; random_stream is the one to use
/// \see Marsaglia and Bray 1964 (the polar method); Lemire 2019 (numbers below a bound)
template <class Generator>
class basic_random_stream {
public:
    /// A stream that depends on the seed only. \param seed  any number
    explicit constexpr basic_random_stream(std::uint64_t seed = 0) noexcept : generator_(seed) {}

    /// 64 random bits. \cost 1 ns
    constexpr std::uint64_t bits() noexcept { return generator_(); }

    /// A number uniform in [0, 1), a multiple of 2⁻⁵³. \cost 1 ns
    constexpr double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }

    /// A number uniform in {0, …, bound − 1}, without bias. \param bound  > 0 \cost 2 ns
    constexpr std::uint32_t below(std::uint32_t bound) noexcept {
        std::uint64_t product = (bits() >> 32) * bound;
        if (static_cast<std::uint32_t>(product) < bound) {
            const std::uint32_t threshold = (0U - bound) % bound;
            while (static_cast<std::uint32_t>(product) < threshold) {
                product = (bits() >> 32) * bound;
            }
        }
        return static_cast<std::uint32_t>(product >> 32);
    }

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
    friend bool operator==(const basic_random_stream& a, const basic_random_stream& b) noexcept {
        return a.generator_ == b.generator_ && a.has_spare_ == b.has_spare_ &&
               (!a.has_spare_ || a.spare_ == b.spare_);
    }

    /// Hands the state to `ar`, a callable that reads or writes each member in order.
    /// \throws error if what was read is no state of the generator
    template <class Archive>
    void archive(Archive& ar) {
        generator_.archive(ar);
        ar(spare_);
        ar(has_spare_);
    }

private:
    Generator generator_;
    double spare_ = 0;
    bool has_spare_ = false;
};

/// The stream that the library draws from: xoshiro256**, seeded by splitmix64.
using random_stream = basic_random_stream<detail::xoshiro256>;

namespace detail {

/// A stream whose state is a seed and a count; the bootstrap of rankings draws from it.
using counted_stream = basic_random_stream<splitmix64>;

}  // namespace detail

static_assert(random_source<random_stream> && random_source<detail::counted_stream>);

}  // namespace THERMOSGD_NAMESPACE
