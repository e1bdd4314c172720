// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the file that appears whole or not at all.

#include <thermosgd/io/atomic_file.hpp>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_atomic_file_test {

namespace {

template <class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const thermosgd::error& e) {
        return e.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("a file appears under its name at commit, and replaces the old one only then") {
    const scratch_folder folder;
    folder.write("file", "old");
    thermosgd::atomic_file file(folder / "file");
    file.write("ne");
    file.write(std::string_view("w\0!", 3));
    CHECK(folder.read("file") == "old");
    file.commit();
    CHECK(folder.read("file") == std::string("new\0!", 5));
    CHECK(folder.names() == names{"file"});
}

TEST_CASE("a file that is not committed leaves nothing") {
    const scratch_folder folder;
    {
        thermosgd::atomic_file file(folder / "file");
        file.write("half");
        CHECK(folder.names() == names{"file.tmp"});
    }
    CHECK(folder.names().empty());
    {
        thermosgd::atomic_file file(folder / "file");
        thermosgd::atomic_file moved = std::move(file);
        moved.write("x");
        moved.discard();
        CHECK(contains(message_of([&] { moved.write("y"); }), "committed or discarded already"));
    }
    CHECK(folder.names().empty());
}

TEST_CASE("a full disk is named, and leaves the old file and no temporary one", "[posix]") {
    const scratch_folder folder;
    folder.write("file", "old");
    for (const std::size_t size : {std::size_t{1}, std::size_t{1} << 20U}) {
        // The temporary name leads to a device that is always full. A small file shows it at commit.
        std::filesystem::create_symlink("/dev/full", folder / "file.tmp");
        const std::string message = message_of([&] {
            thermosgd::atomic_file file(folder / "file");
            file.write(std::string(size, 'x'));
            file.commit();
        });
        CAPTURE(size);
        CHECK(contains(message, "file.tmp'"));
        CHECK(contains(message, "cannot write this file (No space left on device)"));
        CHECK(folder.read("file") == "old");
        CHECK(folder.names() == names{"file"});
    }
}

TEST_CASE("a place where nothing can be written is named with the reason", "[posix]") {
    const scratch_folder folder;
    folder.write("file", "x");
    const auto fault = [](const std::filesystem::path& path) {
        return message_of([&] { thermosgd::atomic_file file(path); });
    };
    CHECK(contains(fault(folder / "file/below"),
                   "file/below.tmp': cannot open this file (Not a dir"));
    CHECK(contains(fault(folder / "absent/file"),
                   "absent/file.tmp': cannot open this file (No such"));
    CHECK(contains(fault(folder.path()), "is a folder, expected a file to write"));
    CHECK(contains(fault("/dev/full"), "'/dev/full': is a device or a pipe"));
    CHECK(folder.names() == names{"file"});
}

TEST_CASE("a target that turned into a folder is refused at commit") {
    const scratch_folder folder;
    thermosgd::atomic_file file(folder / "file");
    file.write("x");
    std::filesystem::create_directory(folder / "file");
    CHECK(contains(message_of([&] { file.commit(); }), "cannot put this file in place"));
    CHECK(folder.names() == names{"file"});
    CHECK(std::filesystem::is_directory(folder / "file"));
}

}  // namespace io_atomic_file_test
