// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/diagnostics/sections.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace diagnostics_sections_test {

using namespace thermosgd;

TEST_CASE("a list of sections reads back from its text, in the order of diagnose()") {
    CHECK(sections::of("all") == sections::all());
    CHECK(sections::of("none") == sections());
    CHECK(to_string(sections::all()) == "all");
    CHECK(to_string(sections()) == "none");
    const sections some = sections::of("ranking,diffusion,ranking");
    CHECK(some == sections{section::diffusion, section::ranking});
    CHECK(to_string(some) == "diffusion,ranking");
    sections every;
    for (std::size_t i = 0; i < section_names.size(); ++i) {
        const sections one = sections::of(section_names[i]);
        CHECK(one == sections{static_cast<section>(i)});
        CHECK(one.has(static_cast<section>(i)));
        CHECK(!every.has_any(one));
        every = sections::of(to_string(every) == "none"
                                 ? std::string(section_names[i])
                                 : to_string(every) + "," + std::string(section_names[i]));
    }
    CHECK(every == sections::all());
}

TEST_CASE("only gradient and ranking do without a recorder") {
    CHECK(!sections().need_recorder());
    CHECK(!sections::of("gradient,ranking").need_recorder());
    for (const char* name : {"equipartition", "distribution", "diffusion", "currents", "entropy"}) {
        CAPTURE(name);
        CHECK(sections::of(name).need_recorder());
    }
}

TEST_CASE("a name that is no section is refused with the list of those there are") {
    for (const char* bad : {"", "diffusoin", "diffusion,", ",diffusion", "all,diffusion",
                            "diffusion none", "Diffusion", "diffusion, entropy"}) {
        CAPTURE(bad);
        std::string message;
        try {
            (void)sections::of(bad);
        } catch (const std::invalid_argument& problem) {
            message = problem.what();
        }
        CHECK(message.find("expected all, none or a comma list of equipartition, distribution, "
                           "diffusion, currents, entropy, gradient, ranking, gibbs") !=
              std::string::npos);
    }
}

}  // namespace diagnostics_sections_test
