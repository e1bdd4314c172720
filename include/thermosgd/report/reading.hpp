// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One number of a report with its name, unit and error bar: the form in which observables beyond
/// the temperature are reported.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/report/table.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <cmath>
#include <span>
#include <string>
#include <string_view>

namespace THERMOSGD_NAMESPACE {

/// What was measured of one group, one filter or all of them.
struct reading {
    std::string key;    ///< what, stable: "velocity.excess_kurtosis"; see diagnostics/catalogue.hpp
    std::string label;  ///< the same as free text: "excess kurtosis of v, pooled"
    std::string group;  ///< whose: "conv1", "conv1[3]", "all groups"
    estimate value;     ///< the number, with its error bar where it has one [unit]
    std::string unit;   ///< "1", "theta^2", "k_B", …
    std::string remark;  ///< what to compare it with, or why there is none

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(key, label, group, value, unit, remark);
    }
};

/// A number that is exact, or whose error is not a matter of statistics. \cost O(1)
[[nodiscard]] inline estimate exact_value(double value) noexcept {
    estimate e;
    e.value = value;
    return e;
}

namespace detail {

/// "p 1.3e-05", or "no p-value" where the test could not be made.
[[nodiscard]] inline std::string p_value_text(double p) {
    return is_finite(p) ? "p " + print_number('g', 2, p) : "no p-value";
}

}  // namespace detail

/// Readings as aligned text, one table, in the order given: label, group, value ± error, unit,
/// N_eff, and the remark.
/// \cost O(readings)
[[nodiscard]] inline std::string to_text(std::span<const reading> readings) {
    text_table table({"observable", "group", "value ± s.e.", "unit", "N_eff", "remark"}, true);
    std::string_view before;
    for (const reading& r : readings) {
        const estimate& e = r.value;
        std::string value = "-";
        if (is_finite(e.value)) {
            value = is_finite(e.error) ? format_value_error(e.value, e.error)
                                       : detail::print_number('g', 4, e.value);
            value += is_finite(e.error) && e.verdict == reliability::unknown ? " ?" : "";
        }
        const bool counted = is_finite(e.error) && is_finite(e.n_eff) && e.n_eff > 0;
        table.add({before == r.label ? "" : r.label, r.group, value, r.unit,
                   counted ? detail::print_number('f', 0, std::floor(e.n_eff)) : "-", r.remark});
        before = r.label;
    }
    return table.text();
}

}  // namespace THERMOSGD_NAMESPACE
