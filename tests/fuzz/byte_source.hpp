// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The bytes of an input as the numbers that a harness asks for.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace fuzz {

/// Takes numbers off the front of an input; zeros once there is no more.
class byte_source {
public:
    byte_source(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

    [[nodiscard]] bool empty() const noexcept { return left_.empty(); }
    [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept { return left_; }

    template <class T>
    T take() noexcept {
        T value{};
        const std::size_t count = std::min(sizeof(T), left_.size());
        if (count > 0) {
            std::memcpy(&value, left_.data(), count);
            left_ = left_.subspan(count);
        }
        return value;
    }

    std::uint8_t byte() noexcept { return take<std::uint8_t>(); }
    /// One byte as a number below `count`, which is at most 256.
    std::size_t below(std::size_t count) noexcept { return byte() % count; }

private:
    std::span<const std::uint8_t> left_;
};

}  // namespace fuzz
