// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of SHA-256 against the published test vectors.

#include <trainer/data/sha256.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_data_sha256_test {

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples") {
    const auto digest_of = [](std::string_view text) {
        data::sha256 digest;
        const std::vector<std::uint8_t> bytes(text.begin(), text.end());
        digest.update(bytes);
        return digest.hex();
    };
    CHECK(digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("SHA-256 does not depend on the pieces, and reading the digest does not end it") {
    const std::vector<std::uint8_t> bytes(1000, 7);
    data::sha256 whole;
    whole.update(bytes);
    data::sha256 pieces;
    for (std::size_t start = 0; start < bytes.size(); start += 37) {
        CHECK(pieces.hex() != whole.hex());
        pieces.update(std::span(bytes).subspan(start, std::min<std::size_t>(37, 1000 - start)));
    }
    CHECK(pieces.hex() == whole.hex());
}

}  // namespace examples_trainer_data_sha256_test
