// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The loop around a run: checkpoints, interruption, time.

#include "execute.hpp"

#include "run_in_progress.hpp"

#include <thermosgd/core/error.hpp>

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <system_error>

namespace paper {

namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

double seconds_since(clock::time_point begin) {
    return std::chrono::duration<double>(clock::now() - begin).count();
}

void create_folder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error(fmt::format("'{}': cannot create this folder ({})", folder.string(),
                                           failure.message()));
    }
}

/// The run as its checkpoint left it, or from its first step.
std::unique_ptr<run_in_progress> begin(const run_spec& spec, const data::train_test& sets,
                                       const trainer::data_facts& facts, const execution& how) {
    const auto fresh = [&] { return std::make_unique<run_in_progress>(spec, sets, facts); };
    auto run = fresh();
    const fs::path checkpoint = checkpoint_file(how.state, spec);
    std::error_code ignored;
    if (how.state.empty() || !fs::exists(checkpoint, ignored)) {
        return run;
    }
    try {
        run->load(checkpoint);
        return run;
    } catch (const thermosgd::error& problem) {
        if (how.notice) {
            how.notice(fmt::format("{}; this run begins again", problem.what()));
        }
    }
    return fresh();
}

}  // namespace

std::filesystem::path checkpoint_file(const std::filesystem::path& state, const run_spec& spec) {
    return state / (id_of(spec) + ".ckpt");
}

std::optional<run_record> execute(const run_spec& spec, const data::train_test& sets,
                                  const trainer::data_facts& facts, const execution& how) {
    check(spec);
    if (!how.state.empty()) {
        create_folder(how.state);
    }
    const std::unique_ptr<run_in_progress> run = begin(spec, sets, facts, how);
    const fs::path checkpoint = checkpoint_file(how.state, spec);
    clock::time_point counted = clock::now();
    const auto count_time = [&] {
        run->add_seconds(seconds_since(counted));
        counted = clock::now();
    };
    const auto save = [&] {
        if (!how.state.empty()) {
            count_time();
            run->save(checkpoint);
        }
    };
    // A checkpoint is for an interruption that may never come: a full disk does not end the run.
    bool told = false;
    const auto save_if_possible = [&] {
        try {
            save();
            told = false;
        } catch (const thermosgd::error& problem) {
            if (how.notice && !told) {
                how.notice(fmt::format("{}; the run goes on", problem.what()));
            }
            told = true;
        }
    };
    clock::time_point looked = clock::now();
    clock::time_point saved = looked;
    while (!run->finished()) {
        if (seconds_since(looked) >= how.look_seconds) {
            looked = clock::now();
            if (how.progress) {
                how.progress(run->step());
            }
            if (how.stop && how.stop()) {
                save();
                return std::nullopt;
            }
            if (seconds_since(saved) >= how.checkpoint_seconds) {
                save_if_possible();
                saved = clock::now();
            }
        }
        if (!run->advance()) {
            break;
        }
    }
    if (how.progress) {
        how.progress(run->step());
    }
    count_time();
    return run->result(how.state);
}

}  // namespace paper
