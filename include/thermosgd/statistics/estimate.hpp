// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A number with its error bar and with what is known about that error bar.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iosfwd>
#include <string>
#include <string_view>

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// How far an error bar can be trusted.
enum class reliability {
    reliable,  ///< N_eff of 100 or more: a 95 % interval covers the truth in 92 to 97 % of cases
    rough,     ///< N_eff from 50 to 100: the size of the error bar is right, its coverage less so
    unknown    ///< too short a series for its correlations: the error is only a lower bound
};

/// The name of a verdict: "reliable", "rough" or "unknown".
[[nodiscard]] constexpr std::string_view to_string(reliability verdict) noexcept {
    switch (verdict) {
    case reliability::reliable: return "reliable";
    case reliability::rough: return "rough";
    case reliability::unknown: break;
    }
    return "unknown";
}

/// The less trustworthy of two verdicts.
[[nodiscard]] constexpr reliability worse(reliability a, reliability b) noexcept {
    return a > b ? a : b;
}

/// Two ends of a confidence interval, in the unit of the value.
struct confidence_interval {
    double lower = -detail::infinity;  ///< lower end [value]
    double upper = detail::infinity;   ///< upper end [value]

    /// True when `x` lies in the interval, its ends included.
    [[nodiscard]] constexpr bool contains(double x) const noexcept {
        return lower <= x && x <= upper;
    }
};

/// A value, its standard error, and how well that error is known.
///
/// The verdict is itself an estimate: it comes from the same data as the error. Where it is
/// `unknown`, `error` is a lower bound of the standard error and `nu` may be NaN; where there was
/// nothing to average, value and error are NaN.
struct estimate {
    double value = not_available;                ///< the value [value]
    double error = not_available;                ///< its standard error [value]
    double n_eff = 0;                            ///< number of independent samples [1]
    double g = not_available;                    ///< 1 + 2Σρ_k; N_eff = N/g [1]
    double nu = not_available;                   ///< Student t freedom of `error` [1]
    reliability verdict = reliability::unknown;  ///< how far `error` can be trusted

    /// The interval that contains the truth with probability `level`, by Student's t.
    /// \f[ [x - t\,\sigma,\; x + t\,\sigma], \quad P(|T_\nu| \le t) = \mathrm{level} \f]
    /// \param level confidence level in (0, 1) [1]
    /// \return the interval [value]; the whole line when the verdict is unknown
    /// \throws std::invalid_argument for a level outside (0, 1)
    /// \cost about 1 µs, no allocation
    [[nodiscard]] confidence_interval interval(double level = 0.95) const {
        detail::check_probability("estimate::interval", "level", level);
        if (verdict == reliability::unknown) {
            return {};
        }
        const double reach = error > 0 ? error * student_t_critical(0.5 * (1 - level), nu) : 0.0;
        return {value - reach, value + reach};
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(value, error, n_eff, g, nu, verdict);
        detail::require_stored("estimate", verdict <= reliability::unknown);
    }
};

namespace detail {

/// An estimate multiplied by a number that is known exactly.
[[nodiscard]] inline estimate scaled(estimate e, double factor) noexcept {
    e.value *= factor;
    e.error *= factor < 0.0 ? -factor : factor;
    return e;
}

/// The decimal exponent of `x` once it is rounded to `digits` significant digits.
[[nodiscard]] inline int decimal_exponent(double x, int digits) {
    const std::string text = print_number('e', digits - 1, x);
    return std::stoi(text.substr(text.find('e') + 1));
}

/// A value and an error printed to the same decimal place.
struct value_error_text {
    std::string value;
    std::string error;
};

[[nodiscard]] inline value_error_text split_value_error(const double& value, const double& error) {
    if (!is_finite(value) || !is_finite(error) || !(error > 0)) {
        const bool exact = error == 0;
        return {print_number('g', exact ? 17 : 4, value), exact ? "0" : "?"};
    }
    const int last_place = decimal_exponent(error, 2) - 1;
    const double larger = std::fmax(std::fabs(value), error);
    const int digits = std::clamp(decimal_exponent(larger, 17) - last_place + 1, 1, 30);
    const int leading = decimal_exponent(larger, digits);
    if (leading >= -4 && leading < 6) {
        const int decimals = std::clamp(-last_place, 0, 30);
        return {print_number('f', decimals, value), print_number('f', decimals, error)};
    }
    const int decimals = std::clamp(leading - last_place, 0, 30);
    const auto in_units = [leading](double x) {
        // Powers of ten below 1e-307 have no digits left.
        return leading < -300 ? 1e200 * x / std::pow(10.0, leading + 200)
                              : x / std::pow(10.0, leading);
    };
    const std::string size = std::to_string(std::abs(leading));
    const std::string exponent =
        (leading < 0 ? "e-" : "e+") + std::string(size.size() < 2 ? "0" : "") + size;
    return {print_number('f', decimals, in_units(value)) + exponent,
            print_number('f', decimals, in_units(error)) + exponent};
}

}  // namespace detail

/// A value and its error as text, the error with two significant digits and the value to the same
/// decimal place, both with one exponent: "5.220e-07 ± 0.031e-07", "0.1234 ± 0.0056".
///
/// Without an exponent from 1e-4 up to 1e6. An error of 0 prints as "± 0" after up to 17 digits of
/// the value, one that is not finite as "± ?" after four digits of the value.
/// \param value the value [any]   \param error its standard error, ≥ 0 [the same]
/// \return the text (UTF-8)
/// \cost one or two short strings
[[nodiscard]] inline std::string format_value_error(const double& value, const double& error) {
    const detail::value_error_text text = detail::split_value_error(value, error);
    return text.value + " ± " + text.error;
}

/// The estimate in words: "5.220e-07 ± 0.031e-07 (N_eff 812)"; with a rough error bar
/// "… ± … (rough, N_eff 73)", with an unknown one "5.22e-07 (unknown, error at least 0.031e-07)".
/// \cost a few short strings
[[nodiscard]] inline std::string to_text(const estimate& e) {
    detail::value_error_text text = detail::split_value_error(e.value, e.error);
    if (e.verdict == reliability::unknown) {
        return text.value.append(" (unknown, error at least ").append(text.error).append(")");
    }
    return text.value.append(" ± ")
        .append(text.error)
        .append(e.verdict == reliability::rough ? " (rough, N_eff " : " (N_eff ")
        .append(detail::print_number(e.n_eff < 1e7 ? 'f' : 'e', 0, e.n_eff))
        .append(")");
}

/// Writes to_text(e); a template, so that only those who print need the header ostream.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                             const estimate& e) {
    return out << to_text(e);
}

}  // namespace THERMOSGD_NAMESPACE
