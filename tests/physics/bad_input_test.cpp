// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What thermometer, recorder and diagnose() say of data that are not as they should be: the right
/// number, or none with the reason, never a wrong one that looks right.
#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/report/text.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace physics_bad_input_test {

using namespace thermosgd;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

layout two_groups() {
    layout where;
    where.add("a", {4, 10}, {.filter_axis = 0});
    where.add("b", {3, 20}, {.filter_axis = 0});
    return where;
}

struct result {
    report of;
    std::vector<reading> readings;
    std::string text;

    /// The reading of a group whose name contains `what`; fails where there is none.
    [[nodiscard]] const reading& at(const std::string& what, const std::string& group) const {
        for (const reading& r : readings) {
            if (r.label.find(what) != std::string::npos && r.group == group) {
                return r;
            }
        }
        FAIL("no reading " << what << " of " << group);
        return readings.front();
    }

    [[nodiscard]] bool has(const std::string& what) const {
        for (const reading& r : readings) {
            if (r.label.find(what) != std::string::npos) {
                return true;
            }
        }
        return false;
    }
};

/// Shows θ = scale·x + offset of x' = x − 0.1(x + ξ), as `change(step, weights)` leaves it; a step
/// is not shown where that returns false. T = scale²·0.01/(2 − 0.1).
template <class T, class Change>
result watch(const layout& where, int steps, double scale, double offset, Change change) {
    thermometer t(where);
    diagnostics_recorder recorder(where, {.trajectory = {.buckets = 64, .velocity_width = 64}});
    test::random_stream random(5);
    std::vector<double> x(where.size());
    std::vector<T> weights(where.size());
    for (int step = 0; step < steps; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] -= 0.1 * (x[i] + random.normal());
            weights[i] = static_cast<T>(scale * x[i] + offset);
        }
        if (change(step, weights)) {
            t.observe(static_cast<std::uint64_t>(step), weights, {.learning_rate = 0.1}, recorder);
        }
    }
    const report r = t.report();
    return {r, diagnose(t, recorder), to_text(r)};
}

const auto unchanged = [](int, auto&) { return true; };

constexpr int steps = 3000;
constexpr double truth = 0.01 / 1.9;

const result& clean() {
    static const result once = watch<double>(two_groups(), steps, 1, 0, unchanged);
    return once;
}

/// Equal in value and error, or both without.
bool same(const estimate& a, const estimate& b, double tolerance) {
    const auto near = [&](double x, double y) {
        return (!std::isfinite(x) && !std::isfinite(y)) ||
               std::fabs(x - y) <= tolerance * std::fabs(y);
    };
    return near(a.value, b.value) && near(a.error, b.error) && a.verdict == b.verdict;
}

/// The number with the eight binary digits of bfloat16.
float as_bfloat16(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return std::bit_cast<float>((bits + 0x7fffU + (bits >> 16 & 1U)) & 0xffff0000U);
}

}  // namespace

TEST_CASE("good data carry no warning and give the temperature of the closed form") {
    CHECK(clean().text.find("rounding") == std::string::npos);
    for (const char* warning : {"steps missed", "NaN", "left out", "exactly 0"}) {
        CHECK_FALSE(clean().has(warning));
    }
    // Six standard errors: false failure below 1e-8.
    const estimate& t = clean().of.total.temperature;
    CHECK(t.verdict != reliability::unknown);
    CHECK(std::fabs(t.value - truth) < 6 * t.error);
}

TEST_CASE("constants and zeros: nothing moves, which is said, and no shape is made of it") {
    for (const double offset : {0.0, 3.0}) {
        CAPTURE(offset);
        const result r = watch<float>(two_groups(), steps, 0, offset, unchanged);
        // At rest is not cold: the value without an error bar, and no verdict.
        CHECK((r.of.total.temperature.value == 0 && std::isnan(r.of.total.temperature.error)));
        CHECK(r.of.total.temperature.verdict == reliability::unknown);
        CHECK_THAT(r.text, ContainsSubstring("nothing moves in \"a\", \"b\""));
        CHECK(r.at("velocities exactly 0", "a").value.value == 1);
        for (const reading& each : r.readings) {
            CAPTURE(each.label, each.group, each.value.value, each.value.error);
            // A zero that is exact, or no error bar at all.
            CHECK((!(each.value.error > 0) && !(each.value.error == 0 && each.value.value != 0)));
        }
        for (const char* shape : {"kurtosis of v", "2<K>^2/Var K", "Maxwell", "Hotelling", "CV^2",
                                  "tail index", "autocorrelation", "entropy production"}) {
            if (r.has(shape)) {
                CHECK(std::isnan(r.at(shape, "b").value.value));
            }
        }
        // All steps were skipped: no filter was the hottest.
        CHECK_FALSE(r.has("hottest filter"));
        CHECK(r.of.skipped_steps == static_cast<std::uint64_t>(steps - 1));
    }
}

TEST_CASE("NaN and infinities at some steps cost these steps of their group, and no other") {
    for (const double bad : {not_a_number, infinite, -infinite}) {
        CAPTURE(bad);
        const result r = watch<double>(two_groups(), steps, 1, 0, [&](int step, auto& weights) {
            weights[5] = step % 500 == 77 ? bad : weights[5];
            return true;
        });
        CHECK(r.of.groups[0].nonfinite_steps == 12);
        CHECK(r.at("steps with NaN", "a").value.value == 12);
        CHECK_THAT(r.at("steps with NaN", "a").remark, ContainsSubstring("\"a\" at step 77"));
        const estimate& t = r.of.groups[0].temperature;
        CHECK(std::fabs(t.value - truth) < 6 * t.error);
        CHECK(std::fabs(t.value - clean().of.groups[0].temperature.value) < t.error);
        CHECK(same(r.of.groups[1].temperature, clean().of.groups[1].temperature, 0));
        // Everything said of the other group and its filters alone is said in a clean run, too.
        std::size_t compared = 0;
        for (const reading& each : clean().readings) {
            const bool of_all = each.label.find("of all") != std::string::npos;
            if (each.group.starts_with("b") && !of_all) {
                CAPTURE(each.label, each.group);
                CHECK(same(r.at(each.label, each.group).value, each.value, 0));
                ++compared;
            }
        }
        CHECK(compared > 15);
    }
}

TEST_CASE("a parameter that is NaN throughout leaves its group without a temperature") {
    const result r = watch<float>(two_groups(), steps, 1, 0, [](int, auto& weights) {
        weights[5] = std::numeric_limits<float>::quiet_NaN();
        return true;
    });
    CHECK(std::isnan(r.of.groups[0].temperature.value));
    CHECK(r.of.groups[0].temperature.verdict == reliability::unknown);
    CHECK(std::isnan(r.of.total.temperature.value));
    CHECK(std::isfinite(r.of.groups[1].temperature.error));
    CHECK(r.of.filters[0].nonfinite_steps == steps - 1);
    CHECK(std::isfinite(r.of.filters[1].temperature.error));
    // One parameter in both windows of maps: 512 + 1,024 steps so far.
    const double left_out = r.at("left out of maps", "a").value.value;
    CHECK((left_out > 1000 && left_out < steps));
    for (const char* what : {"kurtosis of v", "2<K>^2/Var K", "Maxwell"}) {
        CHECK(std::isnan(r.at(what, "a").value.value));
    }
}

TEST_CASE("denormal floats are read exactly, squares that underflow have no error bar") {
    constexpr double tiny = 1e-40;  // a hundred thousand times the least float
    const result denormal = watch<float>(two_groups(), steps, tiny, 0, unchanged);
    for (std::size_t g = 0; g < 2; ++g) {
        estimate t = denormal.of.groups[g].temperature;
        t.value /= tiny * tiny;
        t.error /= tiny * tiny;
        CHECK(same(t, clean().of.groups[g].temperature, 1e-3));
    }
    CHECK(
        same(denormal.at("2<K>^2/Var K", "b").value, clean().at("2<K>^2/Var K", "b").value, 1e-2));

    constexpr double less = 1e-80;
    const result small = watch<double>(two_groups(), steps, less, 0, unchanged);
    CHECK_THAT(small.of.groups[0].temperature.value / (less * less), WithinRel(truth, 0.05));
    CHECK(std::isnan(small.of.groups[0].temperature.error));
    CHECK(small.of.groups[0].temperature.verdict == reliability::unknown);
    CHECK(std::isnan(small.at("2<K>^2/Var K", "a").value.value));
    CHECK(small.has("velocities exactly 0"));

    const result none = watch<double>(two_groups(), steps, 1e-310, 0, unchanged);
    CHECK_THAT(none.text, ContainsSubstring("squares of the velocities underflow"));
    CHECK(none.at("velocities exactly 0", "a").value.value < 1e-3);
}

TEST_CASE("numbers whose squares overflow are not taken for cold ones") {
    for (const double huge : {1e80, 1e160, 1e200}) {
        const result r = watch<double>(two_groups(), steps, huge, 0, unchanged);
        CAPTURE(huge);
        CHECK_FALSE(r.of.groups[0].temperature.verdict != reliability::unknown);
        CHECK((std::isnan(r.of.groups[0].temperature.value) ||
               r.of.groups[0].temperature.value > truth * huge));
        CHECK(r.has("left out of maps"));
        CHECK(std::isnan(r.at("2<K>^2/Var K", "a").value.value));
    }
}

TEST_CASE("an offset of 1e8 changes nothing for doubles and is warned of for floats") {
    const result r = watch<double>(two_groups(), steps, 1, 1e8, unchanged);
    CHECK(r.text.find("rounding") == std::string::npos);
    for (std::size_t g = 0; g < 2; ++g) {
        const estimate& t = r.of.groups[g].temperature;
        CHECK(std::fabs(t.value - truth) < 6 * t.error);
        CHECK_THAT(r.of.groups[g].position_ratio,
                   WithinRel(clean().of.groups[g].position_ratio, 0.05));
    }
    for (const char* what : {"CV^2 of T within", "tail index of v, parameter", "velocity autocorr",
                             "entropy of v per parameter", "histogram of v"}) {
        CAPTURE(what);
        const estimate &with = r.at(what, "a").value, &without = clean().at(what, "a").value;
        CHECK_THAT(with.value, WithinRel(without.value, 1e-3));
    }
    // Floats lie 8 apart there: nothing moves.
    const result coarse = watch<float>(two_groups(), steps, 1, 1e8, unchanged);
    CHECK_THAT(coarse.text, ContainsSubstring("nothing moves"));
    CHECK(coarse.at("velocities exactly 0", "b").value.value == 1);
    CHECK_FALSE(coarse.has("entropy of v per parameter"));
    // A few ulp are too few as well.
    const result few = watch<float>(two_groups(), steps, 300, 1e8, unchanged);
    CHECK_THAT(few.text, ContainsSubstring("rounding is felt"));
    CHECK_THAT(few.at("velocities exactly 0", "b").remark, ContainsSubstring("ulp of the weights"));
}

TEST_CASE("weights of bfloat16 are warned of where the rms velocity is under ten of their ulp") {
    const auto rounded = [](int, auto& weights) {
        for (float& w : weights) {
            w = as_bfloat16(w);
        }
        return true;
    };
    constexpr double ulp = 0x1p-7;  // from 1 to 2
    const double rms = std::sqrt(2 * truth);
    for (const double ulps : {0.1, 1.0, 8.0}) {
        CAPTURE(ulps);
        const result r = watch<float>(two_groups(), steps, ulps * ulp / rms, 1.5, rounded);
        CHECK_THAT(r.text, ContainsSubstring("rounding is felt"));
        CHECK(r.at("velocities exactly 0", "a").value.value > 0.01);
        const result exact = watch<float>(two_groups(), steps, ulps * ulp / rms, 1.5, unchanged);
        CHECK(exact.text.find("rounding") == std::string::npos);
    }
    const result r = watch<float>(two_groups(), steps, 1, 0, rounded);
    CHECK(r.text.find("rounding") == std::string::npos);
    CHECK_THAT(r.of.groups[0].temperature.value,
               WithinRel(clean().of.groups[0].temperature.value, 1e-3));
}

TEST_CASE("groups of no parameters have no numbers, and one of a single parameter has all it can") {
    layout where;
    where.add("none", {0});
    where.add("no filters", {0, 3}, {.filter_axis = 0});
    where.add("one", {1});
    where.add("filter", {1, 1}, {.filter_axis = 0});
    const result r = watch<double>(where, steps, 1, 0, unchanged);
    for (const std::size_t g : {0U, 1U}) {
        CHECK(std::isnan(r.of.groups[g].temperature.value));
        CHECK(r.of.groups[g].temperature.verdict == reliability::unknown);
    }
    for (const std::size_t g : {2U, 3U}) {
        const estimate& t = r.of.groups[g].temperature;
        CHECK(t.verdict == reliability::reliable);
        CHECK(std::fabs(t.value - truth) < 6 * t.error);
    }
    for (const reading& each : r.readings) {
        if (each.group == "no filters") {
            CAPTURE(each.label, each.value.value);
            CHECK(std::isnan(each.value.value));
        }
    }
    const estimate& freedom = r.at("2<K>^2/Var K", "filter").value;
    CHECK(std::fabs(freedom.value - 1) < 6 * freedom.error);
    // No group at all.
    const result nothing = watch<double>(layout{}, 600, 1, 0, unchanged);
    CHECK(std::isnan(nothing.of.total.temperature.value));
    layout skipped;
    skipped.skip(5);
    CHECK(std::isnan(watch<float>(skipped, 600, 1, 0, unchanged).of.total.temperature.value));
}

TEST_CASE("of no step, one position and one sample there is no error bar and no verdict") {
    for (const int few : {0, 1, 2}) {
        CAPTURE(few);
        const result r = watch<double>(two_groups(), few, 1, 0, unchanged);
        for (const group_report& g : r.of.groups) {
            CHECK(std::isfinite(g.temperature.value) == (few == 2));
            CHECK(std::isnan(g.temperature.error));
            CHECK(g.temperature.verdict == reliability::unknown);
            CHECK(g.equilibrium.verdict == equilibrium_verdict::not_shown);
        }
        for (const reading& each : r.readings) {
            CAPTURE(each.label, each.group, each.value.value, each.value.error);
            CHECK((!std::isfinite(each.value.error) || each.value.verdict == reliability::unknown));
        }
    }
}

TEST_CASE("a missing step is a gap: weights that jump while nobody looks stay out of everything") {
    const result r = watch<double>(two_groups(), steps, 1, 0, [](int step, auto& weights) {
        for (double& w : weights) {
            w += 1000.0 * ((step + 50) / 100);
        }
        return step % 100 != 50;
    });
    CHECK(r.of.missed_steps == 60);
    CHECK(r.at("steps missed", "all groups").value.value == 60);
    for (const group_report& g : r.of.groups) {
        CHECK(std::fabs(g.temperature.value - truth) < 6 * g.temperature.error);
    }
    const estimate& correlation = r.at("velocity autocorrelation", "b").value;
    CHECK(std::fabs(correlation.value + 0.05) < 6 * correlation.error);
    const estimate& freedom = r.at("2<K>^2/Var K", "b").value;
    CHECK(std::fabs(freedom.value - 60) < 6 * freedom.error + 0.6);
    const estimate& exponent = r.at("diffusion exponent", "b").value;
    CHECK((exponent.value > -0.2 && exponent.value < 1.0));
    // The windows of positions span the jumps, and that shows.
    CHECK(r.of.groups[0].position_ratio > 100);
}

TEST_CASE("no damaged or foreign checkpoint of a thermometer with its recorder is read") {
    const scratch_folder folder;
    const layout where = two_groups();
    const diagnostics_options options{.trajectory = {.buckets = 16,
                                                     .levels = 4,
                                                     .velocity_width = 0,
                                                     .projections = 0,
                                                     .spectrum_segment = 0,
                                                     .kinetic_levels = 0},
                                      .capacity = 4};
    thermometer t(where, {.capacity = 4});
    diagnostics_recorder recorder(where, options);
    test::random_stream random(6);
    std::vector<float> x(where.size());
    for (std::uint64_t step = 0; step < 700; ++step) {
        for (float& value : x) {
            value += static_cast<float>(random.normal());
        }
        t.observe(step, x, {}, recorder);
    }
    save_checkpoint(folder / "state", "run", t, recorder);
    const std::string good = folder.read("state");
    const auto refusal = [&](const layout& of) {
        thermometer other(of, {.capacity = 4});
        diagnostics_recorder following(of, options);
        try {
            load_checkpoint(folder / "state", "run", other, following);
        } catch (const error& e) {
            return std::string(e.what());
        }
        return "read, T = " + std::to_string(other.temperature(0).value);
    };
    CHECK_THAT(refusal(where), ContainsSubstring("read, T = "));
    const std::size_t stride = good.size() / 97 + 1;
    for (std::size_t i = 0; i < good.size(); i += stride) {
        CAPTURE(i);
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ '\x10');
        folder.write("state", bad);
        CHECK_THAT(refusal(where), !ContainsSubstring("read, T = "));
        folder.write("state", good.substr(0, i));
        CHECK_THAT(refusal(where), !ContainsSubstring("read, T = "));
    }
    std::string other_version = good;
    other_version[8] = '\x02';
    folder.write("state", other_version);
    CHECK_THAT(refusal(where), ContainsSubstring("format version 2"));
    folder.write("state", good);
    layout swapped;
    swapped.add("b", {3, 20}, {.filter_axis = 0});
    swapped.add("a", {4, 10}, {.filter_axis = 0});
    CHECK_THAT(refusal(swapped), ContainsSubstring("layout"));
}

}  // namespace physics_bad_input_test
