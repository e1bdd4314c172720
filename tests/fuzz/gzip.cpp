// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Plain and packed files as they are read: in pieces, several members, padding, cut short. The first
/// byte says how the rest is packed.

#include "byte_source.hpp"
#include "gzip_members.hpp"
#include "memory_file.hpp"
#include "seeds.hpp"

#include <trainer/data/input_file.hpp>
#include <trainer/data/sha256.hpp>

#include <algorithm>
#include <array>

std::vector<std::string> fuzz::seeds() {
    const std::string text = "some bytes, some bytes, some bytes";
    const std::vector<std::uint8_t> member =
        zipped(std::vector<std::uint8_t>(text.begin(), text.end()));
    const std::string packed = text_of(member);
    return {'\0' + text,
            '\0' + packed,
            '\0' + packed + packed,
            '\0' + packed + std::string(9, '\0'),
            '\0' + packed + "rest",
            '\0' + packed.substr(0, 20),
            '\1' + text,
            '\2' + text,
            '\3' + text};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::memory_file file;
    fuzz::byte_source input(data, size);
    const std::uint8_t how = input.byte();
    const std::span<const std::uint8_t> raw = input.rest();
    std::vector<std::uint8_t> bytes(raw.begin(), raw.end());
    if (how % 4 != 0) {
        bytes = fuzz::zipped(bytes);
        const std::vector<std::uint8_t> member = bytes;
        if (how % 4 > 1) {
            bytes.insert(bytes.end(), member.begin(), member.end());
        }
        if (how % 4 > 2) {
            bytes.resize(bytes.size() + how, 0);
        }
    }
    try {
        data::input_file read(file.holding(bytes));
        if ((how & 4U) != 0) {
            (void)data::and_it_is(read.first_bytes());
        }
        data::sha256 digest;
        std::array<std::uint8_t, 700> piece{};
        std::uint64_t total = 0;
        std::size_t got = 0;
        while ((got = read.read(std::span(piece).first(1 + how * 2U))) > 0) {
            total += got;
            digest.update(std::span(piece).first(got));
        }
        (void)digest.hex();
        fuzz::require(total <= read.largest_possible_size(), "no more than the file can hold");
        fuzz::require(how % 4 == 0 || total == raw.size() * (how % 4 > 1 ? 2 : 1),
                      "what was packed is read");
    } catch (const thermosgd::error&) {
        fuzz::require(how % 4 == 0, "sound gzip data are taken");
    }
    return 0;
}
