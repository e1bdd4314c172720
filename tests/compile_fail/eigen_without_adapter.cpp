// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: eigen
// expect: needs <thermosgd/adapt/eigen.hpp>
#include <thermosgd/core/buffer.hpp>

#include <Eigen/Core>

std::size_t count(const Eigen::MatrixXd& m) {
    return thermosgd::parameter_count(m);
}
