// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Schemes of flows, and the support matrix: field × U × K × scheme, as docs/dynamics.md shows it.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/splitting_scheme.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace dynamics_splitting_scheme_test {

using namespace thermosgd;

namespace {

using all_words =
    std::tuple<schemes::d_kf_d, schemes::k_df_k, schemes::fdkdf, schemes::dkfkd, schemes::kdfdk,
               schemes::fkdkf, schemes::dfkfd, schemes::kfdfk, schemes::variational>;

/// Calls f with an object of each scheme.
template <class F>
void for_each_word(F&& f) {
    std::apply([&](auto... scheme) { (f(scheme), ...); }, all_words{});
}

struct any_potential {};
using function = double (*)(double);

template <field F, class K, class U>
using case_of = hamiltonian<F, any_potential, K, U>;

/// Whether the schemes that a Hamiltonian has are those of another.
template <class A, class B>
constexpr bool same_words() {
    return std::apply(
        []<class... W>(W...) { return ((exact_flows<A, W> == exact_flows<B, W>) && ...); },
        all_words{});
}

// The rows of the matrix stand for all U and K of their kind.
template <field F, class K>
constexpr bool linear_alike =
    same_words<case_of<F, K, linear_dissipation>,
               case_of<F, K, time_dependent_dissipation<function>>>() &&
    same_words<case_of<F, K, linear_dissipation>,
               case_of<F, K, integrated_dissipation<function, function>>>();
template <field F, class K>
constexpr bool nonlinear_alike =
    same_words<case_of<F, K, quadratic_dissipation>,
               case_of<F, K, general_dissipation<function, function>>>();
template <field F>
constexpr bool alike = linear_alike<F, uniform_mass> && linear_alike<F, parameter_masses> &&
                       linear_alike<F, relativistic> && nonlinear_alike<F, uniform_mass> &&
                       nonlinear_alike<F, parameter_masses> && nonlinear_alike<F, relativistic> &&
                       same_words<case_of<F, uniform_mass, linear_dissipation>,
                                  case_of<F, parameter_masses, linear_dissipation>>() &&
                       same_words<case_of<F, uniform_mass, quadratic_dissipation>,
                                  case_of<F, parameter_masses, quadratic_dissipation>>();
static_assert(alike<field::contact> && alike<field::evolution>);

// What is not a scheme has no flows.
static_assert(!splitting_scheme<int> && splitting_scheme<schemes::dkfkd>);
static_assert(!exact_flows<case_of<field::contact, uniform_mass, linear_dissipation>, int>);

/// One row of the matrix.
template <class H>
std::string row(const std::string& name) {
    std::string text = "| " + name + " |";
    for_each_word([&]<class Scheme>(Scheme) {
        if constexpr (!exact_flows<H, Scheme>) {
            text += " – |";
        } else if constexpr (std::is_same_v<Scheme, default_scheme<H>>) {
            text += " **✓** |";
        } else {
            text += " ✓ |";
        }
    });
    return text + '\n';
}

/// The support matrix in markdown.
std::string support_matrix() {
    std::string text = "| field, U, K |", rule = "|---|";
    for_each_word([&]<class Scheme>(Scheme) {
        text += std::string(" ") + Scheme::splitting.name + " |";
        rule += "---|";
    });
    constexpr field c = field::contact, e = field::evolution;
    return text + '\n' + rule + '\n' +
           row<case_of<c, uniform_mass, linear_dissipation>>("contact, linear, quadratic") +
           row<case_of<c, relativistic, linear_dissipation>>("contact, linear, relativistic") +
           row<case_of<c, uniform_mass, quadratic_dissipation>>("contact, nonlinear, quadratic") +
           row<case_of<c, relativistic, quadratic_dissipation>>(
               "contact, nonlinear, relativistic") +
           row<case_of<e, uniform_mass, linear_dissipation>>("evolution, linear, quadratic") +
           row<case_of<e, relativistic, linear_dissipation>>("evolution, linear, relativistic") +
           row<case_of<e, uniform_mass, quadratic_dissipation>>("evolution, nonlinear, quadratic") +
           row<case_of<e, relativistic, quadratic_dissipation>>(
               "evolution, nonlinear, relativistic");
}

/// The part of the step that a scheme gives to flows of a kind.
template <class Scheme>
double part_of(std::initializer_list<flow> kinds) {
    double sum = 0.0;
    for (const partial_flow& l : Scheme::splitting.flows) {
        for (const flow kind : kinds) {
            sum += l.what == kind ? l.fraction : 0.0;
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("schemes are symmetric and give each part of H the whole step") {
    for_each_word([]<class Scheme>(Scheme) {
        INFO(Scheme::splitting.name);
        const auto& flows = Scheme::splitting.flows;
        for (std::size_t i = 0; i < flows.size(); ++i) {
            const partial_flow &a = flows[i], &b = flows[flows.size() - 1 - i];
            CHECK(a.fraction == b.fraction);
            // The adjoint of the explicit half of a friction is the implicit one.
            const bool adjoint = a.what == flow::friction_explicit;
            CHECK((adjoint ? b.what == flow::friction_implicit
                           : a.what == b.what || a.what == flow::friction_implicit));
        }
        CHECK(part_of<Scheme>({flow::drift, flow::drift_friction}) == 1.0);
        CHECK(part_of<Scheme>({flow::kick, flow::kick_friction}) == 1.0);
        CHECK(part_of<Scheme>({flow::friction, flow::kick_friction, flow::drift_friction,
                               flow::friction_explicit, flow::friction_implicit}) == 1.0);
        CHECK(detail::dissipates<Scheme>());
    });
}

TEST_CASE("the name of a scheme lists its flows") {
    for_each_word([]<class Scheme>(Scheme) {
        std::string spelt;
        for (const partial_flow& l : Scheme::splitting.flows) {
            switch (l.what) {
            case flow::drift: spelt += "D"; break;
            case flow::kick: spelt += "K"; break;
            case flow::friction: spelt += "F"; break;
            case flow::kick_friction: spelt += "(KF)"; break;
            case flow::drift_friction: spelt += "(DF)"; break;
            default: spelt = ""; break;
            }
        }
        CHECK((spelt == Scheme::splitting.name || std::is_same_v<Scheme, schemes::variational>));
    });
}

TEST_CASE("the places at which a scheme kicks are counted") {
    CHECK(detail::kick_places<schemes::d_kf_d>() == 1);
    CHECK(detail::kick_places<schemes::k_df_k>() == 2);
    CHECK(detail::kick_places<schemes::dkfkd>() == 1);
    CHECK(detail::kick_places<schemes::fdkdf>() == 1);
    CHECK(detail::kick_places<schemes::kfdfk>() == 2);
    CHECK(detail::kick_places<schemes::variational>() == 2);
}

TEST_CASE("defaults are D(KF)D for the contact field with linear U and quadratic K, else FDKDF") {
    using c = case_of<field::contact, parameter_masses, linear_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_scheme<c>, schemes::d_kf_d>);
    using r = case_of<field::contact, relativistic, linear_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_scheme<r>, schemes::fdkdf>);
    using n = case_of<field::contact, uniform_mass, quadratic_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_scheme<n>, schemes::fdkdf>);
    using e = case_of<field::evolution, uniform_mass, linear_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_scheme<e>, schemes::fdkdf>);
}

TEST_CASE("the documentation shows the support matrix that compiles") {
    std::ifstream in(std::filesystem::path(THERMOSGD_SOURCE_DIR) / "docs/dynamics.md");
    const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    REQUIRE(page.size() > 1000);
    INFO("docs/dynamics.md has no such table:\n" << support_matrix());
    CHECK(page.find(support_matrix()) != std::string::npos);
}

}  // namespace dynamics_splitting_scheme_test
