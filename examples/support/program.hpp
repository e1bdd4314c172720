// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What main() of every program does: exit codes, messages, and what an exception means.

#include <support/interrupt.hpp>

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace support {

/// How a program ends.
enum exit_code : int {
    success = 0,
    internal_error = 1,  ///< a fault of the program itself
    bad_input = 2,       ///< an option, a file or the machine is not as it must be
    diverged = 3,        ///< a training or an integration ran into NaN
    interrupted = 128    ///< plus the number of the signal: 130 for Ctrl-C
};

/// Writes to standard output; a reader that has gone away (`| head`) is no failure.
/// \throws thermosgd::error if it cannot be written, on a full disk for example
inline void print(std::string_view text) {
    errno = 0;
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written && errno != EPIPE) {
        throw thermosgd::error(fmt::format("standard output: cannot write ({})",
                                           std::generic_category().message(errno)));
    }
}

/// Writes a line to standard error that begins with the name of the program. Where it cannot be
/// written nothing happens: there is no place left to say so.
inline void warn(std::string_view program, std::string_view text) {
    const std::string line = fmt::format("{}: {}\n", program, text);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

/// Runs a program and says in one line on standard error what stopped it.
///
/// Errors of the library, invalid arguments and a lack of memory are bad input (exit code 2); any
/// other exception is a fault of the program (1).
/// \param name           of the program, with which its messages begin
/// \param memory_advice  what to do where memory runs out: "try a smaller --batch-size"
/// \param count, words   as main() has them
/// \param body           takes the words after the program's name, returns the exit code
/// \return the exit code of the process
template <class Body>
[[nodiscard]] int run_program(std::string_view name, std::string_view memory_advice, int count,
                              char** words, Body&& body) {
    ignore_write_signals();
    try {
        return body(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
    } catch (const thermosgd::error& problem) {
        warn(name, problem.what());
    } catch (const std::invalid_argument& problem) {
        warn(name, problem.what());
    } catch (const std::bad_alloc&) {
        warn(name, fmt::format("out of memory ({})", memory_advice));
    } catch (const std::exception& problem) {
        warn(name, problem.what());
        return internal_error;
    }
    return bad_input;
}

}  // namespace support
