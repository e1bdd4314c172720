// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "failing_allocation.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermosgd.hpp>
#include <thermosgd/trackers/update_tracker.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace trackers_update_tracker_test {

using namespace thermosgd;
using enum update_tracker::column;
using number = update_tracker::norm_number;

namespace {

constexpr std::size_t d = 40;

layout two_groups() {
    layout l;
    l.add("a", {d});
    l.add("b", {3});
    return l;
}

hyper_parameters decoupled(double eta, double lambda) {
    return {.learning_rate = eta, .weight_decay = lambda, .decay = decay_kind::decoupled};
}

/// A run whose updates are given: θ′ = aθ − ηu, shown to a tracker in blocks of some length.
struct run {
    layout l = two_groups();
    update_tracker tracker;
    test::random_stream random{5};
    std::vector<double> theta = std::vector<double>(d + 3, 0.5);
    std::vector<std::vector<double>> updates;  // ηu of group a
    std::vector<double> left;                  // a of each step
    std::uint64_t step_number = 0;

    explicit run(const update_tracker_options& options) : tracker(l, options) {}

    /// \return a², |ηu|² and N of group a before and after
    std::array<double, 4> step(const hyper_parameters& p, std::size_t block = d) {
        const double a = p.decay_factor();
        std::vector<double> u(d), v(d + 3), before = theta;
        double square = 0, norm = 0, after = 0;
        for (std::size_t i = 0; i < d; ++i) {
            u[i] = 0.1 * p.learning_rate * random.normal();
            if (!updates.empty()) {
                u[i] += 0.6 * updates.back()[i];
            }
            v[i] = (a - 1) * theta[i] - u[i];
            square += u[i] * u[i];
            norm += theta[i] * theta[i];
            after += (theta[i] + v[i]) * (theta[i] + v[i]);
        }
        for (std::size_t i = 0; i < d + 3; ++i) {
            theta[i] += v[i];
        }
        const std::vector<hyper_parameters> both{p, p};
        tracker.begin_step(both);
        for (std::size_t first = 0; first < d; first += block) {
            tracker.add(0, first, std::span(v).subspan(first, (std::min)(block, d - first)),
                        before.data() + first);
        }
        tracker.add(1, 0, std::span(v).subspan(d, 3), before.data() + d);
        tracker.close_step(++step_number);
        updates.push_back(u);
        left.push_back(a);
        return {a * a, square, norm, after};
    }

    [[nodiscard]] double last_of(number n) const {
        const auto rows = tracker.norms().rows();
        return rows[rows.size() - tracker.norms().width() + update_tracker::number_of(0, n)];
    }

    [[nodiscard]] double total(update_tracker::column c) const {
        return tracker.store().total(update_tracker::column_of(0, c)).mean;
    }
};

}  // namespace

TEST_CASE("sums and the recursion of the norm are those of a plain loop, while eta changes") {
    run r({.buckets = 64, .window = 8, .norms = 64});
    double n0 = 0, A = 1, B = 0, C = 0, square = 0, norm = 0, gain_sum = 0, turn_sum = 0;
    constexpr int steps = 60;
    for (int t = 0; t < steps; ++t) {
        const auto [a2, s, before, after] = r.step(decoupled(0.1 / (1 + 0.05 * t), 0.2));
        n0 = t == 0 ? before : n0;
        A *= a2;
        B = a2 * B + s;
        C = a2 * a2 * C + s * before;
        square += s / steps;
        norm += before / steps;
        gain_sum += (after - a2 * before - s) / std::sqrt(s * before) / steps;
        turn_sum += std::sqrt(s / before) / steps;
        CHECK_THAT(r.last_of(number::norm), WithinRel(after, 1e-12));
        CHECK_THAT(r.last_of(number::square), WithinRel(s, 1e-11));
    }
    CHECK_THAT(r.tracker.first_norm(0), WithinRel(n0, 1e-12));
    CHECK_THAT(r.last_of(number::decayed), WithinRel(A, 1e-12));
    CHECK_THAT(r.last_of(number::added), WithinRel(B, 1e-11));
    CHECK_THAT(r.last_of(number::spread), WithinRel(C, 1e-11));
    CHECK_THAT(r.last_of(number::decay), WithinRel(1 - r.left.back(), 1e-12));
    CHECK_THAT(r.total(update_tracker::column::square), WithinRel(square, 1e-11));
    CHECK_THAT(r.total(update_tracker::column::norm), WithinRel(norm, 1e-12));
    CHECK_THAT(r.total(gain), WithinAbs(gain_sum, 1e-9));
    CHECK_THAT(r.total(turn), WithinRel(turn_sum, 1e-11));
    // What does not move has no gain and no turn, and does not spoil the other group.
    CHECK(r.tracker.store().total(update_tracker::column_of(1, turn)).count <= steps);
}

TEST_CASE("q is the sum over all lags with weights a^k W(k), of the images") {
    // One scalar per bucket would be needed for the products themselves: images have their mean, and
    // a group of one scalar has them exactly.
    layout l;
    l.add("one", {1});
    constexpr double window = 6, lambda = 0.3, eta = 0.1, a = 1 - eta * lambda;
    update_tracker tracker(l, {.buckets = 8, .window = window, .norms = 64});
    const std::vector<hyper_parameters> p{decoupled(eta, lambda)};
    test::random_stream random(9);
    std::vector<double> u;
    double theta = 1, memory_sum = 0, sketched_sum = 0;
    int counted = 0;
    for (int t = 0; t < 50; ++t) {
        u.push_back(random.normal() + 0.5);
        const double v = (a - 1) * theta - u.back();
        tracker.begin_step(p);
        tracker.add(0, 0, std::span(&v, 1), &theta);
        tracker.close_step(static_cast<std::uint64_t>(t + 1));
        theta += v;
        if (t + 1 > window) {
            double q = 0;
            for (int k = 1; k <= t; ++k) {
                const double W = 1 - std::pow(1 - std::exp(-k / window), 4);
                q += std::pow(a, k) * W * u.back() * u[static_cast<std::size_t>(t - k)];
            }
            memory_sum += q;
            sketched_sum += u.back() * u.back();
            ++counted;
        }
    }
    const moments q = tracker.store().total(update_tracker::column_of(0, memory));
    CHECK(q.count == static_cast<std::uint64_t>(counted));
    CHECK_THAT(q.mean, WithinRel(memory_sum / counted, 1e-10));
    CHECK_THAT(tracker.store().total(update_tracker::column_of(0, sketched)).mean,
               WithinRel(sketched_sum / counted, 1e-10));
}

TEST_CASE("blocks of any length make the same sums") {
    run whole({.buckets = 16, .window = 4}), parts({.buckets = 16, .window = 4});
    for (int t = 0; t < 30; ++t) {
        (void)whole.step(decoupled(0.1, 0.2));
        (void)parts.step(decoupled(0.1, 0.2), 7);
    }
    for (std::size_t c = 0; c < update_tracker::columns_per_group; ++c) {
        const auto which = static_cast<update_tracker::column>(c);
        CAPTURE(c);
        CHECK_THAT(parts.total(which), WithinRel(whole.total(which), 1e-10));
    }
}

TEST_CASE("a new segment clears the sums and keeps memory and norm, a gap forgets them") {
    run r({.buckets = 16, .window = 4, .norms = 64});
    for (int t = 0; t < 20; ++t) {
        (void)r.step(decoupled(0.1, 0.2));
    }
    const double first = r.tracker.first_norm(0), decayed = r.last_of(number::decayed);
    r.tracker.restart(r.step_number);
    CHECK(r.tracker.store().ticks() == 0);
    const double a2 = r.step(decoupled(0.05, 0.2))[0];
    CHECK(r.tracker.first_norm(0) == first);
    CHECK_THAT(r.last_of(number::decayed), WithinRel(decayed * a2, 1e-12));
    CHECK(r.tracker.store().total(update_tracker::column_of(0, memory)).count == 1);
    ++r.step_number;  // one step is not shown
    const auto after_gap = r.step(decoupled(0.05, 0.2));
    CHECK_THAT(r.tracker.first_norm(0), WithinRel(after_gap[2], 1e-12));
    CHECK_THAT(r.last_of(number::decayed), WithinRel(after_gap[0], 1e-12));
    CHECK_THAT(r.last_of(number::added), WithinRel(after_gap[1], 1e-11));
    CHECK(r.tracker.norms().size() == 1);
    CHECK(r.tracker.store().total(update_tracker::column_of(0, memory)).count == 1);
    r.tracker.restart(r.step_number + 3);  // so does a segment that begins elsewhere
    CHECK_FALSE(is_finite(r.tracker.first_norm(0)));
}

TEST_CASE("without positions there is no norm; with them the recursion begins where they do") {
    layout l;
    l.add("w", {2});
    update_tracker tracker(l, {.buckets = 8, .window = 4, .norms = 64});
    const std::vector<hyper_parameters> p{decoupled(0.1, 1)};
    const std::array<double, 2> v{-0.5, 0.25}, x{1, 2};
    for (const bool with : {false, true}) {
        tracker.begin_step(p);
        tracker.add(0, 0, v, with ? x.data() : nullptr);
        tracker.close_step(with ? 2 : 1);
        CHECK(is_finite(tracker.first_norm(0)) == with);
    }
    CHECK(tracker.first_norm(0) == 5);
    const auto rows = tracker.norms().rows();
    CHECK_THAT(rows[tracker.norms().width() + update_tracker::number_of(0, number::decayed)],
               WithinRel(0.81, 1e-12));
}

TEST_CASE("a tracker read back goes on to the bit, and other sizes are refused") {
    const scratch_folder folder;
    const auto path = folder / "tracker";
    const update_tracker_options sizes{.buckets = 16, .window = 4, .norms = 32};
    run r(sizes);
    for (int t = 0; t < 50; ++t) {
        (void)r.step(decoupled(0.1, 0.2));
    }
    save_checkpoint(path, "t", r.tracker);
    run back(sizes);
    load_checkpoint(path, "t", back.tracker);
    back.random = r.random;
    back.theta = r.theta;
    back.updates = r.updates;
    back.step_number = r.step_number;
    for (int t = 0; t < 30; ++t) {
        (void)r.step(decoupled(0.1, 0.2));
        (void)back.step(decoupled(0.1, 0.2));
    }
    for (std::size_t c = 0; c < r.tracker.store().columns(); ++c) {
        CHECK(r.tracker.store().total(c).mean == back.tracker.store().total(c).mean);
    }
    for (number n : {number::norm, number::decayed, number::added, number::spread}) {
        CHECK(r.last_of(n) == back.last_of(n));
    }
    update_tracker wide(r.l, {.buckets = 32, .window = 4, .norms = 32});
    CHECK_THROWS_WITH(load_checkpoint(path, "t", wide), ContainsSubstring("buckets"));
    update_tracker longer(r.l, {.buckets = 16, .window = 5, .norms = 32});
    CHECK_THROWS_WITH(load_checkpoint(path, "t", longer), ContainsSubstring("window"));
    layout other;
    other.add("a", {d});
    update_tracker fewer(other, sizes);
    CHECK_THROWS_AS(load_checkpoint(path, "t", fewer), error);
}

TEST_CASE("steps allocate nothing") {
    layout l;
    l.add("w", {100});
    update_tracker tracker(l, {.buckets = 8, .window = 4, .capacity = 8, .norms = 8});
    const std::vector<hyper_parameters> p{decoupled(0.1, 0.2)};
    std::vector<double> v(100, 0.1), x(100, 1.0);
    const std::size_t before = test::allocations;
    for (std::uint64_t t = 1; t <= 100; ++t) {
        tracker.begin_step(p);
        tracker.add(0, 0, v, x.data());
        tracker.close_step(t);
    }
    CHECK(test::allocations == before);
}

TEST_CASE("another layout, blocks outside of a group and options out of range are refused") {
    const layout l = two_groups();
    update_tracker tracker(l);
    layout other;
    other.add("a", {d + 1});
    CHECK_THROWS_AS(tracker.require_layout(other), layout_error);
    CHECK_NOTHROW(tracker.require_layout(l));
    const std::vector<double> v(d + 1, 1.0);
    CHECK_THROWS_AS(tracker.add(0, 0, v, nullptr), layout_error);
    CHECK_THROWS_AS(tracker.add(2, 0, std::span(v).first(1), nullptr), layout_error);
    for (const std::size_t buckets : {0U, 4U, 12U}) {
        CHECK_THROWS_WITH(update_tracker(l, {.buckets = buckets}), ContainsSubstring("buckets"));
    }
    for (const double window : {0.5, -1.0, std::nan("")}) {
        CHECK_THROWS_WITH(update_tracker(l, {.window = window}), ContainsSubstring("window"));
    }
    CHECK_THROWS_AS(update_tracker(l, {.capacity = 3}), std::invalid_argument);
    CHECK_THROWS_AS(update_tracker(l, {.norms = 3}), std::invalid_argument);
}

}  // namespace trackers_update_tracker_test
