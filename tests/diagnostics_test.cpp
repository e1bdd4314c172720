// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <set>
#include <span>
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

const reading& find(const std::vector<reading>& all, const std::string& key,
                    const std::string& group) {
    for (const reading& r : all) {
        if (r.key == key && r.group == group) {
            return r;
        }
    }
    FAIL("no reading of " << key << " for " << group);
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
        INFO(r.label << " of " << r.group << ": " << r.value.value << " ± " << r.value.error
                     << ", truth " << truth);
        CHECK(std::fabs(r.value.value - truth) <= 6 * r.value.error + 0.01 * std::fabs(truth));
        CHECK(std::isfinite(r.value.error));
    };
    near(find(all, "temperature.hottest_over_coldest", "b/a"), mean / a);
    const double cv2 = (0.5 * (cold * cold + hot * hot)) / (mean * mean) - 1;
    near(find(all, "temperature.cv2.two_windows", "b"), cv2);
    near(find(all, "temperature.cv2.noise_free", "b"), cv2);
    near(find(all, "temperature.cv2.kurtosis_bound", "b"), cv2);
    CHECK(std::fabs(find(all, "temperature.cv2.two_windows", "a").value.value) < 0.01);
    near(find(all, "kinetic.degrees_of_freedom.variance", "a"), 40.0);
    near(find(all, "kinetic.degrees_of_freedom.variance", "b"), 60.0 / (1 + cv2));
    near(find(all, "velocity.excess_kurtosis", "b"), 3 * cv2);
    // Velocities of plain SGD are anticorrelated, so that sums grow more slowly: above 2.
    const double alpha = find(all, "velocity.tail_index.blocks", "a").value.value;
    CHECK((alpha > 2.0 && alpha < 2.3));
    // Plain SGD: ρ_v(1) = −ηh/2.
    near(find(all, "velocity.autocorrelation.one_step", "a"), -0.5 * eta * 0.5);
    CHECK(find(all, "position.ratio.sketch", "a").remark.find("sampled") != std::string::npos);
    const double entropy = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * a);
    CHECK_THAT(find(all, "entropy.velocity.gaussian", "a").value.value, WithinAbs(entropy, 0.01));
    CHECK_THAT(find(all, "entropy.velocity.histogram", "a").value.value, WithinAbs(entropy, 0.02));
    CHECK(to_text(all).find("rank correlation of two halves") != std::string::npos);
}

TEST_CASE("each topic has readings of its own, and together they are all") {
    const layout where = two_layers();
    thermometer t(where);
    diagnostics_recorder recorder(where);
    gradient_tracker gradients(where);
    quadratic q(where);
    for (std::uint64_t step = 0; step < 2000; ++step) {
        const std::vector<double> before = q.x;
        q.step();
        gradients.set_gradient(before);
        t.observe(step, q.x, {.learning_rate = 0.1}, recorder, gradients);
    }
    const auto part = [&](topics wanted) { return diagnose(t, recorder, {}, wanted, &gradients); };
    std::string together;
    for (const std::string_view name : topic_names) {
        CAPTURE(name);
        const std::vector<reading> some = part(topics::of(name));
        CHECK(!some.empty());
        for (const reading& r : some) {
            together += r.key + r.group + '\n';
        }
    }
    std::string whole;
    for (const reading& r : part(topics::all())) {
        whole += r.key + r.group + '\n';
    }
    CHECK(together == whole);
    CHECK(part({}).empty());
    CHECK(find(part({topic::gradient}), "temperature.virial", "a").group == "a");
    // What needs no recorder is there without one.
    const topics frugal{topic::gradient, topic::ranking};
    CHECK(to_text(diagnose(t, diagnostics_recorder(), {}, frugal, &gradients)) ==
          to_text(part(frugal)));
    CHECK(diagnose(t, recorder, {}, {topic::gradient}).empty());
}

TEST_CASE("every reading and curve has the key, label and unit of the catalogue") {
    const layout where = [] {
        layout l = two_layers();
        l.add("c", {3}, {.filter_axis = no_filters});
        return l;
    }();
    thermometer t(where);
    diagnostics_recorder recorder(where);
    gradient_tracker gradients(where);
    std::vector<double> x(where.size(), 1.0);
    test::random_stream random(3);
    gradient_samples samples(where, {8, 64});
    std::vector<double> gradient(where.size());
    std::set<std::string_view> seen;
    for (std::uint64_t step = 0; step < 3000; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            gradient[i] = 0.5 * x[i] + random.normal();
            x[i] -= 0.1 * gradient[i];
        }
        // One parameter too large for the maps, some steps missed, one group with a NaN.
        std::vector<double> shown = x;
        if (step == 1500) {
            shown[0] = 1e80;
        }
        if (step == 1600) {
            shown[41] = std::numeric_limits<double>::quiet_NaN();
        }
        gradients.set_gradient(gradient);
        if (step % 1000 != 999) {
            t.observe(step, shown, {.loss = 1.0, .learning_rate = 0.1}, recorder, gradients);
        }
    }
    std::vector<reading> all = diagnose(t, recorder, {0, 1, 2}, topics::all(), &gradients);
    const std::span<const double> at(x);
    const auto draw = [&](double size) {
        std::vector<double> g(where.size());
        for (double& one : g) {
            one = 1.0 + random.normal() / std::sqrt(size);
        }
        return g;
    };
    for (int i = 0; i < 20; ++i) {
        for (int part = 0; part < 8; ++part) {
            samples.add_part(draw(8), at);
        }
        samples.add_whole(draw(64), at);
    }
    samples.set_full(draw(1000), at);
    for (const reading& r : noise_readings(t.report(), samples, {0})) {
        all.push_back(r);
    }
    noise_scale_series series(where);
    for (int i = 0; i < 100; ++i) {
        // |G|² = 1 and tr Σ = 8, with a scatter of 5 %.
        const double g2 = 1 + 0.05 * random.normal();
        const std::vector<double> part(3, g2 + 1.0), whole(3, g2 + 0.125);
        series.add(part, whole, {8, 64});
    }
    for (const reading& r : noise_readings(series, 64)) {
        all.push_back(r);
    }
    for (const reading& r : all) {
        CAPTURE(r.key, r.group);
        const observable_info& known = observable_of(r.key);
        CHECK(known.label == r.label);
        CHECK(known.unit == r.unit);
        CHECK(known.kind == observable_kind::number);
        seen.insert(known.key);
    }
    for (const curve& c : diagnostic_curves(t, recorder, {0, 1})) {
        CAPTURE(c.key, c.group);
        const observable_info& known = observable_of(c.key);
        CHECK(known.label == c.label);
        CHECK(known.unit == c.y.unit);
        CHECK(known.kind == observable_kind::curve);
        seen.insert(known.key);
    }
    // This run reaches all of the catalogue but what rounding does, and what a tracker of updates
    // is for.
    for (const observable_info& entry : catalogue) {
        CAPTURE(entry.key);
        CHECK((seen.contains(entry.key) || entry.key == "data.velocities_zero" ||
               entry.topic == "updates"));
    }
}

TEST_CASE("a recorder of one topic reads and draws the same bits as one of all") {
    const layout where = two_layers();
    std::vector<diagnostics_recorder> some;
    for (const std::string_view name : topic_names) {
        some.emplace_back(where, diagnostics_options{.topics = topics::of(name)});
    }
    thermometer t(where);
    diagnostics_recorder full(where);
    quadratic q(where);
    for (std::uint64_t step = 0; step < 3000; ++step) {
        q.step();
        t.observe(step, q.x, {.loss = 1.0, .learning_rate = 0.1}, serial_executor{}, full, some[0],
                  some[1], some[2], some[3], some[4], some[5], some[6], some[7]);
    }
    const auto bits = [](const estimate& e) {
        return std::array{std::bit_cast<std::uint64_t>(e.value),
                          std::bit_cast<std::uint64_t>(e.error),
                          std::bit_cast<std::uint64_t>(e.n_eff)};
    };
    for (std::size_t i = 0; i < topic_names.size(); ++i) {
        CAPTURE(topic_names[i]);
        const topics one = topics::of(topic_names[i]);
        CHECK(some[i].topics() == one);
        const std::vector<reading> alone = diagnose(t, some[i]), with = diagnose(t, full, {}, one);
        REQUIRE(alone.size() == with.size());
        CHECK(alone.empty() == (one == topics{topic::gradient}));
        for (std::size_t k = 0; k < alone.size(); ++k) {
            CAPTURE(alone[k].key, alone[k].group);
            CHECK((alone[k].key == with[k].key && alone[k].group == with[k].group));
            CHECK(alone[k].remark == with[k].remark);
            CHECK(bits(alone[k].value) == bits(with[k].value));
        }
        const std::vector<curve> drawn = diagnostic_curves(t, some[i]),
                                 all_drawn = diagnostic_curves(t, full, {}, one);
        REQUIRE(drawn.size() == all_drawn.size());
        for (std::size_t k = 0; k < drawn.size(); ++k) {
            CAPTURE(drawn[k].key);
            REQUIRE(drawn[k].points.size() == all_drawn[k].points.size());
            for (std::size_t p = 0; p < drawn[k].points.size(); ++p) {
                CHECK(bits(drawn[k].points[p].y) == bits(all_drawn[k].points[p].y));
            }
        }
        CHECK(some[i].state_bytes() < full.state_bytes());
        CHECK(some[i].bytes_per_parameter() <= full.bytes_per_parameter());
    }
    // Only the distribution of velocities needs all that is held per parameter: 60 bytes of traffic.
    CHECK(some[0].bytes_per_parameter() == 40);
    CHECK(some[1].bytes_per_parameter() == 60);
    CHECK(some[4].bytes_per_parameter() == 48);
    // Diffusion and currents hold nothing per parameter, gradient and ranking nothing at all.
    CHECK(some[2].bytes_per_parameter() == 8);
    CHECK(some[3].state_bytes() < some[2].state_bytes());
    CHECK(some[5].bytes_per_parameter() == 0);
    CHECK(some[6].state_bytes() < 100);
}

TEST_CASE("a topic that was not measured is refused by its name, with what was measured") {
    const layout where = two_layers();
    const thermometer t(where);
    const diagnostics_recorder recorder(where, {.topics = {topic::diffusion, topic::ranking}});
    CHECK_THROWS_WITH(diagnose(t, recorder, {}, {topic::diffusion, topic::entropy}),
                      ContainsSubstring("diagnose: entropy: not measured") &&
                          ContainsSubstring("constructed for topics diffusion,ranking"));
    CHECK_THROWS_WITH(diagnostic_curves(t, recorder, {}, {topic::distribution}),
                      ContainsSubstring("diagnostic_curves: distribution: not measured"));
    CHECK_THROWS_WITH(diagnose(t, diagnostics_recorder(), {}, {topic::gibbs}),
                      ContainsSubstring("the recorder has no groups"));
    // What comes from the thermometer alone needs no asking.
    CHECK_NOTHROW(diagnose(t, recorder, {}, topics::without_recorder()));
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
            CAPTURE(steps, r.label, r.group, r.value.value, r.value.error);
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
    const std::vector<reading> all = diagnose(t, recorder, {}, {topic::entropy});
    // C = H: σ² = η/(2 − ηh), 0.0513 in a.
    const double entropy = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * 0.1 / 1.95);
    for (const char* what : {"entropy.position.gaussian", "entropy.position.nearest_neighbour"}) {
        const reading& r = find(all, what, "a");
        INFO(what << " " << r.value.value << " ± " << r.value.error << ", exact " << entropy);
        CHECK(std::fabs(r.value.value - entropy) < 6 * r.value.error + 0.03);
        CHECK(r.value.error < 0.1);
    }
    const reading& f = find(all, "free_energy.change", "2 groups");
    CHECK(std::fabs(f.value.value) < 6 * f.value.error);
    // Σ|Δθ|²/η over the run: 40 · 2ηh/(2 − ηh) per step.
    const double heat = 40 * 2 * 0.1 * 0.5 / 1.95 * 30'000;
    CHECK_THAT(find(all, "heat.segment", "a").value.value, WithinRel(heat, 0.01));
    for (const reading& r : all) {
        CAPTURE(r.label, r.group, r.remark);
        CHECK((std::isfinite(r.value.error) || !r.remark.empty()));
    }
}

}  // namespace diagnostics_test
