// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A small thread pool for steps of a few hundred microseconds.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <thermosgd/core/executor.hpp>

namespace cnn {

/// Runs tasks on the calling thread and on workers that spin briefly, then sleep.
///
/// Indices are claimed one by one from an atomic counter, so that a worker that is late (another
/// program has its core) costs nothing but its help. One caller at a time; a task must not call the
/// pool. With one thread there are no workers.
class thread_pool {
public:
    /// A pool of `threads` threads, the calling one included; 0 counts as 1.
    explicit thread_pool(std::size_t threads = std::thread::hardware_concurrency())
        : spins_(std::thread::hardware_concurrency() > 1 ? 4000 : 0) {
        for (std::size_t i = 1; i < threads; ++i) {
            workers_.emplace_back([this] { work(); });
        }
    }

    thread_pool(const thread_pool&) = delete;
    thread_pool& operator=(const thread_pool&) = delete;

    /// Waits for the workers to end.
    ~thread_pool() {
        stop_ = true;
        announce();
        for (std::thread& worker : workers_) {
            worker.join();
        }
    }

    /// The number of tasks that run at once.
    [[nodiscard]] std::size_t concurrency() const noexcept { return workers_.size() + 1; }

    /// Calls `task(i)` once for every i in [0, count) and returns when all are done.
    ///
    /// The first exception of a task is thrown again here, after the others have ended.
    template <class Task>
    void for_each_index(std::size_t count, Task&& task) {
        if (workers_.empty() || count < 2) {
            for (std::size_t i = 0; i < count; ++i) {
                task(i);
            }
            return;
        }
        using task_type = std::remove_reference_t<Task>;
        const std::uint32_t job = job_.load(std::memory_order_relaxed) + 1;
        call_.store([](void* object, std::size_t i) { (*static_cast<task_type*>(object))(i); },
                    std::memory_order_relaxed);
        object_.store(const_cast<void*>(static_cast<const volatile void*>(&task)),
                      std::memory_order_relaxed);
        count_.store(count, std::memory_order_relaxed);
        finished_.store(0, std::memory_order_relaxed);
        claim_.store(std::uint64_t{job} << 32 | count, std::memory_order_release);
        announce();
        run_job(job);
        for (int spin = 0; finished_.load(std::memory_order_acquire) != count; ++spin) {
            if (spin < spins_) {
                relax();
            } else {
                std::this_thread::yield();
            }
        }
        if (failed_.load(std::memory_order_relaxed)) {
            failed_ = false;
            std::rethrow_exception(std::exchange(error_, nullptr));
        }
    }

private:
    using function = void (*)(void*, std::size_t);

    void announce() {
        job_.fetch_add(1, std::memory_order_release);
        job_.notify_all();
    }

    void work() {
        std::uint32_t seen = 0;
        while (true) {
            for (int spin = 0; job_.load(std::memory_order_acquire) == seen && spin < spins_;
                 ++spin) {
                relax();
            }
            job_.wait(seen, std::memory_order_acquire);
            seen = job_.load(std::memory_order_acquire);
            if (stop_) {
                return;
            }
            run_job(seen);
        }
    }

    /// Claims and runs indices until none is left or another job has begun.
    ///
    /// A claim takes one from the number of indices left, and succeeds only while some are left: then
    /// the job is not over, and what was read of it before the claim belongs to it.
    void run_job(std::uint32_t job) {
        std::uint64_t claim = claim_.load(std::memory_order_acquire);
        while (claim >> 32 == job && (claim & 0xffffffffU) != 0) {
            const function call = call_.load(std::memory_order_relaxed);
            void* const object = object_.load(std::memory_order_relaxed);
            const std::size_t index =
                count_.load(std::memory_order_relaxed) - (claim & 0xffffffffU);
            if (claim_.compare_exchange_weak(claim, claim - 1, std::memory_order_acq_rel,
                                             std::memory_order_acquire)) {
                try {
                    call(object, index);
                } catch (...) {
                    const std::scoped_lock lock(error_mutex_);
                    if (!failed_.exchange(true)) {
                        error_ = std::current_exception();
                    }
                }
                finished_.fetch_add(1, std::memory_order_release);
                claim = claim_.load(std::memory_order_acquire);
            }
        }
    }

    static void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }

    std::vector<std::thread> workers_;
    int spins_;
    std::atomic<bool> stop_ = false;
    std::atomic<bool> failed_ = false;
    std::exception_ptr error_;
    std::mutex error_mutex_;
    std::atomic<function> call_ = nullptr;
    std::atomic<void*> object_ = nullptr;
    std::atomic<std::size_t> count_ = 0;
    alignas(64) std::atomic<std::uint64_t> claim_ = 0;   ///< job number, indices left
    alignas(64) std::atomic<std::size_t> finished_ = 0;  ///< tasks of the job that have ended
    alignas(64) std::atomic<std::uint32_t> job_ = 0;     ///< number of the job that was announced
};

static_assert(thermosgd::executor<thread_pool>);

}  // namespace cnn
