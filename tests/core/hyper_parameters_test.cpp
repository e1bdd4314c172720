// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/hyper_parameters.hpp>

#include <cmath>

namespace core_hyper_parameters_test {

using namespace thermosgd;
using enum optimiser_kind;

TEST_CASE("decay is decoupled by the optimiser, unless the user says otherwise") {
    for (const optimiser_kind kind : {sgd, nesterov, adam}) {
        CHECK((hyper_parameters{.optimiser = kind}.coupled()));
        CHECK_FALSE((hyper_parameters{.optimiser = kind}.decoupled()));
        CHECK((hyper_parameters{.optimiser = kind, .decay = decay_kind::decoupled}.decoupled()));
    }
    for (const optimiser_kind kind : {adamw, lion, muon}) {
        CHECK((hyper_parameters{.optimiser = kind}.decoupled()));
        CHECK((hyper_parameters{.optimiser = kind, .decay = decay_kind::coupled}.coupled()));
    }
    CHECK_FALSE((hyper_parameters{.optimiser = other}.coupled()));
    CHECK_FALSE((hyper_parameters{.optimiser = other}.decoupled()));
    CHECK((hyper_parameters{.optimiser = other, .decay = decay_kind::decoupled}.decoupled()));
}

TEST_CASE("a is what a step leaves of weights by decay alone") {
    hyper_parameters p{.learning_rate = 0.25, .weight_decay = 0.5, .momentum_coefficient = 0.5};
    CHECK(p.decay_factor() == 1 - 0.125 / 0.5);
    p.optimiser = nesterov;
    CHECK(p.decay_factor() == 0.75);
    p.decay = decay_kind::decoupled;
    CHECK(p.decay_factor() == 0.875);
    p.optimiser = adamw;
    p.decay = decay_kind::of_optimiser;
    CHECK(p.decay_factor() == 0.875);
    // Through a preconditioner nothing is known of it, nor of another optimiser's.
    p.optimiser = adam;
    CHECK(std::isnan(p.decay_factor()));
    p.optimiser = other;
    CHECK(std::isnan(p.decay_factor()));
    p.decay = decay_kind::decoupled;
    CHECK(p.decay_factor() == 0.875);
    p.weight_decay = not_available;
    CHECK(std::isnan(p.decay_factor()));
}

TEST_CASE("the same numbers are the same parameters, and numbers not given are") {
    const hyper_parameters p{.learning_rate = 0.1, .optimiser = lion};
    CHECK(detail::same(p, p));
    const auto differs = [&](auto change) {
        hyper_parameters q = p;
        change(q);
        return !detail::same(p, q) && !detail::same(q, p);
    };
    CHECK(differs([](hyper_parameters& q) { q.learning_rate = 0.2; }));
    CHECK(differs([](hyper_parameters& q) { q.weight_decay = 0.0; }));
    CHECK(differs([](hyper_parameters& q) { q.momentum_coefficient = 0.0; }));
    CHECK(differs([](hyper_parameters& q) { q.beta2 = 0.9; }));
    CHECK(differs([](hyper_parameters& q) { q.optimiser = muon; }));
    CHECK(differs([](hyper_parameters& q) { q.decay = decay_kind::coupled; }));
}

TEST_CASE("every optimiser has its name") {
    CHECK(to_string(sgd) == "sgd");
    CHECK(to_string(nesterov) == "nesterov");
    CHECK(to_string(adam) == "adam");
    CHECK(to_string(adamw) == "adamw");
    CHECK(to_string(lion) == "lion");
    CHECK(to_string(muon) == "muon");
    CHECK(to_string(other) == "other");
}

}  // namespace core_hyper_parameters_test
