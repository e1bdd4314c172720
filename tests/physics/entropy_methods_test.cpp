// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Three ways to the entropy of the same trajectory agree with its closed form and with each other.
///
/// Plain SGD on two modes, h = 1 and 3, with noise that does not commute with the curvature:
/// Σ_ij = ηC_ij/(h_i + h_j − ηh_ih_j), S = ½ ln det(2πe Σ) of positions, and the sum of
/// ½ ln(2πe Σ_kk) where correlation between modes is not seen. Student t quantiles for 1e-6/4, plus
/// the documented smoothing of bins and neighbours.

#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/entropy/entropy_gaussian.hpp>
#include <thermosgd/observables/entropy/entropy_histogram.hpp>
#include <thermosgd/observables/entropy/entropy_nearest_neighbour.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace physics_entropy_methods_test {

using namespace thermosgd;

namespace {

void check_entropy(const differential_entropy& s, double exact, double smoothing, double widest) {
    INFO("exact " << exact << ", " << to_text(s));
    REQUIRE(s.status == entropy_status::available);
    CHECK(s.entropy.verdict == reliability::reliable);
    CHECK(s.entropy.error < widest);
    const double reach = s.entropy.error * student_t_critical(0.5e-6 / 4, s.entropy.nu);
    CHECK_THAT(s.entropy.value, WithinAbs(exact, reach + smoothing));
}

}  // namespace

TEST_CASE("Gaussian, histogram and nearest-neighbour entropy of one run", "[stochastic]") {
    const double eta = 0.1;
    const std::array<double, 2> h{1, 3};
    const double c01 = 0.95;
    test::random_stream random(191);
    std::array<double, 2> x{};
    std::vector<double> rows;
    for (int t = -500; t < 60'000; ++t) {
        const double a = random.normal();
        const std::array<double, 2> noise{a, c01 * a + std::sqrt(1 - c01 * c01) * random.normal()};
        for (std::size_t k = 0; k < 2; ++k) {
            x[k] -= eta * (h[k] * x[k] + noise[k]);
        }
        if (t >= 0) {
            rows.insert(rows.end(), x.begin(), x.end());
        }
    }
    const auto sigma = [&](std::size_t i, std::size_t j) {
        const double c = i == j ? 1 : c01;
        return eta * c / (h[i] + h[j] - eta * h[i] * h[j]);
    };
    const double two_pi_e = 2 * std::numbers::pi * std::numbers::e;
    const double separate = 0.5 * std::log(two_pi_e * two_pi_e * sigma(0, 0) * sigma(1, 1));
    const double joint = 0.5 * std::log(two_pi_e * two_pi_e *
                                        (sigma(0, 0) * sigma(1, 1) - sigma(0, 1) * sigma(0, 1)));
    CHECK(separate - joint > 0.3);

    check_entropy(gaussian_entropy_of_samples(rows, 2), joint, 0, 0.03);
    check_entropy(nearest_neighbour_entropy(rows, 2), joint, 0.02, 0.05);
    check_entropy(histogram_entropy(rows, 2), separate, 0.03, 0.03);
    const differential_entropy first = histogram_entropy(detail::coordinate(rows, 2, 0), 1);
    check_entropy(first, 0.5 * std::log(two_pi_e * sigma(0, 0)), 0.02, 0.03);
    // A run that is still on its way has none of them.
    CHECK(of_positions(first, 0.3).status == entropy_status::wandering);
}

}  // namespace physics_entropy_methods_test
