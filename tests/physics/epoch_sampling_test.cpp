// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Minibatches drawn without replacement: noise that sums to zero over each epoch.
///
/// It takes the variance of positions down by orders of magnitude in flat directions and leaves
/// that of velocities alone; the first relation holds exactly. M batches per epoch, a = 1 − ηh:
///   W_k = s²[(1 + 1/(M−1)) Σ_{j<k} a^{2j} − (Σ_{j<k} a^j)²/(M−1)],
///   ⟨x²⟩ = η²W_M/(1 − a^{2M}) at the end of an epoch, a^{2k}V_0 + η²W_k after k more steps.
/// (Kühn & Rosenow 2023.) Tolerances are Student t quantiles for 1e-6 divided by the 40 comparisons
/// at most in this file.

#include "catch_shim.hpp"
#include "physics/update_rules.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace physics_epoch_sampling_test {

using namespace thermosgd;
using test::update_rule;
using test::variant;

namespace {

constexpr double false_failure = 1e-6 / 40;
constexpr std::size_t batches_per_epoch = 100;

void check_value(const estimate& measured, double exact) {
    INFO("exact " << exact << ", measured " << measured << ", nu " << measured.nu);
    CHECK(measured.verdict != reliability::unknown);
    CHECK(measured.error < 0.05 * std::fabs(exact));
    CHECK_THAT(
        measured.value,
        WithinAbs(exact, measured.error * student_t_critical(0.5 * false_failure, measured.nu)));
}

/// Exact moments under plain SGD with s = 1.
struct epoch_truth {
    double x2 = 0;      // averaged over the phase, before each step
    double x2_end = 0;  // at the ends of epochs
    double v2 = 0;

    epoch_truth(double eta, double h) {
        constexpr auto m = static_cast<double>(batches_per_epoch);
        const double a = 1 - eta * h;
        const auto w = [&](double k) {
            const double squares = (1 - std::pow(a, 2 * k)) / (1 - a * a);
            const double sum = (1 - std::pow(a, k)) / (1 - a);
            return (1 + 1 / (m - 1)) * squares - sum * sum / (m - 1);
        };
        x2_end = eta * eta * w(m) / (1 - std::pow(a, 2 * m));
        for (double k = 0; k < m; k += 1) {
            const double here = std::pow(a, 2 * k) * x2_end + eta * eta * w(k);
            // ⟨xξ⟩: what is left of the epoch makes up for what has been drawn.
            const double pull = eta / (m - 1) * (1 - std::pow(a, k)) / (1 - a);
            x2 += here / m;
            v2 += eta * eta * (h * h * here + 1 + 2 * h * pull) / m;
        }
    }
};

/// Draws a fixed set of numbers of mean 0 and variance 1 in a new order for every epoch.
class shuffled_noise {
public:
    explicit shuffled_noise(std::uint64_t seed) : random_(seed), set_(batches_per_epoch) {
        double mean = 0, square = 0;
        for (double& x : set_) {
            x = random_.normal();
            mean += x / batches_per_epoch;
        }
        for (double& x : set_) {
            x -= mean;
            square += x * x / batches_per_epoch;
        }
        for (double& x : set_) {
            x /= std::sqrt(square);
        }
    }

    const std::vector<double>& epoch() {
        for (std::size_t i = batches_per_epoch; i > 1; --i) {
            std::swap(set_[i - 1], set_[static_cast<std::size_t>(random_.below(i))]);
        }
        return set_;
    }

private:
    test::random_stream random_;
    std::vector<double> set_;
};

/// ⟨x²⟩, ⟨v²⟩, ⟨xg⟩ and x² at the end, epoch by epoch, over copies with orders of their own.
batch_store simulate(const update_rule& rule, std::uint64_t seed, int epochs) {
    constexpr std::size_t copies = 8;
    std::vector<shuffled_noise> noise;
    for (std::size_t c = 0; c < copies; ++c) {
        noise.emplace_back(seed + c);
    }
    std::array<test::mode_state, copies> modes{};
    batch_store store(4);
    const double share = 1.0 / (copies * static_cast<double>(batches_per_epoch));
    for (int epoch = -epochs / 4; epoch < epochs; ++epoch) {
        std::array<double, 4> row{};
        for (std::size_t c = 0; c < copies; ++c) {
            for (const double xi : noise[c].epoch()) {
                const double before = modes[c].x;
                const double g = rule.step(modes[c], xi);
                const double v = modes[c].x - before;
                row[0] += before * before * share;
                row[1] += v * v * share;
                row[2] += before * g * share;
            }
            row[3] += modes[c].x * modes[c].x / copies;
        }
        if (epoch >= 0) {
            store.append(row);
        }
    }
    return store;
}

}  // namespace

TEST_CASE("closed forms of sampling without replacement have the printed digits") {
    struct row {
        double h, x2, independent, x2_end, v2, ratio;
    };
    for (const row& r : {row{0.001, 0.167930, 50.0025, 0.000421, 0.0100010, 297.8},
                         row{0.01, 0.164370, 5.00250, 0.00421, 0.0100098, 30.45},
                         row{0.1, 0.134641, 0.502513, 0.0388, 0.0100874, 3.746},
                         row{1, 0.0440191, 0.0526316, 0.0431, 0.0106220, 1.207}}) {
        CAPTURE(r.h);
        const epoch_truth exact(0.1, r.h);
        CHECK_THAT(exact.x2, WithinRel(r.x2, 5e-6));
        CHECK_THAT(exact.x2_end, WithinRel(r.x2_end, 2e-3));
        CHECK_THAT(exact.v2, WithinRel(r.v2, 5e-6));
        CHECK_THAT(exact.v2 / (2 * 0.1 * r.h * exact.x2), WithinRel(r.ratio, 5e-4));
        CHECK_THAT(test::solve({.eta = 0.1, .h = r.h}).x2, WithinRel(r.independent, 2e-6));
        // Velocities are those of independent noise to 1 %.
        CHECK_THAT(exact.v2, WithinRel(test::solve({.eta = 0.1, .h = r.h}).v_lag[0], 0.01));
    }
    // Flat limits: η²s²(M + 1)/6 of the phase average, η³s²hM(M + 1)/24 at the end.
    const epoch_truth flat(0.1, 1e-3);
    CHECK_THAT(flat.x2, WithinRel(0.01 * 101 / 6, 3e-3));
    CHECK_THAT(flat.x2_end, WithinRel(1e-3 * 1e-3 * 100 * 101 / 24, 3e-3));
}

TEST_CASE("plain SGD: positions as of epochs, velocities as ever, the first relation exact",
          "[stochastic]") {
    std::uint64_t seed = 1200;
    for (const double h : {0.001, 0.01, 0.1, 1.0}) {
        CAPTURE(h);
        const epoch_truth exact(0.1, h);
        const batch_store store = simulate({.eta = 0.1, .h = h}, seed, 4000);
        seed += 10;
        check_value(mean_estimate(store, 0), exact.x2);
        check_value(mean_estimate(store, 1), exact.v2);
        if (h >= 0.1) {
            // On flatter modes the ends of epochs are too correlated for a run of this length.
            check_value(mean_estimate(store, 3), exact.x2_end);
        }
        CHECK_THAT(fluctuation_dissipation_ratio(store, 1, 2, 0.1).value, WithinAbs(1, 2e-4));
    }
}

TEST_CASE("the first relation holds for heavy ball in any order, for Nesterov in none",
          "[stochastic]") {
    for (const double lambda : {0.0, 0.05}) {
        const batch_store store =
            simulate({.eta = 0.1, .h = 1, .beta = 0.9, .lambda = lambda}, 1200, 3000);
        CHECK_THAT(fluctuation_dissipation_ratio(store, 1, 2, 0.1, 0.9).value, WithinAbs(1, 2e-3));
    }
    const batch_store nesterov =
        simulate({.eta = 0.1, .h = 1, .beta = 0.9, .form = variant::nesterov}, 1300, 3000);
    CHECK(fluctuation_dissipation_ratio(nesterov, 1, 2, 0.1, 0.9).value > 1.4);
}

}  // namespace physics_epoch_sampling_test
