// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: eigen
// expect: integers cannot be parameters
#include <thermosgd/adapt/eigen.hpp>

std::size_t count(const Eigen::MatrixXi& m) {
    return thermosgd::parameter_count(m);
}
