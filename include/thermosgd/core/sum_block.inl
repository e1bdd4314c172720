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

/// A vector of 16-bit scalars widened to floats: what every float can hold, exactly.
template <class T, class Bits, class Floats>
THERMOSGD_TARGET inline void widen_bits(const Bits& bits, Floats& to) {
    typedef std::uint32_t words __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef std::int32_t counts __attribute__((vector_size(8 * THERMOSGD_LANES)));
#if THERMOSGD_F16C
    typedef short shorts __attribute__((vector_size(4 * THERMOSGD_LANES)));
    if constexpr (std::is_same_v<T, float16>) {
#if THERMOSGD_LANES == 4
        to = __builtin_ia32_vcvtph2ps256(reinterpret_cast<shorts>(bits));
#else
        to = __builtin_ia32_vcvtph2ps512_mask(reinterpret_cast<shorts>(bits), Floats{},
                                              static_cast<short>(-1), 4);
#endif
        return;
    }
#endif
    words w;
#if THERMOSGD_F16C && !defined(__clang__) && THERMOSGD_LANES == 4
    w = reinterpret_cast<words>(__builtin_ia32_pmovzxwd256(reinterpret_cast<shorts>(bits)));
#elif THERMOSGD_F16C && !defined(__clang__)
    w = reinterpret_cast<words>(__builtin_ia32_pmovzxwd512_mask(
        reinterpret_cast<shorts>(bits), reinterpret_cast<counts>(words{}), static_cast<short>(-1)));
#else
    w = __builtin_convertvector(bits, words);
#endif
    if constexpr (std::is_same_v<T, bfloat16>) {
        to = reinterpret_cast<Floats>(w << 16U);
    } else {
        // Subnormal numbers are counts of the smallest one: no float on the way is subnormal, which
        // a processor may be told to take for 0.
        const words size = w & 0x7fffU;
        const words bias = words{} + (112U << 23U);
        const words top = reinterpret_cast<words>(size >= 0x7c00U);
        const words subnormal = reinterpret_cast<words>(size < 0x0400U);
        const words normal = (size << 13U) + bias + (top & bias);
        const words tiny = reinterpret_cast<words>(
            __builtin_convertvector(reinterpret_cast<counts>(size), Floats) * 0x1p-24F);
        to = reinterpret_cast<Floats>((w & 0x8000U) << 16U | (normal & ~subnormal) |
                                      (tiny & subnormal));
    }
}

/// Rounds every number of a vector of floats or of doubles to its nearest bfloat16.
template <class Number, class Numbers>
THERMOSGD_TARGET inline void round_to_bfloat16(Numbers& x) {
    using word = std::conditional_t<sizeof(Number) == sizeof(float), std::uint32_t, std::uint64_t>;
    typedef word words __attribute__((vector_size(8 * THERMOSGD_LANES)));
    constexpr int surplus = std::numeric_limits<Number>::digits - 8;
    constexpr word below = (word{1} << surplus) - 1;
    const words w = reinterpret_cast<words>(x);
    x = reinterpret_cast<Numbers>((w + below / 2 + ((w >> surplus) & 1U)) & ~below);
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
    constexpr bool half = sizeof(scalar) == 2;
    // A half is a float from here on, in the same lanes and with the same bits.
    using number = std::conditional_t<half, float, scalar>;
    using word = std::conditional_t<half, std::uint16_t, scalar>;
    typedef number raw __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef word stored
        __attribute__((vector_size(8 * THERMOSGD_LANES * sizeof(scalar) / sizeof(number))));
    typedef raw raw_number __attribute__((may_alias));
    typedef stored stored_in_memory __attribute__((aligned(alignof(scalar)), may_alias));
    constexpr bool all = Level == sums_level::all;
    constexpr bool with_x = all && Step::has_x;
    constexpr std::size_t lanes = THERMOSGD_LANES;
    constexpr std::size_t parts = sizeof(double) / sizeof(number);  // wide vectors of a raw one
    constexpr std::size_t chains = all ? 2 : 4;       // as many as hide the latency of an addition
    constexpr std::size_t few = with_x ? 1 : chains;  // where 16 registers do not hold them all
    constexpr std::size_t stride = chains * lanes;
    constexpr std::size_t ahead = 1024 / sizeof(scalar);  // the best of 256 to 8,192 bytes
    constexpr std::make_index_sequence<lanes> every_lane;

    // Conversions compete with additions, not with multiply-adds: sums of v as v · 1 + sum are
    // faster, as long as the compiler does not know the 1.
    [[maybe_unused]] const volatile double opaque_one = 1.0;
    [[maybe_unused]] const wide one = wide{} + opaque_one;

    [[maybe_unused]] raw_number as_numbers[2];
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
                stored now = *reinterpret_cast<const stored_in_memory*>(current.now + at);
                [[maybe_unused]] stored before{};
                if constexpr (Step::differences || with_x) {
                    before = *reinterpret_cast<const stored_in_memory*>(current.before + at);
                }
                if constexpr (!all && !half) {
                    THERMOSGD_KEEP(now);
                }
                raw a, b{};
                const number *numbers_now, *numbers_before;
                if constexpr (half) {
                    widen_bits<scalar>(now, a);
                    if constexpr (Step::differences || with_x) {
                        widen_bits<scalar>(before, b);
                    }
                    // Through memory, from where it takes one instruction to a vector of doubles.
                    as_numbers[0] = a;
                    as_numbers[1] = b;
                    THERMOSGD_KEEP_STORED(as_numbers);
                    numbers_now = reinterpret_cast<const number*>(&as_numbers[0]);
                    numbers_before = reinterpret_cast<const number*>(&as_numbers[1]);
                } else {
                    a = now;
                    b = before;
                    numbers_now = current.now + at;
                    numbers_before = Step::has_x ? current.before + at : nullptr;
                }
                if constexpr (Step::differences) {
                    zero -= a == b;
                } else {
                    zero -= a == raw{};
                }
                THERMOSGD_UNROLL
                for (std::size_t part = 0; part < parts; ++part) {
                    const std::size_t k = r * parts + part;
                    wide v, x;
                    widen(numbers_now + part * lanes, v, every_lane);
                    if constexpr (Step::differences || with_x) {
                        widen(numbers_before + part * lanes, x, every_lane);
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
                    *reinterpret_cast<stored_in_memory*>(current.before + at) = now;
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
    s.n_invisible = 0;
    s.n_compared = 0;
    s.n_nonfinite = 0;
}

/// How many of `count` scalars have the same nearest bfloat16 in `now` and `before`, 0 and −0 being
/// the same and a NaN none.
template <class T>
THERMOSGD_TARGET void count_same_images(target /*instructions*/, const T* now, const T* before,
                                        std::size_t count, std::uint64_t& same) {
    constexpr bool half = sizeof(T) == 2;
    using number = std::conditional_t<half, float, T>;
    using word = std::conditional_t<half, std::uint16_t, T>;
    constexpr std::size_t lanes = 8 * THERMOSGD_LANES / sizeof(number);
    typedef number raw __attribute__((vector_size(8 * THERMOSGD_LANES)));
    typedef word stored __attribute__((vector_size(lanes * sizeof(T))));
    typedef stored stored_in_memory __attribute__((aligned(alignof(T)), may_alias));
    decltype(raw{} == raw{}) equal{};
    const std::size_t rest = count % lanes, whole = count - rest;
    T rest_now[lanes]{}, rest_before[lanes]{};
    for (std::size_t i = 0; i < rest; ++i) {
        rest_now[i] = now[whole + i];
        rest_before[i] = before[whole + i];
    }
    for (std::size_t i = 0; i < whole + (rest == 0 ? 0 : lanes); i += lanes) {
        const T* const from_now = i == whole ? rest_now : now + i;
        const T* const from_before = i == whole ? rest_before : before + i;
        const stored a = *reinterpret_cast<const stored_in_memory*>(from_now);
        const stored b = *reinterpret_cast<const stored_in_memory*>(from_before);
        raw image_a, image_b;
        if constexpr (half) {
            widen_bits<T>(a, image_a);
            widen_bits<T>(b, image_b);
        } else {
            image_a = a;
            image_b = b;
        }
        round_to_bfloat16<number>(image_a);
        round_to_bfloat16<number>(image_b);
        equal -= image_a == image_b;
    }
    same = rest == 0 ? 0 : rest - lanes;  // less the padding
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        same += static_cast<std::uint64_t>(equal[lane]);
    }
}

}  // namespace THERMOSGD_SIMD
