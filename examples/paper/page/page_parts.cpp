// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Text from tables goes through support::escaped(), all of it.

#include "page_parts.hpp"

#include <support/html.hpp>
#include "../figures/describe.hpp"
#include "runs_text.hpp"

#include <fmt/format.h>
#include <thermosgd/io/file.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace paper {

namespace {

std::string verdict_html(const std::string& verdict) {
    if (verdict.empty()) {
        return "–";
    }
    const bool yes = verdict == "confirmed";
    const bool no = verdict == "contradicted";
    return fmt::format("<span class=\"verdict {}\">{} {}</span>",
                       yes  ? "confirmed"
                       : no ? "contradicted"
                            : "open",
                       yes  ? "✓"
                       : no ? "✗"
                            : "○",
                       support::escaped(verdict));
}

std::string cell(const char* label, const std::string& html) {
    return fmt::format("<td data-label=\"{}\">{}</td>", label, html);
}

/// "3 runs" or "1 run".
std::string counted(std::size_t n, const std::string& what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

double greatest(const csv_table& t, const char* column) {
    double most = 0.0;
    for (std::size_t row = 0; row < t.size(); ++row) {
        most = std::fmax(most, t.number(row, column));
    }
    return most;
}

double sum(const csv_table& t, const char* column) {
    double total = 0.0;
    for (std::size_t row = 0; row < t.size(); ++row) {
        const double value = t.number(row, column);
        total += std::isfinite(value) ? value : 0.0;
    }
    return total;
}

}  // namespace

std::string claims_section(const csv_table& claims) {
    std::size_t yes = 0;
    std::size_t no = 0;
    std::size_t not_run = 0;
    std::size_t same = 0;
    std::size_t judged = 0;
    std::string rows;
    for (std::size_t row = 0; row < claims.size(); ++row) {
        const std::string& verdict = claims.text(row, "verdict");
        const std::string& second = claims.text(row, "second_seeds");
        yes += verdict == "confirmed" ? 1U : 0U;
        no += verdict == "contradicted" ? 1U : 0U;
        not_run += verdict == "not run" ? 1U : 0U;
        // What no run can decide is no agreement between seeds.
        if (second != "not run" && claims.text(row, "decides") != undecidable) {
            ++judged;
            same += second == verdict ? 1U : 0U;
        }
        const std::string& file = claims.text(row, "figure");
        rows += fmt::format(
            "<tr id=\"claim-{0}\">{1}{2}{3}{4}{5}{6}</tr>\n",
            support::escaped(claims.text(row, "claim")),
            cell("Claim", fmt::format("<b>{}</b> <span class=\"lead\">§{}</span>",
                                      support::escaped(claims.text(row, "claim")),
                                      support::escaped(claims.text(row, "section")))),
            cell("The paper", support::escaped(claims.text(row, "says"))),
            cell("Measured", support::escaped(claims.text(row, "measured"))),
            cell("Verdict", verdict_html(verdict)),
            cell("Decided by", support::escaped(claims.text(row, "decides")) +
                                   (file.empty() ? std::string()
                                                 : fmt::format(" <a href=\"csv/{0}\">{0}</a>",
                                                               support::escaped(file)))),
            cell("Second seed set",
                 second == "not run" ? std::string("–")
                                     : verdict_html(second) + "<br>" +
                                           support::escaped(claims.text(row, "second_decides"))));
    }
    return fmt::format(
        "<section id=\"claims\">\n<h2>Claims and verdicts</h2>\n<ul class=\"tally\">"
        "<li class=\"confirmed\"><b>{}</b>confirmed</li>"
        "<li class=\"contradicted\"><b>{}</b>contradicted</li>"
        "<li class=\"open\"><b>{}</b>not testable</li>{}"
        "<li><b>{} of {}</b>same verdict on the second seed set</li></ul>\n"
        "<p>What counts as confirmed or contradicted was written down before the runs, in "
        "<code>examples/paper/reference/thresholds.json</code>. A verdict needs an effect of that "
        "size and its significance.</p>\n"
        "<div class=\"scroll\"><table class=\"cards\"><thead><tr><th>Claim</th><th>The paper</th>"
        "<th>Measured</th><th>Verdict</th><th>Decided by</th><th>Second seed "
        "set</th></tr></thead>\n"
        "<tbody>\n{}</tbody></table></div>\n</section>\n",
        yes, no, claims.size() - yes - no - not_run,
        not_run == 0 ? std::string()
                     : fmt::format("<li class=\"open\"><b>{}</b>not run</li>", not_run),
        same, judged, rows);
}

std::string figure_section(const figure& f, table_folder& from) {
    std::string panels;
    for (const panel& p : f.panels) {
        panels += fmt::format("<div class=\"panel{}{}\">{}</div>\n", p.wide ? " wide" : "",
                              p.script.empty() ? " image" : "", p.svg);
    }
    if (!f.problem.empty()) {
        panels =
            fmt::format("<p class=\"problem\" role=\"alert\">This figure is missing: {}.</p>\n",
                        support::escaped(f.problem));
    } else if (f.empty) {
        panels = "<p class=\"none\">No run of this kind has a result to show yet.</p>\n";
    } else {
        panels = "<div class=\"panels\">\n" + panels + "</div>\n";
    }
    std::string data;
    std::string numbers;
    for (const std::string& file : f.tables) {
        const std::string bytes = csv_table::text_of_file(from.path() / file);
        const std::string stem = file.substr(0, file.rfind('.'));
        data += fmt::format(
            "{0}<a href=\"csv/{1}\" data-fnv1a=\"{2:016x}\">{1}</a> (<a "
            "href=\"jsonl/{3}.jsonl\">JSON lines</a>)",
            data.empty() ? "Data: " : ", ", support::escaped(file), thermosgd::checksum(bytes),
            support::escaped(stem));
        numbers += numbers_of_points(from.get(file));
    }
    std::string maps;
    for (const std::string& file : f.maps) {
        maps +=
            fmt::format("{}<a href=\"{}\">{}</a>", maps.empty() ? "" : ", ", support::escaped(file),
                        support::escaped(file.substr(file.rfind('/') + 1)));
    }
    if (!maps.empty()) {
        data += fmt::format(
            ". The maps as NumPy files: {}; those of the other runs: "
            "<code>maps/RUN/LAYER.npy</code>",
            maps);
    }
    std::string runs;
    for (const std::string& pattern : patterns_of(f.runs)) {
        runs += (runs.empty() ? "" : " · ") + support::escaped(pattern);
    }
    return fmt::format(
        "<figure "
        "id=\"{0}\"{1}>\n<h3>{2}</h3>\n{3}<figcaption>\n{4}{5}{6}</figcaption>\n{7}</figure>\n",
        support::escaped(f.name), f.measured ? "" : " data-drawing=\"1\"",
        support::escaped(f.title), panels,
        f.caption.empty() ? std::string() : fmt::format("<p>{}</p>\n", support::escaped(f.caption)),
        runs.empty()
            ? std::string()
            : fmt::format("<p class=\"runs\">{}: {}</p>\n", counted(f.runs.size(), "run"), runs),
        data.empty() ? std::string() : fmt::format("<p class=\"data\">{}</p>\n", data), numbers);
}

std::string configuration_section(const csv_table& runs, const page_sources& from) {
    std::string facts;
    const auto fact = [&](const std::string& what, const std::string& value) {
        if (!value.empty()) {
            facts += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                                 support::escaped(what), support::escaped(value));
        }
    };
    std::size_t diverged = 0;
    for (std::size_t row = 0; row < runs.size(); ++row) {
        diverged += runs.text(row, "ending") == "finished" ? 0U : 1U;
    }
    fact("Data", listed(runs.different("data")));
    fact("Networks", listed(runs.different("network")));
    fact("Seeds", numbers_of(runs, "seed"));
    fact("Minibatch B [image]", numbers_of(runs, "beta"));
    fact("Weight decay λ [1]", numbers_of(runs, "lambda"));
    fact("Sampling", listed(runs.different("sampling")));
    fact("Runs", fmt::format("{}, of which {} diverged; {:.4g} million steps", runs.size(),
                             diverged, 1e-6 * sum(runs, "steps")));
    fact("Training, all runs",
         fmt::format("{:.3g} hours of one core each", sum(runs, "seconds") / 3600));
    fact("Most memory of a process", fmt::format("{:.0f} MB", greatest(runs, "peak_memory")));
    fact("Machine", listed(runs.different("machine")));
    fact("Instruction set", listed(runs.different("instruction_set")));
    fact("thermosgd", listed(runs.different("version")));
    fact("Conventions",
         "v = θ(t) − θ(t−1) over one step, weight decay included; T = ½⟨v²⟩ with m = Δt = k_B = 1; "
         "a layer is its weights");
    for (const auto& [what, value] : from.facts) {
        fact(what, value);
    }
    std::string head;
    std::string body;
    const std::span<const table_column> columns = table_of(runs.name()).columns;
    for (const table_column& column : columns) {
        if (column.name != "machine" && column.name != "version" &&
            column.name != "instruction_set") {
            head += fmt::format("<th{}>{}</th>", column.unit.empty() ? "" : " class=\"number\"",
                                support::escaped(column.unit == "1" ? std::string(column.name)
                                                                    : header_of(column)));
        }
    }
    for (std::size_t row = 0; row < runs.size(); ++row) {
        body += fmt::format("<tr id=\"run-{}\">", support::escaped(runs.text(row, "run")));
        for (const table_column& column : columns) {
            const std::string& text = runs.text(row, column.name);
            if (column.name == "run") {
                body += "<td><code>" + support::escaped(text) + "</code></td>";
            } else if (column.name == "seconds" || column.name == "peak_memory") {
                body +=
                    fmt::format("<td class=\"number\">{:.0f}</td>", runs.number(row, column.name));
            } else if (column.name != "machine" && column.name != "version" &&
                       column.name != "instruction_set") {
                body += fmt::format("<td{}>{}</td>", column.unit.empty() ? "" : " class=\"number\"",
                                    support::escaped(text));
            }
        }
        body += "</tr>\n";
    }
    return fmt::format(
        "<section id=\"configuration\">\n<h2>Configuration</h2>\n<div class=\"scroll\"><table "
        "class=\"cards facts\"><tbody>\n{}</tbody></table></div>\n</section>\n"
        "<section id=\"runs\">\n<h2>Runs</h2>\n<details><summary>{}</summary>\n<div "
        "class=\"scroll\"><table><thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>"
        "</details>\n<p><a href=\"csv/{}\">{}</a></p></section>\n",
        facts, counted(runs.size(), "run"), head, body, support::escaped(runs.name()),
        support::escaped(runs.name()));
}

}  // namespace paper
