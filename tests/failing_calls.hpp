// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Replaces the calls by which files are written, so that one of them, or all from one on, fail as on
/// a disk that is full or broken; for one translation unit per program or library.

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <limits>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

namespace test {

inline constexpr std::size_t no_call = std::numeric_limits<std::size_t>::max();

/// The calls so far, and from which to which of them fail.
struct call_failures {
    std::size_t calls = 0;
    std::size_t first = no_call;
    std::size_t last = no_call;
    int reason = ENOSPC;

    /// Counts a call. \return whether it fails, errno then being set
    bool next() noexcept {
        const std::size_t number = calls++;
        if (number < first || number > last) {
            return false;
        }
        errno = reason;
        return true;
    }
};

inline call_failures failures;

/// Fails call number `first` from here on (0 is the next), or all from it on, to the end of the scope.
class failing_calls {
public:
    failing_calls(std::size_t first, bool once, int reason) {
        failures = {0, first, once ? first : no_call - 1, reason};
    }
    failing_calls(const failing_calls&) = delete;
    failing_calls& operator=(const failing_calls&) = delete;
    ~failing_calls() { failures = {}; }

    /// Whether one has failed.
    [[nodiscard]] static bool happened() noexcept { return failures.calls > failures.first; }
};

/// The function of the system that one of this file stands before.
template <class Function>
Function* original(const char* name) noexcept {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// Reading is left alone, and so is what people read.
inline bool is_written(std::FILE* file) noexcept {
    return file != nullptr && file != stdout && file != stderr && __fwritable(file) != 0;
}

}  // namespace test

// noexcept where the headers of the system say so.
extern "C" {

std::FILE* fopen(const char* path, const char* mode) {
    static auto* const real = test::original<std::FILE*(const char*, const char*)>("fopen");
    return *mode != 'r' && test::failures.next() ? nullptr : real(path, mode);
}

std::FILE* fopen64(const char* path, const char* mode) {
    static auto* const real = test::original<std::FILE*(const char*, const char*)>("fopen64");
    return *mode != 'r' && test::failures.next() ? nullptr : real(path, mode);
}

std::size_t fwrite(const void* data, std::size_t size, std::size_t count, std::FILE* file) {
    static auto* const real =
        test::original<std::size_t(const void*, std::size_t, std::size_t, std::FILE*)>("fwrite");
    if (test::is_written(file) && test::failures.next()) {
        const int reason = errno;
        const std::size_t written = real(data, 1, size * count / 2, file) / size;
        errno = reason;
        return written;
    }
    return real(data, size, count, file);
}

int fflush(std::FILE* file) {
    static auto* const real = test::original<int(std::FILE*)>("fflush");
    if (test::is_written(file) && test::failures.next()) {
        __fpurge(file);  // what did not get to the disk is lost
        return EOF;
    }
    return real(file);
}

int fclose(std::FILE* file) {
    static auto* const real = test::original<int(std::FILE*)>("fclose");
    if (test::is_written(file) && test::failures.next()) {
        const int reason = errno;
        __fpurge(file);
        (void)real(file);
        errno = reason;
        return EOF;
    }
    return real(file);
}

int open(const char* path, int flags, ...) {
    static auto* const real = test::original<int(const char*, int, ...)>("open");
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
        if (test::failures.next()) {
            return -1;
        }
    }
    return real(path, flags, mode);
}

int fsync(int descriptor) {
    static auto* const real = test::original<int(int)>("fsync");
    return test::failures.next() ? -1 : real(descriptor);
}

int rename(const char* from, const char* to) noexcept {
    static auto* const real = test::original<int(const char*, const char*)>("rename");
    return test::failures.next() ? -1 : real(from, to);
}

int truncate(const char* path, off_t size) noexcept {
    static auto* const real = test::original<int(const char*, off_t)>("truncate");
    // To make a file shorter needs no room.
    const bool only_one = test::failures.first == test::failures.last;
    return only_one && test::failures.next() ? -1 : real(path, size);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const real = test::original<int(const char*, mode_t)>("mkdir");
    return test::failures.next() ? -1 : real(path, mode);
}

}  // extern "C"
