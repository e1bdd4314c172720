// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether a group is shown to be in equilibrium: not that no drift was found, but that none of a
/// size that matters is left.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/drift.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>

namespace THERMOSGD_NAMESPACE {

/// The column number of a scalar that is not in the store.
inline constexpr std::size_t no_column = (std::numeric_limits<std::size_t>::max)();

/// What is said of the equilibrium of a group.
enum class equilibrium_verdict {
    equilibrium,  ///< the drift that the data allow is small, and everything needed is known
    drifting,     ///< kinetic energy, norm or loss moves
    not_shown     ///< neither; the doubt says why
};

/// The name of a verdict: "equilibrium", "drifting" or "not shown".
[[nodiscard]] constexpr std::string_view to_string(equilibrium_verdict verdict) noexcept {
    switch (verdict) {
    case equilibrium_verdict::equilibrium: return "equilibrium";
    case equilibrium_verdict::drifting: return "drifting";
    case equilibrium_verdict::not_shown: break;
    }
    return "not shown";
}

/// What keeps equilibrium from being shown; the first that holds, in this order.
enum class equilibrium_doubt {
    none,     ///< nothing
    burn_in,  ///< the burn-in took half of the batches: no stationary part was found
    window,   ///< the window is shorter than three times that in which norms relax, 1/(2ηλ)
    noise,    ///< an error bar is unknown: too few correlation times, or a memory without end
    change,   ///< K or |θ|² may have changed: p < 0.05, for both together
    bound,    ///< a drift of more than 5 % is not excluded
    law,      ///< the law of weight decay misses 1 where it must hold, and what the norm gains does
              ///< not balance what it loses either
    schedule  ///< hyper-parameters changed throughout; it comes before all others
};

/// The name of a doubt, one word.
[[nodiscard]] constexpr std::string_view to_string(equilibrium_doubt doubt) noexcept {
    switch (doubt) {
    case equilibrium_doubt::none: return "none";
    case equilibrium_doubt::burn_in: return "burn_in";
    case equilibrium_doubt::window: return "window";
    case equilibrium_doubt::noise: return "noise";
    case equilibrium_doubt::change: return "change";
    case equilibrium_doubt::bound: return "bound";
    case equilibrium_doubt::law: return "law";
    case equilibrium_doubt::schedule: break;
    }
    return "schedule";
}

/// The series whose drift is looked at.
enum class equilibrium_series { kinetic_energy, squared_norm, loss };

/// What is known of a group beside its series.
struct equilibrium_knowledge {
    double window_steps = not_available;  ///< steps of the window, burn-in left out [1]
    double relaxation_steps =
        not_available;           ///< of the squared norm, (1 − μ)/(2ηλ); NaN: unknown [1]
    bool law_must_hold = false;  ///< scale-invariant, under SGD or heavy ball
    estimate law = {};           ///< its weight-decay ratio; NaN: not known [1]
    estimate balance = {};       ///< of the norm: 1 where |θ|² is stationary [1]
    bool driven = false;         ///< hyper-parameters changed within the window
};

/// The drifts of a group, what follows from them, and what would help.
struct equilibrium_test {
    std::size_t first_batch = 0;   ///< batches before this one are burn-in and left out
    bool burn_in_at_limit = true;  ///< whether that is half of them
    drift_bound kinetic_energy;    ///< of K
    drift_bound squared_norm;      ///< of |θ|²; NaN where it was not observed
    drift_bound loss;              ///< of the loss; NaN where it was not given
    equilibrium_verdict verdict = equilibrium_verdict::not_shown;
    equilibrium_doubt doubt = equilibrium_doubt::noise;  ///< why it is not shown; else none
    equilibrium_series moving = equilibrium_series::kinetic_energy;  ///< what moves, or may
    double windows = not_available;     ///< the window in units of the relaxation time [1]
    double more_steps = not_available;  ///< about how many more would do; NaN: not a matter of
                                        ///< length [1]

    /// The larger of the relative bounds of K and, where it was observed, |θ|² [1]. \cost O(1)
    [[nodiscard]] double widest_bound() const noexcept {
        return is_finite(squared_norm.mean)
                   ? (std::max)(kinetic_energy.relative_bound(), squared_norm.relative_bound())
                   : kinetic_energy.relative_bound();
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(first_batch, burn_in_at_limit, kinetic_energy, squared_norm, loss, verdict, doubt,
           moving, windows, more_steps);
        detail::require_stored("equilibrium_test", verdict <= equilibrium_verdict::not_shown &&
                                                       doubt <= equilibrium_doubt::schedule &&
                                                       moving <= equilibrium_series::loss);
    }
};

/// The drift of K and of |θ|² that equilibrium may leave: 5 % between the halves of the window.
inline constexpr double equilibrium_drift = 0.05;

/// The change of |θ|² between the halves below which it does not matter to T, however certain: 1 %.
inline constexpr double equilibrium_norm_change = 0.01;

/// The windows of 1/(2ηλ) that equilibrium takes.
inline constexpr double equilibrium_windows = 3.0;

namespace detail {

/// Whether a ratio is 1 to 5 % and two of its errors, and those are smaller than 5 %. An error that
/// is unknown counts three times, as a lower bound does.
[[nodiscard]] inline bool is_one(const estimate& ratio) noexcept {
    const double error = (ratio.verdict == reliability::unknown ? 3 : 1) * ratio.error;
    return error < equilibrium_drift && std::fabs(ratio.value - 1) < equilibrium_drift + 2 * error;
}

/// Why equilibrium is not shown of a group that does not drift for sure; sets what may move.
[[nodiscard]] inline equilibrium_doubt doubt_of(equilibrium_test& t,
                                                const equilibrium_knowledge& known) {
    constexpr double likely = 0.05;
    const drift_bound &kinetic = t.kinetic_energy, &norm = t.squared_norm;
    const bool with_norm = is_finite(norm.mean);
    const bool kinetic_may_move = kinetic.p_value < likely / (with_norm ? 2 : 1);
    const bool norm_may_move =
        norm.p_value < likely / 2 && norm.relative_change() >= equilibrium_norm_change;
    if (known.driven) {
        return equilibrium_doubt::schedule;
    }
    if (t.burn_in_at_limit) {
        return equilibrium_doubt::burn_in;
    }
    if (t.windows < equilibrium_windows) {
        return equilibrium_doubt::window;
    }
    if (kinetic.verdict == reliability::unknown || (with_norm && !is_finite(norm.bound))) {
        return equilibrium_doubt::noise;
    }
    if (kinetic_may_move || norm_may_move) {
        t.moving = kinetic_may_move ? equilibrium_series::kinetic_energy
                                    : equilibrium_series::squared_norm;
        return equilibrium_doubt::change;
    }
    if (!(t.widest_bound() < equilibrium_drift)) {
        return equilibrium_doubt::bound;
    }
    if (known.law_must_hold && is_finite(known.law.value) && !is_one(known.law) &&
        !is_one(known.balance)) {
        return equilibrium_doubt::law;
    }
    return equilibrium_doubt::none;
}

/// About how many steps more would remove a doubt; NaN where none would.
[[nodiscard]] inline double steps_against(equilibrium_doubt doubt, const equilibrium_test& t,
                                          const equilibrium_knowledge& known) noexcept {
    const double ratio = t.widest_bound() / equilibrium_drift;
    switch (doubt) {
    case equilibrium_doubt::burn_in: return 2 * known.window_steps;
    case equilibrium_doubt::window:
        return equilibrium_windows * known.relaxation_steps - known.window_steps;
    case equilibrium_doubt::noise:
    case equilibrium_doubt::change: return known.window_steps;
    case equilibrium_doubt::bound: return known.window_steps * (ratio * ratio - 1);
    case equilibrium_doubt::none:
    case equilibrium_doubt::law:
    case equilibrium_doubt::schedule: break;
    }
    return not_available;
}

}  // namespace detail

/// Sets verdict, doubt and what would help from the drifts that were measured and what is known.
/// \param t      its drifts and its burn-in are read, all else is written
/// \param known  steps, relaxation time and law, as far as they are known
/// \cost O(1)
inline void judge_equilibrium(equilibrium_test& t, const equilibrium_knowledge& known) {
    constexpr double significance = 0.01;
    t.windows = known.window_steps / known.relaxation_steps;
    t.moving = equilibrium_series::kinetic_energy;
    double tests = 0;
    for (const drift_bound* d : {&t.kinetic_energy, &t.squared_norm, &t.loss}) {
        tests += is_finite(d->mean) ? 1 : 0;
    }
    const auto moves = [&](const drift_bound& d, double least) {
        return d.p_value < significance / tests && d.relative_change() >= least;
    };
    const std::array moving{moves(t.kinetic_energy, 0.0),
                            moves(t.squared_norm, equilibrium_norm_change),
                            moves(t.loss, equilibrium_drift)};
    for (std::size_t i = 0; i < moving.size(); ++i) {
        if (moving[i]) {
            t.verdict = equilibrium_verdict::drifting;
            t.doubt = equilibrium_doubt::none;
            t.moving = static_cast<equilibrium_series>(i);
            t.more_steps = not_available;
            return;
        }
    }
    t.doubt = detail::doubt_of(t, known);
    t.verdict = t.doubt == equilibrium_doubt::none ? equilibrium_verdict::equilibrium
                                                   : equilibrium_verdict::not_shown;
    t.more_steps = detail::steps_against(t.doubt, t, known);
}

/// Finds the burn-in of K, |θ|² and the loss together and measures the drift of each in the rest.
///
/// The start is the later of those found for K and |θ|², at most half of the batches; the loss has
/// one of its own. Only where the search for K ends at half, no stationary part was found: a norm
/// that wanders as slowly as norms do ends there by chance, and what is left of it must pass its
/// bound. The verdict is that of the series alone; judge_equilibrium() adds what is known beside
/// them.
/// \f[ \text{equilibrium:}\quad |\Delta| < 5\,\%\ \text{at 95 \% for } K, |\theta|^2,\quad
///     p \ge 0.05,\quad \text{window} \ge \frac{3(1-\mu)}{2\eta\lambda} \f]
/// and, where the loss does not feel the norm, the law of weight decay or at least the balance of
/// the norm: an ε of batch norm that is felt changes the law and not the balance. *Drifting* is
/// said where K moves with p < 0.01/3, or |θ|² does so by more than 1 %, or the loss by more than
/// 5 %.
///
/// \param store         batches on a common clock
/// \param kinetic       column of Σv² or Σm v²
/// \param squared_norm  column of Σx², or no_column
/// \param loss          column of the loss, or no_column
/// \param known         steps, relaxation time and law, as far as they are known
/// \return drifts, verdict and doubt   \cost O(batches); allocates O(batches)
/// \throws std::invalid_argument for a column that there is not
[[nodiscard]] inline equilibrium_test test_equilibrium(const batch_store& store,
                                                       std::size_t kinetic,
                                                       std::size_t squared_norm = no_column,
                                                       std::size_t loss = no_column,
                                                       const equilibrium_knowledge& known = {}) {
    equilibrium_test result;
    const auto given = [&](std::size_t column) {
        if (column == no_column) {
            return false;
        }
        detail::check_window("test_equilibrium", store, column, 0);
        return store.total(column).count != 0;
    };
    const auto start_of = [&](std::size_t column) {
        return given(column) ? find_burn_in(store, column) : 0;
    };
    const std::size_t limit = store.batches() / 2;
    const std::size_t of_kinetic = start_of(kinetic), of_norm = start_of(squared_norm);
    result.burn_in_at_limit = of_kinetic > 0 && of_kinetic >= limit;
    result.first_batch = (std::max)(of_kinetic, of_norm);
    const auto measure = [&](std::size_t column, std::size_t first) {
        return given(column) ? measure_drift(store, column, first) : drift_bound{};
    };
    result.kinetic_energy = measure(kinetic, result.first_batch);
    result.squared_norm = measure(squared_norm, result.first_batch);
    result.loss = measure(loss, start_of(loss));
    judge_equilibrium(result, known);
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
