// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Other ways to take {Σv, Σv²} of two positions and to store the new one, and the roofline.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace benchmarks {

/// One way: called, it makes one pass and returns something that depends on the sums.
struct peer {
    std::string name;
    std::function<double()> pass;
};

/// Raw loop, standard algorithms, Eigen and xtensor, built with -O3 -march=native.
/// Precision in the names is that of the sums.
template <class T>
std::vector<peer> header_peers(const T* after, T* before, std::size_t d);

/// libtorch on one thread; empty where this program was built without it.
template <class T>
std::vector<peer> torch_peers(const T* after, T* before, std::size_t d);

/// The fastest that memory allows for two reads and one write in place: before += s·after.
template <class T>
void roofline_update(const T* after, T* before, std::size_t d);

/// The fastest that memory allows for one more array of doubles, read and written: sum += v, where
/// v is a block in cache.
void roofline_add(const double* v, double* sum, std::size_t d);

/// The fastest that memory allows for one read.
template <class T>
double roofline_read(const T* step, std::size_t d);

}  // namespace benchmarks
