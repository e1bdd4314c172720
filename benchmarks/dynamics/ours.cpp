// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Our steppers as a user's plain build has them; the library shows four functions only.
#include "steppers.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <algorithm>
#include <utility>

namespace benchmarks {
namespace {

template <shape S, class T>
T derivative(T x) {
    return S == shape::quadratic ? x : x * x * x;
}

/// Gradient and V as one writes them who looks at the clock: a single sum would wait for itself.
template <shape S, class T>
double gradient(const std::vector<T>& position, std::vector<T>& written) {
    constexpr std::size_t block = 1024;
    const T* __restrict q = position.data();
    T* __restrict g = written.data();
    double sum = 0;
    std::size_t i = 0;
    while (i + 4 <= position.size()) {
        const std::size_t end = std::min(position.size() - 3, i + block);
        T sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        for (; i < end; i += 4) {
            const T g0 = derivative<S>(q[i]), g1 = derivative<S>(q[i + 1]);
            const T g2 = derivative<S>(q[i + 2]), g3 = derivative<S>(q[i + 3]);
            sum0 += q[i] * g0;
            sum1 += q[i + 1] * g1;
            sum2 += q[i + 2] * g2;
            sum3 += q[i + 3] * g3;
            g[i] = g0;
            g[i + 1] = g1;
            g[i + 2] = g2;
            g[i + 3] = g3;
        }
        sum += static_cast<double>(sum0 + sum1 + sum2 + sum3);
    }
    for (; i < position.size(); ++i) {
        g[i] = derivative<S>(q[i]);
        sum += static_cast<double>(q[i] * g[i]);
    }
    return sum / (S == shape::quadratic ? 2 : 4);
}

template <class T, class Hamiltonian, class Executor>
class contact final : public stepper {
    using vector = std::vector<T>;
    using scheme = thermosgd::default_scheme<Hamiltonian>;

public:
    contact(Hamiltonian h, const problem& what, Executor& executor)
        : state_{.q = positions_of<T>(what), .p = vector(what.d)},
          stepper_(std::move(h), scheme{}, state_,
                   {.timestep = timestep,
                    .order = what.order == 2 ? thermosgd::composition::none()
                                             : thermosgd::composition::suzuki4()}),
          executor_(executor) {}

    void advance(std::uint64_t steps) override { stepper_.advance(state_, steps, executor_); }

private:
    thermosgd::contact_state<vector> state_;
    thermosgd::contact_splitting<Hamiltonian, scheme, vector> stepper_;
    Executor& executor_;
};

template <class T, class Potential>
std::unique_ptr<stepper> make(Potential v, const problem& what) {
    auto h = thermosgd::contact_hamiltonian(std::move(v), {.friction = 0.1});
    static thermosgd::serial_executor serial;
    static thermosgd::thread_pool pool(2);
    using hamiltonian = decltype(h);
    if (what.threads == 1) {
        return std::make_unique<contact<T, hamiltonian, thermosgd::serial_executor>>(std::move(h),
                                                                                     what, serial);
    }
    return std::make_unique<contact<T, hamiltonian, thermosgd::thread_pool>>(std::move(h), what,
                                                                             pool);
}

template <class T>
std::unique_ptr<stepper> make_array(const problem& what) {
    return what.potential == shape::quadratic ? make<T>(gradient<shape::quadratic, T>, what)
                                              : make<T>(gradient<shape::quartic, T>, what);
}

template <shape S, class T>
std::unique_ptr<stepper> make_fused(const problem& what) {
    return make<T>(thermosgd::elementwise_potential{
                       [](T x) { return S == shape::quadratic ? x * x / 2 : x * x * x * x / 4; },
                       [](T x) { return derivative<S>(x); }},
                   what);
}

template <class T>
std::unique_ptr<stepper> make_fused(const problem& what) {
    return what.potential == shape::quadratic ? make_fused<shape::quadratic, T>(what)
                                              : make_fused<shape::quartic, T>(what);
}

}  // namespace

#define SHOWN [[gnu::visibility("default")]] std::unique_ptr<stepper>
SHOWN make_array_float(const problem& what) {
    return make_array<float>(what);
}
SHOWN make_array_double(const problem& what) {
    return make_array<double>(what);
}
SHOWN make_fused_float(const problem& what) {
    return make_fused<float>(what);
}
SHOWN make_fused_double(const problem& what) {
    return make_fused<double>(what);
}

}  // namespace benchmarks
