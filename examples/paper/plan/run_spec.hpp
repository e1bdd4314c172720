// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One run of the plan: all that decides what it computes, and the name that follows from it.

#include <support/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A part of a run at one learning rate.
struct stage {
    double learning_rate = 1e-2;  ///< η
    std::uint64_t steps = 0;      ///< of training, burn-in included; above 0
    std::uint64_t burn_in = 0;    ///< of these, the first that are not measured; below `steps`

    friend bool operator==(const stage&, const stage&) = default;
};

/// What is measured beyond temperatures, in the last stage.
struct measurements {
    bool maps = false;       ///< T of every weight, spread within layers, T of the gradient
    bool gibbs = false;      ///< entropy along the evolution field, free energy, Gibbs states
    bool removal = false;    ///< what the removal of filters and units does; measures all filters
    bool per_epoch = false;  ///< velocities of whole epochs beside those of steps
    bool weights = false;    ///< the final parameters are kept

    friend bool operator==(const measurements&, const measurements&) = default;
};

/// The whole configuration of a run. Two runs of equal configuration give equal numbers on one
/// instruction set, whatever they are made for: purposes belong to the plan.
struct run_spec {
    std::string data_set = "MNIST";     ///< or "Fashion-MNIST", "CIFAR-10", "synthetic"
    std::size_t limit_train = 0;        ///< the first so many training images; 0: all
    std::string network = "A";          ///< one of cnn::network_names()
    std::size_t batch_size = 32;        ///< B
    double weight_decay = 4e-2;         ///< λ
    std::string sampling = "shuffled";  ///< or "independent", "in-order"
    std::uint64_t seed = 1;
    double dropout = 0.0;
    double batch_norm_epsilon = 1e-5;
    bool decay_batch_norm = true;  ///< whether λ acts on scale and shift of batch normalisation
    std::vector<stage> stages;     ///< one for constant η
    std::uint64_t every = 1;       ///< one pair of steps in so many is observed
    measurements measure;

    friend bool operator==(const run_spec&, const run_spec&) = default;
};

/// The number of this form of configurations; another one gives other names. That of results is
/// result_schema.
inline constexpr int schema = 1;

/// The steps of all stages.
[[nodiscard]] inline std::uint64_t total_steps(const run_spec& spec) noexcept {
    std::uint64_t steps = 0;
    for (const stage& part : spec.stages) {
        steps += part.steps;
    }
    return steps;
}

/// The configuration in one fixed spelling: keys in order, numbers with 17 digits, no spaces.
[[nodiscard]] std::string canonical_text(const run_spec& spec);

/// The name of a run, fit for a file: readable, then 8 hexadecimal digits of FNV-1a over the schema
/// and canonical_text(), "mnist-A-eta1e-2-b32-l4e-2-s1-0a1b2c3d".
[[nodiscard]] std::string id_of(const run_spec& spec);

/// The shortest decimal text of a number for names: "1e-2", "3e-4", "0", "25".
[[nodiscard]] std::string short_number(double number);

/// The configuration as JSON.
[[nodiscard]] support::json to_json(const run_spec& spec);

/// Reads to_json() back.
/// \throws nlohmann::json::exception where something is missing or of another type
[[nodiscard]] run_spec spec_of(const support::json& json);

/// Throws std::invalid_argument, naming field, value and range, for a configuration that no data
/// could be trained with: no stage, a burn-in that leaves nothing, an unknown sampling, …
void check(const run_spec& spec);

}  // namespace paper
