// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: xtensor
// expect: <thermosgd/adapt/xtensor.hpp>
#include <thermosgd/core/buffer.hpp>

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif

using column_matrix = xt::xtensor<double, 2, xt::layout_type::column_major>;

std::size_t count(const column_matrix& m) {
    return thermosgd::parameter_count(m);
}
