// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/report/optimiser_text.hpp>

#include <algorithm>
#include <string>

#include "catch_shim.hpp"

namespace report_optimiser_text_test {

using namespace thermosgd;
using enum optimiser_kind;

namespace {

const hyper_parameters adamw_usual{.momentum_coefficient = 0.9, .beta2 = 0.999, .optimiser = adamw};

}  // namespace

TEST_CASE("an optimiser is named with its numbers, and with decay where it may be in doubt") {
    CHECK(optimiser_text({}) == "momentum not given");
    CHECK(optimiser_text({.momentum_coefficient = 0.9}) == "momentum 0.9");
    CHECK(optimiser_text({.momentum_coefficient = 0.9, .decay = decay_kind::decoupled}) ==
          "momentum 0.9, decoupled decay");
    CHECK(optimiser_text({.momentum_coefficient = 0.9, .optimiser = nesterov}) ==
          "Nesterov's momentum 0.9, decay in the gradient");
    CHECK(optimiser_text(adamw_usual) == "AdamW, beta1 0.9, beta2 0.999, decoupled decay");
    hyper_parameters p = adamw_usual;
    p.optimiser = adam;
    CHECK(optimiser_text(p) == "Adam, beta1 0.9, beta2 0.999, decay in the gradient");
    p.optimiser = lion;
    p.beta2 = not_available;
    CHECK(optimiser_text(p) == "Lion, beta1 0.9, beta2 not given, decoupled decay");
    CHECK(optimiser_text({.momentum_coefficient = 0.95, .optimiser = muon}) ==
          "Muon, momentum 0.95, decoupled decay");
    CHECK(optimiser_text({.optimiser = other}) == "momentum not given, not SGD");
    CHECK(optimiser_text({.optimiser = other, .decay = decay_kind::coupled}) ==
          "momentum not given, not SGD, decay in the gradient");
}

TEST_CASE("each law is written in one line, and none where there is none") {
    CHECK(law_text({}) ==
          "law: (1+mu)<|dtheta|^2>/(2 eta lambda <|theta|^2>), 1 in equilibrium where batch norm "
          "follows; in brackets where none does.");
    CHECK_THAT(law_text({.decay = decay_kind::decoupled}), ContainsSubstring("(1-a^2)"));
    CHECK_THAT(law_text(adamw_usual), ContainsSubstring("(1-a^2)"));
    CHECK_THAT(law_text({.optimiser = lion}), ContainsSubstring("(1-a^2)"));
    CHECK_THAT(law_text({.optimiser = nesterov}),
               ContainsSubstring("(1-mu) g_u <|dtheta|^2>/(2 eta lambda"));
    CHECK_THAT(law_text({.optimiser = adam}),
               ContainsSubstring("none, since decay in the gradient goes through"));
    CHECK_THAT(law_text({.optimiser = muon}), ContainsSubstring("update_tracker"));
    CHECK_THAT(law_text({.optimiser = other}), ContainsSubstring("none, since nothing is known"));
    for (const optimiser_kind kind : {sgd, nesterov, adam, adamw, lion, muon, other}) {
        const std::string line = law_text({.optimiser = kind});
        CHECK(line.starts_with("law: "));
        CHECK(line.back() == '.');
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("T of SGD needs no word, that of others does") {
    CHECK(temperature_meaning({}).empty());
    CHECK(temperature_meaning({.decay = decay_kind::decoupled}).empty());
    CHECK_THAT(temperature_meaning({.optimiser = nesterov}), ContainsSubstring("the law is"));
    CHECK_THAT(temperature_meaning(adamw_usual),
               ContainsSubstring("from eta and beta1 alone") &&
                   ContainsSubstring("from 1 (noise) to 19 (signal)"));
    CHECK_THAT(temperature_meaning(adamw_usual), !ContainsSubstring("no law"));
    CHECK_THAT(temperature_meaning({.optimiser = adam}),
               ContainsSubstring("beta2 must be given") && ContainsSubstring("no law"));
    for (const optimiser_kind kind : {lion, muon}) {
        CHECK_THAT(temperature_meaning({.optimiser = kind}),
                   ContainsSubstring("the angular step, g_u and <theta^2>"));
    }
    CHECK_THAT(temperature_meaning({.optimiser = other}),
               ContainsSubstring("not given for another optimiser"));
}

}  // namespace report_optimiser_text_test
