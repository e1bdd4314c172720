// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the CIFAR-10 reader.

#include <trainer/data/cifar10.hpp>

#include "catch_shim.hpp"
#include "made_files.hpp"

namespace examples_trainer_data_cifar10_test {

namespace {

std::string fault(const scratch_folder& folder, std::string_view bytes,
                  std::size_t most_records = 100'000) {
    const auto path = folder.write("data_batch_1.bin", bytes);
    data::dataset set;
    const std::string message =
        message_of([&] { data::append_cifar10_batch(path, set, most_records); });
    CHECK(contains(message, "data_batch_1.bin'"));
    return message;
}

}  // namespace

TEST_CASE("batches of any number of records are appended in order, plain and gzip alike") {
    const scratch_folder folder;
    data::dataset set;
    data::append_cifar10_batch(folder.write("a", cifar10_bytes(7)), set);
    data::append_cifar10_batch(folder.write("b", gzip(cifar10_bytes(12))), set);
    CHECK(set.count() == 19);
    CHECK(set.image_size() == 3 * 32 * 32);
    CHECK(set.images.size() == 19 * 3072);
    CHECK(set.classes == 10);
    CHECK(set.labels[6] == 6);
    CHECK(set.labels[7] == 0);
    CHECK(set.labels[18] == 1);
    for (std::size_t c = 0; c < 3; ++c) {
        for (const std::size_t pixel : {c * 1024, c * 1024 + 1023}) {
            CHECK(set.image(5)[pixel] == 15 + c);
            CHECK(set.image(7 + 11)[pixel] == 33 + c);
        }
    }
}

TEST_CASE("a batch that is no whole number of records names its size") {
    const scratch_folder folder;
    const std::string bytes = cifar10_bytes(2);
    CHECK(
        contains(fault(folder, bytes.substr(0, 6145)), "6145 bytes, expected a multiple of 3073"));
    CHECK(contains(fault(folder, bytes + "x"), "6147 bytes, expected a multiple of 3073"));
    CHECK(contains(fault(folder, gzip(bytes.substr(0, 6145))),
                   "truncated: 6145 uncompressed bytes, expected a multiple of 3073"));
    CHECK(contains(fault(folder, gzip(bytes).substr(0, 40)), "truncated gzip data"));
    CHECK(contains(fault(folder, ""), "is empty"));
    CHECK(contains(fault(folder, gzip("")), "no record, expected at least one of 3073 bytes"));
}

TEST_CASE("a label above 9 names the label and the record") {
    const scratch_folder folder;
    std::string bytes = cifar10_bytes(4);
    bytes[2 * 3073] = static_cast<char>(200);
    CHECK(contains(fault(folder, bytes), "label 200 of record 2, expected 0 to 9"));
}

TEST_CASE("a batch with more records than CIFAR-10 can have is refused, packed or not") {
    const scratch_folder folder;
    CHECK(contains(fault(folder, cifar10_bytes(6), 5), "6 records, expected at most 5"));
    CHECK(contains(fault(folder, gzip(cifar10_bytes(6)), 5), "more than 5 records"));
    data::dataset set;
    data::append_cifar10_batch(folder.write("five", gzip(cifar10_bytes(5))), set, 5);
    CHECK(set.count() == 5);
    // The limit is that of the set, however many batches there are.
    for (const std::string& one : {cifar10_bytes(1), gzip(cifar10_bytes(1))}) {
        const auto path = folder.write("another", one);
        CHECK(contains(message_of([&] { data::append_cifar10_batch(path, set, 5); }),
                       "expected at most 5"));
    }
}

}  // namespace examples_trainer_data_cifar10_test
