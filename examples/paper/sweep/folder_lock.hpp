// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One sweep at a time in a folder of results, unless several share one plan.

#include "share.hpp"

#include <fmt/format.h>
#include <support/folder_lock.hpp>

#include <filesystem>

namespace paper {

/// Keeps other sweeps out of a folder as long as it lives. Processes that share one plan lock the
/// folder together, and each its own share of it.
class folder_lock {
public:
    /// \param folder  exists and can be written to
    /// \throws thermosgd::error naming the folder, and the process that is at work there
    folder_lock(const std::filesystem::path& folder, share part)
        : all_(folder / support::lock_name, part.ranks > 1 ? LOCK_SH : LOCK_EX, "another sweep"),
          own_(folder / fmt::format(".lock-{}", part.rank), LOCK_EX, "another sweep") {}

private:
    support::locked_file all_;
    support::locked_file own_;
};

}  // namespace paper
