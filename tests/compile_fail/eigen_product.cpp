// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: eigen
// expect: call .eval() (Eigen)
#include <thermosgd/adapt/eigen.hpp>

thermosgd::storage_order order(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    return thermosgd::order_of(a * b);
}
