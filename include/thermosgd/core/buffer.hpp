// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What counts as a parameter buffer: the concepts, the opt-in traits, and the loop over runs.

#include <thermosgd/core/strided_run.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <type_traits>
#include <utility>

namespace THERMOSGD_NAMESPACE {

/// In which order the storage of a buffer walks through its axes.
///
/// Two buffers can be paired scalar by scalar when both are row_major, both column_major, or one of
/// them is `flat`.
enum class storage_order {
    flat,          ///< one axis, or plain memory without axes
    row_major,     ///< the last axis is the fastest
    column_major,  ///< the first axis is the fastest
    mixed          ///< several buffers that do not agree; pairs with `flat` only
};

/// Tells the library how to walk the storage of `Buffer`; specialise it to adapt a type.
///
/// A specialisation provides
/// - `using value_type` : a real_scalar,
/// - `static std::size_t size(const Buffer&)` : number of stored scalars,
/// - `static storage_order order(const Buffer&)`,
/// - `static void for_each_run(const Buffer&, F&& f)` : calls `f(strided_run<const value_type>)` in
///   storage order, slowest axis first,
/// - `static constexpr bool lends_memory = true;` where those runs lie in the buffer itself. Leave
///   it out where they lie in memory of the call, as when integers are decoded block by block:
///   the scalars are then copied before the next run is asked for.
///
/// For an array given by extents and strides `<thermosgd/core/strided.hpp>` has the bodies of the
/// last two. Eigen and xtensor: `<thermosgd/adapt/eigen.hpp>`, `<thermosgd/adapt/xtensor.hpp>`.
template <class Buffer>
struct buffer_traits {};

/// Real scalars next to each other in memory: vector, array, span, C array, raw-pointer views.
///
/// It asks for contiguous *iterators*, not for data() and size(): an Eigen map with an inner stride
/// has those two as well and is not contiguous.
template <class B>
concept contiguous_buffer = requires(const B& b) {
    requires std::contiguous_iterator<decltype(std::ranges::begin(b))>;
    requires real_scalar<std::iter_value_t<decltype(std::ranges::begin(b))>>;
    requires std::sized_sentinel_for<decltype(std::ranges::end(b)),
                                     decltype(std::ranges::begin(b))>;
};

/// A type for which buffer_traits is specialised.
template <class B>
concept adapted_buffer =
    requires(const B& b, void (&f)(strided_run<const typename buffer_traits<B>::value_type>)) {
        requires real_scalar<typename buffer_traits<B>::value_type>;
        { buffer_traits<B>::size(b) } -> std::convertible_to<std::size_t>;
        { buffer_traits<B>::order(b) } -> std::same_as<storage_order>;
        buffer_traits<B>::for_each_run(b, f);
    };

/// One piece of parameter storage: contiguous, or adapted by buffer_traits.
template <class B>
concept buffer =
    contiguous_buffer<std::remove_cvref_t<B>> || adapted_buffer<std::remove_cvref_t<B>>;

namespace detail {

template <class P>
struct parameter_scalar {};

template <buffer B>
    requires adapted_buffer<B>
struct parameter_scalar<B> {
    using type = typename buffer_traits<B>::value_type;
};

template <buffer B>
    requires(!adapted_buffer<B>)
struct parameter_scalar<B> {
    using type = std::iter_value_t<decltype(std::ranges::begin(std::declval<const B&>()))>;
};

template <class P>
inline constexpr bool is_named = false;

template <class Name, class P>
inline constexpr bool is_named<std::pair<Name, P>> = true;

template <class Name, class P>
    requires requires { typename parameter_scalar<std::remove_cvref_t<P>>::type; }
struct parameter_scalar<std::pair<Name, P>> : parameter_scalar<std::remove_cvref_t<P>> {};

template <class R>
using range_value = std::remove_cvref_t<decltype(*std::ranges::begin(std::declval<const R&>()))>;

template <class R>
    requires(!buffer<R>) && requires(const R& r) {
        requires !std::same_as<range_value<R>, R>;
        typename parameter_scalar<range_value<R>>::type;
        std::ranges::end(r);
    }
struct parameter_scalar<R> : parameter_scalar<range_value<R>> {};

}  // namespace detail

/// Anything that public functions take: a buffer, or a range of buffers (layers, vector<tensor>,
/// a map from name to buffer), nested as deep as you like; its scalars are numbered through.
///
/// Why not simply a range of reals: a lazy expression is one too, and has no storage to be seen
/// again at the next step.
template <class P>
concept parameters = requires { typename detail::parameter_scalar<std::remove_cvref_t<P>>::type; };

/// The scalar in which parameters are stored, by the name that their buffer has for it.
template <parameters P>
using parameter_storage_t = typename detail::parameter_scalar<std::remove_cvref_t<P>>::type;

/// The scalar as which they are read: float, double, bfloat16 or float16.
template <parameters P>
using parameter_value_t = storage_format_t<parameter_storage_t<P>>;

namespace detail {

/// Whether `P` is a tuple or a variant of parameters.
template <class P>
inline constexpr bool holds_several = false;

template <template <class...> class List, class... Parts>
    requires(sizeof...(Parts) > 1)
inline constexpr bool holds_several<List<Parts...>> = (parameters<Parts> && ...);

/// A hard error that names the fix; it is instantiated only for types that are not parameters.
template <class P>
consteval bool explain_rejection() {
    // Matrices name the type of their scalars without being ranges of them.
    constexpr bool integers = requires { requires std::integral<range_value<P>>; } ||
                              requires { requires std::integral<typename P::value_type>; };
    constexpr bool long_doubles = requires {
        requires std::same_as<range_value<P>, long double>;
    } || requires { requires std::same_as<typename P::value_type, long double>; };
    constexpr bool several =
        holds_several<P> || requires { requires holds_several<range_value<P>>; };
    static_assert(!integers,
                  "thermosgd: integers cannot be parameters; store them as float, double, bfloat16 "
                  "or float16");
    static_assert(!long_doubles,
                  "thermosgd: long double cannot be a parameter; store it as float, double, "
                  "bfloat16 or float16");
    static_assert(!several,
                  "thermosgd: a tuple or variant of buffers may hold several types of scalars, and "
                  "a thermometer reads one; give a range of spans of that type, and groups of "
                  "another type a thermometer of their own");
    static_assert(integers || long_doubles || several || parameters<P>,
                  "thermosgd: this type is not a parameter buffer. A lazy expression has no "
                  "storage: call .eval() (Eigen) or xt::eval() (xtensor) first. An Eigen or "
                  "xtensor container needs <thermosgd/adapt/eigen.hpp> or "
                  "<thermosgd/adapt/xtensor.hpp>. For your own type specialise "
                  "thermosgd::buffer_traits");
    return false;
}

}  // namespace detail

/// parameters, with an error message that names the fix for a type that is not.
///
/// Public functions are constrained by this; test for `parameters` where a refusal should only
/// remove an overload.
template <class P>
concept parameter_argument = parameters<P> || detail::explain_rejection<std::remove_cvref_t<P>>();

/// Calls `f(run<const T>)` for every run of `p`, in storage order.
///
/// \param p parameters, shape any      \param f called once per run
/// \cost one call per run; no allocation
template <parameter_argument P, class F>
constexpr void for_each_run(const P& p, F&& f) {
    if constexpr (adapted_buffer<P>) {
        if constexpr (std::same_as<parameter_storage_t<P>, parameter_value_t<P>>) {
            buffer_traits<P>::for_each_run(p, f);
        } else {
            buffer_traits<P>::for_each_run(
                p, [&f](strided_run<const parameter_storage_t<P>> r) { f(detail::as_read(r)); });
        }
    } else if constexpr (contiguous_buffer<P>) {
        const auto first = std::ranges::begin(p);
        const auto size = static_cast<std::size_t>(std::ranges::end(p) - first);
        f(detail::as_read(
            strided_run<const parameter_storage_t<P>>{size != 0 ? &*first : nullptr, size}));
    } else if constexpr (detail::is_named<P>) {
        for_each_run(p.second, f);
    } else {
        for (const auto& part : p) {
            for_each_run(part, f);
        }
    }
}

namespace detail {

/// Whether what for_each_run() hands out lives as long as `p`, which the caller holds: not where an
/// adapter widens into scratch memory, nor where a range makes its buffers on the fly.
template <class P>
consteval bool runs_outlive_the_walk() {
    if constexpr (adapted_buffer<P>) {
        if constexpr (requires { buffer_traits<P>::lends_memory; }) {
            return buffer_traits<P>::lends_memory;
        } else {
            return false;
        }
    } else if constexpr (contiguous_buffer<P>) {
        return true;
    } else if constexpr (is_named<P>) {
        return runs_outlive_the_walk<std::remove_cvref_t<decltype(std::declval<P>().second)>>();
    } else {
        using reference = decltype(*std::ranges::begin(std::declval<const P&>()));
        using part = std::remove_cvref_t<reference>;
        // A span that is made on the fly still shows memory of someone else.
        constexpr bool stays = std::is_lvalue_reference_v<reference> ||
                               (contiguous_buffer<part> && std::ranges::borrowed_range<part>);
        return stays && runs_outlive_the_walk<part>();
    }
}

}  // namespace detail

/// The number of stored scalars of `p`. \cost O(number of buffers), no allocation
template <parameter_argument P>
[[nodiscard]] constexpr std::size_t parameter_count(const P& p) {
    if constexpr (adapted_buffer<P>) {
        return static_cast<std::size_t>(buffer_traits<P>::size(p));
    } else if constexpr (contiguous_buffer<P>) {
        return static_cast<std::size_t>(std::ranges::end(p) - std::ranges::begin(p));
    } else if constexpr (detail::is_named<P>) {
        return parameter_count(p.second);
    } else {
        std::size_t count = 0;
        for (const auto& part : p) {
            count += parameter_count(part);
        }
        return count;
    }
}

/// The storage order of `p`; a range of buffers has the one on which its buffers agree, flat ones
/// aside, or mixed. \cost O(number of buffers)
template <parameter_argument P>
[[nodiscard]] constexpr storage_order order_of(const P& p) {
    if constexpr (adapted_buffer<P>) {
        return buffer_traits<P>::order(p);
    } else if constexpr (contiguous_buffer<P>) {
        return storage_order::flat;
    } else if constexpr (detail::is_named<P>) {
        return order_of(p.second);
    } else {
        storage_order common = storage_order::flat;
        for (const auto& part : p) {
            const storage_order o = order_of(part);
            if (common == storage_order::flat) {
                common = o;
            } else if (o != storage_order::flat && o != common) {
                return storage_order::mixed;
            }
        }
        return common;
    }
}

}  // namespace THERMOSGD_NAMESPACE
