// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The pass over one block with one instruction set: a kernel of foreach_instruction_set.inl.

namespace THERMOSGD_SIMD {

typedef double wide __attribute__((vector_size(8 * THERMOSGD_LANES)));

/// Vectors of scalars, in registers and in memory.
template <class T>
struct vector_of {
    typedef T type __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef type in_memory __attribute__((aligned(alignof(T)), may_alias));
    static constexpr std::size_t lanes = 8 * THERMOSGD_LANES / sizeof(T);
    static constexpr std::make_index_sequence<lanes> every_lane{};
};

/// Widens the scalars at `from`; conversions of vectors compile badly with g++ 12.
template <class T, std::size_t... Index>
THERMOSGD_TARGET inline wide widened(const T* from, std::index_sequence<Index...> /*lanes*/) {
    return wide{static_cast<double>(from[Index])...};
}

/// Adds the products of the lanes of two vectors or, without `Products`, the lanes of the first.
template <bool Products, class T>
THERMOSGD_TARGET inline void add_lanes(const typename vector_of<T>::type& x,
                                       const typename vector_of<T>::type& y, wide* sums) {
    if constexpr (sizeof(T) == sizeof(double)) {
        sums[0] += Products ? x * y : x;
    } else {
        constexpr std::make_index_sequence<THERMOSGD_LANES> every_lane;
        T xs[vector_of<T>::lanes], ys[vector_of<T>::lanes];
        *reinterpret_cast<typename vector_of<T>::in_memory*>(xs) = x;
        *reinterpret_cast<typename vector_of<T>::in_memory*>(ys) = y;
        THERMOSGD_UNROLL
        for (std::size_t part = 0; part < sizeof(double) / sizeof(T); ++part) {
            const wide v = widened(xs + part * THERMOSGD_LANES, every_lane);
            sums[part] += Products ? v * widened(ys + part * THERMOSGD_LANES, every_lane) : v;
        }
    }
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

/// The force of flow_pass that an array holds.
template <class T>
struct gradient_in_memory {
    static constexpr bool kicks = true, has_energy = false;
    const T* g;

    THERMOSGD_TARGET typename vector_of<T>::type derivatives(
        const typename vector_of<T>::type& /*q*/, std::size_t i) const {
        return *reinterpret_cast<const typename vector_of<T>::in_memory*>(g + i);
    }
    [[nodiscard]] T derivative(T /*q*/, std::size_t i) const { return g[i]; }
};

/// The force of functions of one degree of freedom.
///
/// A vector that is listed lane by lane is what compilers turn into arithmetic of vectors, at -O2
/// and whatever the functions are.
template <bool Energy, class V, class T>
struct gradient_of_functions {
    using vec = typename vector_of<T>::type;
    static constexpr bool kicks = true, has_energy = Energy;
    const V& potential;
    std::size_t first;

    template <std::size_t... Index>
    THERMOSGD_TARGET vec listed_derivatives(const vec& q, std::size_t i,
                                            std::index_sequence<Index...> /*lanes*/) const {
        return vec{potential.derivative_of(static_cast<T>(q[Index]), i + Index)...};
    }
    template <std::size_t... Index>
    THERMOSGD_TARGET vec listed_energies(const vec& q, std::size_t i,
                                         std::index_sequence<Index...> /*lanes*/) const {
        return vec{potential.energy_of(static_cast<T>(q[Index]), i + Index)...};
    }
    THERMOSGD_TARGET vec derivatives(const vec& q, std::size_t i) const {
        return listed_derivatives(q, first + i, vector_of<T>::every_lane);
    }
    THERMOSGD_TARGET vec energies(const vec& q, std::size_t i) const {
        return listed_energies(q, first + i, vector_of<T>::every_lane);
    }
    [[nodiscard]] T derivative(T q, std::size_t i) const {
        return potential.derivative_of(q, first + i);
    }
    [[nodiscard]] T energy(T q, std::size_t i) const { return potential.energy_of(q, first + i); }
};

/// None.
struct no_gradient {
    static constexpr bool kicks = false, has_energy = false;
};

/// Kick and drift of n scalars, with the factors a and e where `Scales`.
/// \return Σ V at the kick and Σ p₁²/m
template <bool Drift, bool Scales, bool Masses, class T, class Force>
[[nodiscard]] THERMOSGD_TARGET cycle_sums flow_pass(T* q, T* p, const Force force,
                                                    const double* inverse, std::size_t n,
                                                    const flow_coefficients& f) {
    using vec = typename vector_of<T>::type;
    using vec_in_memory = typename vector_of<T>::in_memory;
    constexpr std::size_t lanes = vector_of<T>::lanes;
    constexpr std::size_t parts = sizeof(double) / sizeof(T);
    constexpr std::size_t halves = 2;  // chains of additions that do not wait for each other
    const vec a = vec{} + static_cast<T>(f.a), b = vec{} + static_cast<T>(f.b);
    const vec c = vec{} + static_cast<T>(f.c * (Masses ? 1.0 : inverse[0]));
    const vec e = vec{} + static_cast<T>(f.e);
    wide squares[halves * parts]{}, energies[halves * parts]{};
    const std::size_t whole = n - n % (halves * lanes);
    for (std::size_t i = 0; i < whole; i += halves * lanes) {
        THERMOSGD_UNROLL
        for (std::size_t half = 0; half < halves; ++half) {
            const std::size_t at = i + half * lanes;
            vec y{};
            if constexpr (Drift || Force::has_energy) {
                y = *reinterpret_cast<const vec_in_memory*>(q + at);
            }
            vec x = *reinterpret_cast<const vec_in_memory*>(p + at);
            if constexpr (Scales) {
                x = a * x;
            }
            if constexpr (Force::kicks) {
                x -= b * force.derivatives(y, at);
            }
            if constexpr (Force::has_energy) {
                vec u = force.energies(y, at);
                THERMOSGD_KEEP(u);
                add_lanes<false, T>(u, u, energies + half * parts);
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
                *reinterpret_cast<vec_in_memory*>(q + at) = y + c * v;
            }
            *reinterpret_cast<vec_in_memory*>(p + at) = Scales ? e * x : x;
            add_lanes<true, T>(x, v, squares + half * parts);
        }
    }
    cycle_sums sums{total(energies), total(squares)};
    for (std::size_t i = whole; i < n; ++i) {
        T x = Scales ? a[0] * p[i] : p[i];
        if constexpr (Force::kicks) {
            x -= static_cast<T>(f.b) * force.derivative(q[i], i);
        }
        if constexpr (Force::has_energy) {
            sums.potential += static_cast<double>(force.energy(q[i], i));
        }
        const T v = Masses ? x * static_cast<T>(inverse[i]) : x;
        if constexpr (Drift) {
            q[i] += c[0] * v;
        }
        p[i] = Scales ? e[0] * x : x;
        sums.squared_momentum += static_cast<double>(x) * static_cast<double>(v);
    }
    if constexpr (!Masses) {
        sums.squared_momentum *= inverse[0];
    }
    return sums;
}

/// Kick and drift of n scalars, with a gradient in memory. \return Σ p₁²/m
template <bool Kick, bool Drift, bool Masses, class T>
[[nodiscard]] inline double array_pass(target /*instructions*/, T* q, T* p,
                                       [[maybe_unused]] const T* g, const double* inverse,
                                       std::size_t n, const flow_coefficients& f) {
    if constexpr (Kick) {
        const gradient_in_memory<T> force{g};
        return flow_pass<Drift, true, Masses>(q, p, force, inverse, n, f).squared_momentum;
    } else {
        return flow_pass<Drift, true, Masses>(q, p, no_gradient{}, inverse, n, f).squared_momentum;
    }
}

/// Kick and drift of n scalars whose forces are functions. \return Σ V, if `Energy`, and Σ p₁²/m
template <bool Energy, bool Masses, class V, class T>
[[nodiscard]] inline cycle_sums function_pass(target /*instructions*/, const V& potential,
                                              std::size_t first, T* q, T* p, const double* inverse,
                                              std::size_t n, const flow_coefficients& f) {
    const gradient_of_functions<Energy, V, T> force{potential, first};
    return flow_pass<true, false, Masses>(q, p, force, inverse, n, f);
}

}  // namespace THERMOSGD_SIMD
