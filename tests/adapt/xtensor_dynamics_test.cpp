// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Contact dynamics of xtensor's containers, adaptors and views is that of a vector.

#include "catch_shim.hpp"

#include <thermosgd/adapt/xtensor.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <vector>

#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

namespace adapt_xtensor_dynamics_test {

using namespace thermosgd;

static_assert(std::same_as<owning_buffer_t<xt::xarray<double>>, xt::xarray<double>>);
static_assert(std::same_as<owning_buffer_t<xt::xtensor<float, 2>>, xt::xtensor<float, 2>>);
static_assert(writable_buffer<xt::xarray<double>> && writable_buffer<xt::xtensor<float, 2>>);

namespace {

struct quartic {
    template <class Q, class G>
    double operator()(const Q& q, G& g) const {
        g = q * q * q;
        double v = 0.0;
        for (const double x : q) {
            v += x * x * x * x / 4.0;
        }
        return v;
    }
};

const splitting_options options{.timestep = 0.05, .order = composition::suzuki4()};
const std::vector<double> q0{0.7, 0.5, 0.3, 0.1, -0.1, -0.3}, p0{0.2, 0.1, 0.0, -0.1, -0.2, -0.3};

/// 50 steps over any state that holds q0 and p0. \return S
template <class Buffer>
double advance(contact_state<Buffer>& x) {
    contact_splitting stepper(contact_hamiltonian(quartic{}, {.friction = 0.2}), x, options);
    stepper.advance(x, 50);
    return x.s;
}

contact_state<xt::xarray<double>> expected() {
    contact_state<xt::xarray<double>> x{.q = xt::adapt(q0, {2, 3}), .p = xt::adapt(p0, {2, 3})};
    advance(x);
    return x;
}

}  // namespace

TEST_CASE("arrays and tensors follow the path of a vector") {
    contact_state<std::vector<double>> plain{.q = q0, .p = p0};
    contact_splitting stepper(contact_hamiltonian(
                                  [](const auto& q, auto& g) {
                                      double v = 0.0;
                                      for (std::size_t i = 0; i < q.size(); ++i) {
                                          g[i] = q[i] * q[i] * q[i];
                                          v += q[i] * g[i] / 4.0;
                                      }
                                      return v;
                                  },
                                  {.friction = 0.2}),
                              options);
    stepper.advance(plain, 50);
    const auto x = expected();
    contact_state<xt::xtensor<double, 2>> y{.q = xt::adapt(q0, {2, 3}), .p = xt::adapt(p0, {2, 3})};
    CHECK_THAT(advance(y), WithinAbs(plain.s, 1e-14));
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK_THAT(x.q.data()[i], WithinAbs(plain.q[i], 1e-14));
        CHECK_THAT(x.p.data()[i], WithinAbs(plain.p[i], 1e-14));
        CHECK(y.q.data()[i] == x.q.data()[i]);
    }
    CHECK(plain.q != q0);
}

TEST_CASE("an adaptor steps the memory of its user") {
    std::vector<double> q = q0, p = p0;
    auto seen_q = xt::adapt(q, std::vector<std::size_t>{2, 3});
    auto seen_p = xt::adapt(p, std::vector<std::size_t>{2, 3});
    using owner = owning_buffer_t<decltype(seen_q)>;
    STATIC_REQUIRE(writable_buffer<owner> && !std::same_as<owner, decltype(seen_q)>);
    contact_state<decltype(seen_q)> x{.q = seen_q, .p = seen_p};
    const auto reference = expected();
    CHECK(advance(x) == reference.s);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(q[i] == reference.q.data()[i]);
        CHECK(p[i] == reference.p.data()[i]);
    }
}

TEST_CASE("a view of whole rows steps those rows, a view with gaps is refused") {
    xt::xarray<double> q = xt::zeros<double>({4, 3}), p = xt::zeros<double>({4, 3});
    xt::view(q, xt::range(1, 3), xt::all()) = xt::adapt(q0, {2, 3});
    xt::view(p, xt::range(1, 3), xt::all()) = xt::adapt(p0, {2, 3});
    auto rows_q = xt::view(q, xt::range(1, 3), xt::all());
    auto rows_p = xt::view(p, xt::range(1, 3), xt::all());
    contact_state<decltype(rows_q)> x{.q = rows_q, .p = rows_p};
    const auto reference = expected();
    CHECK(advance(x) == reference.s);
    CHECK(q(0, 0) == 0.0);
    CHECK(q(1, 0) == reference.q(0, 0));
    CHECK(q(2, 2) == reference.q(1, 2));

    auto columns_q = xt::view(q, xt::all(), xt::range(0, 2));
    auto columns_p = xt::view(p, xt::all(), xt::range(0, 2));
    contact_state<decltype(columns_q)> gaps{.q = columns_q, .p = columns_p};
    contact_splitting stepper(contact_hamiltonian(quartic{}), gaps, options);
    CHECK_THROWS_AS(stepper.step(gaps), layout_error);
}

TEST_CASE("q and p in different storage orders are refused") {
    contact_state<xt::xarray<double, xt::layout_type::dynamic>> x{
        .q = xt::xarray<double, xt::layout_type::dynamic>({2, 3}, xt::layout_type::row_major),
        .p = xt::xarray<double, xt::layout_type::dynamic>({2, 3}, xt::layout_type::column_major)};
    x.q.fill(0.5);
    x.p.fill(0.5);
    contact_splitting stepper(contact_hamiltonian(quartic{}), x, options);
    CHECK_THROWS_AS(stepper.step(x), layout_error);
    CHECK_THROWS_WITH(stepper.step(x), ContainsSubstring("storage order"));
}

}  // namespace adapt_xtensor_dynamics_test
