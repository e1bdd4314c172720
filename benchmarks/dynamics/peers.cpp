// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "steppers.hpp"

#include <boost/numeric/odeint.hpp>

#include <utility>

namespace benchmarks {
namespace {

namespace odeint = boost::numeric::odeint;

template <shape S, class T>
struct force {
    using vector = std::vector<T>;

    static void write(const vector& q, vector& f) {
        for (std::size_t i = 0; i < q.size(); ++i) {
            f[i] = S == shape::quadratic ? -q[i] : -q[i] * q[i] * q[i];
        }
    }
    void operator()(const vector& q, const vector& /*v*/, vector& a, T /*t*/) const { write(q, a); }
    void operator()(const vector& q, vector& f) const { write(q, f); }
};

template <class T, shape S, class Method>
class odeint_stepper final : public stepper {
public:
    explicit odeint_stepper(const problem& what)
        : state_(positions_of<T>(what), std::vector<T>(what.d)) {}

    void advance(std::uint64_t steps) override {
        for (std::uint64_t k = 0; k < steps; ++k) {
            method_.do_step(force<S, T>{}, state_, T{}, static_cast<T>(timestep));
        }
    }

private:
    std::pair<std::vector<T>, std::vector<T>> state_;
    Method method_;
};

template <class T, shape S>
std::unique_ptr<stepper> make_odeint(const problem& what) {
    using v = std::vector<T>;
    if (what.order == 2) {
        return std::make_unique<odeint_stepper<T, S, odeint::velocity_verlet<v, v, T>>>(what);
    }
    return std::make_unique<odeint_stepper<T, S, odeint::symplectic_rkn_sb3a_mclachlan<v, v, T>>>(
        what);
}

template <class T>
std::unique_ptr<stepper> make_odeint(const problem& what) {
    return what.potential == shape::quadratic ? make_odeint<T, shape::quadratic>(what)
                                              : make_odeint<T, shape::quartic>(what);
}

/// Per gradient q read and g written, then q, p and g read, q and p written.
template <class T>
class roofline final : public stepper {
public:
    explicit roofline(const problem& what) : q_(positions_of<T>(what)), p_(what.d), g_(what.d) {}

    void advance(std::uint64_t steps) override {
        T* __restrict q = q_.data();
        T* __restrict p = p_.data();
        T* __restrict g = g_.data();
        const T h = static_cast<T>(timestep);
        for (std::uint64_t k = 0; k < steps; ++k) {
            for (std::size_t i = 0; i < q_.size(); ++i) {
                g[i] = -q[i];
            }
            for (std::size_t i = 0; i < q_.size(); ++i) {
                p[i] += h * g[i];
                q[i] += h * p[i];
            }
        }
    }

private:
    std::vector<T> q_, p_, g_;
};

}  // namespace

std::unique_ptr<stepper> make_odeint_float(const problem& what) {
    return make_odeint<float>(what);
}
std::unique_ptr<stepper> make_odeint_double(const problem& what) {
    return make_odeint<double>(what);
}
std::unique_ptr<stepper> make_roofline_float(const problem& what) {
    return std::make_unique<roofline<float>>(what);
}
std::unique_ptr<stepper> make_roofline_double(const problem& what) {
    return std::make_unique<roofline<double>>(what);
}

}  // namespace benchmarks
