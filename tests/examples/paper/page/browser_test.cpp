// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The page as a reader sees it: laid out by Chromium at the widths of a phone and of a desk, and
/// printed.

#include "catch_shim.hpp"
#include "examples/paper/page/made_report.hpp"
#include "examples/running_program.hpp"

#include <paper/page/page.hpp>
#include <support/html.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace examples_paper_page_browser_test {

using namespace paper;
using nlohmann::json;

namespace {

using words = std::vector<std::string>;

constexpr int phone = 390;
constexpr int desk = 1280;

/// Sends what is laid out to the page around it. Error bars are the vertical strokes of an element
/// "bars"; gnuplot puts the horizontal one of the key into the same path.
constexpr const char* probe = R"(<script>
addEventListener("load", () => {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
  const sides = (element) => {
    const box = element.getBoundingClientRect();
    return {left: box.left, top: box.top, right: box.right, bottom: box.bottom};
  };
  const text = (element) => element ? element.textContent.trim() : "";
  const strokes = (group) => {
    let count = 0;
    for (const path of group.querySelectorAll("path")) {
      const box = path.getBBox();
      const lines = path.getAttribute("d").matchAll(/M([-\d.]+),([-\d.]+)\s+L([-\d.]+),([-\d.]+)/g);
      for (const [, x, y, x2, y2] of lines) {
        count += x === x2 && y !== y2 && box.height > 0 ? 1 : 0;
      }
    }
    return count;
  };
  const panel = (element) => {
    const svg = element.querySelector("svg");
    return !svg ? {} : {
      image: element.classList.contains("image"),
      box: sides(svg),
      width: svg.viewBox.baseVal.width,
      bars: [...svg.querySelectorAll(".bars")].map(strokes),
      texts: [...svg.querySelectorAll("text")].map((t) => ({words: text(t), box: sides(t)}))};
  };
  const figures = [...document.querySelectorAll("figure")].map((f) => ({
    id: f.id,
    drawing: f.dataset.drawing === "1",
    box: sides(f),
    caption: text(f.querySelector("figcaption > p:first-child")),
    runs: text(f.querySelector("figcaption .runs")),
    panels: [...f.querySelectorAll(".panel")].map(panel)}));
  parent.postMessage(JSON.stringify({
    innerWidth, scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth, figures}), "*");
});
</script>)";

/// A window of Chromium is 500 pixels wide at least, a frame in it may be narrower.
constexpr const char* frames = R"(<!doctype html><meta charset="utf-8">
<pre id="facts"></pre>
<script>
const facts = [];
addEventListener("message", (sent) => {
  facts.push(sent.data);
  document.getElementById("facts").textContent = "[" + facts.join(",") + "]";
});
</script>
<iframe src="probe.html" style="width: 390px; height: 844px; border: 0"></iframe>
<iframe src="probe.html" style="width: 1280px; height: 800px; border: 0"></iframe>
)";

/// Runs Chromium without a window on a file of the folder; it finds no settings and leaves none.
std::string chromium(const scratch_folder& folder, const words& arguments,
                     const std::string& file) {
    const scratch_folder home;
    words all{"timeout", "--kill-after=10", "300", "env", "HOME=" + home.path().string(),
              "chromium"};
    for (const char* flag :
         {"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
          "--no-first-run", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--disable-quic", "--virtual-time-budget=30000"}) {
        all.emplace_back(flag);
    }
    all.push_back("--user-data-dir=" + (home / "profile").string());
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.push_back("file://" + (folder / file).string());
    const program_result result = running_program(home, all).wait();
    if (result.exit_code == 127) {
        FAIL("Chromium is not there; install the Debian package chromium");
    }
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    return result.out;
}

/// What a page looks like in frames of both widths, by width.
std::map<int, json> looks_of(const scratch_folder& folder, const std::string& page) {
    const std::size_t end = page.rfind("</body>");
    REQUIRE(end != std::string::npos);
    folder.write("probe.html", page.substr(0, end) + probe + page.substr(end));
    folder.write("frames.html", frames);
    const std::string dumped = chromium(folder, {"--dump-dom"}, "frames.html");
    const std::string open = "<pre id=\"facts\">";
    const std::size_t begin = dumped.find(open);
    REQUIRE(begin != std::string::npos);
    const std::size_t length = dumped.find("</pre>", begin) - begin - open.size();
    std::string facts = dumped.substr(begin + open.size(), length);
    facts = support::replaced(support::replaced(facts, "&lt;", "<"), "&gt;", ">");
    facts = support::replaced(support::replaced(facts, "&nbsp;", " "), "&amp;", "&");
    REQUIRE_FALSE(facts.empty());
    std::map<int, json> looks;
    for (const json& look : json::parse(facts)) {
        looks[look.at("innerWidth").get<int>()] = look;
    }
    REQUIRE(looks.size() == 2);
    REQUIRE(looks.count(phone) == 1);
    REQUIRE(looks.count(desk) == 1);
    return looks;
}

double width_of(const json& box) {
    return box.at("right").get<double>() - box.at("left").get<double>();
}

/// Whether a box lies in another, to half a pixel and so much more.
bool lies_in(const json& box, const json& outer, double more = 0.0) {
    const double slack = 0.5 + more;
    const auto side = [](const json& b, const char* name) { return b.at(name).get<double>(); };
    return side(box, "left") >= side(outer, "left") - slack &&
           side(box, "right") <= side(outer, "right") + slack &&
           side(box, "top") >= side(outer, "top") - slack &&
           side(box, "bottom") <= side(outer, "bottom") + slack;
}

/// What is wrong with a panel.
words faults_of_panel(const json& panel, const json& figure) {
    if (!panel.contains("box") || width_of(panel.at("box")) <= 0 || panel.at("width") <= 0) {
        return {"a drawing without width"};
    }
    words faults;
    if (!lies_in(panel.at("box"), figure.at("box"))) {
        faults.emplace_back("a drawing beyond its figure");
    }
    std::size_t with_unit = 0;
    for (const json& text : panel.at("texts")) {
        const std::string what = text.at("words").get<std::string>();
        const std::size_t open = what.find('[');
        with_unit += open != std::string::npos && what.find(']') > open + 1 ? 1 : 0;
        if (!lies_in(text.at("box"), panel.at("box"), 1.0)) {
            faults.push_back("'" + what + "' is cut off");
        }
    }
    if (figure.at("drawing").get<bool>()) {
        return faults;
    }
    const bool image = panel.at("image").get<bool>();
    if (with_unit < (image ? 1 : 2)) {
        faults.emplace_back("an axis without unit");
    }
    if (!image && panel.at("bars").empty()) {
        faults.emplace_back("a plot without points that could have bars");
    }
    return faults;
}

/// Whether a panel has error bars that can be seen.
bool has_bars(const json& panel) {
    const json bars = panel.value("bars", json::array());
    return std::any_of(bars.begin(), bars.end(), [](const json& count) { return count > 0; });
}

/// What is wrong with each figure of a page, and under "" what is wrong with the page.
std::map<std::string, words> faults_of(const json& look) {
    std::map<std::string, words> faults;
    const double width = look.at("clientWidth").get<double>();
    if (look.at("scrollWidth") > look.at("clientWidth")) {
        faults[""].emplace_back("wider than the window");
    }
    for (const json& figure : look.at("figures")) {
        words found;
        const json& panels = figure.at("panels");
        const json& box = figure.at("box");
        if (width_of(box) <= 0 || box.at("left") < 0 || box.at("right") > width) {
            found.emplace_back("clipped");
        }
        if (panels.empty()) {
            found.emplace_back("no drawing");
        }
        std::size_t without = 0;
        for (const json& panel : panels) {
            const words of_panel = faults_of_panel(panel, figure);
            found.insert(found.end(), of_panel.begin(), of_panel.end());
            without += !panel.value("image", true) && !has_bars(panel) ? 1 : 0;
        }
        if (figure.at("caption").get<std::string>().empty()) {
            found.emplace_back("no caption");
        }
        if (!figure.at("drawing").get<bool>()) {
            // Of one filter removed alone there is one damage, which has no error.
            if (without > (figure.at("id") == "damage" ? 1 : 0)) {
                found.emplace_back("no error bars");
            }
            if (figure.at("runs").get<std::string>().find("-eta") == std::string::npos) {
                found.emplace_back("no run");
            }
        }
        if (!found.empty()) {
            faults[figure.at("id").get<std::string>()] = found;
        }
    }
    return faults;
}

std::set<std::string> names_of(const std::map<std::string, words>& faults) {
    std::set<std::string> names;
    for (const auto& [name, what] : faults) {
        names.insert(name);
    }
    return names;
}

std::string text_of_faults(const std::map<std::string, words>& faults) {
    std::string text;
    for (const auto& [name, what] : faults) {
        for (const std::string& fault : what) {
            text += name + ": " + fault + '\n';
        }
    }
    return text;
}

/// A page with a part of one figure replaced wherever it is.
std::string changed(const std::string& page, const std::string& figure, const std::string& from,
                    const std::string& to) {
    const std::size_t begin = page.find("<figure id=\"" + figure + "\"");
    REQUIRE(begin != std::string::npos);
    const std::size_t length = page.find("</figure>", begin) - begin;
    const std::string part = page.substr(begin, length);
    REQUIRE(part.find(from) != std::string::npos);
    return page.substr(0, begin) + support::replaced(part, from, to) + page.substr(begin + length);
}

}  // namespace

TEST_CASE("every figure is whole on a phone and on a desk", "[long]") {
    const scratch_folder folder;
    CHECK(write_page(test::make_report(folder)).empty());
    for (const auto& [width, look] : looks_of(folder, text_of(page_file(folder.path())))) {
        CAPTURE(width);
        CHECK(look.at("figures").size() == 18);
        CHECK(text_of_faults(faults_of(look)) == "");
    }
}

TEST_CASE("of broken tables exactly the figures made from them are missing", "[long]") {
    const scratch_folder folder;
    const page_sources report = test::make_report(folder);
    test::cut_short(folder, "fig4_beta.csv");
    test::spoil_number(folder, "removal.csv", "accuracy");
    CHECK(write_page(report).size() == 3);
    for (const auto& [width, look] : looks_of(folder, text_of(page_file(folder.path())))) {
        CAPTURE(width);
        CHECK(look.at("figures").size() == 18);
        const std::map<std::string, words> faults = faults_of(look);
        CAPTURE(text_of_faults(faults));
        CHECK(names_of(faults) == std::set<std::string>{"fig4", "law", "removal"});
    }
}

TEST_CASE("what a figure lacks is found", "[long]") {
    const scratch_folder folder;
    CHECK(write_page(test::make_report(folder)).empty());
    std::string page = text_of(page_file(folder.path()));
    page = changed(page, "fig2", "class=\"bars\"", "class=\"dots\"");
    page = changed(page, "fig3", "[1]", "(1)");
    page = changed(page, "fig4", "<svg ", "<svg style=\"display: none\" ");
    page = changed(page, "fig5", "<svg ", "<svg style=\"width: 3000px; max-width: none\" ");
    page = changed(page, "decay", "<figcaption>\n<p>", "<figcaption>\n<p></p><p>");
    page = changed(page, "sampling", "-eta", "-");
    page = changed(page, "velocity", "layer (weights) [name]",
                   "layer (weights) [name] in the order in which the signal passes them");
    page = changed(page, "epsilon", "<div class=\"panels\">",
                   "<div class=\"panels\" style=\"display: none\">");
    for (const auto& [width, look] : looks_of(folder, page)) {
        const std::map<std::string, words> faults = faults_of(look);
        const std::string text = text_of_faults(faults);
        CAPTURE(width);
        CHECK(names_of(faults) == std::set<std::string>{"", "decay", "epsilon", "fig2", "fig3",
                                                        "fig4", "fig5", "sampling", "velocity"});
        for (const char* fault :
             {": wider than the window\n", "fig2: no error bars\n", "fig3: an axis without unit\n",
              "fig4: a drawing without width\n", "fig5: a drawing beyond its figure\n",
              "decay: no caption\n", "sampling: no run\n", "passes them' is cut off\n",
              "epsilon: a drawing without width\n"}) {
            CHECK_THAT(text, ContainsSubstring(fault));
        }
    }
}

TEST_CASE("the page can be printed", "[long]") {
    const scratch_folder folder;
    CHECK(write_page(test::make_report(folder)).empty());
    const std::string file = (folder / "paper.pdf").string();
    chromium(folder, {"--print-to-pdf=" + file, "--no-pdf-header-footer"}, "paper.html");
    const std::string printed = text_of(file);
    CHECK(printed.starts_with("%PDF-"));
    CHECK(printed.size() > 100'000);
}

}  // namespace examples_paper_page_browser_test
