// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What a file is that is not what its name says.

#include <trainer/data/file_kind.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_data_file_kind_test {

namespace {

std::string kind_of(const std::string& text) {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    return std::string(data::kind_of_file(bytes));
}

}  // namespace

TEST_CASE("the usual files under a wrong name are known by their first bytes") {
    CHECK(kind_of("<!DOCTYPE html><html><body>moved") == "an HTML page");
    CHECK(kind_of("\n  <HTML>") == "an HTML page");
    CHECK(kind_of("<?xml version=\"1.0\"?><Error>") == "XML");
    CHECK(kind_of("PK\x03\x04rest") == "a zip archive");
    CHECK(kind_of(std::string(257, '\0') + "ustar\0" + std::string(200, '\0')) == "a tar archive");
    CHECK(kind_of("\x1f\x8b\x08") == "gzip data");
    CHECK(kind_of("BZh91AY") == "bzip2 data");
    CHECK(kind_of("\xfd"
                  "7zXZ") == "xz data");
    CHECK(kind_of("version https://git-lfs.github.com/spec/v1\n") ==
          "a pointer of Git LFS, not the file itself");
    CHECK(kind_of("404: Not Found") == "text");
}

TEST_CASE("images, labels and nothing are of no other kind") {
    CHECK(kind_of("").empty());
    CHECK(kind_of(std::string("\0\0\x08\x03", 4)).empty());
    CHECK(kind_of("\x05\x80\x90").empty());
}

}  // namespace examples_trainer_data_file_kind_test
