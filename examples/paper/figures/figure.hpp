// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A figure of the page: its panels, what is written below them, and what they
/// were made from.

#include <string>
#include <vector>

namespace paper {

/// One drawing of a figure.
struct panel {
    std::string name{};    ///< of its SVG file, without the ending
    std::string script{};  ///< gnuplot commands that draw it, or
    std::string svg{};     ///< the drawing itself
    bool wide = false;     ///< takes the whole width
    /// What each plot element of the script is, in order: "bars", "xbars", "line" or "points".
    std::vector<std::string> roles{};
    /// What each shows, in words: seen where the pointer rests on it.
    std::vector<std::string> labels{};
};

/// A figure; text is plain, not HTML.
struct figure {
    std::string name{};                 ///< "fig4"
    std::string title{};                ///< "Figure 4. Temperature against 1/B"
    std::string caption{};              ///< what is seen, and what was run
    std::vector<std::string> tables{};  ///< the CSV files it was made from
    std::vector<std::string> runs{};    ///< the runs behind it
    std::vector<std::string> maps{};    ///< files of the maps drawn, below the folder of the page
    std::vector<panel> panels{};
    bool measured = true;   ///< false for a drawing: nothing that axes or error bars could tell
    std::string problem{};  ///< why it is not drawn although there should be data;
                            ///< empty if it is
    bool empty = false;     ///< no run of the plan has given data yet
};

}  // namespace paper
