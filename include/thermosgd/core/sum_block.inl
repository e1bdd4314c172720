// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The sums of one block with one instruction set: a kernel of foreach_instruction_set.inl.

namespace THERMOSGD_SIMD {

typedef double wide __attribute__((vector_size(8 * THERMOSGD_LANES)));

/// Loads as many scalars as a vector holds doubles, and widens them.
template <class T, std::size_t... Index>
THERMOSGD_TARGET inline void widen(const T* from, wide& to,
                                   std::index_sequence<Index...> /*lanes*/) {
    to = wide{static_cast<double>(from[Index])...};
}

/// Adds vectors, then their lanes, in a fixed tree.
template <std::size_t Chains>
THERMOSGD_TARGET inline double reduce(const wide (&chains)[Chains]) {
    wide total = chains[0] + chains[Chains / 2];
    if constexpr (Chains == 4) {
        total += chains[1] + chains[3];
    }
    double lanes[THERMOSGD_LANES];
    __builtin_memcpy(lanes, &total, sizeof lanes);
    for (std::size_t half = THERMOSGD_LANES / 2; half != 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) {
            lanes[i] += lanes[i + half];
        }
    }
    return lanes[0];
}

/// What detail::sum_block promises, written to `s`; n_nonfinite is set to 0.
template <sums_level Level, bool WithMass, class Step>
THERMOSGD_TARGET void sum_block(target /*instructions*/, const Step& step, const double* mass,
                                std::size_t count, sums& s) {
    using scalar = typename Step::scalar;
    typedef scalar raw __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef raw raw_in_memory __attribute__((aligned(alignof(scalar)), may_alias));
    constexpr bool all = Level == sums_level::all;
    constexpr bool with_x = all && Step::has_x;
    constexpr std::size_t lanes = THERMOSGD_LANES;
    constexpr std::size_t parts = sizeof(double) / sizeof(scalar);  // wide vectors of a raw one
    constexpr std::size_t chains = all ? 2 : 4;       // as many as hide the latency of an addition
    constexpr std::size_t few = with_x ? 1 : chains;  // where 16 registers do not hold them all
    constexpr std::size_t stride = chains * lanes;
    constexpr std::size_t ahead = 1024 / sizeof(scalar);  // the best of 256 to 8,192 bytes
    constexpr std::make_index_sequence<lanes> every_lane;

    // Conversions compete with additions, not with multiply-adds: sums of v as v · 1 + sum are
    // faster, as long as the compiler does not know the 1.
    [[maybe_unused]] const volatile double opaque_one = 1.0;
    [[maybe_unused]] const wide one = wide{} + opaque_one;

    wide v1[chains]{}, v2[chains]{};
    [[maybe_unused]] wide v3[chains]{}, v4[chains]{}, mv2[chains]{}, xv[chains]{}, x2[chains]{};
    decltype(raw{} == raw{}) zero{};

    // The block is its whole strides and, padded with zeros, the rest.
    struct range {
        const scalar* now;
        decltype(step.before) before;
        const double* mass;
        std::size_t count;
    };
    const std::size_t rest = count % stride;
    const std::size_t whole = count - rest;
    scalar rest_now[stride]{}, rest_before[stride]{};
    double rest_mass[WithMass ? stride : 1]{};
    for (std::size_t i = 0; i < rest; ++i) {
        rest_now[i] = step.now[whole + i];
        if constexpr (Step::differences || with_x) {
            rest_before[i] = step.before[whole + i];
        }
        if constexpr (Step::differences) {
            step.before[whole + i] = rest_now[i];
        }
        if constexpr (WithMass) {
            rest_mass[i] = mass[whole + i];
        }
    }
    const range ranges[2] = {{step.now, step.before, mass, whole},
                             {rest_now, rest_before, rest_mass, rest == 0 ? 0 : stride}};
    for (const range& current : ranges) {
        for (std::size_t i = 0; i < current.count; i += stride) {
            for (std::size_t byte = 0; byte < sizeof(scalar) * stride; byte += 64) {
                __builtin_prefetch(current.now + i + ahead + byte / sizeof(scalar));
                if constexpr (Step::differences || with_x) {
                    __builtin_prefetch(current.before + i + ahead + byte / sizeof(scalar));
                }
            }
            THERMOSGD_UNROLL
            for (std::size_t r = 0; r < chains / parts; ++r) {
                const std::size_t at = i + r * parts * lanes;
                raw a = *reinterpret_cast<const raw_in_memory*>(current.now + at);
                raw b{};
                if constexpr (Step::differences) {
                    b = *reinterpret_cast<const raw_in_memory*>(current.before + at);
                }
                if constexpr (!all) {
                    THERMOSGD_KEEP(a);
                }
                zero -= a == b;
                THERMOSGD_UNROLL
                for (std::size_t part = 0; part < parts; ++part) {
                    const std::size_t k = r * parts + part;
                    wide v, x;
                    widen(current.now + at + part * lanes, v, every_lane);
                    if constexpr (Step::differences || with_x) {
                        widen(current.before + at + part * lanes, x, every_lane);
                    }
                    if constexpr (Step::differences) {
                        v -= x;
                    }
                    const wide vv = v * v;
                    v2[k % few] += vv;
                    if constexpr (THERMOSGD_FMA != 0 && !all) {
                        v1[k % few] += v * one;
                    } else {
                        v1[k % few] += v;
                    }
                    if constexpr (all) {
                        v3[k] += vv * v;
                        v4[k] += vv * vv;
                    }
                    if constexpr (with_x) {
                        xv[k] += x * v;
                        x2[k] += x * x;
                    }
                    if constexpr (WithMass) {
                        wide m;
                        widen(current.mass + at + part * lanes, m, every_lane);
                        mv2[k] += m * vv;
                    }
                }
                if constexpr (Step::differences) {
                    *reinterpret_cast<raw_in_memory*>(current.before + at) = a;
                }
            }
        }
    }

    constexpr double not_taken = not_available;
    s.d = count;
    s.v = reduce(v1);
    s.v2 = reduce(v2);
    s.v3 = not_taken;
    s.v4 = not_taken;
    s.xv = not_taken;
    s.x2 = not_taken;
    s.mv2 = s.v2;
    if constexpr (all) {
        s.v3 = reduce(v3);
        s.v4 = reduce(v4);
    }
    if constexpr (with_x) {
        s.xv = reduce(xv);
        s.x2 = reduce(x2);
    }
    if constexpr (WithMass) {
        s.mv2 = reduce(mv2);
    }
    std::uint64_t zeros = rest == 0 ? 0 : rest - stride;  // less those of the padding
    for (std::size_t lane = 0; lane < parts * lanes; ++lane) {
        zeros += static_cast<std::uint64_t>(zero[lane]);
    }
    s.n_zero = zeros;
    s.n_nonfinite = 0;
}

}  // namespace THERMOSGD_SIMD
