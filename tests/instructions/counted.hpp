// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The function within which callgrind counts.

/// Calls `work`; `count` tells callgrind to collect from its entry to its return.
template <class Work>
[[gnu::noinline]] void counted(const Work& work) {
    work();
}
