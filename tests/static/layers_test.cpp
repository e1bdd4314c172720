// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Reads the repository's own files and holds them against the rules; each rule is first shown to
// fail on a text that breaks it.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "catch_shim.hpp"
#include "static/header_rules.hpp"

namespace static_layers_test {

namespace {

namespace fs = std::filesystem;
using header_rules::header_texts;
using header_rules::violations;

const fs::path root = THERMOSGD_SOURCE_DIR;

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Texts of the files below `folder` whose names end in `ending`, by relative path.
header_texts files_below(const fs::path& folder, const std::string& ending) {
    header_texts texts;
    if (!fs::exists(folder)) {
        return texts;
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto path = entry.path().lexically_relative(folder).generic_string();
        if (entry.is_regular_file() && path.ends_with(ending)) {
            texts.emplace(path, text_of(entry.path()));
        }
    }
    return texts;
}

header_texts headers() {
    auto texts = files_below(root / "include/thermosgd", ".hpp");
    REQUIRE(texts.contains("version.hpp"));
    return texts;
}

/// Headers and the kernels that they include once for each instruction set.
header_texts headers_and_kernels() {
    auto texts = headers();
    texts.merge(files_below(root / "include/thermosgd", ".inl"));
    REQUIRE(texts.contains("core/sum_block.inl"));
    return texts;
}

/// All C++ files of the examples.
header_texts examples() {
    auto texts = files_below(root / "examples", ".hpp");
    texts.merge(files_below(root / "examples", ".cpp"));
    REQUIRE(texts.contains("mnist/main.cpp"));
    return texts;
}

std::string joined(const violations& found) {
    std::string text;
    for (const auto& line : found) {
        text += line + '\n';
    }
    return text;
}

const std::string opening =
    "// SPDX-FileCopyrightText: 2026 thermosgd contributors\n"
    "// SPDX-License-Identifier: MIT\n"
    "#pragma once\n"
    "/// \\file\n";

}  // namespace

TEST_CASE("no header includes upward") {
    REQUIRE(joined(header_rules::upward_includes(headers_and_kernels())) == "");
}

TEST_CASE("an include that points up, sideways or out of the standard library is found") {
    using header_rules::upward_includes;
    const auto allowed = [](const std::string& path, const std::string& include) {
        return upward_includes({{path, "#include <" + include + ">\n"}}).empty();
    };
    CHECK(allowed("core/sums.hpp", "span"));
    CHECK(allowed("core/sums.hpp", "thermosgd/core/scalar.hpp"));
    CHECK(allowed("statistics/a.hpp", "thermosgd/numeric/student_t.hpp"));
    CHECK(allowed("observables/motion/a.hpp", "thermosgd/observables/temperature/b.hpp"));
    CHECK(allowed("thermometer/a.hpp", "thermosgd/trackers/tracker.hpp"));
    CHECK(allowed("adapt/eigen.hpp", "Eigen/Core"));
    CHECK(allowed("diagnostics.hpp", "thermosgd/thermosgd.hpp"));
    CHECK(upward_includes({{"core/a.hpp", "// #include <thermosgd/report/a.hpp>\n"}}).empty());

    const auto breaks = [](const std::string& path, const std::string& include) {
        return upward_includes({{path, "#include <" + include + ">\n"}}).size() == 1;
    };
    CHECK(breaks("core/sums.hpp", "thermosgd/numeric/log_gamma.hpp"));
    CHECK(breaks("core/sums.hpp", "thermosgd/thermosgd.hpp"));
    CHECK(breaks("numeric/a.hpp", "thermosgd/statistics/moments.hpp"));
    CHECK(breaks("statistics/a.hpp", "thermosgd/report/report.hpp"));
    CHECK(breaks("trackers/a.hpp", "thermosgd/observables/motion/diffusion.hpp"));
    CHECK(breaks("gibbs/a.hpp", "thermosgd/dynamics/newton.hpp"));
    CHECK(breaks("observables/a.hpp", "thermosgd/thermometer/thermometer.hpp"));
    CHECK(breaks("report/a.hpp", "thermosgd/io/csv.hpp"));
    CHECK(breaks("io/a.hpp", "thermosgd/thermometer/thermometer.hpp"));
    CHECK(breaks("dynamics/a.hpp", "thermosgd/statistics/estimate.hpp"));
    CHECK(breaks("diagnostics/a.hpp", "thermosgd/diagnostics.hpp"));
    CHECK(breaks("adapt/eigen.hpp", "thermosgd/adapt/xtensor.hpp"));
    CHECK(breaks("adapt/eigen.hpp", "xtensor/xarray.hpp"));
    CHECK(breaks("core/sums.hpp", "Eigen/Core"));
    CHECK(breaks("core/sums.hpp", "zlib.h"));
    CHECK(breaks("io/csv.hpp", "unistd.h"));
    CHECK(breaks("elsewhere/a.hpp", "span"));
    CHECK(breaks("elsewhere.hpp", "span"));
    CHECK(upward_includes({{"core/a.hpp", "  #  include \"thermosgd/io/csv.hpp\"\n"}}).size() == 1);
}

TEST_CASE("no folder of the library or of the examples includes itself round a circle") {
    CHECK(joined(header_rules::folder_circles(headers_and_kernels(), "thermosgd/")) == "");
    CHECK(joined(header_rules::folder_circles(examples())) == "");
}

TEST_CASE("a circle of folders is found, long or short") {
    using header_rules::folder_circles;
    CHECK(folder_circles({{"a/x.hpp", "#include <a/y.hpp>\n"}, {"a/y.hpp", ""}}).empty());
    CHECK(folder_circles({{"a/x.hpp", "#include <b/y.hpp>\n"}, {"b/y.hpp", ""}}).empty());
    CHECK(folder_circles({{"a/x.hpp", "#include <b/y.hpp>\n"},
                          {"b/y.hpp", ""},
                          {"b/z.hpp", "#include <a/x.hpp>\n"}})
              .size() == 2);
    CHECK(folder_circles({{"a/x.hpp", "#include <b/y.hpp>\n"},
                          {"b/y.hpp", "#include <c/z.hpp>\n"},
                          {"c/z.hpp", "#include <a/w.hpp>\n"},
                          {"a/w.hpp", ""}})
              .size() == 3);
}

TEST_CASE("examples include one way, and no program another") {
    REQUIRE(joined(header_rules::upward_examples(examples())) == "");
}

TEST_CASE("an example that includes upward is found") {
    using header_rules::upward_examples;
    const auto found = [](const std::string& path, const std::string& include) {
        return upward_examples({{path, "#include <" + include + ">\n"}, {include, ""}}).size();
    };
    CHECK(found("mnist/a.cpp", "trainer/training/b.hpp") == 0);
    CHECK(found("paper/page/a.cpp", "paper/figures/b.hpp") == 0);
    CHECK(found("paper/main.cpp", "paper/page/b.hpp") == 0);
    CHECK(found("paper/figures/a.cpp", "paper/page/b.hpp") == 1);
    CHECK(found("support/a.hpp", "trainer/data/b.hpp") == 1);
    CHECK(found("paper/plan/a.cpp", "mnist/b.hpp") == 1);
    CHECK(found("contact/a.cpp", "mnist/b.hpp") == 1);
    CHECK(found("attic/a.cpp", "support/b.hpp") == 1);
}

TEST_CASE("observables hold no class that is shown steps") {
    REQUIRE(joined(header_rules::classes_shown_steps(headers())) == "");
}

TEST_CASE("a class of observables that is shown steps is found") {
    using header_rules::classes_shown_steps;
    CHECK(classes_shown_steps({{"observables/motion/a.hpp", "void close_step(int);"}}).size() == 1);
    CHECK(classes_shown_steps({{"observables/motion/a.hpp", "double f(double);"}}).empty());
    CHECK(classes_shown_steps({{"trackers/a.hpp", "void close_step(int);"}}).empty());
}

TEST_CASE("examples and benchmarks name nothing of detail") {
    REQUIRE(joined(header_rules::named_details(examples())) == "");
}

TEST_CASE("an example that names detail is found") {
    CHECK(header_rules::named_details({{"a.cpp", "int i = thermosgd::detail::f();\n"}}).size() ==
          1);
    CHECK(header_rules::named_details({{"a.cpp", "int i = detail::f();\n"}}).empty());
}

TEST_CASE("the umbrella reaches no adapter, no thread, no file system, no global stream") {
    CHECK(joined(header_rules::umbrella_reach(headers_and_kernels())) == "");
    CHECK(joined(header_rules::umbrella_reach({{"thermosgd.hpp", "#include <span>\n"}})) == "");
}

TEST_CASE("what the umbrella reaches through another header is found") {
    using header_rules::umbrella_reach;
    const std::string umbrella = "#include <thermosgd/core/a.hpp>\n";
    CHECK(umbrella_reach({{"thermosgd.hpp", umbrella}, {"core/a.hpp", ""}}).empty());
    for (const auto* include : {"thread", "filesystem", "iostream", "thermosgd/missing.hpp"}) {
        const auto text = std::string("#include <") + include + ">\n";
        CHECK(umbrella_reach({{"thermosgd.hpp", umbrella}, {"core/a.hpp", text}}).size() == 1);
    }
    CHECK(umbrella_reach({{"thermosgd.hpp", "#include <thermosgd/adapt/eigen.hpp>\n"},
                          {"adapt/eigen.hpp", ""}})
              .size() == 1);
    // A circle of includes ends.
    CHECK(umbrella_reach({{"thermosgd.hpp", umbrella}, {"core/a.hpp", umbrella}}).empty());
}

TEST_CASE("every header is short, narrow, and opens as the others do") {
    REQUIRE(joined(header_rules::style(headers())) == "");
}

TEST_CASE("a long, a wide and an unlicensed header are found") {
    using header_rules::style;
    CHECK(style({{"a.hpp", opening}}).empty());
    CHECK(style({{"a.hpp", opening + std::string(295, '\n')}}).empty());
    CHECK(style({{"a.hpp", opening + std::string(296, '\n')}}).size() == 1);
    CHECK(style({{"a.hpp", opening + std::string(100, 'x') + '\n'}}).empty());
    CHECK(style({{"a.hpp", opening + std::string(101, 'x') + '\n'}}).size() == 1);
    CHECK(style({{"a.hpp", opening + std::string(98, 'x') + "η²\n"}}).empty());
    CHECK(style({{"a.hpp", opening.substr(0, opening.find("/// "))}}).size() == 1);
    CHECK(style({{"a.hpp", "#pragma once\n"}}).size() == 2);
}

TEST_CASE("no header writes or reads numbers as the locale has them") {
    CHECK(header_rules::locale_uses({{"a.hpp", "std::snprintf(t, 9, \"%g\", x);"}}).size() == 1);
    CHECK(header_rules::locale_uses({{"a.hpp", "std::to_chars(a, b, x);"}}).empty());
    REQUIRE(joined(header_rules::locale_uses(headers())) == "");
}

TEST_CASE("the code of every header lies in the namespace named after the flags") {
    using header_rules::shared_namespaces;
    CHECK(shared_namespaces({{"core/a.hpp", "namespace THERMOSGD_NAMESPACE {\n"}}).empty());
    CHECK(shared_namespaces({{"core/error.hpp", "namespace thermosgd {\n"}}).empty());
    for (const auto* opened : {"namespace thermosgd {\n", "namespace thermosgd::detail {\n"}) {
        CHECK(shared_namespaces({{"core/a.hpp", opened}}).size() == 1);
    }
    REQUIRE(joined(shared_namespaces(headers_and_kernels())) == "");
}

TEST_CASE("every header has a test at the mirrored path") {
    std::set<std::string> tests;
    for (const auto& [path, text] : files_below(root / "tests", "_test.cpp")) {
        tests.insert(path);
    }
    REQUIRE(joined(header_rules::untested(headers(), tests)) == "");
}

TEST_CASE("a header without a test is found") {
    using header_rules::untested;
    CHECK(untested({{"core/sums.hpp", ""}}, {"core/sums_test.cpp"}).empty());
    CHECK(untested({{"io/a_b_c.hpp", ""}}, {"io/a_test.cpp"}).empty());
    CHECK(untested({{"io/ab.hpp", ""}}, {"io/a_test.cpp"}).size() == 1);
    CHECK(untested({{"i_o/b.hpp", ""}}, {"i_test.cpp"}).size() == 1);
    CHECK(untested({{"core/sums.hpp", ""}}, {"sums_test.cpp", "core/layout_test.cpp"}).size() == 1);
}

TEST_CASE("docs/headers.md names every header") {
    REQUIRE(joined(header_rules::unlisted(headers(), text_of(root / "docs" / "headers.md"))) == "");
}

TEST_CASE("a header that the table does not name is found") {
    CHECK(header_rules::unlisted({{"core/sums.hpp", ""}}, "| core/sums.hpp |").empty());
    CHECK(header_rules::unlisted({{"core/sums.hpp", ""}}, "| core/layout.hpp |").size() == 1);
}

TEST_CASE("every C++ file of tests and examples starts with the licence lines") {
    violations found;
    for (const auto* folder : {"tests", "examples", "benchmarks"}) {
        for (const auto* ending : {".hpp", ".cpp"}) {
            for (const auto& [path, text] : files_below(root / folder, ending)) {
                if (!header_rules::has_licence(text)) {
                    found.push_back(std::string(folder) + '/' + path);
                }
            }
        }
    }
    REQUIRE(joined(found) == "");
}

/// Sources that a CMakeLists.txt names and that are not there, and those there that it does not name.
violations sources_amiss(const std::string& list, const std::set<std::string>& there) {
    violations found;
    std::set<std::string> named;
    const std::string ending = ".cpp";
    for (auto at = list.find(ending); at != std::string::npos; at = list.find(ending, at + 1)) {
        const auto begin = list.find_last_of(" \t\n(", at) + 1;
        named.insert(list.substr(begin, at + ending.size() - begin));
    }
    for (const std::string& name : named) {
        if (!there.contains(name)) {
            found.push_back("not there: " + name);
        }
    }
    for (const std::string& name : there) {
        if (!named.contains(name)) {
            found.push_back("not built: " + name);
        }
    }
    return found;
}

TEST_CASE("a source that moved without its list is found") {
    CHECK(sources_amiss("benchmark(a b/a.cpp\n  c.cpp)", {"b/a.cpp", "c.cpp"}).empty());
    CHECK(sources_amiss("benchmark(a b/a.cpp)", {"a.cpp"}).size() == 2);
}

TEST_CASE("benchmarks/CMakeLists.txt builds every benchmark that there is") {
    std::set<std::string> there;
    for (const auto& [path, text] : files_below(root / "benchmarks", ".cpp")) {
        if (!path.starts_with("trainer_step/") && !path.starts_with("compile_cost/")) {
            there.insert(path);
        }
    }
    REQUIRE(joined(sources_amiss(text_of(root / "benchmarks" / "CMakeLists.txt"), there)) == "");
}

}  // namespace static_layers_test
