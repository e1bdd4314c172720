// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// One build of the observing pass; MAKE_OBSERVER is the name of its only visible function.
#include "sums_observer.hpp"

#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/core/thread_pool.hpp>

namespace benchmarks {
namespace {

using pool_type = thermosgd::thread_pool;

template <class Pool>
class observer_on final : public observer {
public:
    observer_on(std::size_t d, std::size_t filter, Pool& pool)
        : pass_(layout_of(d, filter)), pool_(pool) {}

    void positions(std::span<const float> after, std::span<float> before,
                   thermosgd::sums_level level) override {
        pass_.positions(after, before, level, pool_);
    }
    void positions(std::span<const double> after, std::span<double> before,
                   thermosgd::sums_level level) override {
        pass_.positions(after, before, level, pool_);
    }
    void positions(std::span<const thermosgd::bfloat16> after,
                   std::span<thermosgd::bfloat16> before, thermosgd::sums_level level) override {
        pass_.positions(after, before, level, pool_);
    }
    void positions(std::span<const thermosgd::float16> after, std::span<thermosgd::float16> before,
                   thermosgd::sums_level level) override {
        pass_.positions(after, before, level, pool_);
    }
    void displacements(std::span<const float> step, thermosgd::sums_level level) override {
        pass_.displacements(step, {}, level, pool_);
    }
    void displacements(std::span<const double> step, thermosgd::sums_level level) override {
        pass_.displacements(step, {}, level, pool_);
    }
    void displacements(std::span<const thermosgd::bfloat16> step,
                       thermosgd::sums_level level) override {
        pass_.displacements(step, {}, level, pool_);
    }
    void displacements(std::span<const thermosgd::float16> step,
                       thermosgd::sums_level level) override {
        pass_.displacements(step, {}, level, pool_);
    }
    [[nodiscard]] double v2() const override { return pass_.groups().front().v2; }

private:
    static thermosgd::layout layout_of(std::size_t d, std::size_t filter) {
        thermosgd::layout layout;
        if (filter == 0) {
            layout.add("all", {d});
        } else {
            layout.add("filters", {d / filter, filter}, {.filter_axis = 0});
            layout.skip(d % filter);
        }
        return layout;
    }

    thermosgd::sums_pass pass_;
    Pool& pool_;
};

}  // namespace

[[gnu::visibility("default")]] std::unique_ptr<observer> MAKE_OBSERVER(std::size_t d,
                                                                       std::size_t filter,
                                                                       std::size_t threads) {
    static thermosgd::serial_executor serial;
    if (threads == 1) {
        return std::make_unique<observer_on<thermosgd::serial_executor>>(d, filter, serial);
    }
    static pool_type pool(threads);
    return std::make_unique<observer_on<pool_type>>(d, filter, pool);
}

}  // namespace benchmarks
