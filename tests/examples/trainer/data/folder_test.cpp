// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of reading whichever data set a folder holds.

#include <trainer/data/folder.hpp>

#include "catch_shim.hpp"
#include "made_files.hpp"

namespace examples_trainer_data_folder_test {

namespace {

std::string fault(const std::filesystem::path& path) {
    return message_of([&] { data::read_folder(path); });
}

}  // namespace

TEST_CASE("a folder of IDX files is read in any of the usual spellings, plain or gzip") {
    const scratch_folder folder;
    const std::string spelling = GENERATE(as<std::string>{}, "plain", "gzip", "with a dot");
    CAPTURE(spelling);
    if (spelling == "plain") {
        write_idx_set(folder);
    } else if (spelling == "gzip") {
        write_idx_set(folder, "", ".gz");
    } else {
        write_idx_set(folder);
        for (const char* name : {"train-images", "train-labels", "t10k-images", "t10k-labels"}) {
            const std::string kind = contains(name, "images") ? "idx3-ubyte" : "idx1-ubyte";
            std::filesystem::rename(folder / (name + std::string("-") + kind),
                                    folder / (name + std::string(".") + kind));
        }
    }
    const data::train_test sets = data::read_folder(folder.path());
    CHECK(sets.train.count() == 20);
    CHECK(sets.test.count() == 10);
    CHECK(sets.train.channels == 1);
    CHECK(sets.train.height == 5);
    CHECK(sets.train.width == 4);
    CHECK(sets.train.classes == 10);
    CHECK(sets.train.image(1)[0] == 20 * 7);
    CHECK(sets.train.labels[13] == 3);
    CHECK(sets.train.name == "IDX data");  // of unknown SHA-256
    CHECK(sets.test.source == folder.path().string());
    CHECK(sets.train.mean == data::measure_channels(sets.train).mean);
    CHECK(sets.test.mean == sets.train.mean);
}

TEST_CASE("a folder of CIFAR-10 batches is read in the order of their numbers") {
    const scratch_folder folder;
    folder.write("data_batch_10.bin", cifar10_bytes(3));
    folder.write("data_batch_2.bin.gz", gzip(cifar10_bytes(2)));
    folder.write("data_batch_2.bin.part", "left over");
    folder.write("test_batch.bin", cifar10_bytes(4));
    const data::train_test sets = data::read_folder(folder.path());
    CHECK(sets.train.labels == std::vector<std::uint8_t>{0, 1, 0, 1, 2});
    CHECK(sets.test.count() == 4);
    CHECK(sets.train.name == "CIFAR-10 subset");
    CHECK(sets.train.mean.size() == 3);
}

TEST_CASE("a set is named by the SHA-256 of both training files") {
    const std::string images = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db";
    const std::string labels = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5";
    const data::idx_images mnist_images{.pixels = {}, .sha256 = images};
    const data::idx_labels mnist_labels{.labels = {}, .sha256 = labels};
    CHECK(data::detail::idx_set_name(mnist_images, mnist_labels) == "MNIST");
    CHECK(data::detail::idx_set_name(mnist_images, {}) == "IDX data");
    CHECK(data::detail::idx_set_name({}, mnist_labels) == "IDX data");
}

TEST_CASE("a folder that is absent, is no folder or holds nothing known says what was expected") {
    const scratch_folder folder;
    CHECK(contains(fault(folder / "absent"), "absent': no such folder"));
    CHECK(contains(fault(folder.write("file", "x")), "file': not a folder"));
    std::filesystem::remove(folder / "file");
    CHECK(contains(fault(folder.path()), "holds no data set, expected train-images-idx3-ubyte"));
    write_idx_set(folder);
    folder.write("test_batch.bin", cifar10_bytes(1));
    CHECK(contains(fault(folder.path()), "holds two data sets"));
}

TEST_CASE("a folder that lacks one file names it") {
    const scratch_folder folder;
    for (const std::string_view name : data::mnist_file_names) {
        write_idx_set(folder);
        std::filesystem::remove(folder / name);
        CHECK(contains(fault(folder.path()), "incomplete: no " + std::string(name)));
    }
    const scratch_folder cifar;
    cifar.write("data_batch_1.bin", cifar10_bytes(1));
    CHECK(contains(fault(cifar.path()), "incomplete: no test_batch.bin"));
    std::filesystem::rename(cifar / "data_batch_1.bin", cifar / "test_batch.bin");
    CHECK(contains(fault(cifar.path()), "incomplete: no data_batch_1.bin"));
}

TEST_CASE("files that do not belong together name both") {
    const scratch_folder folder;
    write_idx_set(folder);
    folder.write("train-labels-idx1-ubyte", idx_label_bytes(19));
    CHECK(contains(fault(folder.path()), "train-labels-idx1-ubyte': 19 labels, expected 20"));
    write_idx_set(folder);
    folder.write("t10k-images-idx3-ubyte", idx_image_bytes(10, 4, 5));
    CHECK(contains(fault(folder.path()), "images of 4x5, expected 5x4"));
    write_idx_set(folder);
    folder.write("train-images-idx3-ubyte", idx_label_bytes(20));
    CHECK(contains(fault(folder.path()), "expected 0x00000803 (IDX images)"));
    std::filesystem::remove(folder / "train-images-idx3-ubyte");
    std::filesystem::create_directory(folder / "train-images-idx3-ubyte");
    CHECK(contains(fault(folder.path()), "is a folder, expected a file"));
}

}  // namespace examples_trainer_data_folder_test
