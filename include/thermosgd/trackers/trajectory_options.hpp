// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a trajectory_tracker measures, and how finely.

#include <thermosgd/core/namespace.hpp>

#include <cstddef>

namespace THERMOSGD_NAMESPACE {

/// What a trajectory_tracker measures, and how finely.
struct trajectory_options {
    std::size_t buckets = 1024;          ///< of the sketch per group: a power of two >= 16
    std::size_t levels = 24;             ///< lags of the diffusion curve: 1, 2, …, 2^(levels − 1)
    std::size_t velocity_width = 256;    ///< buckets that are correlated, a power of two; 0: none
    std::size_t velocity_levels = 8;     ///< levels of that correlator: lags to 15 · 2^(levels − 1)
    std::size_t projections = 4;         ///< directions for currents and spectrum, 1 to 16; 0: none
    std::size_t spectrum_segment = 256;  ///< steps per segment of both spectra; 0: none
    std::size_t kinetic_levels = 8;      ///< levels of the correlator of Σv²; 0: none

    /// True when all are the same.
    [[nodiscard]] friend bool operator==(const trajectory_options&,
                                         const trajectory_options&) = default;

    /// Reads or writes all of them.
    template <class Archive>
    void archive(Archive& ar) {
        ar(buckets, levels, velocity_width, velocity_levels, projections, spectrum_segment,
           kinetic_levels);
    }
};

}  // namespace THERMOSGD_NAMESPACE
