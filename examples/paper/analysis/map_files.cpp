// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From the maps of results to .npy.

#include "map_files.hpp"

#include <paper/results/extra_results.hpp>

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>
#include <trainer/training/tensors.hpp>

#include <cstddef>
#include <exception>
#include <system_error>
#include <vector>

namespace paper {

namespace {

namespace fs = std::filesystem;

void write_map(const fs::path& file, const nlohmann::ordered_json& stored) {
    const auto extents = stored.at("extents").get<std::vector<std::size_t>>();
    const std::vector<double> numbers = tensor_of(stored);
    // As the map was measured: 256 levels need no more than a float.
    trainer::write_tensor(file, extents, std::vector<float>(numbers.begin(), numbers.end()));
}

}  // namespace

void write_maps(const evidence& runs, const fs::path& folder) {
    const fs::path maps = folder / "maps";
    const fs::path fresh = folder / "maps.new";
    std::error_code failure;
    fs::remove_all(fresh, failure);
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
    fs::remove_all(maps, failure);
    if (fs::exists(fresh, failure)) {
        fs::rename(fresh, maps, failure);
    }
    if (failure) {
        throw thermosgd::error(fmt::format("'{}': cannot rename this folder to '{}' ({})",
                                           fresh.string(), maps.string(), failure.message()));
    }
}

}  // namespace paper
