// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Stands in for libtorch.cpp where libtorch is not installed.

#include <memory>

#include "stepper.hpp"

namespace trainer_step {

std::unique_ptr<stepper> make_libtorch(const problem&) {
    return nullptr;
}

}  // namespace trainer_step
