// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which data a run was made with, so that another run can tell whether it has the same.

#include <trainer/data/dataset.hpp>

#include <cstddef>
#include <string>

namespace trainer {

/// Which data a run was made with.
struct data_facts {
    std::string name;         ///< e.g. "MNIST"
    std::string source;       ///< where it was found
    std::size_t train = 0;    ///< images
    std::size_t test = 0;     ///< images
    std::string fingerprint;  ///< equal for equal images and labels: 16 hexadecimal digits
};

/// \cost reads all pixels once
[[nodiscard]] data_facts facts_of(const data::train_test& sets);

}  // namespace trainer
