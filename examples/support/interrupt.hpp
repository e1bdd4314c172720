// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Ctrl-C, or a terminal that is closed, asks a run to end after its present step; a second one ends the process at once.

#include <csignal>

namespace support {

namespace detail {

inline volatile std::sig_atomic_t requested_signal = 0;

extern "C" inline void note_signal(int number) {
    requested_signal = number;
}

}  // namespace detail

/// Has SIGINT, SIGTERM and SIGHUP noted rather than end the process, each only the first time; a
/// SIGHUP that is ignored already, as under nohup, stays so.
inline void install_signal_handlers() {
    struct sigaction action{};
    action.sa_handler = detail::note_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    struct sigaction old{};
    if (sigaction(SIGHUP, nullptr, &old) == 0 && old.sa_handler != SIG_IGN) {
        sigaction(SIGHUP, &action, nullptr);
    }
}

/// Has writes to a closed pipe or beyond the limit of file size fail rather than end the process.
inline void ignore_write_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

/// The signal that asks to end, or 0.
[[nodiscard]] inline int interrupted_by() noexcept {
    return detail::requested_signal;
}

}  // namespace support
