// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of where data come from, in order, with the environment set by the test.

#include <trainer/data/locate.hpp>

#include <cstdlib>
#include <map>

#include "catch_shim.hpp"
#include "made_files.hpp"

namespace examples_trainer_data_locate_test {

namespace {

/// Sets environment variables and puts the old ones back at the end of the scope.
class environment {
public:
    ~environment() {
        for (const auto& [name, value] : old_) {
            put(name, value);
        }
    }
    void set(const std::string& name, std::optional<std::string> value) {
        const char* const current = std::getenv(name.c_str());
        old_.try_emplace(name,
                         current == nullptr ? std::nullopt : std::optional<std::string>(current));
        put(name, value);
    }

private:
    static void put(const std::string& name, const std::optional<std::string>& value) {
        if (value) {
            setenv(name.c_str(), value->c_str(), 1);
        } else {
            unsetenv(name.c_str());
        }
    }
    std::map<std::string, std::optional<std::string>> old_;
};

/// A place for each step of the search; only the last one holds data, and its first pixel is 5.
struct stage {
    scratch_folder folder;
    environment variables;
    std::vector<std::string> notices;
    data::search where;

    stage() {
        for (const char* name :
             {"option", "variable", "cache/thermosgd/mnist", "server", "fallback", "home"}) {
            std::filesystem::create_directories(folder / name);
        }
        variables.set("THERMOSGD_DATA", std::nullopt);
        variables.set("THERMOSGD_MNIST_URL", std::nullopt);
        variables.set("XDG_CACHE_HOME", (folder / "cache").string());
        variables.set("HOME", (folder / "home").string());
        write_idx_set(folder, "fallback/", "", 5);
        where.fallback = folder / "fallback";
        where.mirrors = {"file://" + (folder / "server").string()};
        where.files.clear();
        const auto expect = [&](const std::string& name, const std::string& bytes) {
            where.files.push_back({name + ".gz", bytes.size(), sha256_of(bytes)});
        };
        expect("train-images-idx3-ubyte", idx_image_bytes(20, 5, 4, 4));
        expect("train-labels-idx1-ubyte", idx_label_bytes(20));
        expect("t10k-images-idx3-ubyte", idx_image_bytes(10, 5, 4, 4));
        expect("t10k-labels-idx1-ubyte", idx_label_bytes(10));
        where.notice = [this](std::string_view line) { notices.emplace_back(line); };
    }

    /// The first pixel of the set that is found tells which one it is.
    int found() { return data::find_data(where).train.image(0)[0]; }
    std::string source() { return data::find_data(where).test.source; }
};

}  // namespace

TEST_CASE(
    "data come from --data, $THERMOSGD_DATA, the cache, a download, a package, in this order") {
    stage here;
    CHECK(here.found() == 5);
    CHECK(contains(here.source(), "fallback (package dataset-fashion-mnist)"));
    CHECK(contains(here.notices.back(), "using IDX data from " + here.where.fallback.string()));

    write_idx_set(here.folder, "server/", ".gz", 4);
    CHECK(contains(here.source(), "cache/thermosgd/mnist (downloaded from file://"));
    CHECK(contains(here.notices.back(), "downloading MNIST"));

    here.notices.clear();
    CHECK(here.found() == 4);
    CHECK(contains(here.source(), "cache/thermosgd/mnist (cache)"));
    CHECK(here.notices.empty());

    write_idx_set(here.folder, "variable/", "", 2);
    here.variables.set("THERMOSGD_DATA", (here.folder / "variable").string());
    CHECK(here.found() == 2);
    CHECK(contains(here.source(), "variable ($THERMOSGD_DATA)"));

    write_idx_set(here.folder, "option/", "", 1);
    here.where.folder = here.folder / "option";
    CHECK(here.found() == 1);
    CHECK(contains(here.source(), "option (--data)"));
    CHECK(here.notices.empty());
}

TEST_CASE("a folder that the user named is never replaced by another") {
    stage here;
    const auto message = [&] { return message_of([&] { here.found(); }); };
    here.variables.set("THERMOSGD_DATA", (here.folder / "variable").string());
    CHECK(contains(message(), "variable': holds no data set"));
    write_idx_set(here.folder, "variable/");
    here.where.folder = here.folder / "option";
    CHECK(contains(message(), "option': holds no data set"));
    here.where.folder = here.folder / "absent";
    CHECK(contains(message(), "absent': no such folder"));
    here.where.folder = "";
    CHECK(contains(message(), "no such folder"));
    here.where.folder = here.folder / "variable";
    std::filesystem::remove(here.folder / "variable/t10k-labels-idx1-ubyte");
    CHECK(contains(message(), "incomplete: no t10k-labels-idx1-ubyte"));
    here.where.folder.reset();
    here.variables.set("THERMOSGD_DATA", "");
    CHECK(here.found() == 5);
}

TEST_CASE("a download that fails leaves the cache empty and gives one line of reason") {
    stage here;
    write_idx_set(here.folder, "server/", ".gz", 9);
    CHECK(here.found() == 5);
    REQUIRE(here.notices.size() == 2);
    CHECK(contains(here.notices[0], "downloading MNIST"));
    CHECK(contains(here.notices[1], "no download of MNIST ("));
    CHECK(contains(here.notices[1], "wrong contents"));
    CHECK(contains(here.notices[1], "using IDX data from"));
    CHECK(here.notices[1].find('\n') == std::string::npos);
    CHECK(std::filesystem::is_empty(here.folder / "cache/thermosgd/mnist"));
}

TEST_CASE("$THERMOSGD_MNIST_URL names the servers to try, or turns downloads off") {
    stage here;
    write_idx_set(here.folder, "server/", ".gz", 4);
    here.variables.set("THERMOSGD_MNIST_URL", "");
    CHECK(here.found() == 5);
    REQUIRE(here.notices.size() == 1);
    CHECK(contains(here.notices[0], "downloads are turned off"));

    const std::string server = "file://" + (here.folder / "server").string();
    here.where.mirrors = {"file:///nowhere"};
    here.variables.set("THERMOSGD_MNIST_URL", " file:///nowhere/else  " + server + " ");
    CHECK(contains(here.source(), "downloaded from " + server));
}

TEST_CASE("a spoilt cache is named and fetched again") {
    stage here;
    write_idx_set(here.folder, "server/", ".gz", 4);
    CHECK(here.found() == 4);
    const std::string good = here.folder.read("cache/thermosgd/mnist/train-images-idx3-ubyte.gz");
    here.folder.write("cache/thermosgd/mnist/train-images-idx3-ubyte.gz", good.substr(0, 30));
    here.notices.clear();
    CHECK(here.found() == 4);
    REQUIRE(here.notices.size() == 2);
    CHECK(contains(here.notices[0], "the cache is not usable"));
    CHECK(contains(here.notices[0], "truncated gzip data"));
    CHECK(here.folder.read("cache/thermosgd/mnist/train-images-idx3-ubyte.gz") == good);
}

TEST_CASE("a cache of which any file was changed is named, and fetched again or not used") {
    for (const std::string name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                   "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
        CAPTURE(name);
        stage here;
        write_idx_set(here.folder, "server/", ".gz", 4);
        CHECK(here.found() == 4);
        const std::string cached = "cache/thermosgd/mnist/" + name + ".gz";
        const std::string good = here.folder.read(cached);
        std::string bytes = contains(name, "images")
                                ? idx_image_bytes(contains(name, "train") ? 20 : 10, 5, 4, 4)
                                : idx_label_bytes(contains(name, "train") ? 20 : 10);
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        here.folder.write(cached, gzip(bytes));
        here.variables.set("THERMOSGD_MNIST_URL", "");
        here.notices.clear();
        CHECK(here.found() == 5);
        REQUIRE(!here.notices.empty());
        CHECK(contains(here.notices[0], "the cache is not usable"));
        CHECK(contains(here.notices[0], name + ".gz': SHA-256 "));

        here.variables.set("THERMOSGD_MNIST_URL", std::nullopt);
        CHECK(here.found() == 4);
        CHECK(here.folder.read(cached) == good);
    }
}

TEST_CASE("the cache lies under $XDG_CACHE_HOME, else under the home folder") {
    environment variables;
    variables.set("XDG_CACHE_HOME", "/somewhere");
    variables.set("HOME", "/home/user");
    CHECK(data::cache_folder() == "/somewhere/thermosgd/mnist");
    for (const char* unusable : {"", "relative/path"}) {
        variables.set("XDG_CACHE_HOME", unusable);
        CHECK(data::cache_folder() == "/home/user/.cache/thermosgd/mnist");
    }
    variables.set("XDG_CACHE_HOME", std::nullopt);
    CHECK(data::cache_folder() == "/home/user/.cache/thermosgd/mnist");
    variables.set("HOME", std::nullopt);
    CHECK_FALSE(data::cache_folder().has_value());
}

TEST_CASE("no data at all says what to do, and why nothing was downloaded") {
    stage here;
    here.where.fallback = here.folder / "absent";
    SECTION("with a cache") {
        const std::string message = message_of([&] { here.found(); });
        CHECK(contains(message, "absent': no data set here"));
        CHECK(contains(message, "Couldn't read a file"));
        CHECK(contains(message, "give --data DIR"));
    }
    SECTION("without a cache") {
        here.variables.set("XDG_CACHE_HOME", std::nullopt);
        here.variables.set("HOME", std::nullopt);
        CHECK(contains(message_of([&] { here.found(); }), "no folder for a cache"));
    }
}

}  // namespace examples_trainer_data_locate_test
