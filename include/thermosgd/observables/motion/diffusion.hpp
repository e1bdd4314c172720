// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Diffusion: mean squared displacement, variance ratio and exponent at lags 1, 2, 4, …, and the
/// verdict on whether positions were sampled.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/stationarity.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/trackers/diffusion_tracker.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How far a group comes in `lag` steps.
struct diffusion_point {
    std::uint64_t lag = 0;            ///< n [step]
    std::uint64_t displacements = 0;  ///< how many displacements were averaged [1]
    estimate msd;                     ///< MSD(n) = ⟨|x(t + n) − x(t)|²⟩ [theta²]
    estimate ratio;                   ///< R(n) = MSD(n)/(n ⟨|v|²⟩) [1]
};

namespace detail {

/// The first batch of a store that begins after so many ticks, or the number of batches.
[[nodiscard]] inline std::size_t first_batch_after(const batch_store& store, std::uint64_t ticks) {
    std::size_t batch = 0;
    for (std::uint64_t before = 0; batch < store.batches() && before < ticks; ++batch) {
        before += store.batch_ticks(batch);
    }
    return batch;
}

/// Adds an independent relative error to an estimate.
[[nodiscard]] inline estimate with_relative_error(estimate e, double relative) {
    const double more = std::fabs(e.value) * relative;
    if (!(e.error >= 0)) {
        e.error = more;
    } else if (more > 0) {
        // The part that is not from fluctuations is known: the freedom of the sum is larger.
        const double both = std::hypot(e.error, more);
        e.nu *= std::pow(both / e.error, 4);
        e.error = both;
    }
    return e;
}

}  // namespace detail

/// The diffusion curve of a group.
/// \f[ \mathrm{MSD}(n) = \langle |x_{t+n} - x_t|^2 \rangle, \qquad
///     R(n) = \frac{\mathrm{MSD}(n)}{n \langle |v|^2 \rangle} \f]
/// R is 1 at n = 1; it stays there for a random walk, grows like n for a drift and falls like 1/n
/// for a confined motion. Stationary increments are assumed, nothing else.
///
/// The error bar is that of the average over time (lugsail), of the ratio by jackknife, with the
/// error √(2/k) of the sketch added in squares, an upper bound, at all lags but 1. All lags share
/// the signs of the sketch, so that this part is common to them. A lag with fewer than ten
/// displacements is unknown: its error, a lower bound, rests on the scatter of |Δ|² at the longest
/// lag with ten or more.
///
/// \param tracker       what was measured
/// \param sketch_error  relative error of squared lengths, count_sketch::error(); 0: exact [1]
/// \param burn_in       steps to leave out at the beginning, rounded up to whole batches [1]
/// \return one point per lag with at least one displacement, by growing lag
/// \cost O(lags · batches); allocates
[[nodiscard]] inline std::vector<diffusion_point> diffusion_curve(
    const displacement_tracker& tracker, double sketch_error = 0.0, std::uint64_t burn_in = 0) {
    using tracked = displacement_tracker;
    std::vector<diffusion_point> curve;
    double scatter = not_available;
    for (std::size_t l = 0; l < tracker.levels(); ++l) {
        const batch_store& store = tracker.lag(l);
        const std::size_t first =
            detail::first_batch_after(store, (burn_in + (std::uint64_t{1} << l) - 1) >> l);
        const moments square = store.total(tracked::squared_displacement, first);
        if (square.count == 0) {
            break;
        }
        diffusion_point p;
        p.lag = std::uint64_t{1} << l;
        p.displacements = square.count;
        p.msd = mean_estimate(store, tracked::squared_displacement, first);
        p.ratio = jackknife(
            store, {tracked::squared_displacement, tracked::sum_of_squared_steps},
            [](std::span<const double> m) { return m[0] / m[1]; }, first);
        if (square.count >= 10) {
            scatter = std::sqrt(square.variance()) / square.mean;
        } else {
            const double relative = scatter / std::sqrt(static_cast<double>(square.count));
            // Below ten a jackknife corrects no bias, it adds noise.
            p.ratio.value = square.mean / store.total(tracked::sum_of_squared_steps, first).mean;
            for (estimate* e : {&p.msd, &p.ratio}) {
                e->error = std::fabs(e->value) * relative;
                e->verdict = reliability::unknown;
            }
        }
        if (l == 0) {
            p.ratio.value = square.mean > 0 ? 1.0 : not_available;
            p.ratio.error = square.mean > 0 ? 0.0 : not_available;
        } else {
            p.msd = detail::with_relative_error(p.msd, sketch_error);
            p.ratio = detail::with_relative_error(p.ratio, sketch_error);
        }
        curve.push_back(p);
    }
    return curve;
}

/// The local exponent of diffusion between two points of a curve.
/// \f[ \alpha = \frac{\mathrm{d}\ln \mathrm{MSD}}{\mathrm{d}\ln n}
///     \approx \frac{\ln(\mathrm{MSD}_b/\mathrm{MSD}_a)}{\ln(n_b/n_a)} \f]
/// 1 diffusion, 2 drift, between 0 and 1 sub-diffusion, 0 confinement. Errors of the points are
/// added in squares, which is too large: they share signs of the sketch and steps.
/// \param a, b  two points with lags a.lag < b.lag
/// \return α [1], NaN where an MSD is not positive; n_eff, g, ν of the point known less well
/// \cost O(1)
[[nodiscard]] inline estimate diffusion_exponent(const diffusion_point& a,
                                                 const diffusion_point& b) {
    const double step = std::log(static_cast<double>(b.lag)) - std::log(static_cast<double>(a.lag));
    estimate e = a.msd.nu < b.msd.nu ? a.msd : b.msd;
    e.value = a.msd.value > 0 && b.msd.value > 0 ? std::log(b.msd.value / a.msd.value) / step
                                                 : not_available;
    e.error = std::hypot(a.msd.error / a.msd.value, b.msd.error / b.msd.value) / step;
    e.verdict = worse(a.msd.verdict, b.msd.verdict);
    return e;
}

/// The diffusion coefficient seen over the lag of a point.
/// \f[ D(n) = \frac{\mathrm{MSD}(n)}{2 d\, n\, \Delta t} \f]
/// A property of the group where it no longer depends on n: read it where the exponent is 1.
/// \param p  a point      \param degrees_of_freedom  d [1]      \param timestep  Δt [time]
/// \return D per parameter [theta²/time]; NaN for d = 0 \cost O(1)
[[nodiscard]] inline estimate diffusion_coefficient(const diffusion_point& p,
                                                    std::size_t degrees_of_freedom,
                                                    double timestep = 1.0) {
    const double factor = degrees_of_freedom == 0
                              ? not_available
                              : 1.0 / (2.0 * static_cast<double>(degrees_of_freedom) *
                                       static_cast<double>(p.lag) * timestep);
    estimate e = p.msd;
    e.value *= factor;
    e.error *= factor;
    return e;
}

/// Whether positions were sampled, the second of the two verdicts.
enum class position_verdict {
    sampled,    ///< R + error < 0.1 at the longest lag: the distribution of positions was sampled
    wandering,  ///< R − error > 0.1: it was not; the group still diffuses or drifts
    unknown     ///< between the two, or too few steps to tell
};

/// The name of a verdict: "sampled", "wandering" or "unknown".
[[nodiscard]] constexpr std::string_view to_string(position_verdict verdict) noexcept {
    switch (verdict) {
    case position_verdict::sampled: return "sampled";
    case position_verdict::wandering: return "wandering";
    case position_verdict::unknown: break;
    }
    return "unknown";
}

/// Position stationarity with the horizon at which it was found.
struct position_stationarity {
    std::uint64_t horizon = 0;                             ///< the longest lag [step]
    estimate ratio;                                        ///< R there [1]
    position_verdict verdict = position_verdict::unknown;  ///< what it says

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(horizon, ratio, verdict);
    }
};

/// Judges whether positions were sampled, by R at the longest lag of a curve.
/// \f[ R(n) = \frac{\langle|x_{t+n} - x_t|^2\rangle}{n \langle|v|^2\rangle} < 0.1 \f]
/// It gates what needs a sampled distribution of positions: position entropy, MSD plateau,
/// probability currents, free energy. A curve shorter than ten lags' worth of 1/0.1 (16 steps)
/// cannot come below the bound and is unknown, never sampled.
/// \param curve  from diffusion_curve()
/// \param least  take the longest lag with at least so many displacements [1]
/// \return the horizon, R and the verdict \cost O(lags)
[[nodiscard]] inline position_stationarity test_position_stationarity(
    std::span<const diffusion_point> curve, std::uint64_t least = 1) {
    position_stationarity result;
    for (const diffusion_point& p : curve) {
        if (p.displacements >= least) {
            result.horizon = p.lag;
            result.ratio = p.ratio;
        }
    }
    const double r = result.ratio.value;
    const double error = result.ratio.error >= 0 ? result.ratio.error : 0.0;
    if (result.horizon >= 16 && r + error < position_stationarity_bound) {
        result.verdict = position_verdict::sampled;
    } else if (result.horizon >= 16 && r - error > position_stationarity_bound) {
        result.verdict = position_verdict::wandering;
    }
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
