// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The command line, by CLI11.

#include "options.hpp"

#include <fmt/format.h>
#include <support/checks.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/version.hpp>

#include <algorithm>

namespace contact {

namespace {

/// A fifth of the work: to see that all is well.
void make_quick(run_options& o) {
    o.training.steps = 200;
    o.training.rows = 20;
    o.ensembles.images = 128;
    o.ensembles.training = 500;
    o.ensembles.equilibration = 100;
    o.ensembles.steps = 200;
    o.ensembles.starts = 2;
}

void select_parts(const std::vector<std::string>& named, parts& what) {
    if (named.empty()) {
        return;
    }
    const auto has = [&](const char* name) {
        return std::find(named.begin(), named.end(), name) != named.end();
    };
    what = {has("oscillators"), has("optimisers"), has("dynamics")};
}

}  // namespace

run_options parse_command_line(std::vector<std::string> arguments) {
    using support::count;
    using support::number;
    run_options o;
    // --quick changes defaults, which --help is to show.
    if (std::find(arguments.begin(), arguments.end(), "--quick") != arguments.end()) {
        make_quick(o);
    }
    CLI::App app("Contact-Hamiltonian flows: on oscillators, as optimisers, and as a heat bath.",
                 "contact");
    app.set_version_flag("--version",
                         fmt::format("thermosgd {}.{}.{}", thermosgd::version_major,
                                     thermosgd::version_minor, thermosgd::version_patch));
    std::vector<std::string> named;
    app.add_option("PART", named, "oscillators, optimisers, dynamics; left out: all")
        ->type_name("")
        ->check(support::one_of({"oscillators", "optimisers", "dynamics"}));
    app.add_option("--data", o.data, "folder with MNIST or Fashion-MNIST, or 'synthetic'")
        ->check(support::not_empty("a folder, or 'synthetic'"))
        ->type_name("DIR");
    app.add_option("--out", o.out, "results folder (default results/contact-DATE-TIME)")
        ->check(support::not_empty("a folder"))
        ->type_name("DIR");
    app.add_flag("--force", o.force, "replace the results that are in the folder");
    app.add_flag("--quick", o.quick, "a fifth of the work, to see that all is well");
    app.add_flag("--quiet", o.quiet, "no tables and no progress");
    const auto whole = [&](const char* name, auto& value, const char* help, std::uint64_t least) {
        app.add_option(name, value, help)
            ->check(count(least))
            ->capture_default_str()
            ->type_name("N");
    };
    const auto real = [&](const char* name, double& value, const char* help, bool zero) {
        app.add_option(name, value, help)
            ->check(number(zero ? "a number from 0 on" : "a number above 0", 0.0, zero, 1e30))
            ->capture_default_str()
            ->type_name("X");
    };
    whole("--steps", o.training.steps, "optimisers: gradients per run", 1);
    whole("--seeds", o.training.seeds, "optimisers: runs of each", 1);
    whole("--batch-size", o.training.batch_size, "optimisers: images per gradient", 2);
    whole("--images", o.ensembles.images, "dynamics: images of the full batch", 1);
    whole("--measure", o.ensembles.steps, "dynamics: measured steps of each ensemble", 10);
    whole("--starts", o.ensembles.starts, "dynamics: states of the energy table", 1);
    real("--temperature", o.ensembles.temperature, "dynamics: kT of the bath [loss]", false);
    real("--friction", o.ensembles.friction, "dynamics: γ of the bath [1/time]", false);
    real("--timestep", o.ensembles.timestep,
         "dynamics: h [time]; left out: halved where the potential needs it", false);
    real("--weight-decay", o.ensembles.weight_decay, "dynamics: λ, ½λ|θ|² is part of V", true);
    whole("--seed", o.training.first_seed, "of the first run", 0);
    app.add_option("--threads", o.threads, "0: one per core")
        ->check(count(0, support::most_threads))
        ->capture_default_str()
        ->type_name("N");
    app.footer(
        "Examples:\n"
        "  contact                                 all of it, about a minute\n"
        "  contact oscillators                     orders of all schemes, a second\n"
        "  contact optimisers --seeds 10 --data ~/mnist\n"
        "  contact dynamics --temperature 1e-4 --images 4096 --out hot\n"
        "Exit codes: 0 done; 2 bad input, or something could not be written; 3 a run diverged, "
        "and\n"
        "the others are written.");
    support::refuse_empty_values(arguments);
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (const CLI::Success& request) {
        app.exit(request);
        o.run = false;
    } catch (const CLI::ParseError& problem) {
        std::string message = problem.what();
        message.erase(std::min(message.find('\n'), message.size()));
        throw thermosgd::error(message + " (see 'contact --help')");
    }
    o.ensembles.choose_timestep = app.get_option("--timestep")->count() == 0;
    select_parts(named, o.what);
    o.ensembles.seed = o.training.first_seed;
    return o;
}

}  // namespace contact
