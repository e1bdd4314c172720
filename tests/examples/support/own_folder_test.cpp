// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Nothing that others made is removed.

#include <support/own_folder.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace examples_support_own_folder_test {

namespace {

namespace fs = std::filesystem;

bool is_csv(const fs::path& file) {
    return file.extension() == ".csv" && !file.has_parent_path();
}

}  // namespace

TEST_CASE("a folder is a program's own once it is marked, and no other's") {
    const scratch_folder folder;
    const std::vector<std::string> names{"csv", "page.html"};
    CHECK_FALSE(support::is_own_folder(folder.path(), "paper report"));
    CHECK_NOTHROW(support::require_own_folder(folder.path(), "paper report", names, "--force"));
    fs::create_directory(folder / "csv");
    CHECK_THROWS_WITH(support::require_own_folder(folder.path(), "paper report", names, "--force"),
                      ContainsSubstring(folder.path().string()) && ContainsSubstring("'csv'") &&
                          ContainsSubstring("--force"));
    support::mark_as_own(folder.path(), "paper report");
    CHECK(support::is_own_folder(folder.path(), "paper report"));
    CHECK_FALSE(support::is_own_folder(folder.path(), "another"));
    CHECK_NOTHROW(support::require_own_folder(folder.path(), "paper report", names, "--force"));
}

TEST_CASE("a link that leads nowhere is there, too") {
    const scratch_folder folder;
    fs::create_symlink("nowhere", folder / "csv");
    const std::vector<std::string> names{"csv"};
    CHECK_THROWS_AS(support::require_own_folder(folder.path(), "x", names, ""), thermosgd::error);
}

TEST_CASE("a folder is replaced as a whole, but for what others left in it") {
    const scratch_folder folder;
    fs::create_directories(folder / "csv/below");
    folder.write("csv/old.csv", "of the report before");
    folder.write("csv/a", "thesis");
    folder.write("csv/below/deep.csv", "of another");
    fs::create_directory(folder / "csv.new");
    folder.write("csv.new/new.csv", "of this report");
    support::replace_folder(folder / "csv.new", folder / "csv", is_csv);
    CHECK(folder.names() == std::vector<std::string>{"csv"});
    CHECK(folder.read("csv/new.csv") == "of this report");
    CHECK(folder.read("csv/a") == "thesis");
    CHECK(folder.read("csv/below/deep.csv") == "of another");
    CHECK_FALSE(fs::exists(folder / "csv/old.csv"));
}

TEST_CASE("a replacement that was killed between its steps is finished by the next") {
    const scratch_folder folder;
    fs::create_directory(folder / "csv.old");
    folder.write("csv.old/old.csv", "");
    folder.write("csv.old/a", "thesis");
    fs::create_directory(folder / "csv.new");
    folder.write("csv.new/new.csv", "");
    support::replace_folder(folder / "csv.new", folder / "csv", is_csv);
    CHECK(folder.names() == std::vector<std::string>{"csv"});
    CHECK(folder.read("csv/a") == "thesis");
    CHECK(fs::exists(folder / "csv/new.csv"));
}

TEST_CASE("without a new folder the old one goes, if it was all ours") {
    const scratch_folder folder;
    fs::create_directory(folder / "csv");
    folder.write("csv/old.csv", "");
    support::replace_folder(folder / "csv.new", folder / "csv", is_csv);
    CHECK(folder.names().empty());
}

TEST_CASE("a fresh folder is emptied of what is ours, and refused with what is not") {
    const scratch_folder folder;
    support::make_fresh_folder(folder / "csv.new", is_csv);
    folder.write("csv.new/half.csv", "");
    folder.write("csv.new/killed.csv.tmp", "");
    support::make_fresh_folder(folder / "csv.new", is_csv);
    CHECK(fs::is_empty(folder / "csv.new"));
    folder.write("csv.new/a", "thesis");
    CHECK_THROWS_WITH(support::make_fresh_folder(folder / "csv.new", is_csv),
                      ContainsSubstring("csv.new"));
    CHECK(folder.read("csv.new/a") == "thesis");
    fs::remove(folder / "csv.new/a");
    folder.write("csv.new/thesis.tmp", "own");
    CHECK_THROWS_AS(support::make_fresh_folder(folder / "csv.new", is_csv), thermosgd::error);
    CHECK(folder.read("csv.new/thesis.tmp") == "own");
}

}  // namespace examples_support_own_folder_test
