// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"

#include <paper/analysis/figure_points.hpp>
#include <paper/analysis/fits.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace examples_paper_analysis_fits_test {

using namespace paper;

namespace {

/// Points of one layer at these B, T = exp(law(ln B)) with error bars of `error`.
template <class Law>
std::vector<point> made_points(std::size_t count, double error, test::random_stream& random,
                               Law&& law) {
    std::vector<point> points;
    for (std::size_t i = 0; i < count; ++i) {
        point p;
        p.series = "made";
        p.group = "conv1";
        p.kind = "weight";
        p.beta = 8 * std::pow(2.0, static_cast<double>(i));
        p.eta = 0.01;
        p.equilibrium = true;
        p.log_temperature =
            test::made_estimate(law(std::log(p.beta)) + error * random.normal(), error);
        p.log_temperature.nu = 10;
        points.push_back(p);
    }
    return points;
}

evidence main_runs_of(const test::made_world& world) {
    evidence all;
    for (measured_run& run : test::make_evidence(world)) {
        if (run.has("fig5") && !run.has("seeds2")) {
            all.push_back(std::move(run));
        }
    }
    return all;
}

}  // namespace

TEST_CASE("intervals of exponents cover the true one, for good and for poor error bars",
          "[stochastic]") {
    // 500 fits of seven points: coverage known to 1 %. Seed 31.
    test::random_stream random(31);
    for (const double scale : {1.0, 4.0}) {
        int covered = 0;
        for (int run = 0; run < 500; ++run) {
            auto points = made_points(7, 0.02 * scale, random,
                                      [](double log_beta) { return -16 - 0.7 * log_beta; });
            for (point& p : points) {
                p.log_temperature.error = 0.02;  // too small for the scale of 4
            }
            const curve_fit fit = fit_power_law(points, abscissa::inverse_beta);
            covered += fit.slope.interval().contains(0.7) ? 1 : 0;
        }
        INFO("error bars too small by " << scale);
        CHECK(covered / 500.0 > 0.92);
    }
}

TEST_CASE("a curve that is no power law shows in χ² and misfit, and widens the interval") {
    test::random_stream random(32);
    const auto bent = made_points(7, 0.02, random, [](double log_beta) {
        return std::log(1e-7 + 1e-5 * std::exp(-log_beta));
    });
    const curve_fit power = fit_power_law(bent, abscissa::inverse_beta);
    const curve_fit line = fit_straight_line(bent, abscissa::inverse_beta);
    CHECK(power.line.p_value < 1e-6);
    CHECK(power.misfit > 0.1);
    CHECK_THAT(power.slope.error, WithinRel(power.line.slope_error * power.line.inflation(), 1e-9));
    CHECK(line.line.p_value > 1e-3);
    CHECK(line.misfit < 0.05);
    CHECK_THAT(line.slope.value, WithinRel(1e-5, 0.05));
    CHECK_THAT(line.intercept.value, WithinRel(1e-7, 0.05));
    CHECK(power.x_min == 1.0 / 512);
    CHECK(power.x_max == 1.0 / 8);
}

TEST_CASE("an interval lies inside a margin, outside it, or across an end") {
    CHECK(place_of(test::made_estimate(1.0, 0.05), 1, 0.2) == place::inside);
    CHECK(place_of(test::made_estimate(0.5, 0.05), 1, 0.2) == place::outside);
    CHECK(place_of(test::made_estimate(1.5, 0.05), 1, 0.2) == place::outside);
    CHECK(place_of(test::made_estimate(0.8, 0.05), 1, 0.2) == place::neither);
    CHECK(place_of(test::made_estimate(1.0, 0.5), 1, 0.2) == place::neither);
    CHECK(place_of(thermosgd::estimate{}, 1, 0.2) == place::neither);
    thermosgd::estimate unknown = test::made_estimate(1.0, 0.01);
    unknown.verdict = thermosgd::reliability::unknown;
    CHECK(place_of(unknown, 1, 0.2) == place::neither);
}

TEST_CASE("points gather seeds, and the scatter between them makes their error") {
    test::made_world world;
    world.within = 0.001;
    world.between = 0.1;
    const evidence runs = main_runs_of(world);
    const figure_points points = points_of(runs, {});
    CHECK(layers_of(points.eta) ==
          std::vector<std::string>{"conv1", "conv2", "linear1", "linear2"});
    const std::vector<point> conv1 = select(points.eta, "B = 32", 1, "conv1");
    REQUIRE(conv1.size() == 6);
    for (const point& p : conv1) {
        CHECK(p.seeds.size() == 3);
        // 0.1/√3, known from six points.
        CHECK(p.log_temperature.error > 0.025);
        CHECK(p.log_temperature.error < 0.12);
        CHECK(p.log_temperature.nu == 10);
    }
    // Ratios are taken run by run; what seeds do not share scatters by √2.
    const std::vector<point> ratios = log_ratios(points.eta, "conv1", "conv2");
    REQUIRE(ratios.size() == 6);
    for (const point& ratio : ratios) {
        CHECK(ratio.group == "conv1/conv2");
        CHECK(ratio.seeds.size() == 3);
        double mean = 0;
        for (const point& p : conv1) {
            mean += p.eta == ratio.eta ? p.log_temperature.value : 0;
        }
        for (const point& p : select(points.eta, "B = 32", 1, "conv2")) {
            mean -= p.eta == ratio.eta ? p.log_temperature.value : 0;
        }
        CHECK_THAT(ratio.log_temperature.value, WithinAbs(mean, 1e-12));
    }
}

TEST_CASE("runs that drift, diverged or collapsed make no point at equilibrium") {
    evidence runs = main_runs_of({});
    const auto at = [](const evidence& all, double eta) {
        const figure_points points = points_of(all, {});
        for (const point& p : select(points.eta, "B = 32", 1, "conv1", false)) {
            if (p.eta == eta) {
                return p;
            }
        }
        return point{};
    };
    CHECK(at(runs, 0.1).equilibrium);
    const auto of_rate = [&](double eta, std::size_t number) -> measured_run& {
        for (measured_run& run : runs) {
            if (run.result.spec.stages[0].learning_rate == eta && number-- == 0) {
                return run;
            }
        }
        throw std::logic_error("no such run");
    };
    // One of three may drift by chance, two not.
    of_rate(0.03, 0).result.segments[0].groups[0].stationary = "drifting";
    CHECK(at(runs, 0.03).equilibrium);
    of_rate(0.03, 1).result.segments[0].groups[0].stationary = "unknown";
    CHECK(at(runs, 0.03).why_not == "1 of 3 runs stationary");
    // Collapsed: it rests, but not as a trained network.
    of_rate(0.1, 0).result.segments[0].test.accuracy = 0.1;
    CHECK_THAT(at(runs, 0.1).why_not, ContainsSubstring("1 of 3 runs diverged or collapsed"));
    // Diverged before anything was measured: not there.
    of_rate(0.01, 0).result.segments.clear();
    CHECK(at(runs, 0.01).seeds.size() == 2);
}

}  // namespace examples_paper_analysis_fits_test
