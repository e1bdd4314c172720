// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the IDX readers: sound files give their bytes, each fault its own message.

#include <trainer/data/idx.hpp>

#include "catch_shim.hpp"
#include "made_files.hpp"

namespace examples_trainer_data_idx_test {

namespace {

std::string image_fault(const scratch_folder& folder, std::string_view bytes) {
    const auto path = folder.write("images", bytes);
    const std::string message = message_of([&] { data::read_idx_images(path); });
    CHECK(contains(message, "images'"));
    return message;
}

std::string label_fault(const scratch_folder& folder, std::string_view bytes) {
    const auto path = folder.write("labels", bytes);
    const std::string message = message_of([&] { data::read_idx_labels(path); });
    CHECK(contains(message, "labels'"));
    return message;
}

}  // namespace

TEST_CASE("IDX images and labels read as written, plain and gzip alike") {
    const scratch_folder folder;
    const std::string image_bytes = idx_image_bytes(3, 5, 4, 9);
    const std::string label_bytes = idx_label_bytes(30);
    for (const bool compressed : {false, true}) {
        const auto stored = [&](const std::string& bytes) {
            return compressed ? gzip(bytes) : bytes;
        };
        const auto images = data::read_idx_images(folder.write("images", stored(image_bytes)));
        CHECK(images.count == 3);
        CHECK(images.height == 5);
        CHECK(images.width == 4);
        CHECK(std::string(images.pixels.begin(), images.pixels.end()) == image_bytes.substr(16));
        CHECK(images.sha256 == sha256_of(image_bytes));
        const auto labels = data::read_idx_labels(folder.write("labels", stored(label_bytes)));
        CHECK(std::string(labels.labels.begin(), labels.labels.end()) == label_bytes.substr(8));
        CHECK(labels.sha256 == sha256_of(label_bytes));
    }
}

TEST_CASE("a wrong magic number names both numbers and both kinds") {
    const scratch_folder folder;
    CHECK(contains(image_fault(folder, idx_label_bytes(5)),
                   "magic number 0x00000801 (IDX labels), expected 0x00000803 (IDX images)"));
    CHECK(contains(label_fault(folder, idx_image_bytes(1, 2, 2)),
                   "magic number 0x00000803 (IDX images), expected 0x00000801 (IDX labels)"));
    CHECK(contains(image_fault(folder, "not an IDX file at all"),
                   "magic number 0x6e6f7420 (unknown), expected 0x00000803"));
    CHECK(contains(image_fault(folder, gzip(idx_label_bytes(5))), "0x00000801"));
}

TEST_CASE("IDX files cut at any length, plain or under gzip, are truncated") {
    const scratch_folder folder;
    const std::string images = idx_image_bytes(2, 3, 3);
    for (std::size_t length = 1; length < images.size(); ++length) {
        CAPTURE(length);
        CHECK(contains(image_fault(folder, images.substr(0, length)), "truncated"));
        CHECK(contains(image_fault(folder, gzip(images.substr(0, length))), "truncated"));
    }
    CHECK(contains(image_fault(folder, images.substr(0, 20)),
                   "4 bytes after the header, expected 18 for 2 images of 3x3"));
    const std::string labels = idx_label_bytes(7);
    for (std::size_t length = 1; length < labels.size(); ++length) {
        CAPTURE(length);
        CHECK(contains(label_fault(folder, labels.substr(0, length)), "truncated"));
    }
    CHECK(contains(image_fault(folder, ""), "is empty"));
    CHECK(contains(image_fault(folder, gzip("")), "truncated: 0 bytes, expected a header of 16"));
}

TEST_CASE("IDX files that go on after their end are too long") {
    const scratch_folder folder;
    CHECK(contains(image_fault(folder, idx_image_bytes(2, 3, 3) + "x"),
                   "too long: 19 bytes after the header, expected 18 for 2 images of 3x3"));
    CHECK(contains(image_fault(folder, gzip(idx_image_bytes(2, 3, 3) + "x")),
                   "too long: more than 18 bytes"));
    CHECK(contains(label_fault(folder, idx_label_bytes(4) + "x"), "too long: 5 bytes"));
}

TEST_CASE("a header of absurd size is refused before memory is taken") {
    const scratch_folder folder;
    const std::string four_billion = big_endian({0x803, 0xffffffff, 0xffffffff, 0xffffffff});
    CHECK(
        contains(image_fault(folder, four_billion), "4294967295 images of 4294967295x4294967295"));
    CHECK(contains(image_fault(folder, gzip(four_billion)), "absurd header"));
    const std::string many = big_endian({0x803, 0xffffffff, 28, 28}) + std::string(100, 'x');
    CHECK(contains(image_fault(folder, many), "truncated: 100 bytes"));
    CHECK(contains(image_fault(folder, gzip(many)), "absurd header: 4294967295 images of 28x28"));
    CHECK(contains(image_fault(folder, big_endian({0x803, 0, 28, 28})), "0 images of 28x28"));
    CHECK(contains(image_fault(folder, big_endian({0x803, 1, 0, 28})), "1 images of 0x28"));
    CHECK(contains(label_fault(folder, big_endian({0x801, 0})), "0 labels"));
    CHECK(contains(label_fault(folder, gzip(big_endian({0x801, 0xffffffff}))),
                   "absurd header: 4294967295 labels"));
}

TEST_CASE("a gzip file that unpacks to more than its header says is cut short") {
    const scratch_folder folder;
    const std::string bomb = big_endian({0x801, 5}) + std::string(1U << 26U, '\0');
    CHECK(contains(label_fault(folder, gzip(bomb)), "too long: more than 5 bytes"));
}

TEST_CASE("a label out of range names the label and the image") {
    const scratch_folder folder;
    std::string bytes = idx_label_bytes(12);
    bytes[8 + 11] = 10;
    CHECK(contains(label_fault(folder, bytes), "label 10 of image 11, expected 0 to 9"));
    CHECK(data::read_idx_labels(folder / "labels", 11).labels.back() == 10);
}

}  // namespace examples_trainer_data_idx_test
