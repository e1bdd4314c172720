// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Checkpoints whose sums are right and whose numbers are not: every word of a state in turn is
/// replaced by sizes that somebody might make up. Each is refused, or read into an object that can
/// be used; under the sanitizers no access is out of bounds, and no file makes much memory.

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermosgd.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace io_hostile_checkpoint_test {

using namespace thermosgd;

/// A thermometer and a recorder of all topics after some steps, the second segment under way.
struct run {
    layout names = [] {
        layout l;
        l.add("conv", {2, 3}, {.filter_axis = 0});
        l.add("linear", {4});
        return l;
    }();
    thermometer thermo{names};
    diagnostics_recorder recorder{names};
    std::vector<float> x = std::vector<float>(10);
    test::random_stream random{3};

    void observe(std::uint64_t begin, std::uint64_t end) {
        for (std::uint64_t step = begin; step < end; ++step) {
            for (float& weight : x) {
                weight += static_cast<float>(0.1 * (random.normal() - weight));
            }
            thermo.observe(step, x, {.loss = 1, .learning_rate = step < 20 ? 0.1 : 0.2}, recorder);
        }
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(thermo, recorder);
    }
};

constexpr std::size_t header = 8 + 4 + 4 + 8 + 8;

/// Makes the checksum of a changed checkpoint right again.
void seal(std::vector<std::byte>& bytes) {
    constexpr std::size_t at = 8 + 4 + 4 + 8;
    const std::span<const std::byte> all(bytes);
    const std::uint64_t sum = checksum(all.subspan(header), checksum(all.first(at)));
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[at + i] = static_cast<std::byte>(sum >> (8 * i) & 0xffU);
    }
}

/// Reads a state; \return whether it was taken. One that was is used as a run would.
bool read_and_use(const std::vector<std::byte>& bytes, std::uint64_t next_step) {
    run other;
    try {
        from_bytes(bytes, other);
    } catch (const error&) {
        return false;
    }
    try {
        (void)to_text(other.thermo.report());
        (void)diagnose(other.thermo, other.recorder);
        other.observe(next_step, next_step + 3);
        (void)to_text(other.thermo.report());
    } catch (const std::exception&) {
        // A step number that was made up may be beyond the next one: refused, which is fine.
    }
    return true;
}

TEST_CASE("made-up numbers in a checkpoint with the right sum are refused or harmless") {
    run written;
    written.observe(0, 40);
    const std::vector<std::byte> good = to_bytes(written);
    REQUIRE(read_and_use(good, 40));
    constexpr std::array<std::uint64_t, 6> made_up{
        0, 1, 3, 255, std::uint64_t{1} << 40U, std::numeric_limits<std::uint64_t>::max()};
    std::size_t tried = 0, refused = 0;
    // Sizes stand at any byte: texts and truth values shift them.
    const std::size_t stride = 1 + good.size() / 1200;
    for (std::size_t at = header; at + 8 <= good.size(); at += stride) {
        const std::uint64_t value = made_up[tried % made_up.size()];
        std::vector<std::byte> bad = good;
        std::memcpy(bad.data() + at, &value, 8);
        seal(bad);
        refused += read_and_use(bad, 40) ? 0U : 1U;
        ++tried;
    }
    CAPTURE(tried, refused, good.size());
    CHECK(tried > 600);
    CHECK(refused > tried / 100);
    CHECK(refused < tried);
}

TEST_CASE("a store of made-up sizes is refused by name") {
    batch_store store(2, 4);
    for (int tick = 0; tick < 3; ++tick) {
        store.append(std::array{1.0, 2.0});
    }
    const std::vector<std::byte> good = to_bytes(store);
    const std::size_t columns = good.size() - [&] {
        batch_store read;
        from_bytes(good, read);
        CHECK(read.columns() == 2);
        return good.size() - header;
    }();
    for (const std::uint64_t value :
         {std::uint64_t{0}, std::uint64_t{3}, std::uint64_t{1} << 61U}) {
        std::vector<std::byte> bad = good;
        std::memcpy(bad.data() + columns, &value, 8);
        seal(bad);
        batch_store open, made_for_two(2, 4);
        CHECK_THROWS_WITH(from_bytes(bad, open),
                          ContainsSubstring("batch_store: the sizes stored"));
        CHECK_THROWS_WITH(from_bytes(bad, made_for_two), ContainsSubstring("batch_store: columns"));
    }
}

TEST_CASE("a capacity that would take much memory at the next step is refused") {
    layout names;
    names.add("w", {2});
    const thermometer large(names, {.capacity = 4096});
    thermometer small(names, {.capacity = 8});
    CHECK_THROWS_WITH(from_bytes(to_bytes(large), small),
                      ContainsSubstring("batch_store: capacity"));

    multiple_tau correlator({.width = 1, .levels = 1, .capacity = 8});
    std::vector<std::byte> bytes = to_bytes(correlator);
    const std::uint64_t eight = 8, many = batch_store::largest_capacity;
    std::size_t found = 0, refused = 0;
    for (std::size_t at = header; at + 8 <= bytes.size(); ++at) {
        if (std::memcmp(bytes.data() + at, &eight, 8) == 0) {
            std::vector<std::byte> bad = bytes;
            std::memcpy(bad.data() + at, &many, 8);
            seal(bad);
            ++found;
            try {
                from_bytes(bad, correlator);
            } catch (const error&) {
                ++refused;
            }
        }
    }
    CHECK(found == 2);
    CHECK(refused == found);
}

TEST_CASE("objects of nothing take no capacity whose copies would need much memory") {
    const auto with_capacity = [](std::vector<std::byte> bytes, std::uint64_t is,
                                  std::uint64_t becomes) {
        std::size_t at = header;
        while (std::memcmp(bytes.data() + at, &is, 8) != 0) {
            ++at;
        }
        std::memcpy(bytes.data() + at, &becomes, 8);
        seal(bytes);
        return bytes;
    };
    const std::vector<std::byte> store = to_bytes(batch_store(9, 14));
    const std::vector<std::byte> samples = to_bytes(thinned_samples(9, 14));
    for (const auto& [capacity, sound] :
         {std::pair<std::uint64_t, bool>{16, true}, {1U << 20U, false}}) {
        batch_store s;
        CAPTURE(capacity);
        if (sound) {
            CHECK_NOTHROW(from_bytes(with_capacity(store, 14, capacity), s));
        } else {
            CHECK_THROWS_AS(from_bytes(with_capacity(store, 14, capacity), s), error);
        }
    }
    for (const std::uint64_t capacity :
         {std::uint64_t{1} << 21U, std::uint64_t{1} << 32U, std::uint64_t{1} << 63U}) {
        thinned_samples s;
        CHECK_THROWS_AS(from_bytes(with_capacity(samples, 14, capacity), s), error);
    }
    thinned_samples s;
    CHECK_NOTHROW(from_bytes(with_capacity(samples, 14, 1U << 20U), s));
}

TEST_CASE("a place behind the end of what is filled is refused") {
    // Each word that is the place in question in turn becomes one behind the end.
    const auto refused = [](const std::vector<std::byte>& bytes, std::uint64_t is,
                            std::uint64_t becomes, auto& object) {
        std::size_t found = 0, thrown = 0;
        for (std::size_t at = header; at + 8 <= bytes.size(); ++at) {
            if (std::memcmp(bytes.data() + at, &is, 8) == 0) {
                std::vector<std::byte> bad = bytes;
                std::memcpy(bad.data() + at, &becomes, 8);
                seal(bad);
                ++found;
                try {
                    from_bytes(bad, object);
                } catch (const error&) {
                    ++thrown;
                }
            }
        }
        CAPTURE(found, thrown);
        CHECK(found > 0);
        CHECK(thrown == found);
    };
    welch_spectrum spectrum({.segment = 16});
    for (int t = 0; t < 5; ++t) {
        spectrum.push(1e8 + t);
    }
    refused(to_bytes(spectrum), 5, 16, spectrum);
    multiple_tau correlator({.levels = 2});
    for (int t = 0; t < 21; ++t) {
        correlator.push(0.25 * t);
    }
    const std::uint64_t next = 21 % multiple_tau::points;
    refused(to_bytes(correlator), next, 1000, correlator);
}

TEST_CASE("exponents that no steps can have summed up to are refused") {
    layout one;
    one.add("w", {1});
    tail_tracker written(one, {.block = 10});
    const double small = 0x1.8p-77;
    for (std::uint64_t step = 0; step < 3; ++step) {
        written.add(0, 0, std::span<const double>(&small, 1));
        written.close_step(step);
    }
    std::vector<std::byte> bytes = to_bytes(written);
    const std::int32_t sum = -3 * 77;
    std::array<std::byte, 4> wanted{};
    std::memcpy(wanted.data(), &sum, 4);
    const auto at = std::search(bytes.begin() + header, bytes.end(), wanted.begin(), wanted.end());
    REQUIRE(at != bytes.end());
    for (const auto& [exponent, sound] :
         {std::pair<std::int32_t, bool>{std::numeric_limits<std::int32_t>::min(), false},
          {std::numeric_limits<std::int32_t>::max(), false},
          {-3 * 2048 - 1, false},
          {3 * 2048 + 1, false},
          {-3 * 1023, true},
          {3 * 1024, true}}) {
        std::memcpy(&*at, &exponent, 4);
        seal(bytes);
        tail_tracker read(one, {.block = 10});
        CAPTURE(exponent);
        if (sound) {
            CHECK_NOTHROW(from_bytes(bytes, read));
        } else {
            CHECK_THROWS_AS(from_bytes(bytes, read), error);
        }
    }
}

}  // namespace io_hostile_checkpoint_test
