// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A file of untrusted origin read as a stream of bytes, gzip-compressed or not.

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <thermosgd/core/error.hpp>

#include "file_kind.hpp"

namespace data {

/// Throws thermosgd::error with a message that opens with the file's name.
template <class... Arguments>
[[noreturn]] void refuse(const std::filesystem::path& path, fmt::format_string<Arguments...> format,
                         Arguments&&... arguments) {
    throw thermosgd::error(fmt::format("'{}': {}", path.string(),
                                       fmt::format(format, std::forward<Arguments>(arguments)...)));
}

/// The bytes of a plain or gzip file (RFC 1952; told apart by content, not by name), in order.
///
/// Memory stays at two small buffers however large the file says it is. A gzip file may hold several
/// members; its checksums and lengths are verified. Zeros after its end are padding, as gzip(1) has
/// it, and other bytes there an error.
class input_file {
public:
    /// Opens a file.
    ///
    /// \throws thermosgd::error if it is absent, not a regular file, unreadable or empty
    explicit input_file(std::filesystem::path path) : path_(std::move(path)) {
        std::error_code failure;
        const auto status = std::filesystem::status(path_, failure);
        if (status.type() == std::filesystem::file_type::not_found) {
            refuse(path_, "no such file");
        }
        if (status.type() == std::filesystem::file_type::none) {
            refuse(path_, "cannot read this file ({})", failure.message());
        }
        if (!std::filesystem::is_regular_file(status)) {
            refuse(path_, "is a {}, expected a file",
                   std::filesystem::is_directory(status) ? "folder" : "device or pipe");
        }
        errno = 0;
        file_.reset(std::fopen(path_.c_str(), "rb"));
        if (!file_) {
            refuse(path_, "cannot read this file ({})", std::generic_category().message(errno));
        }
        size_on_disk_ = std::filesystem::file_size(path_, failure);
        if (failure) {
            refuse(path_, "cannot read this file ({})", failure.message());
        }
        refill();
        if (pending_.empty()) {
            refuse(path_, "is empty");
        }
        if (pending_.size() >= 2 && pending_[0] == 0x1f && pending_[1] == 0x8b) {
            start_inflating();
        }
    }

    /// Reads the next bytes.
    ///
    /// \return the number of bytes read: less than asked for only at the end of the file
    /// \throws thermosgd::error if the file cannot be read or is not sound as gzip
    std::size_t read(std::span<std::uint8_t> destination) {
        const std::size_t known = std::min(destination.size(), ahead_.size() - taken_);
        std::copy_n(ahead_.begin() + static_cast<std::ptrdiff_t>(taken_), known,
                    destination.begin());
        taken_ += known;
        return known + read_further(destination.subspan(known));
    }

    /// The first bytes, at most bytes_of_kind, which read() will give all the same. To be called
    /// before it.
    std::span<const std::uint8_t> first_bytes() {
        if (ahead_.empty()) {
            ahead_.resize(bytes_of_kind);
            ahead_.resize(read_further(ahead_));
        }
        return ahead_;
    }

    /// Reads up to `count` bytes into a vector that grows with what is really there.
    std::vector<std::uint8_t> read_up_to(std::uint64_t count) {
        constexpr std::uint64_t piece = 1U << 20U;
        std::vector<std::uint8_t> bytes;
        bytes.reserve(static_cast<std::size_t>(std::min(count, inflater_ ? piece : size_on_disk_)));
        while (bytes.size() < count) {
            const std::size_t old_size = bytes.size();
            const auto wanted = static_cast<std::size_t>(std::min(count - old_size, piece));
            bytes.resize(old_size + wanted);
            const std::size_t got = read(std::span(bytes).subspan(old_size));
            if (got < wanted) {
                bytes.resize(old_size + got);
                break;
            }
        }
        return bytes;
    }

    /// Whether no byte is left. Also where the checksum of a gzip file is verified.
    [[nodiscard]] bool at_end() {
        std::array<std::uint8_t, 1> beyond{};
        return read(beyond) == 0;
    }

    /// The most bytes that the file can hold: deflate never packs more than 1032:1 (zlib manual).
    [[nodiscard]] std::uint64_t largest_possible_size() const noexcept {
        return inflater_ ? 1032 * size_on_disk_ : size_on_disk_;
    }

    [[nodiscard]] bool is_compressed() const noexcept { return inflater_ != nullptr; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    struct close_file {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    struct end_inflating {
        void operator()(z_stream* stream) const noexcept {
            inflateEnd(stream);
            delete stream;
        }
    };

    std::size_t read_further(std::span<std::uint8_t> destination) {
        return inflater_ ? read_compressed(destination) : read_plain(destination);
    }

    /// Makes `pending_` the next bytes of the file on disk; empty at its end.
    void refill() {
        errno = 0;
        const std::size_t got = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
        if (std::ferror(file_.get()) != 0) {
            refuse(path_, "cannot read this file ({})", std::generic_category().message(errno));
        }
        pending_ = std::span(buffer_).first(got);
    }

    std::size_t read_plain(std::span<std::uint8_t> destination) {
        std::size_t done = 0;
        while (done < destination.size()) {
            if (pending_.empty()) {
                refill();
                if (pending_.empty()) {
                    break;
                }
            }
            const std::size_t count = std::min(pending_.size(), destination.size() - done);
            std::copy_n(pending_.begin(), count, destination.subspan(done).begin());
            pending_ = pending_.subspan(count);
            done += count;
        }
        return done;
    }

    void start_inflating() {
        auto stream = std::make_unique<z_stream>();
        constexpr int gzip_format = 15 + 16;
        if (inflateInit2(stream.get(), gzip_format) != Z_OK) {
            refuse(path_, "zlib cannot start: {}",
                   stream->msg != nullptr ? stream->msg : "no memory");
        }
        inflater_.reset(stream.release());
    }

    std::size_t read_compressed(std::span<std::uint8_t> destination) {
        std::size_t done = 0;
        while (done < destination.size()) {
            if (pending_.empty()) {
                refill();
            }
            if (between_members_) {
                if (pending_.empty()) {
                    break;
                }
                if (pending_[0] == 0) {
                    skip_padding();
                    break;
                }
                if (pending_[0] != 0x1f) {
                    refuse(path_, "bytes after the end of the gzip data, expected none but zeros");
                }
                inflateReset(inflater_.get());
                between_members_ = false;
            }
            if (pending_.empty()) {
                refuse(path_, "truncated gzip data: it ends after {} uncompressed bytes",
                       total_ + done);
            }
            done += inflate_into(destination.subspan(done));
        }
        total_ += done;
        return done;
    }

    void skip_padding() {
        for (; !pending_.empty(); refill()) {
            if (std::any_of(pending_.begin(), pending_.end(),
                            [](auto byte) { return byte != 0; })) {
                refuse(path_, "bytes after the end of the gzip data, expected none but zeros");
            }
        }
    }

    std::size_t inflate_into(std::span<std::uint8_t> destination) {
        constexpr std::size_t most = std::numeric_limits<uInt>::max();
        z_stream& stream = *inflater_;
        stream.next_in = pending_.data();
        stream.avail_in = static_cast<uInt>(pending_.size());
        stream.next_out = destination.data();
        stream.avail_out = static_cast<uInt>(std::min(destination.size(), most));
        const std::size_t room = stream.avail_out;
        const int outcome = inflate(&stream, Z_NO_FLUSH);
        pending_ = pending_.last(stream.avail_in);
        if (outcome == Z_STREAM_END) {
            between_members_ = true;
        } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
            refuse(path_, "corrupted gzip data ({})",
                   stream.msg != nullptr ? stream.msg : zError(outcome));
        }
        return room - stream.avail_out;
    }

    std::filesystem::path path_;
    std::unique_ptr<std::FILE, close_file> file_;
    std::unique_ptr<z_stream, end_inflating> inflater_;
    std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(1U << 16U);
    std::span<std::uint8_t> pending_;
    std::uint64_t size_on_disk_ = 0;
    std::vector<std::uint8_t> ahead_;  // what first_bytes() has read
    std::size_t taken_ = 0;            // of these by read()
    std::uint64_t total_ = 0;
    bool between_members_ = false;
};

}  // namespace data
