// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The flows that a stage hands on, with their times.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/stage.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace dynamics_stage_test {

using namespace thermosgd;

namespace {

/// One flow as it was handed on.
struct call {
    char flow_part;
    double h, x, t;
};

/// Writes down what it is asked to do; a kick is K, that of (KF) and (DF) k and d.
struct recorded {
    std::vector<call> calls{};
    void drift(double h) { calls.push_back({'D', h, 0, 0}); }
    void kick(double h, double t) { calls.push_back({'K', h, 0, t}); }
    void friction(double h, double x) { calls.push_back({'F', h, x, 0}); }
    void kick_friction(double h, double x, double t) { calls.push_back({'k', h, x, t}); }
    void drift_friction(double h, double x) { calls.push_back({'d', h, x, 0}); }
    void scale(double factor) { calls.push_back({'*', factor, 0, 0}); }

    [[nodiscard]] std::string flows() const {
        std::string text;
        for (const call& c : calls) {
            text += c.flow_part;
        }
        return text;
    }

    [[nodiscard]] double sum(const std::string& of, double call::* what) const {
        double total = 0.0;
        for (const call& c : calls) {
            total += of.find(c.flow_part) != std::string::npos ? c.*what : 0.0;
        }
        return total;
    }
};

/// f(t) = t with its integral.
const integrated_dissipation ramp{[](double t) { return t; }, [](double t) { return 0.5 * t * t; }};

template <class Scheme>
recorded stage(double t, double h) {
    recorded flows;
    detail::append_stage<Scheme>(flows, ramp, t, h);
    return flows;
}

template <class Scheme>
void check_sums(const std::string& flows) {
    const recorded r = stage<Scheme>(2.0, 0.4);
    CHECK(r.flows() == flows);
    CHECK_THAT(r.sum("Dd", &call::h), WithinAbs(0.4, 1e-15));
    CHECK_THAT(r.sum("Kk", &call::h), WithinAbs(0.4, 1e-15));
    // ∫f over the stage, whatever part of it a flow stands for.
    CHECK_THAT(r.sum("Fkd", &call::x), WithinAbs(0.5 * (2.4 * 2.4 - 4.0), 1e-14));
    for (const call& c : r.calls) {
        if (c.flow_part == 'K' || c.flow_part == 'k') {
            CHECK_THAT(c.t, WithinAbs(2.2, 1e-15));
        }
    }
}

}  // namespace

TEST_CASE(
    "every scheme hands on its flows, with times that add up to the step and V at its middle") {
    check_sums<schemes::d_kf_d>("DkD");
    check_sums<schemes::k_df_k>("KdK");
    check_sums<schemes::fdkdf>("FDKDF");
    check_sums<schemes::dkfkd>("DKFKD");
    check_sums<schemes::kdfdk>("KDFDK");
    check_sums<schemes::fkdkf>("FKDKF");
    check_sums<schemes::dfkfd>("DFKFD");
    check_sums<schemes::kfdfk>("KFDFK");
}

TEST_CASE("the variational scheme takes friction and potential at both ends") {
    const recorded r = stage<schemes::variational>(2.0, 0.4);
    REQUIRE(r.flows() == "*KDK*");
    CHECK_THAT(r.calls[0].h, WithinRel(1.0 - 0.2 * 2.0, 1e-15));
    CHECK(r.calls[1].t == 2.0);
    CHECK(r.calls[3].t == 2.4);
    CHECK_THAT(r.calls[4].h, WithinRel(1.0 / (1.0 + 0.2 * 2.4), 1e-15));
}

TEST_CASE("a stage backwards takes friction back") {
    const recorded forth = stage<schemes::dkfkd>(2.0, 0.4), back = stage<schemes::dkfkd>(2.4, -0.4);
    CHECK_THAT(forth.sum("F", &call::x) + back.sum("F", &call::x), WithinAbs(0.0, 1e-15));
    CHECK_THAT(back.calls[1].t, WithinAbs(2.2, 1e-15));
}

}  // namespace dynamics_stage_test
