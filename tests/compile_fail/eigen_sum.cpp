// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: eigen
// expect: call .eval() (Eigen)
#include <thermosgd/adapt/eigen.hpp>

std::size_t count(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
    return thermosgd::parameter_count(a + b);
}
