// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/exponential_family.hpp>

#include <array>
#include <cmath>
#include <cstddef>

#include "catch_shim.hpp"

namespace gibbs_exponential_family_test {

using namespace thermosgd;

namespace {

/// What a user may write: a Bernoulli spin, J = ±1, P = 2 cosh b, without a closed form for b.
struct two_states {
    static constexpr std::size_t dimension = 1;
    using vector = std::array<double, 1>;
    const char* refusal(const vector& b) const { return std::fabs(b[0]) < 500 ? nullptr : "far"; }
    double log_partition(const vector& b) const { return std::log(2 * std::cosh(b[0])); }
    vector mean_heat(const vector& b) const { return {-std::tanh(b[0])}; }
    small_matrix<1> fisher_metric(const vector& b) const {
        return {{{1 / std::cosh(b[0]) / std::cosh(b[0])}}};
    }
    vector reference() const { return {0}; }
};

/// Normal with unknown mean and width: J = (x, x²), b = (b₀, b₁), b₁ > 0.
struct normal_law {
    static constexpr std::size_t dimension = 2;
    using vector = std::array<double, 2>;
    const char* refusal(const vector& b) const { return b[1] > 0 ? nullptr : "b1 must be > 0"; }
    double log_partition(const vector& b) const {
        return b[0] * b[0] / (4 * b[1]) - 0.5 * std::log(b[1]);
    }
    vector mean_heat(const vector& b) const {
        const double mean = -b[0] / (2 * b[1]), variance = 1 / (2 * b[1]);
        return {mean, mean * mean + variance};
    }
    small_matrix<2> fisher_metric(const vector& b) const {
        const double mean = -b[0] / (2 * b[1]), variance = 1 / (2 * b[1]);
        return {{{variance, 2 * mean * variance},
                 {2 * mean * variance, 4 * mean * mean * variance + 2 * variance * variance}}};
    }
    vector reference() const { return {0, 1}; }
};

struct no_metric {
    static constexpr std::size_t dimension = 1;
    const char* refusal(const std::array<double, 1>&) const { return nullptr; }
};

}  // namespace

static_assert(exponential_family<two_states>);
static_assert(exponential_family<normal_law>);
static_assert(!exponential_family<no_metric>);
static_assert(!exponential_family<double>);

TEST_CASE("b follows from the mean of J by Newton's method, near and far") {
    for (const double b : {-20.0, -3.0, -1e-6, 0.0, 0.8, 10.0}) {
        const auto back = parameter_of_mean(two_states{}, two_states{}.mean_heat({b}));
        REQUIRE(back);
        // tanh forgets the digits of b as it saturates.
        CHECK_THAT((*back)[0], WithinAbs(b, 1e-12 + 1e-16 * std::pow(std::cosh(b), 2)));
    }
    for (const double scale : {1e-6, 1.0, 1e6}) {
        for (const double mean : {0.0, 3.0, -40.0}) {
            const double variance = scale;
            const double b1 = 1 / (2 * variance), b0 = -mean / variance;
            const auto back = parameter_of_mean(normal_law{}, {mean, mean * mean + variance});
            CAPTURE(scale, mean);
            REQUIRE(back);
            // x² − ⟨x⟩² loses digits where the mean is large against the width.
            const double lost = 1e-15 * (1 + mean * mean / variance);
            CHECK_THAT((*back)[1], WithinRel(b1, 1e-10 + 10 * lost));
            CHECK_THAT((*back)[0], WithinAbs(b0, (1e-10 + 10 * lost) * (std::fabs(b0) + b1)));
        }
    }
}

TEST_CASE("a mean that no state has gives nothing") {
    for (const double mean : {1.000001, -1.5, 100.0, std::nan("")}) {
        CHECK_FALSE(parameter_of_mean(two_states{}, {mean}));
    }
    CHECK_FALSE(parameter_of_mean(normal_law{}, {2.0, 4.0}));
    CHECK_FALSE(parameter_of_mean(normal_law{}, {2.0, 3.0}));
    CHECK_FALSE(parameter_of_mean(normal_law{}, {0.0, -1.0}));
}

TEST_CASE("the entropy of two states is that of a coin") {
    for (const double b : {0.0, 0.4, -1.7}) {
        const double p = 0.5 * (1 - std::tanh(b));
        CHECK_THAT(gibbs_entropy(two_states{}, {b}),
                   WithinAbs(-p * std::log(p) - (1 - p) * std::log1p(-p), 1e-14));
    }
}

TEST_CASE("the bias of maximum likelihood by its formula") {
    // One dimension: −½ I'/I²; I = 1/cosh².
    for (const double b : {0.3, -1.2}) {
        CHECK_THAT(maximum_likelihood_bias(two_states{}, {b})[0],
                   WithinRel(std::tanh(b) * std::pow(std::cosh(b), 2), 1e-10));
    }
    // A normal law: ⟨1/s²⟩ = N/(N − 3) of the 1/σ² with s² = Σ(x − x̄)²/N, hence 3 b₁; b₀ as well,
    // since the mean is independent of s².
    const std::array<double, 2> b{0.7, 1.9};
    const auto bias = maximum_likelihood_bias(normal_law{}, b);
    CHECK_THAT(bias[1], WithinRel(3 * b[1], 1e-9));
    CHECK_THAT(bias[0], WithinRel(3 * b[0], 1e-9));
}

TEST_CASE("the message of a refusal says who, which b and why") {
    CHECK_NOTHROW(require_gibbs_state("f", normal_law{}, {0, 1}));
    CHECK_THROWS_WITH(require_gibbs_state("f", normal_law{}, {0.5, -1}),
                      ContainsSubstring("f: b = (0.5, -1), no Gibbs state: b1 must"));
}

}  // namespace gibbs_exponential_family_test
