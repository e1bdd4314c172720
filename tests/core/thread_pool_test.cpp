// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the thread pool.

#include <thermosgd/core/thread_pool.hpp>

#include <thermosgd/core/sums_pass.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catch_shim.hpp"

namespace core_thread_pool_test {

TEST_CASE("every index runs exactly once, for any number of threads and tasks") {
    const auto threads = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{8});
    thermosgd::thread_pool pool(threads);
    REQUIRE(pool.concurrency() == threads);
    CHECK(thermosgd::thread_pool(0).concurrency() == 1);
    for (std::size_t count = 0; count < 50; ++count) {
        std::vector<int> calls(count, 0);
        pool.for_each_index(count, [&](std::size_t i) { ++calls[i]; });
        CHECK(calls == std::vector<int>(count, 1));
    }
}

TEST_CASE("what tasks wrote is visible afterwards, over many short jobs") {
    thermosgd::thread_pool pool(4);
    std::vector<std::size_t> values(64, 0);
    constexpr std::size_t jobs = 5000;
    for (std::size_t job = 0; job < jobs; ++job) {
        pool.for_each_index(values.size(), [&](std::size_t i) { values[i] += i; });
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(values[i] == i * jobs);
    }
}

TEST_CASE("jobs of changing length follow each other without losing or repeating an index") {
    thermosgd::thread_pool pool(3);
    std::vector<std::atomic<int>> calls(40);
    std::vector<int> expected(calls.size(), 0);
    for (std::size_t job = 0; job < 20'000; ++job) {
        const std::size_t count = 2 + job * 7 % 38;
        pool.for_each_index(count, [&](std::size_t i) { ++calls[i]; });
        for (std::size_t i = 0; i < count; ++i) {
            ++expected[i];
        }
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
        CHECK(calls[i] == expected[i]);
    }
}

TEST_CASE("a late worker does not take a longer job for the one before") {
    thermosgd::thread_pool pool(4);
    int wrong = 0;
    for (std::size_t job = 0; job < 100'000; ++job) {
        const std::size_t count = 2 + job % 5;
        std::array<std::atomic<int>, 6> calls{};
        pool.for_each_index(count, [&](std::size_t i) { ++calls[i]; });
        for (std::size_t i = 0; i < calls.size(); ++i) {
            wrong += calls[i] == (i < count ? 1 : 0) ? 0 : 1;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("workers take part, and wake after they have slept") {
    thermosgd::thread_pool pool(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::atomic<int> waiting = 0;
    pool.for_each_index(2, [&](std::size_t) {
        ++waiting;
        while (waiting < 2) {
            std::this_thread::yield();
        }
    });
    CHECK(waiting == 2);
}

TEST_CASE("a thread keeps to its own share while nobody is late, and helps when somebody is") {
    thermosgd::thread_pool pool(2);
    constexpr std::size_t count = 64;
    std::vector<std::thread::id> by(count);
    // Whoever has index 0 waits until all others are done: they are then all the other thread's.
    std::atomic<std::size_t> others = 0;
    pool.for_each_index(count, [&](std::size_t i) {
        by[i] = std::this_thread::get_id();
        if (i == 0) {
            while (others != count - 1) {
                std::this_thread::yield();
            }
        } else {
            ++others;
        }
    });
    CHECK(others == count - 1);
    CHECK(std::count(by.begin(), by.end(), by[0]) == 1);

    // Each waits on its first index until the other has begun: then both have begun their shares.
    std::atomic<int> begun = 0;
    pool.for_each_index(2, [&](std::size_t i) {
        by[i] = std::this_thread::get_id();
        ++begun;
        while (begun != 2) {
            std::this_thread::yield();
        }
    });
    CHECK(by[0] == std::this_thread::get_id());
    CHECK(by[1] != by[0]);
}

TEST_CASE("the sums of a pass have the same bits on any number of threads") {
    thermosgd::layout where;
    where.add("w", {7, 50'021}, {.filter_axis = 0});
    std::vector<float> x(where.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<float>(i % 1013) * 0.37F;
    }
    std::vector<thermosgd::sums> one;
    for (const std::size_t threads : {1U, 2U, 3U, 5U}) {
        thermosgd::thread_pool pool(threads);
        thermosgd::sums_pass pass(where);
        for (int repetition = 0; repetition < 20; ++repetition) {
            std::vector<float> before(x.size(), 0.1F);
            pass.positions(x, std::span<float>(before), thermosgd::sums_level::all, pool);
            if (one.empty()) {
                one.assign(pass.filters().begin(), pass.filters().end());
            }
            CHECK(std::equal(one.begin(), one.end(), pass.filters().begin()));
        }
    }
}

TEST_CASE("an exception of a task reaches the caller, and the pool stays usable") {
    const auto threads = GENERATE(std::size_t{1}, std::size_t{3});
    thermosgd::thread_pool pool(threads);
    const auto fail = [&] {
        pool.for_each_index(10, [](std::size_t i) {
            if (i == 4) {
                throw std::runtime_error("four");
            }
        });
    };
    CHECK_THROWS_WITH(fail(), "four");
    std::atomic<int> calls = 0;
    pool.for_each_index(10, [&](std::size_t) { ++calls; });
    CHECK(calls == 10);
}

TEST_CASE("a task that calls its own pool is refused, and the pool stays usable") {
    thermosgd::thread_pool pool(3);
    std::atomic<int> refused = 0;
    pool.for_each_index(6, [&](std::size_t) {
        try {
            pool.for_each_index(4, [](std::size_t) {});
        } catch (const thermosgd::error& problem) {
            refused += std::string(problem.what()).find("at work") != std::string::npos ? 1 : 0;
        }
    });
    CHECK(refused == 6);
    std::atomic<int> calls = 0;
    pool.for_each_index(10, [&](std::size_t) { ++calls; });
    CHECK(calls == 10);
}

TEST_CASE("a second caller is refused while the first is at work, and no task is lost") {
    thermosgd::thread_pool pool(2);
    std::atomic<bool> inside = false, leave = false;
    std::thread first([&] {
        pool.for_each_index(2, [&](std::size_t) {
            inside = true;
            while (!leave) {
                std::this_thread::yield();
            }
        });
    });
    while (!inside) {
        std::this_thread::yield();
    }
    std::atomic<int> calls = 0;
    const auto second = [&] { pool.for_each_index(4, [&](std::size_t) { ++calls; }); };
    CHECK_THROWS_AS(second(), thermosgd::error);
    CHECK(calls == 0);
    leave = true;
    first.join();
    CHECK_NOTHROW(second());
    CHECK(calls == 4);
}

TEST_CASE("more tasks than can be numbered are refused") {
    thermosgd::thread_pool pool(2);
    CHECK_THROWS_AS(pool.for_each_index(std::size_t{1} << 32U, [](std::size_t) {}),
                    thermosgd::error);
}

}  // namespace core_thread_pool_test
