// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// needs: xtensor
// expect: xt::eval() (xtensor)
#include <thermosgd/adapt/xtensor.hpp>

#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xarray.hpp>
#else
#include <xtensor/xarray.hpp>
#endif

std::size_t count(const xt::xarray<double>& a, const xt::xarray<double>& b) {
    return thermosgd::parameter_count(a + b);
}
