// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What a power failure leaves: the calls of the system in their order.

// own program: fsync and rename are replaced

#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/csv.hpp>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_atomic_file_sync_test {

std::vector<std::string> calls;  // in their order
int reason = 0;                  // with which fsync fails, if not 0

}  // namespace io_atomic_file_sync_test

extern "C" int fsync(int descriptor) {
    using namespace io_atomic_file_sync_test;
    struct stat what{};
    const bool folder = fstat(descriptor, &what) == 0 && S_ISDIR(what.st_mode);
    calls.emplace_back(folder ? "fsync folder" : "fsync file");
    errno = reason;
    return reason == 0 ? 0 : -1;
}

extern "C" int rename(const char* from, const char* to) noexcept {
    io_atomic_file_sync_test::calls.emplace_back("rename");
    return static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

namespace io_atomic_file_sync_test {

namespace {

using names = std::vector<std::string>;

void write_file(const std::filesystem::path& path) {
    thermosgd::atomic_file file(path);
    file.write("whole");
    calls.clear();
    file.commit();
}

}  // namespace

TEST_CASE("bytes are on the disk before the name, and the name before commit() returns") {
    const scratch_folder folder;
    write_file(folder / "a");
    CHECK(calls == names{"fsync file", "rename", "fsync folder"});
    CHECK(folder.read("a") == "whole");
}

TEST_CASE("a disk that cannot keep the bytes fails the file and leaves the one before") {
    const scratch_folder folder;
    folder.write("a", "before");
    reason = EIO;
    CHECK_THROWS_AS(write_file(folder / "a"), thermosgd::error);
    reason = 0;
    CHECK(calls == names{"fsync file"});
    CHECK(folder.names() == names{"a"});
    CHECK(folder.read("a") == "before");
}

TEST_CASE("a file system without such a promise is no failure") {
    const scratch_folder folder;
    reason = EINVAL;
    CHECK_NOTHROW(write_file(folder / "a"));
    reason = 0;
    CHECK(folder.read("a") == "whole");
}

TEST_CASE("rows that a checkpoint counts on are synced, others are not") {
    const scratch_folder folder;
    thermosgd::csv_writer file(folder / "rows.csv", {"x"});
    file.append(1);
    calls.clear();
    file.flush();
    CHECK(calls.empty());
    file.append(2);
    file.sync();
    CHECK(calls == names{"fsync file"});
    CHECK(folder.read("rows.csv") == "x\n1\n2\n");
    CHECK(file.size() == 6);
}

}  // namespace io_atomic_file_sync_test
