// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Checkpoints: one checksummed binary file that holds the state of any set of objects.

#include <filesystem>
#include <string_view>

#include <thermosgd/io/checkpoint_reader.hpp>
#include <thermosgd/io/checkpoint_writer.hpp>

namespace thermosgd {

/// Stores the objects, in order, in one file that replaces `path` only once it is whole.
///
/// \param path     the checkpoint file
/// \param tag      what the state belongs to (layout, options, version): load_checkpoint must be
///                 given the same text
/// \param objects  see checkpoint_writer for the types that can be stored
/// \throws error naming the file and the reason; no temporary file is left
/// \cost time and memory O(bytes of the state)
template <class... Objects>
void save_checkpoint(const std::filesystem::path& path, std::string_view tag,
                     const Objects&... objects) {
    checkpoint_writer writer;
    writer(objects...);
    writer.write(path, tag);
}

/// Restores the objects, in order, from a file of save_checkpoint.
///
/// \param path     the checkpoint file
/// \param tag      the text given to save_checkpoint
/// \param objects  objects of the same types in the same order
/// \throws error naming the file, what was found and what was expected; the objects are untouched
///         if the file itself is unfit, and partly read if it holds a state of other types
/// \cost time and memory O(size of the file)
template <class... Objects>
void load_checkpoint(const std::filesystem::path& path, std::string_view tag,
                     Objects&&... objects) {
    checkpoint_reader reader(path, tag);
    reader(objects...);
    reader.finish();
}

}  // namespace thermosgd
