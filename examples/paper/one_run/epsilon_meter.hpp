// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Follows what ε of batch normalisation does to the weights before it, through a run.

#include <paper/results/result.hpp>

#include <thermosgd/observables/temperature/epsilon_law.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <trainer/training/layout_of_network.hpp>
#include <trainer/training/training.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace paper {

/// Averages over all steps, with the variance of each output in the minibatch for σ².
class epsilon_meter {
public:
    /// \param epsilon  of every batch normalisation of the network
    epsilon_meter(const trainer::network_facts& network, double epsilon) : epsilon_(epsilon) {
        std::size_t batch = 0;
        for (std::size_t i = 1; i < network.layers.size(); ++i) {
            const std::string& name = network.layers[i].name;
            if (!trainer::is_batch_norm(name)) {
                continue;
            }
            for (const cnn::parameter_view& view : network.views) {
                if (view.name == name + ".weight") {
                    sites_.push_back({network.layers[i - 1].name, view.offset, view.size, batch,
                                      std::vector<double>(view.size)});
                    batch += 4 * view.size;
                }
            }
        }
        restart();
    }

    /// Keeps γ as it is before a step.
    void before(std::span<const float> parameters) {
        gamma_.clear();
        for (const site& s : sites_) {
            const auto part = parameters.subspan(s.gamma, s.outputs);
            gamma_.insert(gamma_.end(), part.begin(), part.end());
        }
    }

    /// Adds the step.
    /// \param gradient  of the loss      \param batch  training::batch_statistics()
    void after(std::span<const float> gradient, std::span<const float> batch) {
        std::span<const float> gamma = gamma_;
        for (std::size_t i = 0; i < sites_.size(); ++i) {
            site& s = sites_[i];
            const std::span<const float> inverses = batch.subspan(s.batch + s.outputs, s.outputs);
            for (std::size_t c = 0; c < s.outputs; ++c) {
                const double inverse = inverses[c];
                s.variance[c] += 1.0 / (inverse * inverse) - epsilon_;
            }
            const thermosgd::epsilon_effect effect = thermosgd::epsilon_effect_of_step(
                epsilon_, inverses, gamma.first(s.outputs), gradient.subspan(s.gamma, s.outputs));
            gamma = gamma.subspan(s.outputs);
            row_[2 * i] = effect.share;
            row_[2 * i + 1] = effect.pull;
        }
        if (!sites_.empty()) {
            means_.append(row_);
        }
        ++count_;
    }

    /// Forgets what was added.
    void restart() {
        for (site& s : sites_) {
            std::fill(s.variance.begin(), s.variance.end(), 0.0);
        }
        row_.assign(2 * sites_.size(), 0.0);
        means_ = thermosgd::batch_store(row_.size());
        count_ = 0;
    }

    /// What was found. \param groups  with ⟨θ²⟩ of the weights before each normalisation
    [[nodiscard]] std::vector<epsilon_record> results(const segment_record& groups,
                                                      double weight_decay) const {
        std::vector<epsilon_record> all;
        for (std::size_t i = 0; i < sites_.size(); ++i) {
            const site& s = sites_[i];
            const group_record* weights = groups.find(s.layer);
            if (weights == nullptr || count_ == 0) {
                continue;
            }
            const auto count = static_cast<double>(count_);
            const auto outputs = static_cast<double>(s.outputs);
            const double decay = weight_decay * static_cast<double>(weights->d) *
                                 weights->mean_square_position.value;
            const thermosgd::estimate pull = thermosgd::mean_estimate(means_, 2 * i + 1);
            epsilon_record r;
            r.layer = s.layer;
            r.variance =
                std::accumulate(s.variance.begin(), s.variance.end(), 0.0) / (count * outputs);
            r.smallest_variance = *std::min_element(s.variance.begin(), s.variance.end()) / count;
            r.share = thermosgd::mean_estimate(means_, 2 * i).value;
            if (decay > 0.0) {
                const thermosgd::estimate law = thermosgd::epsilon_law(pull, decay);
                r.predicted_law = law.value;
                r.predicted_error = law.error;
            }
            all.push_back(r);
        }
        return all;
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(sites_, means_, count_);
    }

private:
    /// One batch normalisation and the layer before it.
    struct site {
        std::string layer;
        std::size_t gamma = 0;         // where γ begins among the parameters
        std::size_t outputs = 0;       // how many there are
        std::size_t batch = 0;         // where its means begin among the statistics of a batch
        std::vector<double> variance;  // sums over steps

        template <class Archive>
        void archive(Archive& ar) {
            ar(layer, gamma, outputs, batch, variance);
        }
    };

    double epsilon_;
    std::vector<site> sites_;
    std::vector<float> gamma_;
    std::vector<double> row_;
    thermosgd::batch_store means_;  // share and pull of every site
    std::uint64_t count_ = 0;
};

}  // namespace paper
