// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a finished run leaves: one small file of JSON from which every figure and verdict is made.

#include <paper/plan/run_spec.hpp>

#include <thermosgd/observables/temperature/equilibrium.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <support/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paper {

/// How a result writes a verdict: "stationary", "drifting" or "unknown", which is not shown.
[[nodiscard]] constexpr const char* word_of_result(
    thermosgd::equilibrium_verdict verdict) noexcept {
    switch (verdict) {
    case thermosgd::equilibrium_verdict::equilibrium: return "stationary";
    case thermosgd::equilibrium_verdict::drifting: return "drifting";
    case thermosgd::equilibrium_verdict::not_shown: break;
    }
    return "unknown";
}

/// The number of this form of results: 1 named readings by a sentence; up to 2 "stationary" said that
/// no drift was found, since 3 that equilibrium is shown. Its JSON Schema is examples/paper/reference/result.schema.json.
inline constexpr int result_schema = 3;

/// Not available.
inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// What was measured of one group of parameters in one segment; m = Δt = k_B = 1 and T = ½⟨v²⟩.
struct group_record {
    std::string name;     ///< "conv1", "conv1.bias", "bn1.gamma"; "all groups" for result totals
    std::string kind;     ///< "weight", "bias", "batch_norm" or "all"
    std::uint64_t d = 0;  ///< parameters
    thermosgd::estimate temperature;           ///< T = ½⟨v²⟩; ⟨v²⟩ is twice that
    thermosgd::estimate velocity_variance;     ///< σ² = ⟨v²⟩ − ⟨v⟩²; of weights and all alone, as
                                               ///< are norm_drift and the z below
    thermosgd::estimate mean_square_position;  ///< ⟨θ²⟩
    thermosgd::estimate law;      ///< ⟨|Δθ|²⟩/(2ηλ⟨|θ|²⟩), 1 for weights before batch normalisation
    thermosgd::estimate balance;  ///< K/(η⟨θ·g⟩), 1 if stationary
    bool scale_invariant = false;  ///< whether `law` is expected to be 1
    std::string stationary;        ///< kinetic verdict: "stationary", "drifting" or "unknown"
    double drift_kinetic = none;   ///< z of the half-window test of K
    double drift_norm = none;      ///< z of |θ|²
    double drift_loss = none;      ///< z of the loss
    double position_ratio = none;  ///< R = |x_T − x_0|²/Σ|Δx|²; below 0.1 positions are sampled
    double norm_drift = none;      ///< (|x_T|² − |x_0|²)/Σ|Δx|²
    double zero_velocities = 0.0;  ///< mean share of parameters with v = 0 exactly
    std::uint64_t burn_in = 0;     ///< observations found to be burn-in, beyond that of the stage
    thermosgd::estimate cv2;       ///< variance of T within the group over its square, if mapped
    double gini = none;            ///< Gini coefficient of T within the group, if mapped
    double d_eff = none;           ///< effective degrees of freedom, if mapped

    /// Whether the point may enter fits: a finite T that no test found to drift. \cost O(1)
    [[nodiscard]] bool at_equilibrium() const noexcept { return stationary == "stationary"; }
    /// Whether the error bar of T is less than reliable. \cost O(1)
    [[nodiscard]] bool rough() const noexcept {
        return temperature.verdict != thermosgd::reliability::reliable;
    }
};

/// What was measured of one filter, which is what makes one output of a layer.
struct filter_record {
    std::string name;  ///< "conv1[3]"
    thermosgd::estimate temperature;
    thermosgd::estimate mean_square_position;
    thermosgd::estimate law;
};

/// The temperature of one layer over that of another, measured on the same steps.
struct ratio_record {
    std::string numerator;
    std::string denominator;
    thermosgd::estimate value;  ///< its error knows that both move together
};

/// How ε of batch normalisation changes the law of the weights before it.
struct epsilon_record {
    std::string layer;                ///< whose weights: "conv2"
    double variance = none;           ///< mean variance of its outputs in a minibatch
    double smallest_variance = none;  ///< the least mean over its outputs
    double share = none;              ///< mean of ε/(σ² + ε)
    double predicted_law = none;      ///< 1 + Σ ⟨ε/(σ² + ε) γ ∂L/∂γ⟩/(λ⟨|θ|²⟩)
    double predicted_error = none;    ///< its standard error, without that of ⟨|θ|²⟩
};

/// Loss and hits on the test images.
struct test_record {
    double loss = none;
    double accuracy = none;
    double error = none;  ///< binomial, of the accuracy
    std::size_t images = 0;
};

/// What was measured in one stage after its burn-in.
struct segment_record {
    double learning_rate = none;
    std::uint64_t first_step = 0;  ///< the step before the first measured displacement
    std::uint64_t last_step = 0;
    std::uint64_t observed = 0;           ///< displacements measured
    thermosgd::estimate loss;             ///< mean loss of minibatches
    test_record test;                     ///< at the end of the stage
    std::vector<group_record> groups;     ///< in the order of the flat buffer
    std::vector<filter_record> filters;   ///< of conv1; of all layers where removal was asked for
    std::vector<ratio_record> ratios;     ///< of the weights of every two layers
    std::vector<epsilon_record> epsilon;  ///< of every layer before batch normalisation
    std::optional<group_record> total;    ///< all groups together

    /// The group of that name, or nullptr. \cost O(groups)
    [[nodiscard]] const group_record* find(std::string_view name) const noexcept {
        for (const group_record& group : groups) {
            if (group.name == name) {
                return &group;
            }
        }
        return nullptr;
    }
};

/// One point of a curve: a step, and the mean over the steps up to it since the last point.
using curve_point = std::pair<std::uint64_t, double>;

/// The data that a run was made with.
struct data_record {
    std::string name;
    std::size_t train = 0;
    std::size_t test = 0;
    std::string fingerprint;
};

/// Everything that a run leaves. Whatever a run costs, this is all that is kept of it.
struct run_record {
    run_spec spec;
    data_record data;
    std::string version;
    std::string instruction_set;     ///< for which the numbers repeat bit for bit
    std::string machine;             ///< model of the processor
    double seconds = 0.0;            ///< of training, measuring and evaluating, over all sittings
    double observing_seconds = 0.0;  ///< of these, in the thermometers
    double peak_memory_mb = 0.0;     ///< of the process, which may hold other runs
    std::string ending;              ///< "finished" or "diverged"
    std::uint64_t diverged_step = 0;
    std::string diverged_in;  ///< the first parameters that were not finite
    std::size_t parameters = 0;
    std::vector<segment_record> segments;  ///< one per stage that was measured
    std::vector<curve_point> loss_curve;   ///< mean loss of minibatches over the whole run
    std::map<std::string, std::vector<curve_point>> temperature_curve;  ///< by layer, all stages
    /// "removal", "gibbs", "per_epoch", "readings", "maps": what some runs measure besides.
    support::json extra = support::json::object();
};

/// The result as one line of JSON with its checksum and a line feed; numbers that an error bar
/// makes meaningless beyond it are cut to the digits that count.
[[nodiscard]] std::string to_text(const run_record& result);

/// Reads to_text() back.
///
/// \param name  of the file, for messages
/// \throws thermosgd::error that names the file and says what is wrong: no JSON, a newer schema, a
///         checksum that does not fit, a field that is missing, a reading whose key is not known;
///         std::invalid_argument for an older schema, with the command that converts it
[[nodiscard]] run_record result_of(std::string_view text, const std::string& name);

/// The checksum that a result holds of all its other members but the schema.
[[nodiscard]] std::string checksum_of(const support::json& body);

/// The lists of readings in "extra" of a result, each by a pointer into it.
template <class Json>
[[nodiscard]] std::vector<Json*> lists_of_readings(Json& extra) {
    std::vector<Json*> lists;
    if (extra.contains("readings")) {
        lists.push_back(&extra.at("readings"));
    }
    if (extra.contains("gibbs") && extra.at("gibbs").contains("readings")) {
        lists.push_back(&extra.at("gibbs").at("readings"));
    }
    return lists;
}

/// Writes FOLDER/ID.json, whole or not at all, and returns its path; the folder must exist.
/// \throws thermosgd::error naming the file
std::filesystem::path write_result(const std::filesystem::path& folder, const run_record& result);

/// Reads a file of write_result(). \throws as result_of, also where there is no such file
[[nodiscard]] run_record read_result(const std::filesystem::path& file);

/// [value, error, N_eff, ν, "r", "o" or "u" for reliable, rough or unknown]; null if not available.
[[nodiscard]] support::json to_json(const thermosgd::estimate& e);

/// Reads to_json() of an estimate back; its g is not kept.
[[nodiscard]] thermosgd::estimate estimate_of(const support::json& json);

}  // namespace paper
