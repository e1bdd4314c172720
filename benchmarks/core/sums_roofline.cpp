// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Built with -O3 -march=native -ffast-math: the arithmetic hides behind memory.
#include "sums_peers.hpp"

#include <cstdint>
#include <type_traits>

namespace benchmarks {

template <class T>
void roofline_update(const T* __restrict after, T* __restrict before, std::size_t d) {
    for (std::size_t i = 0; i < d; ++i) {
        if constexpr (std::is_integral_v<T>) {
            before[i] ^= after[i];  // leaves no NaN, which our pass would look for
        } else {
            before[i] += T(1e-9) * after[i];
        }
    }
}

void roofline_add(const double* __restrict v, double* __restrict sum, std::size_t d) {
    for (std::size_t i = 0; i < d; ++i) {
        sum[i] += v[i];
    }
}

template <class T>
double roofline_read(const T* step, std::size_t d) {
    // Eight chains per lane, so that the latency of an addition does not show.
    constexpr std::size_t wide = 8 * 64 / sizeof(T);
    T sums[wide] = {};
    std::size_t i = 0;
    for (; i + wide <= d; i += wide) {
        for (std::size_t j = 0; j < wide; ++j) {
            sums[j] = static_cast<T>(sums[j] + step[i + j]);
        }
    }
    for (; i < d; ++i) {
        sums[0] = static_cast<T>(sums[0] + step[i]);
    }
    double sum = 0;
    for (const T s : sums) {
        sum += static_cast<double>(s);
    }
    return sum;
}

template void roofline_update<float>(const float*, float*, std::size_t);
template void roofline_update<double>(const double*, double*, std::size_t);
template void roofline_update<std::uint16_t>(const std::uint16_t*, std::uint16_t*, std::size_t);
template double roofline_read<std::uint16_t>(const std::uint16_t*, std::size_t);
template double roofline_read<float>(const float*, std::size_t);
template double roofline_read<double>(const double*, std::size_t);

}  // namespace benchmarks
