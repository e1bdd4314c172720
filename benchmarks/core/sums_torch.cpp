// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "sums_peers.hpp"

#ifdef BENCHMARKS_TORCH
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#endif

namespace benchmarks {

#ifdef BENCHMARKS_TORCH

template <class T>
std::vector<peer> torch_peers(const T* after, T* before, std::size_t d) {
    at::set_num_threads(1);
    constexpr bool single = sizeof(T) == sizeof(float);
    // v has a buffer of its own, so that no allocation is timed; dot is faster than square and sum.
    const auto taking = [=](at::ScalarType sums) -> std::function<double()> {
        const auto size = static_cast<std::int64_t>(d);
        const auto here = at::TensorOptions().dtype(single ? at::kFloat : at::kDouble);
        const at::Tensor x = at::from_blob(const_cast<T*>(after), size, here);
        const at::Tensor old = at::from_blob(before, size, here);
        at::Tensor v = at::empty(size, at::TensorOptions().dtype(sums));
        const bool widen = single && sums == at::kDouble;
        return [=]() mutable {
            const at::NoGradGuard no_gradients;
            if (widen) {
                v.copy_(x).sub_(old);
            } else {
                at::sub_out(v, x, old);
            }
            const double sum = v.sum().item<double>() + v.dot(v).item<double>();
            old.copy_(x);
            return sum;
        };
    };
    std::vector<peer> all{{"torch, f64", taking(at::kDouble)}};
    if constexpr (single) {
        all.push_back({"torch, f32", taking(at::kFloat)});
    }
    return all;
}

#else

template <class T>
std::vector<peer> torch_peers(const T* /*after*/, T* /*before*/, std::size_t /*d*/) {
    return {};
}

#endif

template std::vector<peer> torch_peers(const float*, float*, std::size_t);
template std::vector<peer> torch_peers(const double*, double*, std::size_t);

}  // namespace benchmarks
