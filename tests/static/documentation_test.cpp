// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Reads the documents and holds them against the rules; each rule is first shown to fail on a text
// that breaks it.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace static_documentation_test {

namespace {

namespace fs = std::filesystem;
using texts = std::vector<std::string>;

const fs::path root = THERMOSGD_SOURCE_DIR;

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Lines without leading spaces, empty lines at the ends left out.
std::string without_indentation(const std::string& text) {
    std::istringstream in(text);
    std::string out = "\n";
    for (std::string line; std::getline(in, line);) {
        const auto first = line.find_first_not_of(' ');
        out += (first == std::string::npos ? "" : line.substr(first)) + '\n';
    }
    return out;
}

bool is_excerpt(const std::string& block, const std::string& listing) {
    return without_indentation(listing).find(without_indentation(block)) != std::string::npos;
}

/// What is wrong with the C++ blocks of a document; `read` gives the text of a listing.
template <class Read>
texts wrong_blocks(const std::string& document, Read&& read) {
    texts found;
    std::istringstream in(document);
    std::string line, before;
    const std::string marker = "<!-- listing: ";
    for (; std::getline(in, line); before = line) {
        if (line != "```cpp") {
            continue;
        }
        std::string block;
        while (std::getline(in, line) && line != "```") {
            block += line + '\n';
        }
        if (before.starts_with(marker) && before.ends_with(" -->")) {
            const auto name = before.substr(marker.size(), before.size() - marker.size() - 4);
            if (!is_excerpt(block, read(name))) {
                found.push_back("no excerpt of " + name + ": " + block.substr(0, 60));
            }
        } else {
            found.push_back("no listing named: " + block.substr(0, 60));
        }
    }
    return found;
}

/// Relative targets of the links of a document, without their anchors.
texts links(const std::string& document) {
    texts found;
    for (auto at = document.find("]("); at != std::string::npos; at = document.find("](", at + 2)) {
        const auto end = document.find_first_of(") \n", at + 2);
        if (end == std::string::npos || document[end] != ')') {
            continue;
        }
        auto target = document.substr(at + 2, end - at - 2);
        target = target.substr(0, target.find('#'));
        if (!target.empty() && target.find("://") == std::string::npos) {
            found.push_back(target);
        }
    }
    return found;
}

texts banned_words(std::string text) {
    const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    texts found;
    for (const std::string word : {"lest", "anew", "nought", "likewise", "but for", "tells of"}) {
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            const auto end = at + word.size();
            if ((at == 0 || !letter(text[at - 1])) && (end == text.size() || !letter(text[end]))) {
                found.push_back(word);
            }
        }
    }
    return found;
}

std::vector<fs::path> files_of(const texts& folders, const texts& endings) {
    std::vector<fs::path> found;
    for (const auto& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (entry.is_regular_file() &&
                std::count(endings.begin(), endings.end(), entry.path().extension().string()) > 0) {
                found.push_back(entry.path());
            }
        }
    }
    return found;
}

std::string joined(const texts& lines) {
    std::string all;
    for (const auto& line : lines) {
        all += line + '\n';
    }
    return all;
}

}  // namespace

TEST_CASE("a C++ block that is no excerpt is found") {
    const auto read = [](const std::string&) { return std::string("int a;\n  int b;\n"); };
    const std::string named = "<!-- listing: x -->\n";
    CHECK(wrong_blocks(named + "```cpp\nint b;\n```\n", read).empty());
    CHECK(wrong_blocks(named + "```cpp\nint c;\n```\n", read).size() == 1);
    CHECK(wrong_blocks("```cpp\nint b;\n```\n", read).size() == 1);
}

TEST_CASE("every C++ block of the documents is an excerpt of a listing") {
    auto documents = files_of({"docs"}, {".md"});
    documents.push_back(root / "README.md");
    texts found;
    for (const auto& file : documents) {
        for (const auto& wrong : wrong_blocks(
                 text_of(file), [](const std::string& name) { return text_of(root / name); })) {
            found.push_back(file.filename().string() + ": " + wrong);
        }
    }
    REQUIRE(joined(found) == "");
}

TEST_CASE("links are found") {
    CHECK(links("[a](b.md) [c](d.md#e) [f](https://g)") == texts{"b.md", "d.md"});
}

TEST_CASE("every relative link leads to a file") {
    auto documents = files_of({"docs", "examples"}, {".md"});
    documents.push_back(root / "README.md");
    documents.push_back(root / "CONTRIBUTING.md");
    texts found;
    for (const auto& file : documents) {
        for (const auto& link : links(text_of(file))) {
            if (!fs::exists(file.parent_path() / link)) {
                found.push_back(file.string() + ": " + link);
            }
        }
    }
    REQUIRE(joined(found) == "");
}

TEST_CASE("README has at most 120 lines") {
    const auto text = text_of(root / "README.md");
    CHECK(std::count(text.begin(), text.end(), '\n') <= 120);
}

TEST_CASE("a banned word is found, also in capitals, and not inside another word") {
    CHECK(banned_words("We do it Anew, but for that.").size() == 2);
    CHECK(banned_words("the smallest, a hairnought").empty());
}

TEST_CASE("no file uses a banned word") {
    auto files = files_of({"include", "examples", "docs"}, {".md", ".hpp", ".cpp"});
    files.push_back(root / "README.md");
    texts found;
    for (const auto& file : files) {
        for (const auto& word : banned_words(text_of(file))) {
            found.push_back(file.lexically_relative(root).string() + ": " + word);
        }
    }
    REQUIRE(joined(found) == "");
}

}  // namespace static_documentation_test
