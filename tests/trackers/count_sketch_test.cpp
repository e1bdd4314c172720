// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/trackers/count_sketch.hpp>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace trackers_count_sketch_test {

using namespace thermosgd;

namespace {

std::vector<double> normal_vector(std::size_t d, std::uint64_t seed) {
    test::random_stream random(seed);
    std::vector<double> v(d);
    for (double& x : v) {
        x = random.normal();
    }
    return v;
}

double squared_length(std::span<const double> v) {
    return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
}

layout one_group(std::size_t d) {
    layout where;
    where.add("w", {d});
    return where;
}

/// The definition, one scalar after the other.
std::vector<double> by_definition(std::uint64_t seed, std::span<const double> v,
                                  std::size_t buckets) {
    std::vector<double> out(buckets);
    for (std::size_t i = 0; i < v.size(); ++i) {
        out[i % buckets] += detail::sign_of(seed, i) != 0 ? -v[i] : v[i];
    }
    return out;
}

}  // namespace

TEST_CASE("a sketch is the signed sum over each residue class, however the scalars are cut") {
    for (const std::size_t buckets : {8U, 64U, 1024U}) {
        const count_sketch_options options{.buckets = buckets};
        for (const std::size_t d : {1U, 7U, 8U, 9U, 511U, 512U, 513U, 5000U}) {
            const std::vector<double> v = normal_vector(d, d);
            count_sketch whole(one_group(d), options);
            whole.add(0, 0, v);
            const std::vector<double> expected =
                by_definition(options.seed, v, whole.image(0).size());
            for (std::size_t b = 0; b < expected.size(); ++b) {
                REQUIRE_THAT(whole.image(0)[b], WithinAbs(expected[b], 1e-12));
            }
            CHECK_THAT(whole.squared_length(0), WithinRel(squared_length(v), 1e-13));

            count_sketch parts(one_group(d), options);
            test::random_stream random(d);
            for (std::size_t first = 0; first < d;) {
                const std::size_t n = std::min<std::size_t>(d - first, 1 + random.below(700));
                parts.add(0, first, std::span(v).subspan(first, n));
                first += n;
            }
            for (std::size_t b = 0; b < expected.size(); ++b) {
                REQUIRE(parts.image(0)[b] == whole.image(0)[b]);
            }
        }
    }
}

TEST_CASE("wide and narrow vectors give the same bits") {
#if THERMOSGD_DISPATCH
    if (detail::can_run(detail::simd::avx2)) {
        const std::vector<double> v = normal_vector(512, 3);
        std::vector<double> narrow(64), wide(64);
        detail::sign_rows a{v.data(), 64, {}, narrow.data(), 24, 64, {}};
        for (std::size_t l = 0; l < a.words.size(); ++l) {
            a.words[l] = detail::random_bits(9, l);
        }
        detail::sign_rows b = a;
        b.out = wide.data();
        add_rows(detail::portable::target{}, a);
        add_rows(detail::avx2::target{}, b);
        CHECK(narrow == wide);
        CHECK_THAT(a.squares[3], WithinRel(b.squares[3], 1e-14));
    }
#endif
    SUCCEED("or there is only one width");
}

TEST_CASE("signs are the same on every machine, balanced and uncorrelated") {
    const std::size_t n = 1 << 20;
    for (const std::size_t shift : {1U, 8U, 64U, 512U, 1024U}) {
        // Sums of n independent signs: 5 sigma are a false-failure probability of 6e-7; fixed seed.
        double sum = 0.0, product = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            const auto sign = [](std::size_t k) {
                return detail::sign_of(count_sketch_options{}.seed, k) != 0 ? -1.0 : 1.0;
            };
            sum += sign(i);
            product += sign(i) * sign(i + shift);
        }
        CHECK(std::fabs(sum) < 5 * std::sqrt(n));
        CHECK(std::fabs(product) < 5 * std::sqrt(n));
    }
}

TEST_CASE("lengths and products survive: unbiased, with relative error sqrt(2/k (1 - k/d))",
          "[stochastic]") {
    // Of all pairs of scalars of equal size a fraction 1/k (1 − k/d) shares a bucket. The standard
    // deviation over n seeds has itself the relative error √(1/(2n)), more by the kurtosis of a sum
    // of products; 5 sigma of √(1/n) each way, and 5 standard errors of the means: 6e-7 per check.
    const std::size_t d = 20'000, n = 1'000;
    const std::vector<double> v = normal_vector(d, 1), u = normal_vector(d, 2);
    std::vector<double> w(d);
    for (std::size_t i = 0; i < d; ++i) {
        w[i] = 0.6 * v[i] + 0.8 * u[i];
    }
    const double vv = squared_length(v);
    const double vw = std::inner_product(v.begin(), v.end(), w.begin(), 0.0);
    double sum4 = 0.0;
    for (const double x : v) {
        sum4 += x * x * x * x;
    }
    for (const std::size_t k : {64U, 256U, 1024U, 4096U}) {
        double mean = 0.0, square = 0.0, product = 0.0;
        for (std::uint64_t seed = 0; seed < n; ++seed) {
            std::vector<double> a(k), b(k);
            detail::add_signed(seed, 0, v, a.data(), k);
            detail::add_signed(seed, 0, w, b.data(), k);
            const double r = squared_length(a) / vv - 1.0;
            mean += r / n;
            square += r * r / n;
            product += std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / vv / n;
        }
        // The i ≡ j pairs: Σ over buckets of (Σv²)² − Σv⁴.
        double pairs = -sum4;
        std::vector<double> bucket(k);
        for (std::size_t i = 0; i < d; ++i) {
            bucket[i % k] += v[i] * v[i];
        }
        pairs += squared_length(bucket);
        const double expected = std::sqrt(2.0 * pairs) / vv;
        const double few = static_cast<double>(n), size = static_cast<double>(k);
        CAPTURE(k, mean, std::sqrt(square), expected, sketch_error(k, d));
        CHECK(std::fabs(mean) < 5 * expected / std::sqrt(few));
        CHECK_THAT(std::sqrt(square), WithinRel(expected, 5 / std::sqrt(few)));
        CHECK_THAT(product, WithinAbs(vw / vv, 5 * sketch_error(k, d) / std::sqrt(few)));
        // √(2/k) is the bound for d ≫ k: 0.177, 0.088, 0.044, 0.022.
        CHECK_THAT(sketch_error(k, d), WithinRel(std::sqrt(2.0 / size), 1e-15));
        CHECK(expected < 1.03 * sketch_error(k, d));
        CHECK(expected > 0.85 * sketch_error(k, d));
    }
}

TEST_CASE("up to k scalars the sketch is exact") {
    for (const std::size_t d : {1U, 3U, 8U, 100U, 128U}) {
        count_sketch s(one_group(d), {.buckets = 128});
        const std::vector<double> v = normal_vector(d, d);
        s.add(0, 0, v);
        CHECK(s.error(0) == 0.0);
        CHECK(s.image(0).size() >= d);
        for (std::size_t i = 0; i < d; ++i) {
            REQUIRE(s.scalar(0, i) == v[i]);
        }
        CHECK(s.image(0).size() < std::max<std::size_t>(9, 2 * d));
        CHECK_THAT(squared_length(s.image(0)), WithinRel(squared_length(v), 1e-14));
    }
    CHECK_THAT(count_sketch(one_group(129), {.buckets = 128}).error(0), WithinRel(0.125, 1e-15));
}

TEST_CASE("a folded sketch is the sketch with fewer buckets") {
    const std::vector<double> v = normal_vector(3'000, 5);
    std::vector<double> wide(1024), narrow(64), folded(64, 7.0);
    detail::add_signed(3, 0, v, wide.data(), wide.size());
    detail::add_signed(3, 0, v, narrow.data(), narrow.size());
    fold_sketch(wide, folded);
    for (std::size_t b = 0; b < narrow.size(); ++b) {
        CHECK_THAT(folded[b], WithinAbs(narrow[b], 1e-12));
    }
}

TEST_CASE("a NaN or an infinity is told of, and gone with the next step") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double inf = std::numeric_limits<double>::infinity();
    layout where;
    where.add("a", {600});
    where.add("b", {600});
    count_sketch s(where);
    // 1e200 is finite but its square is not: the step counts as non-finite too.
    for (const double bad : {nan, inf, -inf, 1e200}) {
        for (const std::size_t place : {0U, 300U, 599U}) {
            std::vector<double> v(600, 1.0);
            v[place] = bad;
            s.clear();
            s.add(0, 0, v);
            s.add(1, 0, std::vector<double>(600, 1.0));
            CHECK_FALSE(s.finite(0));
            CHECK(s.finite(1));
            CHECK(s.squared_length(1) == 600.0);
        }
    }
    s.clear();
    CHECK(s.finite(0));
    CHECK(s.squared_length(0) == 0.0);
    CHECK(squared_length(s.image(0)) == 0.0);
}

TEST_CASE("no group, an empty group, zeros and denormals") {
    CHECK(count_sketch().groups() == 0);
    count_sketch s(one_group(0));
    s.add(0, 0, {});
    CHECK(s.finite(0));
    CHECK(s.size(0) == 0);
    CHECK(squared_length(s.image(0)) == 0.0);
    count_sketch small(one_group(2));
    small.add(0, 0, std::vector<double>{5e-324, 0.0});
    CHECK(small.finite(0));
    CHECK(std::fabs(small.image(0)[0]) == 5e-324);
    for (const std::size_t k : {0U, 4U, 100U}) {
        CHECK_THROWS_AS(count_sketch(one_group(4), {.buckets = k}), std::invalid_argument);
    }
}

TEST_CASE("a sketch read back goes on bit for bit") {
    const std::vector<double> v = normal_vector(3'000, 9);
    count_sketch a(one_group(3'000));
    a.add(0, 0, std::span(v).first(1'000));
    test::memory_writer writer;
    a.archive(writer);
    count_sketch b(one_group(3'000));
    test::memory_reader reader(writer.words);
    b.archive(reader);
    CHECK(reader.at_end());
    for (count_sketch* s : {&a, &b}) {
        s->add(0, 1'000, std::span(v).subspan(1'000));
    }
    CHECK(a.squared_length(0) == b.squared_length(0));
    CHECK(std::equal(a.image(0).begin(), a.image(0).end(), b.image(0).begin()));
}

}  // namespace trackers_count_sketch_test
