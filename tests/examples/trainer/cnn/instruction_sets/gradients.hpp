// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What gradients.cpp, compiled for another instruction set, offers to main.cpp.

/// The greatest relative error of any tensor's gradient.
struct gradient_errors {
    double of_double;  ///< of finite differences against the gradient in double
    double of_float;   ///< of the gradient in float against the one in double
};

gradient_errors worst_gradient_errors();
