// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/diagnostics/topics.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace diagnostics_topics_test {

using namespace thermosgd;

TEST_CASE("a list of topics reads back from its text, in the order of diagnose()") {
    CHECK(topics::of("all") == topics::all());
    CHECK(topics::of("none") == topics());
    CHECK(to_string(topics::all()) == "all");
    CHECK(to_string(topics()) == "none");
    const topics some = topics::of("ranking,diffusion,ranking");
    CHECK(some == topics{topic::diffusion, topic::ranking});
    CHECK(to_string(some) == "diffusion,ranking");
    topics every;
    for (std::size_t i = 0; i < topic_names.size(); ++i) {
        const topics one = topics::of(topic_names[i]);
        CHECK(one == topics{static_cast<topic>(i)});
        CHECK(one.has(static_cast<topic>(i)));
        CHECK(!every.has_any(one));
        every = topics::of(to_string(every) == "none"
                               ? std::string(topic_names[i])
                               : to_string(every) + "," + std::string(topic_names[i]));
    }
    CHECK(every == topics::all());
}

TEST_CASE("a mistyped topic is refused with the one that is nearest") {
    CHECK_THROWS_WITH(topics::of("entropy,difusion"), ContainsSubstring("nearest: diffusion"));
    CHECK_THROWS_WITH(topics::of("grad"), ContainsSubstring("nearest: gradient"));
}

TEST_CASE("sets of topics are united and subtracted") {
    const topics both = topics{topic::diffusion} | topics{topic::gibbs};
    CHECK(both == topics{topic::gibbs, topic::diffusion});
    CHECK(both - topics{topic::gibbs, topic::ranking} == topics{topic::diffusion});
    CHECK((topics::all() - topics::all()).empty());
    CHECK(!topics::without_recorder().need_recorder());
}

TEST_CASE("only gradient and ranking do without a recorder") {
    CHECK(!topics().need_recorder());
    CHECK(!topics::of("gradient,ranking").need_recorder());
    for (const char* name : {"equipartition", "distribution", "diffusion", "currents", "entropy"}) {
        CAPTURE(name);
        CHECK(topics::of(name).need_recorder());
    }
}

TEST_CASE("a name that is no topic is refused with the list of those there are") {
    for (const char* bad : {"", "diffusoin", "diffusion,", ",diffusion", "all,diffusion",
                            "diffusion none", "Diffusion", "diffusion, entropy"}) {
        CAPTURE(bad);
        std::string message;
        try {
            (void)topics::of(bad);
        } catch (const std::invalid_argument& problem) {
            message = problem.what();
        }
        CHECK(message.find("expected all, none or a comma list of equipartition, distribution, "
                           "diffusion, currents, entropy, gradient, ranking, gibbs; nearest: ") !=
              std::string::npos);
    }
}

}  // namespace diagnostics_topics_test
