// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Weights and maps of weights as drawings.

#include <cstddef>
#include <string>
#include <vector>

namespace paper {

/// One number for each weight of a layer.
struct weight_matrix {
    std::vector<std::size_t> extents;  ///< outputs first
    std::vector<double> values;

    /// The first extent.
    [[nodiscard]] std::size_t outputs() const;
    /// Weights of one output.
    [[nodiscard]] std::size_t inputs() const;
};

/// The kernels of a convolution in grey, black the most negative and white the
/// most positive, with words below each. Several input channels are averaged.
///
/// \param order  which kernel comes first, second, …      \param words  by
/// kernel
[[nodiscard]] std::string draw_kernels(const weight_matrix& weights,
                                       const std::vector<std::size_t>& order,
                                       const std::vector<std::string>& words);

/// A number for each weight as colour on a logarithmic scale, outputs from top
/// to bottom.
/// \param what  the number, with its unit
[[nodiscard]] std::string draw_map(const weight_matrix& map, const std::string& title,
                                   const std::string& what);

}  // namespace paper
