// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The files of the results folder, each written under a temporary name first.

#include "results.hpp"

#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/file.hpp>
#include <thermosgd/version.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <system_error>
#include <vector>

namespace mnist {

namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// results/DATE-TIME, or with a number where there is one of this second.
fs::path new_folder_name() {
    const std::string name =
        fmt::format("results/{:%Y-%m-%d-%H%M%S}", fmt::localtime(std::time(nullptr)));
    fs::path path = name;
    std::error_code ignored;
    for (int number = 2; fs::exists(path, ignored); ++number) {
        path = fmt::format("{}-{}", name, number);
    }
    return path;
}

void create_folder(const fs::path& path) {
    std::error_code failure;
    fs::create_directories(path, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot create this folder ({})", path.string(), failure.message()));
    }
}

/// Removes the files of an earlier run and nothing else.
void remove_results(const results_folder& folder) {
    std::error_code ignored;
    for (const fs::path& file :
         {folder.configuration(), folder.series(), folder.report_lines(), folder.report_text(),
          folder.observables(), folder.curves(), folder.checkpoint(), folder.plot_script()}) {
        fs::remove(file, ignored);
    }
    for (const char* name : figure_names) {
        fs::remove(folder.figure(name), ignored);
    }
    std::vector<fs::path> tensors;
    for (const fs::path& below : {folder.weights(), folder.maps()}) {
        for (fs::directory_iterator entry(below, ignored), end; entry != end;
             entry.increment(ignored)) {
            if (entry->path().extension() == ".npy") {
                tensors.push_back(entry->path());
            }
        }
    }
    for (const fs::path& file : tensors) {
        fs::remove(file, ignored);
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

results_folder prepare_folder(const train_options& options) {
    const results_folder folder{options.out.empty() ? new_folder_name() : options.out};
    create_folder(folder.path);
    std::error_code failure;
    const bool used = !fs::is_empty(folder.path, failure);
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
    remove_results(folder);
    return folder;
}

void write_configuration(const results_folder& folder, const train_options& options,
                         const trainer::data_facts& data) {
    const json configuration{{"program", "thermosgd mnist"},
                             {"version", version_text()},
                             {"decisive", decisive_options(options)},
                             {"incidental", incidental_options(options)},
                             {"data_set", json_of(data)}};
    write_file(folder.configuration(),
               configuration.dump(2, ' ', false, json::error_handler_t::replace) + '\n');
}

nlohmann::ordered_json read_configuration(const std::filesystem::path& folder) {
    const fs::path file = results_folder{folder}.configuration();
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        throw thermosgd::error(fmt::format(
            "'{}': no run to continue here, expected a results folder with configuration.json",
            folder.string()));
    }
    const std::string text = thermosgd::read_file(file);
    json stored = json::parse(text, nullptr, false);
    const auto is_object = [&](const char* name) {
        return stored.is_object() && stored.contains(name) && stored[name].is_object();
    };
    if (!is_object("decisive") || !is_object("incidental") || !is_object("data_set")) {
        throw thermosgd::error(
            fmt::format("'{}': not the configuration of a run, expected JSON with the objects "
                        "decisive, incidental and data_set",
                        file.string()));
    }
    return stored;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    thermosgd::atomic_file file(path);
    file.write(text);
    file.commit();
}

double binomial_error(double fraction, std::size_t count) {
    return std::sqrt(fraction * (1.0 - fraction) / static_cast<double>(count));
}

}  // namespace mnist
