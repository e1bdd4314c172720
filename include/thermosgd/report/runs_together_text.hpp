// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Several runs together as text: conventions first, then one table.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/equilibrium_text.hpp>
#include <thermosgd/report/runs_together.hpp>
#include <thermosgd/report/table.hpp>
#include <thermosgd/report/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// x as a share of T: "2.8 %", or "-" where it is not known.
[[nodiscard]] inline std::string share_text(double x, double of) {
    const double percent = 100 * x / of;
    return is_finite(percent) ? print_short(percent, 2) + " %" : "-";
}

/// The spread of the runs and its interval in percent of T: "2.8 % [1.5, 11]".
[[nodiscard]] inline std::string spread_text(const random_effects& r) {
    const double t = r.mean.value;
    const std::string spread = share_text(r.spread, t);
    return spread == "-" ? spread
                         : spread + " [" + print_short(100 * r.spread_low / t, 2) + ", " +
                               print_short(100 * r.spread_high / t, 2) + ']';
}

/// How often the runs were observed: "4999 displacements of each", or from which to which.
[[nodiscard]] inline std::string lengths_text(const runs_together& all) {
    const auto [least, most] =
        std::minmax_element(all.observed_steps.begin(), all.observed_steps.end());
    if (least == all.observed_steps.end()) {
        return "no displacements";
    }
    const auto name_of = [&](auto run) {
        return all.runs[static_cast<std::size_t>(run - all.observed_steps.begin())];
    };
    return *least == *most
               ? std::to_string(*least) + " displacements of each"
               : std::to_string(*least) + " (" + name_of(least) + ") to " + std::to_string(*most) +
                     " (" + name_of(most) + ") displacements, chains cut to the shortest";
}

}  // namespace detail

/// One line per part: T of the network, what lies between the runs, and whether they agree.
/// \param parts  groups or filters      \cost O(parts · runs)
[[nodiscard]] inline text_table runs_table(std::span<const part_over_runs> parts) {
    using detail::print_short;
    text_table table({"group", "T ± s.e.", "bar of one run", "spread [95 %]", "chi2/nu", "R-hat",
                      "ESS bulk", "tail", "chains", "equilibrium", "next run, 95 %"});
    for (const part_over_runs& p : parts) {
        const random_effects& r = p.together;
        const double t = r.mean.value;
        const bool lower_bound =
            std::any_of(p.of_run.begin(), p.of_run.end(),
                        [](const estimate& e) { return e.verdict == reliability::unknown; });
        const std::string runs = std::to_string(p.of_run.size());
        const bool foretold = is_finite(r.next.lower) && is_finite(r.next.upper);
        table.add(
            {p.name, detail::print_estimate(r.mean),
             detail::share_text(r.error_of_one, t) + (lower_bound ? " ?" : ""),
             detail::spread_text(r), print_short(r.agreement.per_nu()), print_short(p.rhat, 4),
             is_finite(p.bulk) ? detail::print_number('f', 0, p.bulk) : "-",
             is_finite(p.tail) ? detail::print_number('f', 0, p.tail) : "-",
             p.numbers == 0 ? "-" : runs + " x " + std::to_string(p.numbers),
             std::to_string(p.in_equilibrium) + " of " + runs,
             foretold ? print_short(r.next.lower) + " to " + print_short(r.next.upper) : "-"});
    }
    return table;
}

/// What the columns of runs_table() mean.
/// \param numbers  what the numbers of the chains are: "batch means of K"      \cost one string
[[nodiscard]] inline std::string runs_legend(std::string_view numbers) {
    return "T [loss/kB]: mean over runs by random effects (Paule and Mandel, Student's t of n - "
           "1), one standard error;\n"
           "  bar of one run: what a run prints beside its T, '?' where that of one is only a "
           "lower "
           "bound;\n"
           "  spread: standard deviation between runs beyond it, with its 95 % interval, both in "
           "percent of T.\n"
           "chi2/nu: of the runs about their mean by their own bars, 1 if those explain them.\n"
           "R-hat (rank-normalised, split) and effective sample sizes: of " +
           std::string(numbers) +
           "\n  after burn-in, runs x numbers; above 1.01 the runs have not come to one "
           "distribution.\n"
           "equilibrium: in how many runs it was shown; next run: what another one will measure.\n";
}

/// Runs together as aligned UTF-8 text without colour.
/// \param options  filters and legend; there is no table of motion
/// \cost O((groups + filters) · runs)
[[nodiscard]] inline std::string to_text(const runs_together& all, text_options options = {}) {
    std::string text =
        detail::conventions_text(all.convention, all.mass, all.timestep, all.boltzmann);
    text += std::to_string(all.runs.size()) + (all.runs.size() == 1 ? " run: " : " runs: ");
    for (std::size_t i = 0; i < all.runs.size(); ++i) {
        text += (i == 0 ? "" : ", ") + all.runs[i];
    }
    text +=
        "\n" + detail::lengths_text(all) + "; " + detail::parameters_text(all.parameters) + "\n";
    if (all.runs.size() == 1) {
        text +=
            "one run alone: no spread and no R-hat, and its error bar knows nothing of others\n";
    }
    std::vector<part_over_runs> rows = all.groups;
    rows.push_back(all.total);
    text += "\n" + runs_table(rows).text();
    if (options.filters && !all.filters.empty()) {
        text += "\n" + runs_table(all.filters).text();
    }
    if (options.legend) {
        text += "\n" + runs_legend("means of K over " +
                                   std::to_string(all.observations_per_number) + " displacements");
        if (options.filters && !all.filters.empty()) {
            text += "A filter of one run is another filter in the next: seeds permute them.\n";
        }
    }
    return text;
}

/// Writes to_text(all); a template, so that only those who print need the header ostream.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                             const runs_together& all) {
    return out << to_text(all);
}

}  // namespace THERMOSGD_NAMESPACE
