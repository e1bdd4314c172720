// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Pieces of the gnuplot script that all figures share, and what each part of a run draws.

#include "results.hpp"

#include <fmt/format.h>
#include <support/drawing/script.hpp>

#include <string>
#include <vector>

namespace contact {

/// A logarithmic y axis with labels at 1, 2 and 5 of each decade.
inline constexpr const char* logarithmic =
    "set logscale y\n"
    "set for [e = -7:3] ytics add (sprintf(\"%g\", 10**e) 10**e, "
    "sprintf(\"%g\", 2 * 10**e) 2 * 10**e, sprintf(\"%g\", 5 * 10**e) 5 * 10**e)\n";

/// Starts a figure of a size; everything that others have set is unset.
[[nodiscard]] inline std::string begin(const char* name, int width, int height) {
    return fmt::format(
        "\nset terminal svg noenhanced size {}, {} font \"sans,14\" background \"white\"\n"
        "set output \"{}.svg\".suffix\n"
        "unset logscale\nset xrange [*:*] noextend\nset yrange [*:*] noextend\nset format "
        "\"%g\"\nset tics autofreq\n"
        "set offsets 0, 0, graph 0.05, graph 0.05\nset xlabel offset 0, 0.4\n",
        width, height, name);
}

/// Title, a caption that names the run, and what the axes are, with units.
[[nodiscard]] inline std::string titled(const std::string& title, const std::string& caption,
                                        const std::string& x, const std::string& y) {
    return fmt::format("set title {}.\"\\n\".{}\nset xlabel {}\nset ylabel {}\n",
                       support::in_quotes(title), support::in_quotes(caption),
                       support::in_quotes(x), support::in_quotes(y));
}

/// Loss, energies and temperatures of the optimisers, against gradients.
[[nodiscard]] std::string optimiser_figures(const run_results& results, const run_options& options);

/// Energies and temperatures of the network on its full batch.
[[nodiscard]] std::string dynamics_figures(const run_results& results, const run_options& options);

}  // namespace contact
