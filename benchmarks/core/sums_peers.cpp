// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "sums_peers.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <execution>
#include <numeric>

#ifdef BENCHMARKS_XTENSOR
#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#endif

namespace benchmarks {
namespace {

template <class T>
double raw_loop(const T* after, T* before, std::size_t d) {
    double v1 = 0;
    double v2 = 0;
    for (std::size_t i = 0; i < d; ++i) {
        const double v = static_cast<double>(after[i]) - static_cast<double>(before[i]);
        v1 += v;
        v2 += v * v;
        before[i] = after[i];
    }
    return v1 + v2;
}

struct two_sums {
    double v1 = 0;
    double v2 = 0;
    friend two_sums operator+(two_sums a, two_sums b) { return {a.v1 + b.v1, a.v2 + b.v2}; }
};

template <class T, class Policy>
double transform_reduce(const Policy& policy, const T* after, T* before, std::size_t d) {
    const auto moments = [](T x, T old) {
        const double v = static_cast<double>(x) - static_cast<double>(old);
        return two_sums{v, v * v};
    };
    const two_sums s =
        std::transform_reduce(policy, after, after + d, before, two_sums{}, std::plus<>{}, moments);
    std::copy(policy, after, after + d, before);
    return s.v1 + s.v2;
}

template <class Sum, class T>
double eigen(const T* after, T* before, std::size_t d) {
    using vector = Eigen::Array<T, Eigen::Dynamic, 1>;
    const Eigen::Map<const vector> x(after, static_cast<Eigen::Index>(d));
    Eigen::Map<vector> old(before, static_cast<Eigen::Index>(d));
    const auto v = x.template cast<Sum>() - old.template cast<Sum>();
    const auto sum = static_cast<double>(v.sum() + v.square().sum());
    old = x;
    return sum;
}

#ifdef BENCHMARKS_XTENSOR
template <class Sum, class T>
double xtensor(const T* after, T* before, std::size_t d) {
    const std::array<std::size_t, 1> shape{d};
    const auto x = xt::adapt(after, d, xt::no_ownership(), shape);
    auto old = xt::adapt(before, d, xt::no_ownership(), shape);
    const auto v = xt::cast<Sum>(x) - xt::cast<Sum>(old);
    const auto sum = static_cast<double>(xt::sum(v)() + xt::sum(xt::square(v))());
    xt::noalias(old) = x;
    return sum;
}
#endif

}  // namespace

template <class T>
std::vector<peer> header_peers(const T* after, T* before, std::size_t d) {
    constexpr bool single = sizeof(T) == sizeof(float);
    std::vector<peer> all;
    all.push_back({"raw loop, f64", [=] { return raw_loop(after, before, d); }});
    all.push_back({"std::transform_reduce unseq, f64",
                   [=] { return transform_reduce(std::execution::unseq, after, before, d); }});
    all.push_back({"Eigen, f64", [=] { return eigen<double>(after, before, d); }});
#ifdef BENCHMARKS_XTENSOR
    all.push_back({"xtensor, f64", [=] { return xtensor<double>(after, before, d); }});
#endif
    if constexpr (single) {
        all.push_back({"Eigen, f32", [=] { return eigen<float>(after, before, d); }});
#ifdef BENCHMARKS_XTENSOR
        all.push_back({"xtensor, f32", [=] { return xtensor<float>(after, before, d); }});
#endif
    }
    return all;
}

template std::vector<peer> header_peers(const float*, float*, std::size_t);
template std::vector<peer> header_peers(const double*, double*, std::size_t);

}  // namespace benchmarks
