// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/trackers/count_sketch.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace observables_motion_diffusion_test {

using namespace thermosgd;

namespace {

/// MSD(k) of a free mode under heavy ball with white gradient noise.
double free_heavy_ball(double eta, double beta, double k) {
    const double v2 = eta * eta / (1 - beta * beta);
    return v2 * (k * (1 + beta) / (1 - beta) -
                 2 * beta * (1 - std::pow(beta, k)) / ((1 - beta) * (1 - beta)));
}

/// MSD(n) of plain SGD on modes h_i = i^−2 with noise C = H, η = 0.1, d = 1,000.
double anomalous(double n) {
    double sum = 0.0;
    for (int i = 1; i <= 1000; ++i) {
        const double h = 1.0 / (i * double(i));
        sum += 2 * 0.1 / (2 - 0.1 * h) * (1 - std::pow(1 - 0.1 * h, n));
    }
    return sum;
}

double squared_length(std::span<const double> v) {
    double sum = 0.0;
    for (const double x : v) {
        sum += x * x;
    }
    return sum;
}

/// Student's t for a two-sided probability of 1e-6 shared by `comparisons`.
double reach(const estimate& e, double comparisons) {
    return e.error * student_t_critical(0.5e-6 / comparisons, e.nu);
}

/// Adds a step whose image is the displacement itself.
void push(displacement_tracker& tracker, std::span<const double> v) {
    tracker.push(v, squared_length(v));
}

}  // namespace

TEST_CASE("closed forms give the reference numbers") {
    CHECK_THAT(free_heavy_ball(0.1, 0.9, 1), WithinRel(0.0526316, 1e-6));
    CHECK_THAT(free_heavy_ball(0.1, 0.9, 10), WithinRel(3.829586, 1e-6));
    CHECK_THAT(free_heavy_ball(0.1, 0.9, 100), WithinRel(90.52657, 1e-6));
    CHECK_THAT(free_heavy_ball(0.1, 0.9, 1000), WithinRel(990.5263, 1e-6));
    const std::array msd{0.0170073, 0.129828, 0.517187, 1.72075, 5.46350};
    const std::array slope{0.965, 0.740, 0.542, 0.509, 0.495};
    for (std::size_t i = 0; i < 5; ++i) {
        const double n = std::pow(10.0, static_cast<double>(i));
        CHECK_THAT(anomalous(n), WithinRel(msd[i], 3e-6));
        const double up = 1.001;
        CHECK_THAT(std::log(anomalous(n * up) / anomalous(n / up)) / (2 * std::log(up)),
                   WithinAbs(slope[i], 0.002));
    }
}

TEST_CASE("a free mode with momentum: ballistic first, then diffusion with D = 1/2",
          "[stochastic]") {
    // 16 modes, seed 1; every comparison within Student's t for 1e-6/12.
    const std::size_t d = 16;
    test::random_stream random(1);
    std::array<double, d> v{};
    displacement_tracker tracker(d, {.levels = 11});
    for (int t = -500; t < 200'000; ++t) {
        for (double& x : v) {
            x = 0.9 * x + 0.1 * random.normal();
        }
        if (t >= 0) {
            push(tracker, v);
        }
    }
    const auto curve = diffusion_curve(tracker);
    REQUIRE(curve.size() == 11);
    const double v2 = d * free_heavy_ball(0.1, 0.9, 1);
    for (const diffusion_point& p : curve) {
        const double n = static_cast<double>(p.lag);
        const double truth = d * free_heavy_ball(0.1, 0.9, n);
        CAPTURE(p.lag, p.msd.value, p.msd.error, truth, p.ratio.value, p.ratio.error);
        CHECK(p.displacements == 200'000 / p.lag);
        CHECK(p.msd.verdict != reliability::unknown);
        CHECK(p.msd.error < 0.05 * truth);
        CHECK(std::fabs(p.msd.value - truth) < reach(p.msd, 12));
        if (p.lag > 1) {
            CHECK(std::fabs(p.ratio.value - truth / (n * v2)) < reach(p.ratio, 12));
        }
    }
    CHECK(curve[0].ratio.value == 1.0);
    CHECK(curve[0].ratio.error == 0.0);
    const estimate early = diffusion_exponent(curve[0], curve[1]);
    const double truth = std::log2(free_heavy_ball(0.1, 0.9, 2) / free_heavy_ball(0.1, 0.9, 1));
    CHECK(std::fabs(early.value - truth) < reach(early, 12));
    CHECK(early.value > 1.9);
    const estimate late = diffusion_exponent(curve[9], curve[10]);
    CHECK_THAT(late.value, WithinAbs(1.0, reach(late, 12) + 0.02));
    const estimate coefficient = diffusion_coefficient(curve[10], d);
    const double expected = free_heavy_ball(0.1, 0.9, 1024) / 2048;
    CHECK_THAT(expected, WithinAbs(0.5, 0.005));
    CHECK(std::fabs(coefficient.value - expected) < reach(coefficient, 12));
    CHECK(coefficient.error < 0.02);
    CHECK_THAT(diffusion_coefficient(curve[10], d, 0.5).value,
               WithinRel(2 * coefficient.value, 1e-12));
}

TEST_CASE("a spectrum of modes diffuses anomalously, seen exactly and through a sketch",
          "[stochastic]") {
    // 1,000 modes of width σ_i² = η/(2 − ηh_i), stationary from the start; seed 2; 40,000 steps.
    const std::size_t d = 1000, k = 256;
    test::random_stream random(2);
    std::vector<double> x(d), v(d), image(k);
    const auto curvature = [](std::size_t i) {
        return 1.0 / (static_cast<double>(i + 1) * static_cast<double>(i + 1));
    };
    for (std::size_t i = 0; i < d; ++i) {
        x[i] = std::sqrt(0.1 / (2 - 0.1 * curvature(i))) * random.normal();
    }
    displacement_tracker exact(d, {.levels = 10}), sketched(k, {.levels = 10});
    for (int t = 0; t < 40'000; ++t) {
        for (std::size_t i = 0; i < d; ++i) {
            const double h = curvature(i);
            v[i] = -0.1 * (h * x[i] + std::sqrt(h) * random.normal());
            x[i] += v[i];
        }
        std::fill(image.begin(), image.end(), 0.0);
        const double square =
            detail::add_signed(count_sketch_options{}.seed, 0, v, image.data(), k);
        exact.push(v, square);
        sketched.push(image, square);
    }
    for (const bool exactly : {true, false}) {
        const auto curve =
            exactly ? diffusion_curve(exact) : diffusion_curve(sketched, sketch_error(k, d));
        REQUIRE(curve.size() == 10);
        for (std::size_t l = 0; l < curve.size(); ++l) {
            const diffusion_point& p = curve[l];
            const double n = static_cast<double>(p.lag);
            const double truth = anomalous(n);
            CAPTURE(exactly, p.lag, p.msd.value, p.msd.error, truth);
            if (p.msd.verdict != reliability::unknown) {
                CHECK(std::fabs(p.msd.value - truth) < reach(p.msd, 60));
                CHECK(std::fabs(p.ratio.value - truth / (n * anomalous(1))) <= reach(p.ratio, 60));
                CHECK(p.msd.error < (exactly ? 0.06 : 0.11) * truth);
            }
            if (!exactly && l > 0) {
                // √(2/256) = 0.088 is in the error bar.
                CHECK(p.msd.error > 0.088 * p.msd.value);
            }
            if (l > 0 && p.msd.verdict != reliability::unknown) {
                const estimate slope = diffusion_exponent(curve[l - 1], p);
                const double expected = std::log2(truth / anomalous(n / 2));
                CHECK(std::fabs(slope.value - expected) < reach(slope, 60));
            }
        }
        CHECK(curve[8].msd.verdict == reliability::reliable);
    }
}

TEST_CASE("R of a window that starts where it is: 0.0500 at 4,000 steps", "[stochastic]") {
    // Plain SGD with ηh = 0.005: R = 1/(ηh n) = 0.0500 with relative deviation √2 for one mode, as
    // the reference 0.045 ± 0.069 has it. Mean of 1,000 windows, 5 sigma: 6e-7. Seed 5. The fast
    // sum of squared steps fluctuates by 2 % and is left out.
    test::random_stream random(5);
    const double a = 0.995, sd = 1 / std::sqrt(1 - a * a);
    moments ratio;
    for (int window = 0; window < 1000; ++window) {
        // 100 standard deviations from the origin, which R must not notice.
        double x = 100 * sd + sd * random.normal(), sum = 0.0;
        const double start = x;
        for (int t = 0; t < 4000; ++t) {
            const double v = -0.005 * (x - 100 * sd) + random.normal();
            x += v;
            sum += v * v;
        }
        ratio.push(position_variance_ratio((x - start) * (x - start), sum));
    }
    CHECK_THAT(ratio.mean, WithinAbs(0.0500, 5 * 0.0707 / std::sqrt(1000.0)));
    CHECK_THAT(std::sqrt(ratio.variance()), WithinRel(0.0707, 0.25));
    // The reference lies within its own scatter of the prediction.
    CHECK(std::fabs(0.045 - 0.0500) < 0.069);
}

TEST_CASE("positions are sampled, wandering or unknown", "[stochastic]") {
    // 64 parameters, seed 3. Confined with ηh = 0.05: R(n) = (1 − 0.95^n)/(0.05 n).
    test::random_stream random(3);
    const std::size_t d = 64;
    std::array<double, d> x{}, v{}, w{};
    displacement_tracker confined(d), walk(d), drift(d), slow(d);
    for (int t = -200; t < 8192; ++t) {
        std::array<double, d> u{};
        for (std::size_t i = 0; i < d; ++i) {
            w[i] = random.normal();
            v[i] = -0.05 * x[i] + w[i];
            x[i] += v[i];
            u[i] = 1.0 + 0.1 * w[i];
        }
        if (t >= 0) {
            push(confined, v);
            push(walk, w);
            push(drift, u);
        }
    }
    const auto reliability_of = [](const displacement_tracker& tracker) {
        return test_position_stationarity(diffusion_curve(tracker));
    };
    const position_stationarity sampled = reliability_of(confined);
    CHECK(sampled.verdict == position_verdict::sampled);
    CHECK(sampled.horizon == 8192);
    CHECK_THAT(sampled.ratio.value, WithinRel(1 / (0.05 * 8192), 0.9));
    CHECK(sampled.ratio.verdict == reliability::unknown);
    CHECK(sampled.ratio.error > 0);
    for (const diffusion_point& p : diffusion_curve(confined)) {
        const double n = static_cast<double>(p.lag);
        if (p.lag > 1 && p.ratio.verdict != reliability::unknown) {
            CHECK(std::fabs(p.ratio.value - (1 - std::pow(0.95, n)) / (0.05 * n)) <
                  reach(p.ratio, 10));
        }
    }
    CHECK(reliability_of(walk).verdict == position_verdict::wandering);
    CHECK_THAT(reliability_of(walk).ratio.value, WithinAbs(1.0, 5 * std::sqrt(2.0 / d)));
    CHECK(reliability_of(drift).verdict == position_verdict::wandering);
    CHECK_THAT(reliability_of(drift).ratio.value, WithinRel(8192 / 1.01, 0.01));
    const auto curve = diffusion_curve(confined);
    CHECK(test_position_stationarity(curve, 8).horizon == 1024);
    // Within an error of the bound: unknown.
    diffusion_point near;
    near.lag = 64;
    near.displacements = 100;
    near.ratio.value = 0.095;
    near.ratio.error = 0.01;
    CHECK(test_position_stationarity({&near, 1}).verdict == position_verdict::unknown);
    near.ratio.error = 0.001;
    CHECK(test_position_stationarity({&near, 1}).verdict == position_verdict::sampled);
    near.lag = 8;
    CHECK(test_position_stationarity({&near, 1}).verdict == position_verdict::unknown);
    CHECK(to_string(position_verdict::sampled) == "sampled");
    CHECK(to_string(position_verdict::wandering) == "wandering");
    CHECK(to_string(position_verdict::unknown) == "unknown");
}

TEST_CASE("displacements are those of the definition, and none reaches across a gap") {
    test::random_stream random(7);
    displacement_tracker tracker(1, {.levels = 4});
    std::vector<double> x{0.0};
    std::array<moments, 4> expected, steps;
    for (const int length : {21, 1, 8, 3}) {
        tracker.interrupt();
        std::vector<double> v;
        for (int t = 0; t < length; ++t) {
            v.push_back(random.normal());
            tracker.push({&v.back(), 1}, v.back() * v.back());
        }
        for (std::size_t l = 0; l < 4; ++l) {
            const std::size_t n = std::size_t{1} << l;
            for (std::size_t first = 0; first + n <= v.size(); first += n) {
                double sum = 0.0, squares = 0.0;
                for (std::size_t t = first; t < first + n; ++t) {
                    sum += v[t];
                    squares += v[t] * v[t];
                }
                expected[l].push(sum * sum);
                steps[l].push(squares);
            }
        }
    }
    CHECK(tracker.steps() == 33);
    for (std::size_t l = 0; l < 4; ++l) {
        const moments found = tracker.lag(l).total(displacement_tracker::squared_displacement);
        CHECK(found.count == expected[l].count);
        CHECK_THAT(found.mean, WithinRel(expected[l].mean, 1e-13));
        CHECK_THAT(tracker.lag(l).total(displacement_tracker::sum_of_squared_steps).mean,
                   WithinRel(steps[l].mean, 1e-13));
    }
    tracker.clear();
    CHECK(diffusion_curve(tracker).empty());
}

TEST_CASE("burn-in is left out of every lag") {
    // A drift of 1,024 steps, then rest.
    displacement_tracker tracker(1, {.levels = 8});
    for (int t = 0; t < 2048; ++t) {
        const double v = t < 1024 ? 10.0 : 0.5;
        tracker.push({&v, 1}, v * v);
    }
    for (const diffusion_point& p : diffusion_curve(tracker, 0.0, 1024)) {
        const double n = static_cast<double>(p.lag);
        CHECK(p.displacements == 1024 / p.lag);
        CHECK_THAT(p.msd.value, WithinRel(0.25 * n * n, 1e-12));
        CHECK_THAT(p.ratio.value, WithinRel(n, 1e-12));
    }
    CHECK(diffusion_curve(tracker, 0.0, 0)[0].displacements == 2048);
    CHECK(diffusion_curve(tracker, 0.0, 5000).empty());
}

TEST_CASE("positions are judged from a lag of 16 steps on") {
    diffusion_point p;
    p.displacements = 100;
    for (const std::uint64_t lag : {15U, 16U, 17U}) {
        p.lag = lag;
        p.ratio = {.value = 0.9, .error = 0.01, .n_eff = 100, .g = 1, .nu = 99};
        CAPTURE(lag);
        CHECK(test_position_stationarity(std::array{p}).verdict ==
              (lag < 16 ? position_verdict::unknown : position_verdict::wandering));
        p.ratio.value = 0.05;
        CHECK(test_position_stationarity(std::array{p}).verdict ==
              (lag < 16 ? position_verdict::unknown : position_verdict::sampled));
        p.ratio.error = 0.2;
        CHECK(test_position_stationarity(std::array{p}).verdict == position_verdict::unknown);
    }
}

TEST_CASE("a relative error adds in squares, and freedom grows with it") {
    const estimate e{.value = -2, .error = 0.3, .n_eff = 9, .g = 1, .nu = 8};
    const estimate wider = detail::with_relative_error(e, 0.2);
    CHECK_THAT(wider.error, WithinRel(0.5, 1e-14));
    CHECK_THAT(wider.nu, WithinRel(8 * std::pow(5.0 / 3.0, 4), 1e-14));
    CHECK(detail::with_relative_error({.value = -2}, 0.2).error == 0.4);
    // Where both are zero nothing is known better than before.
    const estimate still{.value = 0, .error = 0, .n_eff = 9, .g = 1, .nu = 8};
    CHECK(detail::with_relative_error(still, 0.2).error == 0);
    CHECK(detail::with_relative_error(still, 0.2).nu == 8);
}

TEST_CASE("nothing, one step, zeros, and sizes that make no sense") {
    CHECK(diffusion_curve(displacement_tracker()).empty());
    CHECK(test_position_stationarity({}).verdict == position_verdict::unknown);
    CHECK(std::isnan(test_position_stationarity({}).ratio.value));
    displacement_tracker one(1);
    one.push(std::array{3.0}, 9.0);
    const auto curve = diffusion_curve(one);
    REQUIRE(curve.size() == 1);
    CHECK(curve[0].msd.value == 9.0);
    CHECK(curve[0].msd.verdict == reliability::unknown);
    displacement_tracker still(1);
    for (int t = 0; t < 1000; ++t) {
        still.push(std::array{0.0}, 0.0);
    }
    for (const diffusion_point& p : diffusion_curve(still)) {
        CHECK(p.msd.value == 0.0);
        CHECK(std::isnan(p.ratio.value));
    }
    CHECK(test_position_stationarity(diffusion_curve(still)).verdict == position_verdict::unknown);
    CHECK(
        std::isnan(diffusion_exponent(diffusion_curve(still)[0], diffusion_curve(still)[1]).value));
    CHECK(std::isnan(diffusion_coefficient(curve[0], 0).value));
    displacement_tracker nobody(0);
    nobody.push({}, 0.0);
    CHECK(diffusion_curve(nobody)[0].msd.value == 0.0);
    CHECK_THROWS_AS(displacement_tracker(1, {.levels = 0}), std::invalid_argument);
    CHECK_THROWS_AS(displacement_tracker(1, {.levels = 64}), std::invalid_argument);
    CHECK_THROWS_AS(displacement_tracker(1, {.capacity = 5}), std::invalid_argument);
}

TEST_CASE("a tracker read back goes on bit for bit") {
    test::random_stream random(1);
    displacement_tracker a(2), b(2);
    const auto feed = [&](std::initializer_list<displacement_tracker*> trackers) {
        for (int t = 0; t < 1237; ++t) {
            const std::array v{random.normal(), random.normal()};
            for (displacement_tracker* tracker : trackers) {
                push(*tracker, v);
            }
        }
    };
    feed({&a});
    test::memory_writer writer;
    a.archive(writer);
    test::memory_reader reader(writer.words);
    b.archive(reader);
    REQUIRE(reader.at_end());
    feed({&a, &b});
    test::memory_writer first, second;
    a.archive(first);
    b.archive(second);
    CHECK(first.words == second.words);
}

}  // namespace observables_motion_diffusion_test
