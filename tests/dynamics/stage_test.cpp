// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The letters that a stage hands on, with their times.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/stage.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace dynamics_stage_test {

using namespace thermosgd;

namespace {

/// One letter as it was handed on.
struct call {
    char letter;
    double h, x, t;
};

/// Writes down what it is asked to do; a kick's letter is K, that of (KF) and (DF) k and d.
struct recorded {
    std::vector<call> calls{};
    void drift(double h) { calls.push_back({'D', h, 0, 0}); }
    void kick(double h, double t) { calls.push_back({'K', h, 0, t}); }
    void friction(double h, double x) { calls.push_back({'F', h, x, 0}); }
    void kick_friction(double h, double x, double t) { calls.push_back({'k', h, x, t}); }
    void drift_friction(double h, double x) { calls.push_back({'d', h, x, 0}); }
    void scale(double factor) { calls.push_back({'*', factor, 0, 0}); }

    [[nodiscard]] std::string letters() const {
        std::string text;
        for (const call& c : calls) {
            text += c.letter;
        }
        return text;
    }

    [[nodiscard]] double sum(const std::string& of, double call::* what) const {
        double total = 0.0;
        for (const call& c : calls) {
            total += of.find(c.letter) != std::string::npos ? c.*what : 0.0;
        }
        return total;
    }
};

/// f(t) = t with its integral.
const integrated_dissipation ramp{[](double t) { return t; }, [](double t) { return 0.5 * t * t; }};

template <class Word>
recorded stage(double t, double h) {
    recorded flows;
    detail::append_stage<Word>(flows, ramp, t, h);
    return flows;
}

template <class Word>
void check_sums(const std::string& letters) {
    const recorded r = stage<Word>(2.0, 0.4);
    CHECK(r.letters() == letters);
    CHECK_THAT(r.sum("Dd", &call::h), WithinAbs(0.4, 1e-15));
    CHECK_THAT(r.sum("Kk", &call::h), WithinAbs(0.4, 1e-15));
    // ∫f over the stage, whatever part of it a letter stands for.
    CHECK_THAT(r.sum("Fkd", &call::x), WithinAbs(0.5 * (2.4 * 2.4 - 4.0), 1e-14));
    for (const call& c : r.calls) {
        if (c.letter == 'K' || c.letter == 'k') {
            CHECK_THAT(c.t, WithinAbs(2.2, 1e-15));
        }
    }
}

}  // namespace

TEST_CASE("every word spells its letters, with times that add up to the step and V at its middle") {
    check_sums<words::d_kf_d>("DkD");
    check_sums<words::k_df_k>("KdK");
    check_sums<words::fdkdf>("FDKDF");
    check_sums<words::dkfkd>("DKFKD");
    check_sums<words::kdfdk>("KDFDK");
    check_sums<words::fkdkf>("FKDKF");
    check_sums<words::dfkfd>("DFKFD");
    check_sums<words::kfdfk>("KFDFK");
}

TEST_CASE("the variational word takes friction and potential at both ends") {
    const recorded r = stage<words::variational>(2.0, 0.4);
    REQUIRE(r.letters() == "*KDK*");
    CHECK_THAT(r.calls[0].h, WithinRel(1.0 - 0.2 * 2.0, 1e-15));
    CHECK(r.calls[1].t == 2.0);
    CHECK(r.calls[3].t == 2.4);
    CHECK_THAT(r.calls[4].h, WithinRel(1.0 / (1.0 + 0.2 * 2.4), 1e-15));
}

TEST_CASE("a stage backwards takes friction back") {
    const recorded forth = stage<words::dkfkd>(2.0, 0.4), back = stage<words::dkfkd>(2.4, -0.4);
    CHECK_THAT(forth.sum("F", &call::x) + back.sum("F", &call::x), WithinAbs(0.0, 1e-15));
    CHECK_THAT(back.calls[1].t, WithinAbs(2.2, 1e-15));
}

}  // namespace dynamics_stage_test
