// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tensors to .npy by xtensor, whose headers cannot stand a namespace `data` before them.

#include "tensors.hpp"

#include <thermosgd/io/atomic_file.hpp>

#include <xtensor/xadapt.hpp>
#include <xtensor/xnpy.hpp>

#include <stdexcept>
#include <string>
#include <system_error>

namespace trainer {

void write_tensor(const std::filesystem::path& path, const std::vector<std::size_t>& extents,
                  std::span<const float> numbers) {
    std::size_t size = 1;
    for (const std::size_t extent : extents) {
        size *= extent;
    }
    if (extents.empty() || size != numbers.size()) {
        throw std::invalid_argument("write_tensor: " + std::to_string(numbers.size()) +
                                    " numbers for '" + path.string() + "', expected " +
                                    std::to_string(extents.empty() ? 0 : size));
    }
    const auto tensor = xt::adapt(numbers.data(), numbers.size(), xt::no_ownership(), extents);
    thermosgd::atomic_file file(path);
    file.write(xt::dump_npy(tensor));
    file.commit();
}

void write_tensors(const std::filesystem::path& folder,
                   const std::vector<cnn::parameter_view>& views, std::span<const float> numbers) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error("'" + folder.string() + "': cannot create this folder (" +
                               failure.message() + ")");
    }
    for (const cnn::parameter_view& view : views) {
        write_tensor(folder / (view.name + ".npy"), view.extents,
                     numbers.subspan(view.offset, view.size));
    }
}

}  // namespace trainer
