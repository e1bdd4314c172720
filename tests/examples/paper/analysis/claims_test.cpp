// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/claims.hpp>

#include <fstream>
#include <map>
#include <string>

namespace examples_paper_analysis_claims_test {

using namespace paper;
using test::made_world;

namespace {

const std::filesystem::path thresholds_file =
    std::filesystem::path(THERMOSGD_SOURCE_DIR) / "examples/paper/reference/thresholds.json";

struct verdicts {
    std::map<std::string, judgement> first, second;

    verdict operator[](const std::string& id) const { return first.at(id).what; }
};

verdicts reliability_of(const evidence& runs, const evidence& others = {}) {
    const thresholds limits = read_thresholds(thresholds_file);
    const figure_points points = points_of(runs, limits.rules);
    verdicts found;
    for (const claim_row& row : judge_claims(runs, points, others, limits)) {
        found.first[row.claim.id] = row.first;
        found.second[row.claim.id] = row.second;
    }
    return found;
}

verdicts reliability_of(const made_world& world) {
    return reliability_of(test::make_evidence(world));
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
    const verdicts found = reliability_of(world);
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
    const verdicts found = reliability_of(made_world{});
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
    const verdicts saturated = reliability_of(saturating);
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
    CHECK(reliability_of(all_linear)["E4"] == no);
    CHECK(reliability_of(all_linear)["E5"] == no);

    // One decade and a half, seeds apart by factors: nothing can be said.
    made_world noisy;
    noisy.between = 1.0;
    const verdicts blurred = reliability_of(noisy);
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
    const verdicts found = reliability_of(world);
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
    CHECK(reliability_of(world)["T3"] == no);
    world.gibbs_spread = 0.7;
    CHECK(reliability_of(world)["T3"] == unclear);
}

TEST_CASE("d_eff that agree with each other but not with the weights contradict a Gibbs state") {
    made_world world;
    CHECK(reliability_of(world)["T3"] == yes);
    evidence runs = test::make_evidence(world);
    for (measured_run& run : runs) {
        if (run.result.extra.contains("gibbs")) {
            for (auto& layer : run.result.extra["gibbs"]["layers"]) {
                layer["d"] = 40 * layer["d"].get<double>();
            }
        }
    }
    CHECK(reliability_of(runs)["T3"] == no);
}

TEST_CASE("an eta that cannot be tested does not stand in the way of a verdict on the others") {
    made_world world;
    world.layers[1].beta_exponent = 0.4;
    evidence runs = test::make_evidence(world);
    CHECK(reliability_of(runs)["E4"] == no);
    const auto spoil = [&](double eta, const char* layer, std::size_t beta_above) {
        for (measured_run& run : runs) {
            const run_spec& spec = run.result.spec;
            for (group_record& group : run.result.segments.back().groups) {
                if (group.name == layer && spec.stages[0].learning_rate == eta &&
                    spec.batch_size > beta_above) {
                    group.stationary = "drifting";
                }
            }
        }
    };
    spoil(1e-3, "conv2", 16);
    CHECK(reliability_of(runs)["E4"] == no);
    CHECK_THAT(reliability_of(runs).first.at("E4").decides, ContainsSubstring("too few points"));
    spoil(1e-2, "conv2", 16);
    CHECK(reliability_of(runs)["E4"] == unclear);
}

TEST_CASE("descent that stands still exactly has temperature zero") {
    made_world world;
    evidence runs = test::make_evidence(world);
    for (measured_run& run : runs) {
        if (run.has("full_batch") && run.result.spec.batch_size != 32) {
            for (group_record& group : run.result.segments.back().groups) {
                group.temperature.value = 0;
            }
        }
    }
    const verdicts found = reliability_of(runs);
    CHECK(found["D7-GD-plain"] == yes);
    CHECK_THAT(found.first.at("D7-GD-plain").measured, ContainsSubstring("T = 0 exactly"));
}

TEST_CASE("descent that diverged decides nothing") {
    evidence runs = test::make_evidence({});
    for (measured_run& run : runs) {
        if (run.has("full_batch") && run.result.spec.batch_size != 32) {
            run.result.segments.clear();
            run.result.ending = "diverged";
        }
    }
    CHECK(reliability_of(runs)["D7-GD"] == verdict::not_run);
    CHECK(reliability_of(runs)["D7-GD-plain"] == verdict::not_run);
}

TEST_CASE("one layer that does not come to rest leaves equality of all unconfirmed") {
    made_world world;
    world.between = 0.005;
    world.within = 0.005;
    evidence runs = test::make_evidence(world);
    CHECK(reliability_of(runs)["X-sampling"] == yes);
    for (measured_run& run : runs) {
        if (run.has("sampling")) {
            run.result.segments.back().groups.front().stationary = "drifting";
        }
    }
    CHECK(reliability_of(runs)["X-sampling"] == unclear);
    CHECK_THAT(reliability_of(runs).first.at("X-sampling").decides,
               ContainsSubstring("6 of 8 ratios"));
}

TEST_CASE("a point of which one run diverged is hollow") {
    evidence runs = test::make_evidence({});
    for (measured_run& run : runs) {
        const run_spec& spec = run.result.spec;
        if (run.has("fig5") && spec.seed == 1 && spec.stages[0].learning_rate == 1e-1) {
            run.result.segments.clear();
            run.result.ending = "diverged";
        }
    }
    std::size_t hollow = 0;
    for (const point& p : points_of(runs, {}).eta) {
        if (p.seed_set == 1 && p.eta == 1e-1) {
            CHECK(p.seeds.size() == 2);
            CHECK_THAT(p.why_not, ContainsSubstring("1 of 3 runs diverged"));
        }
        hollow += p.equilibrium ? 0 : 1;
    }
    CHECK(hollow == 8);  // four layers and their biases
}

TEST_CASE("another implementation's run may scatter as ours do, and no more") {
    made_world world;
    CHECK(reliability_of(world)["X-independent"] == yes);
    world.epsilon_law = 0.60;
    CHECK(reliability_of(world)["X-independent"] == no);
}

TEST_CASE("without equilibrium there are no exponents") {
    made_world world;
    world.stationary = false;
    const verdicts found = reliability_of(world);
    CHECK(found["D6"] == no);
    for (const char* id : {"E3", "E4", "E5"}) {
        CHECK(found[id] == unclear);
    }
}

TEST_CASE("without runs nothing is said of them, and claims of words remain not testable") {
    const verdicts found = reliability_of(evidence{});
    for (const auto& [id, judged] : found.first) {
        INFO(id);
        CHECK(judged.what == (id == "D5" || id == "T1" || id == "FE" ? unclear : verdict::not_run));
    }
}

TEST_CASE("other data confirm where verdicts are the same and contradict where one is opposite") {
    const made_world here;
    const evidence runs = test::make_evidence(here);
    const auto with = [&](const made_world& there) {
        return reliability_of(runs, test::make_evidence(there, "CIFAR-10")).first.at("C3");
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
    std::string many = whole;
    many.insert(many.find("\"value\":", many.find("\"fewest_points\"")) + 8, " 1e30, \"was\":");
    CHECK_THROWS_WITH(read_thresholds(written(many)),
                      ContainsSubstring("fewest_points = 1e+30, expected 0 to 1000000"));
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

}  // namespace examples_paper_analysis_claims_test
