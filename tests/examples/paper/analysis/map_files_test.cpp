// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "made_evidence.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/map_files.hpp>
#include <thermosgd/core/error.hpp>
#include <trainer/training/tensors.hpp>

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace examples_paper_analysis_map_files_test {

using namespace paper;

namespace {

/// Two runs, of which the second has no map.
evidence two_runs() {
    evidence runs(2);
    runs[0].id = "mnist-A";
    runs[0].result.extra["maps"] = test::made::tensors(1e-8, 1e-6, true);
    runs[1].id = "mnist-B";
    return runs;
}

const std::vector<float> six{1.5F, -2.0F, 3.0F, 0.0F, 5.0F, 6.25F};

/// The floats of a .npy file, whose header takes 128 bytes.
std::vector<float> floats_of(const std::string& bytes) {
    std::vector<float> numbers((bytes.size() - 128) / sizeof(float));
    std::memcpy(numbers.data(), bytes.data() + 128, numbers.size() * sizeof(float));
    return numbers;
}

}  // namespace

TEST_CASE("the maps of every run that has some are .npy files beside the page") {
    const scratch_folder folder;
    std::filesystem::create_directories(folder / "maps/mnist-C");
    folder.write("maps/mnist-C/conv1.npy", "of the report before");
    folder.write("maps/notes", "of someone else");
    write_maps(two_runs(), folder.path());
    CHECK(map_file("mnist-A", "conv1") == "maps/mnist-A/conv1.npy");
    const std::string bytes = folder.read(map_file("mnist-A", "conv1"));
    REQUIRE(bytes.size() == 128 + 8 * 25 * sizeof(float));
    CHECK_THAT(bytes.substr(0, 128), ContainsSubstring("(8, 1, 5, 5)"));
    const std::vector<float> numbers = floats_of(bytes);
    CHECK(numbers[0] == 1e-8F);
    CHECK_THAT(numbers[1], WithinRel(1e-6F, 1e-6F));
    CHECK_FALSE(std::filesystem::exists(folder / "maps/mnist-B"));
    CHECK_FALSE(std::filesystem::exists(folder / "maps/mnist-C"));
    CHECK_FALSE(std::filesystem::exists(folder / "maps.new"));

    CHECK(folder.read("maps/notes") == "of someone else");

    // Without maps there is no folder but for what is not ours.
    write_maps({}, folder.path());
    CHECK(folder.read("maps/notes") == "of someone else");
    CHECK_FALSE(std::filesystem::exists(folder / "maps/mnist-A"));
    std::filesystem::remove(folder / "maps/notes");
    write_maps({}, folder.path());
    CHECK_FALSE(std::filesystem::exists(folder / "maps"));
}

TEST_CASE("a map of another form is refused by the name of its run") {
    const scratch_folder folder;
    evidence runs = two_runs();
    runs[0].result.extra["maps"]["conv1.weight"]["extents"] = {8, 1, 5, 4};
    CHECK_THROWS_WITH(write_maps(runs, folder.path()), ContainsSubstring("'mnist-A.json'"));
    runs[0].result.extra["maps"]["conv1.weight"].erase("extents");
    CHECK_THROWS_AS(write_maps(runs, folder.path()), thermosgd::error);
}

TEST_CASE("a map whose name leads out of its folder is refused") {
    const scratch_folder folder;
    for (const std::string name : {"/tmp/written.weight", "../written.weight", "a/b.weight"}) {
        CAPTURE(name);
        evidence runs = two_runs();
        runs[0].result.extra["maps"][name] = runs[0].result.extra["maps"]["conv1.weight"];
        CHECK_THROWS_WITH(write_maps(runs, folder.path()), ContainsSubstring(name));
    }
}

TEST_CASE("a tensor is a .npy file of floats with its shape, the last index fastest") {
    const scratch_folder folder;
    trainer::write_tensor(folder / "t.npy", {3, 1, 2}, six);
    const std::string bytes = folder.read("t.npy");
    REQUIRE(bytes.size() == 128 + 6 * sizeof(float));
    CHECK(bytes.starts_with("\x93NUMPY"));
    const std::string header = bytes.substr(0, 128);
    CHECK_THAT(header, ContainsSubstring("'descr': '<f4'"));
    CHECK_THAT(header, ContainsSubstring("'fortran_order': False"));
    CHECK_THAT(header, ContainsSubstring("(3, 1, 2)"));
    CHECK(floats_of(bytes) == six);
}

TEST_CASE("a tensor of another size is refused, and so is a file that cannot be written") {
    const scratch_folder folder;
    CHECK_THROWS_AS(trainer::write_tensor(folder / "t.npy", {2, 2}, six), std::invalid_argument);
    CHECK_THROWS_AS(trainer::write_tensor(folder / "t.npy", {}, six), std::invalid_argument);
    CHECK_FALSE(std::filesystem::exists(folder / "t.npy"));
    CHECK_THROWS_AS(trainer::write_tensor(folder / "absent/t.npy", {6}, six), thermosgd::error);
}

}  // namespace examples_paper_analysis_map_files_test
