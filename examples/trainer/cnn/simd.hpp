// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The native SIMD vector of this machine, samples in its lanes, and loops unrolled at compile time.

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cnn {

/// Samples that are computed together: the number of lanes of one *block* [samples].
///
/// Every activation is stored as [channel][row][column][lane]; a gradient is summed block by block,
/// so that this number (and not the number of threads) fixes the order of additions.
inline constexpr std::size_t lanes = 16;

/// Bytes of a vector register of the instruction set that this file is compiled for.
#if defined(__AVX512F__)
inline constexpr std::size_t native_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t native_bytes = 32;
#else
inline constexpr std::size_t native_bytes = 16;
#endif

namespace detail {

template <class T, std::size_t Bytes>
struct vector_type {
    using type [[gnu::vector_size(Bytes)]] = T;
};

}  // namespace detail

/// The native vector of scalars T: 4 floats with SSE2 or NEON, 8 with AVX2, 16 with AVX-512.
///
/// A vector of the compiler's own (g++ and clang): arithmetic, comparison and `mask ? a : b` work lane
/// by lane, and a multiplication and an addition in one expression become one instruction.
template <class T>
using vector_of = typename detail::vector_type<T, native_bytes>::type;

/// Scalars in one native vector [1].
template <class T>
inline constexpr std::size_t width = native_bytes / sizeof(T);

/// Native vectors that hold the lanes of one block [1].
template <class T>
inline constexpr std::size_t vectors = lanes / width<T>;

/// Vector registers of the instruction set that this file is compiled for [1].
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t vector_registers = 32;
#else
inline constexpr std::size_t vector_registers = 16;
#endif

/// Whether a product and its addition are one instruction where this file is compiled for.
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
inline constexpr bool fused_multiply_add = true;
#else
inline constexpr bool fused_multiply_add = false;
#endif

/// Reads one native vector; `source` needs the alignment of T only.
template <class T>
[[nodiscard, gnu::always_inline]] inline vector_of<T> load(const T* source) {
    vector_of<T> value;
    std::memcpy(&value, source, sizeof(value));
    return value;
}

/// Writes one native vector; `target` needs the alignment of T only.
template <class T>
[[gnu::always_inline]] inline void store(T* target, const vector_of<T>& value) {
    std::memcpy(target, &value, sizeof(value));
}

/// A native vector of equal lanes.
template <class T>
[[nodiscard, gnu::always_inline]] inline vector_of<T> broadcast(T value) {
    return value - vector_of<T>{};
}

/// The sum of the lanes of a vector, halves added first.
template <class T, class Vector>
[[nodiscard, gnu::always_inline]] inline T sum_lanes(const Vector& value) {
    constexpr std::size_t half = sizeof(Vector) / sizeof(T) / 2;
    if constexpr (half == 1) {
        return value[0] + value[1];
    } else {
        typename detail::vector_type<T, half * sizeof(T)>::type low;
        typename detail::vector_type<T, half * sizeof(T)>::type high;
        std::memcpy(&low, &value, sizeof(low));
        std::memcpy(&high, reinterpret_cast<const char*>(&value) + sizeof(low), sizeof(high));
        return sum_lanes<T>(low + high);
    }
}

namespace detail {

/// {a₀ + a₀', b₀ + b₀', a₁ + a₁', …}, a' being the upper half of a.
template <class Vector, std::size_t... I>
[[nodiscard, gnu::always_inline]] inline Vector interleaved_halves(const Vector& a, const Vector& b,
                                                                   std::index_sequence<I...>) {
    constexpr std::size_t half = sizeof...(I) / 2;
    return __builtin_shufflevector(a, b, (I % 2 * 2 * half + I / 2)...) +
           __builtin_shufflevector(a, b, (I % 2 * 2 * half + I / 2 + half)...);
}

}  // namespace detail

/// target[i] += the sum of the lanes of vector i of `source`, bit for bit sum_lanes of it.
///
/// \cost a fifth of `Count` calls of sum_lanes: as many vectors as one has lanes are summed together
template <std::size_t Count, class T>
void add_lane_sums(const T* source, T* target) {
    constexpr std::size_t whole = Count / width<T> * width<T>;
    for (std::size_t first = 0; first < whole; first += width<T>) {
        vector_of<T> sums[width<T>];
        for (std::size_t i = 0; i < width<T>; ++i) {
            sums[i] = load(source + (first + i) * width<T>);
        }
        for (std::size_t half = width<T> / 2; half > 0; half /= 2) {
            for (std::size_t i = 0; i < half; ++i) {
                sums[i] = detail::interleaved_halves(sums[i], sums[i + half],
                                                     std::make_index_sequence<width<T>>{});
            }
        }
        store(target + first, load(target + first) + sums[0]);
    }
    for (std::size_t i = whole; i < Count; ++i) {
        target[i] += sum_lanes<T>(load(source + i * width<T>));
    }
}

/// The integer N as a type, so that a lambda can use its argument as a constant.
template <std::size_t N>
using constant = std::integral_constant<std::size_t, N>;

/// Calls `body(constant<0>{}) … body(constant<N − 1>{})`, unrolled at compile time.
template <std::size_t N, class Body>
[[gnu::always_inline]] inline constexpr void unroll(Body&& body) {
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        (body(constant<I>{}), ...);
    }(std::make_index_sequence<N>{});
}

/// Cuts [0, Total) into tiles of `Step` and a smaller last one: calls `body(start, constant<length>{})`.
template <std::size_t Total, std::size_t Step, class Body>
inline constexpr void for_each_tile(Body&& body) {
    for (std::size_t start = 0; start + Step <= Total; start += Step) {
        body(start, constant<Step>{});
    }
    if constexpr (Total % Step != 0) {
        body(Total - Total % Step, constant<Total % Step>{});
    }
}

/// The sum of `Size` scalars, a multiple of the width, in four chains of additions.
template <std::size_t Size, class T>
[[nodiscard]] T sum_of(const T* values) {
    static_assert(Size % width<T> == 0);
    vector_of<T> sums[4] = {};
    for_each_tile<Size / width<T>, 4>([&](std::size_t start, auto count) {
        for (std::size_t i = 0; i < count; ++i) {
            sums[i] += load(values + (start + i) * width<T>);
        }
    });
    return sum_lanes<T>((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

/// The lanes of one block that hold a sample, as factors 1 and 0.
template <class T>
struct lane_mask {
    std::array<T, lanes> factor{};

    /// The first `live` lanes hold a sample.
    explicit lane_mask(std::size_t live) {
        for (std::size_t lane = 0; lane < live; ++lane) {
            factor[lane] = T{1};
        }
    }

    /// The factors of native vector `index` of the block.
    [[nodiscard]] vector_of<T> operator[](std::size_t index) const {
        return load(factor.data() + index * width<T>);
    }
};

/// A zero-initialised array of scalars that starts on a cache line.
///
/// \cost one allocation when constructed; moves, does not copy.
template <class T>
class aligned_buffer {
public:
    aligned_buffer() = default;

    /// `size` zeros.
    explicit aligned_buffer(std::size_t size)
        : data_(static_cast<T*>(::operator new(size * sizeof(T), alignment))) {
        std::uninitialized_value_construct_n(data_.get(), size);
    }

    /// The first scalar, or nullptr when default-constructed.
    [[nodiscard]] T* data() noexcept { return data_.get(); }
    /// \copydoc data()
    [[nodiscard]] const T* data() const noexcept { return data_.get(); }

private:
    static constexpr std::align_val_t alignment{64};

    struct release {
        void operator()(T* pointer) const noexcept { ::operator delete(pointer, alignment); }
    };

    std::unique_ptr<T, release> data_;
};

}  // namespace cnn
