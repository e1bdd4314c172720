// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The temperature of one part over that of another, with the covariance of their common clock.

#include <thermosgd/core/error.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/thermometer/columns.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace THERMOSGD_NAMESPACE::detail {

/// The part called `name`: "conv1" a group, "conv1[3]" a filter, "all groups" everything.
/// \return its number, as in columns.hpp
/// \throws std::invalid_argument that names what there is, for another name \cost O(groups)
[[nodiscard]] inline std::size_t part_of(const layout& layout, std::string_view name) {
    if (name == all_groups) {
        return 0;
    }
    for (std::size_t g = 0; g < layout.groups().size(); ++g) {
        if (layout.groups()[g].name == name) {
            return 1 + g;
        }
    }
    const std::size_t open = name.ends_with(']') ? name.rfind('[') : std::string_view::npos;
    if (open == std::string_view::npos) {
        return 1 + layout.index(name);
    }
    const std::size_t group = layout.index(name.substr(0, open));
    const std::string_view digits = name.substr(open + 1, name.size() - open - 2);
    std::size_t filter = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), filter);
    const std::size_t filters = layout.groups()[group].filters();
    if (problem != std::errc{} || end != digits.data() + digits.size() || filter >= filters) {
        THERMOSGD_THROW(std::invalid_argument(
            "thermometer: name = \"" + std::string(name) + "\", expected a filter below " +
            std::to_string(filters) + ", the number of filters of that group"));
    }
    std::size_t before = 0;
    for (std::size_t g = 0; g < group; ++g) {
        before += layout.groups()[g].filters();
    }
    return 1 + layout.groups().size() + before + filter;
}

/// T of part `above` over T of part `below`.
///
/// The batches know how both move together. Where the norms move too slowly for that, the errors of
/// the two temperatures, taken as independent, are larger, and stand instead.
/// \param store    batches of the segment      \param columns  of the store
/// \param above    number of a part and its row of the report      \param below  the other
/// \return the ratio [1]; its verdict is the worst of its own and those of the temperatures
/// \cost that of a jackknife
[[nodiscard]] inline estimate temperature_ratio_of(const batch_store& store,
                                                   const column_map& columns,
                                                   std::array<std::size_t, 2> part,
                                                   const group_report& above,
                                                   const group_report& below) {
    const double sizes = static_cast<double>(below.degrees_of_freedom) /
                         static_cast<double>(above.degrees_of_freedom);
    estimate ratio = jackknife(
        store, {columns(part[0], column::mv2), columns(part[1], column::mv2)},
        [&](std::span<const double> mean) { return sizes * mean[0] / mean[1]; },
        (std::max)(above.equilibrium.first_batch, below.equilibrium.first_batch));
    const estimate &a = above.temperature, &b = below.temperature;
    const double apart = std::fabs(ratio.value) * std::hypot(a.error / a.value, b.error / b.value);
    if (apart > ratio.error) {
        const estimate& slower = a.n_eff < b.n_eff ? a : b;
        ratio.error = apart;
        ratio.n_eff = slower.n_eff;
        ratio.nu = slower.nu;
    }
    ratio.verdict = worse(ratio.verdict, worse(a.verdict, b.verdict));
    return ratio;
}

}  // namespace THERMOSGD_NAMESPACE::detail
