// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Runs a list of independent jobs on several cores, each leaving one file; what is there already is
/// not done again.

#include "share.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// One piece of work. Its result is the file ID.json of the results folder.
struct job {
    std::string id;     ///< letters, digits, '-', '_' and '.'; different for each job
    double cost = 1.0;  ///< above 0, in any unit that is the same for all
};

/// What a job is told while it runs, and what it tells; may be used from its thread only.
struct job_watch {
    /// Whether to stop, keeping what is needed to continue.
    std::function<bool()> stop_asked;
    /// Takes the share of the job that is done [1]: the first call that of an earlier attempt.
    std::function<void(double)> progress;
    /// Receives one line on each thing that is worth knowing.
    std::function<void(std::string_view)> notice;
};

/// Does the job of this number and returns the text of its result; nothing if it was asked to stop
/// and did. Called by several threads at once. What it throws ends the sweep.
using job_function = std::function<std::optional<std::string>(std::size_t, const job_watch&)>;

/// Throws thermosgd::error that says what is wrong if a text is not the result of job `number`.
using job_check = std::function<void(std::size_t number, std::string_view text)>;

/// Where and how a list of jobs is done.
struct jobs_options {
    std::filesystem::path results;  ///< the folder of the results, made if it is not there
    std::size_t threads = 1;        ///< jobs at a time
    share part;
    bool quiet = false;  ///< no progress
    /// Asked often: ends the sweep, every running job having stopped. Ctrl-C, say.
    std::function<bool()> interrupted = [] { return false; };
    /// Receives one line on each thing that is worth knowing.
    std::function<void(std::string_view)> notice = [](std::string_view) {};
    /// Called after each new result is in its file, by one thread at a time, with the job's number,
    /// the text and the seconds since the sweep began.
    std::function<void(std::size_t, std::string_view, double)> done =
        [](std::size_t, std::string_view, double) {};
};

/// What became of a list of jobs.
struct jobs_outcome {
    std::size_t found = 0;     ///< were done before
    std::size_t finished = 0;  ///< have been done now
    std::size_t left = 0;      ///< of this process's part, after an interruption
    double seconds = 0.0;      ///< of wall time
};

/// The file of a job's result.
[[nodiscard]] std::filesystem::path result_file(const std::filesystem::path& results,
                                                std::string_view id);

/// Which jobs have a sound result. One that is not sound is named by a notice and, if `set_aside`,
/// renamed to ID.json.corrupt, so that its job is done again.
[[nodiscard]] std::vector<bool> find_results(const std::vector<job>& jobs, const job_check& check,
                                             const std::filesystem::path& results, bool set_aside,
                                             const std::function<void(std::string_view)>& notice);

/// Does the jobs that have no sound result yet, in order, several at a time.
///
/// A result appears under its name once it is whole, so that a sweep may be killed at any time. The
/// folder is locked meanwhile.
/// \throws thermosgd::error if the folder cannot be written to or another sweep is at work there;
///         and the first thing that a job or the writing of its result throws, after every other
///         running job was asked to stop and did
jobs_outcome do_jobs(const std::vector<job>& jobs, const job_function& work, const job_check& check,
                     const jobs_options& options);

}  // namespace paper
