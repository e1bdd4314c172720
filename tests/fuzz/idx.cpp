// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// IDX files of images and labels, plain and packed. The first byte says which.

#include "byte_source.hpp"
#include "gzip_members.hpp"
#include "memory_file.hpp"
#include "seeds.hpp"

#include <trainer/data/idx.hpp>

std::vector<std::string> fuzz::seeds() {
    const std::string labels("\0\0\x08\x01\0\0\0\3\1\2\3", 11);
    const std::string images("\0\0\x08\x03\0\0\0\2\0\0\0\2\0\0\0\2abcdefgh", 24);
    const std::string floats("\0\0\x0d\x02\0\0\0\1\0\0\0\1\0\0\0\0", 16);
    return {'\0' + images, '\1' + labels, '\2' + images,
            '\3' + labels, '\0' + floats, '\0' + std::string("<!doctype html><html></html>")};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::memory_file file;
    fuzz::byte_source input(data, size);
    const std::uint8_t how = input.byte();
    std::span<const std::uint8_t> bytes = input.rest();
    std::vector<std::uint8_t> packed;
    if ((how & 2U) != 0) {
        packed = fuzz::zipped(bytes);
        bytes = packed;
    }
    try {
        if ((how & 1U) == 0) {
            const data::idx_images read = data::read_idx_images(file.holding(bytes));
            fuzz::require(read.pixels.size() == read.count * read.height * read.width,
                          "as many pixels as the images have");
        } else {
            for (const std::uint8_t label : data::read_idx_labels(file.holding(bytes)).labels) {
                fuzz::require(label < 10, "labels are classes");
            }
        }
    } catch (const thermosgd::error&) {
    }
    return 0;
}
