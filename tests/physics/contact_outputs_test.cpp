// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Outputs of the schemes and of the equations to 12 digits, from 34-digit arithmetic.

#include "catch_shim.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "physics/contact_cases.hpp"

namespace physics_contact_outputs_test {

using namespace thermosgd;
using test::case_of;
using test::contact_case;

namespace {

struct output {
    double q, p, s;
};

/// Case J with f in the middle of the steps, h = 0.1.
template <class Scheme>
void check_scheme(composition order, const output& one, const output& hundred) {
    const contact_case c = case_of('J');
    auto x = c.start();
    contact_splitting stepper(test::linear_hamiltonian(c), Scheme{},
                              {.timestep = 0.1, .order = order});
    INFO(order.name() << ' ' << Scheme::splitting.name);
    const auto check = [&](const output& expected) {
        CHECK_THAT(x.q[0], WithinAbs(expected.q, 1e-12));
        CHECK_THAT(x.p[0], WithinAbs(expected.p, 1e-12));
        CHECK_THAT(x.s, WithinAbs(expected.s, 1e-12));
    };
    stepper.step(x);
    check(one);
    stepper.advance(x, 99);
    check(hundred);
}

struct row {
    char flow_part;
    double t;
    output contact;
};

}  // namespace

TEST_CASE("every scheme gives its discrete outputs after 1 and 100 steps") {
    using namespace schemes;
    const composition second = composition::none();
    check_scheme<dkfkd>(second, {0.9950787254779, -0.09842549044130, -0.02436418318111},
                        {0.1168657941331, 0.07898769526987, 0.03077166154791});
    check_scheme<kdfdk>(second, {0.9950787254779, -0.09769092614503, -0.02424296178671},
                        {0.1140340543492, 0.07887986593594, 0.03054799906959});
    check_scheme<fkdkf>(second, {0.9950000000000, -0.09767848355810, -0.02423601472511},
                        {0.1141168164510, 0.07889053438371, 0.03055019368798});
    check_scheme<d_kf_d>(second, {0.9950791452963, -0.09841709407455, -0.02436212540848},
                         {0.1167336960429, 0.07898833252880, 0.03076401527850});
    check_scheme<k_df_k>(second, {0.9950791452963, -0.09769098849952, -0.02424299263421},
                         {0.1139697517492, 0.07888663594777, 0.03054821131955});
    check_scheme<variational>(second, {0.9950000000000, -0.09759591192600, -0.02421552702692},
                              {0.1139264187044, 0.07886221296720, 0.03053099172364});
    check_scheme<d_kf_d>(composition::yoshida4(),
                         {0.9950654272652, -0.09788124742218, -0.02427102210391},
                         {0.1143916666136, 0.07894962163528, 0.03059760160415});
    check_scheme<d_kf_d>(composition::suzuki4(),
                         {0.9950651791214, -0.09789428013068, -0.02427266649380},
                         {0.1144344904446, 0.07894943377077, 0.03060046320527});
    check_scheme<d_kf_d>(composition::kahan_li6(),
                         {0.9950652050482, -0.09789487370439, -0.02427274548532},
                         {0.1144362761188, 0.07894947586721, 0.03060059741425});
    check_scheme<dkfkd>(composition::kahan_li6(),
                        {0.9950652050404, -0.09789487377727, -0.02427274549350},
                        {0.1144362765692, 0.07894947587070, 0.03060059744644});
}

TEST_CASE("the reference by extrapolation has the 13 digits of the equations") {
    const row rows[] = {{'A', 1, {0.5549917206179, -0.8007901073533, -0.2222159397669}},
                        {'A', 10, {-0.5292088189070, 0.3239795531004, -0.08572641832313}},
                        {'B', 5, {0.04042768199451, -0.03368973499543, -0.0006809989464373}},
                        {'C', 10, {0.1296932143448, -0.02706854993341, -0.001755303624258}},
                        {'D', 10, {-0.9683356425844, 1.024799339714, -0.9504287277781}},
                        {'1', 10, {-0.05440211108894, -0.07846694179875, 0.003401507166576}},
                        {'G', 10, {0.4071641298199, -0.3568633179638, 0.2142317645140}},
                        {'g', 10, {-0.5122900346670, -0.6823212878580, 0.9498487987369}},
                        {'H', 10, {-0.4056882372713, 0.2614819532593, 0.09021480946297}},
                        {'h', 10, {-0.1226607967358, 0.05504880169617, 1.930970956610}},
                        {'J', 10, {0.1144362675464, 0.07894947586495, 0.03060059681499}}};
    for (const row& r : rows) {
        INFO("case " << r.flow_part << " t " << r.t);
        const test::contact_point x = case_of(r.flow_part).exact(r.t);
        CHECK_THAT(static_cast<double>(x.q[0]), WithinAbs(r.contact.q, 2e-13));
        CHECK_THAT(static_cast<double>(x.p[0]), WithinAbs(r.contact.p, 6e-13));
        CHECK_THAT(static_cast<double>(x.s), WithinAbs(r.contact.s, 6e-13));
    }
}

TEST_CASE("second-order errors are those of the published tables to three digits") {
    struct table_row {
        double phase, action;
    };
    // Errors at t = 10 for h = 0.1, 0.05, 0.025 of DKFKD, KDFDK, FKDKF, D(KF)D, K(DF)K and the
    // variational scheme.
    using table = std::vector<std::vector<table_row>>;
    const auto check = [](char flow_part, const table& expected) {
        const contact_case c = case_of(flow_part);
        const auto h = test::linear_hamiltonian(c);
        const test::contact_point exact = c.exact(c.to);
        const auto errors = [&]<class Scheme>(Scheme, const std::vector<table_row>& row) {
            double timestep = 0.1;
            for (const table_row& e : row) {
                INFO("case " << flow_part << ' ' << Scheme::splitting.name << " h " << timestep);
                const auto found = test::error_of(
                    test::run_case<Scheme>(c, h, composition::none(), timestep), exact);
                CHECK_THAT(found.phase, WithinRel(e.phase, 0.008));
                CHECK_THAT(found.action, WithinRel(e.action, 0.008));
                timestep /= 2;
            }
        };
        errors(schemes::dkfkd{}, expected[0]);
        errors(schemes::kdfdk{}, expected[1]);
        errors(schemes::fkdkf{}, expected[2]);
        errors(schemes::d_kf_d{}, expected[3]);
        errors(schemes::k_df_k{}, expected[4]);
        errors(schemes::variational{}, expected[5]);
    };
    check('A', {{{2.57e-3, 4.78e-4}, {6.43e-4, 1.20e-4}, {1.61e-4, 3.00e-5}},
                {{1.76e-3, 2.63e-4}, {4.40e-4, 6.62e-5}, {1.10e-4, 1.66e-5}},
                {{1.75e-3, 2.48e-4}, {4.39e-4, 6.27e-5}, {1.10e-4, 1.57e-5}},
                {{2.55e-3, 4.74e-4}, {6.37e-4, 1.19e-4}, {1.59e-4, 2.98e-5}},
                {{1.74e-3, 2.60e-4}, {4.35e-4, 6.54e-5}, {1.09e-4, 1.64e-5}},
                {{1.76e-3, 2.49e-4}, {4.40e-4, 6.28e-5}, {1.10e-4, 1.57e-5}}});
    check('C', {{{5.74e-3, 1.16e-4}, {1.46e-3, 2.96e-5}, {3.67e-4, 7.45e-6}},
                {{5.74e-3, 1.20e-4}, {1.46e-3, 3.07e-5}, {3.67e-4, 7.72e-6}},
                {{6.06e-3, 1.74e-4}, {1.54e-3, 4.52e-5}, {3.88e-4, 1.14e-5}},
                {{1.17e-4, 1.72e-6}, {2.94e-5, 4.30e-7}, {7.35e-6, 1.08e-7}},
                {{4.92e-4, 3.03e-5}, {1.23e-4, 7.60e-6}, {3.09e-5, 1.90e-6}},
                {{3.33e-4, 9.02e-6}, {8.34e-5, 2.26e-6}, {2.08e-5, 5.65e-7}}});
    check('G', {{{4.91e-3, 1.46e-3}, {1.22e-3, 3.62e-4}, {3.05e-4, 9.04e-5}},
                {{4.77e-4, 2.06e-4}, {1.19e-4, 5.13e-5}, {2.97e-5, 1.28e-5}},
                {{4.82e-4, 1.93e-4}, {1.20e-4, 4.80e-5}, {3.00e-5, 1.20e-5}},
                {{4.90e-3, 1.45e-3}, {1.22e-3, 3.61e-4}, {3.04e-4, 9.04e-5}},
                {{4.79e-4, 2.08e-4}, {1.19e-4, 5.17e-5}, {2.98e-5, 1.29e-5}},
                {{4.80e-4, 1.93e-4}, {1.20e-4, 4.80e-5}, {2.99e-5, 1.20e-5}}});
    check('J', {{{2.43e-3, 1.71e-4}, {6.04e-4, 4.25e-5}, {1.51e-4, 1.06e-5}},
                {{4.02e-4, 5.26e-5}, {1.00e-4, 1.31e-5}, {2.50e-5, 3.28e-6}},
                {{3.20e-4, 5.04e-5}, {7.93e-5, 1.26e-5}, {1.98e-5, 3.14e-6}},
                {{2.30e-3, 1.63e-4}, {5.71e-4, 4.06e-5}, {1.43e-4, 1.01e-5}},
                {{4.67e-4, 5.24e-5}, {1.16e-4, 1.31e-5}, {2.90e-5, 3.27e-6}},
                {{5.10e-4, 6.96e-5}, {1.27e-4, 1.74e-5}, {3.16e-5, 4.33e-6}}});
}

}  // namespace physics_contact_outputs_test
