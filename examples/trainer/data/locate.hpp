// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Finds a data set: where the user says, else in the cache, on the net, or in a Debian package.

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include "dataset.hpp"
#include "download.hpp"
#include "folder.hpp"

namespace data {

/// Where to look for a data set; the defaults are those of a user.
struct search {
    /// `--data DIR`: this folder or nothing.
    std::optional<std::filesystem::path> folder;
    /// What may be downloaded, if the cache lacks it.
    std::vector<remote_file> files = mnist_files();
    /// Servers, tried in order; empty: no download. `$THERMOSGD_MNIST_URL` overrides them: addresses
    /// separated by spaces, or nothing for no download.
    std::vector<std::string> mirrors = mnist_mirrors();
    patience limits;
    /// Used if nothing else is found.
    std::filesystem::path fallback = "/usr/share/datasets/fashion-mnist";
    /// Receives one line on each thing that happens or fails on the way.
    std::function<void(std::string_view)> notice = [](std::string_view) {};
};

namespace detail {

/// An environment variable that is set, even to nothing.
inline std::optional<std::string> environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

inline std::vector<std::string> split_at_spaces(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (text.empty()) {
            return words;
        }
        const std::size_t length = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, length));
        text.remove_prefix(length);
    }
}

inline train_test read_named_folder(const std::filesystem::path& folder, std::string_view origin,
                                    const search& where) {
    train_test sets = read_folder(folder);
    sets.train.source = sets.test.source = fmt::format("{} ({})", sets.train.source, origin);
    for (const std::string& remark : sets.remarks) {
        where.notice(remark);
    }
    return sets;
}

/// Throws unless a folder's files, uncompressed, are those that were to be downloaded.
inline void require_digests(const std::filesystem::path& folder, const train_test& sets,
                            const search& where) {
    for (const remote_file& file : where.files) {
        const std::string_view name = file.name;
        const auto found =
            sets.digests.find(name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name);
        if (found == sets.digests.end() || found->second != file.sha256) {
            refuse(folder / file.name, "SHA-256 {}, expected {}: the file was changed",
                   found == sets.digests.end() ? "unknown" : found->second, file.sha256);
        }
    }
}

/// The data set in the cache; nothing, with a notice, if it is there but unsound.
inline std::optional<train_test> read_cache(const std::filesystem::path& cache,
                                            const search& where) {
    for (const remote_file& file : where.files) {
        if (!is_present(cache / file.name)) {
            return std::nullopt;
        }
    }
    try {
        train_test sets = read_folder(cache);
        require_digests(cache, sets, where);
        sets.train.source = sets.test.source = fmt::format("{} (cache)", sets.train.source);
        return sets;
    } catch (const thermosgd::error& problem) {
        where.notice(fmt::format("the cache is not usable: {}", problem.what()));
        return std::nullopt;
    }
}

/// What came of a download: the data set, or the reason why there is none.
struct download_outcome {
    std::optional<train_test> sets;
    std::string reason;
};

inline download_outcome download_to(const std::filesystem::path& cache, const search& where) {
    std::vector<std::string> mirrors = where.mirrors;
    if (const auto urls = environment("THERMOSGD_MNIST_URL")) {
        mirrors = split_at_spaces(*urls);
    }
    if (mirrors.empty()) {
        return {std::nullopt, "downloads are turned off"};
    }
    where.notice(fmt::format("downloading MNIST (11 MB) to {}", cache.string()));
    std::string reason;
    for (const std::string& mirror : mirrors) {
        try {
            download_files(mirror, where.files, cache, where.limits);
            train_test sets =
                read_named_folder(cache, fmt::format("downloaded from {}", mirror), where);
            // Another spelling of a file that lies in the cache would be read instead.
            require_digests(cache, sets, where);
            return {std::move(sets), {}};
        } catch (const thermosgd::error& problem) {
            reason = problem.what();
        }
    }
    return {std::nullopt, reason};
}

}  // namespace detail

/// The user's folder for what can be fetched again: `$XDG_CACHE_HOME/thermosgd/mnist`, or
/// `~/.cache/thermosgd/mnist` (XDG base directory specification); none without a home.
inline std::optional<std::filesystem::path> cache_folder() {
    const auto xdg = detail::environment("XDG_CACHE_HOME");
    // The specification has relative paths ignored.
    if (xdg && std::filesystem::path(*xdg).is_absolute()) {
        return std::filesystem::path(*xdg) / "thermosgd" / "mnist";
    }
    const auto home = detail::environment("HOME");
    if (home && !home->empty()) {
        return std::filesystem::path(*home) / ".cache" / "thermosgd" / "mnist";
    }
    return std::nullopt;
}

/// Finds and reads a data set, in this order: the given folder; `$THERMOSGD_DATA`; the user's cache;
/// a download of MNIST into the cache; Debian's dataset-fashion-mnist.
///
/// A folder that the user named must be right: there is no falling through from the first two.
/// \return the sets; `name` and `source` say which data set is in use and where it comes from
/// \throws thermosgd::error naming what was found and what was expected
inline train_test find_data(const search& where = {}) {
    if (where.folder) {
        return detail::read_named_folder(*where.folder, "--data", where);
    }
    if (const auto folder = detail::environment("THERMOSGD_DATA"); folder && !folder->empty()) {
        return detail::read_named_folder(*folder, "$THERMOSGD_DATA", where);
    }
    std::string reason = "no folder for a cache, since neither $XDG_CACHE_HOME nor $HOME is set";
    if (const auto cache = cache_folder()) {
        if (auto cached = detail::read_cache(*cache, where)) {
            return std::move(*cached);
        }
        auto outcome = detail::download_to(*cache, where);
        if (outcome.sets) {
            return std::move(*outcome.sets);
        }
        reason = std::move(outcome.reason);
    }
    if (!detail::is_present(where.fallback)) {
        refuse(where.fallback,
               "no data set here nor in the cache, and no download of MNIST ({}); give --data DIR "
               "or install the package dataset-fashion-mnist",
               reason);
    }
    train_test sets =
        detail::read_named_folder(where.fallback, "package dataset-fashion-mnist", where);
    where.notice(fmt::format("no download of MNIST ({}); using {} from {}", reason, sets.train.name,
                             where.fallback.string()));
    return sets;
}

}  // namespace data
