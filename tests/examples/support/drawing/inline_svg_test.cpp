// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// A drawing of gnuplot as part of a page.

#include <support/drawing/inline_svg.hpp>

#include <string>
#include <string_view>

#include "catch_shim.hpp"

namespace examples_support_drawing_inline_svg_test {

using support::inline_svg;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

TEST_CASE("a drawing in the page has names of its own, a title and words on its curves") {
    const std::string svg = inline_svg(
        "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 480 340\"><title>Gnuplot</title>"
        "<desc>by <gnuplot></desc><defs><circle id='gpDot'/><path id='p'/></defs>"
        "<g id=\"gnuplot_canvas\"><use xlink:href='#gpDot'/><rect clip-path=\"url(#p)\"/></g>"
        "<g id=\"gnuplot_plot_1\" ><title>gnuplot_plot_1</title></g>"
        "<g id=\"gnuplot_plot_10\" ><title>gnuplot_plot_10</title></g></svg>\n",
        "fig4-conv1", "T < \"1\"", {"bars"}, {"seed 1 & 2"});
    CHECK(svg.starts_with("<svg role=\"img\" aria-label=\"T &lt; &quot;1&quot;\" viewBox="));
    CHECK(svg.ends_with("</svg>"));
    CHECK(contains(svg, "<circle id='fig4-conv1-gpDot'/>"));
    CHECK(contains(svg, "href='#fig4-conv1-gpDot'"));
    CHECK(contains(svg, "url(#fig4-conv1-p)"));
    CHECK(contains(svg, "<g class=\"bars\" ><title>seed 1 &amp; 2</title>"));
    CHECK(contains(svg, "<g id=\"gnuplot_plot_10\" >"));
    CHECK_FALSE(contains(svg, "gnuplot_canvas"));
    CHECK_FALSE(contains(svg, "<desc>"));
    CHECK_FALSE(contains(svg, "Gnuplot"));

    CHECK(inline_svg("", "a", "b", {}, {}).empty());
    CHECK(inline_svg("<svg><g>", "a", "b", {}, {}).empty());
    CHECK(inline_svg("</svg><svg>", "a", "b", {}, {}).empty());
}

}  // namespace examples_support_drawing_inline_svg_test
