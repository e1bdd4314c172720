// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Matrices as pictures: a palette, and PNG files with one byte per pixel.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace paper {

/// A colour of the screen.
using rgb = std::array<std::uint8_t, 3>;

/// From dark blue over green to yellow: lightness grows evenly, so that print
/// in grey keeps the order and nobody's eyes lose it (through nine points of
/// viridis, Smith and van der Walt 2015).
/// \param place  from 0 to 1
[[nodiscard]] rgb heat_colour(double place);

/// "#rrggbb".
[[nodiscard]] std::string text_of(const rgb& colour);

/// A PNG file of `rows` × `columns` pixels with heat_colour()'s palette of 256
/// levels.
///
/// \param levels  row by row
/// \throws std::invalid_argument where there are not rows × columns of them
[[nodiscard]] std::string png(std::span<const std::uint8_t> levels, std::size_t rows,
                              std::size_t columns);

}  // namespace paper
