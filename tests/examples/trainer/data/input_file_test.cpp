// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of reading plain and gzip files of untrusted origin.

#include <trainer/data/input_file.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "catch_shim.hpp"
#include "made_files.hpp"

namespace examples_trainer_data_input_file_test {

namespace {

std::string text_of(const std::filesystem::path& path, std::uint64_t most = 1U << 30U) {
    data::input_file file(path);
    const auto bytes = file.read_up_to(most);
    if (bytes.size() < most) {
        REQUIRE(file.at_end());
    }
    return {bytes.begin(), bytes.end()};
}

std::string numbers_up_to(unsigned count) {
    std::string text;
    for (unsigned i = 0; i < count; ++i) {
        text += std::to_string(i);
    }
    return text;
}

}  // namespace

TEST_CASE("a gzip file reads as the bytes that were compressed, whatever its name") {
    const scratch_folder folder;
    const std::string text = numbers_up_to(100000);
    CHECK(text_of(folder.write("plain", text)) == text);
    CHECK(text_of(folder.write("plain.gz", text)) == text);
    CHECK(text_of(folder.write("compressed", gzip(text))) == text);
    CHECK(text_of(folder.write("members.gz", gzip(text) + gzip("") + gzip("end"))) == text + "end");
    CHECK(text_of(folder.write("members.gz", gzip(text)), 1000) == text.substr(0, 1000));
    CHECK(text_of(folder.write("one", "x")) == "x");
    CHECK(text_of(folder.write("nothing.gz", gzip(""))).empty());
}

TEST_CASE("a gzip file changed in any one byte is refused or reads the same") {
    const scratch_folder folder;
    const std::string text = numbers_up_to(200);
    const std::string good = gzip(text);
    std::size_t refused = 0;
    for (std::size_t i = 2; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 4);
        const auto path = folder.write("file.gz", bad);
        std::string read;
        const std::string message = message_of([&] { read = text_of(path); });
        CAPTURE(i, message);
        if (message.empty()) {
            CHECK(read == text);
            CHECK(i < 10);  // time stamp, extra flags and system in the header carry no data
        } else {
            CHECK(contains(message, "file.gz"));
            CHECK(contains(message, "gzip data"));
            ++refused;
        }
    }
    CHECK(refused >= good.size() - 10);

    std::string bad = good;
    bad[bad.size() - 8] = static_cast<char>(bad[bad.size() - 8] ^ 1);
    const auto path = folder.write("file.gz", bad);
    CHECK(contains(message_of([&] { text_of(path); }), "incorrect data check"));
}

TEST_CASE("a gzip file cut at any length, or with something after it, is refused") {
    const scratch_folder folder;
    const std::string good = gzip(numbers_up_to(200));
    for (std::size_t length = 2; length < good.size(); ++length) {
        const auto path = folder.write("file.gz", good.substr(0, length));
        CAPTURE(length);
        CHECK(contains(message_of([&] { text_of(path); }), "truncated gzip data"));
    }
    const auto path = folder.write("file.gz", good + "more");
    CHECK(contains(message_of([&] { text_of(path); }), "after the end of the gzip data"));
}

TEST_CASE("zeros after the end of a gzip file are padding, as gzip has it") {
    const scratch_folder folder;
    const std::string text = numbers_up_to(100);
    for (const std::size_t zeros : {1U, 512U, 200'000U}) {
        CAPTURE(zeros);
        const std::string padding(zeros, '\0');
        CHECK(text_of(folder.write("file.gz", gzip(text) + padding)) == text);
        CHECK(text_of(folder.write("file.gz", gzip(text) + gzip("end") + padding)) == text + "end");
        for (const std::string& after : {std::string("x"), gzip("more")}) {
            const auto path = folder.write("file.gz", gzip(text) + padding + after);
            CHECK(contains(message_of([&] { text_of(path); }), "after the end of the gzip data"));
        }
    }
}

TEST_CASE("the first bytes can be looked at, and are read all the same") {
    const scratch_folder folder;
    const std::string text = numbers_up_to(1000);
    for (const std::string& bytes : {text, gzip(text)}) {
        data::input_file file(folder.write("file", bytes));
        const auto first = file.first_bytes();
        CHECK(std::string(first.begin(), first.end()) == text.substr(0, data::bytes_of_kind));
        const auto all = file.read_up_to(1U << 20U);
        CHECK(std::string(all.begin(), all.end()) == text);
        CHECK(file.at_end());
    }
    data::input_file small(folder.write("small", "ab"));
    CHECK(small.first_bytes().size() == 2);
    CHECK(small.read_up_to(1).size() == 1);
    CHECK_FALSE(small.at_end());
}

TEST_CASE("memory follows what a gzip file really holds, up to the limit given") {
    const scratch_folder folder;
    const std::string bomb = gzip(std::string(1U << 26U, '\0'));
    REQUIRE(bomb.size() < 100000);
    data::input_file file(folder.write("bomb.gz", bomb));
    CHECK(file.largest_possible_size() >= 1U << 26U);
    CHECK(file.read_up_to(1000).capacity() <= 1U << 20U);
    CHECK_FALSE(file.at_end());
    data::input_file small(folder.write("small.gz", gzip("abc")));
    const auto bytes = small.read_up_to(std::uint64_t{1} << 60U);
    CHECK(bytes.size() == 3);
    CHECK(bytes.capacity() <= 1U << 21U);
}

TEST_CASE("what is no readable file is named with the reason") {
    const scratch_folder folder;
    const auto message = [](const std::filesystem::path& path) {
        return message_of([&] { data::input_file file(path); });
    };
    CHECK(contains(message(folder / "absent"), "absent': no such file"));
    CHECK(contains(message(folder.path()), "is a folder, expected a file"));
    CHECK(contains(message("/dev/null"), "is a device or pipe, expected a file"));
    CHECK(contains(message(folder.write("empty", "")), "empty': is empty"));
    CHECK(contains(message(folder.write("file", "x") / "below"), "no such file"));
}

TEST_CASE("a file that may not be read is named with the reason") {
    const scratch_folder folder;
    const auto path = folder.write("secret", "x");
    REQUIRE(chmod(folder.path().c_str(), 0755) == 0);
    REQUIRE(chmod(path.c_str(), 0) == 0);
    // The superuser reads everything, so act as nobody for the moment.
    const bool superuser = geteuid() == 0;
    constexpr uid_t nobody = 65534;
    const bool ordinary = !superuser || seteuid(nobody) == 0;
    const std::string message = message_of([&] { data::input_file file(path); });
    if (superuser && ordinary) {
        REQUIRE(seteuid(0) == 0);
    }
    if (ordinary) {
        CHECK(contains(message, "secret': cannot read this file (Permission denied)"));
    } else {
        CHECK(message.empty());
    }
}

}  // namespace examples_trainer_data_input_file_test
