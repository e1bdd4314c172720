// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One number per parameter of a network as files that NumPy reads.

#include <cnn/layer.hpp>

#include <filesystem>
#include <span>
#include <vector>

namespace mnist {

/// Writes one file per tensor, "conv1.weight.npy" and so on, shaped as in PyTorch.
///
/// \param folder  created if it is not there     \param numbers  one per parameter, in the order of
///                the flat buffer: the parameters themselves, or what was measured of each
/// \throws thermosgd::error naming what cannot be written; each file is whole or absent
void write_tensors(const std::filesystem::path& folder,
                   const std::vector<cnn::parameter_view>& views, std::span<const float> numbers);

}  // namespace mnist
