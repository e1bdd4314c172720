// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A drawing of gnuplot as part of a page: names that clash with no other
/// drawing, fonts of the page, and plot elements that say what they are.

#include <support/html.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// \param svg     a whole file of gnuplot's svg terminal, or an <svg> element
/// \param name    unique on the page; a prefix of all names within
/// \param title   what is seen, for those who do not see it
/// \param roles   of the plot elements in order, which become their classes
/// \param labels  of the plot elements in order, seen where the pointer rests
/// \return the <svg> element; empty if there is no whole one
[[nodiscard]] inline std::string inline_svg(std::string_view svg, const std::string& name,
                                            const std::string& title,
                                            const std::vector<std::string>& roles,
                                            const std::vector<std::string>& labels) {
    const std::size_t begin = svg.find("<svg");
    const std::size_t end = svg.rfind("</svg>");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
        return {};
    }
    std::string text(svg.substr(begin, end + 6 - begin));
    text =
        replaced(text, "<svg", fmt::format("<svg role=\"img\" aria-label=\"{}\"", escaped(title)));
    text = replaced(text, "<title>Gnuplot</title>", "");
    text = replaced(text, "id='", "id='" + name + "-");
    text = replaced(text, "href='#", "href='#" + name + "-");
    text = replaced(text, "url(#", "url(#" + name + "-");
    text = replaced(text, " id=\"gnuplot_canvas\"", "");
    text = replaced(text, "font-family=\"sans\"", "font-family=\"Helvetica,Arial,sans-serif\"");
    if (const std::size_t from = text.find("<desc>"), to = text.find("</desc>");
        from != std::string::npos && to != std::string::npos && from < to) {
        text.erase(from, to + 7 - from);
    }
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const std::string id = fmt::format("gnuplot_plot_{}", i + 1);
        text = replaced(text, fmt::format("id=\"{}\"", id), fmt::format("class=\"{}\"", roles[i]));
        text = replaced(text, fmt::format("<title>{}</title>", id),
                        fmt::format("<title>{}</title>", escaped(labels.at(i))));
    }
    return text;
}

}  // namespace support
