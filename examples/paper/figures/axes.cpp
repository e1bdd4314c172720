// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// gnuplot's own logarithmic axes label whole decades only.

#include "axes.hpp"

#include <support/html.hpp>

#include <fmt/format.h>
#include <support/drawing/script.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace paper {

namespace {

std::string sign_free(int e) {
    return e < 0 ? "−" + std::to_string(-e) : std::to_string(e);
}

}  // namespace

std::string gnuplot_text(std::string text) {
    std::replace(text.begin(), text.end(), '\n', '\x7f');  // that in_quotes() lets through
    return support::replaced(support::in_quotes(text), "\x7f", "\\n");
}

std::string log_tics(double low, double high, bool side_by_side) {
    const bool crowded = side_by_side && low < 1e-3;
    const double decades = std::log10(high / low);
    const int every = decades > 14.0 ? 4 : decades > 7.0 ? 2 : 1;
    std::string tics;
    const auto add = [&](double at, bool label) {
        if (at < low * 0.999 || at > high * 1.001 || (!label && decades > 5.0)) {
            return;
        }
        tics += fmt::format("{}{} {:.9g} {}", tics.empty() ? "" : ", ",
                            gnuplot_text(label ? number_label(at) : ""), at, label ? 0 : 1);
    };
    for (int e = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, e) <= high; ++e) {
        for (int digit = 1; digit < 10; ++digit) {
            const bool whole = digit == 1 && e % every == 0;
            const bool some = decades < 1.6 && (digit == 2 || digit == 5);
            const bool many = !crowded && decades < 0.6 && digit != 7 && digit != 9;
            add(digit * std::pow(10.0, e), whole || some || many);
        }
        for (int half = 15; half < 60 && decades < 0.4 && !crowded; half += 10) {
            add(half * std::pow(10.0, e - 1), decades < 0.25 || half == 15);
        }
    }
    return tics;
}

std::vector<std::pair<double, std::string>> inverse_beta_tics(int factor) {
    std::vector<std::pair<double, std::string>> tics;
    for (int beta = 8; beta <= 512; beta *= factor) {
        tics.emplace_back(1.0 / beta, "1/" + std::to_string(beta));
    }
    return tics;
}

int exponent_of(double low, double high) {
    const double most = std::max(std::fabs(low), std::fabs(high));
    const int e = most > 0.0 ? static_cast<int>(std::floor(std::log10(most))) : 0;
    return e < -2 || e > 3 ? e : 0;
}

std::string with_power(const std::string& label, int e) {
    const std::size_t open = label.rfind('[');
    if (e == 0 || open == std::string::npos) {
        return label;
    }
    const std::string unit = label.substr(open + 1, label.size() - open - 2);
    return fmt::format("{}[10^{{{}}}{}]", label.substr(0, open), sign_free(e),
                       unit == "1" ? "" : " " + unit);
}

std::string plain(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (std::string_view("\\{}^_@&~").find(c) != std::string_view::npos) {
            result += '\\';
        }
        result += c;
    }
    return result;
}

std::string number_label(double value, bool enhanced) {
    if (value == 0.0 || (std::fabs(value) >= 1e-3 && std::fabs(value) < 1e5)) {
        return fmt::format("{:.6g}", value);
    }
    const int e = static_cast<int>(std::floor(std::log10(std::fabs(value)) + 1e-9));
    const double digits = value / std::pow(10.0, e);
    const std::string power = enhanced ? "10^{" + sign_free(e) + "}" : fmt::format("1e{}", e);
    if (std::fabs(digits - 1.0) < 1e-6) {
        return power;
    }
    return enhanced ? fmt::format("{:.3g}×{}", digits, power) : fmt::format("{:.3g}e{}", digits, e);
}

}  // namespace paper
