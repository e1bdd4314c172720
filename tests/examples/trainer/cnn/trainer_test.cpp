// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the trainer: threads, checkpoints, evaluation, errors, and that it learns.

#include <thermosgd/core/thread_pool.hpp>
#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/io/checkpoint.hpp>

#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

namespace examples_trainer_cnn_trainer_test {

namespace {

constexpr cnn::shape image{1, 12, 12};

template <class T>
using net = cnn::network<T, image, cnn::conv2d<4, 3>, cnn::batch_norm, cnn::relu, cnn::max_pool<2>,
                         cnn::dropout, cnn::conv2d<6, 2>, cnn::relu, cnn::max_pool<2>,
                         cnn::linear<16>, cnn::batch_norm, cnn::relu, cnn::dropout, cnn::linear<4>>;

/// Noisy bars: label c has a bright row 3c + 1.
struct bars {
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;

    explicit bars(std::size_t count, std::uint64_t seed = 1)
        : pixels(count * image.size()), labels(count) {
        test::random_stream stream(seed);
        for (std::size_t i = 0; i < count; ++i) {
            labels[i] = static_cast<std::uint8_t>(stream.below(4));
            for (std::size_t p = 0; p < image.size(); ++p) {
                const bool bright = p / 12 == 3U * labels[i] + 1U;
                pixels[i * image.size() + p] =
                    static_cast<std::uint8_t>(stream.below(150) + (bright ? 100 : 0));
            }
        }
    }

    [[nodiscard]] cnn::dataset_view<std::uint8_t> view() const {
        return {pixels, labels, image, {0.3}, {0.2}};
    }
};

struct run_result {
    std::vector<double> losses;
    std::vector<float> parameters;
    std::vector<float> running;
    double test_loss;

    friend bool operator==(const run_result&, const run_result&) = default;
};

template <class Trainer>
run_result finish(Trainer& trainer, const bars& data, int steps) {
    run_result result;
    for (int step = 0; step < steps; ++step) {
        result.losses.push_back(trainer.step(data.view()));
    }
    const Trainer& finished = trainer;
    result.parameters.assign(finished.parameters().begin(), finished.parameters().end());
    result.running.assign(trainer.running_statistics().begin(), trainer.running_statistics().end());
    result.test_loss = trainer.evaluate(data.view()).loss;
    return result;
}

/// Options of a short run with every optimiser, each with another schedule.
cnn::options options_of(cnn::optimiser kind) {
    cnn::options options{
        .learning_rate = 3e-3,
        .weight_decay = 1e-2,
        .dropout = 0.1,
        .batch_size = 48,
        .optimiser = kind,
        .schedule = {.shape = cnn::schedule_shape::wsd, .warmup = 5, .length = 60, .decay = 30}};
    switch (kind) {
    case cnn::optimiser::sgd: break;
    case cnn::optimiser::nesterov:
        options.momentum = 0.9;
        options.schedule.shape = cnn::schedule_shape::cosine;
        break;
    case cnn::optimiser::adam: options.schedule.shape = cnn::schedule_shape::linear; break;
    case cnn::optimiser::adamw:
        options.schedule = {
            .shape = cnn::schedule_shape::step, .warmup = 5, .drop_every = 12, .drop = 0.5};
        break;
    }
    return options;
}

run_result run(const cnn::options& options, std::size_t threads, int steps = 12) {
    const bars data(700);
    thermosgd::thread_pool pool(threads);
    cnn::trainer<net<float>, thermosgd::thread_pool> trainer(options, pool);
    return finish(trainer, data, steps);
}

}  // namespace

TEST_CASE("a run has the same bits for one, two and three threads, and for the next time") {
    // 640 samples are more blocks than groups of blocks that share a gradient.
    const auto batch = GENERATE(std::size_t{2}, std::size_t{16}, std::size_t{50}, std::size_t{640});
    const cnn::options options{.weight_decay = 1e-3,
                               .momentum = 0.5,
                               .dropout = 0.2,
                               .batch_size = batch,
                               .order = cnn::sampling::independent};
    const run_result one = run(options, 1);
    CHECK(run(options, 1) == one);
    CHECK(run(options, 2) == one);
    CHECK(run(options, 3) == one);
    cnn::options other = options;
    other.seed = 2;
    CHECK(run(other, 1).losses != one.losses);
}

TEST_CASE("a restored trainer goes on bit for bit") {
    const auto order = GENERATE(cnn::sampling::shuffled, cnn::sampling::independent);
    const cnn::options options{
        .weight_decay = 1e-3, .momentum = 0.9, .dropout = 0.1, .batch_size = 48, .order = order};
    const bars data(700);
    const scratch_folder folder;
    thermosgd::serial_executor executor;
    cnn::trainer<net<float>> trainer(options, executor);
    for (int step = 0; step < 19; ++step) {
        trainer.step(data.view());
    }
    trainer.set_learning_rate(3e-3);
    thermosgd::save_checkpoint(folder / "state", "test", trainer);
    cnn::trainer<net<float>> restored(options, executor);
    thermosgd::load_checkpoint(folder / "state", "test", restored);
    CHECK(restored.steps() == 19);
    CHECK(restored.settings().learning_rate == 3e-3);
    CHECK(finish(restored, data, 20) == finish(trainer, data, 20));

    cnn::options plain = options;
    plain.momentum = 0.0;
    cnn::trainer<net<float>> without_momentum(plain, executor);
    CHECK_THROWS_AS(thermosgd::load_checkpoint(folder / "state", "test", without_momentum),
                    thermosgd::layout_error);
}

TEST_CASE("with every optimiser a run has the same bits for any threads, and goes on bit for bit") {
    const cnn::optimiser kind = GENERATE(cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                         cnn::optimiser::adam, cnn::optimiser::adamw);
    CAPTURE(cnn::to_string(kind));
    const cnn::options options = options_of(kind);
    const run_result one = run(options, 1, 40);
    CHECK(run(options, 2, 40) == one);

    const bars data(700);
    const scratch_folder folder;
    thermosgd::serial_executor executor;
    cnn::trainer<net<float>> trainer(options, executor), restored(options, executor);
    for (int step = 0; step < 19; ++step) {
        trainer.step(data.view());
    }
    thermosgd::save_checkpoint(folder / "state", "test", trainer);
    thermosgd::load_checkpoint(folder / "state", "test", restored);
    CHECK(restored.step_learning_rate() == trainer.step_learning_rate());
    CHECK(std::ranges::equal(restored.preconditioner(), trainer.preconditioner()));
    const run_result rest = finish(restored, data, 21);
    CHECK(rest.parameters == one.parameters);
    CHECK(rest.running == one.running);

    // Some keep as many numbers as others, so the kind itself is stored.
    for (const cnn::optimiser other : {cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                       cnn::optimiser::adam, cnn::optimiser::adamw}) {
        if (other != kind) {
            cnn::trainer<net<float>> stranger(options_of(other), executor);
            CHECK_THROWS_WITH(
                thermosgd::load_checkpoint(folder / "state", "test", stranger),
                ContainsSubstring("optimiser = " + std::string(cnn::to_string(kind))));
        }
    }
}

TEMPLATE_TEST_CASE("a step of any optimiser is its formula at the gradient and rate of the step",
                   "", float, double) {
    using T = TestType;
    const cnn::optimiser kind = GENERATE(cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                         cnn::optimiser::adam, cnn::optimiser::adamw);
    CAPTURE(cnn::to_string(kind));
    const bool all_decay = GENERATE(true, false);
    const bars data(64);
    thermosgd::serial_executor executor;
    cnn::options options = options_of(kind);
    options.decay_batch_norm = options.decay_biases = all_decay;
    cnn::trainer<net<T>> trainer(options, executor);
    const cnn::trainer<net<T>>& seen = trainer;
    CHECK(trainer.preconditioner().size() ==
          (cnn::is_adaptive(kind) ? seen.parameters().size() : 0));
    CHECK(trainer.step_learning_rate() == options.learning_rate / 5.0);
    const std::size_t size = seen.parameters().size();
    std::vector<double> theta(seen.parameters().begin(), seen.parameters().end()), m(size), v(size);
    std::vector<double> decay(size, options.weight_decay);
    for (const cnn::parameter_view& view : trainer.views()) {
        if (!all_decay && (view.name.starts_with("bn") || view.name.ends_with("bias"))) {
            std::fill_n(decay.begin() + static_cast<std::ptrdiff_t>(view.offset), view.size, 0.0);
        }
    }
    double worst = 0.0;
    for (std::uint64_t t = 1; t <= 30; ++t) {
        trainer.step(data.view());
        const double rate = options.learning_rate * cnn::rate_factor(options.schedule, t - 1);
        REQUIRE(trainer.step_learning_rate() == rate);
        for (std::size_t i = 0; i < size; ++i) {
            const double own = trainer.gradient()[i];
            if (cnn::is_adaptive(kind)) {
                const bool coupled = kind == cnn::optimiser::adam;
                const double g = own + (coupled ? decay[i] * theta[i] : 0.0);
                m[i] += (g - m[i]) * (1.0 - options.beta1);
                v[i] += (g * g - v[i]) * (1.0 - options.beta2);
                const auto n = static_cast<double>(t);
                const double root =
                    std::sqrt(v[i] / (1.0 - std::pow(options.beta2, n))) + options.adam_epsilon;
                theta[i] -= (coupled ? 0.0 : rate * decay[i] * theta[i]) +
                            rate * m[i] / (1.0 - std::pow(options.beta1, n)) / root;
                worst = std::max(worst, std::fabs(trainer.preconditioner()[i] / root - 1.0));
            } else {
                const double g = own + decay[i] * theta[i];
                m[i] = options.momentum * m[i] + g;
                theta[i] -=
                    rate * (kind == cnn::optimiser::nesterov ? g + options.momentum * m[i] : m[i]);
            }
            worst = std::max(worst, std::fabs(seen.parameters()[i] - theta[i]));
        }
    }
    CHECK(worst < (std::is_same_v<T, float> ? 1e-4 : 1e-11));
}

TEST_CASE("a change of the rate counts from the next step, and the schedule multiplies it") {
    const bars data(64);
    thermosgd::serial_executor executor;
    cnn::options options{.learning_rate = 0.5, .batch_size = 16};
    options.schedule = {.warmup = 4};
    cnn::trainer<net<float>> trainer(options, executor);
    trainer.step(data.view());
    CHECK(trainer.step_learning_rate() == 0.125);
    trainer.set_learning_rate(0.25);
    CHECK(trainer.step_learning_rate() == 0.125);
    trainer.step(data.view());
    CHECK(trainer.step_learning_rate() == 0.125);
    trainer.step(data.view());
    CHECK(trainer.step_learning_rate() == 0.1875);
    CHECK(trainer.settings().learning_rate == 0.25);
}

TEST_CASE("the trainer learns what can be learnt, with and without the options") {
    const auto options = GENERATE(
        cnn::options{.learning_rate = 0.05},
        cnn::options{.learning_rate = 0.01, .momentum = 0.9, .dropout = 0.1},
        cnn::options{.learning_rate = 0.01, .momentum = 0.9, .optimiser = cnn::optimiser::nesterov},
        cnn::options{.learning_rate = 3e-3, .optimiser = cnn::optimiser::adam},
        cnn::options{
            .learning_rate = 3e-3,
            .weight_decay = 0.1,
            .optimiser = cnn::optimiser::adamw,
            .schedule = {.shape = cnn::schedule_shape::cosine, .warmup = 10, .length = 301}});
    const bars train(640);
    const bars test(200, 2);
    thermosgd::serial_executor executor;
    cnn::trainer<net<float>> trainer(options, executor);
    const double first = trainer.step(train.view());
    const double untrained = trainer.evaluate(test.view()).accuracy;
    for (int step = 0; step < 300; ++step) {
        trainer.step(train.view());
    }
    CHECK_THAT(first, WithinAbs(std::log(4.0), 0.6));
    CHECK(untrained < 0.7);
    CHECK(trainer.evaluate(test.view()).accuracy > 0.97);
    CHECK(trainer.batch_accuracy() > 0.9);
}

TEST_CASE("one step moves the parameters by the learning rate times gradient and decay") {
    const bars data(64);
    thermosgd::serial_executor executor;
    cnn::trainer<net<double>> trainer(
        {.learning_rate = 0.1, .weight_decay = 0.04, .batch_size = 20}, executor);
    const auto& after = trainer.parameters();
    for (int step = 0; step < 3; ++step) {
        const std::vector<double> before(after.begin(), after.end());
        trainer.step(data.view());
        for (std::size_t i = 0; i < before.size(); ++i) {
            CHECK_THAT(after[i] - before[i],
                       WithinAbs(-0.1 * (trainer.gradient()[i] + 0.04 * before[i]), 1e-15));
        }
    }
}

TEST_CASE("weight decay leaves batch normalisation alone where it is told to") {
    const double momentum = GENERATE(0.0, 0.5);
    const bars data(64);
    thermosgd::serial_executor executor;
    const cnn::options settings{
        .learning_rate = 0.1, .weight_decay = 0.04, .momentum = momentum, .batch_size = 20};
    cnn::options exempt = settings;
    exempt.decay_batch_norm = false;
    cnn::trainer<net<double>> with(settings, executor), without(exempt, executor);
    const std::vector<double> before(with.parameters().begin(), with.parameters().end());
    with.step(data.view());
    without.step(data.view());
    std::size_t spared = 0;
    for (const cnn::parameter_view& view : net<double>::views()) {
        CAPTURE(view.name);
        for (std::size_t i = view.offset; i < view.offset + view.size; ++i) {
            if (view.name.starts_with("bn")) {
                CHECK_THAT(without.parameters()[i] - before[i],
                           WithinAbs(-0.1 * without.gradient()[i], 1e-15));
                spared += without.parameters()[i] != with.parameters()[i] ? 1 : 0;
            } else {
                CHECK(without.parameters()[i] == with.parameters()[i]);
            }
        }
    }
    CHECK(spared == 4 + 16);  // the scale; the shift begins at 0, where nothing decays

    // With γ in the loss the two part, and with momentum each parameter keeps its own.
    with.step(data.view());
    without.step(data.view());
    CHECK(with.parameters()[0] != without.parameters()[0]);
}

TEST_CASE("the batch's loss and hits are those of its samples") {
    // Without batch normalisation and dropout, a batch is the mean over its samples.
    using plain = cnn::network<double, image, cnn::conv2d<3, 3>, cnn::relu, cnn::linear<4>>;
    const bars data(37);
    thermosgd::serial_executor executor;
    cnn::trainer<plain> trainer({.learning_rate = 1e-300, .batch_size = 37}, executor);
    const cnn::evaluation whole = trainer.evaluate(data.view());
    CHECK_THAT(trainer.step(data.view()), WithinRel(whole.loss, 1e-13));
    CHECK_THAT(trainer.batch_accuracy(), WithinRel(whole.accuracy, 1e-13));
    double loss = 0.0;
    for (std::size_t i = 0; i < 37; ++i) {
        const cnn::dataset_view<std::uint8_t> one{
            data.view().images.subspan(i * image.size(), image.size()),
            data.view().labels.subspan(i, 1),
            image,
            {0.3},
            {0.2}};
        loss += trainer.evaluate(one).loss / 37.0;
    }
    CHECK_THAT(loss, WithinRel(whole.loss, 1e-13));
}

TEST_CASE("an evaluation at other parameters is that of a trainer that has them") {
    const bars data(64);
    thermosgd::serial_executor executor;
    cnn::trainer<net<float>> trainer({.batch_size = 16}, executor);
    trainer.step(data.view());
    const cnn::evaluation own = trainer.evaluate(data.view());
    std::vector<float> other(trainer.parameters().begin(), trainer.parameters().end());
    CHECK(trainer.evaluate_at(data.view(), other).loss == own.loss);
    other.back() += 1.0F;
    const cnn::evaluation there = trainer.evaluate_at(data.view(), other);
    CHECK(there.loss != own.loss);
    CHECK(trainer.evaluate(data.view()).loss == own.loss);
    trainer.parameters().back() += 1.0F;
    CHECK(trainer.evaluate(data.view()).loss == there.loss);
    other.pop_back();
    CHECK_THROWS_AS(trainer.evaluate_at(data.view(), other), thermosgd::layout_error);
}

TEST_CASE("gradients of other samples are those of a step, and leave the training as it is") {
    using network = net<float>;
    const bars data(96);
    const cnn::options settings{.momentum = 0.5, .dropout = 0.2, .batch_size = 32, .seed = 3};
    thermosgd::serial_executor pool;
    cnn::trainer<network> trainer(settings, pool), untouched(settings, pool);
    cnn::batch_gradient<network> small(32), large(96);
    std::vector<float> gradient(network::parameters), other(network::parameters);
    for (int step = 0; step < 20; ++step) {
        trainer.step(data.view());
        untouched.step(data.view());
        std::vector<std::uint32_t> samples(96);
        std::iota(samples.begin(), samples.end(), 0U);
        trainer.gradient_of(data.view(), samples, 17, large, other);
        CHECK(other != gradient);
        samples.resize(32);
        const double loss = trainer.gradient_of(data.view(), samples, 17, small, gradient);
        CHECK(loss > 0.0);
        CHECK(other != gradient);
    }
    CHECK(finish(trainer, data, 10) == finish(untouched, data, 10));
    CHECK(std::equal(trainer.gradient().begin(), trainer.gradient().end(),
                     untouched.gradient().begin()));

    // In the order as given the next batch is known, and without dropout all of the step.
    cnn::options plain{.batch_size = 96, .seed = 3, .order = cnn::sampling::in_order};
    cnn::trainer<network> whole(plain, pool);
    std::vector<std::uint32_t> samples(96);
    std::iota(samples.begin(), samples.end(), 0U);
    const double loss = whole.gradient_of(data.view(), samples, 17, large, gradient);
    CHECK(loss == whole.step(data.view()));
    CHECK(std::equal(gradient.begin(), gradient.end(), whole.gradient().begin()));

    samples[5] = 96;
    CHECK_THROWS_AS(whole.gradient_of(data.view(), samples, 17, large, gradient),
                    std::invalid_argument);
}

TEST_CASE("a diverging run returns the loss as it is, and names where it is not finite") {
    const bars data(64);
    thermosgd::serial_executor executor;
    cnn::trainer<net<float>> trainer({}, executor);
    const cnn::trainer<net<float>>& view = trainer;
    trainer.step(data.view());
    CHECK(cnn::first_non_finite(view.parameters(), view.views()).empty());
    trainer.parameters()[net<float>::parameters - 1] = std::numeric_limits<float>::quiet_NaN();
    CHECK(cnn::first_non_finite(view.parameters(), view.views()) == "linear2.bias");
    CHECK(std::isnan(trainer.step(data.view())));
    CHECK(cnn::first_non_finite(view.parameters(), view.views()) == "conv1.weight");
}

TEST_CASE("no layer hides that a parameter is not a number") {
    const bars data(64);
    thermosgd::serial_executor executor;
    for (const cnn::parameter_view& broken : net<float>::views()) {
        CAPTURE(broken.name);
        cnn::trainer<net<float>> trainer({}, executor);
        trainer.parameters()[broken.offset] = std::numeric_limits<float>::quiet_NaN();
        CHECK(std::isnan(trainer.step(data.view())));
    }
}

TEST_CASE("options out of their range are refused, naming option and value") {
    thermosgd::serial_executor executor;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto make = [&](const cnn::options& options) {
        cnn::trainer<net<float>> trainer(options, executor);
    };
    CHECK_THROWS_WITH(make({.learning_rate = nan}),
                      "trainer: learning_rate = nan, expected a finite number above 0");
    CHECK_THROWS_AS(make({.learning_rate = 0.0}), std::invalid_argument);
    CHECK_THROWS_AS(make({.weight_decay = -1e-4}), std::invalid_argument);
    CHECK_THROWS_AS(make({.momentum = 1.0}), std::invalid_argument);
    CHECK_THROWS_AS(make({.dropout = nan}), std::invalid_argument);
    CHECK_THROWS_WITH(make({.batch_norm_epsilon = -1.0}),
                      "trainer: batch_norm_epsilon = -1, expected a finite number from 0 on");
    CHECK_NOTHROW(make({.batch_norm_epsilon = 0.0}));
    CHECK_THROWS_WITH(make({.optimiser = cnn::optimiser::adam, .beta1 = 1.0}),
                      "trainer: beta1 = 1, expected a number in [0, 1)");
    CHECK_THROWS_WITH(make({.schedule = {.shape = cnn::schedule_shape::cosine}}),
                      "trainer: length = 0, expected at least 1 step");
    CHECK_THROWS_AS(make({.batch_size = 0}), std::invalid_argument);
    CHECK_THROWS_AS(make({.batch_size = 1}), std::invalid_argument);
    CHECK_NOTHROW(make({.batch_size = 2}));
}

TEST_CASE("data of another shape, size or number of classes are refused") {
    bars data(64);
    thermosgd::serial_executor executor;
    cnn::trainer<net<float>> trainer({}, executor);
    auto wrong = data.view();
    wrong.image.rows = 11;
    CHECK_THROWS_AS(trainer.step(wrong), thermosgd::layout_error);
    wrong = data.view();
    wrong.images = wrong.images.first(wrong.images.size() - 1);
    CHECK_THROWS_AS(trainer.evaluate(wrong), thermosgd::layout_error);
    wrong = data.view();
    wrong.mean = {0.1, 0.2};
    CHECK_THROWS_AS(trainer.step(wrong), thermosgd::layout_error);
    trainer.step(data.view());
    CHECK_THROWS_AS(trainer.step(bars(65).view()), thermosgd::layout_error);
    std::fill(data.labels.begin(), data.labels.end(), std::uint8_t{4});
    CHECK_THROWS_AS(trainer.step(data.view()), std::invalid_argument);
    CHECK_THROWS_AS(trainer.evaluate(data.view()), std::invalid_argument);
}

}  // namespace examples_trainer_cnn_trainer_test
