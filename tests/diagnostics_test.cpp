// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>

#include <cmath>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include "scratch_folder.hpp"

namespace diagnostics_test {

using namespace thermosgd;

namespace {

/// SGD on a quadratic with C = H: equal positions, temperatures in proportion to the curvature.
struct quadratic {
    std::vector<double> x, h;
    test::random_stream random{9};

    explicit quadratic(const layout& where) : x(where.size(), 0.0), h(where.size()) {
        for (std::size_t i = 0; i < h.size(); ++i) {
            h[i] = i < 40 ? 0.5 : (i % 2 == 0 ? 0.2 : 1.8);
        }
    }
    void step() {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] -= 0.1 * (h[i] * x[i] + std::sqrt(h[i]) * random.normal());
        }
    }
};

layout two_layers() {
    layout where;
    where.add("a", {4, 10}, {.filter_axis = 0});
    where.add("b", {6, 10}, {.filter_axis = 0});
    return where;
}

const reading& find(const std::vector<reading>& all, const std::string& observable,
                    const std::string& group) {
    for (const reading& r : all) {
        if (r.observable.find(observable) != std::string::npos && r.group == group) {
            return r;
        }
    }
    FAIL("no reading of " << observable << " for " << group);
    return all.front();
}

}  // namespace

TEST_CASE("on a quadratic the readings are those of the closed form") {
    const layout where = two_layers();
    thermometer t(where);
    diagnostics_recorder recorder(where);
    quadratic q(where);
    constexpr double eta = 0.1;
    for (std::uint64_t step = 0; step < 30'000; ++step) {
        q.step();
        t.observe(step, q.x, {.learning_rate = eta}, recorder);
    }
    const std::vector<reading> all = diagnose(t, recorder);
    // τ = 2η²s²/(2 − ηh), s² = h.
    const auto tau = [&](double h) { return 2 * eta * eta * h / (2 - eta * h); };
    const double cold = tau(0.2), hot = tau(1.8), mean = 0.5 * (cold + hot), a = tau(0.5);
    // Six errors and a part in a hundred, for what is left of bias: false alarms below 1e-6 each.
    const auto near = [&](const reading& r, double truth) {
        INFO(r.observable << " of " << r.group << ": " << r.value.value << " ± " << r.value.error
                          << ", truth " << truth);
        CHECK(std::fabs(r.value.value - truth) <= 6 * r.value.error + 0.01 * std::fabs(truth));
        CHECK(std::isfinite(r.value.error));
    };
    near(find(all, "T of the hottest", "b/a"), mean / a);
    const double cv2 = (0.5 * (cold * cold + hot * hot)) / (mean * mean) - 1;
    near(find(all, "CV^2 of T", "b"), cv2);
    near(find(all, "less its noise", "b"), cv2);
    near(find(all, "pooled kurtosis", "b"), cv2);
    CHECK(std::fabs(find(all, "CV^2 of T", "a").value.value) < 0.01);
    near(find(all, "2<K>^2/Var K", "a"), 40.0);
    near(find(all, "2<K>^2/Var K", "b"), 60.0 / (1 + cv2));
    near(find(all, "excess kurtosis", "b"), 3 * cv2);
    // Velocities of plain SGD are anticorrelated, so that sums grow more slowly: above 2.
    const double alpha = find(all, "tail index of v, parameter", "a").value.value;
    CHECK((alpha > 2.0 && alpha < 2.3));
    // Plain SGD: ρ_v(1) = −ηh/2.
    near(find(all, "velocity autocorrelation", "a"), -0.5 * eta * 0.5);
    CHECK(find(all, "by sketch", "a").remark.find("sampled") != std::string::npos);
    const double entropy = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * a);
    CHECK_THAT(find(all, "entropy of v", "a").value.value, WithinAbs(entropy, 0.01));
    CHECK_THAT(find(all, "histogram of v", "a").value.value, WithinAbs(entropy, 0.02));
    CHECK(to_text(all).find("rank correlation of two halves") != std::string::npos);
}

TEST_CASE("each section has readings of its own, and together they are all") {
    const layout where = two_layers();
    thermometer t(where);
    diagnostics_recorder recorder(where);
    gradient_meter gradients(where);
    quadratic q(where);
    for (std::uint64_t step = 0; step < 2000; ++step) {
        const std::vector<double> before = q.x;
        q.step();
        t.observe(step, q.x, {.learning_rate = 0.1}, recorder);
        if (step > 0) {
            gradients.observe(before, before, t.last_sums());
        }
    }
    const auto part = [&](sections wanted) {
        return diagnose(t, recorder, {}, wanted, &gradients);
    };
    std::string together;
    for (const std::string_view name : section_names) {
        CAPTURE(name);
        const std::vector<reading> some = part(sections::of(name));
        CHECK(!some.empty());
        for (const reading& r : some) {
            together += r.observable + r.group + '\n';
        }
    }
    std::string whole;
    for (const reading& r : part(sections::all())) {
        whole += r.observable + r.group + '\n';
    }
    CHECK(together == whole);
    CHECK(part({}).empty());
    CHECK(find(part({section::gradient}), "virial T", "a").group == "a");
    // What needs no recorder is there without one.
    const sections frugal{section::gradient, section::ranking};
    CHECK(to_text(diagnose(t, diagnostics_recorder(), {}, frugal, &gradients)) ==
          to_text(part(frugal)));
    CHECK(diagnose(t, recorder, {}, {section::gradient}).empty());
}

TEST_CASE("a recorder read back continues bit for bit") {
    const layout where = two_layers();
    thermometer t(where), t2(where);
    diagnostics_recorder recorder(where), restored(where);
    quadratic q(where);
    for (std::uint64_t step = 0; step < 900; ++step) {
        q.step();
        t.observe(step, q.x, {}, recorder);
    }
    const scratch_folder folder;
    save_checkpoint(folder / "state.ckpt", "test", t, recorder);
    load_checkpoint(folder / "state.ckpt", "test", t2, restored);
    for (std::uint64_t step = 900; step < 1300; ++step) {
        q.step();
        t.observe(step, q.x, {}, recorder);
        t2.observe(step, q.x, {}, restored);
    }
    CHECK(to_text(diagnose(t, recorder)) == to_text(diagnose(t2, restored)));
}

TEST_CASE("too short a run, no run, and a run of zeros give readings that say so") {
    const layout where = two_layers();
    for (const int steps : {0, 1, 2, 100, 600}) {
        thermometer t(where);
        diagnostics_recorder recorder(where);
        std::vector<float> x(where.size(), 1.0F);
        for (int step = 0; step < steps; ++step) {
            t.observe(static_cast<std::uint64_t>(step), x, {}, recorder);
        }
        for (const reading& r : diagnose(t, recorder)) {
            CAPTURE(steps, r.observable, r.group, r.value.value, r.value.error);
            CHECK((!(r.value.error > 0) || r.value.verdict == reliability::unknown));
        }
    }
}

TEST_CASE(
    "the readings of positions and heat are those of the quadratic, two ways where there are") {
    const layout where = two_layers();
    thermometer t(where);
    diagnostics_recorder recorder(where);
    quadratic q(where);
    for (std::uint64_t step = 0; step < 30'000; ++step) {
        double loss = 0;
        for (std::size_t i = 0; i < q.x.size(); ++i) {
            loss += 0.5 * q.h[i] * q.x[i] * q.x[i];
        }
        q.step();
        t.observe(step, q.x, {.loss = loss, .learning_rate = 0.1}, recorder);
    }
    const std::vector<reading> all = diagnose(t, recorder, {}, {section::entropy});
    // C = H: σ² = η/(2 − ηh), 0.0513 in a.
    const double entropy = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * 0.1 / 1.95);
    for (const char* what : {"entropy of positions", "from nearest neighbours"}) {
        const reading& r = find(all, what, "a");
        INFO(what << " " << r.value.value << " ± " << r.value.error << ", exact " << entropy);
        CHECK(std::fabs(r.value.value - entropy) < 6 * r.value.error + 0.03);
        CHECK(r.value.error < 0.1);
    }
    const reading& f = find(all, "F = U", "2 groups");
    CHECK(std::fabs(f.value.value) < 6 * f.value.error);
    // Σ|Δθ|²/η over the run: 40 · 2ηh/(2 − ηh) per step.
    const double heat = 40 * 2 * 0.1 * 0.5 / 1.95 * 30'000;
    CHECK_THAT(find(all, "heat gamma S", "a").value.value, WithinRel(heat, 0.01));
    for (const reading& r : all) {
        CAPTURE(r.observable, r.group, r.remark);
        CHECK((std::isfinite(r.value.error) || !r.remark.empty()));
    }
}

}  // namespace diagnostics_test
