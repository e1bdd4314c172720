// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One number per parameter of a network as files that NumPy reads.

#include <trainer/cnn/layer.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace trainer {

/// Writes one tensor.
///
/// \param file     with its extension, in a folder that is there
/// \param extents  at least one
/// \param numbers  as many as their product, the last index fastest
/// \throws std::invalid_argument where there are not as many numbers; thermosgd::error naming the
///         file if it cannot be written: it is whole or absent
void write_tensor(const std::filesystem::path& file, const std::vector<std::size_t>& extents,
                  std::span<const float> numbers);

/// Writes one file per tensor, "conv1.weight.npy" and so on, shaped as in PyTorch.
///
/// \param folder  created if it is not there     \param numbers  one per parameter, in the order of
///                the flat buffer: the parameters themselves, or what was measured of each
/// \throws thermosgd::error naming what cannot be written; each file is whole or absent
void write_tensors(const std::filesystem::path& folder,
                   const std::vector<cnn::parameter_view>& views, std::span<const float> numbers);

}  // namespace trainer
