// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Checkpoints: the state of any set of objects, as one checksummed file or as bytes in memory.
///
/// **A type of one's own** takes part with one function that serves both directions:
///
///     class my_meter {
///     public:
///         template <class Archive>
///         void archive(Archive& ar) { ar(count_, sums_, name_); }
///     };
///
/// It names its members in a fixed order; the writer stores them, the reader fills them in. A
/// member
/// is a number (no `long double`), a bool, an enum, a string, a vector, array, optional or pair of
/// such, or another type with archive(). A `std::span` is filled in place and must have the length
/// that was stored. The function is not const, since it also reads; it must change nothing when
/// `Archive::is_reading` is false. What follows from other members, such as a cache, is not stored
/// but computed afterwards:
///
///     if constexpr (Archive::is_reading) { rebuild_cache(); }
///
/// **What is not stored**: names and types. A reader asks for the same types in the same order;
/// another sequence is refused where it no longer fits the bytes, and not before. So an object that
/// may meet the state of another shape or other options stores these first and throws `error` if
/// they differ; every object of the library does so.
///
/// **The tag** is a text of the caller's, stored before the state. A checkpoint of another tag is
/// refused before any object is touched, and the message shows both. What belongs in it is whatever
/// must agree but is part of no object: the name of the run, the version of one's own program.
///
/// **Versions**: the header holds the version of the format, `checkpoint_version`. It rises
/// whenever
/// the header or the state of an object of the library changes; a checkpoint of another version is
/// refused, and no older one is converted. A type of one's own that wants to read its older states
/// stores a number first:
///
///     template <class Archive>
///     void archive(Archive& ar) {
///         std::uint32_t version = 2;  // the newest: what a writer stores
///         ar(version, count_);
///         if (version >= 2) { ar(name_); }
///     }
///
/// **The bytes**: magic (8), version (u32), length of the tag (u32), length of the state (u64),
/// checksum of everything else (u64), tag, state. Numbers are little-endian; a sequence is its
/// length (u64) and its elements, an optional one byte and its value, an array its elements.

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include <thermosgd/io/checkpoint_reader.hpp>
#include <thermosgd/io/checkpoint_writer.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// What stands in the place of a tag is one if it can be: a text is never the first object.
template <class T>
concept not_a_tag = !std::convertible_to<T, std::string_view>;

}  // namespace detail

/// Stores the objects, in order, in one file that replaces `path` only once it is whole.
///
/// \param path     the checkpoint file
/// \param tag      what the state belongs to (name of the run, version): load_checkpoint must be
///                 given the same text
/// \param objects  at least one, of types that \ref checkpoint.hpp names
/// \throws error naming the file and the reason; no temporary file is left
/// \cost time and memory O(bytes of the state)
template <class... Objects>
    requires(sizeof...(Objects) > 0)
void save_checkpoint(const std::filesystem::path& path, std::string_view tag,
                     const Objects&... objects) {
    checkpoint_writer writer;
    writer(objects...);
    writer.write(path, tag);
}

/// The same with an empty tag; the first object is not a text, which would be the tag.
template <detail::not_a_tag First, class... Objects>
void save_checkpoint(const std::filesystem::path& path, const First& first,
                     const Objects&... objects) {
    save_checkpoint(path, std::string_view{}, first, objects...);
}

/// Restores the objects, in order, from a file of save_checkpoint.
///
/// \param path     the checkpoint file
/// \param tag      the text given to save_checkpoint
/// \param objects  objects of the same types in the same order
/// \throws error naming the file, what was found and what was expected; the objects are untouched
///         if the file itself is unfit, and partly read if it holds a state of other types or
///         where memory runs out: they are then to be read again or given up
/// \cost time and memory O(size of the file)
template <class... Objects>
    requires(sizeof...(Objects) > 0)
void load_checkpoint(const std::filesystem::path& path, std::string_view tag,
                     Objects&&... objects) {
    checkpoint_reader reader(path, tag);
    reader(objects...);
    reader.finish();
}

/// The same with an empty tag.
template <detail::not_a_tag First, class... Objects>
void load_checkpoint(const std::filesystem::path& path, First&& first, Objects&&... objects) {
    load_checkpoint(path, std::string_view{}, first, objects...);
}

/// The state of an object as bytes, those that save_checkpoint writes to a file.
///
/// \param object  of a type that \ref checkpoint.hpp names
/// \param tag     what the state belongs to: from_bytes must be given the same text
/// \return header, tag and state
/// \cost time and memory O(bytes of the state)
template <class T>
[[nodiscard]] std::vector<std::byte> to_bytes(const T& object, std::string_view tag = {}) {
    checkpoint_writer writer;
    writer(object);
    return writer.bytes(tag);
}

/// Restores an object from the bytes of to_bytes, or of a checkpoint file.
///
/// \param bytes   not kept beyond the call
/// \param object  an object of the same type
/// \param tag     the text given to to_bytes
/// \throws error saying what was found and what was expected; the object is untouched if the bytes
///         themselves are unfit, and partly read if they hold a state of other types, or where
///         memory runs out: it is then to be read again or given up
/// \cost time and memory O(bytes)
template <class T>
void from_bytes(std::span<const std::byte> bytes, T& object, std::string_view tag = {}) {
    checkpoint_reader reader(bytes, tag);
    reader(object);
    reader.finish();
}

}  // namespace THERMOSGD_NAMESPACE
