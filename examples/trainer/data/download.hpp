// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Fetches the files of a data set from a web server, checks them and puts them in a folder.

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <thermosgd/core/error.hpp>

#include "folder.hpp"
#include "input_file.hpp"
#include "sha256.hpp"

namespace data {

/// A file to fetch: what it must be once uncompressed.
struct remote_file {
    std::string name;        ///< on the server and in the folder
    std::uint64_t size = 0;  ///< uncompressed [bytes]
    std::string sha256;      ///< of the uncompressed bytes
};

/// The files of MNIST.
inline std::vector<remote_file> mnist_files() {
    constexpr std::array<std::uint64_t, 4> sizes{47'040'016, 60'008, 7'840'016, 10'008};
    std::vector<remote_file> files;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        files.push_back({std::string(mnist_file_names[i]) + ".gz", sizes[i],
                         std::string(detail::known_idx_sets[0].sha256[i])});
    }
    return files;
}

/// Public mirrors of MNIST.
inline std::vector<std::string> mnist_mirrors() {
    return {"https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/"};
}

/// How long a server may keep a download waiting.
struct patience {
    std::chrono::milliseconds connect{3000};  ///< until connected, name look-up included
    std::chrono::seconds stalled{5};          ///< below 10 kB/s
    std::chrono::seconds total{120};          ///< per file
};

namespace detail {

/// An open folder, locked for this process while it lives.
class locked_folder {
public:
    explicit locked_folder(const std::filesystem::path& path)
        : descriptor_(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) {}
    locked_folder(const locked_folder&) = delete;
    locked_folder& operator=(const locked_folder&) = delete;
    ~locked_folder() {
        if (descriptor_ >= 0) {
            (void)close(descriptor_);
        }
    }
    /// Whether no other process has it.
    [[nodiscard]] bool lock() const {
        return descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    }

private:
    int descriptor_;
};

inline constexpr std::string_view incoming_prefix = ".incoming-";

/// Removes what downloads that were killed have left in a folder: what nobody has locked, and what is
/// old enough that nobody is about to.
inline void remove_stale(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    constexpr std::chrono::minutes settled{10};
    std::error_code failure;
    std::vector<fs::path> stale;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        std::error_code ignored;
        const auto written = fs::last_write_time(entry->path(), ignored);
        if (!ignored && entry->path().filename().string().starts_with(incoming_prefix) &&
            fs::file_time_type::clock::now() - written > settled &&
            locked_folder(entry->path()).lock()) {
            stale.push_back(entry->path());
        }
    }
    for (const fs::path& path : stale) {
        fs::remove_all(path, failure);
    }
}

/// A folder of a name that no other process has, on this machine or another that shares the disk. It
/// vanishes at the end of the scope with all that was left in it.
class temporary_folder {
public:
    explicit temporary_folder(const std::filesystem::path& parent) {
        std::error_code failure;
        std::filesystem::create_directories(parent, failure);
        if (failure) {
            refuse(parent, "cannot create this folder ({})", failure.message());
        }
        std::string name = (parent / incoming_prefix).string() + "XXXXXX";
        errno = 0;
        if (mkdtemp(name.data()) == nullptr) {
            refuse(parent, "cannot create a folder in it ({})",
                   std::generic_category().message(errno));
        }
        path_ = name;
        lock_ = std::make_unique<locked_folder>(path_);
        (void)lock_->lock();
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
    std::unique_ptr<locked_folder> lock_;
};

struct download_sink {
    std::FILE* file;
    std::uint64_t left;
    bool overfull = false;

    static std::size_t write(char* bytes, std::size_t size, std::size_t count, void* self) {
        auto& sink = *static_cast<download_sink*>(self);
        const std::size_t total = size * count;
        if (total > sink.left) {
            sink.overfull = true;
            return 0;
        }
        sink.left -= total;
        return std::fwrite(bytes, 1, total, sink.file);
    }
};

/// Fetches one URL into a file.
inline void fetch(const std::string& url, const std::filesystem::path& path, std::uint64_t most,
                  const patience& limits) {
    struct close_file {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    struct close_curl {
        void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    };
    errno = 0;
    std::unique_ptr<std::FILE, close_file> file(std::fopen(path.c_str(), "wb"));
    if (!file) {
        refuse(path, "cannot write this file ({})", std::generic_category().message(errno));
    }
    const std::unique_ptr<CURL, close_curl> handle(curl_easy_init());
    if (!handle) {
        throw thermosgd::error("libcurl cannot start");
    }
    download_sink sink{.file = file.get(), .left = most};
    CURL* const curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http,file");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 3L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 10'000L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stalled.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(limits.total.count()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &download_sink::write);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
    const CURLcode outcome = curl_easy_perform(curl);
    const bool written = std::fclose(file.release()) == 0;
    if (sink.overfull) {
        throw thermosgd::error(fmt::format("'{}': more than the {} bytes expected", url, most));
    }
    if (outcome != CURLE_OK) {
        throw thermosgd::error(fmt::format("'{}': {}", url, curl_easy_strerror(outcome)));
    }
    if (!written) {
        refuse(path, "cannot write this file ({})", std::generic_category().message(errno));
    }
}

/// Throws unless the file holds, uncompressed, what it should.
inline void verify(const std::filesystem::path& path, const std::string& url,
                   const remote_file& expected) {
    input_file file(path);
    sha256 digest;
    std::uint64_t size = 0;
    std::vector<std::uint8_t> piece(1U << 16U);
    std::size_t got = 0;
    while (size <= expected.size && (got = file.read(piece)) > 0) {
        digest.update(std::span(piece).first(got));
        size += got;
    }
    if (size != expected.size || digest.hex() != expected.sha256) {
        throw thermosgd::error(fmt::format(
            "'{}': wrong contents: {}{} bytes uncompressed, SHA-256 {}, expected {} and {}", url,
            size > expected.size ? "over " : "", std::min(size, expected.size), digest.hex(),
            expected.size, expected.sha256));
    }
}

}  // namespace detail

/// Fetches files from one server into a folder.
///
/// All files are fetched under a temporary name and checked (size and SHA-256 of the uncompressed
/// bytes) before the first appears in the folder.
///
/// \param base_url  what the names are appended to; https, http or file
/// \param files     what to fetch
/// \param folder    where to; created if it is absent
/// \throws thermosgd::error naming the URL or file and the reason; nothing is left behind
inline void download_files(std::string base_url, std::span<const remote_file> files,
                           const std::filesystem::path& folder, const patience& limits = {}) {
    if (!base_url.ends_with('/')) {
        base_url += '/';
    }
    detail::remove_stale(folder);
    const detail::temporary_folder incoming(folder);
    for (const remote_file& file : files) {
        const std::string url = base_url + file.name;
        const auto path = incoming.path() / file.name;
        constexpr std::uint64_t gzip_overhead = 1U << 16U;
        detail::fetch(url, path, file.size + gzip_overhead, limits);
        try {
            detail::verify(path, url, file);
        } catch (const thermosgd::error& problem) {
            throw thermosgd::error(fmt::format("downloaded from {}: {}", base_url, problem.what()));
        }
    }
    for (const remote_file& file : files) {
        std::error_code failure;
        std::filesystem::rename(incoming.path() / file.name, folder / file.name, failure);
        if (failure) {
            refuse(folder / file.name, "cannot put this file in place ({})", failure.message());
        }
    }
}

}  // namespace data
