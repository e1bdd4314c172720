// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The fingerprint of a data set.

#include "data_facts.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <span>

namespace trainer {

namespace {

/// FNV-1a over 64 bits (Fowler, Noll, Vo 1991).
std::uint64_t hash_bytes(std::span<const std::uint8_t> bytes, std::uint64_t hash) {
    for (const std::uint8_t byte : bytes) {
        hash = (hash ^ byte) * 0x100000001b3ULL;
    }
    return hash;
}

}  // namespace

data_facts facts_of(const data::train_test& sets) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const data::dataset* set : {&sets.train, &sets.test}) {
        hash = hash_bytes(set->images, hash_bytes(set->labels, hash));
    }
    return {sets.train.name, sets.train.source, sets.train.count(), sets.test.count(),
            fmt::format("{:016x}", hash)};
}

}  // namespace trainer
