// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Reads the data set that a folder holds, whichever of the known kinds it is.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cifar10.hpp"
#include "dataset.hpp"
#include "idx.hpp"
#include "input_file.hpp"

namespace data {

/// The four files of MNIST and of the sets made in its image, without ".gz".
inline constexpr std::array<std::string_view, 4> mnist_file_names{
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte"};

namespace detail {

/// Whether there is a file, a folder or anything else under this name.
inline bool is_present(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

/// The spellings in which one of the four files is found: "t10k-images-idx3-ubyte", with '.' for
/// the second '-' as some programs unpack it, and either with ".gz".
inline std::array<std::string, 4> spellings(std::string_view name) {
    const std::string plain(name);
    std::string dotted = plain;
    dotted[dotted.find("-idx")] = '.';
    return {plain, dotted, plain + ".gz", dotted + ".gz"};
}

inline std::optional<std::filesystem::path> find_idx(const std::filesystem::path& folder,
                                                     std::string_view name) {
    for (const std::string& spelling : spellings(name)) {
        const std::filesystem::path path = folder / spelling;
        // Some unpack each file into a folder of its own name.
        if (is_present(path / spelling)) {
            return path / spelling;
        }
        if (is_present(path)) {
            return path;
        }
    }
    return std::nullopt;
}

/// A set whose files are known: SHA-256 of the uncompressed bytes, in the order of mnist_file_names.
struct known_idx_set {
    std::string_view name;
    std::array<std::string_view, 4> sha256;
};

/// MNIST and Fashion-MNIST (Xiao, Rasul and Vollgraf 2017) have the same file names and sizes.
inline constexpr std::array<known_idx_set, 2> known_idx_sets{
    {{"MNIST",
      {"ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
       "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
       "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
       "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
     {"Fashion-MNIST",
      {"c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
       "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
       "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
       "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}}}};

/// What a set is called: as the known set of which it has all four files; "IDX data" if it has none
/// of any; and otherwise as what it is, a known set with files of something else.
/// \param paths   of the files, for the remarks     \param digests  of them
/// \param remarks  gets a line on each file that is not that of the known set
inline std::string idx_set_name(const std::array<std::filesystem::path, 4>& paths,
                                const std::array<std::string, 4>& digests,
                                std::vector<std::string>& remarks) {
    const known_idx_set* nearest = nullptr;
    std::size_t most = 0;
    for (const known_idx_set& known : known_idx_sets) {
        std::size_t equal = 0;
        for (std::size_t i = 0; i < digests.size(); ++i) {
            equal += digests[i] == known.sha256[i] ? 1U : 0U;
        }
        if (equal > most) {
            most = equal;
            nearest = &known;
        }
    }
    if (nearest == nullptr) {
        return "IDX data";
    }
    std::string others;
    for (std::size_t i = 0; i < digests.size(); ++i) {
        if (digests[i] != nearest->sha256[i]) {
            remarks.push_back(
                fmt::format("'{}': SHA-256 {}, expected {} of {} as the files beside it",
                            paths[i].string(), digests[i], nearest->sha256[i], nearest->name));
            others = others.empty() ? std::string(mnist_file_names[i]) : "files";
        }
    }
    return std::string(nearest->name) + (others.empty() ? "" : " with other " + others);
}

inline dataset join_idx(const std::filesystem::path& image_path, idx_images images,
                        const std::filesystem::path& label_path, idx_labels labels) {
    if (images.count != labels.labels.size()) {
        refuse(label_path, "{} labels, expected {}, the number of images in '{}'",
               labels.labels.size(), images.count, image_path.string());
    }
    dataset set;
    set.channels = 1;
    set.height = images.height;
    set.width = images.width;
    set.classes = 10;
    set.images = std::move(images.pixels);
    set.labels = std::move(labels.labels);
    return set;
}

inline train_test read_idx_folder(const std::filesystem::path& folder) {
    std::array<std::filesystem::path, 4> paths;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto found = find_idx(folder, mnist_file_names[i]);
        if (!found) {
            refuse(folder, "incomplete: no {}, expected this file, plain or .gz, beside the others",
                   mnist_file_names[i]);
        }
        paths[i] = *found;
    }
    idx_images train_images = read_idx_images(paths[0]);
    idx_labels train_labels = read_idx_labels(paths[1]);
    idx_images test_images = read_idx_images(paths[2]);
    idx_labels test_labels = read_idx_labels(paths[3]);
    const std::array<std::string, 4> digests{train_images.sha256, train_labels.sha256,
                                             test_images.sha256, test_labels.sha256};
    train_test sets;
    for (std::size_t i = 0; i < digests.size(); ++i) {
        sets.digests.emplace(mnist_file_names[i], digests[i]);
    }
    const std::string name = idx_set_name(paths, digests, sets.remarks);
    sets.train = join_idx(paths[0], std::move(train_images), paths[1], std::move(train_labels));
    sets.test = join_idx(paths[2], std::move(test_images), paths[3], std::move(test_labels));
    if (sets.train.height != sets.test.height || sets.train.width != sets.test.width) {
        refuse(paths[2], "images of {}x{}, expected {}x{} as in '{}'", sets.test.height,
               sets.test.width, sets.train.height, sets.train.width, paths[0].string());
    }
    sets.train.name = sets.test.name = name;
    return sets;
}

/// The training batches of a folder by number; a plain file goes before its .gz.
inline std::map<unsigned, std::filesystem::path> find_cifar10_batches(
    const std::filesystem::path& folder) {
    constexpr std::string_view prefix = "data_batch_";
    std::map<unsigned, std::filesystem::path> batches;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(prefix)) {
            continue;
        }
        unsigned number = 0;
        const char* const last = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + prefix.size(), last, number);
        const std::string_view rest(parsed.ptr, static_cast<std::size_t>(last - parsed.ptr));
        if (parsed.ec == std::errc{} && rest == ".bin") {
            batches.insert_or_assign(number, entry->path());
        } else if (parsed.ec == std::errc{} && rest == ".bin.gz") {
            batches.try_emplace(number, entry->path());
        }
    }
    if (failure) {
        refuse(folder, "cannot read this folder ({})", failure.message());
    }
    return batches;
}

inline std::optional<std::filesystem::path> find_cifar10_test(const std::filesystem::path& folder) {
    for (const char* name : {"test_batch.bin", "test_batch.bin.gz"}) {
        if (is_present(folder / name)) {
            return folder / name;
        }
    }
    return std::nullopt;
}

inline train_test read_cifar10_folder(const std::filesystem::path& folder) {
    const auto batches = find_cifar10_batches(folder);
    const auto test = find_cifar10_test(folder);
    if (batches.empty() || !test) {
        refuse(folder, "incomplete: no {}, expected it, plain or .gz, beside the others",
               batches.empty() ? "data_batch_1.bin" : "test_batch.bin");
    }
    train_test sets;
    for (const auto& [number, path] : batches) {
        append_cifar10_batch(path, sets.train);
    }
    append_cifar10_batch(*test, sets.test);
    // The files carry nothing to know the original by but the number of images.
    const bool whole = sets.train.count() == 50'000 && sets.test.count() == 10'000;
    sets.train.name = sets.test.name = whole ? "CIFAR-10" : "CIFAR-10 subset";
    return sets;
}

inline bool has_idx(const std::filesystem::path& folder) {
    return std::ranges::any_of(mnist_file_names, [&](std::string_view name) {
        return find_idx(folder, name).has_value();
    });
}

inline bool has_cifar10(const std::filesystem::path& folder) {
    return find_cifar10_test(folder).has_value() || !find_cifar10_batches(folder).empty();
}

/// The folders below one that hold a data set, as archives and other programs leave them:
/// "MNIST/raw", "cifar-10-batches-bin". Those that cannot be read are passed over.
inline std::vector<std::filesystem::path> folders_below(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        for (const std::filesystem::path& path : {entry->path(), entry->path() / "raw"}) {
            std::error_code ignored;
            const std::filesystem::directory_iterator readable(path, ignored);
            if (!ignored && (has_idx(path) || has_cifar10(path))) {
                found.push_back(path);
            }
        }
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace detail

/// Reads the data set in a folder: the four IDX files of MNIST or its likes, or the binary batches
/// of CIFAR-10 (any number of training batches); each file plain or gzip. Where the folder has none
/// of these files itself, the one folder below it that has some is read.
///
/// \return training and test images, named and normalised; `source` is the folder
/// \throws thermosgd::error naming the folder or file, what was found and what was expected, if the
///         folder is absent, holds none or both of the kinds, lacks a file, or a file is unsound
/// \cost memory one byte per pixel
inline train_test read_folder(const std::filesystem::path& folder) {
    std::error_code failure;
    const auto status = std::filesystem::status(folder, failure);
    if (status.type() == std::filesystem::file_type::not_found) {
        refuse(folder, "no such folder, expected one with MNIST or CIFAR-10 files");
    }
    if (status.type() == std::filesystem::file_type::none) {
        refuse(folder, "cannot read this folder ({})", failure.message());
    }
    if (!std::filesystem::is_directory(status)) {
        refuse(folder, "not a folder, expected one with MNIST or CIFAR-10 files");
    }
    const bool has_idx = detail::has_idx(folder);
    const bool has_cifar10 = detail::has_cifar10(folder);
    const auto below = has_idx || has_cifar10 ? std::vector<std::filesystem::path>()
                                              : detail::folders_below(folder);
    if (below.size() == 1) {
        return read_folder(below.front());
    }
    if (below.size() > 1) {
        refuse(folder,
               "several folders in it hold data sets, expected the name of one: '{}', '{}'{}",
               below[0].string(), below[1].string(), below.size() > 2 ? ", …" : "");
    }
    if (has_idx == has_cifar10) {
        refuse(folder,
               "holds {}, expected {} (MNIST, Fashion-MNIST) or {} (CIFAR-10), plain or .gz",
               has_idx ? "two data sets" : "no data set",
               "train-images-idx3-ubyte and its three "
               "companions",
               "data_batch_1.bin and test_batch.bin");
    }
    train_test sets =
        has_idx ? detail::read_idx_folder(folder) : detail::read_cifar10_folder(folder);
    sets.train.source = sets.test.source = folder.string();
    set_normalisation(sets);
    return sets;
}

}  // namespace data
