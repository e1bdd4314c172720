// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// gnuplot for the figures of a run.

#include "gnuplot.hpp"

#include <support/gnuplot.hpp>

namespace mnist {

std::string run_gnuplot(const std::filesystem::path& folder, const std::string& assignments,
                        bool silent) {
    return support::run_gnuplot(folder, assignments, silent, "mnist plot " + folder.string());
}

}  // namespace mnist
