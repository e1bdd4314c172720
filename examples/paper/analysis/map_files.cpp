// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From the maps of results to .npy.

#include "map_files.hpp"

#include <paper/results/extra_results.hpp>

#include <fmt/format.h>
#include <support/bounded_json.hpp>
#include <support/own_folder.hpp>
#include <thermosgd/core/error.hpp>
#include <trainer/training/tensors.hpp>

#include <cstddef>
#include <exception>
#include <iterator>
#include <system_error>
#include <vector>

namespace paper {

namespace {

namespace fs = std::filesystem;

void write_map(const fs::path& file, const support::json& stored) {
    const auto extents = stored.at("extents").get<std::vector<std::size_t>>();
    const std::vector<double> numbers = tensor_of(stored);
    // As the map was measured: 256 levels need no more than a float.
    trainer::write_tensor(file, extents, std::vector<float>(numbers.begin(), numbers.end()));
}

}  // namespace

void write_maps(const evidence& runs, const fs::path& folder) {
    const fs::path maps = folder / "maps";
    const fs::path fresh = folder / "maps.new";
    // RUN/LAYER.npy
    const support::is_ours ours = [](const fs::path& file) {
        return file.extension() == ".npy" && std::distance(file.begin(), file.end()) == 2;
    };
    support::make_fresh_folder(fresh, ours);
    bool any = false;
    std::error_code failure;
    for (const measured_run& run : runs) {
        const auto stored = run.result.extra.find("maps");
        if (stored == run.result.extra.end()) {
            continue;
        }
        fs::create_directories(fresh / run.id, failure);
        if (failure) {
            throw thermosgd::error(fmt::format("'{}': cannot make this folder ({})",
                                               (fresh / run.id).string(), failure.message()));
        }
        for (const auto& [name, tensor] : stored->items()) {
            const std::string layer = name.substr(0, name.rfind('.'));
            if (!support::is_file_name(layer)) {
                throw thermosgd::error(fmt::format(
                    "'{}.json': map of '{}', expected the name of a layer", run.id, name));
            }
            any = true;
            try {
                write_map(fresh / run.id / (layer + ".npy"), tensor);
            } catch (const thermosgd::error&) {
                throw;
            } catch (const std::exception& other) {  // of JSON, or numbers that are too few
                throw thermosgd::error(
                    fmt::format("'{}.json': map of '{}': {}", run.id, name, other.what()));
            }
        }
    }
    if (!any) {
        fs::remove(fresh, failure);
    }
    support::replace_folder(fresh, maps, ours);
}

}  // namespace paper
