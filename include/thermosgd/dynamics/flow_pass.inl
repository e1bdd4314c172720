// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// No include guard: flow_pass.hpp includes this once per instruction set.

namespace THERMOSGD_SIMD {

/// Kick and drift of n scalars. \return Σ p₁²/m
template <bool Kick, bool Drift, bool Masses, class T>
[[nodiscard]] THERMOSGD_TARGET double pass_of_block(T* q, T* p, const T* g, const double* inverse,
                                                    std::size_t n, const flow_coefficients& f) {
    constexpr std::size_t lanes = 8 * THERMOSGD_LANES / sizeof(T);
    constexpr std::size_t parts = sizeof(double) / sizeof(T);
    constexpr std::size_t stride = 2 * lanes;
    typedef T vec __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef vec vec_in_memory __attribute__((aligned(alignof(T)), may_alias));
    typedef double wide __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef wide wide_in_memory __attribute__((aligned(alignof(T)), may_alias));
    const vec a = vec{} + static_cast<T>(f.a), b = vec{} + static_cast<T>(f.b);
    const vec c = vec{} + static_cast<T>(f.c), e = vec{} + static_cast<T>(f.e);
    const vec one_inverse = vec{} + static_cast<T>(inverse[0]);
    wide sums[2 * parts]{};
    const std::size_t whole = n - n % stride;
    for (std::size_t i = 0; i < whole; i += stride) {
        for (std::size_t half = 0; half < 2; ++half) {
            const std::size_t at = i + half * lanes;
            vec x = a * *reinterpret_cast<const vec_in_memory*>(p + at);
            if constexpr (Kick) {
                x -= b * *reinterpret_cast<const vec_in_memory*>(g + at);
            }
            vec v = x * one_inverse;
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
                for (std::size_t part = 0; part < parts; ++part) {
                    double x2[THERMOSGD_LANES];
                    for (std::size_t l = 0; l < THERMOSGD_LANES; ++l) {
                        x2[l] = static_cast<double>(xs[part * THERMOSGD_LANES + l]) *
                                static_cast<double>(vs[part * THERMOSGD_LANES + l]);
                    }
                    sums[half * parts + part] += *reinterpret_cast<const wide_in_memory*>(x2);
                }
            }
        }
    }
    double rest = 0.0;
    for (std::size_t i = whole; i < n; ++i) {
        T x = static_cast<T>(f.a) * p[i];
        if constexpr (Kick) {
            x -= static_cast<T>(f.b) * g[i];
        }
        const T v = x * static_cast<T>(inverse[Masses ? i : 0]);
        if constexpr (Drift) {
            q[i] += static_cast<T>(f.c) * v;
        }
        p[i] = static_cast<T>(f.e) * x;
        rest += static_cast<double>(x) * static_cast<double>(v);
    }
    for (std::size_t k = 1; k < 2 * parts; ++k) {
        sums[0] += sums[k];
    }
    for (std::size_t l = 0; l < THERMOSGD_LANES; ++l) {
        rest += sums[0][l];
    }
    return rest;
}

/// Kick and drift of n scalars under an elementwise potential. \return Σ V and Σ p₁²/m
template <bool Kick, bool Masses, class V, class T>
[[nodiscard]] THERMOSGD_TARGET cycle_sums fused_cycle(const V& potential, T* __restrict q,
                                                      T* __restrict p, const double* inverse,
                                                      std::size_t n, std::size_t first,
                                                      const flow_coefficients& f) {
    constexpr std::size_t lanes = 8;
    const T a = static_cast<T>(f.a), b = static_cast<T>(f.b);
    const T c = static_cast<T>(f.c), e = static_cast<T>(f.e);
    const T one_inverse = static_cast<T>(inverse[0]);
    double energies[lanes]{}, momenta[lanes]{};
    for (std::size_t i = 0; i < n; i += lanes) {
        const std::size_t count = n - i < lanes ? n - i : lanes;
        if (count == lanes) [[likely]] {
            T x[lanes], v[lanes], u[lanes], g[lanes];
            for (std::size_t l = 0; l < lanes; ++l) {
                x[l] = a * p[i + l];
            }
            if constexpr (Kick) {
                for (std::size_t l = 0; l < lanes; ++l) {
                    g[l] = potential.derivative_of(q[i + l], first + i + l);
                }
                for (std::size_t l = 0; l < lanes; ++l) {
                    u[l] = potential.energy_of(q[i + l], first + i + l);
                }
                for (std::size_t l = 0; l < lanes; ++l) {
                    x[l] -= b * g[l];
                }
                for (std::size_t l = 0; l < lanes; ++l) {
                    energies[l] += static_cast<double>(u[l]);
                }
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                v[l] = x[l] * (Masses ? static_cast<T>(inverse[i + l]) : one_inverse);
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                momenta[l] += static_cast<double>(x[l]) * static_cast<double>(v[l]);
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                q[i + l] += c * v[l];
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                p[i + l] = e * x[l];
            }
        } else {
            for (std::size_t k = i; k < n; ++k) {
                T x = a * p[k];
                if constexpr (Kick) {
                    energies[0] += static_cast<double>(potential.energy_of(q[k], first + k));
                    x -= b * potential.derivative_of(q[k], first + k);
                }
                const T v = x * static_cast<T>(inverse[Masses ? k : 0]);
                momenta[0] += static_cast<double>(x) * static_cast<double>(v);
                q[k] += c * v;
                p[k] = e * x;
            }
        }
    }
    cycle_sums sums;
    for (std::size_t l = 0; l < lanes; ++l) {
        sums.potential += energies[l];
        sums.squared_momentum += momenta[l];
    }
    return sums;
}

}  // namespace THERMOSGD_SIMD
