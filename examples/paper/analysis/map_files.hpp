// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The temperatures of single weights as files that NumPy reads, beside the page.

#include "evidence.hpp"

#include <filesystem>
#include <string>

namespace paper {

/// Where the map of a layer of a run is below the folder of a report: "maps/RUN/conv1.npy".
[[nodiscard]] inline std::string map_file(const std::string& run, const std::string& layer) {
    return "maps/" + run + "/" + layer + ".npy";
}

/// Writes FOLDER/maps with the maps of every run that has some, T = ½⟨v²⟩ [1] in the 256 levels of
/// the result, shaped as the weights. Maps that were there before are replaced as a whole.
/// \throws thermosgd::error naming what cannot be written, or the run whose map has another form
void write_maps(const evidence& runs, const std::filesystem::path& folder);

}  // namespace paper
