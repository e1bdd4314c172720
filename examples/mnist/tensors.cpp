// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tensors to .npy by xtensor, whose headers cannot stand a namespace `data` before them.

#include "tensors.hpp"

#include <thermosgd/io/atomic_file.hpp>

#include <xtensor/xadapt.hpp>
#include <xtensor/xnpy.hpp>

#include <system_error>

namespace mnist {

void write_tensors(const std::filesystem::path& folder,
                   const std::vector<cnn::parameter_view>& views, std::span<const float> numbers) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error("'" + folder.string() + "': cannot create this folder (" +
                               failure.message() + ")");
    }
    for (const cnn::parameter_view& view : views) {
        const auto tensor =
            xt::adapt(numbers.data() + view.offset, view.size, xt::no_ownership(), view.extents);
        thermosgd::atomic_file file(folder / (view.name + ".npy"));
        file.write(xt::dump_npy(tensor));
        file.commit();
    }
}

}  // namespace mnist
