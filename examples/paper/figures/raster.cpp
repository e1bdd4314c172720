// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// PNG as in ISO 15948: a header, a palette and one compressed stream of lines
/// without filters.

#include "raster.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string_view>

namespace paper {

namespace {

void append_number(std::string& bytes, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
    }
}

void append_chunk(std::string& file, std::string_view name, std::string_view data) {
    append_number(file, static_cast<std::uint32_t>(data.size()));
    const std::size_t begin = file.size();
    file.append(name).append(data);
    append_number(file, static_cast<std::uint32_t>(
                            crc32(0, reinterpret_cast<const Bytef*>(file.data() + begin),
                                  static_cast<uInt>(file.size() - begin))));
}

}  // namespace

rgb heat_colour(double place) {
    constexpr std::array<rgb, 9> points{{{68, 1, 84},
                                         {71, 44, 122},
                                         {59, 81, 139},
                                         {44, 113, 142},
                                         {33, 144, 141},
                                         {39, 173, 129},
                                         {92, 200, 99},
                                         {170, 220, 50},
                                         {253, 231, 37}}};
    const double at = std::clamp(place, 0.0, 1.0) * static_cast<double>(points.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(at), points.size() - 2);
    const double share = at - static_cast<double>(below);
    rgb colour{};
    for (std::size_t c = 0; c < 3; ++c) {
        const double mixed = (1.0 - share) * points[below][c] + share * points[below + 1][c];
        colour[c] = static_cast<std::uint8_t>(std::lround(mixed));
    }
    return colour;
}

std::string text_of(const rgb& colour) {
    return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]);
}

std::string png(std::span<const std::uint8_t> levels, std::size_t rows, std::size_t columns) {
    if (levels.size() != rows * columns || levels.empty()) {
        throw std::invalid_argument(fmt::format("png: levels.size() = {}, expected {} × {} above 0",
                                                levels.size(), rows, columns));
    }
    std::string header;
    append_number(header, static_cast<std::uint32_t>(columns));
    append_number(header, static_cast<std::uint32_t>(rows));
    header.append({8, 3, 0, 0, 0});  // eight bits, a palette
    std::string palette;
    for (int i = 0; i < 256; ++i) {
        for (const std::uint8_t part : heat_colour(i / 255.0)) {
            palette += static_cast<char>(part);
        }
    }
    std::string lines;
    for (std::size_t row = 0; row < rows; ++row) {
        lines += '\0';
        for (const std::uint8_t level : levels.subspan(row * columns, columns)) {
            lines += static_cast<char>(level);
        }
    }
    uLongf size = compressBound(static_cast<uLong>(lines.size()));
    std::string packed(size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                  reinterpret_cast<const Bytef*>(lines.data()), static_cast<uLong>(lines.size()),
                  9) != Z_OK) {
        throw std::runtime_error("png: zlib cannot compress");
    }
    packed.resize(size);
    std::string file = "\x89PNG\r\n\x1a\n";
    append_chunk(file, "IHDR", header);
    append_chunk(file, "PLTE", palette);
    append_chunk(file, "IDAT", packed);
    append_chunk(file, "IEND", {});
    return file;
}

}  // namespace paper
