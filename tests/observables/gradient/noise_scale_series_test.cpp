// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/core/half.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/observables/gradient/noise_scale_series.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace observables_gradient_noise_scale_series_test {

using namespace thermosgd;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

layout two_groups() {
    layout where;
    where.add("signal", {40});
    where.skip(3);
    where.add("noise", {60});
    return where;
}

/// What one sample's gradient is made of: a mean and a standard deviation per parameter.
struct group_gradient {
    double mean, deviation;
};

/// One step of four parts of 8 samples and their mean, Gaussian and white in every parameter.
struct four_parts {
    static constexpr batch_size_pair size{8, 32};
    layout where = two_groups();
    std::array<double, 2> part{}, whole{};

    four_parts(std::span<const group_gradient> groups, std::span<const float> preconditioner,
               test::random_stream& random) {
        std::vector<float> gradient(where.size()), sum(where.size());
        std::array<double, 2> norms{};
        part = {};
        for (int k = 0; k < 4; ++k) {
            for (std::size_t g = 0; g < 2; ++g) {
                for (std::size_t i = 0; i < where.groups()[g].size; ++i) {
                    const std::size_t at = where.groups()[g].offset + i;
                    gradient[at] = static_cast<float>(
                        groups[g].mean + groups[g].deviation / std::sqrt(8.0) * random.normal());
                    sum[at] += 0.25F * gradient[at];
                }
            }
            squared_norms_of<float>(where, gradient, norms, preconditioner);
            part[0] += 0.25 * norms[0];
            part[1] += 0.25 * norms[1];
        }
        squared_norms_of<float>(where, sum, whole, preconditioner);
    }
};

constexpr std::array<group_gradient, 2> made{group_gradient{0.5, 2.0}, group_gradient{0.25, 4.0}};

}  // namespace

TEST_CASE("norms are those of each group, whatever lies between, weighted where asked for") {
    layout where;
    where.add("a", {2});
    where.skip(1);
    where.add("b", {3});
    const std::vector<double> gradient{1, -2, 100, 0.5, 0, 3};
    const std::vector<double> weights{2, 0.5, nan, 4, 1, 1};
    std::array<double, 2> norms{};
    squared_norms_of<double>(where, gradient, norms);
    CHECK(norms == std::array{5.0, 9.25});
    squared_norms_of<double>(where, gradient, norms, weights);
    CHECK(norms == std::array{4.0, 10.0});
    const std::vector<bfloat16> half(6, bfloat16(2.0F));
    squared_norms_of<bfloat16>(where, half, norms);
    CHECK(norms == std::array{8.0, 12.0});
    CHECK_THROWS_AS(squared_norms_of<double>(where, std::span(gradient).first(5), norms),
                    layout_error);
    CHECK_THROWS_AS(squared_norms_of<double>(where, gradient, norms, std::span(weights).first(5)),
                    layout_error);
    CHECK_THROWS_WITH(squared_norms_of<double>(where, gradient, std::span(norms).first(1)),
                      ContainsSubstring("1 groups") && ContainsSubstring("expected 2"));
}

TEST_CASE("noise scales of groups and of all are found, and who limits the batch", "[stochastic]") {
    // B of "signal" 40·4/(40·0.25) = 16, of "noise" 60·16/(60·0.0625) = 256; of all
    // (160 + 960)/(10 + 3.75) = 81.45. Ten comparisons at six errors, Student's t with at least 40
    // degrees of freedom: 5e-7 each. Seed 17.
    test::random_stream random(17);
    noise_scale_series noise(two_groups());
    for (int t = 0; t < 6000; ++t) {
        const four_parts step(made, {}, random);
        noise.add(step.part, step.whole, step.size);
    }
    const auto near_to = [](const estimate& e, double expected) {
        CAPTURE(e.value, e.error, expected);
        CHECK(e.verdict != reliability::unknown);
        CHECK(std::fabs(e.value - expected) < 6 * e.error);
        CHECK(e.error < 0.05 * expected);
    };
    const gradient_noise signal = noise.result(0), weak = noise.result(1), all = noise.result(2);
    near_to(signal.squared_gradient, 10);
    near_to(signal.noise_trace, 160);
    near_to(signal.noise_scale, 16);
    near_to(weak.squared_gradient, 3.75);
    near_to(weak.noise_trace, 960);
    near_to(weak.noise_scale, 256);
    near_to(all.squared_gradient, 13.75);
    near_to(all.noise_trace, 1120);
    near_to(all.noise_scale, 1120 / 13.75);
    const limiting_group limit = noise.limit();
    CHECK((limit.group == 0 && limit.next == 1));
    CHECK(limit.noise_scale.value == signal.noise_scale.value);
    near_to(limit.ratio, 16);
    CHECK(limit.p_value < 1e-9);
    // Half of what is to be gained, at the noise scale itself.
    const estimate half = batch_efficiency(signal.noise_scale, signal.noise_scale.value);
    CHECK_THAT(half.value, WithinRel(0.5, 1e-15));
    CHECK_THAT(half.error,
               WithinRel(signal.noise_scale.error / signal.noise_scale.value / 4, 1e-12));
    CHECK(batch_efficiency(signal.noise_scale, 1e12).value > 1 - 1e-9);
}

TEST_CASE("a preconditioner that undoes unequal noise changes the scale to tr P Sigma / G P G",
          "[stochastic]") {
    // P = 4 on half of the first group: its own ratio stays 16, since P is the same for noise and
    // signal in a group of one kind; of all it is (4·160 + 960)/(4·10 + 3.75). Seed 18, as above.
    test::random_stream random(18);
    std::vector<float> preconditioner(two_groups().size(), 1.0F);
    for (std::size_t i = 0; i < 40; ++i) {
        preconditioner[i] = 4.0F;
    }
    noise_scale_series noise(two_groups());
    for (int t = 0; t < 3000; ++t) {
        const four_parts step(made, preconditioner, random);
        noise.add(step.part, step.whole, step.size);
    }
    const estimate all = noise.result(2).noise_scale;
    CAPTURE(all.value, all.error);
    CHECK(std::fabs(all.value - 1600 / 43.75) < 6 * all.error);
    CHECK(std::fabs(all.value - 1120 / 13.75) > 8 * all.error);
}

TEST_CASE("equal groups are not told apart, pure noise has no scale", "[stochastic]") {
    // p above 1e-6 once more than in a million; seed 19.
    test::random_stream random(19);
    constexpr std::array<group_gradient, 2> equal{group_gradient{0.5, 2}, group_gradient{0.5, 2}};
    constexpr std::array<group_gradient, 2> nothing{group_gradient{0, 2}, group_gradient{0.5, 2}};
    noise_scale_series alike(two_groups()), pure(two_groups());
    for (int t = 0; t < 2000; ++t) {
        const four_parts a(equal, {}, random), b(nothing, {}, random);
        alike.add(a.part, a.whole, a.size);
        pure.add(b.part, b.whole, b.size);
    }
    CHECK(alike.limit().p_value > 1e-6);
    CHECK(std::isnan(pure.result(0).noise_scale.value));
    CHECK(pure.result(1).noise_scale.value > 0);
    CHECK(std::isnan(pure.limit().p_value));
}

TEST_CASE("a step with other sizes counts the same, one that is not finite is left out") {
    noise_scale_series noise(two_groups());
    // |G|² = 2 and tr Σ = 24 in the first group, 1 and 48 in the second, without scatter.
    const auto norms = [](double n) { return std::array{2 + 24 / n, 1 + 48 / n}; };
    for (int t = 0; t < 60; ++t) {
        const batch_size_pair size = t % 3 == 0 ? batch_size_pair{4, 12} : batch_size_pair{8, 32};
        noise.add(norms(size.part), norms(size.whole), size);
    }
    noise.add(std::array{nan, 7.0}, std::array{1.0, 1.75}, {8, 64});
    noise.add(std::array{5.0, -1.0}, std::array{2.375, 1.75}, {8, 64});
    const batch_store& b = noise.batches();
    CHECK_THAT(b.total(0).mean, WithinRel(2.0, 1e-14));
    CHECK_THAT(b.total(1).mean, WithinRel(24.0, 1e-13));
    CHECK(b.total(0).count == 61);
    CHECK_THAT(b.total(2).mean, WithinRel(1.0, 1e-13));
    CHECK(b.total(2).count == 61);
    CHECK_THAT(b.total(5).mean, WithinRel(72.0, 1e-13));
    CHECK(b.total(5).count == 60);

    const scratch_folder folder;
    save_checkpoint(folder / "noise", noise);
    noise_scale_series back(two_groups());
    load_checkpoint(folder / "noise", back);
    CHECK(back.batches().total(1).mean == b.total(1).mean);
    layout other;
    other.add("signal", {41});
    other.add("noise", {60});
    noise_scale_series wrong(other);
    CHECK_THROWS_AS(load_checkpoint(folder / "noise", wrong), error);
    noise.clear();
    CHECK(noise.batches().total(0).count == 0);
}

TEST_CASE("other numbers of groups and sizes that are none are refused by name") {
    noise_scale_series noise(two_groups());
    const std::array one{1.0};
    const std::array two{1.0, 1.0};
    CHECK_THROWS_WITH(noise.add(one, two, {8, 32}),
                      ContainsSubstring("part has norms of 1 groups, expected 2"));
    CHECK_THROWS_WITH(noise.add(two, one, {8, 32}),
                      ContainsSubstring("whole has norms of 1 groups, expected 2"));
    for (const batch_size_pair size :
         {batch_size_pair{8, 8}, batch_size_pair{0, 8}, batch_size_pair{nan, 8}}) {
        CHECK_THROWS_AS(noise.add(two, two, size), std::invalid_argument);
    }
    CHECK(noise.batches().ticks() == 0);
    CHECK_THROWS_AS(noise.result(3), std::invalid_argument);
    CHECK_THROWS_AS(noise_scale_series{}.result(0), std::invalid_argument);
    CHECK(std::isnan(noise.limit().p_value));
}

}  // namespace observables_gradient_noise_scale_series_test
