// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the checkpoint archive: what goes in comes out, and an unfit file is refused by name.

#include <thermosgd/io/checkpoint.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_checkpoint_test {

namespace {

enum class phase : std::uint8_t { cold, warm };

struct inner {
    double value = 0.0;
    std::string name;
    bool operator==(const inner&) const = default;
    template <class Archive>
    void archive(Archive& ar) {
        ar(value, name);
    }
};

struct everything {
    bool flag = false;
    phase state = phase::cold;
    std::int8_t small = 0;
    std::uint64_t large = 0;
    float single = 0.0F;
    std::string text;
    std::vector<double> numbers;
    std::vector<bool> bits;
    std::vector<inner> nested;
    std::vector<std::vector<std::string>> deep;
    std::array<std::uint16_t, 3> fixed{};
    std::array<inner, 2> fixed_nested;
    std::optional<inner> present;
    std::optional<int> absent = 7;
    std::pair<int, std::string> couple;
    bool operator==(const everything&) const = default;
    template <class Archive>
    void archive(Archive& ar) {
        ar(flag, state, small, large, single, text, numbers, bits, nested, deep, fixed,
           fixed_nested, present, absent, couple);
    }
};

everything example() {
    return {true,
            phase::warm,
            -5,
            0xfedcba9876543210ULL,
            0.1F,
            std::string("a\0b\n\xff", 5),
            {0.1, -0.0, std::numeric_limits<double>::infinity(), 5e-324},
            {true, false, true, true},
            {{1.5, "one"}, {2.5, ""}},
            {{}, {"x", "yz"}},
            {1, 2, 65535},
            {inner{3.5, "three"}, inner{4.5, "four"}},
            inner{5.5, "five"},
            std::nullopt,
            {-1, "minus one"}};
}

// The message of the error that reading the file with the tag "tag" throws; empty if none.
std::string refusal(const std::filesystem::path& path, const std::string& tag = "tag") {
    try {
        everything read;
        thermosgd::load_checkpoint(path, tag, read);
    } catch (const thermosgd::error& e) {
        return e.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a checkpoint gives back every value of every type bit for bit") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    const everything written = example();
    const double nan = std::bit_cast<double>(0x7ff8dead0000beefULL);
    thermosgd::save_checkpoint(path, "tag", written, nan);

    everything read;
    double read_nan = 0.0;
    thermosgd::load_checkpoint(path, "tag", read, read_nan);
    CHECK(read == written);
    CHECK(std::bit_cast<std::uint64_t>(read_nan) == 0x7ff8dead0000beefULL);
    CHECK(std::bit_cast<std::uint64_t>(read.numbers[1]) == 0x8000000000000000ULL);
    CHECK(folder.names() == std::vector<std::string>{"state.ckpt"});
}

TEST_CASE("the bytes of a checkpoint are those of the documented format") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    thermosgd::save_checkpoint(path, "T", std::uint16_t{0x0102}, 1.0, std::vector<bool>{true});
    const std::string bytes = folder.read("state.ckpt");
    const std::string expected_head("\x89TSG\r\n\x1a\n\x06\0\0\0\x01\0\0\0\x13\0\0\0\0\0\0\0", 24);
    const std::string expected_tail("T\x02\x01\0\0\0\0\0\0\xf0\x3f\x01\0\0\0\0\0\0\0\x01", 20);
    REQUIRE(bytes.size() == 24 + 8 + 20);
    CHECK(bytes.substr(0, 24) == expected_head);
    CHECK(bytes.substr(32) == expected_tail);

    std::uint64_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + 24, 8);
    CHECK(checksum == thermosgd::checksum(expected_head + expected_tail));
}

TEST_CASE("a span is read in place and only at its own length") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    const std::vector<float> weights{1.0F, 2.0F, 3.0F};
    thermosgd::save_checkpoint(path, "tag", std::span(weights));

    std::vector<float> read(3);
    const float* const address = read.data();
    thermosgd::load_checkpoint(path, "tag", std::span(read));
    CHECK(read == weights);
    CHECK(read.data() == address);

    std::vector<float> longer(4);
    thermosgd::checkpoint_reader reader(path, "tag");
    REQUIRE_THROWS_AS(reader(std::span(longer)), thermosgd::error);
}

TEST_CASE("a checkpoint changed in any one byte is refused") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    thermosgd::save_checkpoint(path, "tag", example());
    const std::string good = folder.read("state.ckpt");
    REQUIRE(refusal(path).empty());
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (const char flip : {'\x01', '\x80'}) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ flip);
            folder.write("state.ckpt", bad);
            const std::string message = refusal(path);
            CAPTURE(i, message);
            REQUIRE(contains(message, "state.ckpt"));
            if (i < 8) {
                CHECK(contains(message, "not a thermosgd checkpoint"));
            } else if (i < 12) {
                CHECK(contains(message, "format version"));
            } else {
                CHECK(contains(message, "corrupted"));
            }
        }
    }
}

TEST_CASE("a checkpoint cut at any length, or too long, is refused") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    thermosgd::save_checkpoint(path, "tag", example());
    const std::string good = folder.read("state.ckpt");
    for (std::size_t length = 0; length < good.size(); ++length) {
        folder.write("state.ckpt", good.substr(0, length));
        const std::string message = refusal(path);
        CAPTURE(length, message);
        REQUIRE(contains(message, "state.ckpt"));
        CHECK(contains(message, length < 8 ? "not a thermosgd checkpoint" : "truncated"));
    }
    folder.write("state.ckpt", good + "x");
    CHECK(contains(refusal(path), "1 bytes after its end"));
}

TEST_CASE("a checkpoint of another run or format names both sides") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    thermosgd::save_checkpoint(path, "conv1:8x1x5x5", example());
    const std::string message = refusal(path, "conv1:16x1x5x5");
    CHECK(contains(message, "'conv1:8x1x5x5'"));
    CHECK(contains(message, "expected 'conv1:16x1x5x5'"));

    std::string newer = folder.read("state.ckpt");
    newer[8] = 9;
    folder.write("state.ckpt", newer);
    CHECK(contains(refusal(path), "format version 9, expected 6"));
}

TEST_CASE("a checkpoint of any tag is read by a caller who looks at it") {
    using thermosgd::checkpoint_reader;
    const scratch_folder folder;
    thermosgd::save_checkpoint(folder / "state", "run of yesterday", 7);
    checkpoint_reader reader(folder / "state", checkpoint_reader::any_tag());
    CHECK(reader.tag() == "run of yesterday");
    CHECK_NOTHROW(reader.require_tag("run of yesterday"));
    CHECK_THROWS_AS(reader.require_tag("run of today"), thermosgd::error);
    int seven = 0;
    reader(seven);
    reader.finish();
    CHECK(seven == 7);
    CHECK(checkpoint_reader(folder / "state", "run of yesterday").tag() == "run of yesterday");
    std::string broken = folder.read("state");
    broken.back() = static_cast<char>(broken.back() ^ 1);
    folder.write("broken", broken);
    CHECK_THROWS_AS(checkpoint_reader(folder / "broken", checkpoint_reader::any_tag()),
                    thermosgd::error);
}

TEST_CASE("asking for other types than were stored throws and allocates no absurd length") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    thermosgd::save_checkpoint(path, "tag", std::uint64_t{1} << 60U, std::uint8_t{7});

    std::vector<double> numbers;
    std::vector<std::string> texts;
    std::string text;
    std::vector<bool> bits;
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", numbers), thermosgd::error);
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", texts), thermosgd::error);
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", text), thermosgd::error);
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", bits), thermosgd::error);

    std::uint64_t number = 0;
    bool truth = false;
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", number), thermosgd::error);
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", number, truth), thermosgd::error);
    std::uint8_t byte = 0;
    std::uint8_t beyond = 0;
    CHECK_THROWS_AS(thermosgd::load_checkpoint(path, "tag", number, byte, beyond),
                    thermosgd::error);
    thermosgd::load_checkpoint(path, "tag", number, byte);
    CHECK(byte == 7);
}

TEST_CASE("a checkpoint that cannot be written leaves the previous one and no temporary file",
          "[posix]") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    thermosgd::save_checkpoint(path, "tag", example());
    const std::string previous = folder.read("state.ckpt");
    // The temporary name leads to a device that is always full.
    std::filesystem::create_symlink("/dev/full", folder / "state.ckpt.tmp");

    std::string message;
    try {
        thermosgd::save_checkpoint(path, "tag", std::vector<double>(100000, 1.0));
    } catch (const thermosgd::error& e) {
        message = e.what();
    }
    CHECK(contains(message, "state.ckpt"));
    CHECK(contains(message, "No space left on device"));
    CHECK(folder.read("state.ckpt") == previous);
    CHECK(folder.names() == std::vector<std::string>{"state.ckpt"});
}

TEST_CASE("reading what is no file names it") {
    const scratch_folder folder;
    CHECK(contains(refusal(folder / "absent"), "absent': no such file"));
    CHECK(contains(refusal(folder.path()), "not a regular file"));
    folder.write("empty", "");
    CHECK(contains(refusal(folder / "empty"), "not a thermosgd checkpoint"));
}

TEST_CASE("to_bytes gives the bytes of the file, and each is read as the other") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    const everything written = example();
    thermosgd::save_checkpoint(path, "tag", written);
    const std::vector<std::byte> bytes = thermosgd::to_bytes(written, "tag");
    const std::string file = folder.read("state.ckpt");
    REQUIRE(bytes.size() == file.size());
    CHECK(std::memcmp(bytes.data(), file.data(), file.size()) == 0);

    everything read;
    thermosgd::from_bytes(bytes, read, "tag");
    CHECK(read == written);
    everything of_file;
    thermosgd::from_bytes(std::as_bytes(std::span(file)), of_file, "tag");
    CHECK(of_file == written);
}

TEST_CASE("bytes are refused as files are, and the object stays as it was") {
    const everything before = example();
    const auto message_of = [&](std::span<const std::byte> bytes, const std::string& tag) {
        everything read = before;
        std::string message;
        try {
            thermosgd::from_bytes(bytes, read, tag);
        } catch (const thermosgd::error& e) {
            message = e.what();
        }
        CHECK(read == before);
        return message;
    };
    everything other = example();
    other.text = "other";
    const std::vector<std::byte> good = thermosgd::to_bytes(other, "tag");
    CHECK(message_of({}, "tag") == "these bytes: not a thermosgd checkpoint (wrong magic bytes)");
    CHECK(contains(message_of(good, "tug"), "it holds 'tag', expected 'tug'"));
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::vector<std::byte> bad = good;
        bad[i] ^= std::byte{1};
        CAPTURE(i);
        REQUIRE(contains(message_of(bad, "tag"), "these bytes: "));
        REQUIRE(contains(message_of(std::span(good).first(i), "tag"), "these bytes: "));
    }
}

TEST_CASE("without a tag it is empty, for files and for bytes") {
    const scratch_folder folder;
    const auto path = folder / "state.ckpt";
    const everything written = example();
    thermosgd::save_checkpoint(path, written, 2.5);
    const std::string untagged = folder.read("state.ckpt");
    thermosgd::save_checkpoint(path, "", written, 2.5);
    CHECK(folder.read("state.ckpt") == untagged);

    everything read;
    double number = 0.0;
    thermosgd::load_checkpoint(path, read, number);
    CHECK(read == written);
    CHECK(number == 2.5);
    std::vector<double> in_place(4);
    thermosgd::save_checkpoint(path, written.numbers);
    thermosgd::load_checkpoint(path, std::span(in_place));
    CHECK(in_place == written.numbers);

    everything of_bytes;
    thermosgd::from_bytes(thermosgd::to_bytes(written), of_bytes);
    CHECK(of_bytes == written);
    CHECK_THROWS_AS(thermosgd::from_bytes(thermosgd::to_bytes(written, "tag"), of_bytes),
                    thermosgd::error);
}

namespace {

// The archive() that checkpoint.hpp documents for a type which reads its older states.
struct first_form {
    int count = 0;
    template <class Archive>
    void archive(Archive& ar) {
        std::uint32_t version = 1;
        ar(version, count);
    }
};

struct second_form {
    int count = 0;
    std::string name = "unnamed";
    int twice = 0;  // follows from count
    template <class Archive>
    void archive(Archive& ar) {
        std::uint32_t version = 2;
        ar(version, count);
        if (version >= 2) {
            ar(name);
        }
        if constexpr (Archive::is_reading) {
            twice = 2 * count;
        }
    }
};

}  // namespace

TEST_CASE("a type that stores its version reads its older states") {
    second_form read;
    thermosgd::from_bytes(thermosgd::to_bytes(first_form{7}), read);
    CHECK((read.count == 7 && read.name == "unnamed" && read.twice == 14));
    thermosgd::from_bytes(thermosgd::to_bytes(second_form{8, "eight", 0}), read);
    CHECK((read.count == 8 && read.name == "eight" && read.twice == 16));
}

TEST_CASE("a checkpoint of another run is refused with what differs and no more") {
    using difference = std::pair<std::string, std::string>;
    CHECK(thermosgd::detail::difference_of("eta 0.1, sums on avx2+fma, seed 3",
                                           "eta 0.1, sums on avx512, seed 3") ==
          difference{"…avx2+fma…", "…avx512…"});
    CHECK(thermosgd::detail::difference_of("a", "b") == difference{"a", "b"});
    CHECK(thermosgd::detail::difference_of("", "b c") == difference{"", "b c"});
    CHECK(thermosgd::detail::difference_of("a b", "a b c") == difference{"…b", "…b c"});
    const std::string shared(1000, 'x');
    const double state = 1;
    const std::vector<std::byte> bytes = thermosgd::to_bytes(state, shared + " on avx2 " + shared);
    double read = 0;
    CHECK_THROWS_WITH(thermosgd::from_bytes(bytes, read, shared + " on avx512 " + shared),
                      ContainsSubstring("it holds '…avx2…', expected '…avx512…'"));
}

}  // namespace io_checkpoint_test
