// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Orders of every scheme and composition on cases A to J, two-sided: for (q, p) and for S.

#include "catch_shim.hpp"

#include <cmath>
#include <cstddef>
#include <type_traits>

#include "physics/contact_cases.hpp"

namespace physics_contact_orders_test {

using namespace thermosgd;
using test::case_of;
using test::contact_case;

namespace {

/// The order between a step and half of it lies within 0.1 of what the scheme claims.
template <class Scheme, class Hamiltonian>
void check_order(const contact_case& c, const Hamiltonian& h, const test::contact_point& exact,
                 composition order, double timestep) {
    INFO("case " << c.flow_part << ' ' << order.name() << ' ' << Scheme::splitting.name << " h "
                 << timestep);
    const auto coarse = test::error_of(test::run_case<Scheme>(c, h, order, timestep), exact);
    const auto fine = test::error_of(test::run_case<Scheme>(c, h, order, timestep / 2), exact);
    INFO("errors " << coarse.phase << ' ' << fine.phase << ", of S " << coarse.action << ' '
                   << fine.action);
    CHECK_THAT(std::log2(coarse.phase / fine.phase), WithinAbs(order.order(), 0.1));
    CHECK_THAT(std::log2(coarse.action / fine.action), WithinAbs(order.order(), 0.1));
}

}  // namespace

TEST_CASE("schemes and compositions have their orders on the linear cases") {
    using namespace schemes;
    for (const char flow_part : {'A', 'B', 'C', 'D', '1', '5', 'F', 'G', 'I', 'J'}) {
        const contact_case c = case_of(flow_part);
        const auto h = test::linear_hamiltonian(c);
        const test::contact_point exact = c.exact(c.to);
        const composition second = composition::none();
        check_order<d_kf_d>(c, h, exact, second, 0.05);
        check_order<k_df_k>(c, h, exact, second, 0.05);
        check_order<fdkdf>(c, h, exact, second, 0.05);
        check_order<dkfkd>(c, h, exact, second, 0.05);
        check_order<kdfdk>(c, h, exact, second, 0.05);
        check_order<fkdkf>(c, h, exact, second, 0.05);
        check_order<dfkfd>(c, h, exact, second, 0.05);
        check_order<kfdfk>(c, h, exact, second, 0.05);
        check_order<variational>(c, h, exact, second, 0.05);
        check_order<dkfkd>(c, h, exact, composition::yoshida4(), 0.05);
        check_order<dkfkd>(c, h, exact, composition::suzuki4(), 0.05);
        // Order 6 stands between truncation of higher orders above and rounding below; that of S
        // on case E5 passes through zero near t = 10.
        contact_case shorter = c;
        shorter.to = flow_part == '5' ? 6.0 : c.to;
        const test::contact_point end = shorter.exact(shorter.to);
        const double sixth = flow_part == 'C' ? 0.05 : 0.1;
        check_order<dkfkd>(shorter, h, end, composition::yoshida6(), sixth);
        check_order<dkfkd>(shorter, h, end, composition::kahan_li6(), sixth);
        check_order<d_kf_d>(shorter, h, end, composition::kahan_li6(), sixth);
        check_order<variational>(shorter, h, end, composition::kahan_li6(), sixth);
    }
}

TEST_CASE("schemes and compositions have their orders on the nonlinear cases of both fields") {
    const auto check = []<field F>(char flow_part, std::integral_constant<field, F>) {
        using namespace schemes;
        const contact_case c = case_of(flow_part);
        const auto h = contact_hamiltonian<F>(test::case_potential{c.flow_part}, uniform_mass{},
                                              quadratic_dissipation{c.rate, c.curvature});
        const test::contact_point exact = c.exact(c.to);
        const composition second = composition::none();
        check_order<fdkdf>(c, h, exact, second, 0.05);
        check_order<dkfkd>(c, h, exact, second, 0.05);
        check_order<kdfdk>(c, h, exact, second, 0.05);
        check_order<fkdkf>(c, h, exact, second, 0.05);
        check_order<dfkfd>(c, h, exact, second, 0.05);
        check_order<kfdfk>(c, h, exact, second, 0.05);
        check_order<fdkdf>(c, h, exact, composition::suzuki4(), 0.05);
        check_order<dkfkd>(c, h, exact, composition::yoshida4(), 0.05);
        check_order<dkfkd>(c, h, exact, composition::kahan_li6(), 0.1);
    };
    check('H', std::integral_constant<field, field::contact>{});
    check('h', std::integral_constant<field, field::evolution>{});
}

}  // namespace physics_contact_orders_test
