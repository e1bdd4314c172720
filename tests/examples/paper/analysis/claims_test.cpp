// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/claims.hpp>

#include <fstream>
#include <map>
#include <string>

using namespace paper;
using test::made_world;

namespace {

const std::filesystem::path thresholds_file =
    std::filesystem::path(THERMOSGD_SOURCE_DIR) / "examples/mnist/reference/thresholds.json";

struct verdicts {
    std::map<std::string, judgement> first, second;

    verdict operator[](const std::string& id) const { return first.at(id).what; }
};

verdicts judge(const evidence& runs, const evidence& others = {}) {
    const thresholds limits = read_thresholds(thresholds_file);
    const figure_points points = points_of(runs, limits.rules);
    verdicts found;
    for (const claim_row& row : judge_claims(runs, points, others, limits)) {
        found.first[row.claim.id] = row.first;
        found.second[row.claim.id] = row.second;
    }
    return found;
}

verdicts judge(const made_world& world) {
    return judge(test::make_evidence(world));
}

constexpr verdict yes = verdict::confirmed;
constexpr verdict no = verdict::contradicted;
constexpr verdict unclear = verdict::not_testable;

}  // namespace

TEST_CASE("in a world that is as the paper says every claim of measurements is confirmed") {
    made_world world;
    world.cv2 = 0.005;
    world.law = 1.5;
    world.between = 0.005;
    world.within = 0.005;
    const verdicts found = judge(world);
    for (const auto& [id, judged] : found.first) {
        INFO(id << ": " << judged.measured << " | " << judged.decides);
        if (id == "D5" || id == "T1" || id == "FE") {
            CHECK(judged.what == unclear);
        } else if (id == "C3") {
            CHECK(judged.what == verdict::not_run);
        } else if (id == "C1-norm" || id == "X-decay" || id == "D7-GD-plain") {
            CHECK(judged.what != verdict::not_run);
        } else {
            CHECK(judged.what == yes);
            CHECK_FALSE(judged.measured.empty());
            CHECK_FALSE(judged.decides.empty());
        }
    }
}

TEST_CASE("the second seeds are judged by their own runs") {
    const verdicts found = judge(made_world{});
    for (const char* id :
         {"D6", "D7", "D8", "D9", "E2", "E3", "E4", "E5", "E6", "C1", "C2", "T3"}) {
        INFO(id << ": " << found.second.at(id).decides);
        CHECK(found.second.at(id).what == found[id]);
    }
    for (const char* id : {"E3", "E4", "E5", "C2"}) {
        CHECK(found.second.at(id).measured + found.second.at(id).decides !=
              found.first.at(id).measured + found.first.at(id).decides);
    }
    CHECK(found.second.at("X-sampling").what == verdict::not_run);
}

TEST_CASE("exponents on the wrong side contradict, wide ones decide nothing") {
    made_world saturating;
    for (auto& layer : saturating.layers) {
        layer.beta_exponent = 0.4;
        layer.eta_exponent = 1.5;
    }
    const verdicts saturated = judge(saturating);
    CHECK(saturated["E4"] == no);
    CHECK(saturated["E4-bn"] == no);
    CHECK(saturated["E5"] == no);
    CHECK(saturated["C2"] == no);
    CHECK_THAT(saturated.first.at("E4").decides, ContainsSubstring("conv2 0."));

    made_world all_linear;
    for (auto& layer : all_linear.layers) {
        layer.beta_exponent = 1;
        layer.eta_exponent = 2;
    }
    CHECK(judge(all_linear)["E4"] == no);
    CHECK(judge(all_linear)["E5"] == no);

    // One decade and a half, seeds apart by factors: nothing can be said.
    made_world noisy;
    noisy.between = 1.0;
    const verdicts blurred = judge(noisy);
    for (const char* id : {"E4", "E4-bn", "E5", "X-sampling", "X-velocity"}) {
        INFO(id << ": " << blurred.first.at(id).decides);
        CHECK(blurred[id] == unclear);
    }
}

TEST_CASE("the opposite of each effect contradicts its claim") {
    made_world world;
    world.mean_velocity = 0.1;
    world.filter_ratio = 1.02;
    world.hot_damage = 1;
    world.removal_gain = -0.1;
    world.per_epoch = 0.1;
    world.independent = 1.5;
    world.full_batch = 0.05;
    world.restored_law = 0.44;
    world.gibbs_p = 1e-4;
    world.loss_fall = -0.2;
    world.stationary_without = false;
    world.stationary_fixed = false;
    for (auto& layer : world.layers) {
        layer.temperature = 1e-7;
        layer.eta_exponent = 2;
        layer.beta_exponent = 1;
    }
    world.between = 0.005;
    const verdicts found = judge(world);
    for (const char* id :
         {"D7", "D7-GD", "D8", "D9", "E2", "E3", "E4-fixed", "E6", "C1", "C1-hot", "C1-norm", "C2",
          "C2-law", "T3", "X-epsilon", "X-sampling", "X-velocity", "X-decay", "X-no-decay"}) {
        INFO(id << ": " << found.first.at(id).measured << " | " << found.first.at(id).decides);
        CHECK(found[id] == no);
    }
}

TEST_CASE("d_eff that differ contradict a Gibbs state, even where the law itself is not rejected") {
    made_world world;
    world.gibbs_spread = 0.3;
    CHECK(judge(world)["T3"] == no);
    world.gibbs_spread = 0.7;
    CHECK(judge(world)["T3"] == unclear);
}

TEST_CASE("without equilibrium there are no exponents") {
    made_world world;
    world.stationary = false;
    const verdicts found = judge(world);
    CHECK(found["D6"] == no);
    for (const char* id : {"E3", "E4", "E5"}) {
        CHECK(found[id] == unclear);
    }
}

TEST_CASE("without runs nothing is said of them, and claims of words remain not testable") {
    const verdicts found = judge(evidence{});
    for (const auto& [id, judged] : found.first) {
        INFO(id);
        CHECK(judged.what == (id == "D5" || id == "T1" || id == "FE" ? unclear : verdict::not_run));
    }
}

TEST_CASE("other data confirm where verdicts are the same and contradict where one is opposite") {
    const made_world here;
    const evidence runs = test::make_evidence(here);
    const auto with = [&](const made_world& there) {
        return judge(runs, test::make_evidence(there, "CIFAR-10")).first.at("C3");
    };
    CHECK(with(here).what == yes);
    CHECK_THAT(with(here).decides, ContainsSubstring("60000 training images"));
    made_world there;
    there.layers[1].eta_exponent = 1.4;
    CHECK(with(there).what == no);
}

TEST_CASE("the table says every claim and how many verdicts are repeated") {
    const thresholds limits = read_thresholds(thresholds_file);
    const evidence runs = test::make_evidence({});
    const std::string text =
        claims_text(judge_claims(runs, points_of(runs, limits.rules), {}, limits));
    for (const claim_threshold& claim : limits.claims) {
        CHECK_THAT(text, ContainsSubstring(claim.says));
    }
    CHECK_THAT(text, ContainsSubstring("verdicts are the same."));
}

TEST_CASE("thresholds that are cut, lack a number or name an unknown claim are refused") {
    const scratch_folder folder;
    const auto written = [&](const std::string& text) {
        std::ofstream(folder / "thresholds.json") << text;
        return folder / "thresholds.json";
    };
    std::ifstream in(thresholds_file);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    CHECK(read_thresholds(written(whole)).claims.size() > 25);
    CHECK_THROWS_WITH(read_thresholds(written(whole.substr(0, 2000))),
                      ContainsSubstring("no JSON object"));
    CHECK_THROWS_WITH(read_thresholds(written("{}")), ContainsSubstring("not thresholds"));
    CHECK_THROWS_AS(read_thresholds(folder / "absent.json"), thermosgd::error);

    thresholds limits = read_thresholds(thresholds_file);
    limits.claims.front().id = "E99";
    CHECK_THROWS_WITH(judge_claims({}, {}, {}, limits), ContainsSubstring("E99"));
    limits = read_thresholds(thresholds_file);
    for (claim_threshold& claim : limits.claims) {
        claim.numbers.clear();
    }
    const evidence runs = test::make_evidence({});
    CHECK_THROWS_WITH(judge_claims(runs, points_of(runs, limits.rules), {}, limits),
                      ContainsSubstring("has no number"));
}
