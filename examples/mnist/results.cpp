// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The files of the results folder, each written under a temporary name first.

#include "results.hpp"

#include <support/bounded_json.hpp>
#include <support/folder_lock.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/version.hpp>
#include <trainer/cnn/networks.hpp>
#include <trainer/training/training.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <set>
#include <system_error>
#include <vector>

namespace mnist {

namespace {

using support::json;
namespace fs = std::filesystem;

constexpr const char* program = "thermosgd mnist";

void create(const fs::path& path) {
    std::error_code failure;
    fs::create_directories(path, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot create this folder ({})", path.string(), failure.message()));
    }
}

/// results/DATE-TIME, or with a number where there is one of this second.
fs::path new_folder() {
    create("results");
    const std::string name =
        fmt::format("results/{:%Y-%m-%d-%H%M%S}", fmt::localtime(std::time(nullptr)));
    fs::path path = name;
    std::error_code failure;
    for (int number = 2; !fs::create_directory(path, failure); ++number) {
        if (failure) {
            throw thermosgd::error(fmt::format("'{}': cannot create this folder ({})",
                                               path.string(), failure.message()));
        }
        path = fmt::format("{}-{}", name, number);
    }
    return path;
}

/// All files that a run may leave, below its folder.
std::vector<fs::path> files_of_runs(const results_folder& folder) {
    std::vector<fs::path> files{folder.series(),      folder.report_lines(), folder.report_text(),
                                folder.observables(), folder.curves(),       folder.checkpoint(),
                                folder.figure_data(), folder.plot_script(),  folder.configuration(),
                                folder.updates()};
    for (const char* name : figure_names) {
        files.push_back(folder.figure(name));
    }
    std::set<std::string> tensors;
    for (const cnn::network_entry& entry : cnn::network_names()) {
        for (const cnn::shape& image : {cnn::mnist_shape, cnn::cifar10_shape}) {
            for (const cnn::parameter_view& view : trainer::facts_of(entry.name, image).views) {
                tensors.insert(view.name + ".npy");
            }
        }
    }
    for (const fs::path& below : {folder.weights(), folder.maps()}) {
        for (const std::string& tensor : tensors) {
            files.push_back(below / tensor);
        }
    }
    return files;
}

/// Whether the folder has the configuration of a run, which is the first thing that one writes.
bool is_of_a_run(const results_folder& folder) {
    try {
        (void)read_configuration(folder.path);
        return true;
    } catch (const thermosgd::error&) {
        return false;
    }
}

json json_of(const trainer::data_facts& data) {
    return {{"name", data.name},
            {"source", data.source},
            {"train", data.train},
            {"test", data.test},
            {"fingerprint", data.fingerprint}};
}

}  // namespace

std::string version_text() {
    return fmt::format("{}.{}.{}", thermosgd::version_major, thermosgd::version_minor,
                       thermosgd::version_patch);
}

std::string stored_run::origin() const {
    const auto version = configuration.find("version");
    return fmt::format("'{}' (of version {})", file.string(),
                       version != configuration.end() && version->is_string()
                           ? version->get<std::string>()
                           : "unknown");
}

results_folder create_folder(const train_options& options) {
    if (options.out.empty()) {
        return {new_folder()};
    }
    create(options.out);
    return {options.out};
}

void clear_folder(const results_folder& folder, const train_options& options) {
    std::error_code failure;
    bool used = false;
    for (fs::directory_iterator entry(folder.path, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        used = used || entry->path().filename() != support::lock_name;
    }
    if (failure) {
        throw thermosgd::error(fmt::format("'{}': cannot read this folder ({})",
                                           folder.path.string(), failure.message()));
    }
    if (used && !options.force) {
        throw thermosgd::error(
            fmt::format("'{}': holds files already, expected an empty folder "
                        "(--resume continues a run, --force replaces it)",
                        folder.path.string()));
    }
    if (!used) {
        return;
    }
    const bool own = is_of_a_run(folder);
    for (const fs::path& file : files_of_runs(folder)) {
        if (!own && fs::exists(fs::symlink_status(file, failure))) {
            throw thermosgd::error(
                fmt::format("'{}': holds '{}', but no configuration.json of a run that made it, "
                            "expected a folder of 'mnist train', or one without that",
                            folder.path.string(), file.lexically_relative(folder.path).string()));
        }
        fs::remove(file, failure);
    }
}

void write_configuration(const results_folder& folder, const train_options& options,
                         const trainer::data_facts& data) {
    const json configuration{{"program", program},
                             {"version", version_text()},
                             {"decisive", decisive_options(options)},
                             {"incidental", incidental_options(options)},
                             {"data_set", json_of(data)}};
    write_file(folder.configuration(),
               configuration.dump(2, ' ', false, json::error_handler_t::replace) + '\n');
}

stored_run read_configuration(const std::filesystem::path& folder) {
    const fs::path file = results_folder{folder}.configuration();
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        throw thermosgd::error(fmt::format(
            "'{}': no run to continue here, expected a results folder with configuration.json",
            folder.string()));
    }
    stored_run run{file, support::parse_bounded(support::read_bounded(file), file.string())};
    const json& stored = run.configuration;
    const auto is_object = [&](const char* name) {
        return stored.is_object() && stored.contains(name) && stored[name].is_object();
    };
    bool good = is_object("decisive") && is_object("incidental") && is_object("data_set") &&
                stored.contains("program") && stored["program"] == program;
    for (const char* text : {"name", "source", "fingerprint"}) {
        good = good && stored["data_set"].contains(text) && stored["data_set"][text].is_string();
    }
    for (const char* number : {"train", "test"}) {
        good = good && stored["data_set"].contains(number) &&
               stored["data_set"][number].is_number_unsigned();
    }
    if (!good) {
        throw thermosgd::error(
            fmt::format("'{}': not the configuration of a run of '{}', expected JSON with the "
                        "objects decisive, incidental and data_set",
                        file.string(), program));
    }
    return run;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    thermosgd::atomic_file file(path);
    file.write(text);
    file.commit();
}

double binomial_error(double fraction, std::size_t count) {
    const auto n = static_cast<double>(count);
    const double centre = (fraction * n + 0.5) / (n + 1.0);
    return std::sqrt(centre * (1.0 - centre) / (n + 1.0));
}

}  // namespace mnist
