// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Reads the state of objects back from a checkpoint, after checking that it is whole.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/io/checkpoint_format.hpp>
#include <thermosgd/io/file.hpp>

namespace THERMOSGD_NAMESPACE {

/// Hands back, in order, the values that a checkpoint_writer stored.
///
/// The constructor checks the whole checkpoint; what passes is what was written, so that later
/// errors can
/// only come from asking for other types than were stored. Lengths are compared with the bytes that
/// are left before anything is allocated.
///
/// \cost time and memory O(size of the checkpoint)
class checkpoint_reader {
public:
    /// In place of a tag: whatever it is, see tag().
    struct any_tag {};

    /// Tells an archive() function that serves both directions which one this is.
    static constexpr bool is_reading = true;

    /// Reads and checks a file.
    ///
    /// \param path  the checkpoint
    /// \param tag   what the state must belong to: the text given to checkpoint_writer::write
    /// \throws error naming the file, what was found and what was expected, if the file is absent,
    ///         not a checkpoint, of another format version, truncated, too long, corrupted, or of
    ///         another tag
    explicit checkpoint_reader(const std::filesystem::path& path, std::string_view tag = {})
        : source_("'" + path.string() + "'"), bytes_(read_file(path)) {
        validate(tag);
    }

    /// The same whatever the tag, for a caller that decides by tag() what it may read.
    checkpoint_reader(const std::filesystem::path& path, any_tag /*whatever it is*/)
        : source_("'" + path.string() + "'"), bytes_(read_file(path)) {
        open();
    }

    /// Copies and checks the bytes of a checkpoint.
    ///
    /// \param bytes  what checkpoint_writer::bytes() gave, or the contents of a checkpoint file
    /// \param tag    as above
    /// \throws error, the same as for a file, that names "these bytes" in place of the file
    explicit checkpoint_reader(std::span<const std::byte> bytes, std::string_view tag = {})
        : source_("these bytes"),
          bytes_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {
        validate(tag);
    }

    /// Throws error, showing what differs, unless `tag` is the one that is stored.
    void require_tag(std::string_view tag) const {
        if (tag_ != tag) {
            const auto [held, expected] = detail::difference_of(tag_, tag);
            fail("checkpoint of another run: it holds '" + held + "', expected '" + expected + "'");
        }
    }

    /// Reads into the values in order.
    ///
    /// \throws error if the state stored is not of these types; what was read before stays read
    template <class... Values>
    void operator()(Values&&... values) {
        (get(values), ...);
    }

    /// The tag that is stored. \cost O(1)
    [[nodiscard]] const std::string& tag() const noexcept { return tag_; }

    /// Throws error unless everything stored was read.
    void finish() const {
        if (remaining() != 0) {
            fail(std::to_string(remaining()) + " bytes of the state were not read, expected none");
        }
    }

private:
    void validate(std::string_view tag) {
        open();
        require_tag(tag);
    }

    /// Checks all but the tag, and comes to the state.
    void open() {
        const std::string_view bytes = bytes_;
        if (bytes.substr(0, 8) != detail::checkpoint_magic) {
            fail("not a thermosgd checkpoint (wrong magic bytes)");
        }
        if (bytes.size() < detail::checkpoint_header_size) {
            fail("truncated checkpoint: " + std::to_string(bytes.size()) + " bytes, expected " +
                 std::to_string(detail::checkpoint_header_size) + " of header");
        }
        position_ = detail::checkpoint_magic.size();
        std::uint32_t version{};
        std::uint32_t tag_size{};
        std::uint64_t payload_size{};
        std::uint64_t stored_checksum{};
        (*this)(version, tag_size, payload_size, stored_checksum);
        if (version != detail::checkpoint_version) {
            fail("checkpoint of format version " + std::to_string(version) + ", expected " +
                 std::to_string(detail::checkpoint_version));
        }
        if (tag_size > remaining() || payload_size > remaining() - tag_size) {
            fail("truncated or corrupted checkpoint: " + std::to_string(remaining()) +
                 " bytes after the header, which says " + std::to_string(tag_size) + " + " +
                 std::to_string(payload_size));
        }
        if (remaining() != tag_size + payload_size) {
            fail("corrupted checkpoint: " + std::to_string(remaining() - tag_size - payload_size) +
                 " bytes after its end, expected none");
        }
        const std::uint64_t found =
            checksum(bytes.substr(detail::checkpoint_header_size),
                     checksum(bytes.substr(0, detail::checkpoint_checksum_offset)));
        if (found != stored_checksum) {
            fail("corrupted checkpoint: its checksum does not match its contents");
        }
        tag_ = bytes.substr(position_, tag_size);
        position_ += tag_size;
    }

    template <class T>
    void get(T& value) {
        static_assert(!std::is_const_v<T>, "checkpoint: cannot read into a constant");
        if constexpr (detail::is_checkpoint_scalar<T>) {
            get_bytes(&value, sizeof(T));
            value = detail::little_endian(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            unsigned char byte{};
            get_bytes(&byte, 1);
            if (byte > 1) {
                fail("a truth value is stored as " + std::to_string(byte) + ", expected 0 or 1");
            }
            value = byte == 1;
        } else if constexpr (detail::has_archive<T, checkpoint_reader>) {
            value.archive(*this);
        } else {
            get_container(value);
        }
    }

    template <class Char, class Traits, class Allocator>
    void get_container(std::basic_string<Char, Traits, Allocator>& text) {
        text.resize(get_length(sizeof(Char)));
        get_elements(std::span(text.data(), text.size()));
    }

    template <class T, class Allocator>
    void get_container(std::vector<T, Allocator>& values) {
        if constexpr (detail::is_checkpoint_scalar<T>) {
            values.resize(get_length(sizeof(T)));
            get_elements(std::span(values));
        } else {
            // Grows with what is read: an element may take far more memory than bytes of the file.
            // Apart from what is there, whose number an object must know to be read once more.
            const std::size_t length = get_length(1);
            std::vector<T, Allocator> all(values.get_allocator());
            for (std::size_t i = 0; i < length; ++i) {
                T value{};
                get(value);
                all.push_back(std::move(value));
            }
            values = std::move(all);
        }
    }

    template <class T, std::size_t N>
    void get_container(std::array<T, N>& values) {
        get_elements(std::span(values));
    }

    template <class T, std::size_t Extent>
    void get_container(std::span<T, Extent>& values) {
        const std::size_t length = get_length(1);
        if (length != values.size()) {
            fail("a buffer of " + std::to_string(length) + " values is stored, expected " +
                 std::to_string(values.size()));
        }
        get_elements(values);
    }

    template <class T>
    void get_container(std::optional<T>& value) {
        bool present{};
        get(present);
        if (present) {
            get(value.emplace());
        } else {
            value.reset();
        }
    }

    template <class First, class Second>
    void get_container(std::pair<First, Second>& pair) {
        get(pair.first);
        get(pair.second);
    }

    template <class T>
    void get_container(T&) {
        static_assert(detail::is_always_false<T>,
                      "checkpoint: give this type template <class Archive> void archive(Archive&); "
                      "a long double goes as two doubles, a map as a vector of pairs");
    }

    /// The length of a sequence whose elements take at least `element_size` bytes each.
    /// A template, since its cast is none where the two types are one: -Wuseless-cast would say so.
    template <class Size = std::size_t>
    Size get_length(std::size_t element_size) {
        std::uint64_t length{};
        get(length);
        if (length > remaining() / element_size) {
            fail("a sequence of " + std::to_string(length) + " elements is stored, but only " +
                 std::to_string(remaining()) + " bytes are left: the state is of other types");
        }
        return static_cast<Size>(length);
    }

    template <class T, std::size_t Extent>
    void get_elements(std::span<T, Extent> values) {
        if constexpr (detail::is_checkpoint_scalar<T> &&
                      std::endian::native == std::endian::little) {
            get_bytes(values.data(), values.size_bytes());
        } else {
            for (T& value : values) {
                get(value);
            }
        }
    }

    void get_bytes(void* destination, std::size_t count) {
        if (count > remaining()) {
            fail("the state ends " + std::to_string(count - remaining()) +
                 " bytes too early: it is of other types");
        }
        if (count > 0) {
            std::memcpy(destination, bytes_.data() + position_, count);
            position_ += count;
        }
    }

    [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - position_; }

    void fail(const std::string& what) const { THERMOSGD_THROW(error(source_ + ": " + what)); }

    std::string source_;  // as errors name it
    std::string bytes_;
    std::string tag_;
    std::size_t position_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
