// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The workers, the files that they leave, and the bar that says how far they are.

#include "jobs.hpp"

#include "folder_lock.hpp"
#include "sweep_progress.hpp"

#include <fmt/format.h>
#include <support/progress_line.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace paper {

namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

void write_file(const fs::path& path, std::string_view text) {
    thermosgd::atomic_file file(path);
    file.write(text);
    file.commit();
}

void create_folder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error(fmt::format("'{}': cannot create this folder ({})", folder.string(),
                                           failure.message()));
    }
}

/// Shows now rather than after hours that a file of some length can be written to the folder.
void require_room(const fs::path& folder, const share& part) {
    const fs::path probe = folder / fmt::format(".probe-{}", part.rank);
    write_file(probe, std::string(16'384, '.'));
    std::error_code ignored;
    fs::remove(probe, ignored);
}

/// The work of one sweep; its threads meet here.
class sweep {
public:
    sweep(const std::vector<job>& jobs, const job_function& work, const jobs_options& options,
          std::vector<bool> done)
        : jobs_(jobs),
          work_(work),
          options_(options),
          done_(std::move(done)),
          progress_(costs_of(jobs), done_, options.threads),
          line_(options.quiet) {
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (!done_[i]) {
                waiting_.push_back(i);
            }
        }
    }

    jobs_outcome run() {
        jobs_outcome outcome;
        outcome.found = progress_.jobs_done();
        std::vector<std::jthread> workers;
        const std::size_t count = std::min(std::max<std::size_t>(options_.threads, 1),
                                           std::max<std::size_t>(waiting_.size(), 1));
        working_ = count;
        for (std::size_t i = 0; i < count; ++i) {
            workers.emplace_back([this] { work_on_jobs(); });
        }
        watch();
        workers.clear();
        line_.clear();
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        outcome.finished = progress_.jobs_done() - outcome.found;
        outcome.left = waiting_.size() - outcome.finished;
        outcome.seconds = elapsed();
        return outcome;
    }

private:
    static std::vector<double> costs_of(const std::vector<job>& jobs) {
        std::vector<double> costs;
        for (const job& one : jobs) {
            costs.push_back(one.cost);
        }
        return costs;
    }

    [[nodiscard]] double elapsed() const {
        return std::chrono::duration<double>(clock::now() - start_).count();
    }

    void work_on_jobs() {
        try {
            while (const std::optional<std::size_t> number = take()) {
                do_job(*number);
            }
        } catch (...) {
            const std::lock_guard guard(mutex_);
            if (!failure_) {
                failure_ = std::current_exception();
            }
            stop_ = true;
        }
        const std::lock_guard guard(mutex_);
        --working_;
        changed_.notify_all();
    }

    std::optional<std::size_t> take() {
        const std::lock_guard guard(mutex_);
        if (stop_ || next_ == waiting_.size()) {
            return std::nullopt;
        }
        return waiting_[next_++];
    }

    void do_job(std::size_t number) {
        job_watch watch;
        watch.stop_asked = [this] { return stop_.load(std::memory_order_relaxed); };
        watch.progress = [this, number](double share) {
            const std::lock_guard guard(mutex_);
            progress_.set(number, share);
        };
        watch.notice = [this, number](std::string_view line) {
            const std::lock_guard guard(mutex_);
            line_.clear();
            options_.notice(fmt::format("{}: {}", jobs_[number].id, line));
        };
        const std::optional<std::string> text = work_(number, watch);
        if (!text) {
            return;
        }
        write_file(result_file(options_.results, jobs_[number].id), *text);
        const std::lock_guard guard(mutex_);
        progress_.finish(number);
        options_.done(number, *text, elapsed());
        last_ = jobs_[number].id;
        finished_one_ = true;
        changed_.notify_all();
    }

    /// Shows progress and looks for an interruption until all workers have ended.
    void watch() {
        std::unique_lock guard(mutex_);
        show("");
        while (working_ > 0) {
            changed_.wait_for(guard, std::chrono::milliseconds(200));
            if (!stop_ && options_.interrupted()) {
                stop_ = true;
                if (!options_.quiet) {
                    line_.clear();
                    options_.notice("stopping; what is running is saved");
                }
            }
            if (std::exchange(finished_one_, false) || support::is_terminal(STDERR_FILENO)) {
                show(last_);
            }
        }
    }

    /// One line: in place on a terminal, elsewhere after each run.
    void show(const std::string& last) {
        line_.show(fmt::format("run {} of {}  {} left  {}", progress_.jobs_done(), progress_.jobs(),
                               duration_text(progress_.seconds_left(elapsed())), last),
                   progress_.share());
    }

    const std::vector<job>& jobs_;
    const job_function& work_;
    const jobs_options& options_;
    std::vector<bool> done_;
    clock::time_point start_ = clock::now();
    std::vector<std::size_t> waiting_;  ///< numbers of the jobs of this process that need work
    std::size_t next_ = 0;              ///< in waiting_

    std::mutex mutex_;  ///< guards what follows, next_ and working_
    std::condition_variable changed_;
    sweep_progress progress_;
    support::progress_line line_;
    std::string last_;
    bool finished_one_ = false;
    std::size_t working_ = 0;
    std::exception_ptr failure_;
    std::atomic<bool> stop_ = false;
};

}  // namespace

fs::path result_file(const fs::path& results, std::string_view id) {
    return results / fmt::format("{}.json", id);
}

std::vector<bool> find_results(const std::vector<job>& jobs, const job_check& check,
                               const fs::path& results, bool set_aside,
                               const std::function<void(std::string_view)>& notice) {
    std::vector<bool> found(jobs.size(), false);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const fs::path file = result_file(results, jobs[i].id);
        std::error_code failure;
        if (!fs::exists(file, failure)) {
            continue;
        }
        try {
            check(i, thermosgd::read_file(file));
            found[i] = true;
        } catch (const thermosgd::error& problem) {
            fs::path aside = file;
            aside += ".corrupt";
            notice(fmt::format(
                "{} ({} this run again)", problem.what(),
                set_aside ? fmt::format("set aside as {}; doing", aside.filename().string())
                          : "a sweep would set it aside and do"));
            if (set_aside) {
                fs::rename(file, aside, failure);
                if (failure) {
                    throw thermosgd::error(fmt::format("'{}': cannot set this file aside ({})",
                                                       file.string(), failure.message()));
                }
            }
        }
    }
    return found;
}

jobs_outcome do_jobs(const std::vector<job>& jobs, const job_function& work, const job_check& check,
                     const jobs_options& options) {
    check_share(options.part);
    create_folder(options.results);
    const folder_lock lock(options.results, options.part);
    require_room(options.results, options.part);
    // Other processes look after the other jobs, and after what they left.
    std::vector<job> own;
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (options.part.has(i)) {
            own.push_back(jobs[i]);
            numbers.push_back(i);
        }
    }
    jobs_options own_options = options;
    own_options.done = [&](std::size_t i, std::string_view text, double seconds) {
        options.done(numbers[i], text, seconds);
    };
    const job_function own_work = [&](std::size_t i, const job_watch& watch) {
        return work(numbers[i], watch);
    };
    const job_check own_check = [&](std::size_t i, std::string_view text) {
        check(numbers[i], text);
    };
    std::vector<bool> done = find_results(own, own_check, options.results, true, options.notice);
    return sweep(own, own_work, own_options, std::move(done)).run();
}

}  // namespace paper
