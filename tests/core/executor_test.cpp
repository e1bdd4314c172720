// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/executor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "catch_shim.hpp"

namespace core_executor_test {

namespace {

/// What a user writes around a pool: one thread per task here.
struct one_thread_per_task {
    [[nodiscard]] std::size_t concurrency() const { return 4; }
    void for_each_index(std::size_t count, const std::function<void(std::size_t)>& task) {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i) {
            threads.emplace_back(task, i);
        }
    }
};

struct without_concurrency {
    void for_each_index(std::size_t, void (&)(std::size_t)) {}
};

struct task_without_index {
    [[nodiscard]] std::size_t concurrency() const { return 1; }
    void for_each_index(std::size_t, void (&)()) {}
};

static_assert(thermosgd::executor<thermosgd::serial_executor>);
static_assert(thermosgd::executor<one_thread_per_task>);
static_assert(!thermosgd::executor<without_concurrency>);
static_assert(!thermosgd::executor<task_without_index>);
static_assert(!thermosgd::executor<int>);

/// How often each index was called.
template <thermosgd::executor E>
std::vector<int> calls(E e, std::size_t count) {
    std::vector<int> seen(count);
    e.for_each_index(count, [&](std::size_t i) { ++seen[i]; });
    return seen;
}

}  // namespace

TEST_CASE("an executor calls every index exactly once before it returns") {
    CHECK(calls(thermosgd::serial_executor{}, 7) == std::vector<int>(7, 1));
    CHECK(calls(one_thread_per_task{}, 7) == std::vector<int>(7, 1));
    CHECK(calls(thermosgd::serial_executor{}, 0).empty());
}

TEST_CASE("the serial executor keeps index order and the calling thread") {
    std::vector<std::size_t> order;
    bool elsewhere = false;
    const auto here = std::this_thread::get_id();
    thermosgd::serial_executor::for_each_index(4, [&](std::size_t i) {
        order.push_back(i);
        elsewhere = elsewhere || std::this_thread::get_id() != here;
    });
    CHECK(order == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK_FALSE(elsewhere);
    CHECK(thermosgd::serial_executor::concurrency() == 1);
}

TEST_CASE("the serial executor takes a task that cannot be copied") {
    std::size_t sum = 0;
    auto weight = std::make_unique<std::size_t>(10);
    thermosgd::serial_executor::for_each_index(
        3, [&sum, w = std::move(weight)](std::size_t i) { sum += *w * i; });
    CHECK(sum == 30);
}

}  // namespace core_executor_test
