// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Sound gzip data around any bytes: checksums that fit are beyond what mutation finds.

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fuzz {

/// One member of gzip data that holds `bytes`.
inline std::vector<std::uint8_t> zipped(std::span<const std::uint8_t> bytes) {
    z_stream stream{};
    constexpr int gzip_format = 15 + 16;
    (void)deflateInit2(&stream, 1, Z_DEFLATED, gzip_format, 4, Z_DEFAULT_STRATEGY);
    std::vector<std::uint8_t> out(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 64);
    // zlib reads from where it is not const.
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    (void)deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    (void)deflateEnd(&stream);
    return out;
}

}  // namespace fuzz
