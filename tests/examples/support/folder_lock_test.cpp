// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One process at a time in a folder.

#include <support/folder_lock.hpp>

#include <string>

#include <unistd.h>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace examples_support_folder_lock_test {

TEST_CASE("a folder that is locked keeps others out, says who is there, and is free afterwards") {
    const scratch_folder folder;
    {
        const support::folder_lock first(folder.path(), "another run");
        CHECK_THROWS_WITH(
            support::folder_lock(folder.path(), "another run"),
            ContainsSubstring(folder.path().string()) &&
                ContainsSubstring("another run (process " + std::to_string(getpid()) + ")"));
        CHECK(folder.names() == std::vector<std::string>{".lock"});
    }
    CHECK(folder.names().empty());
    CHECK_NOTHROW(support::folder_lock(folder.path(), "another run"));
}

TEST_CASE("what a killed process left of a lock is no hindrance") {
    const scratch_folder folder;
    folder.write(".lock", "1234\n");
    CHECK_NOTHROW(support::folder_lock(folder.path(), "another run"));
}

TEST_CASE("a folder that cannot be locked is named") {
    const scratch_folder folder;
    CHECK_THROWS_WITH(support::folder_lock(folder / "absent", "another run"),
                      ContainsSubstring("absent': cannot lock this folder"));
}

}  // namespace examples_support_folder_lock_test
