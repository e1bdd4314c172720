// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/gibbs.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diagnostics_gibbs_test {

using namespace thermosgd;

namespace {

/// What a run does to the noise of each step.
enum class noise { equal, common_factor };

/// x ← 0.5 x + s ξ in 40 coordinates: positions are sampled, velocities Gaussian, ⟨v²⟩ = s² · 4/3.
std::vector<reading> readings_of(noise kind, double eta) {
    layout where;
    where.add("w", {4, 10}, {.filter_axis = 0});
    where.add("u", {2, 2}, {.filter_axis = 0});
    thermometer t(where);
    diagnostics_recorder recorder(where);
    test::random_stream random(5);
    std::vector<double> x(where.size(), 0.0);
    t.observe(0, x, {}, recorder);
    for (std::uint64_t step = 1; step <= 20'000; ++step) {
        const double s = kind == noise::equal ? 1.0 : std::exp(0.5 * random.normal());
        for (double& xi : x) {
            xi = 0.5 * xi + s * random.normal();
        }
        t.observe(step, x, {.learning_rate = eta}, recorder);
    }
    std::vector<reading> all;
    detail::add_gibbs_readings(t, t.report(), {0, 1}, recorder, all);
    return all;
}

const reading& find(const std::vector<reading>& all, const std::string& key) {
    for (const reading& r : all) {
        if (r.key == key && r.group == "w") {
            return r;
        }
    }
    FAIL("no reading of " << key);
    return all.front();
}

/// p of the shape as the remark says it.
double p_of(const reading& r) {
    const std::size_t at = r.remark.find("p ");
    REQUIRE(at != std::string::npos);
    return std::stod(r.remark.substr(at + 2));
}

/// Within six of its own errors, which are below a bound: false alarms below 1e-6 together.
void check_near(const estimate& e, double exact, double widest) {
    INFO(e.value << " ± " << e.error << ", exact " << exact);
    CHECK(std::fabs(e.value - exact) < 6 * e.error);
    CHECK(e.error < widest);
    CHECK(e.error > 0);
}

}  // namespace

TEST_CASE("a group whose velocities are Gaussian and equal is in a Gibbs state at rest") {
    constexpr double eta = 0.02;
    const std::vector<reading> all = readings_of(noise::equal, eta);
    // ½m⟨v²⟩ = ½T with m = 1/(2η) and ⟨v²⟩ = 4/3.
    const double beta = 2 * eta / (4.0 / 3.0);
    check_near(find(all, "gibbs.beta").value, beta, 0.01 * beta);
    check_near(find(all, "gibbs.kinetic_variance_ratio").value, 1, 0.05);
    CHECK(p_of(find(all, "gibbs.kinetic_variance_ratio")) > 0.01);
    check_near(find(all, "gibbs.frame_velocity").value, 0, 0.01);
    const reading& rotation = find(all, "gibbs.angular_velocity");
    check_near(rotation.value, 0, 0.2);
    CHECK(rotation.remark.find("trap of omega") != std::string::npos);
}

TEST_CASE("noise with a common factor is no Gibbs state, and says so") {
    const std::vector<reading> all = readings_of(noise::common_factor, 0.02);
    const estimate ratio = find(all, "gibbs.kinetic_variance_ratio").value;
    // Var of s² v² sums: far above d/2 pairs.
    CHECK(ratio.value > 5);
    CHECK(p_of(find(all, "gibbs.kinetic_variance_ratio")) <= 0.01);
}

TEST_CASE("without a learning rate masses are 1, and without samples there are no readings") {
    const std::vector<reading> all = readings_of(noise::equal, std::nan(""));
    check_near(find(all, "gibbs.beta").value, 0.75, 0.01);
    CHECK(find(all, "gibbs.beta").remark.find("m = 1;") != std::string::npos);
    layout where;
    where.add("w", {2, 2}, {.filter_axis = 0});
    thermometer t(where);
    std::vector<reading> none;
    detail::add_gibbs_readings(t, t.report(), {0}, diagnostics_recorder(where), none);
    CHECK(none.empty());
    detail::add_gibbs_readings(t, t.report(), {0}, diagnostics_recorder(), none);
    CHECK(none.empty());
}

}  // namespace diagnostics_gibbs_test
