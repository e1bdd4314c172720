// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What main() of every program does: exit codes, messages, and what an exception means.

#include <support/interrupt.hpp>
#include <support/terminal.hpp>

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

#include <fcntl.h>

namespace support {

/// How a program ends.
enum exit_code : int {
    success = 0,
    internal_error = 1,  ///< a fault of the program itself
    bad_input = 2,       ///< an option, a file or the machine is not as it must be, or something
                         ///< could not be written
    diverged = 3,        ///< a training or an integration ran into NaN
    interrupted = 128    ///< plus the number of the signal: 130 for Ctrl-C
};

/// Writes to standard output, for people. Where it cannot be written nothing is thrown, since the
/// results that follow must not be lost with it: run_program() says so at the end. A reader that has
/// gone away (`| head`) is no failure.
inline void print(std::string_view text) {
    errno = 0;
    const bool written =
        (text.empty() || std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) &&
        std::fflush(stdout) == 0;
    if (!written && errno == EPIPE) {
        std::clearerr(stdout);
    }
}

/// Writes a line to standard error that begins with the name of the program. Where it cannot be
/// written nothing happens: there is no place left to say so.
inline void warn(std::string_view program, std::string_view text) {
    tell(fmt::format("{}: {}\n", program, text));
}

namespace detail {

/// Has the descriptors 0 to 2 stand for something: a file opened later would get the number of one
/// that is closed (`>&-`), and the text for people with it.
inline void open_standard_descriptors() {
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
            // The lowest free number: this one, as those below are open.
            (void)open("/dev/null", O_RDWR);
        }
    }
}

/// Whether all that was printed has arrived; says so if not.
inline bool output_arrived(std::string_view program) {
    errno = 0;
    const bool flushed = std::fflush(stdout) == 0;
    const int reason = errno;
    if ((flushed && std::ferror(stdout) == 0) || reason == EPIPE) {
        return true;
    }
    warn(program,
         fmt::format("standard output: cannot be written{}; files of results are not concerned",
                     reason == 0 ? std::string()
                                 : fmt::format(" ({})", std::generic_category().message(reason))));
    return false;
}

}  // namespace detail

/// Runs a program and says in one line on standard error what stopped it.
///
/// Errors of the library, invalid arguments, refusals of the system and a lack of memory are bad
/// input (exit code 2), and so is output that cannot be written; any other exception is a fault of the
/// program (1).
/// \param name           of the program, with which its messages begin
/// \param memory_advice  what to do where memory runs out: "try a smaller --batch-size"
/// \param count, words   as main() has them
/// \param body           takes the words after the program's name, returns the exit code
/// \return the exit code of the process
template <class Body>
[[nodiscard]] int run_program(std::string_view name, std::string_view memory_advice, int count,
                              char** words, Body&& body) {
    detail::open_standard_descriptors();
    ignore_write_signals();
    int code = bad_input;
    try {
        code = body(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
    } catch (const thermosgd::error& problem) {
        warn(name, problem.what());
    } catch (const std::invalid_argument& problem) {
        warn(name, problem.what());
    } catch (const std::system_error& problem) {
        warn(name, problem.what());
    } catch (const std::bad_alloc&) {
        warn(name, fmt::format("out of memory ({})", memory_advice));
    } catch (const std::exception& problem) {
        warn(name, problem.what());
        code = internal_error;
    }
    const bool arrived = detail::output_arrived(name);
    return code == success && !arrived ? bad_input : code;
}

}  // namespace support
