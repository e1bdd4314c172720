// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Writes the state of any set of objects to one checksummed file, or to bytes in memory.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/checkpoint_format.hpp>
#include <thermosgd/io/file.hpp>

namespace THERMOSGD_NAMESPACE {

/// Collects the state of objects in memory and writes it as one checkpoint.
///
/// Accepts arithmetic types (but long double, whose bytes differ between machines), bool, enums,
/// std::string, std::vector, std::array, std::optional, std::pair, a std::span (whose length the
/// reader's span must equal), and every type with
/// `template <class Archive> void archive(Archive& ar) { ar(a_, b_); }`, to any depth.
/// Numbers are little-endian; nothing else about the types is stored, so that a reader must ask for
/// the same types in the same order. `std::size_t` and `long` keep their width.
///
/// \cost time and memory O(bytes of the state)
class checkpoint_writer {
public:
    /// Tells an archive() function that serves both directions which one this is.
    static constexpr bool is_reading = false;

    /// Appends the values in order.
    template <class... Values>
    void operator()(const Values&... values) {
        (put(values), ...);
    }

    /// Writes the checkpoint under a temporary name and renames it.
    ///
    /// \param path  the file; a previous checkpoint of that name stays until the new one is whole
    /// \param tag   what the state belongs to, e.g. layout and options: the reader's tag must
    ///              equal it
    /// \throws error naming the file and the reason; no temporary file is left
    void write(const std::filesystem::path& path, std::string_view tag = {}) const {
        atomic_file file(path);
        file.write(header(tag));
        file.write(tag);
        file.write(payload_);
        file.commit();
    }

    /// The bytes that write() would put in a file.
    ///
    /// \param tag  as in write()
    /// \cost O(bytes of the state), one allocation
    [[nodiscard]] std::vector<std::byte> bytes(std::string_view tag = {}) const {
        const std::string head = header(tag);
        std::vector<std::byte> all;
        all.reserve(head.size() + tag.size() + payload_.size());
        for (const std::string_view part : {std::string_view(head), tag, payload()}) {
            const auto some = std::as_bytes(std::span(part.data(), part.size()));
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }

    /// The bytes collected so far.
    [[nodiscard]] std::string_view payload() const noexcept { return payload_; }

private:
    /// What stands before the tag: see checkpoint_format.hpp.
    [[nodiscard]] std::string header(std::string_view tag) const {
        checkpoint_writer head;
        head.payload_ = detail::checkpoint_magic;
        head(detail::checkpoint_version, static_cast<std::uint32_t>(tag.size()),
             std::uint64_t{payload_.size()});
        head(checksum(payload_, checksum(tag, checksum(head.payload_))));
        return std::move(head.payload_);
    }

    template <class T>
    void put(const T& value) {
        if constexpr (detail::is_checkpoint_scalar<T>) {
            const T stored = detail::little_endian(value);
            put_bytes(&stored, sizeof(T));
        } else if constexpr (std::is_same_v<T, bool>) {
            payload_.push_back(value ? '\1' : '\0');
        } else if constexpr (detail::has_archive<T, checkpoint_writer>) {
            // One archive() serves both directions, hence is not const; a writer changes nothing.
            const_cast<T&>(value).archive(*this);
        } else {
            put_container(value);
        }
    }

    template <class Char, class Traits, class Allocator>
    void put_container(const std::basic_string<Char, Traits, Allocator>& text) {
        put_sequence(std::span(text.data(), text.size()));
    }

    template <class T, class Allocator>
    void put_container(const std::vector<T, Allocator>& values) {
        if constexpr (std::is_same_v<T, bool>) {
            put(static_cast<std::uint64_t>(values.size()));
            for (const bool value : values) {
                put(value);
            }
        } else {
            put_sequence(std::span(values));
        }
    }

    template <class T, std::size_t N>
    void put_container(const std::array<T, N>& values) {
        put_elements(std::span(values));
    }

    template <class T, std::size_t Extent>
    void put_container(const std::span<T, Extent>& values) {
        put_sequence(values);
    }

    template <class T>
    void put_container(const std::optional<T>& value) {
        put(value.has_value());
        if (value) {
            put(*value);
        }
    }

    template <class First, class Second>
    void put_container(const std::pair<First, Second>& pair) {
        put(pair.first);
        put(pair.second);
    }

    template <class T>
    void put_container(const T&) {
        static_assert(detail::is_always_false<T>,
                      "checkpoint: give this type template <class Archive> void archive(Archive&); "
                      "a long double goes as two doubles, a map as a vector of pairs");
    }

    template <class T, std::size_t Extent>
    void put_sequence(std::span<T, Extent> values) {
        put(static_cast<std::uint64_t>(values.size()));
        put_elements(values);
    }

    template <class T, std::size_t Extent>
    void put_elements(std::span<T, Extent> values) {
        if constexpr (detail::is_checkpoint_scalar<std::remove_cv_t<T>> &&
                      std::endian::native == std::endian::little) {
            put_bytes(values.data(), values.size_bytes());
        } else {
            for (const auto& value : values) {
                put(value);
            }
        }
    }

    void put_bytes(const void* bytes, std::size_t count) {
        if (count > 0) {
            payload_.append(static_cast<const char*>(bytes), count);
        }
    }

    std::string payload_;
};

}  // namespace THERMOSGD_NAMESPACE
