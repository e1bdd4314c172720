// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Reader of the binary version of CIFAR-10 (Krizhevsky 2009).

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "dataset.hpp"
#include "input_file.hpp"

namespace data {

inline constexpr std::size_t cifar10_side = 32;
inline constexpr std::size_t cifar10_classes = 10;
inline constexpr std::size_t cifar10_image_size = 3 * cifar10_side * cifar10_side;
/// One byte of label, then the red, green and blue planes, row by row.
inline constexpr std::size_t cifar10_record_size = 1 + cifar10_image_size;

/// Appends the records of one batch file, plain or gzip, to a data set of 3×32×32 images.
///
/// \param path          e.g. data_batch_1.bin; its size tells how many records it has
/// \param set           gets the images and labels, and the shape of CIFAR-10
/// \param most_records  what the set may hold at most, so that a gzip bomb is cut short
/// \throws thermosgd::error naming the file, the value found and what was expected, if the file
///         cannot be read, is empty, is no whole number of records, is too long, or has a label above
///         9; the set may then hold some of its records
inline void append_cifar10_batch(const std::filesystem::path& path, dataset& set,
                                 std::size_t most_records = 80'000) {
    input_file file(path);
    const std::string kind = and_it_is(file.first_bytes());
    const std::size_t before = set.count();
    const std::uint64_t stored = file.largest_possible_size();
    if (!file.is_compressed()) {
        if (stored % cifar10_record_size != 0) {
            refuse(path, "{} bytes, expected a multiple of {} (CIFAR-10 records){}", stored,
                   cifar10_record_size, kind);
        }
        if (before + stored / cifar10_record_size > most_records) {
            refuse(path, "{} records, expected at most {} of CIFAR-10",
                   before + stored / cifar10_record_size, most_records);
        }
        set.images.reserve(set.images.size() + static_cast<std::size_t>(stored));
    }
    set.channels = 3;
    set.height = cifar10_side;
    set.width = cifar10_side;
    set.classes = cifar10_classes;

    std::array<std::uint8_t, cifar10_record_size> record{};
    for (std::size_t number = 0;; ++number) {
        const std::size_t got = file.read(record);
        if (got == 0) {
            if (number == 0) {
                refuse(path, "no record, expected at least one of {} bytes", cifar10_record_size);
            }
            return;
        }
        if (got < record.size()) {
            refuse(path,
                   "truncated: {} uncompressed bytes, expected a multiple of {} (CIFAR-10 "
                   "records){}",
                   number * cifar10_record_size + got, cifar10_record_size, kind);
        }
        if (before + number == most_records) {
            refuse(path, "more than {} records, expected at most {} of CIFAR-10", before + number,
                   most_records);
        }
        if (record[0] >= cifar10_classes) {
            refuse(path, "label {} of record {}, expected 0 to {}{}", record[0], number,
                   cifar10_classes - 1, kind);
        }
        set.labels.push_back(record[0]);
        set.images.insert(set.images.end(), record.begin() + 1, record.end());
    }
}

}  // namespace data
