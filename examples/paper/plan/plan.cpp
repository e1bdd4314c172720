// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The blocks of the plan as data.

#include "plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace paper {

namespace {

constexpr std::array<std::string_view, 17> tags{
    "fig2", "fig3",    "fig4",     "fig5",     "fig6",   "fixed_epochs",
    "bn",   "decay",   "sampling", "velocity", "mass",   "full_batch",
    "eps",  "removal", "gibbs",    "warm",     "seeds2",
};

constexpr double paper_decay = 4e-2;
constexpr std::uint64_t third_of_second_set = 13;

using words = std::vector<std::string>;
using seed_list = std::vector<std::uint64_t>;

/// 5/(ηλ) steps, of which half are burn-in, but at least so many: the slowest parameters relax
/// within 1/(ηλ) steps, norms under batch normalisation within 1/(4ηλ).
stage to_equilibrium(double rate, double decay, std::uint64_t least) {
    const auto steps =
        std::max(least, static_cast<std::uint64_t>(std::llround(5.0 / (rate * decay))));
    return {rate, steps, steps / 2};
}

/// Collects runs.
class planner {
public:
    explicit planner(const plan_settings& settings) : settings_(settings) {}

    void begin_block() { ++block_; }
    [[nodiscard]] bool everything() const { return settings_.everything; }

    /// Adds a run, or, where there is one that differs by what is measured at most, its purposes.
    void add(run_spec spec, const words& purposes) {
        spec.data_set = settings_.data_set;
        if (spec.limit_train >= settings_.train_images) {
            spec.limit_train = 0;
        }
        const std::size_t images =
            spec.limit_train != 0 ? spec.limit_train : settings_.train_images;
        if (spec.batch_size > images) {
            return;
        }
        if (settings_.short_form) {
            shorten(spec);
        }
        for (planned_run& run : runs_) {
            if (merge(run.spec, spec)) {
                run.tags.insert(run.tags.end(), purposes.begin(), purposes.end());
                return;
            }
        }
        runs_.push_back({std::move(spec), {}, purposes, block_});
    }

    std::vector<planned_run> finish() && {
        for (planned_run& run : runs_) {
            run.id = id_of(run.spec);
            words ordered;
            for (const std::string_view tag : tags) {
                if (std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end()) {
                    ordered.emplace_back(tag);
                }
            }
            run.tags = std::move(ordered);
        }
        std::stable_sort(runs_.begin(), runs_.end(), [](const auto& a, const auto& b) {
            return a.block != b.block ? a.block < b.block : samples_of(a.spec) > samples_of(b.spec);
        });
        if (!settings_.only.empty()) {
            std::erase_if(runs_, [&](const planned_run& run) {
                return std::find(run.tags.begin(), run.tags.end(), settings_.only) ==
                       run.tags.end();
            });
        }
        return std::move(runs_);
    }

    /// Steps of this many epochs.
    [[nodiscard]] std::uint64_t epochs(std::uint64_t count, std::size_t batch) const {
        return count * std::max<std::uint64_t>(1, settings_.train_images / batch);
    }

private:
    static void shorten(run_spec& spec) {
        for (stage& part : spec.stages) {
            const double burn_in =
                static_cast<double>(part.burn_in) / static_cast<double>(part.steps);
            part.steps = std::max<std::uint64_t>(100, part.steps / 100);
            part.burn_in = static_cast<std::uint64_t>(burn_in * static_cast<double>(part.steps));
        }
    }

    /// Whether `into` is the same training; then it measures what both do.
    static bool merge(run_spec& into, const run_spec& other) {
        run_spec same = other;
        same.measure = into.measure;
        if (!(same == into)) {
            return false;
        }
        const auto join = [&](bool measurements::* what) {
            into.measure.*what = into.measure.*what || other.measure.*what;
        };
        for (const auto what : {&measurements::maps, &measurements::gibbs, &measurements::removal,
                                &measurements::per_epoch, &measurements::weights}) {
            join(what);
        }
        return true;
    }

    plan_settings settings_;
    std::vector<planned_run> runs_;
    int block_ = 0;
};

run_spec of(const std::string& network, double rate, std::size_t batch, std::uint64_t seed,
            std::uint64_t least) {
    run_spec spec;
    spec.network = network;
    spec.batch_size = batch;
    spec.weight_decay = paper_decay;
    spec.seed = seed;
    spec.stages = {to_equilibrium(rate, paper_decay, least)};
    return spec;
}

/// The run at the centre, η = 1e-2 and B = 32, is longer and measured in every way: Fig. 6, maps,
/// what removing filters does, entropy and Gibbs states.
run_spec central(std::uint64_t seed) {
    run_spec spec = of("A", 1e-2, 32, seed, 100'000);
    spec.measure = {
        .maps = true, .gibbs = true, .removal = true, .per_epoch = false, .weights = true};
    return spec;
}

/// The main network at constant η; 50,000 steps at least, 25,000 with large batches.
run_spec main_run(double rate, std::size_t batch, std::uint64_t seed) {
    if (rate == 1e-2 && batch == 32) {
        return central(seed);
    }
    return of("A", rate, batch, seed, batch >= 256 ? 25'000 : 50'000);
}

words with(words purposes, const words& more) {
    purposes.insert(purposes.end(), more.begin(), more.end());
    return purposes;
}

/// Fig. 2 and 3: the paper's schedule, 300 epochs of MNIST at each learning rate, as long on other
/// data; and the central run. Two of the second seeds must do for the schedule.
void add_schedule(planner& plan, std::uint64_t seed, const words& more) {
    plan.add(central(seed), with({"fig6", "removal", "gibbs"}, more));
    if (seed == third_of_second_set && !plan.everything()) {
        return;  // an hour of two cores goes into the schedules already
    }
    run_spec spec = of("A", 1e-2, 32, seed, 0);
    constexpr std::uint64_t steps = 562'500;
    spec.stages = {{1e-2, steps, steps / 2}, {1e-3, steps, steps / 2}, {1e-4, steps, steps / 2}};
    spec.measure.weights = true;
    plan.add(spec, with({"fig2", "fig3", "mass"}, more));
}

/// Fig. 4: T against 1/B at two learning rates.
void add_batch_sizes(planner& plan, std::uint64_t seed, const words& more) {
    for (const std::size_t batch : {8, 16, 32, 64, 128, 256, 512}) {
        plan.add(main_run(1e-2, batch, seed), with({"fig4"}, more));
    }
    for (const std::size_t batch : {8, 16, 32, 64, 128}) {
        plan.add(main_run(1e-3, batch, seed), with({"fig4"}, more));
    }
}

/// Fig. 5: T against η.
void add_learning_rates(planner& plan, std::uint64_t seed, const words& more) {
    for (const double rate : {3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1}) {
        plan.add(main_run(rate, 32, seed), with({"fig5", "mass"}, more));
    }
}

/// 300 epochs whatever B is, the last third averaged: the artefact of too few steps at large B; at
/// smaller B 300 epochs are more steps than equilibrium takes.
void add_fixed_epochs(planner& plan, const seed_list& seeds) {
    for (const std::uint64_t seed : seeds) {
        for (const std::size_t batch : {128, 256, 512}) {
            run_spec spec = of("A", 1e-3, batch, seed, 0);
            const std::uint64_t steps = plan.epochs(300, batch);
            spec.stages = {{1e-3, steps, plan.epochs(200, batch)}};
            plan.add(spec, {"fig4", "fixed_epochs"});
        }
    }
}

/// Where batch normalisation stands, against exponents in B and η. A run that diverges is a result.
void add_placements(planner& plan, bool everything) {
    const auto add = [&](const std::string& network, double rate, std::size_t batch,
                         const seed_list& seeds) {
        for (const std::uint64_t seed : seeds) {
            plan.add(of(network, rate, batch, seed, batch >= 512 ? 30'000 : 25'000), {"bn"});
        }
    };
    for (const char* name : {"A-conv", "A-alternate", "A-plain", "B", "D"}) {
        const std::string network = name;
        const bool three = everything || network[0] == 'A';
        const seed_list seeds = three ? seed_list{1, 2, 3} : seed_list{1};
        // More than an exponent needs: large batches may not come to rest.
        for (const std::size_t batch : {8, 16, 32, 64, 128, 512}) {
            add(network, 1e-2, batch, seeds);
        }
        // Four rates at least are left to fit where the largest is too large.
        for (const double rate : {1e-3, 3e-3, 3e-2, 1e-1}) {
            add(network, rate, 32, seeds);
        }
        if (everything) {
            add(network, 1e-2, 256, seeds);
            add(network, 3e-4, 32, seeds);
        }
    }
}

/// λ a hundred times smaller, a possible slip of the paper, and none, where norms only grow.
void add_decays(planner& plan, const seed_list& seeds) {
    for (const std::uint64_t seed : seeds) {
        run_spec weak = of("A", 1e-2, 32, seed, 0);
        weak.weight_decay = 4e-4;
        weak.stages = {{1e-2, 625'000, 312'500}};
        plan.add(weak, {"decay"});
        run_spec without = of("A", 1e-2, 32, seed, 0);
        without.weight_decay = 0.0;
        without.stages = {{1e-2, 200'000, 100'000}};
        plan.add(without, {"decay"});
    }
}

/// Every sample drawn from all, instead of shuffled epochs.
void add_samplings(planner& plan, const seed_list& seeds) {
    for (const std::uint64_t seed : seeds) {
        for (const double rate : {1e-2, 1e-3}) {
            run_spec spec = of("A", rate, 32, seed, 50'000);
            spec.sampling = "independent";
            plan.add(spec, {"sampling"});
        }
    }
}

/// Velocities of whole epochs beside those of steps: shuffled epochs cancel what independent draws
/// add up. 900 epochs, since an epoch is one sample only.
void add_epoch_velocities(planner& plan, const seed_list& seeds) {
    for (const std::uint64_t seed : seeds) {
        for (const char* sampling : {"shuffled", "independent"}) {
            run_spec spec = of("A", 1e-3, 128, seed, 0);
            spec.sampling = sampling;
            spec.stages = {{1e-3, plan.epochs(900, 128), plan.epochs(300, 128)}};
            spec.measure.per_epoch = true;
            plan.add(spec, {"velocity"});
        }
    }
}

/// Gradient descent on one batch of all images, always in the same order: does T reach 0? At a
/// large η, where descent need not be stable, and at the paper's first. Beside it SGD on the same
/// images.
void add_full_batches(planner& plan, std::size_t images) {
    for (const char* network : {"A", "A-plain"}) {
        for (const stage& part : {stage{1e-1, 3'000, 1'500}, stage{1e-2, 10'000, 7'500}}) {
            run_spec spec =
                of(network, part.learning_rate, std::min<std::size_t>(6'000, images), 1, 0);
            spec.limit_train = spec.batch_size;
            spec.sampling = "in-order";
            spec.stages = {part};
            plan.add(spec, {"full_batch"});
            run_spec noisy = of(network, part.learning_rate, 32, 1, 50'000);
            noisy.limit_train = spec.limit_train;
            plan.add(noisy, {"full_batch"});
        }
    }
}

/// The configuration of an independent implementation's values, with other ε of batch normalisation
/// and with its scale and shift exempt from λ. Those values are one run's, so that what one run
/// scatters has to be known: more seeds of the configuration itself.
void add_epsilons(planner& plan, const seed_list& seeds) {
    for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6, 7, 8, 9}) {
        plan.add(of("B-conv", 1e-2, 32, seed, 25'000), {"eps"});
    }
    for (const std::uint64_t seed : seeds) {
        run_spec spec = of("B-conv", 1e-2, 32, seed, 25'000);
        for (const double epsilon : {1e-5, 1e-3, 1e-7, 0.0}) {
            spec.batch_norm_epsilon = epsilon;
            plan.add(spec, {"eps"});
        }
        spec.batch_norm_epsilon = 1e-5;
        spec.decay_batch_norm = false;
        plan.add(spec, {"eps"});
    }
}

/// The removal of filters alone, for seeds that do nothing else: eight filters of three networks
/// are too few to rank.
void add_removals(planner& plan, std::uint64_t seed, const words& more) {
    run_spec spec = central(seed);
    spec.measure = {
        .maps = false, .gibbs = false, .removal = true, .per_epoch = false, .weights = true};
    plan.add(spec, with({"removal"}, more));
}

/// Fig. 5 with warm starts: one run through all learning rates, downwards.
void add_warm_starts(planner& plan, const seed_list& seeds) {
    for (const std::uint64_t seed : seeds) {
        run_spec spec = of("A", 1e-2, 32, seed, 0);
        spec.stages.clear();
        for (const double rate : {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4}) {
            spec.stages.push_back(to_equilibrium(rate, paper_decay, 50'000));
        }
        plan.add(spec, {"warm"});
    }
}

}  // namespace

std::span<const std::string_view> plan_tags() {
    return tags;
}

std::vector<planned_run> make_plan(const plan_settings& settings) {
    if (!settings.only.empty() &&
        std::find(tags.begin(), tags.end(), settings.only) == tags.end()) {
        throw std::invalid_argument("make_plan: only = '" + settings.only + "', expected a tag");
    }
    const bool all = settings.everything;
    const seed_list first = all ? seed_list{1, 2, 3, 4, 5} : seed_list{1, 2, 3};
    const seed_list second = all ? seed_list{11, 12, 13, 14, 15} : seed_list{11, 12, 13};
    const seed_list three{1, 2, 3};
    const seed_list few = all ? three : seed_list{1};

    planner plan(settings);
    const auto each = [&](const seed_list& seeds, const words& more, auto add) {
        plan.begin_block();
        for (const std::uint64_t seed : seeds) {
            add(plan, seed, more);
        }
    };
    each(first, {}, add_schedule);        // 1
    each(first, {}, add_batch_sizes);     // 2
    each(first, {}, add_learning_rates);  // 3
    plan.begin_block();                   // 4
    add_fixed_epochs(plan, few);
    plan.begin_block();  // 5
    add_placements(plan, all);
    plan.begin_block();  // 6
    add_decays(plan, few);
    plan.begin_block();  // 7
    add_samplings(plan, three);
    plan.begin_block();  // 8
    add_epoch_velocities(plan, few);
    plan.begin_block();  // 9
    add_full_batches(plan, settings.train_images);
    plan.begin_block();  // 10
    add_epsilons(plan, three);
    each({4, 5, 6, 7, 8, 9}, {}, add_removals);  // 11
    each({14, 15, 16, 17, 18, 19}, {"seeds2"}, add_removals);
    if (all) {
        plan.begin_block();
        add_warm_starts(plan, three);
    }
    // The main network once more, with other seeds: do the verdicts hold?
    for (const auto add : {add_schedule, add_batch_sizes, add_learning_rates}) {
        each(second, {"seeds2"}, add);
    }
    return std::move(plan).finish();
}

}  // namespace paper
