// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic entropy, second part: entropy of positions, free energies and heat, as readings.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/position_verdict_text.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/entropy/entropy_gaussian.hpp>
#include <thermosgd/observables/entropy/entropy_heat.hpp>
#include <thermosgd/observables/entropy/entropy_nearest_neighbour.hpp>
#include <thermosgd/observables/entropy/free_energy.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/thermometer/columns.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// The mean of a column over batches first <= b < last, with its error bar.
[[nodiscard]] inline estimate mean_between(const batch_store& store, std::size_t column,
                                           std::size_t first, std::size_t last) {
    return lugsail(column_cells(store, column, first, last)).mean;
}

/// An entropy of projections on directions that span a volume, as if these were orthogonal.
[[nodiscard]] inline differential_entropy on_orthogonal(differential_entropy s, double log_volume) {
    s.entropy.value -= log_volume;
    return s;
}

}  // namespace THERMOSGD_NAMESPACE::detail

namespace THERMOSGD_NAMESPACE {

/// A stretch of a segment, in batches of a store and in samples of a tracker.
struct stretch {
    std::size_t first_batch = 0, last_batch = 0;
    std::uint64_t first_sample = 0, last_sample = 0;
};

/// The batches from `first` up to `last` and the samples taken at the same steps.
[[nodiscard]] inline stretch stretch_of(const batch_store& store, const thinned_samples& samples,
                                        std::size_t first, std::size_t last) {
    // Samples begin later where there was a gap.
    const std::uint64_t ticks = store.ticks();
    const std::uint64_t before = ticks - (std::min)(ticks, samples.seen());
    const auto sample = [&](std::size_t batch) {
        return (std::max)(store.ticks_before(batch), before) - before;
    };
    return {first, last, sample(first), sample(last)};
}

/// T S of one group in one stretch of a run [loss], as the free energy of a system without U: −T S.
///
/// S is that of the group's d coordinates, each with the mean entropy per direction: an upper bound
/// that moves as S does. T is 2⟨K⟩/d with m = Δt²/(2η) times 1 + μ, which is the virial one.
[[nodiscard]] inline free_energy entropic_free_energy(const thermometer& t, const report& r,
                                                      const diagnostics_recorder& recorder,
                                                      std::size_t group, const stretch& part,
                                                      const position_stationarity& positions) {
    const thinned_samples& samples = recorder.trajectory().samples(group);
    differential_entropy s = detail::on_orthogonal(
        of_positions(gaussian_entropy_of_samples(samples.rows(part.first_sample, part.last_sample),
                                                 samples.width()),
                     positions.verdict == position_verdict::sampled),
        recorder.trajectory().log_volume(group));
    const auto d = static_cast<double>(r.groups[group].degrees_of_freedom);
    s.entropy =
        detail::scaled(s.entropy, d / static_cast<double>(std::max<std::size_t>(s.dimensions, 1)));
    s.dimensions = static_cast<std::size_t>(d);
    const detail::column_map columns{detail::parts(t.layout())};
    const double mu =
        is_finite(r.parameters.momentum_coefficient) ? r.parameters.momentum_coefficient : 0.0;
    const estimate temperature =
        detail::scaled(detail::mean_between(t.batches(), columns(1 + group, detail::column::v2),
                                            part.first_batch, part.last_batch),
                       (1 + mu) / (2 * r.sgd_learning_rate(r.groups[group]) * d));
    estimate nothing = temperature;
    nothing.value = nothing.error = 0;
    return estimate_free_energy(nothing, temperature, s);
}

/// Adds a free energy to a sum. What the parts share is not known, so that errors add up.
inline void add_free_energy(free_energy& sum, const free_energy& part) {
    const auto d = static_cast<double>(sum.dimensions), more = static_cast<double>(part.dimensions);
    sum.temperature = (sum.temperature * d + part.temperature * more) / std::fmax(d + more, 1.0);
    sum.dimensions += part.dimensions;
    sum.method = part.method;
    if (sum.status == entropy_status::available) {
        sum.status = part.status;
    }
    sum.value.value += part.value.value;
    sum.value.error += part.value.error;
    sum.value.n_eff = std::fmin(sum.value.n_eff, part.value.n_eff);
    sum.value.g = std::fmax(sum.value.g, part.value.g);
    sum.value.nu = std::fmin(sum.value.nu, part.value.nu);
    sum.value.verdict = worse(sum.value.verdict, part.value.verdict);
}

/// U = ⟨L⟩ + ½Σλ⟨|θ|²⟩ in a stretch of a run, without entropy yet.
[[nodiscard]] inline free_energy potential_energy(const thermometer& t, const report& r,
                                                  const stretch& part) {
    free_energy f;
    f.temperature = 0;
    f.status = entropy_status::available;
    f.value =
        detail::mean_between(t.batches(), detail::loss_column, part.first_batch, part.last_batch);
    const detail::column_map columns{detail::parts(t.layout())};
    const auto add_decay = [&](std::size_t part_of_layout, double lambda) {
        if (lambda > 0) {
            free_energy decay;
            decay.temperature = 0;
            decay.status = entropy_status::available;
            decay.value = detail::scaled(
                detail::mean_between(t.batches(), columns(part_of_layout, detail::column::x2),
                                     part.first_batch, part.last_batch),
                0.5 * lambda);
            add_free_energy(f, decay);
        }
    };
    if (is_finite(r.total.parameters.weight_decay)) {
        add_decay(0, r.total.parameters.weight_decay);
    } else {
        for (std::size_t g = 0; g < r.groups.size(); ++g) {
            add_decay(1 + g, r.groups[g].parameters.weight_decay);
        }
    }
    return f;
}

}  // namespace THERMOSGD_NAMESPACE

namespace THERMOSGD_NAMESPACE::detail {

/// Entropies of positions, and what changed of T S and of F = U − Σ T S between the two halves of
/// the segment after burn-in, where the positions of the groups have been sampled.
inline void add_position_entropy_readings(const thermometer& t, const report& r,
                                          const std::vector<std::size_t>& groups,
                                          const diagnostics_recorder& recorder,
                                          std::vector<reading>& all) {
    const trajectory_tracker& tracker = recorder.trajectory();
    if (tracker.groups() != r.groups.size() || recorder.steps() == 0 || groups.empty()) {
        return;
    }
    const batch_store& store = t.batches();
    std::size_t first = 0;
    for (const std::size_t g : groups) {
        first = (std::max)(first, r.groups[g].equilibrium.first_batch);
    }
    const std::size_t last = store.batches(), middle = first + (last - first) / 2;
    const bool energies = r.sgd_learning_rate(r.groups[groups.front()]) > 0 && middle > first;
    const auto halves = [&](std::size_t g) {
        const thinned_samples& samples = tracker.samples(g);
        return std::pair(stretch_of(store, samples, first, middle),
                         stretch_of(store, samples, middle, last));
    };
    free_energy early, late;
    if (energies) {
        early = potential_energy(t, r, halves(groups.front()).first);
        late = potential_energy(t, r, halves(groups.front()).second);
    }
    const bool loss = energies && is_finite(early.value.value) && is_finite(late.value.value);
    std::vector<reading> neighbours, heats;
    bool all_sampled = true;
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        const thinned_samples& samples = tracker.samples(g);
        if (samples.width() == 0) {
            continue;
        }
        const position_stationarity positions = tracker.positions(g, group.burn_in_steps);
        const bool sampled = positions.verdict == position_verdict::sampled;
        all_sampled = all_sampled && sampled;
        const stretch whole =
            stretch_of(store, samples, group.equilibrium.first_batch, store.batches());
        const std::span<const double> rows = samples.rows(whole.first_sample, samples.seen());
        const auto width = static_cast<double>(samples.width());
        const double log_volume = tracker.log_volume(g);
        const auto add = [&](known_key what, const differential_entropy& entropy,
                             std::vector<reading>& to) {
            const differential_entropy s =
                on_orthogonal(of_positions(entropy, sampled), log_volume);
            const std::string directions =
                std::to_string(samples.width()) + (group.degrees_of_freedom <= samples.width()
                                                       ? " coordinates"
                                                       : " random directions");
            to.push_back(
                reading_of(what, group.name, scaled(s.entropy, 1 / width),
                           s.status == entropy_status::available
                               ? directions + ", theta; " + std::string(assumptions_of(s.method))
                           : sampled ? std::string(to_string(s.status))
                                     : to_text(positions)));
        };
        add("entropy.position.gaussian", gaussian_entropy_of_samples(rows, samples.width()), all);
        add("entropy.position.nearest_neighbour", nearest_neighbour_entropy(rows, samples.width()),
            neighbours);
        if (!energies) {
            continue;
        }
        const auto [a, b] = halves(g);
        const free_energy before = entropic_free_energy(t, r, recorder, g, a, positions);
        const free_energy after = entropic_free_energy(t, r, recorder, g, b, positions);
        add_free_energy(early, before);
        add_free_energy(late, after);
        // −(F_b − F_a) without U; the sign is that of T S.
        const free_energy_difference change = estimate_free_energy_difference(after, before);
        heats.push_back(reading_of("free_energy.ts_change", group.name, scaled(change.value, -1),
                                   change.status == entropy_status::available
                                       ? "m = dt^2/(2 eta); a unit of theta half as large adds " +
                                             print_number('g', 2, std::log(2.0) * change.per_unit)
                                   : sampled ? std::string(to_string(change.status))
                                             : to_text(positions)));
    }
    for (const auto* more : {&neighbours, &heats}) {
        all.insert(all.end(), more->begin(), more->end());
    }
    if (energies) {
        const free_energy_difference change = estimate_free_energy_difference(late, early);
        all.push_back(
            reading_of("free_energy.change",
                       std::to_string(groups.size()) + (groups.size() == 1 ? " group" : " groups"),
                       loss ? change.value : estimate{},
                       !loss ? "no loss was shown"
                       : change.status == entropy_status::available
                           ? "0 in a stationary state; U is the loss and what decays"
                       : !all_sampled ? "positions of a group above were not sampled"
                                      : std::string(to_string(change.status))));
    }
}

/// What friction dissipates, by the heat balance of the evolution field; for plain SGD, whose
/// friction is known: γ = 2/Δt. With momentum one reading says so.
inline void add_heat_readings(const thermometer& t, const report& r,
                              const std::vector<std::size_t>& groups, std::vector<reading>& all) {
    const double eta = r.sgd_learning_rate(r.total);
    constexpr known_key name = "heat.segment";
    if (!is_finite(eta) || eta <= 0 || !(r.total.mean_square_velocity.value > 0)) {
        return;
    }
    if (r.parameters.momentum_coefficient > 0) {
        all.push_back(reading_of(name, "all groups", {}, "friction is known for plain SGD alone"));
        return;
    }
    const column_map columns{parts(t.layout())};
    const double duration = static_cast<double>(r.observed_steps) * r.timestep;
    std::vector<reading> shares;
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        const auto d = static_cast<double>(group.degrees_of_freedom);
        const double mass = mass_from_learning_rate(eta, r.timestep);
        const estimate kinetic = scaled(group.mean_square_velocity, 0.5 * mass * d);
        // The bath takes heat at the temperature of all groups: 2⟨K⟩/d of everything.
        const double bath = mass * r.total.mean_square_velocity.value / r.boltzmann;
        const heat_balance h = heat_entropy(kinetic, duration, 2 / r.timestep, bath);
        all.push_back(reading_of(name, group.name, h.heat, "evolution field, m = dt^2/(2 eta)"));
        const estimate ratio = jackknife(
            t.batches(), {columns(1 + g, column::v2), columns(0, column::v2)},
            [&](std::span<const double> m) {
                return 2 * (m[0] / d) / (m[1] / static_cast<double>(r.total.degrees_of_freedom));
            },
            group.equilibrium.first_batch);
        shares.push_back(
            reading_of("heat.entropy_rate", group.name, ratio, "2 for all groups together"));
    }
    all.insert(all.end(), shares.begin(), shares.end());
}

}  // namespace THERMOSGD_NAMESPACE::detail
