// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From a folder of tables to the page.

#include "page.hpp"

#include <support/html.hpp>
#include "../figures/figures.hpp"
#include "page_parts.hpp"
#include "style.hpp"

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/atomic_file.hpp>

#include <functional>
#include <system_error>

namespace paper {

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
    thermosgd::atomic_file file(path);
    file.write(text);
    file.commit();
}

void make_folder(const fs::path& path) {
    std::error_code failure;
    fs::create_directories(path, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot make this folder ({})", path.string(), failure.message()));
    }
}

/// A section from a table, or in its place what is wrong with it.
std::string section(std::vector<std::string>& problems, const std::string& id,
                    const std::function<std::string()>& make) {
    try {
        return make();
    } catch (const table_error& broken) {
        problems.emplace_back(broken.what());
        return fmt::format(
            "<section id=\"{}\"><p class=\"problem\" role=\"alert\">This part is missing: {}.</p>"
            "</section>\n",
            id, support::escaped(broken.what()));
    }
}

constexpr const char* introduction =
    "<header>\n<h1>The temperatures of a network, with error bars</h1>\n"
    "<p class=\"lead\">The experiments of Fioresi, Faglioni, Morri and Squadrani, <i>On the "
    "Thermodynamic Interpretation of Deep Learning Systems</i> (Geometric Science of Information "
    "2021), run again with thermosgd: every figure, every claim, and what decides it.</p>\n"
    "<nav><ul><li><a href=\"#claims\">Claims</a></li><li><a href=\"#figures\">Figures</a></li>"
    "<li><a href=\"#configuration\">Configuration</a></li><li><a href=\"#runs\">Runs</a></li></ul>"
    "</nav>\n</header>\n";

}  // namespace

std::vector<std::string> write_page(const page_sources& from) {
    figure_sources sources{table_folder(tables_of_page(from.folder)), from.results};
    std::vector<figure> figures = make_figures(sources);
    make_folder(from.folder / "figures");
    draw_figures(figures, from.folder / "figures");
    for (figure& f : figures) {
        std::erase_if(f.maps, [&](const std::string& file) {
            std::error_code none_there;
            return !fs::exists(from.folder / file, none_there);
        });
    }

    std::vector<std::string> problems;
    const std::string claims = section(
        problems, "claims", [&] { return claims_section(sources.tables.get("claims.csv")); });
    std::string drawn;
    std::string contents;
    for (const figure& f : figures) {
        if (!f.problem.empty()) {
            problems.push_back(f.problem);
        }
        drawn += figure_section(f, sources.tables);
        contents += fmt::format("<li><a href=\"#{}\">{}</a></li>", support::escaped(f.name),
                                support::escaped(f.title.substr(0, f.title.find(". "))));
    }
    const std::string configuration = section(problems, "configuration", [&] {
        return configuration_section(sources.tables.get("runs.csv"), from);
    });
    make_folder(from.folder / "jsonl");
    for (const table& t : tables) {
        const std::string stem(t.file.substr(0, t.file.rfind('.')));
        std::error_code ignored;
        const fs::path lines = from.folder / "jsonl" / (stem + ".jsonl");
        try {
            write(lines, json_lines_of(sources.tables.get(t.file), t));
        } catch (const table_error&) {
            fs::remove(lines,
                       ignored);  // what the page says of the table holds here too
        }
    }
    std::string warning;
    for (const std::string& problem : problems) {
        warning += fmt::format("<p class=\"problem\" role=\"alert\">Incomplete: {}.</p>\n",
                               support::escaped(problem));
    }
    write(page_file(from.folder),
          fmt::format("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<title>The temperatures of a network, with error bars</title>\n"
                      "<style>{}</style>\n</head>\n<body>\n{}{}<main>\n{}<section id=\"figures\">\n"
                      "<h2>Figures</h2>\n<nav><ul>{}</ul></nav>\n{}</section>\n{}</main>\n"
                      "<footer>Layers look the same in all figures; full symbols are equilibrium "
                      "values, hollow ones are not. Each drawing is also an SVG file in "
                      "<code>figures/</code>, with the gnuplot script that draws it.</footer>\n"
                      "</body>\n</html>\n",
                      style, introduction, warning, claims, contents, drawn, configuration));
    return problems;
}

}  // namespace paper
