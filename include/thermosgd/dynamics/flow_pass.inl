// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// No include guard: flow_pass.hpp includes this once per instruction set.

namespace THERMOSGD_SIMD {

typedef double wide __attribute__((vector_size(8 * THERMOSGD_LANES)));

/// Widens the scalars at `from`; conversions of vectors compile badly with g++ 12.
template <class T, std::size_t... I>
THERMOSGD_TARGET inline wide widened(const T* from, std::index_sequence<I...> /*lanes*/) {
    return wide{static_cast<double>(from[I])...};
}

/// The sum of the lanes of vectors.
template <std::size_t N>
[[nodiscard]] THERMOSGD_TARGET inline double total(const wide (&vectors)[N]) {
    wide all = vectors[0];
    for (std::size_t k = 1; k < N; ++k) {
        all += vectors[k];
    }
    double sum = 0.0;
    for (std::size_t l = 0; l < THERMOSGD_LANES; ++l) {
        sum += all[l];
    }
    return sum;
}

/// Kick and drift of n scalars. \return Σ p₁²/m
template <bool Kick, bool Drift, bool Masses, class T>
[[nodiscard]] THERMOSGD_TARGET double pass_of_block(T* q, T* p, const T* g, const double* inverse,
                                                    std::size_t n, const flow_coefficients& f) {
    constexpr std::size_t lanes = 8 * THERMOSGD_LANES / sizeof(T);
    constexpr std::size_t parts = sizeof(double) / sizeof(T);
    constexpr std::size_t halves = 2;  // chains of additions that do not wait for each other
    constexpr std::make_index_sequence<THERMOSGD_LANES> every_lane;
    typedef T vec __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef vec vec_in_memory __attribute__((aligned(alignof(T)), may_alias));
    const vec a = vec{} + static_cast<T>(f.a), b = vec{} + static_cast<T>(f.b);
    const vec c = vec{} + static_cast<T>(f.c * (Masses ? 1.0 : inverse[0]));
    const vec e = vec{} + static_cast<T>(f.e);
    wide sums[halves * parts]{};
    const std::size_t whole = n - n % (halves * lanes);
    for (std::size_t i = 0; i < whole; i += halves * lanes) {
        THERMOSGD_UNROLL
        for (std::size_t half = 0; half < halves; ++half) {
            const std::size_t at = i + half * lanes;
            vec x = a * *reinterpret_cast<const vec_in_memory*>(p + at);
            if constexpr (Kick) {
                x -= b * *reinterpret_cast<const vec_in_memory*>(g + at);
            }
            vec v = x;
            if constexpr (Masses) {
                T w[lanes];
                for (std::size_t l = 0; l < lanes; ++l) {
                    w[l] = static_cast<T>(inverse[at + l]);
                }
                v = x * *reinterpret_cast<const vec_in_memory*>(w);
            }
            if constexpr (Drift) {
                vec_in_memory& y = *reinterpret_cast<vec_in_memory*>(q + at);
                y = y + c * v;
            }
            *reinterpret_cast<vec_in_memory*>(p + at) = e * x;
            if constexpr (parts == 1) {
                sums[half] += x * v;
            } else {
                T xs[lanes], vs[lanes];
                *reinterpret_cast<vec_in_memory*>(xs) = x;
                *reinterpret_cast<vec_in_memory*>(vs) = v;
                THERMOSGD_UNROLL
                for (std::size_t part = 0; part < parts; ++part) {
                    const wide y = widened(xs + part * THERMOSGD_LANES, every_lane);
                    sums[half * parts + part] +=
                        Masses ? y * widened(vs + part * THERMOSGD_LANES, every_lane) : y * y;
                }
            }
        }
    }
    double sum = total(sums);
    for (std::size_t i = whole; i < n; ++i) {
        T x = static_cast<T>(f.a) * p[i];
        if constexpr (Kick) {
            x -= static_cast<T>(f.b) * g[i];
        }
        const T v = Masses ? x * static_cast<T>(inverse[i]) : x;
        if constexpr (Drift) {
            q[i] += c[0] * v;
        }
        p[i] = static_cast<T>(f.e) * x;
        sum += static_cast<double>(x) * static_cast<double>(v);
    }
    return Masses ? sum : sum * inverse[0];
}

/// Energies and derivatives of n degrees of freedom into arrays. \return Σ V
template <class V, class T>
[[nodiscard]] THERMOSGD_TARGET double evaluate_block(const V& potential, const T* __restrict q,
                                                     T* __restrict g, T* __restrict u,
                                                     std::size_t n, std::size_t first) {
    // A constant number of turns is what lets compilers vectorise at -O2.
    if (n == fused_block) [[likely]] {
        for (std::size_t i = 0; i < fused_block; ++i) {
            g[i] = potential.derivative_of(q[i], first + i);
        }
        for (std::size_t i = 0; i < fused_block; ++i) {
            u[i] = potential.energy_of(q[i], first + i);
        }
    } else {
        for (std::size_t i = 0; i < n; ++i) {
            g[i] = potential.derivative_of(q[i], first + i);
            u[i] = potential.energy_of(q[i], first + i);
        }
    }
    constexpr std::make_index_sequence<THERMOSGD_LANES> every_lane;
    constexpr std::size_t chains = 4;
    wide sums[chains]{};
    const std::size_t whole = n - n % (chains * THERMOSGD_LANES);
    for (std::size_t i = 0; i < whole; i += chains * THERMOSGD_LANES) {
        THERMOSGD_UNROLL
        for (std::size_t k = 0; k < chains; ++k) {
            sums[k] += widened(u + i + k * THERMOSGD_LANES, every_lane);
        }
    }
    double sum = total(sums);
    for (std::size_t i = whole; i < n; ++i) {
        sum += static_cast<double>(u[i]);
    }
    return sum;
}

}  // namespace THERMOSGD_SIMD
