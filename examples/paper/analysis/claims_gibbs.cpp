// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Verdicts on entropy and on Gibbs states.

#include "claims.hpp"
#include "extra_readers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace paper {

namespace {

using thermosgd::estimate;

/// How far the numbers of degrees of freedom of one layer lie apart: its weights, as the Gibbs law
/// with one temperature has it, and the effective ones.
struct freedom_spread {
    double widest = 1;  ///< factor between any two
    double surest = 1;  ///< the widest factor that is significant
};

freedom_spread spread_of(const gibbs_layer& layer, double significance) {
    freedom_spread spread;
    estimate weights;
    weights.value = layer.d;
    weights.error = 0;
    weights.nu = std::numeric_limits<double>::infinity();
    const std::array all{layer.by_variance, layer.by_map, layer.by_skewness, weights};
    for (std::size_t a = 0; a < all.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (!(all[a].value > 0 && all[b].value > 0)) {
                continue;
            }
            const replica x = logarithm(all[a]), y = logarithm(all[b]);
            const double off = std::fabs(x.value - y.value);
            const double error = std::hypot(x.error, y.error);
            spread.widest = std::max(spread.widest, std::exp(off));
            const double nu = std::max(1.0, std::fmin(x.nu, y.nu));
            // Two-sided, of six pairs.
            if (error > 0 && 12 * thermosgd::student_t_tail(off / error, nu) < significance) {
                spread.surest = std::max(spread.surest, std::exp(off));
            }
        }
    }
    return spread;
}

std::string freedom_text(const gibbs_layer& layer) {
    const auto number = [](const estimate& e) {
        return std::isfinite(e.value) ? thermosgd::format_value_error(e.value, e.error)
                                      : std::string("-");
    };
    return fmt::format(
        "{} (d = {:g}): d_eff {} by Var K, {} by the map, {} by skewness, Var K "
        "{:.3g} of Gibbs'",
        layer.name, layer.d, number(layer.by_variance), number(layer.by_map),
        number(layer.by_skewness), layer.variance_ratio);
}

}  // namespace

judgement judge_entropy(const claim_threshold& c, const hearing& h) {
    judgement j;
    bool good = true, none_known = true;
    double worst = 0;
    for (const measured_run* run : runs_with(h, "gibbs")) {
        const estimate ratio = entropy_rate_ratio(run->result);
        const std::vector<entropy_curve> curves = entropy_of(run->result);
        if (curves.empty() || curves[0].name != "S" || curves[0].value.size() < 2) {
            continue;
        }
        const std::vector<double>& s = curves[0].value;
        const bool grows = std::is_sorted(s.begin(), s.end()) && s.back() > s.front();
        // The later half over the earlier has twice the relative error of the whole.
        const double error = 0.5 * ratio.error / ratio.value;
        const bool known = std::isfinite(error) && ratio.verdict != thermosgd::reliability::unknown;
        none_known = none_known && !known;
        good = good && grows && known && error <= c.at("relative_error");
        worst = std::max(worst, known ? error : std::numeric_limits<double>::infinity());
        list(j.measured,
             fmt::format("seed {}: S grows by {:.4g} in {:g} steps, later half {} of the earlier",
                         run->result.spec.seed, s.back() - s.front(),
                         curves[0].step.back() - curves[0].step.front(),
                         thermosgd::format_value_error(ratio.value, ratio.error)),
             "; ");
    }
    if (j.measured.empty()) {
        return j;
    }
    j.what = good ? verdict::confirmed : none_known ? verdict::contradicted : verdict::not_testable;
    j.decides = fmt::format("relative error of the rate at most {:.1g} against {:g}", worst,
                            c.at("relative_error"));
    return j;
}

judgement judge_gibbs(const claim_threshold& c, const hearing& h) {
    judgement j;
    bool holds = true, broken = true;
    double least_p = 1, widest = 1;
    for (const measured_run* run : runs_with(h, "gibbs")) {
        const std::vector<gibbs_layer> layers = gibbs_of(run->result);
        if (layers.empty()) {
            continue;
        }
        bool seed_broken = false;
        std::string found;
        for (const gibbs_layer& layer : layers) {
            // Two tests of every layer, Bonferroni; NaN is no test.
            const double p = std::fmin(1.0, 2 * static_cast<double>(layers.size()) *
                                                std::fmin(layer.p, layer.covariance_p));
            const freedom_spread spread = spread_of(layer, h.limits.significance);
            const bool rejected = p < h.limits.significance;
            seed_broken = seed_broken || rejected || spread.surest >= c.at("disagree");
            holds =
                holds && layer.status == "fitted" && !rejected && spread.widest <= c.at("agree");
            least_p = std::fmin(least_p, p);
            widest = std::max(widest, spread.widest);
            list(found, freedom_text(layer), "; ");
        }
        broken = broken && seed_broken;
        if (j.measured.empty()) {
            j.measured = fmt::format("seed {}: {}", run->result.spec.seed, found);
        }
    }
    if (j.measured.empty()) {
        return j;
    }
    j.what = broken ? verdict::contradicted : holds ? verdict::confirmed : verdict::not_testable;
    j.decides = fmt::format(
        "least p {:.1g} against {:g}, d and d_eff apart by up to a factor of {:.3g} "
        "against {:g} and {:g}",
        least_p, h.limits.significance, widest, c.at("agree"), c.at("disagree"));
    return j;
}

}  // namespace paper
