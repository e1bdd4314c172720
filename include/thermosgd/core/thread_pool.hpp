// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A thread pool for tasks of a few microseconds, owned by the user; not part of the umbrella.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/executor.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Runs tasks on the calling thread and on workers that spin briefly, then sleep.
///
/// Every thread has a contiguous share of the indices, so that it meets the same memory in every
/// job, and takes from the shares of others once its own is done: a thread that is late (another
/// program has its core) costs nothing but its help. One caller at a time, and no task may call the
/// pool that runs it: both are refused. With one thread there are no workers.
///
/// \cost about 1 µs per job while the workers spin, a wake-up (about 50 µs) after they slept; no
///       allocation per job
class thread_pool {
public:
    /// A pool of `threads` threads, the calling one included; 0 counts as 1.
    /// \throws std::system_error if a thread cannot be started; those that were have ended then
    explicit thread_pool(std::size_t threads = std::thread::hardware_concurrency())
        : spins_(std::thread::hardware_concurrency() > 1 ? 4000 : 0),
          shares_(threads == 0 ? 1 : threads) {
        stop_unless_complete guard{*this};
        for (std::size_t me = 1; me < shares_.size(); ++me) {
            workers_.emplace_back([this, me] { work(me); });
        }
        guard.complete = true;
    }

    thread_pool(const thread_pool&) = delete;
    thread_pool& operator=(const thread_pool&) = delete;

    /// Waits for the workers to end.
    ~thread_pool() { stop(); }

    /// The number of tasks that run at once. \cost O(1)
    [[nodiscard]] std::size_t concurrency() const noexcept { return shares_.size(); }

    /// Calls `task(i)` once for every i in [0, count) and returns when all are done.
    ///
    /// The first exception of a task is thrown again here, after the others have ended.
    /// \throws error while another call runs, from another thread or around this one, and for
    ///         count ≥ 2³²
    template <class Task>
    void for_each_index(std::size_t count, Task&& task) {
        if (workers_.empty() || count < 2) {
            serial_executor::for_each_index(count, task);
            return;
        }
        const in_use guard(busy_);
        if (!guard.mine || count > 0xffffffffU) {
            THERMOSGD_THROW(error(
                guard.mine ? "thread_pool::for_each_index: " + std::to_string(count) +
                                 " tasks, expected fewer than 2^32"
                           : std::string("thread_pool::for_each_index: the pool is at work, "
                                         "expected one caller at a time, and no task that calls "
                                         "its own pool")));
        }
        using task_type = std::remove_reference_t<Task>;
        const std::uint32_t job = job_.load(std::memory_order_relaxed) + 1;
        call_.store([](void* object, std::size_t i) { (*static_cast<task_type*>(object))(i); },
                    std::memory_order_relaxed);
        object_.store(const_cast<void*>(static_cast<const volatile void*>(&task)),
                      std::memory_order_relaxed);
        count_.store(count, std::memory_order_relaxed);
        finished_.store(0, std::memory_order_relaxed);
        for (std::size_t s = 0; s < shares_.size(); ++s) {
            shares_[s].left.store(std::uint64_t{job} << 32 | (begin_of(s + 1) - begin_of(s)),
                                  std::memory_order_release);
        }
        announce();
        run_job(job, 0);
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

    /// Ends the workers that there are where a further one cannot be started.
    struct stop_unless_complete {
        thread_pool& pool;
        bool complete = false;
        ~stop_unless_complete() {
            if (!complete) {
                pool.stop();
            }
        }
    };

    /// Takes the pool for a call, if it is free.
    struct in_use {
        explicit in_use(std::atomic<bool>& busy) : busy_(busy), mine(!busy.exchange(true)) {}
        in_use(const in_use&) = delete;
        in_use& operator=(const in_use&) = delete;
        ~in_use() {
            if (mine) {
                busy_ = false;
            }
        }

        std::atomic<bool>& busy_;
        bool mine;
    };

    void stop() {
        stop_ = true;
        announce();
        for (std::thread& worker : workers_) {
            worker.join();
        }
        workers_.clear();
    }

    /// What is left of one thread's indices: the job's number above, how many below.
    struct alignas(64) share {
        std::atomic<std::uint64_t> left = 0;
    };

    /// The first index of share `s` in the present job.
    [[nodiscard]] std::size_t begin_of(std::size_t s) const noexcept {
        return count_.load(std::memory_order_relaxed) * s / shares_.size();
    }

    void announce() {
        job_.fetch_add(1, std::memory_order_release);
        job_.notify_all();
    }

    void work(std::size_t me) {
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
            run_job(seen, me);
        }
    }

    /// Claims and runs indices of one's own share, then of the others, until none is left or
    /// another job has begun.
    ///
    /// A claim takes one from the number of indices left, and succeeds only while some are left:
    /// then the job is not over, and what was read of it before the claim belongs to it.
    void run_job(std::uint32_t job, std::size_t me) {
        for (std::size_t k = 0; k < shares_.size(); ++k) {
            const std::size_t s = (me + k) % shares_.size();
            std::atomic<std::uint64_t>& left = shares_[s].left;
            std::uint64_t claim = left.load(std::memory_order_acquire);
            while (claim >> 32 == job && (claim & 0xffffffffU) != 0) {
                const function call = call_.load(std::memory_order_relaxed);
                void* const object = object_.load(std::memory_order_relaxed);
                const std::size_t index = begin_of(s + 1) - (claim & 0xffffffffU);
                if (left.compare_exchange_weak(claim, claim - 1, std::memory_order_acq_rel,
                                               std::memory_order_acquire)) {
                    run_task(call, object, index);
                    claim = left.load(std::memory_order_acquire);
                }
            }
        }
    }

    void run_task(function call, void* object, std::size_t index) {
#if defined(__cpp_exceptions)
        try {
            call(object, index);
        } catch (...) {
            const std::scoped_lock lock(error_mutex_);
            if (!failed_.exchange(true)) {
                error_ = std::current_exception();
            }
        }
#else
        call(object, index);
#endif
        finished_.fetch_add(1, std::memory_order_release);
    }

    static void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }

    int spins_;
    std::vector<share> shares_;  // the caller's first
    std::vector<std::thread> workers_;
    std::atomic<bool> stop_ = false;
    std::atomic<bool> busy_ = false;
    std::atomic<bool> failed_ = false;
    std::exception_ptr error_;
    std::mutex error_mutex_;
    std::atomic<function> call_ = nullptr;
    std::atomic<void*> object_ = nullptr;
    std::atomic<std::size_t> count_ = 0;
    alignas(64) std::atomic<std::size_t> finished_ = 0;  // tasks of the job that have ended
    alignas(64) std::atomic<std::uint32_t> job_ = 0;     // number of the job that was announced
};

static_assert(executor<thread_pool>);

}  // namespace THERMOSGD_NAMESPACE
