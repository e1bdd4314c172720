// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A file that appears under its name only once it is whole, and the checked writing beneath it.

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#if defined(_WIN32)
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

#include <thermosgd/core/error.hpp>
#include <thermosgd/io/file.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A file of the C library of which every call is checked and every failure names the file.
class checked_file {
public:
    checked_file(const std::filesystem::path& path, const char* mode) : path_(path) {
        errno = 0;
        file_ = open_file(path_, mode);
        if (!file_) {
            fail("cannot open");
        }
    }

    void write(std::string_view bytes) {
        errno = 0;
        if (!bytes.empty() &&
            std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
            fail("cannot write");
        }
    }

    void flush() {
        errno = 0;
        if (std::fflush(file_.get()) != 0) {
            fail("cannot write");
        }
    }

    /// What was written outlives a power failure.
    void sync() {
        flush();
        errno = 0;
#if defined(_WIN32)
        const bool done = _commit(_fileno(file_.get())) == 0;
#else
        // EINVAL, ENOTSUP: a pipe, or a file system that has no such promise to give.
        const bool done = fsync(fileno(file_.get())) == 0 || errno == EINVAL || errno == ENOTSUP;
#endif
        if (!done) {
            fail("cannot write");
        }
    }

    // The last error of a full disk may show only here.
    void close() {
        errno = 0;
        if (file_ && std::fclose(file_.release()) != 0) {
            fail("cannot write");
        }
    }

    void abandon() noexcept { file_.reset(); }

    [[nodiscard]] bool is_open() const noexcept { return file_ != nullptr; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    void fail(const char* what) const {
        THERMOSGD_THROW(
            error("'" + path_.string() + "': " + what + " this file (" + reason(errno) + ")"));
    }

    std::filesystem::path path_;
    file_handle file_;
};

/// Has the names in a folder outlive a power failure, as far as the system lets us.
inline void sync_folder([[maybe_unused]] const std::filesystem::path& folder) noexcept {
#if !defined(_WIN32)
    const int descriptor =
        open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        (void)close(descriptor);
    }
#endif
}

/// Throws unless `path` is free or a regular file: a device or a folder must not be renamed over.
inline void require_replaceable(const std::filesystem::path& path) {
    std::error_code ignored;
    const auto kind = std::filesystem::status(path, ignored).type();
    using std::filesystem::file_type;
    if (kind == file_type::directory) {
        THERMOSGD_THROW(error("'" + path.string() + "': is a folder, expected a file to write"));
    }
    if (kind == file_type::block || kind == file_type::character || kind == file_type::fifo ||
        kind == file_type::socket) {
        THERMOSGD_THROW(
            error("'" + path.string() + "': is a device or a pipe, expected a regular file"));
    }
}

}  // namespace detail

/// A file written to `target` + ".tmp" and renamed to `target` by commit().
///
/// Until commit() returns, whatever stood under the target name stays as it was; a writer that is
/// destroyed, or that fails, leaves no temporary file behind. A killed process may leave the
/// temporary file, never a half-written target. The temporary lies in the same folder, so that the
/// rename stays within one file system. The bytes are on the disk before the rename, and the name
/// when commit() returns (fsync of the file, then of its folder): what is removed after that, since
/// the new file stands in for it, is not missed after a power failure.
///
/// One writer per target at a time: two would share the temporary name.
class atomic_file {
public:
    /// Opens the temporary file.
    ///
    /// \param target  the final name; a free name or a regular file
    /// \throws error if the target is a folder or a device, or the temporary cannot be opened
    explicit atomic_file(std::filesystem::path target) : target_(std::move(target)) {
        detail::require_replaceable(target_);
        file_ = std::make_unique<detail::checked_file>(temporary_name(target_), "wb");
    }

    atomic_file(atomic_file&&) noexcept = default;
    atomic_file& operator=(atomic_file&&) = delete;
    ~atomic_file() { discard(); }

    /// Appends bytes to the temporary file.
    ///
    /// \throws error naming the file and the reason, e.g. a full disk; the temporary is removed
    void write(std::string_view bytes) {
        guarded([&] { open_file().write(bytes); });
    }

    /// Closes the temporary file and gives it the target's name.
    ///
    /// \throws error if the last bytes cannot be written or the rename fails; the temporary is
    ///         removed and the target is as it was
    void commit() {
        std::filesystem::path folder;
        guarded([&] {
            folder = target_.parent_path();  // memory must not run out after the rename
            open_file().sync();
            open_file().close();
            std::error_code failure;
            std::filesystem::rename(file_->path(), target_, failure);
            if (failure) {
                THERMOSGD_THROW(error("'" + target_.string() +
                                      "': cannot put this file in place (" + failure.message() +
                                      ")"));
            }
        });
        file_.reset();
        detail::sync_folder(folder);
    }

    /// Removes the temporary file; the target stays as it was. Does nothing after commit().
    void discard() noexcept {
        if (file_) {
            file_->abandon();
            std::error_code ignored;
            std::filesystem::remove(file_->path(), ignored);
            file_.reset();
        }
    }

    /// The final name.
    [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }

    /// The name under which a file with the given final name is written.
    [[nodiscard]] static std::filesystem::path temporary_name(std::filesystem::path target) {
        target += ".tmp";
        return target;
    }

private:
    /// Discards the temporary unless `action` returns.
    template <class Action>
    void guarded(Action&& action) {
        struct undo {
            atomic_file* self;
            ~undo() {
                if (self != nullptr) {
                    self->discard();
                }
            }
        } undo{this};
        action();
        undo.self = nullptr;
    }

    detail::checked_file& open_file() {
        if (!file_) {
            THERMOSGD_THROW(error("'" + target_.string() +
                                  "': this writer was committed or discarded already"));
        }
        return *file_;
    }

    std::filesystem::path target_;
    std::unique_ptr<detail::checked_file> file_;
};

}  // namespace THERMOSGD_NAMESPACE
