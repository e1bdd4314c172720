// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the bytes of a file and of their checksum.

#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_file_test {

namespace {

std::string refusal(const std::filesystem::path& path) {
    try {
        static_cast<void>(thermosgd::read_file(path));
    } catch (const thermosgd::error& e) {
        return e.what();
    }
    return {};
}

}  // namespace

TEST_CASE("a file is read byte for byte") {
    const scratch_folder folder;
    const std::string bytes("line\r\n\0\x1a\xff", 9);
    folder.write("bytes", bytes);
    folder.write("empty", "");
    CHECK(thermosgd::read_file(folder / "bytes") == bytes);
    CHECK(thermosgd::read_file(folder / "empty").empty());
}

TEST_CASE("a file may have a name of any letters") {
    const scratch_folder folder;
    const auto path = folder.path() / std::filesystem::path(u8"температура θ.txt");
    {
        thermosgd::atomic_file file(path);
        file.write("T");
        file.commit();
    }
    CHECK(std::filesystem::file_size(path) == 1);
    CHECK(thermosgd::read_file(path) == "T");
}

TEST_CASE("what cannot be read is named with its reason") {
    const scratch_folder folder;
    const std::string absent = (folder / "absent").string();
    CHECK(refusal(absent) == "'" + absent + "': no such file, expected a file to read");
    CHECK(refusal(folder.path()) ==
          "'" + folder.path().string() + "': not a regular file, expected a file to read");
}

TEST_CASE("the checksum is FNV-1a of 64 bits, by its published test vectors") {
    STATIC_REQUIRE(thermosgd::checksum("") == 0xcbf29ce484222325ULL);
    STATIC_REQUIRE(thermosgd::checksum("a") == 0xaf63dc4c8601ec8cULL);
    STATIC_REQUIRE(thermosgd::checksum("foobar") == 0x85944171f73967e8ULL);
    STATIC_REQUIRE(thermosgd::checksum_of_nothing == thermosgd::checksum(""));
}

TEST_CASE("a checksum goes on from that of the bytes before, and text counts as its bytes") {
    const std::string_view text =
        "foo\xff"
        "bar";
    CHECK(thermosgd::checksum(text.substr(2), thermosgd::checksum(text.substr(0, 2))) ==
          thermosgd::checksum(text));
    CHECK(thermosgd::checksum(std::as_bytes(std::span(text))) == thermosgd::checksum(text));
}

TEST_CASE("bytes that differ in one place have different checksums") {
    std::string bytes = "the same except for one byte";
    const std::uint64_t whole = thermosgd::checksum(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (int change = 1; change < 256; ++change) {
            std::string other = bytes;
            other[i] = static_cast<char>(other[i] ^ change);
            REQUIRE(thermosgd::checksum(other) != whole);
        }
    }
}

}  // namespace io_file_test
