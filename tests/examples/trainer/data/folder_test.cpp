// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of reading whichever data set a folder holds.

#include <trainer/data/folder.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

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

TEST_CASE("a set is named by the SHA-256 of all four files, and one that differs is named") {
    const auto& known = data::detail::known_idx_sets[0].sha256;
    std::array<std::string, 4> digests;
    std::copy(known.begin(), known.end(), digests.begin());
    const std::array<std::filesystem::path, 4> paths{"a", "b", "c", "d"};
    std::vector<std::string> remarks;
    CHECK(data::detail::idx_set_name(paths, digests, remarks) == "MNIST");
    CHECK(remarks.empty());
    for (std::size_t i = 0; i < 4; ++i) {
        CAPTURE(i);
        std::array<std::string, 4> changed = digests;
        changed[i] = std::string(64, '0');
        remarks.clear();
        CHECK(data::detail::idx_set_name(paths, changed, remarks) ==
              "MNIST with other " + std::string(data::mnist_file_names[i]));
        REQUIRE(remarks.size() == 1);
        CHECK(contains(remarks[0], "'" + paths[i].string() + "': SHA-256 0000"));
        CHECK(contains(remarks[0], std::string(known[i]) + " of MNIST"));
    }
    digests[2] = digests[3] = "";
    CHECK(data::detail::idx_set_name(paths, digests, remarks) == "MNIST with other files");
    remarks.clear();
    CHECK(data::detail::idx_set_name(paths, {}, remarks) == "IDX data");
    CHECK(remarks.empty());
    const auto& fashion = data::detail::known_idx_sets[1].sha256;
    std::copy(fashion.begin(), fashion.end(), digests.begin());
    CHECK(data::detail::idx_set_name(paths, digests, remarks) == "Fashion-MNIST");
}

TEST_CASE("files one folder down, as archives and other programs leave them, are found") {
    const scratch_folder folder;
    std::filesystem::create_directories(folder / "MNIST/raw");
    write_idx_set(folder, "MNIST/raw/", ".gz");
    const data::train_test sets = data::read_folder(folder.path());
    CHECK(sets.train.count() == 20);
    CHECK(sets.train.source == (folder / "MNIST/raw").string());
    CHECK(data::read_folder(folder / "MNIST").train.count() == 20);

    std::filesystem::create_directory(folder / "cifar-10-batches-bin");
    folder.write("cifar-10-batches-bin/data_batch_1.bin", cifar10_bytes(3));
    folder.write("cifar-10-batches-bin/test_batch.bin", cifar10_bytes(2));
    const std::string message = fault(folder.path());
    CHECK(contains(message, "several folders"));
    CHECK(contains(message, "MNIST/raw'"));
    CHECK(contains(message, "cifar-10-batches-bin'"));
    CHECK(data::read_folder(folder / "cifar-10-batches-bin").train.count() == 3);
}

TEST_CASE("a file that was unpacked into a folder of its own name is found") {
    const scratch_folder folder;
    write_idx_set(folder);
    const std::string name = "train-labels-idx1-ubyte";
    std::filesystem::rename(folder / name, folder / "labels");
    std::filesystem::create_directory(folder / name);
    std::filesystem::rename(folder / "labels", folder / name / name);
    CHECK(data::read_folder(folder.path()).train.count() == 20);
}

TEST_CASE("a file that is something else is named for what it is") {
    const scratch_folder folder;
    const auto with_images = [&](const std::string& bytes) {
        write_idx_set(folder);
        folder.write("train-images-idx3-ubyte", bytes);
        return fault(folder.path());
    };
    CHECK(contains(with_images("<!doctype html><html>moved</html>"), "it is an HTML page"));
    CHECK(contains(with_images("PK\x03\x04" + std::string(40, 'x')), "it is a zip archive"));
    CHECK(contains(with_images(std::string(257, 'x') + "ustar" + std::string(250, 'x')),
                   "it is a tar archive"));
    CHECK(contains(with_images(gzip(gzip(idx_image_bytes(20, 5, 4)))), "it is gzip data"));
    CHECK(contains(with_images(big_endian({0xc03, 20, 5, 4})), "IDX of 32-bit integers in 3 dim"));
    CHECK(contains(with_images(big_endian({0xd03, 20, 5, 4})), "IDX of 32-bit floats in 3 dim"));
    CHECK(contains(with_images(big_endian({0xe02, 20, 5})), "IDX of 64-bit floats in 2 dim"));
    CHECK(contains(with_images(big_endian({0x03080000, 20, 5, 4})),
                   "IDX images with the bytes of its numbers swapped"));
    CHECK(contains(with_images(big_endian({0x803, 0x14000000, 0x05000000, 0x04000000})),
                   "20 of 5x4 if the bytes of its numbers are swapped"));
    const scratch_folder cifar;
    cifar.write("data_batch_1.bin", "<html>" + std::string(3067, ' '));
    cifar.write("test_batch.bin", cifar10_bytes(1));
    CHECK(contains(fault(cifar.path()), "it is an HTML page"));
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
