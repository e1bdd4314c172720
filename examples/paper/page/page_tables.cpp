// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tables as they stand in the page, and as JSON lines.

#include "page_parts.hpp"

#include <support/html.hpp>
#include "../figures/data_points.hpp"

#include <fmt/format.h>
#include <thermosgd/statistics/estimate.hpp>

#include <cmath>
#include <string>

namespace paper {

std::string numbers_of_points(const csv_table& t) {
    if (table_of(t.name()).columns.data() != point_columns.data() || t.size() == 0) {
        return {};
    }
    std::string rows;
    for (std::size_t row = 0; row < t.size(); ++row) {
        if (t.text(row, "kind") != "weight") {
            continue;
        }
        const auto with_error = [&](const char* value, const char* error) {
            const double number = t.number(row, value);
            return std::isfinite(number)
                       ? thermosgd::format_value_error(number, t.number(row, error))
                       : std::string("–");
        };
        rows += fmt::format(
            "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td "
            "class=\"number\">{}</td><td>{}</td><td class=\"number\">{}</td><td "
            "class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
            "<td>{}</td></tr>\n",
            support::escaped(label_of_set(t.text(row, "series"), t.number(row, "seed_set"))),
            support::escaped(t.text(row, "network")), t.number(row, "eta"), t.number(row, "beta"),
            t.number(row, "lambda"), support::escaped(t.text(row, "group")),
            with_error("T", "T_error"), with_error("law", "law_error"),
            with_error("law_predicted", "law_predicted_error"), t.number(row, "seeds"),
            t.flag(row, "equilibrium") ? "yes" : "no: " + support::escaped(t.text(row, "why_not")));
    }
    return fmt::format(
        "<details><summary>Numbers of {}</summary>\n<div "
        "class=\"scroll\"><table><thead><tr><th>series</th><th>network</th><th "
        "class=\"number\">η</th><th class=\"number\">B</th><th "
        "class=\"number\">λ</th><th>layer</th>"
        "<th class=\"number\">T ± s.e.</th><th class=\"number\">T/(ηλ⟨θ²⟩) ± s.e.</th><th "
        "class=\"number\">predicted ± s.e.</th><th "
        "class=\"number\">seeds</th><th>equilibrium</th></tr></thead>\n<tbody>\n{}</tbody></table>"
        "</div></details>\n",
        support::escaped(t.name()), rows);
}

std::string json_lines_of(const csv_table& t, const table& columns) {
    const auto quoted = [](const std::string& text) {
        std::string result = "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') {
                result += '\\';
            }
            result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
        return result + '"';
    };
    std::string lines;
    for (std::size_t row = 0; row < t.size(); ++row) {
        std::string line;
        for (const table_column& column : columns.columns) {
            const std::string& text = t.text(row, column.name);
            line += line.empty() ? "{" : ",";
            line += quoted(std::string(column.name)) + ':';
            if (column.unit.empty()) {
                line += quoted(text);
            } else {
                line += std::isfinite(t.number(row, column.name)) ? text : "null";
            }
        }
        lines += line + "}\n";
    }
    return lines;
}

}  // namespace paper
