// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The contact optimiser against SGD with momentum written out, and what it refuses.

#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/contact_optimiser.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace dynamics_contact_optimiser_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;

const vector first_weights{1.0, -0.3, 0.2, 2.0};

/// Four weights that interact, and noise that differs from call to call: a minibatch.
struct noisy_loss {
    test::random_stream random{5};

    double operator()(const vector& w, vector& g) {
        double value = 0;
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double next = w[(i + 1) % w.size()], last = w[(i + 3) % w.size()];
            g[i] = std::sin(w[i]) + 0.3 * (2 * w[i] - next - last) + 0.1 * random.normal();
            value += -std::cos(w[i]) + 0.15 * (w[i] - next) * (w[i] - next);
        }
        return value;
    }
};

/// ½Σw² over any buffer.
struct bowl {
    double operator()(const auto& w, auto& g) const {
        double value = 0;
        for (std::size_t i = 0; i < w.size(); ++i) {
            g[i] = w[i];
            value += 0.5 * static_cast<double>(w[i] * w[i]);
        }
        return value;
    }
};

/// How far the evaluation points are from v ← μv − η∇L, x ← x + v after up to 100 steps.
template <class Scheme>
double distance(Scheme scheme, const contact_optimiser_options& options, const heavy_ball& rule) {
    contact_optimiser opt(noisy_loss{}, options, scheme);
    noisy_loss loss;
    vector weights = first_weights, x = weights, v(4), g(4);
    double worst = 0;
    for (int k = 0; k < 100; ++k) {
        opt.step(weights);
        worst = std::fmax(worst, std::fabs(opt.loss() - loss(x, g)));
        for (std::size_t i = 0; i < 4; ++i) {
            v[i] = rule.momentum_coefficient * v[i] - rule.learning_rate * g[i];
            x[i] += v[i];
            worst = std::fmax(worst, std::fabs(opt.evaluation_point()[i] - x[i]));
        }
    }
    return worst;
}

}  // namespace

TEST_CASE("the evaluation points are those of SGD with momentum, minibatch noise included") {
    for (const double mu : {0.0, 0.5, 0.9, 1.0}) {
        for (const double mass : {1.0, 3.7}) {
            const contact_optimiser_options options{
                .learning_rate = 0.05, .momentum_coefficient = mu, .mass = mass};
            CAPTURE(mu, mass);
            CHECK(distance(schemes::dkfkd{}, options, {0.05, mu}) < 5e-14);
            CHECK(distance(schemes::fdkdf{}, options, {0.05, mu}) < 5e-14);
            if (mu > 0) {
                CHECK(distance(schemes::d_kf_d{}, options, {0.05, mu}) < 5e-14);
                CHECK(distance(schemes::dfkfd{}, options, {0.05, mu}) < 5e-14);
            }
            // Another rule is seen.
            CHECK(distance(schemes::dkfkd{}, options, {0.05 * (1 + 1e-9), mu}) > 1e-11);
            CHECK(distance(schemes::dkfkd{}, options, {0.05, mu + 1e-9}) > 1e-11);
        }
    }
}

TEST_CASE("weights and evaluation point meet at the minimum") {
    contact_optimiser opt(bowl{}, {.learning_rate = 0.1, .momentum_coefficient = 0.9});
    vector weights = first_weights;
    opt.step(weights);
    CHECK(std::fabs(opt.evaluation_point()[3] - weights[3]) > 1e-3);
    for (int k = 0; k < 1000; ++k) {
        opt.step(weights);
    }
    CHECK(opt.steps() == 1001);
    CHECK(opt.loss() < 1e-20);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::fabs(weights[i]) < 1e-12);
        CHECK(std::fabs(opt.evaluation_point()[i]) < 1e-12);
    }
    CHECK_THAT(opt.parameters().timestep * opt.parameters().friction,
               WithinRel(-std::log(0.9), 1e-14));
    CHECK(opt.equivalent().learning_rate == 0.1);
    CHECK(opt.equivalent().momentum_coefficient == 0.9);
}

TEST_CASE("any buffer of weights steps alike, as a view too, on any number of threads") {
    const contact_optimiser_options options{.learning_rate = 0.1, .momentum_coefficient = 0.8};
    vector weights(100'000), more;
    test::random_stream random(3);
    std::generate(weights.begin(), weights.end(), [&] { return random.normal(); });
    more = weights;
    vector viewed = weights;
    std::span<double> view(viewed);
    contact_optimiser owner(bowl{}, options);
    contact_optimiser threaded(bowl{}, weights, options);
    contact_optimiser by_view(bowl{}, view, options);
    STATIC_REQUIRE(std::same_as<std::remove_cvref_t<decltype(by_view.evaluation_point())>, vector>);
    thread_pool pool(3);
    for (int k = 0; k < 3; ++k) {
        owner.step(weights);
        threaded.step(more, pool);
        by_view.step(view);
    }
    CHECK(more == weights);
    CHECK(viewed == weights);

    const auto loss = [](const std::vector<float>& w, std::vector<float>& g) {
        return bowl{}(w, g);
    };
    contact_optimiser single(loss, options);
    std::vector<float> floats{1.0F, -2.0F};
    single.step(floats);
    CHECK_THAT(single.loss(), WithinRel(2.5, 1e-7));
    std::array<double, 2> fixed{1.0, -2.0};
    contact_optimiser of_array(bowl{}, fixed, options, schemes::fdkdf{});
    of_array.step(fixed);
    CHECK(of_array.loss() == 2.5);
    CHECK(fixed[0] < 1.0);
}

TEST_CASE("a loss given by reference is called where it lies") {
    noisy_loss loss, untouched;
    contact_optimiser opt(std::ref(loss), contact_optimiser_options{});
    vector weights = first_weights;
    opt.step(weights);
    CHECK(loss.random.bits() != untouched.random.bits());
}

TEST_CASE("a new learning rate keeps the displacement or the momentum, as it is told") {
    for (const preserve what : {preserve::displacement, preserve::momentum}) {
        contact_optimiser opt(noisy_loss{}, {.learning_rate = 0.05, .momentum_coefficient = 0.9});
        noisy_loss loss;
        vector weights = first_weights, x = weights, v(4), g(4);
        double rate = 0.05;
        for (int k = 0; k < 60; ++k) {
            if (k == 30) {
                opt.set_learning_rate(0.2, what);
                rate = 0.2;
                if (what == preserve::momentum) {
                    // v goes with the timestep, the weights stay: x moves by half of what v grows.
                    for (std::size_t i = 0; i < 4; ++i) {
                        x[i] = weights[i] +
                               gradient_lead(schemes::dkfkd{}, opt.parameters()) * opt.momenta()[i];
                        v[i] *= 2;
                    }
                }
            }
            opt.step(weights);
            loss(x, g);
            for (std::size_t i = 0; i < 4; ++i) {
                v[i] = 0.9 * v[i] - rate * g[i];
                x[i] += v[i];
                REQUIRE_THAT(opt.evaluation_point()[i], WithinAbs(x[i], 5e-14));
            }
        }
    }
}

TEST_CASE("an archived optimiser goes on bit for bit") {
    contact_optimiser opt(bowl{}, {.learning_rate = 0.1}), other(bowl{}, {.learning_rate = 0.1});
    vector weights = first_weights;
    opt.step(weights);
    test::memory_writer writer;
    opt.archive(writer);
    test::memory_reader reader(writer.words);
    other.archive(reader);
    CHECK_THROWS_AS(other.evaluation_point(), error);
    vector copy = weights;
    opt.step(weights);
    other.step(copy);
    CHECK(copy == weights);
    CHECK(other.evaluation_point() == opt.evaluation_point());
    CHECK(other.steps() == 2);
}

TEST_CASE("an optimiser refuses bad numbers by name") {
    const auto refusal = [](const contact_optimiser_options& options) {
        try {
            contact_optimiser opt(bowl{}, options);
        } catch (const std::invalid_argument& e) {
            return std::string(e.what());
        }
        return std::string();
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {0.0, -0.1, nan, std::numeric_limits<double>::infinity()}) {
        CHECK_THAT(refusal({.learning_rate = bad}), ContainsSubstring("learning_rate"));
        CHECK_THAT(refusal({.mass = bad}), ContainsSubstring("mass"));
    }
    for (const double bad : {-0.1, 1.1, nan}) {
        CHECK_THAT(refusal({.momentum_coefficient = bad}),
                   ContainsSubstring("momentum_coefficient"));
    }
    CHECK(refusal({}).empty());
    CHECK_THROWS_WITH(
        contact_optimiser(bowl{}, contact_optimiser_options{.momentum_coefficient = 0},
                          schemes::d_kf_d{}),
        ContainsSubstring("this scheme"));
    contact_optimiser opt(bowl{}, contact_optimiser_options{});
    CHECK_THROWS_WITH(opt.set_learning_rate(-1), ContainsSubstring("learning_rate"));
    CHECK(opt.equivalent().learning_rate == 0.01);
    CHECK_THROWS_WITH(opt.evaluation_point(), ContainsSubstring("no step was taken"));
    CHECK(std::isnan(opt.loss()));
    CHECK(opt.momenta().empty());
}

TEST_CASE("a step without a finite result leaves weights and momenta as they were") {
    int calls = 0;
    const auto turns_bad = [&](const vector& w, vector& g) {
        g = w;
        g[2] = ++calls == 3 ? std::numeric_limits<double>::quiet_NaN() : g[2];
        return calls == 5 ? std::numeric_limits<double>::infinity() : 1.0;
    };
    contact_optimiser opt(turns_bad, {.learning_rate = 0.1});
    vector weights = first_weights;
    opt.step(weights);
    opt.step(weights);
    const vector before = weights, momenta(opt.momenta().begin(), opt.momenta().end());
    CHECK_THROWS_WITH(opt.step(weights),
                      ContainsSubstring("gradient[2]") && ContainsSubstring("at step 3"));
    CHECK(weights == before);
    CHECK(std::equal(momenta.begin(), momenta.end(), opt.momenta().begin()));
    CHECK(opt.steps() == 2);
    opt.step(weights);
    CHECK_THROWS_WITH(opt.step(weights), ContainsSubstring("the loss is not finite"));
    CHECK_THROWS_AS(opt.step(weights = vector(3)), layout_error);
}

TEST_CASE("a gradient of another size than the weights is refused") {
    const auto short_gradient = [](const vector& w, vector& g) {
        g.assign(w.size() - 1, 0.0);
        return 0.0;
    };
    contact_optimiser opt(short_gradient, contact_optimiser_options{});
    vector weights = first_weights;
    CHECK_THROWS_AS(opt.step(weights), layout_error);
    CHECK(weights == first_weights);
}

}  // namespace dynamics_contact_optimiser_test
