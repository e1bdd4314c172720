// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Stands in for libtorch.cpp where libtorch is not installed.

#include <memory>
#include <string_view>

#include "stepper.hpp"

namespace trainer_step {

std::unique_ptr<stepper> make_libtorch(const problem&) {
    return nullptr;
}

std::string_view libtorch_blas() {
    return "none, libtorch was not found";
}

}  // namespace trainer_step
