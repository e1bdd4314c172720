// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The trainer against libtorch 1.13 in double: gradients, and parameters after 100 steps.

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>

#include <algorithm>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "examples/trainer/cnn/reference/problem.hpp"

namespace examples_trainer_cnn_reference_test {

namespace {

std::vector<double> read_reference() {
    const std::string path =
        std::string(THERMOSGD_SOURCE_DIR) + "/tests/examples/trainer/cnn/reference/reference.bin";
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    REQUIRE(file.good());
    std::vector<double> kept(static_cast<std::size_t>(file.tellg()) / sizeof(double));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(kept.data()),
              static_cast<std::streamsize>(kept.size() * sizeof(double)));
    REQUIRE(file.good());
    return kept;
}

/// Reads the committed numbers one after the other.
class reader {
public:
    explicit reader(std::vector<double> kept) : kept_(std::move(kept)) {}

    double next() { return kept_.at(position_++); }

    /// Compares one tensor: the norm and the kept entries relative to the norm, the signed sums
    /// relative to their own standard deviation for arbitrary errors, which is the norm too. A tensor
    /// whose true value is 0 is compared absolutely.
    template <class T>
    void check(const std::string& name, std::span<const T> tensor, double tolerance) {
        const std::vector<double> wide(tensor.begin(), tensor.end());
        std::vector<double> own;
        reference::append_digest(own, wide.data(), wide.size());
        REQUIRE(position_ + own.size() <= kept_.size());
        const double* theirs = kept_.data() + position_;
        position_ += own.size();
        const double norm = theirs[0] < 1e-12 ? 1.0 : theirs[0];
        double worst_sum = 0.0;
        for (std::size_t i = 1; i < 9; ++i) {
            worst_sum = std::max(worst_sum, std::abs(own[i] - theirs[i]));
        }
        double squares = 0.0;
        for (std::size_t i = 9; i < own.size(); ++i) {
            squares += (own[i] - theirs[i]) * (own[i] - theirs[i]);
        }
        INFO(name);
        CHECK(std::abs(own[0] - theirs[0]) / norm < tolerance);
        CHECK(worst_sum / norm < 3.0 * tolerance);
        CHECK(std::sqrt(squares) / norm < tolerance);
    }

    void skip(std::size_t size) { position_ += reference::digest_size(size); }

    [[nodiscard]] bool at_end() const { return position_ == kept_.size(); }

private:
    std::vector<double> kept_;
    std::size_t position_ = 0;
};

/// Solves one problem and compares it; `trained` is the tolerance after the last step, 0 to leave out.
template <class Network>
void check_problem(reader& theirs, const reference::problem& problem, double gradient,
                   double trained) {
    using scalar = typename Network::scalar;
    CAPTURE(problem.images, problem.normalised, problem.momentum);
    std::vector<double> pixels;
    std::vector<std::uint8_t> labels;
    for (std::size_t i = 0; i < problem.images; ++i) {
        labels.push_back(static_cast<std::uint8_t>(reference::label(i)));
        for (std::size_t p = 0; p < reference::side * reference::side; ++p) {
            pixels.push_back(reference::pixel(i, p / reference::side, p % reference::side));
        }
    }
    const cnn::dataset_view<double> data{pixels, labels, cnn::mnist_shape};
    thermosgd::serial_executor executor;
    cnn::trainer<Network> trainer({.learning_rate = problem.learning_rate,
                                   .weight_decay = problem.weight_decay,
                                   .momentum = problem.momentum,
                                   .batch_size = problem.images,
                                   .order = cnn::sampling::in_order},
                                  executor);
    for (const cnn::parameter_view& view : trainer.views()) {
        const auto values = reference::initial(view.name, view.extents.front(), view.size);
        std::transform(values.begin(), values.end(),
                       trainer.parameters().subspan(view.offset).begin(),
                       [](double value) { return static_cast<scalar>(value); });
    }

    double loss = trainer.step(data);
    CHECK_THAT(loss, WithinRel(theirs.next(), gradient));
    for (const cnn::parameter_view& view : trainer.views()) {
        theirs.check<scalar>("gradient of " + view.name,
                             trainer.gradient().subspan(view.offset, view.size), gradient);
    }
    if (trained == 0.0) {
        theirs.next();
        for (const cnn::parameter_view& view : trainer.views()) {
            theirs.skip(view.size);
        }
        for (std::size_t i = 0; problem.normalised && i < 6; ++i) {
            theirs.skip(std::size_t{i < 2 ? 8U : i < 4 ? 16U : 128U});
        }
        return;
    }
    while (trainer.steps() < static_cast<std::uint64_t>(reference::steps)) {
        loss = trainer.step(data);
    }
    CHECK_THAT(loss, WithinRel(theirs.next(), trained));
    const std::span<const scalar> parameters = trainer.parameters();
    for (const cnn::parameter_view& view : trainer.views()) {
        theirs.check<scalar>("trained " + view.name, parameters.subspan(view.offset, view.size),
                             trained);
    }
    std::span<const scalar> running = trainer.running_statistics();
    for (const std::size_t channels : {8U, 8U, 16U, 16U, 128U, 128U}) {
        if (!running.empty()) {
            theirs.check<scalar>("running statistics", running.first(channels), trained);
            running = running.subspan(channels);
        }
    }
}

template <class T>
void check_all(double gradient, double trained) {
    reader theirs(read_reference());
    for (const reference::problem& problem : reference::problems) {
        if (problem.normalised) {
            check_problem<cnn::main_network<T>>(theirs, problem, gradient, trained);
        } else {
            check_problem<cnn::network_a_plain<T>>(theirs, problem, gradient, trained);
        }
    }
    CHECK(theirs.at_end());
}

}  // namespace

TEST_CASE("in double, gradients equal libtorch's to 1e-10 and 100 steps to 1e-7") {
    check_all<double>(1e-10, 1e-7);
}

TEST_CASE("in float, gradients equal libtorch's in double to 1e-5") {
    check_all<float>(1e-5, 0.0);
}

TEST_CASE("the reference's images have no equal neighbours") {
    for (std::size_t image = 0; image < 40; ++image) {
        std::vector<double> pixels;
        for (std::size_t p = 0; p < reference::side * reference::side; ++p) {
            pixels.push_back(reference::pixel(image, p / reference::side, p % reference::side));
        }
        std::sort(pixels.begin(), pixels.end());
        CHECK(std::adjacent_find(pixels.begin(), pixels.end()) == pixels.end());
    }
}

}  // namespace examples_trainer_cnn_reference_test
