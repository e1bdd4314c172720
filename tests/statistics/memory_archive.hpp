// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The smallest archives that satisfy `archive(Archive&)`: numbers in a vector, and out again.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace test {

/// Collects every number it is given.
class memory_writer {
public:
    template <class... Fields>
    void operator()(Fields&... fields) {
        (write(fields), ...);
    }

    std::vector<std::uint64_t> words;

private:
    template <class T>
    void write(T& field) {
        if constexpr (std::is_floating_point_v<T>) {
            words.push_back(std::bit_cast<std::uint64_t>(static_cast<double>(field)));
        } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            words.push_back(static_cast<std::uint64_t>(field));
        } else {
            field.archive(*this);
        }
    }

    template <class T>
    void write(std::vector<T>& fields) {
        words.push_back(fields.size());
        for (T& field : fields) {
            write(field);
        }
    }
};

/// Hands back what a memory_writer collected, in the same order.
class memory_reader {
public:
    explicit memory_reader(const std::vector<std::uint64_t>& words) : words_(words) {}

    template <class... Fields>
    void operator()(Fields&... fields) {
        (read(fields), ...);
    }

    [[nodiscard]] bool at_end() const { return next_ == words_.size(); }

private:
    template <class T>
    void read(T& field) {
        if constexpr (std::is_floating_point_v<T>) {
            field = static_cast<T>(std::bit_cast<double>(words_.at(next_++)));
        } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            field = static_cast<T>(words_.at(next_++));
        } else {
            field.archive(*this);
        }
    }

    template <class T>
    void read(std::vector<T>& fields) {
        fields.resize(static_cast<std::size_t>(words_.at(next_++)));
        for (T& field : fields) {
            read(field);
        }
    }

    const std::vector<std::uint64_t>& words_;
    std::size_t next_ = 0;
};

}  // namespace test
