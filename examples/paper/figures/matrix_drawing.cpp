// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// SVG written by hand: what gnuplot would make of thousands of cells is a
/// hundred times as large.

#include "matrix_drawing.hpp"

#include <support/html.hpp>
#include "plot.hpp"
#include "raster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace paper {

namespace {

std::string begin(int width, int height) {
    return fmt::format(
        "<svg width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
        "xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"15\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        width, height);
}

std::string words_at(double x, double y, const std::string& text, const std::string& how = "") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\"{}>{}</text>\n", x, y,
                       how, support::escaped(text));
}

}  // namespace

std::size_t weight_matrix::outputs() const {
    return extents.empty() ? 0 : extents.front();
}

std::size_t weight_matrix::inputs() const {
    return outputs() == 0 ? 0 : values.size() / outputs();
}

std::string draw_kernels(const weight_matrix& weights, const std::vector<std::size_t>& order,
                         const std::vector<std::string>& words) {
    const std::size_t side = weights.extents.empty() ? 0 : weights.extents.back();
    const std::size_t area = side * side;
    if (area == 0 || weights.inputs() % area != 0) {
        return {};
    }
    const std::size_t channels = weights.inputs() / area;
    std::vector<double> kernels(weights.outputs() * area, 0.0);
    double most = 0.0;
    for (std::size_t k = 0; k < kernels.size(); ++k) {
        for (std::size_t c = 0; c < channels; ++c) {
            kernels[k] += weights.values[(k / area * channels + c) * area + k % area] /
                          static_cast<double>(channels);
        }
        most = std::max(most, std::fabs(kernels[k]));
    }
    constexpr int columns = 4;
    constexpr int cell = 17;
    const auto rows = static_cast<int>((order.size() + columns - 1) / columns);
    const int pixels = static_cast<int>(side) * cell;
    const int height = 44 + rows * (pixels + 42) + 50;
    std::string text = begin(480, height);
    text += words_at(240, 22,
                     channels == 1 ? "Weights, hottest filter first"
                                   : "Weights, means over colours, hottest filter first");
    for (std::size_t place = 0; place < order.size(); ++place) {
        const std::size_t k = order[place];
        const int x = 30 + static_cast<int>(place) % columns * 112;
        const int y = 40 + static_cast<int>(place) / columns * (pixels + 42);
        for (std::size_t i = 0; i < area; ++i) {
            const double share = most > 0.0 ? kernels.at(k * area + i) / most : 0.0;
            const auto grey = static_cast<int>(std::lround(127.5 * (1.0 + share)));
            text += fmt::format(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
                "fill=\"#{:02x}{:02x}{:02x}\"/>\n",
                x + static_cast<int>(i % side) * cell, y + static_cast<int>(i / side) * cell, cell,
                cell, grey, grey, grey);
        }
        text += fmt::format(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" "
            "stroke=\"#333333\"/>\n",
            x, y, pixels, pixels);
        text += words_at(x + 0.5 * pixels, y + pixels + 19, words.at(k), " font-size=\"13\"");
    }
    // The grey scale.
    const int bar = height - 42;
    for (int i = 0; i < 64; ++i) {
        const int grey = i * 255 / 63;
        text += fmt::format(
            "<rect x=\"{}\" y=\"{}\" width=\"3\" height=\"12\" fill=\"#{:02x}{:02x}{:02x}\"/>\n",
            144 + 3 * i, bar, grey, grey, grey);
    }
    text += fmt::format(
        "<rect x=\"144\" y=\"{}\" width=\"192\" height=\"12\" fill=\"none\" stroke=\"#333333\"/>\n",
        bar);
    text += words_at(110, bar + 11, fmt::format("−{:.2g}", most), " font-size=\"13\"");
    text += words_at(366, bar + 11, fmt::format("{:.2g}", most), " font-size=\"13\"");
    text += words_at(240, bar + 31, "weight [1]");
    return text + "</svg>\n";
}

std::string draw_map(const weight_matrix& map, const std::string& title, const std::string& what) {
    double low = std::numeric_limits<double>::infinity();
    double high = 0.0;
    for (const double value : map.values) {
        if (value > 0.0 && std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (!(low <= high) || map.outputs() * map.inputs() != map.values.size()) {
        return {};
    }
    std::vector<std::uint8_t> levels;
    for (const double value : map.values) {
        const double place =
            value > 0.0 && high > low ? std::log(value / low) / std::log(high / low) : 0.0;
        levels.push_back(
            static_cast<std::uint8_t>(std::lround(255.0 * std::clamp(place, 0.0, 1.0))));
    }
    const auto rows = static_cast<int>(map.outputs());
    const int tall = std::clamp(rows * 10, 130, 240);
    const int height = 40 + tall + 112;
    std::string text = begin(480, height);
    text += words_at(260, 24, title);
    text += fmt::format(
        "<image x=\"60\" y=\"40\" width=\"400\" height=\"{}\" preserveAspectRatio=\"none\" "
        "style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>\n"
        "<rect x=\"60\" y=\"40\" width=\"400\" height=\"{}\" fill=\"none\" stroke=\"#333333\"/>\n",
        tall, support::base64(png(levels, map.outputs(), map.inputs())), tall);
    text += words_at(22, 40 + 0.5 * tall, "output [1]",
                     fmt::format(" transform=\"rotate(-90 22 {:.1f})\"", 40 + 0.5 * tall));
    text += words_at(50, 40 + 0.5 * tall / rows + 5, "0", " font-size=\"13\"");
    text += words_at(46, 40 + tall * (1.0 - 0.5 / rows) + 5, std::to_string(rows - 1),
                     " font-size=\"13\"");
    text += words_at(260, 40 + tall + 20,
                     fmt::format("weights of one output, 0 to {} [1]", map.inputs() - 1));
    const int bar = 40 + tall + 38;
    for (int i = 0; i < 64; ++i) {
        text += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"5\" height=\"12\" fill=\"{}\"/>\n",
                            100 + 5 * i, bar, text_of(heat_colour(i / 63.0)));
    }
    text += fmt::format(
        "<rect x=\"100\" y=\"{}\" width=\"320\" height=\"12\" fill=\"none\" stroke=\"#333333\"/>\n",
        bar);
    text += words_at(100, bar + 28, fmt::format("{:.1e}", low), " font-size=\"13\"");
    text += words_at(420, bar + 28, fmt::format("{:.1e}", high), " font-size=\"13\"");
    text += words_at(260, bar + 30, what);
    return text + "</svg>\n";
}

}  // namespace paper
