// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Contact dynamics of Eigen's vectors, matrices and views is that of a vector.

#include "catch_shim.hpp"

#include <thermosgd/adapt/eigen.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <concepts>
#include <vector>

namespace adapt_eigen_dynamics_test {

using namespace thermosgd;
using Eigen::Map;
using Eigen::MatrixXd;
using Eigen::Ref;
using Eigen::VectorXd;

using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

static_assert(std::same_as<owning_buffer_t<VectorXd>, VectorXd>);
static_assert(std::same_as<owning_buffer_t<Eigen::Matrix3f>, Eigen::Matrix3f>);
static_assert(std::same_as<owning_buffer_t<Map<VectorXd>>, VectorXd>);
static_assert(std::same_as<owning_buffer_t<Ref<MatrixXd>>, MatrixXd>);
static_assert(std::same_as<owning_buffer_t<Map<row_matrix>>, row_matrix>);
static_assert(std::same_as<owning_buffer_t<Eigen::Block<MatrixXd>>, MatrixXd>);
static_assert(writable_buffer<Map<VectorXd>> && !writable_buffer<Map<const VectorXd>>);
static_assert(writable_buffer<Ref<VectorXd>> && writable_buffer<MatrixXd>);

namespace {

/// Σx⁴/4 plus a coupling that tells rows from columns.
struct coupled {
    template <class Q, class G>
    double operator()(const Q& q, G& g) const {
        g = q.array().cube().matrix();
        double v = q.array().square().square().sum() / 4.0;
        for (Eigen::Index i = 0; i < q.rows(); ++i) {
            for (Eigen::Index j = 0; j < q.cols(); ++j) {
                const double k = 0.1 * static_cast<double>(1 + i + 3 * j);
                g(i, j) += k * q(i, j);
                v += k * q(i, j) * q(i, j) / 2.0;
            }
        }
        return v;
    }
};

const splitting_options options{.timestep = 0.05, .order = composition::suzuki4()};

MatrixXd numbers(int rows, int cols, double first) {
    MatrixXd m(rows, cols);
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < cols; ++j) {
            m(i, j) = first + 0.13 * i - 0.21 * j;
        }
    }
    return m;
}

/// 50 steps over matrices of the type.
template <class Matrix>
contact_state<Matrix> expected(int rows, int cols) {
    contact_state<Matrix> x{.q = numbers(rows, cols, 0.7), .p = numbers(rows, cols, -0.2)};
    contact_splitting stepper(contact_hamiltonian(coupled{}, {.friction = 0.2}), x, options);
    stepper.advance(x, 50);
    return x;
}

}  // namespace

TEST_CASE("row-major and column-major matrices follow the same path") {
    const auto a = expected<MatrixXd>(3, 4);
    const auto b = expected<row_matrix>(3, 4);
    CHECK((a.q - b.q).cwiseAbs().maxCoeff() < 1e-14);
    CHECK((a.p - b.p).cwiseAbs().maxCoeff() < 1e-14);
    CHECK_THAT(a.s, WithinAbs(b.s, 1e-14));
    CHECK((a.q - numbers(3, 4, 0.7)).cwiseAbs().maxCoeff() > 0.1);
}

TEST_CASE("a map steps the memory of its user") {
    const auto reference = expected<MatrixXd>(3, 4);
    MatrixXd q = numbers(3, 4, 0.7), p = numbers(3, 4, -0.2);
    contact_state<Map<MatrixXd>> x{.q = Map<MatrixXd>(q.data(), 3, 4),
                                   .p = Map<MatrixXd>(p.data(), 3, 4)};
    contact_splitting stepper(contact_hamiltonian(coupled{}, {.friction = 0.2}), x, options);
    stepper.advance(x, 50);
    // Eigen may add up memory of another alignment in another order.
    CHECK((q - reference.q).cwiseAbs().maxCoeff() < 1e-14);
    CHECK((p - reference.p).cwiseAbs().maxCoeff() < 1e-14);
    CHECK_THAT(x.s, WithinAbs(reference.s, 1e-14));
}

TEST_CASE("references and columns step what they refer to") {
    const auto reference = expected<VectorXd>(3, 1);
    MatrixXd memory(3, 2);
    memory << numbers(3, 1, 0.7), numbers(3, 1, -0.2);
    const auto h = contact_hamiltonian(coupled{}, {.friction = 0.2});
    {
        MatrixXd copy = memory;
        contact_state<Ref<VectorXd>> x{.q = copy.col(0), .p = copy.col(1)};
        contact_splitting(h, x, options).advance(x, 50);
        CHECK((copy.col(0) - reference.q).cwiseAbs().maxCoeff() < 1e-14);
        CHECK((copy.col(1) - reference.p).cwiseAbs().maxCoeff() < 1e-14);
        CHECK_THAT(x.s, WithinAbs(reference.s, 1e-14));
    }
    auto column = memory.col(0);
    contact_state<decltype(column)> x{.q = column, .p = memory.col(1)};
    contact_splitting(h, x, options).advance(x, 50);
    CHECK((memory.col(0) - reference.q).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("a fixed size and floats step as well") {
    const auto reference = expected<MatrixXd>(2, 2);
    contact_state<Eigen::Matrix2d> x{.q = numbers(2, 2, 0.7), .p = numbers(2, 2, -0.2)};
    const auto h = contact_hamiltonian(coupled{}, {.friction = 0.2});
    contact_splitting(h, x, options).advance(x, 50);
    CHECK((x.q - reference.q).cwiseAbs().maxCoeff() < 1e-14);
    const auto floats = contact_hamiltonian(
        [](const Eigen::VectorXf& q, Eigen::VectorXf& g) {
            g = q;
            return 0.5 * static_cast<double>(q.squaredNorm());
        },
        {.friction = 0.2});
    contact_state<Eigen::VectorXf> y{.q = Eigen::VectorXf::Ones(3), .p = Eigen::VectorXf::Zero(3)};
    contact_splitting(floats, y, {.timestep = 0.05}).advance(y, 20);
    CHECK_THAT(y.q[0], WithinAbs(0.569, 0.002));
}

TEST_CASE("a view with gaps is refused") {
    MatrixXd memory = numbers(3, 4, 0.7);
    auto row = memory.row(1);
    contact_state<decltype(row)> x{.q = row, .p = memory.row(2)};
    contact_splitting stepper(contact_hamiltonian(coupled{}, {.friction = 0.2}), x, options);
    CHECK_THROWS_AS(stepper.step(x), layout_error);
    CHECK_THROWS_WITH(stepper.step(x), ContainsSubstring("q is a view with gaps"));
}

}  // namespace adapt_eigen_dynamics_test
