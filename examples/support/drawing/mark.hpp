// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How curves are told apart: by colour, by point and by dashes, so that print
/// in grey will do.

#include <array>
#include <cstddef>
#include <string_view>

namespace support {

/// The look of one curve: numbers of points and dashes as gnuplot has them.
struct mark {
    const char* colour;  ///< "#rrggbb"
    int point;           ///< a filled one: 7 circle, 5 square, 9 and 11 triangles, 13
                         ///< diamond; 2 a cross
    int dash;            ///< 1 solid
};

/// The i-th of a few curves. The first four are the high-contrast scheme of Tol
/// (2021), black included, whose lightness differs as much as its hues do.
[[nodiscard]] constexpr mark mark_of(std::size_t i) {
    constexpr std::array<mark, 7> marks{{{"#004488", 7, 1},
                                         {"#bb5566", 5, 2},
                                         {"#cf9a1c", 9, 4},
                                         {"#000000", 13, 5},
                                         {"#5aa5d6", 11, 3},
                                         {"#777777", 15, 6},
                                         {"#1b7837", 7, 7}}};
    return marks[i % marks.size()];
}

/// A cross in the colour of a curve, for what is predicted of it.
[[nodiscard]] constexpr mark predicted(mark of) {
    of.point = 2;
    return of;
}

/// Layers look the same in every figure.
[[nodiscard]] constexpr mark mark_of_layer(std::string_view layer) {
    constexpr std::array<std::string_view, 4> layers{"conv1", "conv2", "linear1", "linear2"};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i] == layer) {
            return mark_of(i);
        }
    }
    return mark_of(5);
}

}  // namespace support
