// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The processes of several seeds.

#include "seeds.hpp"

#include <support/child_process.hpp>
#include <support/folder_lock.hpp>
#include <support/interrupt.hpp>
#include <support/program.hpp>
#include <support/progress_line.hpp>
#include "results.hpp"
#include "seeds_together.hpp"

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/file.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <map>
#include <string_view>
#include <thread>
#include <utility>

#include <sys/wait.h>

namespace mnist {

namespace {

namespace fs = std::filesystem;
using enum support::exit_code;

/// The runs that are going on; those that are left when it goes are asked to end, and waited for.
class running_seeds {
public:
    ~running_seeds() {
        stop(SIGTERM);
        while (!runs_.empty()) {
            (void)wait_for_one();
        }
    }
    running_seeds() = default;
    running_seeds(const running_seeds&) = delete;
    running_seeds& operator=(const running_seeds&) = delete;

    void add(pid_t process, std::uint64_t seed) { runs_[process] = seed; }
    [[nodiscard]] std::size_t size() const noexcept { return runs_.size(); }

    void stop(int signal) const {
        for (const auto& [process, seed] : runs_) {
            kill(process, signal);
        }
    }

    struct ended {
        std::uint64_t seed = 0;
        int code = 0;
    };

    /// Waits until one has ended; a signal that asks this program to end is passed on once.
    ended wait_for_one() {
        for (;;) {
            int status = 0;
            const pid_t process = waitpid(-1, &status, WNOHANG);
            if (const auto found = runs_.find(process); process > 0 && found != runs_.end()) {
                const support::child_end end = support::child_end::of(status);
                const ended result{found->second,
                                   end.signal == 0 ? end.code : interrupted + end.signal};
                runs_.erase(found);
                return result;
            }
            if (process == -1 && errno == ECHILD && !runs_.empty()) {
                // Who started this program has its children forgotten: how it ended is not known.
                const ended lost{runs_.begin()->second, internal_error};
                runs_.erase(runs_.begin());
                return lost;
            }
            if (support::interrupted_by() != 0 && !passed_on_) {
                passed_on_ = true;
                stop(support::interrupted_by());
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

private:
    std::map<pid_t, std::uint64_t> runs_;
    bool passed_on_ = false;
};

/// The last line that a run printed, for messages.
std::string last_line(const fs::path& output) {
    std::string text;
    try {
        text = thermosgd::read_file(output);
    } catch (const thermosgd::error&) {
        return "";
    }
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text.substr(text.rfind('\n') + 1);
}

}  // namespace

std::vector<std::string> arguments_of_seed(const train_options& options, std::uint64_t seed,
                                           const fs::path& folder) {
    train_options one = options;
    one.sgd.seed = seed;
    one.threads = 1;
    std::vector<std::string> arguments{"train"};
    const support::json incidental = incidental_options(one), decisive = decisive_options(one);
    for (const support::json& all : {decisive, incidental}) {
        for (const auto& [name, value] : all.items()) {
            if (!left_out(name, value) && !(name == "steps" && options.epochs > 0)) {
                arguments.push_back(fmt::format(
                    "--{}={}", name, value.is_string() ? value.get<std::string>() : value.dump()));
            }
        }
    }
    if (options.epochs > 0) {
        arguments.push_back(fmt::format("--epochs={}", options.epochs));
    }
    arguments.push_back(fmt::format("--out={}", folder.string()));
    arguments.emplace_back("--quiet");
    if (options.force) {
        arguments.emplace_back("--force");
    }
    return arguments;
}

int train_seeds(const train_options& options, const fs::path& binary) {
    const results_folder folder = create_folder(options);
    const support::folder_lock lock(folder.path, "another run");
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t at_once =
        std::min<std::size_t>(options.threads == 0 ? cores : options.threads, options.seeds);
    support::install_signal_handlers();
    support::progress_line progress(options.quiet);
    running_seeds running;
    std::vector<seed_run> finished;
    int worst = success;
    std::uint64_t next = 0, done = 0;
    const auto folder_of = [&](std::uint64_t seed) {
        return folder.path / fmt::format("seed-{}", seed);
    };
    const auto output_of = [&](std::uint64_t seed) {
        return folder.path / fmt::format("seed-{}.txt", seed);
    };
    while (done < options.seeds) {
        while (next < options.seeds && running.size() < at_once && support::interrupted_by() == 0) {
            const std::uint64_t seed = options.sgd.seed + next++;
            std::vector<std::string> words = arguments_of_seed(options, seed, folder_of(seed));
            words.insert(words.begin(), binary.string());
            // A group of its own, so that Ctrl-C reaches it once, from here.
            running.add(support::start_child(std::move(words), {.output = output_of(seed),
                                                                .errors = output_of(seed),
                                                                .own_group = true}),
                        seed);
        }
        if (running.size() == 0) {
            break;  // stopped before all had begun
        }
        progress.show(
            fmt::format("{} of {} seeds done, {} at a time", done, options.seeds, at_once),
            static_cast<double>(done) / static_cast<double>(options.seeds));
        const auto [seed, code] = running.wait_for_one();
        ++done;
        if (code == success) {
            finished.push_back({seed, folder_of(seed)});
        } else {
            worst = std::max(worst, code);
            progress.clear();
            support::warn("mnist", fmt::format("seed {} ended with exit code {}: {}", seed, code,
                                               last_line(output_of(seed))));
        }
    }
    progress.clear();
    std::sort(finished.begin(), finished.end(),
              [](const seed_run& a, const seed_run& b) { return a.seed < b.seed; });
    if (!finished.empty()) {
        const seeds_together all = put_together(finished);
        const std::string text = seeds_text(all);
        if (!options.quiet) {
            support::print(text);
        }
        write_seeds(folder, all, text);
        if (const std::string problem = draw_seeds(folder); !problem.empty()) {
            support::warn("mnist", problem);
        }
    }
    if (!options.quiet) {
        support::print(fmt::format("results in {}\n", folder.path.string()));
    }
    return support::interrupted_by() != 0 ? interrupted + support::interrupted_by() : worst;
}

}  // namespace mnist
