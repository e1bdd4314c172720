// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Results of an older form to the present one.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace paper {

/// A result of an older schema as one of result_schema: 1 named readings by a sentence, 1 and 2 said
/// "stationary" where no drift was found, which is judge_again() now. Numbers stay as they are; the
/// checksum is that of the new text.
///
/// \param text  of a result of any schema; of the present one it is returned as it is
/// \param name  of the file, for messages
/// \throws thermosgd::error that names the file and says what is wrong: no result, a checksum that
///         does not fit, a reading that has no key
[[nodiscard]] std::string converted(std::string_view text, const std::string& name);

/// How many results a folder holds, and how many of them were of an older form.
struct conversion {
    std::size_t results = 0;
    std::size_t converted = 0;
};

/// Converts every result in a folder in place, each whole or not at all; plan.json stays as it is.
/// What was converted before it was interrupted stays converted: the same call continues.
///
/// \throws thermosgd::error naming the file that cannot be read, converted or written, or the
///         folder
conversion convert_results(const std::filesystem::path& folder);

}  // namespace paper
