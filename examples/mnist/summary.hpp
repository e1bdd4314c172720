// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a run tells its user in text, before it begins and at its end.

#include <support/peak_memory.hpp>
#include <trainer/training/draw_network.hpp>
#include "optimiser_choice.hpp"
#include "results.hpp"

#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

namespace mnist {

/// Writes the data, the network with its parameters, and the settings.
inline void write_heading(std::ostream& out, const train_options& options,
                          const trainer::data_facts& data, const trainer::network_facts& network) {
    out << fmt::format("data: {}, {} training and {} test images; {}\n", data.name,
                       trainer::count_text(data.train), trainer::count_text(data.test),
                       data.source);
    trainer::draw_network(out, network, options.sgd.dropout > 0.0);
    const bool adaptive = options.sgd.optimiser == cnn::optimiser::adam ||
                          options.sgd.optimiser == cnn::optimiser::adamw;
    out << fmt::format(
        "training: eta {}, lambda {}, batch {}, {}dropout {}, {} batches, seed {}; "
        "{} steps = {:.3g} epochs on {} {}\n",
        options.sgd.learning_rate, options.sgd.weight_decay, options.sgd.batch_size,
        adaptive ? "" : fmt::format("momentum {}, ", options.sgd.momentum), options.sgd.dropout,
        cnn::to_string(options.sgd.order), options.sgd.seed, trainer::count_text(options.steps),
        static_cast<double>(options.steps) /
            static_cast<double>(std::max<std::size_t>(data.train / options.sgd.batch_size, 1)),
        options.threads, options.threads == 1 ? "thread" : "threads");
    out << optimiser_lines(options.sgd);
}

/// Says how the run ended, in one line.
[[nodiscard]] inline std::string ending_text(const outcome& result, std::uint64_t steps) {
    switch (result.how) {
    case ending::finished:
        return fmt::format("finished: {} steps", trainer::count_text(result.step));
    case ending::stopped:
        return fmt::format("stopped after step {} of {}; what was measured until then follows",
                           trainer::count_text(result.step), trainer::count_text(steps));
    case ending::diverged: break;
    }
    return fmt::format(
        "diverged: NaN or infinity at step {} in {}; what was measured before "
        "follows",
        result.step, result.diverged_in);
}

/// Writes the tables of layers and filters, the accuracy, the times and the memory.
inline void write_results(std::ostream& out, const outcome& result, const train_options& options,
                          const trainer::data_facts& data, const trainer::network_facts& network) {
    out << ending_text(result, options.steps) << "\n\n" << result.report << '\n';
    if (const std::string updates = update_table(result.updates); !updates.empty()) {
        out << updates << '\n';
    }
    if (!result.observables.empty()) {
        out << thermosgd::to_text(result.observables) << '\n';
    }
    if (result.test) {
        out << fmt::format(
            "test accuracy {:.2f} ± {:.2f} % ({} images, binomial error), test loss "
            "{:.4f}\n",
            100.0 * result.test->accuracy, 100.0 * binomial_error(result.test->accuracy, data.test),
            trainer::count_text(data.test), result.test->loss);
    }
    if (result.seconds > 0.0) {
        const double samples =
            static_cast<double>(result.step) * static_cast<double>(options.sgd.batch_size);
        out << fmt::format(
            "training took {:.1f} s: {} samples/s, {:.1f} % of the time spent "
            "observing\n",
            result.seconds, trainer::count_text(static_cast<std::size_t>(samples / result.seconds)),
            100.0 * result.observing_seconds / result.seconds);
        const auto operations = static_cast<double>(network.operations);
        out << fmt::format(
            "convolutions and linear layers: {:.3f} MFLOP per sample, forward and backward, "
            "{:.1f} GFLOP/s\n",
            operations * 1e-6,
            operations * 1e-9 * samples / (result.seconds - result.observing_seconds));
    }
    out << fmt::format("peak memory {:.0f} MB\n", support::peak_memory());
}

}  // namespace mnist
