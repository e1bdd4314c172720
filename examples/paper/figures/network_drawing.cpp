// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figure 1: the network with the shape of what each layer puts out and the
/// parameters it has.

#include <support/html.hpp>
#include "data_points.hpp"
#include "figures.hpp"

#include <fmt/format.h>
#include <trainer/cnn/layer.hpp>
#include <trainer/training/draw_network.hpp>
#include <trainer/training/training.hpp>

#include <algorithm>
#include <cmath>

namespace paper {

namespace {

/// What stands in the picture for a few elementary layers: one with parameters
/// and what follows it.
struct block {
    std::string heading;
    std::vector<std::string> lines;
    cnn::shape output;
};

std::vector<block> blocks_of(const trainer::network_facts& network) {
    std::vector<block> blocks{{"image", {}, network.input}};
    for (const cnn::layer_description& layer : network.layers) {
        const std::string& name = layer.name;
        if (name == "dropout") {
            continue;
        }
        const bool normalises = name.starts_with("bn");
        const std::string count = trainer::count_text(layer.parameters);
        if (layer.parameters != 0 && !normalises) {
            blocks.push_back({name, {count + " parameters"}, layer.output});
            continue;
        }
        block& last = blocks.back();
        const std::size_t pool = last.output.rows / std::max<std::size_t>(layer.output.rows, 1);
        last.output = layer.output;
        if (normalises) {
            last.lines.push_back("batch norm: " + count);
        } else if (name == "relu") {
            last.lines.push_back("ReLU");
        } else {
            last.lines.push_back(fmt::format("maximum over {0}×{0}", pool));
        }
    }
    return blocks;
}

std::string text_at(double x, double y, const std::string& text, const std::string& how = "") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\"{}>{}</text>\n", x, y,
                       how, support::escaped(text));
}

/// Feature maps as a pile of squares, a vector as a column.
std::string pile(double x, double y, const cnn::shape& s, const char* colour) {
    std::string text;
    if (s.positions() == 1) {
        const double tall = 8.0 + 9.0 * std::log2(static_cast<double>(s.channels));
        return fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"14\" height=\"{:.1f}\" fill=\"{}\" "
            "stroke=\"#333333\"/>\n",
            x - 7.0, y - 0.5 * tall, tall, colour);
    }
    const double side = 14.0 + 1.9 * static_cast<double>(s.rows);
    const auto sheets = static_cast<int>(std::min<std::size_t>(s.channels, 8));
    const double step = 3.5;
    for (int i = 0; i < sheets; ++i) {
        const double shift = step * (i - 0.5 * (sheets - 1));
        text += fmt::format(
            "<rect x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{2:.1f}\" fill=\"{3}\" "
            "stroke=\"#333333\" stroke-width=\"0.8\"/>\n",
            x - 0.5 * side + shift, y - 0.5 * side + shift, side, colour);
    }
    return text;
}

std::string drawing_of(const trainer::network_facts& network) {
    const std::vector<block> blocks = blocks_of(network);
    constexpr int columns = 3;
    constexpr int wide = 200;
    constexpr int tall = 200;
    const auto rows = static_cast<int>((blocks.size() + columns - 1) / columns);
    const int height = rows * tall + 40;
    std::string text = fmt::format(
        "<svg width=\"640\" height=\"{0}\" viewBox=\"0 0 640 {0}\" "
        "xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"15\">\n"
        "<rect width=\"640\" height=\"{0}\" fill=\"#ffffff\"/>\n",
        height);
    constexpr const char* colours[]{"#ffffff", "#a9c4de", "#e4b7bd", "#ecd49a", "#bbbbbb"};
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const block& b = blocks[i];
        const double x = 120.0 + wide * static_cast<double>(i % columns);
        const double y = 58.0 + tall * static_cast<double>(i / columns);
        text += pile(x, y, b.output, colours[std::min<std::size_t>(i, 4)]);
        double line = y + 66.0;
        text += text_at(x, line, b.heading + ": " + trainer::shape_text(b.output),
                        " font-weight=\"bold\"");
        for (const std::string& words : b.lines) {
            line += 18.0;
            text += text_at(x, line, words, " font-size=\"13\"");
        }
        if (i + 1 < blocks.size()) {
            const bool wraps = i % columns + 1 == columns;
            const double from = wraps ? 30.0 : x + 74.0;
            const double at = wraps ? y + tall : y;
            text += fmt::format(
                "<path d=\"M{0:.1f},{1:.1f} h{2} m-7,-5 l7,5 l-7,5\" fill=\"none\" "
                "stroke=\"#333333\" stroke-width=\"1.5\"/>\n",
                from, at, wraps ? 30 : 46);
        }
    }
    text += text_at(320.0, height - 12.0,
                    fmt::format("network {}: {} parameters", network.name,
                                trainer::count_text(network.parameters)));
    return text + "</svg>\n";
}

}  // namespace

figure network_figure(figure_sources& from) {
    const csv_table& t = from.tables.get("fig1_network.csv");
    figure f{.name = "fig1", .title = "Figure 1. The network", .measured = false};
    note(f, t);
    if (t.size() == 0) {
        return f;
    }
    const std::string name = t.text(0, "network");
    const double total = t.number(0, "total");
    for (const cnn::shape input : {cnn::shape{1, 28, 28}, cnn::shape{3, 32, 32}}) {
        const trainer::network_facts network = trainer::facts_of(name, input);
        if (static_cast<double>(network.parameters) == total) {
            f.panels = {{.name = "network", .svg = drawing_of(network), .wide = true}};
        }
    }
    if (f.panels.empty()) {
        throw table_error(fmt::format("'{}': {} parameters, expected as many as network {} has",
                                      t.name(), total, name));
    }
    f.caption = fmt::format(
        "Network {} of {} parameters: what each layer puts out (channels × rows × columns after "
        "pooling) and its parameters, biases included. Temperatures of a layer are those of its "
        "weights; biases and the scale and shift of batch norm are groups of their own.",
        name, trainer::count_text(static_cast<std::size_t>(total)));
    return f;
}

}  // namespace paper
