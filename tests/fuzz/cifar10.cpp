// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Batches of CIFAR-10, plain and packed. An input is a short one: it is repeated to the length that
/// its first bytes ask for.

#include "byte_source.hpp"
#include "gzip_members.hpp"
#include "memory_file.hpp"
#include "seeds.hpp"

#include <trainer/data/cifar10.hpp>

std::vector<std::string> fuzz::seeds() {
    const auto of = [](std::uint8_t how, std::uint16_t length, const std::string& bytes) {
        return std::string{static_cast<char>(how), static_cast<char>(length & 0xffU),
                           static_cast<char>(length >> 8U)} +
               bytes;
    };
    return {of(0, 3073, {'\3'}), of(0, 6146, {'\1'}), of(1, 6146, {'\2'}),
            of(0, 3000, "ab"),   of(1, 3073, "\x0b"), of(2, 0, "PK\3\4")};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::memory_file file;
    fuzz::byte_source input(data, size);
    const std::uint8_t how = input.byte();
    const std::size_t length = input.take<std::uint16_t>() % (4 * data::cifar10_record_size + 2);
    const std::span<const std::uint8_t> rest = input.rest();
    std::vector<std::uint8_t> bytes(rest.begin(), rest.end());
    for (std::size_t i = 0; !rest.empty() && bytes.size() < length; ++i) {
        bytes.push_back(rest[i % rest.size()]);
    }
    if ((how & 1U) != 0) {
        bytes = fuzz::zipped(bytes);
    }
    data::dataset set;
    try {
        data::append_cifar10_batch(file.holding(bytes), set, 3);
        fuzz::require(set.count() > 0, "a file that is taken has records");
    } catch (const thermosgd::error&) {
    }
    fuzz::require(set.count() <= 3, "no more records than were allowed");
    fuzz::require(set.images.size() == set.count() * data::cifar10_image_size,
                  "an image for every label");
    (void)data::measure_channels(set);
    return 0;
}
