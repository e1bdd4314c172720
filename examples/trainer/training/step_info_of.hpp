// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a training tells the thermometer about a step.

#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/report/step_info.hpp>
#include <trainer/cnn/optimiser_options.hpp>
#include <trainer/cnn/options.hpp>
#include <trainer/training/layout_of_network.hpp>
#include <trainer/training/training.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace trainer {

/// The library's name of an optimiser.
[[nodiscard]] constexpr thermosgd::optimiser_kind kind_of(cnn::optimiser optimiser) {
    switch (optimiser) {
    case cnn::optimiser::sgd: return thermosgd::optimiser_kind::sgd;
    case cnn::optimiser::nesterov: return thermosgd::optimiser_kind::nesterov;
    case cnn::optimiser::adam: return thermosgd::optimiser_kind::adam;
    case cnn::optimiser::adamw: return thermosgd::optimiser_kind::adamw;
    }
    return thermosgd::optimiser_kind::other;
}

/// The step_info of a step of a training with these settings, which all its groups share.
///
/// \param loss           mean of the minibatch, before the step [loss]
/// \param learning_rate  η of this step, as the schedule has it [theta²/loss]
[[nodiscard]] inline thermosgd::step_info step_info_of(const cnn::options& settings, double loss,
                                                       double learning_rate) {
    const bool adaptive = cnn::is_adaptive(settings.optimiser);
    return {.loss = loss,
            .learning_rate = learning_rate,
            .weight_decay = settings.weight_decay,
            .momentum_coefficient = adaptive ? settings.beta1 : settings.momentum,
            .batch_size = settings.batch_size,
            .optimiser = kind_of(settings.optimiser),
            .decay = settings.optimiser == cnn::optimiser::adamw ? thermosgd::decay_kind::decoupled
                                                                 : thermosgd::decay_kind::coupled,
            .beta2 = adaptive ? settings.beta2 : thermosgd::step_info::not_given};
}

/// Whether weight decay spares parameters of this name, "conv1.bias", under these settings: as
/// cnn::parameter_ranges has it.
[[nodiscard]] inline bool is_spared(const cnn::options& settings, std::string_view name) {
    return is_batch_norm(name) ? !settings.decay_batch_norm
                               : !settings.decay_biases && name.ends_with("bias");
}

/// Makes the step_info of every step of a training, λ = 0 for groups that decay spares, and holds
/// what it refers to.
class step_teller {
public:
    /// \param settings  of the training   \param network  whose views are the groups of layout_of
    step_teller(const cnn::options& settings, const network_facts& network)
        : settings_(settings), spared_(network.views.size()) {
        for (std::size_t g = 0; g < spared_.size(); ++g) {
            spared_[g] = is_spared(settings, network.views[g].name);
        }
        if (std::find(spared_.begin(), spared_.end(), true) != spared_.end()) {
            of_groups_.resize(spared_.size());
        }
    }

    /// As step_info_of. \return valid until the next call, and as long as the teller
    [[nodiscard]] thermosgd::step_info of_step(double loss, double learning_rate) {
        thermosgd::step_info info = step_info_of(settings_, loss, learning_rate);
        for (std::size_t g = 0; g < of_groups_.size(); ++g) {
            of_groups_[g] = info.common();
            of_groups_[g].weight_decay = spared_[g] ? 0.0 : settings_.weight_decay;
        }
        info.of_groups = of_groups_;
        return info;
    }

private:
    cnn::options settings_;
    std::vector<bool> spared_;
    std::vector<thermosgd::hyper_parameters> of_groups_;  // empty where all groups are alike
};

}  // namespace trainer
