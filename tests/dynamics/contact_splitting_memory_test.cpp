// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: replaces operator new
/// \file
/// What a step allocates and copies: nothing, after the first of its size.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <cstddef>
#include <utility>
#include <vector>

#include "failing_allocation.hpp"

using namespace thermosgd;

namespace {

/// A vector that counts how often it is copied.
class counted_buffer {
public:
    static inline std::size_t copies = 0;

    explicit counted_buffer(std::size_t n = 0) : scalars_(n, 0.5) {}
    counted_buffer(const counted_buffer& other) : scalars_(other.scalars_) { ++copies; }
    counted_buffer(counted_buffer&&) noexcept = default;
    counted_buffer& operator=(const counted_buffer& other) {
        scalars_ = other.scalars_;
        ++copies;
        return *this;
    }
    counted_buffer& operator=(counted_buffer&&) noexcept = default;
    ~counted_buffer() = default;

    [[nodiscard]] double* begin() { return scalars_.data(); }
    [[nodiscard]] double* end() { return scalars_.data() + scalars_.size(); }
    [[nodiscard]] const double* begin() const { return scalars_.data(); }
    [[nodiscard]] const double* end() const { return scalars_.data() + scalars_.size(); }
    [[nodiscard]] double* data() { return scalars_.data(); }
    [[nodiscard]] std::size_t size() const { return scalars_.size(); }

private:
    std::vector<double> scalars_;
};

/// A vector that cannot be copied at all, which keeps its gradient elsewhere.
struct unique_buffer : counted_buffer {
    using counted_buffer::counted_buffer;
    unique_buffer(const unique_buffer&) = delete;
    unique_buffer(unique_buffer&&) noexcept = default;
    unique_buffer& operator=(const unique_buffer&) = delete;
    unique_buffer& operator=(unique_buffer&&) noexcept = default;
    ~unique_buffer() = default;
};

struct cubes {
    double operator()(const auto& q, auto& g) const {
        double v = 0.0;
        double* y = g.data();
        for (const double x : q) {
            *y = x * x * x;
            v += x * *y++ / 4.0;
        }
        return v;
    }
};

const elementwise_potential fused{[](double x) { return x * x * x * x / 4; },
                                  [](double x) { return x * x * x; }};

/// Steps of a stepper once warm. \return allocations and copies of 100 calls
template <class Stepper, class Buffer>
std::pair<std::size_t, std::size_t> used_by(Stepper& stepper, contact_state<Buffer>& x) {
    stepper.advance(x, 3);
    stepper.step(x);
    const std::size_t allocations = test::allocations, copies = counted_buffer::copies;
    for (int k = 0; k < 50; ++k) {
        stepper.step(x);
        stepper.advance(x, 3);
    }
    return {test::allocations - allocations, counted_buffer::copies - copies};
}

constexpr std::pair<std::size_t, std::size_t> nothing{0, 0};

}  // namespace

template <>
struct thermosgd::owning_buffer<unique_buffer> {
    using type = std::vector<double>;
};

TEST_CASE("the counters count") {
    const std::size_t allocations = test::allocations, copies = counted_buffer::copies;
    const counted_buffer a(10);
    const counted_buffer b(a);
    // A compiler may do without an allocation whose address nobody sees.
    const double* volatile seen[] = {a.begin(), b.begin()};
    CHECK(test::allocations - allocations == 2);
    CHECK(counted_buffer::copies - copies == 1);
    CHECK(*seen[1] == 0.5);
}

TEST_CASE("steps allocate nothing and copy nothing once they know the size of the state") {
    const auto check = [](auto h, auto scheme, composition order) {
        INFO(decltype(scheme)::splitting.name << ' ' << order.name());
        contact_state<counted_buffer> x{.q = counted_buffer(5000), .p = counted_buffer(5000)};
        contact_splitting<decltype(h), decltype(scheme), counted_buffer> stepper(
            h, scheme, {.timestep = 0.01, .order = order});
        CHECK(used_by(stepper, x) == nothing);
    };
    const composition second = composition::none();
    const auto linear = contact_hamiltonian(cubes{}, {.friction = 0.1});
    check(linear, schemes::d_kf_d{}, second);
    check(linear, schemes::k_df_k{}, second);
    check(linear, schemes::dkfkd{}, composition::kahan_li6());
    check(linear, schemes::variational{}, second);
    check(contact_hamiltonian(cubes{}, masses(std::vector<double>(5000, 2.0)),
                              linear_dissipation{0.1}),
          schemes::d_kf_d{}, second);
    check(contact_hamiltonian(cubes{}, relativistic{}, quadratic_dissipation{0.1, 1e-4}),
          schemes::fdkdf{}, second);
    check(contact_hamiltonian<field::evolution>(cubes{}, uniform_mass{},
                                                quadratic_dissipation{0.1, 1e-4}),
          schemes::fdkdf{}, second);
    check(contact_hamiltonian(fused, {.friction = 0.1}), schemes::d_kf_d{}, second);
    check(contact_hamiltonian(fused, {.friction = 0.1}), schemes::fdkdf{}, composition::suzuki4());
}

TEST_CASE("the first step allocates the arrays of a stepper, another size does so again") {
    contact_splitting stepper(contact_hamiltonian(cubes{}, {.friction = 0.1}), {.timestep = 0.01});
    contact_state<std::vector<double>> x{.q = std::vector<double>(100, 0.5),
                                         .p = std::vector<double>(100, 0.5)};
    std::size_t before = test::allocations;
    stepper.step(x);
    // Gradient, partial sums, and the copies of q and p that undo a failure.
    CHECK(test::allocations - before == 4);
    before = test::allocations;
    contact_splitting bare(contact_hamiltonian(cubes{}, {.friction = 0.1}),
                           {.timestep = 0.01, .restore_on_failure = false});
    bare.step(x);
    CHECK(test::allocations - before == 2);
    x.q.resize(200), x.p.resize(200);
    before = test::allocations;
    stepper.step(x);
    CHECK(test::allocations > before);
}

TEST_CASE("states that cannot be copied are stepped") {
    contact_state<unique_buffer> x{.q = unique_buffer(10), .p = unique_buffer(10)};
    const auto h = contact_hamiltonian(cubes{}, {.friction = 0.1});
    contact_splitting<decltype(h), schemes::d_kf_d, unique_buffer> stepper(h, {.timestep = 0.1});
    CHECK(used_by(stepper, x) == nothing);
    CHECK(*x.p.begin() < 0.5);
}
