// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A point of contact phase space (q, p, S) at a time, over any buffer that can be written.

#include <thermosgd/core/buffer.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/owning_buffer.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace THERMOSGD_NAMESPACE {

namespace detail {

template <class B>
concept writable_elements = contiguous_buffer<B> && requires(B& b) {
    requires !std::is_const_v<std::remove_reference_t<decltype(*std::ranges::begin(b))>>;
};

template <class B>
concept writable_data = adapted_buffer<B> && requires(B& b) {
    requires !std::is_const_v<std::remove_pointer_t<decltype(b.data())>>;
};

}  // namespace detail

/// A buffer of float or double that can be written: vector, array, span, Eigen and xtensor
/// containers. Not of 16 bits: a step computes in the type of its buffer.
template <class B>
concept writable_buffer = buffer<B> && computing_scalar<parameter_value_t<B>> &&
                          (detail::writable_elements<B> || detail::writable_data<B>);

namespace detail {

/// The scalars of a buffer as one span.
/// \throws layout_error, naming `what` and `which`, if they do not lie next to each other
/// \cost O(1), no allocation
template <writable_buffer B>
[[nodiscard]] std::span<parameter_value_t<B>> contiguous_scalars(B& buffer, const char* what,
                                                                 const char* which = "") {
    using T = parameter_value_t<B>;
    std::span<T> all;
    std::size_t runs = 0;
    bool contiguous = true;
    for_each_run(std::as_const(buffer), [&](strided_run<const T> r) {
        ++runs;
        contiguous = contiguous && r.contiguous();
        // The buffer itself is not const.
        all = std::span<T>(const_cast<T*>(r.data), r.size);  // NOLINT
    });
    if (runs > 1 || !contiguous) {
        THERMOSGD_THROW(
            layout_error(std::string(what) + which +
                         " is a view with gaps, expected one contiguous piece of memory"));
    }
    return all;
}

}  // namespace detail

/// Position, momentum and contact variable at a time.
///
/// s is an action under the contact field, S' = p·∂H/∂p − H, and heat over temperature under the
/// evolution field, S' = p·∂H/∂p. An aggregate: `contact_state<std::vector<double>>{.q = q0, .p =
/// p0}`.
template <writable_buffer Buffer>
struct contact_state {
    using buffer_type = Buffer;
    using value_type = parameter_value_t<Buffer>;

    Buffer q;        ///< positions [theta]
    Buffer p;        ///< momenta, as many [mass·theta/time]
    double s = 0.0;  ///< contact variable [loss·time]
    double t = 0.0;  ///< time [time]
};

namespace detail {

/// The memory of a state. \throws layout_error if q and p differ in size or have gaps
template <class T>
struct phase_spans {
    std::span<T> q, p;
};

template <class>
inline constexpr bool always_false = false;

/// The calls of a stepper that do not compile, with a message that names the fix: a stepper keeps
/// arrays of the type of the buffer that it was made for.
template <class Buffer>
class refuses_other_buffers {
public:
    template <class Other, class... Rest>
        requires(!std::same_as<Other, Buffer>)
    void step(contact_state<Other>& /*x*/, Rest&&... /*rest*/) {
        refuse<Other>();
    }

    template <class Other, class... Rest>
        requires(!std::same_as<Other, Buffer>)
    void advance(contact_state<Other>& /*x*/, Rest&&... /*rest*/) {
        refuse<Other>();
    }

private:
    template <class Other>
    static constexpr void refuse() {
        static_assert(
            always_false<Other>,
            "thermosgd: this stepper was made for states over another buffer; hand it a state "
            "when you make it, as in contact_splitting(hamiltonian, state, options), or give "
            "the first parameter of the potential the type of the buffer");
    }
};

template <writable_buffer B>
[[nodiscard]] phase_spans<parameter_value_t<B>> spans_of(contact_state<B>& x,
                                                         const char* function) {
    const phase_spans<parameter_value_t<B>> spans{contiguous_scalars(x.q, function, ": q"),
                                                  contiguous_scalars(x.p, function, ": p")};
    if (spans.q.size() != spans.p.size()) {
        THERMOSGD_THROW(
            layout_error(std::string(function) + ": p has " + std::to_string(spans.p.size()) +
                         " scalars, expected as many as q, " + std::to_string(spans.q.size())));
    }
    if (order_of(x.q) != order_of(x.p)) {
        THERMOSGD_THROW(layout_error(std::string(function) + ": q and p differ in storage order"));
    }
    return spans;
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
