// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The owning type that holds a copy of what a buffer shows.

#include <thermosgd/core/namespace.hpp>

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The type in which an algorithm keeps arrays of the shape of `Buffer`: itself where it owns its
/// scalars, an owner for a view.
///
/// Specialise it for views of your own. `<thermosgd/adapt/eigen.hpp>` and
/// `<thermosgd/adapt/xtensor.hpp>` do so for theirs. `type(buffer)` must copy.
template <class Buffer>
struct owning_buffer {
    using type = Buffer;  ///< the owner
};

/// A vector for a span.
template <class T, std::size_t extent>
struct owning_buffer<std::span<T, extent>> {
    using type = std::vector<std::remove_cv_t<T>>;  ///< the owner
};

/// \copydoc owning_buffer
template <class Buffer>
using owning_buffer_t = typename owning_buffer<Buffer>::type;

}  // namespace THERMOSGD_NAMESPACE
