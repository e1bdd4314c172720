// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the download, against file:// addresses.

#include <trainer/data/download.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "made_files.hpp"

namespace examples_trainer_data_download_test {

namespace {

/// What the server holds under a name, and what it should hold.
data::remote_file serve(const scratch_folder& server, const std::string& name,
                        const std::string& bytes) {
    server.write(name, gzip(bytes));
    return {name, bytes.size(), sha256_of(bytes)};
}

std::string url(const std::filesystem::path& path) {
    return "file://" + path.string();
}

}  // namespace

TEST_CASE("files are fetched, checked and put in place") {
    const scratch_folder server;
    const scratch_folder target;
    const std::vector<data::remote_file> files{serve(server, "a.gz", "first"),
                                               serve(server, "b.gz", "second")};
    const auto folder = target / "new/cache";
    data::download_files(url(server.path()), files, folder);
    CHECK(target.read("new/cache/a.gz") == server.read("a.gz"));
    CHECK(target.read("new/cache/b.gz") == server.read("b.gz"));
    CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 2);

    target.write("new/cache/a.gz", "an older file");
    data::download_files(url(server.path()) + "/", files, folder);
    CHECK(target.read("new/cache/a.gz") == server.read("a.gz"));
}

TEST_CASE("what a killed download left goes with the next, what one at work has stays") {
    namespace fs = std::filesystem;
    const scratch_folder server;
    const scratch_folder target;
    const std::vector<data::remote_file> files{serve(server, "a.gz", "first")};
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const char* name : {".incoming-1234", ".incoming-busy", ".incoming-young", "incoming-1"}) {
        fs::create_directory(target / name);
        target.write(std::string(name) + "/a.gz", "half");
    }
    for (const char* name : {".incoming-1234", ".incoming-busy", "incoming-1"}) {
        fs::last_write_time(target / name, old);
    }
    const data::detail::locked_folder busy(target / ".incoming-busy");
    REQUIRE(busy.lock());
    data::download_files(url(server.path()), files, target.path());
    CHECK(target.names() ==
          std::vector<std::string>{".incoming-busy", ".incoming-young", "a.gz", "incoming-1"});
}

TEST_CASE("downloads at one time into one folder have folders of their own") {
    const scratch_folder target;
    const data::detail::temporary_folder a(target.path());
    const data::detail::temporary_folder b(target.path());
    CHECK(a.path() != b.path());
    CHECK(target.names().size() == 2);
}

TEST_CASE("a file of the wrong contents is refused and nothing is put in place") {
    const scratch_folder server;
    const scratch_folder target;
    std::vector<data::remote_file> files{serve(server, "a.gz", "first"),
                                         serve(server, "b.gz", "second")};
    std::string expected = "wrong contents";
    // What the server gives for the second file.
    const std::string given = GENERATE(as<std::string>{}, "other bytes of the same number",
                                       "fewer bytes", "a bomb", "no gzip", "cut short", "nothing",
                                       "more bytes on the way than it can have", "absent");
    CAPTURE(given);
    if (given == "other bytes of the same number") {
        server.write("b.gz", gzip("sEcond"));
    } else if (given == "fewer bytes") {
        server.write("b.gz", gzip("sec"));
    } else if (given == "a bomb") {
        server.write("b.gz", gzip(std::string(1U << 24U, 'x')));
    } else if (given == "no gzip") {
        server.write("b.gz", "<html>moved</html>");
    } else if (given == "cut short") {
        server.write("b.gz", gzip("second").substr(0, 15));
        expected = "truncated gzip data";
    } else if (given == "nothing") {
        server.write("b.gz", "");
        expected = "is empty";
    } else if (given == "more bytes on the way than it can have") {
        server.write("b.gz", std::string(100'000, 'x'));
        expected = "more than the";
    } else if (given == "absent") {
        std::filesystem::remove(server / "b.gz");
        expected = "Couldn't read a file";
    }
    const std::string message =
        message_of([&] { data::download_files(url(server.path()), files, target.path()); });
    CAPTURE(message);
    CHECK(contains(message, "b.gz"));
    CHECK(contains(message, url(server.path())));
    CHECK(contains(message, expected));
    CHECK(target.names().empty());
}

TEST_CASE("a folder that cannot be made or written to is named") {
    const scratch_folder server;
    const scratch_folder target;
    const std::vector<data::remote_file> files{serve(server, "a.gz", "first")};
    const auto below_a_file = target.write("file", "x") / "cache";
    const std::string message =
        message_of([&] { data::download_files(url(server.path()), files, below_a_file); });
    CHECK(contains(message, below_a_file.string()));
    CHECK(contains(message, "cannot create this folder (Not a directory)"));
}

TEST_CASE("protocols other than https, http and file are refused") {
    const scratch_folder target;
    const std::vector<data::remote_file> files{{"a.gz", 1, ""}};
    const std::string message =
        message_of([&] { data::download_files("ftp://localhost/", files, target.path()); });
    CHECK(contains(message, "Unsupported protocol"));
    CHECK(target.names().empty());
}

}  // namespace examples_trainer_data_download_test
