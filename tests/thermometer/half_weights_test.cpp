// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// A thermometer that is shown 16-bit weights measures what one does that is shown the same numbers
/// as floats, to the bit.

#include <thermosgd/core/strided.hpp>
#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/report/text.hpp>
#include <thermosgd/thermometer/merge.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/gradient_tracker.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace thermometer_half_weights_test {

using namespace thermosgd;

layout two_layers() {
    layout where;
    where.add("conv", {4, 50}, {.filter_axis = 0});
    where.skip(3);
    where.add("linear", {5000});
    return where;
}

/// Weights of SGD in a well, kept in the 16 bits of `H`, which each step begins from.
template <class H>
struct training {
    explicit training(std::size_t d, double rate = 0.1) : x(d, H(1.0)), eta(rate) {}

    void step() {
        for (H& weight : x) {
            const double now = static_cast<double>(static_cast<float>(weight));
            weight = H(now - eta * (now - 1.0 + random.normal()));
        }
    }
    [[nodiscard]] std::vector<float> floats() const { return {x.begin(), x.end()}; }

    std::vector<H> x;
    double eta;
    test::random_stream random{7};
};

/// Whether two reports hold the same bits in all that is measured of every row.
bool same_bits(const report& a, const report& b) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    const auto same_estimate = [&](const estimate& p, const estimate& q) {
        return bits(p.value) == bits(q.value) && bits(p.error) == bits(q.error) &&
               bits(p.n_eff) == bits(q.n_eff) && p.verdict == q.verdict;
    };
    const auto same_row = [&](const group_report& p, const group_report& q) {
        return same_estimate(p.temperature, q.temperature) &&
               same_estimate(p.mean_square_velocity, q.mean_square_velocity) &&
               same_estimate(p.velocity_variance, q.velocity_variance) &&
               same_estimate(p.mean_square_position, q.mean_square_position) &&
               same_estimate(p.norm_balance, q.norm_balance) &&
               bits(p.norm_drift) == bits(q.norm_drift) &&
               bits(p.position_ratio) == bits(q.position_ratio) &&
               bits(p.zero_velocities) == bits(q.zero_velocities) &&
               bits(p.invisible_in_bfloat16) == bits(q.invisible_in_bfloat16) &&
               p.nonfinite_steps == q.nonfinite_steps;
    };
    bool same = same_row(a.total, b.total) && a.groups.size() == b.groups.size() &&
                a.filters.size() == b.filters.size() && a.observed_steps == b.observed_steps;
    for (std::size_t i = 0; same && i < a.groups.size(); ++i) {
        same = same_row(a.groups[i], b.groups[i]);
    }
    for (std::size_t i = 0; same && i < a.filters.size(); ++i) {
        same = same_row(a.filters[i], b.filters[i]);
    }
    return same;
}

TEMPLATE_TEST_CASE("positions of 16 bits leave the report of the same floats in half the memory",
                   "", bfloat16, float16) {
    const layout where = two_layers();
    thermometer half(where), single(where);
    velocity_map half_map(where), single_map(where);
    training<TestType> run(where.size());
    for (std::uint64_t step = 0; step < 700; ++step) {
        run.step();
        half.observe(step, run.x, {.learning_rate = 0.1}, half_map);
        single.observe(step, run.floats(), {.learning_rate = 0.1}, single_map);
    }
    const report a = half.report(), b = single.report();
    CHECK(same_bits(a, b));
    CHECK(a.total.temperature.value > 0.001);
    CHECK(a.digits == (std::is_same_v<TestType, bfloat16> ? 8 : 11));
    CHECK(b.digits == 24);
    CHECK(2 * (half.state_bytes() - half.batches().state_bytes()) ==
          single.state_bytes() - single.batches().state_bytes());
    for (std::size_t g = 0; g < 2; ++g) {
        for (std::size_t k = 0; k < half_map.size(g); ++k) {
            REQUIRE(half_map.mean_square(g, k) == single_map.mean_square(g, k));
        }
    }
    // Of bfloat16 the two are one, at a hundredth of the steps; float16 has more digits to lose.
    if constexpr (std::is_same_v<TestType, bfloat16>) {
        CHECK_THAT(a.total.invisible_in_bfloat16, WithinRel(a.total.zero_velocities, 0.05));
    } else {
        CHECK(a.total.invisible_in_bfloat16 > a.total.zero_velocities);
    }
}

TEMPLATE_TEST_CASE("filters, threads and buffers in pieces or with strides change no bit", "",
                   bfloat16, float16) {
    layout where;
    where.add("a", {64, 3000}, {.filter_axis = 1});
    where.add("b", {100});
    training<TestType> run(where.size());
    thermometer whole(where), pooled(where), pieces(where), single(where);
    thread_pool pool(3);
    std::vector<TestType> a(192'000), b(100);
    for (std::uint64_t step = 0; step < 12; ++step) {
        run.step();
        std::copy_n(run.x.begin(), a.size(), a.begin());
        std::copy(run.x.begin() + 192'000, run.x.end(), b.begin());
        whole.observe(step, run.x);
        pooled.observe(step, run.x, {}, pool);
        pieces.observe(step,
                       std::array{std::span<const TestType>(a), std::span<const TestType>(b)});
        single.observe(step, run.floats());
    }
    const report expected = single.report();
    CHECK(same_bits(whole.report(), expected));
    CHECK(same_bits(pooled.report(), expected));
    CHECK(same_bits(pieces.report(), expected));
}

TEMPLATE_TEST_CASE("displacements and gradients may be of 16 bits too", "", bfloat16, float16) {
    const layout where = two_layers();
    thermometer half(where), single(where);
    gradient_tracker half_gradients(where), single_gradients(where);
    test::random_stream random(9);
    std::vector<TestType> v(where.size()), x(where.size()), g(where.size());
    for (std::uint64_t step = 1; step < 300; ++step) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            v[i] = TestType(0.01 * random.normal());
            x[i] = TestType(random.normal());
            g[i] = TestType(random.normal());
        }
        const std::vector<float> fv(v.begin(), v.end()), fx(x.begin(), x.end()),
            fg(g.begin(), g.end());
        half_gradients.set_gradient(std::span<const TestType>(g));
        single_gradients.set_gradient(std::span<const float>(fg));
        half.observe_displacement(step, v, x, {}, half_gradients);
        single.observe_displacement(step, fv, fx, {}, single_gradients);
    }
    CHECK(same_bits(half.report(), single.report()));
    CHECK(half.report().total.temperature.value > 0);
    CHECK_FALSE(is_finite(half.report().total.invisible_in_bfloat16));
    for (std::size_t c = 0; c < half_gradients.batches().columns(); ++c) {
        CHECK(half_gradients.batches().total(c).mean == single_gradients.batches().total(c).mean);
    }
}

TEMPLATE_TEST_CASE("a checkpoint of 16-bit weights continues to the bit, and holds no other type",
                   "", bfloat16, float16) {
    const layout where = two_layers();
    thermometer whole(where), first(where), second(where);
    training<TestType> run(where.size());
    std::size_t size = 0;
    for (std::uint64_t step = 0; step < 60; ++step) {
        run.step();
        whole.observe(step, run.x);
        if (step < 30) {
            first.observe(step, run.x);
        } else {
            if (step == 30) {
                const std::vector<std::byte> bytes = to_bytes(first);
                size = bytes.size();
                from_bytes(bytes, second);
            }
            second.observe(step, run.x);
        }
    }
    CHECK(same_bits(whole.report(), second.report()));
    CHECK_THROWS_WITH(second.observe(60, run.floats()),
                      ContainsSubstring("parameters of type float, expected") &&
                          ContainsSubstring(scalar_name(whole.report().digits)));
    thermometer single(where);
    for (std::uint64_t step = 0; step < 30; ++step) {
        run.step();
        single.observe(step, run.floats());
    }
    CHECK(to_bytes(single).size() - size == 2 * 3 * where.size());
    // A thermometer of another type takes over what is stored.
    from_bytes(to_bytes(first), single);
    CHECK(same_bits(single.report(), first.report()));
    CHECK_THROWS_AS(single.observe(30, run.floats()), layout_error);
}

TEST_CASE("windows of 16-bit weights are merged, those of unlike types refused") {
    const layout where = two_layers();
    thermometer whole(where), first(where), second(where), other(where);
    training<bfloat16> run(where.size());
    for (std::uint64_t step = 0; step <= 256; ++step) {
        run.step();
        whole.observe(step, run.x);
        if (step <= 128) {
            first.observe(step, run.x);
        }
        if (step >= 128) {
            second.observe(step, run.x);
            other.observe(step, run.floats());
        }
    }
    thermometer joint = first;
    CHECK_THROWS_WITH(merge(joint, other), ContainsSubstring("numbers of 16 bits"));
    (void)merge(joint, second);
    const group_report a = joint.report().total, b = whole.report().total;
    CHECK_THAT(a.mean_square_velocity.value, WithinRel(b.mean_square_velocity.value, 1e-9));
    CHECK(a.zero_velocities == b.zero_velocities);
    CHECK(is_finite(a.invisible_in_bfloat16));
    CHECK_THAT(a.invisible_in_bfloat16, WithinRel(b.invisible_in_bfloat16, 0.1));
}

#if defined(THERMOSGD_HAS_FLOAT16)
TEST_CASE("the compiler's own types are read as ours") {
    const layout where = two_layers();
    thermometer theirs(where), ours(where), given(where), given_ours(where);
    training<float16> run(where.size());
    std::map<std::string, std::vector<_Float16>> named;  // conv before linear
    std::vector<_Float16> x(where.size());
    for (std::uint64_t step = 0; step < 40; ++step) {
        run.step();
        std::memcpy(x.data(), run.x.data(), 2 * x.size());
        theirs.observe(step, x);
        ours.observe(step, run.x);
        given.observe_displacement(step + 1, x, x);
        given_ours.observe_displacement(step + 1, run.x, run.x);
    }
    CHECK(same_bits(theirs.report(), ours.report()));
    CHECK(same_bits(given.report(), given_ours.report()));
    CHECK(theirs.report().digits == 11);
    static_assert(std::same_as<parameter_storage_t<std::vector<_Float16>>, _Float16>);
    static_assert(std::same_as<parameter_value_t<std::vector<_Float16>>, float16>);
}
#endif

#if defined(THERMOSGD_HAS_BFLOAT16)
TEST_CASE("the compiler's bfloat16 is read as ours") {
    const layout where = two_layers();
    thermometer theirs(where), ours(where);
    training<bfloat16> run(where.size());
    std::vector<__bf16> x(where.size());
    for (std::uint64_t step = 0; step < 40; ++step) {
        run.step();
        std::memcpy(x.data(), run.x.data(), 2 * x.size());
        theirs.observe(step, x);
        ours.observe(step, run.x);
    }
    CHECK(same_bits(theirs.report(), ours.report()));
    CHECK(theirs.report().digits == 8);
}
#endif

TEST_CASE("weights that bfloat16 freezes are named at the first step and have no temperature") {
    layout where;
    where.add("linear1", {64, 128});
    where.add("moving", {16});
    thermometer t(where);
    // Rounded after each step: an update of 1e-4 is a fortieth of the spacing of 2^-8 below 1.
    std::vector<bfloat16> x(where.size(), bfloat16(1.0));
    test::random_stream random(3);
    for (std::uint64_t step = 0; step <= 2000; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double size = i < 8192 ? 1e-4 : 0.5;
            x[i] = bfloat16(double(float(x[i])) +
                            size * (random.normal() - 0.1 * (double(float(x[i])) - 1)));
        }
        t.observe(step, x);
        if (step == 1 || step == 2000) {
            const report r = t.report();
            CAPTURE(to_text(r));
            CHECK(motion_of(r.groups[0], r.timestep, r.digits, r.observed_steps) ==
                  motion::resting);
            CHECK(r.groups[0].temperature.verdict == reliability::unknown);
            CHECK_FALSE(is_finite(r.groups[0].temperature.error));
            CHECK(r.groups[0].equilibrium.verdict == equilibrium_verdict::not_shown);
            CHECK_THAT(to_text(r),
                       ContainsSubstring("nothing moves in \"linear1\": no parameter of 8192 "
                                         "changed in any of " +
                                         std::to_string(step) + " steps") &&
                           ContainsSubstring("every update lost in bfloat16 rounding"));
            CHECK_THAT(to_text(r), !ContainsSubstring("equilibrium of \"linear1\""));
            CHECK_THAT(to_text(r), ContainsSubstring("weights in bfloat16"));
        }
    }
    CHECK(t.report().groups[1].temperature.value > 0.01);
    CHECK(t.report().groups[1].temperature.verdict != reliability::unknown);
}

TEST_CASE("where half of the updates are lost their share stands in the remarks") {
    layout where;
    where.add("w", {400});
    thermometer t(where);
    training<bfloat16> run(where.size(), 2e-3);
    for (std::uint64_t step = 0; step <= 1000; ++step) {
        run.step();
        t.observe(step, run.x);
    }
    const report r = t.report();
    CAPTURE(r.groups[0].zero_velocities);
    CHECK(r.groups[0].zero_velocities > 0.5);
    CHECK(r.groups[0].zero_velocities < 1.0);
    CHECK(motion_of(r.groups[0], r.timestep, r.digits, r.observed_steps) == motion::lost);
    CHECK_THAT(to_text(r),
               ContainsSubstring("updates are lost in bfloat16 rounding in \"w\" (v = 0: " +
                                 detail::print_share(r.groups[0].zero_velocities)));
}

TEST_CASE("the share of updates that bfloat16 does not see is that of a loop over the weights") {
    layout where;
    where.add("w", {1000});
    where.add("still", {10});
    thermometer single(where), wide(where);
    test::random_stream random(8);
    std::vector<float> x(where.size(), 1.3F);
    std::uint64_t unseen = 0, compared = 0;
    for (std::uint64_t step = 0; step <= 500; ++step) {
        const std::vector<float> before = x;
        for (std::size_t i = 0; i < 1000; ++i) {
            x[i] += static_cast<float>(2e-3 * random.normal());
        }
        // Observation k, from 0, compares where k is a multiple of 100.
        if (step >= 1 && (step - 1) % 100 == 0) {
            for (std::size_t i = 0; i < 1000; ++i) {
                unseen += float(bfloat16(before[i])) == float(bfloat16(x[i])) ? 1U : 0U;
                ++compared;
            }
        }
        single.observe(step, x);
        wide.observe(step, std::vector<double>(x.begin(), x.end()));
    }
    const report r = single.report();
    const double share = static_cast<double>(unseen) / static_cast<double>(compared);
    CHECK_THAT(r.groups[0].invisible_in_bfloat16, WithinRel(share, 1e-12));
    CHECK((share > 0.5 && share < 0.95));
    CHECK(r.groups[0].zero_velocities < 0.01);
    CHECK(r.groups[1].invisible_in_bfloat16 == 1.0);
    CHECK(wide.report().groups[0].invisible_in_bfloat16 == r.groups[0].invisible_in_bfloat16);
    thermometer moves(where);
    for (std::uint64_t step = 1; step < 20; ++step) {
        moves.observe_displacement(step, x);
    }
    CHECK_FALSE(is_finite(moves.report().groups[0].invisible_in_bfloat16));
    const std::string text = to_text(r, {.bfloat16 = true});
    CHECK_THAT(text, ContainsSubstring("unseen in bfloat16"));
    CHECK_THAT(text, ContainsSubstring(detail::print_share(share)));
    CHECK_THAT(to_text(r), !ContainsSubstring("bfloat16"));
}

TEST_CASE("shares keep the digits that tell them from none and from all") {
    CHECK(detail::print_share(0.0) == "0 %");
    CHECK(detail::print_share(1.0) == "100 %");
    CHECK(detail::print_share(0.046) == "4.6 %");
    CHECK(detail::print_share(0.997) == "99.70 %");
    CHECK(detail::print_share(0.99995) == "99.9950 %");
    CHECK(detail::print_share(2.3e-6) == "0.00023 %");
    CHECK(detail::print_share(not_available) == "- %");
}

}  // namespace thermometer_half_weights_test
