// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/observables/motion/entropy_production.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <vector>

namespace observables_motion_entropy_production_test {

using namespace thermosgd;

namespace {

small_matrix<> matrix(std::size_t n, std::initializer_list<double> rows = {}) {
    small_matrix<> a(n);
    std::size_t place = 0;
    for (const double x : rows) {
        a(place / n, place % n) = x;
        ++place;
    }
    return a;
}

/// SGD on ½Σh_i x_i² with i.i.d. gradient noise of covariance C: what it settles at.
struct quadratic {
    small_matrix<> covariance, velocities, circulation;

    quadratic(const std::vector<double>& h, const small_matrix<>& noise, double eta)
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
    small_matrix<> a = matrix(n), q = matrix(n), root = matrix(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            a(i, j) = (i == j ? 0.7 : 0.0) + 0.1 * random.normal();
            root(i, j) = random.normal();
        }
    }
    q = detail::product(root, detail::transposed(root));
    small_matrix<> sigma = q;
    for (int iteration = 0; iteration < 2000; ++iteration) {
        sigma = detail::product(detail::product(a, sigma), detail::transposed(a));
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                sigma(i, j) += q(i, j);
            }
        }
    }
    const small_matrix<> ahead = detail::product(a, sigma);  // ⟨x' xᵀ⟩
    small_matrix<> v = matrix(n), l = matrix(n);
    small_matrix<> pair = matrix(2 * n), reversed = matrix(2 * n);
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
    const small_matrix<> factor = detail::cholesky_factor(reversed);
    REQUIRE(detail::is_factor(factor));
    const small_matrix<> ratio = detail::solve(factor, pair);
    double divergence = -static_cast<double>(n);
    for (std::size_t i = 0; i < 2 * n; ++i) {
        divergence += 0.5 * ratio(i, i);
    }
    CHECK(divergence > 0.01);
    CHECK_THAT(entropy_production_rate(sigma, v, l), WithinRel(divergence, 1e-11));
}

TEST_CASE("without an inverse there is no rate, and below two dimensions it is 0") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const small_matrix<> zero = matrix(2), one = matrix(2, {1, 0, 0, 1});
    CHECK(std::isnan(entropy_production_rate(matrix(2, {1, 1, 1, 1}), one, zero)));
    CHECK(std::isnan(entropy_production_rate(one, zero, zero)));
    CHECK(std::isnan(entropy_production_rate(matrix(2, {nan, 0, 0, 1}), one, zero)));
    CHECK(entropy_production_rate(one, one, zero) == 0.0);
    CHECK(entropy_production_rate(matrix(1, {2}), matrix(1, {1}), matrix(1)) == 0.0);
    CHECK(entropy_production_rate({}, {}, {}) == 0.0);
}

}  // namespace observables_motion_entropy_production_test
