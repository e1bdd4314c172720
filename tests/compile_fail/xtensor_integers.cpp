// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: xtensor
// expect: integers cannot be parameters
#include <thermosgd/adapt/xtensor.hpp>

#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xarray.hpp>
#else
#include <xtensor/xarray.hpp>
#endif

std::size_t count(const xt::xarray<int>& a) {
    return thermosgd::parameter_count(a);
}
