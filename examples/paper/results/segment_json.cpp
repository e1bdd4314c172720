// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Segments, groups and estimates to JSON and back.

#include "segment_json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

namespace paper {

using support::json;
using thermosgd::estimate;
using thermosgd::reliability;

support::json cut(double number, int digits) {
    if (!std::isfinite(number)) {
        return nullptr;
    }
    const std::string text = fmt::format("{:.{}g}", number, digits);
    double value = 0.0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

double number_of(const support::json& stored) {
    return stored.is_null() ? none : stored.get<double>();
}

support::json to_json(const estimate& e) {
    if (!std::isfinite(e.value)) {
        return nullptr;
    }
    const char* letter = e.verdict == reliability::reliable ? "r"
                         : e.verdict == reliability::rough  ? "o"
                                                            : "u";
    return {cut(e.value, 6), cut(e.error, 3), cut(e.n_eff, 4), cut(e.nu, 3), letter};
}

thermosgd::estimate estimate_of(const support::json& stored) {
    estimate e;
    if (stored.is_null()) {
        return e;
    }
    e.value = number_of(stored.at(0));
    e.error = number_of(stored.at(1));
    e.n_eff = number_of(stored.at(2));
    e.nu = number_of(stored.at(3));
    const std::string letter = stored.at(4).get<std::string>();
    e.verdict = letter == "r"   ? reliability::reliable
                : letter == "o" ? reliability::rough
                                : reliability::unknown;
    return e;
}

namespace {

/// Fields of groups and filters that hold nothing are left out.
void add(json& object, const char* name, const estimate& e) {
    if (std::isfinite(e.value)) {
        object[name] = to_json(e);
    }
}

void add(json& object, const char* name, double number, int digits = 4) {
    if (std::isfinite(number)) {
        object[name] = cut(number, digits);
    }
}

estimate estimate_at(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? estimate{} : estimate_of(*found);
}

double number_at(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? none : number_of(*found);
}

json json_of(const group_record& g) {
    json object{{"name", g.name}, {"kind", g.kind}, {"d", g.d}};
    add(object, "T", g.temperature);
    add(object, "x2", g.mean_square_position);
    add(object, "law", g.law);
    add(object, "balance", g.balance);
    object["scale_invariant"] = g.scale_invariant;
    object["stationary"] = g.stationary;
    add(object, "R", g.position_ratio);
    add(object, "zero", g.zero_velocities);
    object["burn_in"] = g.burn_in;
    if (g.kind == "weight" || g.kind == "all") {
        add(object, "sigma2", g.velocity_variance);
        add(object, "norm_drift", g.norm_drift);
        add(object, "z_K", g.drift_kinetic, 3);
        add(object, "z_x2", g.drift_norm, 3);
        add(object, "z_loss", g.drift_loss, 3);
    }
    add(object, "cv2", g.cv2);
    add(object, "gini", g.gini);
    add(object, "d_eff", g.d_eff, 6);
    return object;
}

group_record group_of(const json& object) {
    group_record g;
    object.at("name").get_to(g.name);
    object.at("kind").get_to(g.kind);
    object.at("d").get_to(g.d);
    g.temperature = estimate_at(object, "T");
    g.velocity_variance = estimate_at(object, "sigma2");
    g.mean_square_position = estimate_at(object, "x2");
    g.law = estimate_at(object, "law");
    g.balance = estimate_at(object, "balance");
    object.at("scale_invariant").get_to(g.scale_invariant);
    object.at("stationary").get_to(g.stationary);
    g.drift_kinetic = number_at(object, "z_K");
    g.drift_norm = number_at(object, "z_x2");
    g.drift_loss = number_at(object, "z_loss");
    g.position_ratio = number_at(object, "R");
    g.norm_drift = number_at(object, "norm_drift");
    g.zero_velocities = number_at(object, "zero");
    object.at("burn_in").get_to(g.burn_in);
    g.cv2 = estimate_at(object, "cv2");
    g.gini = number_at(object, "gini");
    g.d_eff = number_at(object, "d_eff");
    return g;
}

}  // namespace

support::json to_json(const segment_record& s) {
    json groups = json::array();
    for (const group_record& g : s.groups) {
        groups.push_back(json_of(g));
    }
    json filters = json::array();
    for (const filter_record& f : s.filters) {
        json object{{"name", f.name}};
        add(object, "T", f.temperature);
        add(object, "x2", f.mean_square_position);
        add(object, "law", f.law);
        filters.push_back(std::move(object));
    }
    json ratios = json::array();
    for (const ratio_record& r : s.ratios) {
        ratios.push_back({{"of", {r.numerator, r.denominator}}, {"value", to_json(r.value)}});
    }
    json epsilon = json::array();
    for (const epsilon_record& e : s.epsilon) {
        epsilon.push_back({{"layer", e.layer},
                           {"variance", cut(e.variance, 5)},
                           {"smallest", cut(e.smallest_variance, 5)},
                           {"share", cut(e.share, 5)},
                           {"predicted_law", cut(e.predicted_law, 5)},
                           {"predicted_error", cut(e.predicted_error, 3)}});
    }
    json object{{"learning_rate", s.learning_rate},
                {"first_step", s.first_step},
                {"last_step", s.last_step},
                {"observed", s.observed},
                {"loss", to_json(s.loss)},
                {"test",
                 {{"loss", cut(s.test.loss, 6)},
                  {"accuracy", cut(s.test.accuracy, 6)},
                  {"error", cut(s.test.error, 3)},
                  {"images", s.test.images}}},
                {"groups", groups},
                {"filters", filters},
                {"ratios", ratios},
                {"epsilon", epsilon}};
    if (s.total) {
        object["total"] = json_of(*s.total);
    }
    return object;
}

segment_record segment_of(const support::json& object) {
    segment_record s;
    object.at("learning_rate").get_to(s.learning_rate);
    object.at("first_step").get_to(s.first_step);
    object.at("last_step").get_to(s.last_step);
    object.at("observed").get_to(s.observed);
    s.loss = estimate_of(object.at("loss"));
    const json& test = object.at("test");
    s.test = {number_of(test.at("loss")), number_of(test.at("accuracy")),
              number_of(test.at("error")), test.at("images").get<std::size_t>()};
    for (const json& g : object.at("groups")) {
        s.groups.push_back(group_of(g));
    }
    for (const json& f : object.at("filters")) {
        s.filters.push_back({f.at("name").get<std::string>(), estimate_at(f, "T"),
                             estimate_at(f, "x2"), estimate_at(f, "law")});
    }
    for (const json& r : object.at("ratios")) {
        s.ratios.push_back({r.at("of").at(0).get<std::string>(),
                            r.at("of").at(1).get<std::string>(), estimate_of(r.at("value"))});
    }
    for (const json& e : object.at("epsilon")) {
        s.epsilon.push_back({e.at("layer").get<std::string>(), number_of(e.at("variance")),
                             number_of(e.at("smallest")), number_of(e.at("share")),
                             number_of(e.at("predicted_law")), number_at(e, "predicted_error")});
    }
    if (object.contains("total")) {
        s.total = group_of(object.at("total"));
    }
    return s;
}

}  // namespace paper
