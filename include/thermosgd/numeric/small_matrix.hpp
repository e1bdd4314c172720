// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Square matrices of a few rows: products, Cholesky's factor, solutions, inverse and determinant.

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>

namespace THERMOSGD_NAMESPACE {

/// Says that the number of rows of a small_matrix is chosen when the program runs.
inline constexpr std::size_t any_size = 0;

/// A square matrix of k rows, a plain value: `small_matrix<2> a{{{1, 0}, {0, 1}}}`.
/// \tparam k  number of rows, or any_size for a matrix that owns memory
template <std::size_t k = any_size>
struct small_matrix {
    double rows[k][k]{};  ///< row after row

    /// A vector of as many numbers as the matrix has rows.
    using vector = std::array<double, k>;

    /// k. \cost O(1)
    [[nodiscard]] static constexpr std::size_t size() noexcept { return k; }

    /// The element in row i and column j; also written a[i][j]. \cost O(1)
    [[nodiscard]] constexpr double& operator()(std::size_t i, std::size_t j) noexcept {
        return rows[i][j];
    }
    /// The same element of a matrix that does not change. \cost O(1)
    [[nodiscard]] constexpr double operator()(std::size_t i, std::size_t j) const noexcept {
        return rows[i][j];
    }

    /// Row i. \cost O(1)
    [[nodiscard]] constexpr auto& operator[](std::size_t i) noexcept { return rows[i]; }
    /// \copydoc operator[]
    [[nodiscard]] constexpr const auto& operator[](std::size_t i) const noexcept { return rows[i]; }
};

/// \copydoc small_matrix
template <>
struct small_matrix<any_size> {
    /// \copydoc small_matrix::vector
    using vector = std::vector<double>;

    /// The matrix of no rows.
    small_matrix() = default;

    /// A matrix of zeros. \param n  number of rows \cost one allocation
    explicit small_matrix(std::size_t n) : size_(n), elements_(n * n) {}

    /// The number of rows. \cost O(1)
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The element in row i and column j. \cost O(1)
    [[nodiscard]] double& operator()(std::size_t i, std::size_t j) noexcept {
        return elements_[i * size_ + j];
    }
    /// The same element of a matrix that does not change. \cost O(1)
    [[nodiscard]] double operator()(std::size_t i, std::size_t j) const noexcept {
        return elements_[i * size_ + j];
    }

private:
    std::size_t size_ = 0;
    std::vector<double> elements_;  // row after row
};

namespace detail {

/// A matrix of zeros with as many rows as another.
template <std::size_t k>
[[nodiscard]] constexpr small_matrix<k> zeros_like([[maybe_unused]] const small_matrix<k>& a) {
    if constexpr (k == any_size) {
        return small_matrix<k>(a.size());
    } else {
        return {};
    }
}

/// x·y. \cost O(k)
template <std::size_t k>
[[nodiscard]] constexpr double dot(const std::array<double, k>& x,
                                   const std::array<double, k>& y) noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {
        sum += x[i] * y[i];
    }
    return sum;
}

/// A x. \cost O(k²)
template <std::size_t k>
[[nodiscard]] constexpr std::array<double, k> product(const small_matrix<k>& a,
                                                      const std::array<double, k>& x) noexcept {
    std::array<double, k> result{};
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            result[i] += a(i, j) * x[j];
        }
    }
    return result;
}

/// A B. \cost O(k³)
template <std::size_t k>
[[nodiscard]] constexpr small_matrix<k> product(const small_matrix<k>& a,
                                                const small_matrix<k>& b) {
    small_matrix<k> result = zeros_like(a);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t l = 0; l < a.size(); ++l) {
            for (std::size_t j = 0; j < a.size(); ++j) {
                result(i, j) += a(i, l) * b(l, j);
            }
        }
    }
    return result;
}

/// Aᵀ. \cost O(k²)
template <std::size_t k>
[[nodiscard]] constexpr small_matrix<k> transposed(const small_matrix<k>& a) {
    small_matrix<k> result = zeros_like(a);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            result(j, i) = a(i, j);
        }
    }
    return result;
}

/// The lower triangle C with A = C Cᵀ; NaN on the diagonal from where A is not positive definite.
/// \param a            symmetric; only its lower triangle is read
/// \param least_pivot  the share of a diagonal element that must be left of it after what the
///                     rows above explain: rounding leaves about 1e-16 [1]
/// \cost O(k³)
template <std::size_t k>
[[nodiscard]] small_matrix<k> cholesky_factor(const small_matrix<k>& a, double least_pivot = 0) {
    small_matrix<k> c = zeros_like(a);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a(i, j);
            for (std::size_t l = 0; l < j; ++l) {
                sum -= c(i, l) * c(j, l);
            }
            if (i == j) {
                c(i, i) = sum > least_pivot * a(i, i) ? std::sqrt(sum) : not_available;
            } else {
                c(i, j) = sum / c(j, j);
            }
        }
    }
    return c;
}

/// Whether a factor is that of a positive definite matrix; true without rows. \cost O(1)
template <std::size_t k>
[[nodiscard]] constexpr bool is_factor(const small_matrix<k>& c) noexcept {
    if (c.size() == 0) {
        return true;
    }
    // A NaN on the diagonal makes one of every diagonal element after it.
    const double last = c(c.size() - 1, c.size() - 1);
    return is_finite(last);
}

/// C⁻¹ y for a lower factor C, in place. \cost O(k²)
template <std::size_t k>
constexpr void solve_lower(const small_matrix<k>& c, std::span<double> y) noexcept {
    for (std::size_t i = 0; i < y.size(); ++i) {
        double sum = y[i];
        for (std::size_t l = 0; l < i; ++l) {
            sum -= c(i, l) * y[l];
        }
        y[i] = sum / c(i, i);
    }
}

/// C⁻ᵀ C⁻¹ y, what solves (C Cᵀ) x = y, in place. \cost O(k²)
template <std::size_t k>
constexpr void solve(const small_matrix<k>& c, std::span<double> y) noexcept {
    solve_lower(c, y);
    for (std::size_t i = y.size(); i-- > 0;) {
        double sum = y[i];
        for (std::size_t l = i + 1; l < y.size(); ++l) {
            sum -= c(l, i) * y[l];
        }
        y[i] = sum / c(i, i);
    }
}

/// C⁻ᵀ C⁻¹ B: the same for each column. \cost O(k³)
template <std::size_t k>
[[nodiscard]] small_matrix<k> solve(const small_matrix<k>& c, small_matrix<k> b) {
    typename small_matrix<k>::vector column{};
    if constexpr (k == any_size) {
        column.resize(c.size());
    }
    for (std::size_t j = 0; j < c.size(); ++j) {
        for (std::size_t i = 0; i < c.size(); ++i) {
            column[i] = b(i, j);
        }
        solve(c, std::span<double>(column));
        for (std::size_t i = 0; i < c.size(); ++i) {
            b(i, j) = column[i];
        }
    }
    return b;
}

/// ln det A of a positive definite matrix; NaN for another. \cost O(k³)
template <std::size_t k>
[[nodiscard]] double log_det_positive(const small_matrix<k>& a) {
    const small_matrix<k> c = cholesky_factor(a);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += 2 * std::log(c(i, i));
    }
    return sum;
}

/// A⁻¹ of a positive definite matrix, symmetric to the last bit; NaN for another. \cost O(k³)
template <std::size_t k>
[[nodiscard]] small_matrix<k> inverse_positive(const small_matrix<k>& a) {
    small_matrix<k> inverse = zeros_like(a);
    for (std::size_t i = 0; i < a.size(); ++i) {
        inverse(i, i) = 1;
    }
    inverse = solve(cholesky_factor(a), inverse);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            inverse(i, j) = inverse(j, i);
        }
    }
    return inverse;
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
