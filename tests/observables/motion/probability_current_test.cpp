// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/observables/motion/probability_current.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace observables_motion_probability_current_test {

using namespace thermosgd;

namespace {

small_matrix matrix(std::size_t n, std::initializer_list<double> rows = {}) {
    small_matrix a;
    a.size = n;
    std::copy(rows.begin(), rows.end(), a.elements.begin());
    return a;
}

/// SGD on ½Σh_i x_i² with i.i.d. gradient noise of covariance C: what it settles at.
struct quadratic {
    small_matrix covariance, velocities, circulation;

    quadratic(const std::vector<double>& h, const small_matrix& noise, double eta)
        : covariance(noise), velocities(noise), circulation(noise) {
        for (std::size_t i = 0; i < h.size(); ++i) {
            for (std::size_t j = 0; j < h.size(); ++j) {
                const double s = eta * noise(i, j) / (h[i] + h[j] - eta * h[i] * h[j]);
                covariance(i, j) = s;
                velocities(i, j) = eta * (h[i] + h[j]) * s;
                circulation(i, j) = 0.5 * eta * (h[i] - h[j]) * s;
            }
        }
    }

    [[nodiscard]] double entropy_production() const {
        return entropy_production_rate(covariance, velocities, circulation);
    }
};

/// A recorded run of that SGD in two dimensions.
current_tracker simulated(double h1, double h2, double c, double eta, int steps, std::uint64_t seed,
                          double offset = 0.0) {
    test::random_stream random(seed);
    current_tracker tracker(2);
    std::array<double, 2> x{};
    for (int t = -300; t < steps; ++t) {
        const double a = random.normal();
        const double b = c * a + std::sqrt(1 - c * c) * random.normal();
        const std::array v{-eta * (h1 * x[0] + a), -eta * (h2 * x[1] + b)};
        if (t >= 0) {
            tracker.push(std::array{x[0] + offset, x[1] - offset}, v);
        }
        x[0] += v[0];
        x[1] += v[1];
    }
    return tracker;
}

/// Student's t for a two-sided probability of 1e-6.
double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6, e.nu);
}

}  // namespace

TEST_CASE("two modes with correlated noise: L = -0.00135135, EPR = 0.0360360") {
    const quadratic q({1, 3}, matrix(2, {1, 0.5, 0.5, 1}), 0.1);
    CHECK_THAT(q.covariance(0, 0), WithinAbs(0.0526316, 5e-8));
    CHECK_THAT(q.covariance(0, 1), WithinAbs(0.0135135, 5e-8));
    CHECK_THAT(q.covariance(1, 1), WithinAbs(0.0196078, 5e-8));
    CHECK_THAT(q.velocities(0, 0), WithinAbs(0.0105263, 5e-8));
    CHECK_THAT(q.velocities(0, 1), WithinAbs(0.00540541, 5e-9));
    CHECK_THAT(q.velocities(1, 1), WithinAbs(0.0117647, 5e-8));
    CHECK_THAT(q.circulation(0, 1), WithinAbs(-0.00135135, 5e-9));
    CHECK_THAT(q.entropy_production(), WithinAbs(0.0360360, 5e-8));
    // Noise that commutes with curvature: detailed balance.
    CHECK(quadratic({1, 3}, matrix(2, {1, 0, 0, 1}), 0.1).entropy_production() == 0.0);
    CHECK(quadratic({1, 3}, matrix(2, {1, 0, 0, 3}), 0.1).entropy_production() == 0.0);
    // No sign of the plane, and no unit, matters.
    CHECK_THAT(
        quadratic({3, 1}, matrix(2, {1e-8, -0.5e-8, -0.5e-8, 1e-8}), 0.1).entropy_production(),
        WithinAbs(0.0360360, 5e-8));
}

TEST_CASE("in four dimensions EPR is the divergence of pairs from reversed pairs") {
    const std::size_t n = 4;
    test::random_stream random(4);
    small_matrix a = matrix(n), q = matrix(n), root = matrix(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            a(i, j) = (i == j ? 0.7 : 0.0) + 0.1 * random.normal();
            root(i, j) = random.normal();
        }
    }
    q = detail::product(root, detail::transposed(root));
    small_matrix sigma = q;
    for (int iteration = 0; iteration < 2000; ++iteration) {
        sigma = detail::product(detail::product(a, sigma), detail::transposed(a));
        for (std::size_t i = 0; i < n * n; ++i) {
            sigma.elements[i] += q.elements[i];
        }
    }
    const small_matrix ahead = detail::product(a, sigma);  // ⟨x' xᵀ⟩
    small_matrix v = matrix(n), l = matrix(n);
    small_matrix pair = matrix(2 * n), reversed = matrix(2 * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            v(i, j) = 2 * sigma(i, j) - ahead(i, j) - ahead(j, i);
            l(i, j) = 0.5 * (ahead(j, i) - ahead(i, j));
            pair(i, j) = pair(n + i, n + j) = sigma(i, j);
            reversed(i, j) = reversed(n + i, n + j) = sigma(i, j);
            pair(n + i, j) = pair(j, n + i) = ahead(i, j);
            reversed(i, n + j) = reversed(n + j, i) = ahead(i, j);
        }
    }
    // ½(Tr[R⁻¹ P] − 2n); the determinants are the same.
    small_matrix factor = reversed;
    REQUIRE(detail::cholesky(factor));
    const small_matrix ratio = detail::solve(factor, pair);
    double divergence = -static_cast<double>(n);
    for (std::size_t i = 0; i < 2 * n; ++i) {
        divergence += 0.5 * ratio(i, i);
    }
    CHECK(divergence > 0.01);
    CHECK_THAT(entropy_production_rate(sigma, v, l), WithinRel(divergence, 1e-11));
}

TEST_CASE("a factor times its transpose is the matrix, and solving undoes multiplying") {
    for (std::size_t n = 1; n <= 16; ++n) {
        test::random_stream random(n);
        small_matrix root = matrix(n), x = matrix(n);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                root(i, j) = random.normal() + (i == j ? 4.0 : 0.0);
                x(i, j) = random.normal();
            }
        }
        const small_matrix a = detail::product(root, detail::transposed(root));
        small_matrix factor = a;
        REQUIRE(detail::cholesky(factor));
        const small_matrix found = detail::solve(factor, detail::product(a, x));
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                REQUIRE_THAT(found(i, j), WithinAbs(x(i, j), 1e-9));
            }
        }
    }
    small_matrix singular = matrix(2, {1, 1, 1, 1});
    CHECK_FALSE(detail::cholesky(singular));
    small_matrix negative = matrix(1, {-1});
    CHECK_FALSE(detail::cholesky(negative));
    small_matrix zero = matrix(1, {0});
    CHECK_FALSE(detail::cholesky(zero));
    small_matrix nan = matrix(1, {std::numeric_limits<double>::quiet_NaN()});
    CHECK_FALSE(detail::cholesky(nan));
}

TEST_CASE("the current of a run, wherever its origin", "[stochastic]") {
    // Seeds 1 and 2; each comparison fails with probability 1e-6.
    for (const double offset : {0.0, 0.3}) {
        const current_tracker tracker =
            simulated(1, 3, 0.5, 0.1, 400'000, offset > 0 ? 2 : 1, offset);
        const probability_current p =
            estimate_probability_current(tracker, position_verdict::sampled);
        CHECK(p.verdict == current_verdict::measured);
        REQUIRE(p.circulation.size() == 1);
        const estimate& l = p.circulation[0];
        CAPTURE(offset, l.value, l.error, p.entropy_production.value, p.entropy_production.error);
        CHECK(l.verdict == reliability::reliable);
        CHECK(std::fabs(l.value + 0.00135135) < reach(l));
        CHECK(l.error < 0.02 * 0.00135);
        const estimate& epr = p.entropy_production;
        CHECK(epr.verdict == reliability::reliable);
        CHECK(std::fabs(epr.value - 0.0360360) < reach(epr));
        CHECK(epr.error < 0.04 * 0.036);
        CHECK(p.p_value == 1.0 / 400);
        CHECK(p.bias > 0);
        CHECK(p.bias < 1e-3);
        CHECK_THAT(angular_momentum(l, 2.0, 0.5).value, WithinRel(8 * l.value, 1e-12));
        CHECK_THAT(angular_momentum(l, 2.0, 0.5).error, WithinRel(8 * l.error, 1e-12));
    }
}

TEST_CASE("where detailed balance holds the bias is taken off", "[stochastic]") {
    // 60 short runs with C = 1. The mean of 60 values is 0 within 5 standard errors (6e-7); the
    // mean bias is that of a χ² distribution with one degree: as large as the scatter over √2.
    moments value, bias;
    int small = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const probability_current p = estimate_probability_current(
            simulated(1, 3, 0.0, 0.1, 4'000, 100 + seed), position_verdict::sampled);
        value.push(p.entropy_production.value);
        bias.push(p.bias);
        small += p.p_value < 0.05 ? 1 : 0;
    }
    const double error = std::sqrt(value.variance() / 60);
    CAPTURE(value.mean, error, bias.mean, small);
    CHECK(std::fabs(value.mean) < 5 * error);
    CHECK(bias.mean > 0.35 * std::sqrt(value.variance()));
    CHECK(bias.mean < 1.4 * std::sqrt(value.variance()));
    // 5 % of 60: more than 13 with probability 1e-6.
    CHECK(small <= 13);
}

TEST_CASE("without sampled positions, enough batches or movement there is no current") {
    const current_tracker tracker = simulated(1, 3, 0.5, 0.1, 20'000, 3);
    for (const position_verdict verdict :
         {position_verdict::wandering, position_verdict::unknown}) {
        const probability_current p = estimate_probability_current(tracker, verdict);
        CHECK(p.verdict == current_verdict::not_sampled);
        CHECK(p.entropy_production.verdict == reliability::unknown);
        CHECK(p.circulation[0].verdict == reliability::unknown);
    }
    const probability_current none =
        estimate_probability_current(current_tracker(2), position_verdict::sampled);
    CHECK(none.verdict == current_verdict::too_few_batches);
    CHECK(std::isnan(none.entropy_production.value));
    CHECK(none.circulation.empty());
    CHECK(estimate_probability_current(current_tracker(), position_verdict::sampled).verdict ==
          current_verdict::too_few_batches);
    CHECK(estimate_probability_current(simulated(1, 3, 0.5, 0.1, 19, 3), position_verdict::sampled)
              .verdict == current_verdict::too_few_batches);

    // A direction that never moves, and NaN throughout.
    for (const double x : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
        test::random_stream random(1);
        current_tracker still(2);
        for (int t = 0; t < 500; ++t) {
            still.push(std::array{random.normal(), x}, std::array{random.normal(), x});
        }
        const probability_current p =
            estimate_probability_current(still, position_verdict::sampled);
        CHECK(p.verdict == current_verdict::singular);
        CHECK(std::isnan(p.entropy_production.value));
    }

    // One projection has no plane.
    test::random_stream random(1);
    current_tracker line(1);
    for (int t = 0; t < 500; ++t) {
        line.push(std::array{random.normal()}, std::array{random.normal()});
    }
    const probability_current p = estimate_probability_current(line, position_verdict::sampled);
    CHECK(p.circulation.empty());
    CHECK(p.entropy_production.value == 0.0);
    CHECK(p.p_value == 1.0);
    CHECK_THROWS_AS(estimate_probability_current(line, position_verdict::sampled, 100'000),
                    std::invalid_argument);
    CHECK_THROWS_AS(current_tracker(17), std::invalid_argument);
    CHECK(to_string(current_verdict::measured) == "measured");
    CHECK(to_string(current_verdict::not_sampled) == "not sampled");
    CHECK(to_string(current_verdict::too_few_batches) == "too few batches");
    CHECK(to_string(current_verdict::singular) == "singular");
}

TEST_CASE("every product has its own column") {
    current_tracker tracker(3);
    const std::array x{2.0, 3.0, 5.0}, v{7.0, 11.0, 13.0};
    tracker.push(x, v);
    const auto mean = [&](std::size_t column) { return tracker.store().total(column).mean; };
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(mean(tracker.x(i)) == x[i]);
        CHECK(mean(tracker.v(i)) == v[i]);
        for (std::size_t j = 0; j <= i; ++j) {
            CHECK(mean(tracker.xx(i, j)) == x[i] * x[j]);
            CHECK(mean(tracker.vv(i, j)) == v[i] * v[j]);
        }
        for (std::size_t j = i + 1; j < 3; ++j) {
            CHECK(mean(tracker.current(i, j)) == 0.5 * (x[i] * v[j] - x[j] * v[i]));
        }
    }
    CHECK(tracker.store().columns() == 6 + 12 + 3);
    test::memory_writer writer;
    tracker.archive(writer);
    current_tracker copy(3);
    test::memory_reader reader(writer.words);
    copy.archive(reader);
    CHECK(reader.at_end());
    CHECK(copy.store().total(4).mean == tracker.store().total(4).mean);
    tracker.clear();
    CHECK(tracker.store().ticks() == 0);
}

}  // namespace observables_motion_probability_current_test
