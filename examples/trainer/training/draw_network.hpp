// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A network drawn in text, layer by layer, with the shape and the parameters of each.

#include <trainer/training/layout_of_network.hpp>
#include <trainer/training/training.hpp>

#include <trainer/cnn/dropout.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <ostream>
#include <string>

namespace trainer {

/// "8×24×24"; a vector is one number.
[[nodiscard]] inline std::string shape_text(const cnn::shape& s) {
    return s.positions() == 1 ? std::to_string(s.channels)
                              : fmt::format("{}×{}×{}", s.channels, s.rows, s.columns);
}

/// 13338 as "13,338".
[[nodiscard]] inline std::string count_text(std::size_t n) {
    std::string digits = std::to_string(n);
    for (std::size_t i = digits.size(); i > 3;) {
        i -= 3;
        digits.insert(i, 1, ',');
    }
    return digits;
}

/// The parameters of a layer and their shapes: "8·1·5·5 weights, 8 biases".
[[nodiscard]] inline std::string parameters_text(const network_facts& network,
                                                 const std::string& layer) {
    std::string text;
    for (const cnn::parameter_view& view : network.views) {
        if (!view.name.starts_with(layer + '.')) {
            continue;
        }
        const bool weights = view.name.ends_with(".weight");
        const bool normalises = is_batch_norm(layer);
        const char* what = normalises ? weights ? "scales" : "shifts"
                           : weights  ? "weights"
                                      : "biases";
        text +=
            fmt::format("{}{} {}", text.empty() ? "" : ", ", fmt::join(view.extents, "·"), what);
    }
    return text;
}

/// Writes the layers from the image to the scores. Dropout is drawn only if it does anything.
inline void draw_network(std::ostream& out, const network_facts& network, bool with_dropout) {
    const auto row = [&](const std::string& layer, const std::string& output,
                         const std::string& parameters, const std::string& shapes) {
        std::string line =
            fmt::format("  {:<12}  {:>8}  {:>10}   {}", layer, output, parameters, shapes);
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    out << "network " << network.name << ": " << network.description << '\n';
    row("layer", "output", "parameters", "");
    row("image", shape_text(network.input), "", "");
    cnn::shape before = network.input;
    for (const cnn::layer_description& layer : network.layers) {
        if (layer.name == cnn::dropout::name && !with_dropout) {
            continue;
        }
        const bool trained = layer.parameters != 0;
        row((trained ? "├─ " : "│  ") + layer.name,
            layer.output == before ? "" : shape_text(layer.output),
            trained ? count_text(layer.parameters) : "", parameters_text(network, layer.name));
        before = layer.output;
    }
    row("└─ scores", shape_text(before), count_text(network.parameters), "in all");
}

}  // namespace trainer
