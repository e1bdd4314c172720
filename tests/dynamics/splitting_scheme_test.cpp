// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Words of flows, and the support matrix: field × U × K × scheme, as the README shows it.

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

using all_words = std::tuple<words::d_kf_d, words::k_df_k, words::fdkdf, words::dkfkd, words::kdfdk,
                             words::fkdkf, words::dfkfd, words::kfdfk, words::variational>;

/// Calls f with an object of each word.
template <class F>
void for_each_word(F&& f) {
    std::apply([&](auto... word) { (f(word), ...); }, all_words{});
}

struct any_potential {};
using function = double (*)(double);

template <field F, class K, class U>
using case_of = hamiltonian<F, any_potential, K, U>;

/// Whether the words that a Hamiltonian has are those of another.
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

// What is not a word has no flows.
static_assert(!splitting_word<int> && splitting_word<words::dkfkd>);
static_assert(!exact_flows<case_of<field::contact, uniform_mass, linear_dissipation>, int>);

/// One row of the matrix.
template <class H>
std::string row(const std::string& name) {
    std::string text = "| " + name + " |";
    for_each_word([&]<class Word>(Word) {
        if constexpr (!exact_flows<H, Word>) {
            text += " – |";
        } else if constexpr (std::is_same_v<Word, default_word<H>>) {
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
    for_each_word([&]<class Word>(Word) {
        text += std::string(" ") + Word::word.name + " |";
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

/// The part of the step that a word gives to flows of a kind.
template <class Word>
double part_of(std::initializer_list<flow> kinds) {
    double sum = 0.0;
    for (const word_letter& l : Word::word.letters) {
        for (const flow kind : kinds) {
            sum += l.what == kind ? l.fraction : 0.0;
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("words are symmetric and give each part of H the whole step") {
    for_each_word([]<class Word>(Word) {
        INFO(Word::word.name);
        const auto& letters = Word::word.letters;
        for (std::size_t i = 0; i < letters.size(); ++i) {
            const word_letter &a = letters[i], &b = letters[letters.size() - 1 - i];
            CHECK(a.fraction == b.fraction);
            // The adjoint of the explicit half of a friction is the implicit one.
            const bool adjoint = a.what == flow::friction_explicit;
            CHECK((adjoint ? b.what == flow::friction_implicit
                           : a.what == b.what || a.what == flow::friction_implicit));
        }
        CHECK(part_of<Word>({flow::drift, flow::drift_friction}) == 1.0);
        CHECK(part_of<Word>({flow::kick, flow::kick_friction}) == 1.0);
        CHECK(part_of<Word>({flow::friction, flow::kick_friction, flow::drift_friction,
                             flow::friction_explicit, flow::friction_implicit}) == 1.0);
        CHECK(detail::dissipates<Word>());
    });
}

TEST_CASE("words are called what they spell") {
    for_each_word([]<class Word>(Word) {
        std::string spelt;
        for (const word_letter& l : Word::word.letters) {
            switch (l.what) {
            case flow::drift: spelt += "D"; break;
            case flow::kick: spelt += "K"; break;
            case flow::friction: spelt += "F"; break;
            case flow::kick_friction: spelt += "(KF)"; break;
            case flow::drift_friction: spelt += "(DF)"; break;
            default: spelt = ""; break;
            }
        }
        CHECK((spelt == Word::word.name || std::is_same_v<Word, words::variational>));
    });
}

TEST_CASE("the places at which a word kicks are counted") {
    CHECK(detail::kick_places<words::d_kf_d>() == 1);
    CHECK(detail::kick_places<words::k_df_k>() == 2);
    CHECK(detail::kick_places<words::dkfkd>() == 1);
    CHECK(detail::kick_places<words::fdkdf>() == 1);
    CHECK(detail::kick_places<words::kfdfk>() == 2);
    CHECK(detail::kick_places<words::variational>() == 2);
}

TEST_CASE("defaults are D(KF)D for the contact field with linear U and quadratic K, else FDKDF") {
    using c = case_of<field::contact, parameter_masses, linear_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_word<c>, words::d_kf_d>);
    using r = case_of<field::contact, relativistic, linear_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_word<r>, words::fdkdf>);
    using n = case_of<field::contact, uniform_mass, quadratic_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_word<n>, words::fdkdf>);
    using e = case_of<field::evolution, uniform_mass, linear_dissipation>;
    STATIC_REQUIRE(std::is_same_v<default_word<e>, words::fdkdf>);
}

TEST_CASE("the README shows the support matrix that compiles") {
    std::ifstream in(std::filesystem::path(THERMOSGD_SOURCE_DIR) / "README.md");
    const std::string readme{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    REQUIRE(readme.size() > 1000);
    INFO("README.md has no such table:\n" << support_matrix());
    CHECK(readme.find(support_matrix()) != std::string::npos);
}

}  // namespace dynamics_splitting_scheme_test
