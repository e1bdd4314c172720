// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Figures before they are drawn: what their scripts show, and what a broken table does to them.

#include "catch_shim.hpp"
#include "examples/paper/page/made_report.hpp"

#include <paper/figures/figures.hpp>
#include <paper/figures/plot.hpp>
#include <paper/results/result.hpp>
#include <paper/results/tables.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace examples_paper_figures_figures_test {

using namespace paper;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A plot element of a script.
struct drawn {
    std::string role, label, style;
    std::vector<std::vector<double>> rows;
};

/// The elements of a panel's script with their data.
std::vector<drawn> elements_of(const panel& p) {
    std::vector<drawn> elements;
    std::istringstream lines(p.script);
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with(" << EOD")) {
            const std::size_t i = elements.size();
            elements.push_back({p.roles.at(i), p.labels.at(i), {}, {}});
            inside = true;
        } else if (line == "EOD") {
            inside = false;
        } else if (inside) {
            std::istringstream words(line);
            elements.back().rows.emplace_back();
            for (double number = 0; words >> number;) {
                elements.back().rows.back().push_back(number);
            }
        }
        for (std::size_t i = 0; i < elements.size() && !inside; ++i) {
            const std::string name = "$d" + std::to_string(i) + " using ";
            if (const std::size_t at = line.find(name); at != std::string::npos) {
                elements[i].style = line.substr(at + name.size());
            }
        }
    }
    return elements;
}

/// How many points a panel has.
std::size_t points_in(const panel& p) {
    std::size_t count = 0;
    for (const drawn& e : elements_of(p)) {
        count += e.role == "bars" ? e.rows.size() : 0;
    }
    return count;
}

/// How many of them are drawn hollow: white on top of the symbol.
std::size_t hollow_in(const panel& p) {
    std::size_t count = 0;
    for (const drawn& e : elements_of(p)) {
        count += contains(e.style, "#ffffff") ? e.rows.size() : 0;
    }
    return count;
}

/// The text in quotes after "set NAME" in a script.
std::string setting(const panel& p, const std::string& name) {
    const std::size_t begin = p.script.find("\nset " + name + " \"");
    if (begin == std::string::npos) {
        return {};
    }
    const std::size_t open = p.script.find('"', begin);
    return p.script.substr(open + 1, p.script.find('"', open + 1) - open - 1);
}

bool ends_in_unit(const std::string& label) {
    const std::size_t open = label.rfind(" [");
    return open != std::string::npos && open > 0 && label.back() == ']' && label.size() > open + 3;
}

std::vector<figure> figures_of(const page_sources& report) {
    figure_sources from{table_folder(tables_of_page(report.folder)), report.results};
    return make_figures(from);
}

std::vector<figure> figures_of(const test::made_world& world) {
    const scratch_folder folder;
    return figures_of(test::make_report(folder, world));
}

const figure& figure_of(const std::vector<figure>& all, const std::string& name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const figure& f) { return f.name == name; });
    REQUIRE(found != all.end());
    return *found;
}

const panel& panel_of(const std::vector<figure>& all, const std::string& of,
                      const std::string& name) {
    const figure& f = figure_of(all, of);
    const auto found = std::find_if(f.panels.begin(), f.panels.end(),
                                    [&](const panel& p) { return p.name == name; });
    REQUIRE(found != f.panels.end());
    return *found;
}

/// The names of the figures with a problem, each of which must say `part`.
std::set<std::string> complaining(const std::vector<figure>& all, const std::string& part) {
    std::set<std::string> names;
    for (const figure& f : all) {
        if (!f.problem.empty()) {
            CHECK_THAT(f.problem, ContainsSubstring(part));
            names.insert(f.name);
        }
    }
    return names;
}

}  // namespace

TEST_CASE("each of the figures says what it shows, what was run, and the units of its axes") {
    const std::vector<figure> all = figures_of(test::made_world{});
    std::vector<std::string> names;
    for (const figure& f : all) {
        CAPTURE(f.name);
        names.push_back(f.name);
        CHECK(f.problem.empty());
        CHECK_FALSE(f.empty);
        CHECK_FALSE(f.title.empty());
        CHECK_FALSE(f.caption.empty());
        CHECK(f.measured == (f.name != "fig1"));
        CHECK_FALSE(f.tables.empty());
        for (const std::string& file : f.tables) {
            CHECK_NOTHROW(table_of(file));
        }
        CHECK(f.runs.empty() == !f.measured);
        for (const std::string& run : f.runs) {
            CHECK(run.starts_with("mnist"));
            CHECK(contains(run, "-eta"));
        }
        CHECK_FALSE(f.panels.empty());
        std::set<std::string> panels;
        for (const panel& p : f.panels) {
            CAPTURE(p.name);
            CHECK(panels.insert(p.name).second);
            if (!p.svg.empty()) {
                CHECK(p.script.empty());
                CHECK(contains(p.svg, "viewBox=\"0 0 "));
                CHECK(contains(p.svg, "[1]</text>") == f.measured);
                continue;
            }
            CHECK(ends_in_unit(setting(p, "xlabel")));
            CHECK(ends_in_unit(setting(p, "ylabel")));
            const std::vector<drawn> elements = elements_of(p);
            CHECK(elements.size() == p.roles.size());
            CHECK(p.labels.size() == p.roles.size());
            CHECK(points_in(p) > 0);
            for (const drawn& e : elements) {
                CHECK_FALSE(e.style.empty());
                CHECK_FALSE(e.label.empty());
                CHECK_FALSE(e.rows.empty());
            }
        }
        for (const char* of_points : {"fig3", "fig4", "fig5", "batch_norm", "decay", "sampling",
                                      "velocity", "full_batch", "epsilon"}) {
            if (f.name == of_points) {
                CHECK_THAT(f.caption, ContainsSubstring("Run on MNIST, network "));
                CHECK_THAT(f.caption, ContainsSubstring(", η = "));
                CHECK_THAT(f.caption, ContainsSubstring(", B = "));
                CHECK_THAT(f.caption, ContainsSubstring(", λ = "));
            }
        }
    }
    CHECK(names == std::vector<std::string>{"fig1", "fig2", "fig3", "fig4", "fig5", "fig6", "law",
                                            "equipartition", "batch_norm", "decay", "sampling",
                                            "velocity", "full_batch", "epsilon", "removal",
                                            "damage", "gibbs", "entropy"});
    // Weights and maps are drawn from the result of a run.
    CHECK_FALSE(panel_of(all, "fig6", "weights").svg.empty());
    CHECK_FALSE(panel_of(all, "equipartition", "map_conv1").svg.empty());
}

TEST_CASE("points and bars of a figure are the rows of its table") {
    const scratch_folder folder;
    const page_sources report = test::make_report(folder);
    const std::vector<figure> all = figures_of(report);
    table_folder tables(tables_of_page(report.folder));
    const csv_table& t = tables.get("fig5_eta.csv");
    const panel& p = panel_of(all, "fig5", "T_a");
    std::size_t compared = 0;
    for (const drawn& e : elements_of(p)) {
        if (e.role != "bars") {
            continue;
        }
        for (const std::vector<double>& point : e.rows) {
            REQUIRE(point.size() == 4);
            for (std::size_t row = 0; row < t.size(); ++row) {
                const bool second = contains(e.label, ", second seed set");
                if (t.text(row, "group") + (second ? ", second seed set" : "") == e.label &&
                    t.number(row, "seed_set") == (second ? 2 : 1) &&
                    t.number(row, "eta") == point[0]) {
                    CHECK_THAT(point[1], WithinRel(t.number(row, "T"), 1e-8));
                    CHECK_THAT(point[2], WithinRel(t.number(row, "T_lower"), 1e-8));
                    CHECK_THAT(point[3], WithinRel(t.number(row, "T_upper"), 1e-8));
                    ++compared;
                }
            }
        }
    }
    CHECK(compared == points_in(p));
    CHECK(compared == 4 * 6 * 2);  // layers, learning rates, seed sets

    // Bars hold their points, and have a length wherever the table has errors.
    for (const figure& f : all) {
        for (const panel& one : f.panels) {
            CAPTURE(f.name, one.name);
            std::size_t long_ones = 0;
            for (const drawn& e : elements_of(one)) {
                for (const std::vector<double>& point : e.rows) {
                    if (e.role == "bars") {
                        REQUIRE(point.size() == 4);
                        CHECK(point[2] <= point[1]);
                        CHECK(point[1] <= point[3]);
                        long_ones += point[2] < point[1] && point[1] < point[3] ? 1 : 0;
                    }
                }
            }
            const bool without = one.script.empty() || one.name.starts_with("damage_");
            CHECK((long_ones == 0) == without);
        }
    }
}

TEST_CASE("points that are not at equilibrium are hollow, all others are full") {
    std::size_t full = 0;
    for (const figure& f : figures_of(test::made_world{})) {
        for (const panel& p : f.panels) {
            CAPTURE(f.name, p.name);
            CHECK(hollow_in(p) == 0);
            full += points_in(p);
        }
    }
    CHECK(full > 500);

    test::made_world restless;
    restless.stationary = false;
    const std::vector<figure> all = figures_of(restless);
    for (const char* name : {"fig3", "fig4", "fig5", "fig6", "law", "equipartition", "decay",
                             "sampling", "epsilon", "full_batch", "batch_norm"}) {
        for (const panel& p : figure_of(all, name).panels) {
            CAPTURE(name, p.name);
            // Exponents are fitted to full points only.
            if (!p.script.empty() && !contains(p.name, "exponents")) {
                CHECK(points_in(p) > 0);
                CHECK(hollow_in(p) == points_in(p));
            }
        }
    }

    test::made_world fixed;
    fixed.stationary_fixed = false;
    const std::vector<figure> some = figures_of(fixed);
    const panel& p = panel_of(some, "fig4", "conv2");
    std::size_t white = 0;
    for (const drawn& e : elements_of(p)) {
        if (contains(e.style, "#ffffff")) {
            ++white;
            CHECK(e.label == "300 epochs, η = 0.001, not at equilibrium");
            REQUIRE(e.rows.size() == 3);
            CHECK(e.rows[0][0] == 1.0 / 512);
            CHECK(e.rows[2][0] == 1.0 / 128);
        }
    }
    CHECK(white == 1);
}

TEST_CASE("a curve looks the same in every panel of a figure") {
    std::size_t repeated = 0;
    for (const figure& f : figures_of(test::made_world{})) {
        std::map<std::string, std::string> looks;
        for (const panel& p : f.panels) {
            for (const drawn& e : elements_of(p)) {
                const std::string colour = e.style.substr(e.style.find("lc rgb \"#"), 16);
                CAPTURE(f.name, p.name, e.label);
                if (e.role == "bars" && !looks.emplace(e.label, colour).second) {
                    CHECK(looks[e.label] == colour);
                    ++repeated;
                }
            }
        }
    }
    CHECK(repeated > 50);
}

TEST_CASE("a broken table is named by the figures made from it, and no other figure changes") {
    const scratch_folder folder;
    const page_sources report = test::make_report(folder);
    const std::vector<figure> whole = figures_of(report);
    for (const table& t : tables) {
        const std::string file(t.file);
        CAPTURE(file);
        std::set<std::string> users;
        for (const figure& f : whole) {
            if (std::find(f.tables.begin(), f.tables.end(), file) != f.tables.end()) {
                users.insert(f.name);
            }
        }
        CHECK(users.empty() == (file == "claims.csv" || file == "runs.csv"));
        const std::string text = text_of(folder / "csv" / file);
        test::cut_short(folder, file);
        const std::vector<figure> left = figures_of(report);
        CHECK(left.size() == whole.size());
        CHECK(complaining(left, "'" + file + "' line ") == users);
        for (std::size_t i = 0; i < left.size(); ++i) {
            CHECK(left[i].name == whole[i].name);
            CHECK_FALSE(left[i].title.empty());
            if (users.count(left[i].name) != 0) {
                CHECK(left[i].panels.empty());
            } else {
                CHECK(left[i].panels.size() == whole[i].panels.size());
            }
        }
        folder.write("csv/" + file, text);
    }
    test::spoil_number(folder, "fits.csv", "slope");
    CHECK(complaining(figures_of(report), "expected a number in column 'slope', found 'many'") ==
          std::set<std::string>{"fig4", "fig5"});
}

TEST_CASE("a result that is damaged or a network of another size is no drawing") {
    const scratch_folder folder;
    const page_sources report = test::make_report(folder);
    const std::vector<std::string> results = names_in(report.results);
    REQUIRE(results.size() == 1);
    const std::string result = text_of(report.results / results[0]);
    folder.write("runs/" + results[0], result.substr(0, result.size() / 2));
    CHECK(complaining(figures_of(report), results[0]) ==
          std::set<std::string>{"fig6", "equipartition"});

    // Without the result there is no picture of its weights; the rest of the figure stands.
    std::filesystem::remove(report.results / results[0]);
    const std::vector<figure> left = figures_of(report);
    CHECK(figure_of(left, "fig6").problem.empty());
    CHECK(figure_of(left, "fig6").panels.size() == 2);
    CHECK_THAT(figure_of(left, "fig6").caption, ContainsSubstring("not at hand"));

    std::string network = text_of(folder / "csv/fig1_network.csv");
    for (std::size_t at = 0; (at = network.find(",13338\n", at)) != std::string::npos; ++at) {
        network.replace(at, 7, ",13339\n");
    }
    folder.write("csv/fig1_network.csv", network);
    CHECK(complaining(figures_of(report), "'fig1_network.csv': 13339 parameters") ==
          std::set<std::string>{"fig1"});
}

TEST_CASE("without runs every figure is empty, and that is no problem") {
    const scratch_folder folder;
    std::filesystem::create_directory(folder / "csv");
    write_tables(folder / "csv", {}, {}, {});
    const std::vector<figure> all = figures_of(page_sources{folder.path(), folder / "runs", {}});
    CHECK(all.size() == 18);
    for (const figure& f : all) {
        CAPTURE(f.name);
        CHECK(f.empty);
        CHECK(f.problem.empty());
        CHECK_FALSE(f.title.empty());
    }
}

TEST_CASE("a logarithmic axis leaves out what it cannot show") {
    const std::vector<plot_point> points{{1, 2, 1, 3},  {0, 2, 1, 3},    {-1, 2, 1, 3},
                                         {2, 0, -1, 1}, {3, -2, -3, -1}, {4, none, 1, 2}};
    plot linear("linear", "", "x [1]", "y [1]");
    linear.points(points, mark_of(0), "", "measured");
    CHECK(points_in(linear.finish()) == 5);

    plot half("half", "", "x [1]", "y [1]");
    half.log_x().points(points, mark_of(0), "", "measured");
    CHECK(points_in(half.finish()) == 3);
    CHECK(contains(half.finish().script, "set logscale x\n"));
    CHECK_FALSE(contains(half.finish().script, "set logscale y\n"));

    plot both("both", "", "x [1]", "y [1]");
    both.log_x().log_y().points(points, mark_of(0), "", "measured");
    CHECK(points_in(both.finish()) == 1);

    plot nothing("nothing", "", "x [1]", "y [1]");
    nothing.log_y().points({{1, 0, -1, 1}, {2, -1, -2, 1}}, mark_of(0), "", "measured");
    CHECK(nothing.empty());
    // A curve takes two points at least.
    nothing.line({{1, 1}, {2, 0}}, mark_of(0), "", "curve");
    CHECK(nothing.empty());
    nothing.line({{1, 1}, {2, 2}, {3, 0}}, mark_of(0), "", "curve");
    REQUIRE_FALSE(nothing.empty());
    CHECK(elements_of(nothing.finish())[0].rows.size() == 2);
}

TEST_CASE("bars are in the data, cut at the edge where a logarithmic axis cannot reach them") {
    plot linear("linear", "", "x [1]", "y [1]");
    linear.points({{1, 2, 1.5, 3}, {2, 4, none, none, false}}, mark_of(0), "key", "measured");
    const std::vector<drawn> elements = elements_of(linear.finish());
    REQUIRE(elements.size() == 2);
    CHECK(elements[0].role == "bars");
    CHECK(elements[0].label == "measured");
    CHECK(elements[0].rows == std::vector<std::vector<double>>{{1, 2, 1.5, 3}, {2, 4, 4, 4}});
    CHECK(contains(elements[0].style, "yerrorbars"));
    CHECK(contains(elements[0].style, mark_of(0).colour));
    CHECK(contains(elements[0].style, "title \"key\""));
    CHECK(elements[1].role == "points");
    CHECK(elements[1].label == "measured, not at equilibrium");
    CHECK(elements[1].rows == std::vector<std::vector<double>>{{2, 4}});
    CHECK(contains(elements[1].style, "#ffffff"));
    CHECK(contains(elements[1].style, "notitle"));

    plot logarithmic("log", "", "x [1]", "y [1]");
    logarithmic.log_y().points({{1, 2, -1, 5}, {2, 10, 5, 20}}, mark_of(0), "", "measured");
    const panel p = logarithmic.finish();
    const std::vector<double> cut = elements_of(p)[0].rows.at(0);
    CHECK(cut[2] > 0);
    CHECK(cut[2] < cut[1]);
    CHECK(cut[3] == 5);
    CHECK(contains(p.script, "set yrange [" + std::to_string(cut[2]).substr(0, 4)));
}

TEST_CASE("small numbers of a linear axis are divided by the power of ten in its unit") {
    plot p("p", "with \"quotes\"", "x [1]", "T [1]");
    p.points({{1, 2e-7, 1e-7, 3e-7}, {2, 4e-7, 3e-7, 5e-7}}, mark_of(0), "", "measured");
    const panel small = p.finish();
    CHECK(setting(small, "ylabel") == "T [10^{−7}]");
    CHECK(setting(small, "xlabel") == "x [1]");
    const std::vector<std::vector<double>> rows = elements_of(small)[0].rows;
    CHECK_THAT(rows[0][1], WithinRel(2.0, 1e-9));
    CHECK_THAT(rows[1][3], WithinRel(5.0, 1e-9));
    CHECK(contains(small.script, "set title \"with \\\"quotes\\\"\""));

    plot wide("p", "", "x [step]", "y [1]");
    wide.points({{20'000, 1, 0, 2}, {40'000, 2, 1, 3}}, mark_of(0), "", "measured");
    CHECK(setting(wide.finish(), "xlabel") == "x [10^{4} step]");
    CHECK(setting(wide.finish(), "ylabel") == "y [1]");
    CHECK_THAT(elements_of(wide.finish())[0].rows[1][0], WithinRel(4.0, 1e-9));

    plot logarithmic("p", "", "x [1]", "T [nat]");
    logarithmic.log_y().points({{1, 2e-7, 1e-7, 3e-7}}, mark_of(0), "", "measured");
    CHECK(setting(logarithmic.finish(), "ylabel") == "T [nat]");
    CHECK(elements_of(logarithmic.finish())[0].rows[0][1] == 2e-7);
}

TEST_CASE("a level goes from side to side, and words stand where their categories are") {
    plot p("p", "", "layer [name]", "ratio [1]");
    p.level(1.0, "equal");
    p.points({{0, 2, 1, 3}, {1, 4, 3, 5}}, mark_of(1), "", "measured");
    p.categories({"conv1", "two\nlines"}).include_y(-10, 20);
    const panel two = p.finish();
    const std::vector<drawn> elements = elements_of(two);
    CHECK(elements[0].role == "line");
    CHECK(elements[0].rows == std::vector<std::vector<double>>{{-0.5, 1}, {1.5, 1}});
    CHECK(contains(two.script, "set xtics (\"conv1\" 0, \"two\\nlines\" 1)\n"));
    CHECK(contains(two.script, "set xrange [-0.5:1.5]\n"));
    const std::size_t range = two.script.find("set yrange [");
    double low = 0, high = 0;
    char colon = 0;
    std::istringstream(two.script.substr(range + 12)) >> low >> colon >> high;
    CHECK(low < -10);
    CHECK(high > 20);
}

}  // namespace examples_paper_figures_figures_test
