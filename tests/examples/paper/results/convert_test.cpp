// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <paper/results/convert.hpp>
#include <paper/results/result.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>

#include "scratch_folder.hpp"

namespace examples_paper_results_convert_test {

namespace {

using support::json;

const std::filesystem::path source(THERMOSGD_SOURCE_DIR);
const std::filesystem::path reference = source / "examples/paper/reference";
const std::string id = "mnist-A-eta1e-2-b32-l4e-2-s1-491f4d32";

/// A result as the first version wrote it, with readings of every kind.
std::string old_result() {
    return thermosgd::read_file(source / "tests/examples/paper/results/schema_1.json");
}

/// Everything but schema, checksum, verdicts and the names of readings.
json without_names(const std::string& text) {
    json all = json::parse(text);
    all.erase("schema");
    all.erase("checksum");
    for (json& segment : all.at("segments")) {
        for (json& group : segment.at("groups")) {
            group.erase("stationary");
        }
        segment.at("total").erase("stationary");
    }
    for (json* readings : paper::lists_of_readings(all.at("extra"))) {
        for (json& reading : *readings) {
            reading.at(0) = "";
        }
    }
    return all;
}

}  // namespace

TEST_CASE("a converted result holds the numbers of the old one, its readings named by key") {
    const std::string before = old_result();
    const std::string after = paper::converted(before, "old.json");
    CHECK(without_names(after) == without_names(before));
    CHECK(without_names(after).dump() == without_names(before).dump());
    const json old_extra = json::parse(before).at("extra"), extra = json::parse(after).at("extra");
    const auto old_lists = paper::lists_of_readings(old_extra),
               lists = paper::lists_of_readings(extra);
    REQUIRE((lists.size() == 2 && old_lists.size() == 2));
    std::size_t compared = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        REQUIRE(lists[i]->size() == old_lists[i]->size());
        for (std::size_t k = 0; k < lists[i]->size(); ++k) {
            const json& now = lists[i]->at(k);
            CAPTURE(old_lists[i]->at(k).at(0).get<std::string>());
            const auto& known = thermosgd::observable_of(now.at(0).get<std::string>());
            CHECK(known.unit == now.at(3).get<std::string>());
            ++compared;
        }
    }
    CHECK(compared == 126);
    CHECK(lists[0]->at(2).at(0) == "temperature.cv2.two_windows");
    CHECK(old_lists[0]->at(2).at(0) == "CV^2 of T within the group, from two windows");
    // It is a result, and converting it again changes nothing.
    CHECK(paper::id_of(paper::result_of(after, "new.json").spec) == id);
    CHECK(paper::converted(after, "new.json") == after);
    // The result of that run in the reference is this one.
    CHECK(thermosgd::read_file(reference / "runs" / (id + ".json")) == after);
}

TEST_CASE("a converted result says equilibrium of fewer groups, never of more") {
    const json before = json::parse(old_result());
    const json after = json::parse(paper::converted(old_result(), "old.json"));
    std::size_t kept = 0, lost = 0;
    for (std::size_t i = 0; i < before.at("segments").size(); ++i) {
        const json &old = before.at("segments").at(i).at("groups"),
                   &now = after.at("segments").at(i).at("groups");
        for (std::size_t k = 0; k < old.size(); ++k) {
            const std::string then = old.at(k).at("stationary"), word = now.at(k).at("stationary");
            CAPTURE(old.at(k).at("name").get<std::string>(), then, word);
            CHECK((then == "stationary" || then == word));
            kept += then == "stationary" && word == then ? 1 : 0;
            lost += then == "stationary" && word != then ? 1 : 0;
        }
    }
    CHECK(kept > 0);
    CHECK(lost > 0);
}

TEST_CASE("a result of the old form that is read directly is refused with the command") {
    using Catch::Matchers::Contains;
    CHECK_THROWS_AS(paper::result_of(old_result(), "old.json"), std::invalid_argument);
    CHECK_THROWS_WITH(paper::result_of(old_result(), "old.json"),
                      Contains("'old.json'") && Contains("schema 1, expected 3") &&
                          Contains("paper convert --out DIR"));
}

TEST_CASE("what is damaged or has a reading without a key is not converted") {
    using Catch::Matchers::Contains;
    std::string changed = old_result();
    changed[changed.find("60000")] = '7';
    CHECK_THROWS_WITH(paper::converted(changed, "a.json"), Contains("checksum"));
    CHECK_THROWS_WITH(paper::converted("{}", "a.json"), Contains("not the result of a run"));
    CHECK_THROWS_AS(paper::converted("cut", "a.json"), thermosgd::error);
    json all = json::parse(old_result());
    all.at("extra").at("readings").at(0).at(0) = "something else";
    all.erase("schema");
    all.erase("checksum");
    json whole{{"schema", 1}, {"checksum", paper::checksum_of(all)}};
    whole.update(all);
    CHECK_THROWS_WITH(paper::converted(whole.dump(), "a.json"),
                      Contains("no key for the reading 'something else'"));
}

TEST_CASE("a folder is converted in place, whole files at a time, and only once") {
    const scratch_folder folder;
    folder.write("a.json", old_result());
    folder.write("plan.json", "{}");
    paper::conversion done = paper::convert_results(folder.path());
    CHECK((done.results == 1 && done.converted == 1));
    CHECK(folder.read("a.json") == paper::converted(old_result(), "a.json"));
    CHECK(folder.read("plan.json") == "{}");
    CHECK(folder.names() == std::vector<std::string>{"a.json", "plan.json"});
    done = paper::convert_results(folder.path());
    CHECK((done.results == 1 && done.converted == 0));
    CHECK_THROWS_AS(paper::convert_results(folder / "absent"), thermosgd::error);
}

TEST_CASE("a reading whose key is not known is refused, with the nearest") {
    using Catch::Matchers::Contains;
    json all = json::parse(paper::converted(old_result(), "old.json"));
    all.at("extra").at("readings").at(0).at(0) = "temperature.cv.between_group";
    all.erase("schema");
    all.erase("checksum");
    json whole{{"schema", paper::result_schema}, {"checksum", paper::checksum_of(all)}};
    whole.update(all);
    CHECK_THROWS_WITH(paper::result_of(whole.dump(), "a.json"),
                      Contains("did you mean 'temperature.cv.between_groups'?"));
}

TEST_CASE("every stored result reads, so that it has known keys only") {
    std::size_t results = 0, readings = 0;
    for (const auto& file : std::filesystem::directory_iterator(reference / "runs")) {
        if (file.path().extension() != ".json" || file.path().stem().string().starts_with("plan")) {
            continue;
        }
        CAPTURE(file.path().filename().string());
        paper::run_record result;
        REQUIRE_NOTHROW(result = paper::read_result(file.path()));
        ++results;
        for (const json* list : paper::lists_of_readings(result.extra)) {
            for (const json& one : *list) {
                CHECK(thermosgd::find_observable(one.at(0).get<std::string>()) != nullptr);
                ++readings;
            }
        }
    }
    CHECK((results > 200 && readings > 1000));
}

TEST_CASE("the schema file is of this version, and lists the keys and members that there are") {
    const json schema = json::parse(thermosgd::read_file(reference / "result.schema.json"));
    CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema.at("properties").at("schema").at("const") == paper::result_schema);
    std::vector<std::string> keys;
    for (const thermosgd::observable_info& entry : thermosgd::catalogue) {
        if (entry.kind == thermosgd::observable_kind::number) {
            keys.emplace_back(entry.key);
        }
    }
    CHECK(schema.at("$defs").at("key").at("enum") == keys);
    const json result = json::parse(paper::converted(old_result(), "old.json"));
    const auto members_of = [](const json& object) {
        std::vector<std::string> names;
        for (const auto& [name, value] : object.items()) {
            names.push_back(name);
        }
        return names;
    };
    CHECK(members_of(schema.at("properties")) == members_of(result));
    CHECK(schema.at("required") == members_of(result));
    CHECK(members_of(schema.at("$defs").at("spec").at("properties")) ==
          members_of(result.at("spec")));
    for (const std::string& name : members_of(result.at("extra"))) {
        CHECK(schema.at("$defs").at("extra").at("properties").contains(name));
    }
}

}  // namespace examples_paper_results_convert_test
