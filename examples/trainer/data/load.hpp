// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The data set that a word on a command line names.

#include <functional>
#include <string>
#include <string_view>

#include "dataset.hpp"
#include "locate.hpp"
#include "synthetic.hpp"

namespace data {

/// Reads the data set that `--data` names: a folder, "synthetic", or nothing, for find_data's search.
///
/// \param notice  receives one line on each thing that is worth knowing on the way
/// \throws thermosgd::error if there is none, or what there is is unsound
[[nodiscard]] inline train_test load(const std::string& named,
                                     const std::function<void(std::string_view)>& notice) {
    if (named == "synthetic") {
        return synthetic_digits();
    }
    search where;
    if (!named.empty()) {
        where.folder = named;
    }
    where.notice = notice;
    return find_data(where);
}

}  // namespace data
