// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Verdicts on how temperatures answer to B and η.

#include "claims.hpp"

#include <cmath>
#include <utility>

namespace paper {

namespace {

using thermosgd::estimate;

/// A judgement of one series, and whether it has points enough to decide either way.
struct series_judgement : judgement {
    bool testable = true;
};

/// The exponents of the four layers in one series.
series_judgement judge_series(const claim_threshold& c, const hearing& h,
                              const std::vector<point>& points, const std::string& series,
                              abscissa x) {
    series_judgement j;
    std::string upholding, against, undecided, too_few;
    const double expected = c.at("exponent"), margin = c.at("margin");
    for (const char* layer : paper_layers) {
        const std::vector<point> chosen = select(points, series, h.seed_set, layer);
        if (select(points, series, h.seed_set, layer, false).empty()) {
            return {};
        }
        if (chosen.size() < h.limits.fewest_points) {
            j.testable = false;
            list(too_few, layer);
            list(j.measured,
                 fmt::format("{} at equilibrium at {} points only", layer, chosen.size()));
            continue;
        }
        const curve_fit power = fit_power_law(chosen, x);
        const bool said_simple = layer == std::string("conv2") || layer == std::string("linear2");
        const place where = place_of(power.slope, expected, margin, h.limits.interval);
        const bool refuted = where == (said_simple ? place::outside : place::inside);
        // A bar inflated by a large χ²/ν speaks of curvature, not of noise.
        std::string misfit =
            fmt::format(" (χ²/ν {:.2g}", power.line.chi_squared / power.line.degrees_of_freedom);
        if (x == abscissa::inverse_beta) {
            misfit +=
                fmt::format("; line's misfit {:.0f} %", 100 * fit_straight_line(chosen, x).misfit);
        }
        misfit += ')';
        list(j.measured,
             fmt::format("{} {}{}", layer,
                         thermosgd::format_value_error(power.slope.value, power.slope.error),
                         misfit));
        const bool upheld = where == (said_simple ? place::inside : place::outside);
        list(refuted  ? against
             : upheld ? upholding
                      : undecided,
             fmt::format("{} {}", layer, interval_text(power.slope, h.limits.interval)));
    }
    j.measured = fmt::format("exponents at {}: {}", series, j.measured);
    j.what = !against.empty()                  ? verdict::contradicted
             : j.testable && undecided.empty() ? verdict::confirmed
                                               : verdict::not_testable;
    const auto say = [&](const std::string& layers, const char* what) {
        if (!layers.empty()) {
            list(j.decides, fmt::format("{} {}", layers, what), "; ");
        }
    };
    if (j.what == verdict::contradicted) {
        say(against, "against the claim");
    } else {
        say(upholding, "as claimed");
        say(undecided, "across a margin");
        say(too_few, "at equilibrium at too few points");
    }
    list(j.decides, fmt::format("(margins {:g} ± {:g})", expected, margin), " ");
    return j;
}

}  // namespace

judgement judge_exponents(const claim_threshold& c, const hearing& h) {
    if (c.id == "E5") {
        return judge_series(c, h, h.points.eta, "B = 32", abscissa::eta);
    }
    if (c.id == "E4-bn") {
        return judge_series(c, h, h.points.batch_norm, "A-alternate, η = 0.01",
                            abscissa::inverse_beta);
    }
    judgement all;
    bool confirmed = false, contradicted = false, open = false, any = false;
    for (const double eta : {1e-2, 1e-3}) {
        const series_judgement one =
            judge_series(c, h, h.points.beta, eta_series(eta), abscissa::inverse_beta);
        if (one.what == verdict::not_run) {
            continue;
        }
        any = true;
        confirmed = confirmed || one.what == verdict::confirmed;
        contradicted = contradicted || one.what == verdict::contradicted;
        open = open || (one.testable && one.what == verdict::not_testable);
        list(all.measured, one.measured, "; ");
        list(all.decides, fmt::format("{}: {}", eta_series(eta), one.decides), "; ");
    }
    if (any) {
        all.what = confirmed               ? verdict::confirmed
                   : contradicted && !open ? verdict::contradicted
                                           : verdict::not_testable;
    }
    return all;
}

judgement judge_independence(const claim_threshold& c, const hearing& h) {
    judgement j;
    std::vector<std::pair<std::string, estimate>> differences;
    const auto compare = [&](const std::vector<point>& points, const std::string& series,
                             abscissa x) {
        for (std::size_t a = 0; a < paper_layers.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                const std::vector<point> ratios =
                    log_ratios(points, paper_layers[a], paper_layers[b]);
                const std::string name = fmt::format("{}/{}", paper_layers[a], paper_layers[b]);
                const std::vector<point> chosen = select(ratios, series, h.seed_set, name);
                if (chosen.size() >= h.limits.fewest_points) {
                    differences.emplace_back(fmt::format("{} in {} ({})", name,
                                                         x == abscissa::eta ? "η" : "1/B", series),
                                             fit_power_law(chosen, x).slope);
                }
            }
        }
    };
    compare(h.points.beta, "η = 0.01", abscissa::inverse_beta);
    compare(h.points.beta, "η = 0.001", abscissa::inverse_beta);
    compare(h.points.eta, "B = 32", abscissa::eta);
    if (differences.empty()) {
        return j;
    }
    std::vector<double> p_values;
    for (const auto& [name, exponent] : differences) {
        p_values.push_back(p_value_against(exponent, 0));
    }
    const std::vector<double> corrected = thermosgd::holm_correction(p_values);
    std::size_t sure = 0, widest = 0;
    bool all_equal = true;
    for (std::size_t i = 0; i < differences.size(); ++i) {
        const estimate& exponent = differences[i].second;
        sure += std::fabs(exponent.value) >= c.at("different_exponent") &&
                        corrected[i] < h.limits.significance
                    ? 1
                    : 0;
        all_equal = all_equal && place_of(exponent, 0, c.at("equal_exponent"), h.limits.interval) ==
                                     place::inside;
        widest = corrected[i] < corrected[widest] ? i : widest;
    }
    j.measured = fmt::format("{} of {} differences of exponents are {:g} or more, significantly",
                             sure, differences.size(), c.at("different_exponent"));
    j.what = sure > 0    ? verdict::confirmed
             : all_equal ? verdict::contradicted
                         : verdict::not_testable;
    j.decides = fmt::format("{}: {} (p {:.1g}) against {:g}", differences[widest].first,
                            interval_text(differences[widest].second, h.limits.interval),
                            corrected[widest], c.at("different_exponent"));
    return j;
}

}  // namespace paper
